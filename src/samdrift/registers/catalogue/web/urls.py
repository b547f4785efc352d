"""Where the pages of the catalogue are."""

from django.urls import path

from samdrift.registers.catalogue.web import listing

app_name = "catalogue"
urlpatterns = [path("catalogue/", listing.catalogue_list, name="list")]
