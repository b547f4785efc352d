"""Addresses of the open book."""

from django.urls import path

from samdrift.doors.book import views

app_name = "events"
urlpatterns = [
    path("", views.book, name="list"),
    path("heads/", views.heads, name="heads"),
    path("heads.json", views.heads_file, name="heads_file"),
]
