"""Where the pages of promises are."""

from django.urls import path

from samdrift.operations.promises.web import about, pauses, recalculated, trying, why

app_name = "promises"
urlpatterns = [
    path("promises/pauses/", pauses.long_pauses, name="pauses"),
    path("promises/recalculated/", recalculated.recalculation_list, name="recalculated"),
    path("promises/bench/", trying.bench, name="bench"),
    path("promises/replay/", trying.replay, name="replay"),
    path("promises/about/<uuid:uid>/", about.about, name="about"),
    path("promises/why/", why.why_this_rule, name="why"),
]
