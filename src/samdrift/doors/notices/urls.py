"""Addresses of notices."""

from django.urls import path

from samdrift.doors.notices import choices, views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("choices/", choices.choices, name="choices"),
    path("sent/", views.sent, name="sent"),
    path("quieten/<str:token>/", choices.quieten, name="quieten"),
    path("<uuid:uid>/", views.open_notice, name="open"),
]
