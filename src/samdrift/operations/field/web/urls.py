"""Where the phone's page, its worker and the pages around it are."""

from django.urls import path

from samdrift.operations.field.web import app, notes, review

app_name = "field"
urlpatterns = [
    path("field/", app.field_app, name="app"),
    path("field/sw.js", app.worker, name="worker"),
    path("field/manifest.webmanifest", app.manifest, name="manifest"),
    path("work/review/", review.review_page, name="review"),
    path("work/review/<uuid:uid>/<slug:decision>/", review.decide, name="decide"),
    path("sites/<uuid:site>/notes/", notes.notes_page, name="notes"),
    path("sites/notes/<uuid:uid>/end/", notes.end, name="end_note"),
]
