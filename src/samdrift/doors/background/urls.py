"""Addresses of what workers do unseen."""

from django.urls import path

from samdrift.doors.background import views

app_name = "jobs"
urlpatterns = [
    path("", views.overview, name="list"),
    path("deliveries/<int:delivery>/<str:decision>/", views.decide_delivery, name="delivery"),
    path("jobs/<int:job>/<str:decision>/", views.decide_job, name="job"),
]
