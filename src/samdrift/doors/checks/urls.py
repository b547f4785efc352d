"""Addresses of the nightly checks."""

from django.urls import path

from samdrift.doors.checks import views

app_name = "checks"
urlpatterns = [
    path("", views.overview, name="list"),
    path("run/", views.run, name="run"),
]
