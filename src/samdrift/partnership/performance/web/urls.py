"""Where the pages of key figures are."""

from django.urls import path

from samdrift.partnership.performance.web import definitions, new_definition, owed, pages, remedies, results, running

app_name = "performance"
urlpatterns = [
    path("performance/", pages.month, name="month"),
    path("performance/months/<uuid:uid>/agree/", pages.agree, name="agree"),
    path("performance/results/<uuid:uid>/", results.result_page, name="result"),
    path("performance/results/<uuid:uid>/<slug:move>/", results.result_act, name="act"),
    path("performance/running/<uuid:uid>/<str:code>/", running.running_figure, name="running"),
    path("performance/credits/", owed.credit_list, name="credits"),
    path("performance/credits/months/<uuid:uid>/agree/", owed.agree, name="agree_credits"),
    path("performance/credits/<uuid:uid>/waive/", owed.waive, name="waive"),
    path("performance/definitions/", definitions.definition_list, name="definitions"),
    path("performance/new-definition/<uuid:uid>/", new_definition.new_definition, name="new_definition"),
    path("performance/definitions/<uuid:uid>/<str:code>/", definitions.definition_page, name="definition"),
    path("performance/remedies/<uuid:uid>/", remedies.remedies_page, name="remedies"),
    path("performance/terms/<uuid:uid>/<slug:move>/", definitions.terms_answer, name="terms"),
]
