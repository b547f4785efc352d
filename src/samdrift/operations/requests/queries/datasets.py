"""The list of requests, to be asked by anybody who sees some."""

from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Dataset, register_dataset
from samdrift.foundation.scope import Scope
from samdrift.foundation.search.public import matching_uids
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.queries import ratings, words
from samdrift.operations.requests.queries.lists import SEARCH_KIND
from samdrift.registers.catalogue.public import line_column, type_column
from samdrift.registers.contracts.public import contract_column
from samdrift.registers.estate.public import site_column
from samdrift.registers.parties.public import person_column, team_column, unit_column


def _rows(scope: Scope, permission: str) -> QuerySet[Any]:
    return ServiceRequest.objects.within_permission(scope, permission).annotate(told_rating=ratings.told(scope))


def _page(uid: UUID) -> str:
    return reverse("requests:page", args=[uid])


def _with_words(scope: Scope, text: str) -> Q:
    return Q(uid__in=matching_uids(scope, text, kind=SEARCH_KIND))


RATED = ExpressionWrapper(Q(rating__isnull=False), output_field=BooleanField())

COLUMNS = (
    Column(code="number", name=_("Number"), kind="text", path="number", meaning=_("What people call the request by.")),
    Column(code="title", name=_("Title"), kind="text", path="title"),
    Column(code="state", name=_("State"), kind="code", path="state", words=words.STATES),
    Column(code="open", name=_("Open"), kind="yesno", path="is_open", shown=False),
    Column(code="priority", name=_("Priority"), kind="code", path="priority", words={n: f"P{n}" for n in range(1, 6)}),
    line_column(),
    type_column(),
    site_column(),
    unit_column(),
    Column(code="room", name=_("Room"), kind="text", path="space__number", shown=False),
    Column(code="thing", name=_("Thing"), kind="text", path="asset__name", shown=False),
    team_column(),
    person_column("assignee", _("Assigned to"), "assignee_id"),
    person_column("requester", _("Asked by"), "requester_id", shown=False),
    Column(code="channel", name=_("Channel"), kind="code", path="channel", words=words.CHANNELS, shown=False),
    Column(
        code="included", name=_("Included in the price"), kind="code", path="entitlement", words=words.ENTITLEMENTS,
        shown=False,
    ),
    Column(code="received", name=_("Received"), kind="moment", path="received_at"),
    Column(code="confirmed", name=_("Confirmed"), kind="moment", path="triaged_at", shown=False),
    Column(code="resolved", name=_("Resolved"), kind="moment", path="resolved_at", shown=False),
    Column(code="closed", name=_("Closed"), kind="moment", path="closed_at", shown=False),
    Column(code="next_promise", name=_("Next promise"), kind="moment", path="next_due_at",
           meaning=_("When the next promise that is still open falls due.")),
    Column(code="paused", name=_("Clock paused"), kind="yesno", path="paused", shown=False),
    Column(code="waiting", name=_("Waiting for the requester"), kind="yesno", path="waiting_for_requester",
           shown=False),
    Column(code="me_too", name=_("Also reported by"), kind="number", path="me_too", shown=False),
    Column(code="reopened", name=_("Times reopened"), kind="number", path="reopened", shown=False),
    Column(code="rated", name=_("Rated"), kind="yesno", shown=False, value=RATED,
           meaning=_("Whether whoever asked said how it went.")),
    Column(code="rating", name=_("Rating"), kind="number", path="rating", people=True, shown=False, summed=True,
           meaning=_("The mean of what people gave, from 1 to 5.")),
    Column(code="stars", name=_("Stars"), kind="number", path="told_rating", people=True, shown=False,
           permission=ratings.READ,
           meaning=_("What whoever asked gave, from 1 to 5; of requests whose ratings one answers.")),
    contract_column(),
)  # fmt: skip

register_dataset(
    Dataset(
        code="requests", name=_("Requests"), permission="requests.view", export="requests.export", rows=_rows,
        columns=COLUMNS, order="-received", page=_page, search=_with_words,
        meaning=_("Everything that was asked for or reported, from the first word to the confirmation."),
    )
)  # fmt: skip
