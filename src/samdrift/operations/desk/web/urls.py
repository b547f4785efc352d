"""Where the pages of the desk are."""

from django.urls import path

from samdrift.operations.desk.web import held, inbox, measures, new

app_name = "desk"
urlpatterns = [
    path("desk/", inbox.inbox, name="inbox"),
    path("desk/arrivals/", inbox.arrivals, name="arrivals"),
    path("desk/held/", held.held_reports, name="held"),
    path("desk/held/<uuid:uid>/", held.settle, name="settle"),
    path("desk/new/", new.new_contact, name="new"),
    path("desk/month/", measures.month, name="month"),
    path("desk/month/contacts/", measures.behind, name="behind"),
    path("desk/<uuid:uid>/<slug:move>/", inbox.act, name="act"),
]
