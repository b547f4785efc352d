"""Addresses of benchmark packs."""

from django.urls import path

from samdrift.partnership.benchmarking.web import acting, files, market, pages, terms

app_name = "benchmarking"
urlpatterns = [
    path("benchmarks/", pages.pack_list, name="list"),
    path("benchmarks/make/", acting.make, name="make"),
    path("benchmarks/market/<uuid:uid>/", market.market, name="market"),
    path("benchmarks/market/<uuid:uid>/import/", market.import_table, name="import"),
    path("benchmarks/market/<uuid:uid>/factor/", market.factor, name="factor"),
    path("benchmarks/value/<uuid:uid>/withdraw/", market.withdraw, name="withdraw"),
    path("benchmarks/factor/<uuid:uid>/withdraw/", market.withdraw_factor, name="withdraw_factor"),
    path("benchmarks/terms/<uuid:uid>/", terms.terms_page, name="terms"),
    path("benchmarks/terms/<uuid:uid>/<slug:move>/", terms.terms_answer, name="terms_answer"),
    path("benchmarks/making/<uuid:uid>/", pages.making, name="making"),
    path("benchmarks/<uuid:uid>/", pages.pack_page, name="page"),
    path("benchmarks/<uuid:uid>/line/", pages.line_page, name="line"),
    path("benchmarks/<uuid:uid>/compare/", pages.compare, name="compare"),
    path("benchmarks/<uuid:uid>/pack.xlsx", files.xlsx, name="xlsx"),
    path("benchmarks/<uuid:uid>/pack.csv", files.as_csv, name="csv"),
    path("benchmarks/<uuid:uid>/pack.json", files.data, name="data"),
    path("benchmarks/<uuid:uid>/say/", acting.say, name="say"),
    path("benchmarks/<uuid:uid>/refresh/", acting.refresh, name="refresh"),
    path("benchmarks/<uuid:uid>/<slug:move>/", acting.act, name="act"),
]
