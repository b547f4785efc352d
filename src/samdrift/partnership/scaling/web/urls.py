"""Where the pages of scaling are."""

from django.urls import path

from samdrift.partnership.scaling.web import basket, changes, closures, districts, terms, what_if

app_name = "scaling"
urlpatterns = [
    path("districts/", districts.district_list, name="districts"),
    path("districts/<uuid:uid>/", districts.district_page, name="district"),
    path("districts/<uuid:uid>/what-if/", what_if.what_if, name="what_if"),
    path("districts/<uuid:uid>/what-if/keep/", what_if.keep, name="keep"),
    path("districts/<uuid:uid>/basket/", basket.basket, name="basket"),
    path("districts/<uuid:uid>/closures/", closures.closure_page, name="closures"),
    path("closures/<uuid:uid>/withdraw/", closures.withdraw, name="closure_withdraw"),
    path("scenarios/<uuid:uid>/drop/", basket.drop, name="scenario_drop"),
    path("scenarios/<uuid:uid>/submit/", basket.submit, name="scenario_submit"),
    path("changes/", changes.change_list, name="changes"),
    path("changes/<uuid:uid>/", changes.change_page, name="change"),
    path("changes/<uuid:uid>/<slug:move>/", changes.act, name="act"),
    path("scaling/terms/<uuid:uid>/", terms.terms_page, name="terms"),
    path("scaling/terms/<uuid:uid>/<slug:move>/", terms.terms_answer, name="terms_answer"),
]
