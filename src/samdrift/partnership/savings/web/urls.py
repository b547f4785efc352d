"""Where the pages of savings are."""

from django.urls import path

from samdrift.partnership.savings.web import baselines, budgets, initiatives, overview, settlements

app_name = "savings"
urlpatterns = [
    path("savings/", overview.overview, name="overview"),
    path("savings/units/<uuid:uid>/", overview.unit_page, name="unit"),
    path("savings/initiatives/", initiatives.ledger_page, name="ledger"),
    path("savings/initiatives/new/", initiatives.new_initiative, name="new"),
    path("savings/initiatives/<uuid:uid>/", initiatives.initiative_page, name="initiative"),
    path("savings/initiatives/<uuid:uid>/<str:move>/", initiatives.initiative_move, name="move"),
    path("savings/baselines/new/", baselines.new_baseline, name="new_baseline"),
    path("savings/baselines/<uuid:uid>/", baselines.baseline_page, name="baseline"),
    path("savings/baselines/<uuid:uid>/answer/", baselines.baseline_answer, name="baseline_answer"),
    path("savings/guarantee/", overview.guarantee, name="guarantee"),
    path("savings/schemes/<uuid:uid>/agree/", settlements.scheme_agree, name="scheme_agree"),
    path("savings/settlements/new/", settlements.settle, name="settle"),
    path("savings/settlements/<uuid:uid>/", settlements.settlement_page, name="settlement"),
    path("savings/settlements/<uuid:uid>/<str:move>/", settlements.settlement_move, name="settlement_move"),
    path("savings/open-book/", budgets.open_book, name="open_book"),
    path("budgets/", budgets.budgets_page, name="budgets"),
    path("budgets/commitments/", budgets.commitment_note, name="commit"),
    path("budgets/commitments/<uuid:uid>/", budgets.commitment_change, name="commitment"),
]
