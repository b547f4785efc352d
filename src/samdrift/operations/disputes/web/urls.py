"""Where the pages of proposals are."""

from django.urls import path

from samdrift.operations.disputes.web import pages

app_name = "disputes"
urlpatterns = [
    path("proposals/", pages.proposal_list, name="list"),
    path("proposals/<uuid:uid>/answer/", pages.answer, name="answer"),
    path("proposals/request/<uuid:uid>/", pages.propose, name="propose"),
]
