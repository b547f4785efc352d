"""Addresses of the frame itself; doors/urls.py includes them under the name `shell`."""

from django.urls import path

from samdrift.doors.pages import choices, device, style

app_name = "shell"
urlpatterns = [
    path("choose/language/", choices.choose_language, name="language"),
    path("choose/theme/", choices.choose_theme, name="theme"),
    path("sw.js", device.service_worker, name="service_worker"),
    path("manifest.webmanifest", device.manifest, name="manifest"),
    path("offline/", device.offline, name="offline"),
    path("style/", style.style_page, name="style"),
    path("style/scan/", style.scan_page, name="scan_sample"),
    path("style/<slug:name>/", style.sample_page, name="sample"),
]
