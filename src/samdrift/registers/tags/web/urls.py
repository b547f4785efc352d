"""Where the pages of tags are."""

from django.urls import path

from samdrift.registers.tags.web import claiming, health, lists, printing, tag_page, walking

app_name = "tags"
urlpatterns = [
    path("tags/", lists.tag_list, name="list"),
    path("tags/make/", printing.make, name="make"),
    path("tags/print/", printing.print_labels, name="print"),
    path("tags/health/", health.health_page, name="health"),
    path("tags/health/seen/<uuid:uid>/", health.settle_piece, name="settle_piece"),
    path("tags/rounds/", health.start, name="start_round"),
    path("tags/rounds/<uuid:uid>/", health.round_page, name="round"),
    path("tags/rounds/<uuid:uid>/<slug:move>/", health.round_act, name="round_act"),
    path("walk/", walking.walk_app, name="walk_app"),
    path("walk/sw.js", walking.worker, name="walk_worker"),
    path("tags/walk/", claiming.walk_start, name="walk"),
    path("tags/walk/<uuid:storey>/", claiming.walk, name="walk_storey"),
    path("tags/claim/<str:code>/", claiming.claim, name="claim"),
    path("tags/<uuid:uid>/", tag_page.tag, name="tag"),
    path("tags/<uuid:uid>/<slug:move>/", tag_page.act, name="act"),
]
