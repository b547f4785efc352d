"""Where the pages of add-ons are."""

from django.urls import path

from samdrift.partnership.addons.web import deciding, listing, noting, terms

app_name = "addons"
urlpatterns = [
    path("add-ons/", listing.add_on_list, name="list"),
    path("add-ons/new/", noting.note, name="note"),
    path("add-ons/signs/<uuid:uid>/dismiss/", deciding.dismiss, name="dismiss"),
    path("add-ons/terms/<uuid:uid>/", terms.terms_page, name="terms"),
    path("add-ons/terms/<uuid:uid>/<slug:move>/", terms.terms_answer, name="terms_answer"),
    path("add-ons/<uuid:uid>/", deciding.add_on_page, name="page"),
    path("add-ons/<uuid:uid>/<slug:move>/", deciding.act, name="act"),
]
