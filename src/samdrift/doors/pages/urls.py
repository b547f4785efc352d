"""Addresses of the frame itself; doors/urls.py includes them under the name `shell`."""

from django.urls import path

from samdrift.doors.pages import choices, device, maps, style

app_name = "shell"
urlpatterns = [
    path("choose/language/", choices.choose_language, name="language"),
    path("choose/theme/", choices.choose_theme, name="theme"),
    path("sw.js", device.service_worker, name="service_worker"),
    path("manifest.webmanifest", device.manifest, name="manifest"),
    path("offline/", device.offline, name="offline"),
    path("map/ground/", maps.map_ground, name="map_ground"),
    path("map/tiles/<int:level>/<int:column>/<int:row>/", maps.map_tile, name="map_tile"),
    path("style/", style.style_page, name="style"),
    path("style/scan/", style.scan_page, name="scan_sample"),
    path("style/<slug:name>/", style.sample_page, name="sample"),
]
