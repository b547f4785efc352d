"""Where the pages of the estate are."""

from django.urls import path

from samdrift.registers.estate.web import exporting, importing, model, places, positions, storeys

app_name = "estate"
urlpatterns = [
    path("sites/", places.site_list, name="sites"),
    path("sites/new/", places.site_new, name="site_new"),
    path("sites/<uuid:uid>/", places.site_page, name="site"),
    path("sites/<uuid:uid>/place/", positions.site_place, name="place"),
    path("sites/<uuid:uid>/cobie/", exporting.cobie, name="cobie"),
    path("sites/<uuid:uid>/model/", model.model_page, name="model"),
    path("sites/<uuid:uid>/model/make/", model.model_make, name="model_make"),
    path("sites/<uuid:uid>/model/<uuid:building>/", model.mesh_file, name="mesh"),
    path("storeys/<uuid:uid>/", storeys.storey_page, name="storey"),
    path("spaces/<uuid:uid>/", places.space_page, name="space"),
    path("spaces/<uuid:uid>/zone/", places.space_zone, name="zone"),
    path("assets/<uuid:uid>/", places.asset_page, name="asset"),
    path("imports/", importing.import_list, name="imports"),
    path("imports/new/", importing.import_new, name="import_new"),
    path("imports/table/", exporting.table, name="table"),
    path("imports/<uuid:uid>/", importing.import_page, name="import"),
    path("imports/<uuid:uid>/<slug:move>/", importing.act, name="import_act"),
]
