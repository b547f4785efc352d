"""Addresses of notices."""

from django.urls import path

from samdrift.doors.notices import choices, devices, views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("choices/", choices.choices, name="choices"),
    path("push/allow/", devices.allow, name="push_allow"),
    path("push/let-go/", devices.let_go, name="push_let_go"),
    path("sent/", views.sent, name="sent"),
    path("quieten/<str:token>/", choices.quieten, name="quieten"),
    path("<uuid:uid>/", views.open_notice, name="open"),
]
