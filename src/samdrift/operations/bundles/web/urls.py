"""The room's addresses."""

from django.urls import path

from samdrift.operations.bundles.web import pages

app_name = "bundles"
urlpatterns = [
    path("bundles/", pages.bundle_list, name="list"),
    path("bundles/make/", pages.make, name="make"),
    path("bundles/<uuid:uid>/file/", pages.file, name="file"),
]
