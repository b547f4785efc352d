"""Where the pages of rounds are."""

from django.urls import path

from samdrift.operations.rounds.web import app, days, mine, planning

app_name = "rounds"
urlpatterns = [
    path("field/round/", app.round_app, name="app"),
    path("rounds/", days.today, name="today"),
    path("rounds/mine/", mine.mine, name="mine"),
    path("rounds/all/", planning.all_rounds, name="all"),
    path("rounds/new/", planning.new, name="new"),
    path("rounds/help/<uuid:uid>/", days.answer, name="answer"),
    path("rounds/<uuid:uid>/", planning.round_page, name="round"),
    path("rounds/<uuid:uid>/edit/", planning.edit, name="edit"),
    path("rounds/<uuid:uid>/rooms/", planning.rooms, name="rooms"),
    path("rounds/<uuid:uid>/end/", planning.end, name="end"),
    path("rounds/<uuid:uid>/days/<str:day>/", days.proof, name="proof"),
]
