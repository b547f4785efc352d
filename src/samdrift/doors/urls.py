"""Every address of the house; a room brings its own list in web/urls.py."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("samdrift.doors.pages.urls")),
]

handler400 = "samdrift.doors.pages.failures.bad_request"
handler403 = "samdrift.doors.pages.failures.forbidden"
handler404 = "samdrift.doors.pages.failures.not_found"
handler500 = "samdrift.doors.pages.failures.fault"
