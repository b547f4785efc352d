"""Where the pages of exit packs are."""

from django.urls import path

from samdrift.partnership.handover.web import pages

app_name = "handover"
urlpatterns = [
    path("contracts/<uuid:uid>/exit-packs/", pages.pack_list, name="list"),
    path("contracts/<uuid:uid>/exit-packs/make/", pages.make, name="make"),
    path("exit-packs/<uuid:uid>/", pages.pack_page, name="pack"),
    path("exit-packs/<uuid:uid>/file/", pages.file, name="file"),
    path("exit-packs/<uuid:uid>/confirm/", pages.confirm, name="confirm"),
]
