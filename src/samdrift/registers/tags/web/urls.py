"""Where the pages of tags are."""

from django.urls import path

from samdrift.registers.tags.web import claiming, lists, printing, tag_page

app_name = "tags"
urlpatterns = [
    path("tags/", lists.tag_list, name="list"),
    path("tags/make/", printing.make, name="make"),
    path("tags/print/", printing.print_labels, name="print"),
    path("tags/walk/", claiming.walk_start, name="walk"),
    path("tags/walk/<uuid:storey>/", claiming.walk, name="walk_storey"),
    path("tags/claim/<str:code>/", claiming.claim, name="claim"),
    path("tags/<uuid:uid>/", tag_page.tag, name="tag"),
    path("tags/<uuid:uid>/<slug:move>/", tag_page.act, name="act"),
]
