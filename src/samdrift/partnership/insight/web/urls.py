"""Where the pages of the overview are."""

from django.urls import path

from samdrift.partnership.insight.web import audit, contract, district, operations, public_page, released
from samdrift.partnership.insight.web import map as maps

app_name = "insight"
urlpatterns = [
    path("overview/audit/", audit.audit_page, name="audit"),
    path("overview/contracts/", contract.contract_list, name="contracts"),
    path("overview/contract/<uuid:uid>/", contract.contract_page, name="contract"),
    path("overview/contract/<uuid:uid>/figure/<slug:code>/", contract.figure_page, name="figure"),
    path("overview/contract/<uuid:uid>/public/", public_page.publishing_page, name="publishing"),
    path("overview/public/<uuid:uid>/answer/", public_page.publishing_answer, name="publishing_answer"),
    path("public/<slug:code>/", public_page.public_start, name="public_start"),
    path("public/<slug:code>/<slug:language>/", public_page.public_page, name="public"),
    path("overview/operations/", operations.operations_page, name="operations"),
    path("overview/districts/", district.district_list, name="districts"),
    path("overview/district/<uuid:uid>/", district.district_page, name="district"),
    path("overview/time-released/", released.release_list, name="released"),
    path("overview/time-released/new/", released.release_new, name="release_new"),
    path("overview/time-released/<uuid:uid>/", released.release_page, name="release"),
    path("overview/time-released/<uuid:uid>/answer/", released.release_answer, name="release_answer"),
    path("map/", maps.map_page, name="map"),
    path("map/points/", maps.map_points, name="map_points"),
    path("map/card/", maps.map_card, name="map_card"),
]
