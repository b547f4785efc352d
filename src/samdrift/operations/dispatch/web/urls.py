"""Where the dispatcher's pages are."""

from django.urls import path

from samdrift.operations.dispatch.web import actions, pages

app_name = "dispatch"
urlpatterns = [
    path("dispatch/", pages.board, name="board"),
    path("dispatch/give/", actions.give, name="give"),
    path("dispatch/back/", actions.back, name="back"),
    path("dispatch/plan/", actions.plan, name="plan"),
    path("dispatch/ahead/", actions.plan_ahead, name="ahead"),
    path("dispatch/plans/<uuid:uid>/", pages.proposal, name="proposal"),
    path("dispatch/plans/<uuid:uid>/<slug:move>/", actions.decide, name="decide"),
    path("dispatch/set-up/", pages.set_up, name="set_up"),
    path("dispatch/set-up/hours/", actions.set_hours, name="set_hours"),
    path("dispatch/set-up/ways/", actions.ways, name="ways"),
]
