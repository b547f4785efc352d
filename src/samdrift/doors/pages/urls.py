"""Addresses of the frame itself; doors/urls.py includes them under the name `shell`."""

from django.urls import path

from samdrift.doors.pages import choices, style

app_name = "shell"
urlpatterns = [
    path("choose/language/", choices.choose_language, name="language"),
    path("choose/theme/", choices.choose_theme, name="theme"),
    path("style/", style.style_page, name="style"),
]
