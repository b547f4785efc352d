"""What is tallied of requests: those reported, resolved and closed, those that came back, and what people said."""

from functools import partial

from django.db.models import BigIntegerField, Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import OPEN_CLASSES
from samdrift.foundation.tallies.public import TallySource, register_tally
from samdrift.kernel.contact_measures import TOP_TWO_FROM
from samdrift.operations.requests.models import ServiceRequest

VIEW = "requests.view"
# After these a request lies elsewhere, or is for some people only: where it lay is counted again.
MOVED = (
    "requests.place_confirmed", "requests.type_confirmed", "requests.received_at_corrected", "requests.restricted",
    "requests.told_anew", "requests.reopened",
)  # fmt: skip


PRAISED, DISPLEASED = Q(rating=5), Q(rating__lte=2)
"""Five stars of five, and one or two."""
TOUCHED = ("requests.submitted", "requests.brought_in", "requests.triaged", "requests.priority_confirmed")


CLASSED = ("requests.restricted", "requests.place_confirmed", "requests.type_confirmed")
# Of what became restricted later, nothing that happened before is counted either.
OPEN_STILL = Exists(
    ServiceRequest._base_manager.filter(uid=OuterRef("subject_uid"), data_class__in=sorted(OPEN_CLASSES))
)


def register_tallies() -> None:
    """Announce them; called once, at start-up."""
    register_tally(
        TallySource(
            name="requests.reported", word=_("Requests reported"), permission=VIEW, rows=requests_to_count,
            day="received_at", kind=F("priority"), touched_by=TOUCHED, moved_by=MOVED,
            moments=("received_at", "before", "after"),
        )
    )  # fmt: skip
    register_tally(
        TallySource(
            name="requests.closed", version=2, word=_("Requests closed"), permission=VIEW, rows=requests_to_count,
            counts=Q(closed_at__isnull=False), day="closed_at", kind=F("priority"),
            numerator=Count("rating"), amount=Sum(Coalesce(F("rating"), 0), output_field=BigIntegerField()),
            touched_by=("requests.closed", "requests.rated", *TOUCHED), moved_by=MOVED, moments=("before", "after"),
        )
    )  # fmt: skip
    register_tally(
        TallySource(
            name="requests.starred", word=_("Requests closed and rated"), permission=VIEW, rows=requests_to_count,
            counts=Q(closed_at__isnull=False, rating__isnull=False), day="closed_at",
            numerator=Count("pk", filter=PRAISED), amount=Count("pk", filter=DISPLEASED),
            touched_by=("requests.closed", "requests.rated", *TOUCHED), moved_by=MOVED, moments=("before", "after"),
        )
    )  # fmt: skip
    register_tally(
        TallySource(
            name="requests.resolved", word=_("Requests called done"), permission=VIEW, rows=requests_to_count,
            counts=Q(resolved_at__isnull=False), day="resolved_at", kind=F("priority"),
            numerator=Count("pk", filter=Q(reopened__gt=0)),
            touched_by=("requests.resolved", *TOUCHED), moved_by=MOVED, moments=("received_at", "before", "after"),
        )
    )  # fmt: skip
    register_tally(
        TallySource(
            name="requests.reopened", word=_("Requests that came back"), permission=VIEW,
            rows=partial(events_to_count, "requests.reopened"), counts=Q(OPEN_STILL), day="happened_at", line="line",
            subject=("subject_uid",), touched_by=("requests.reopened", *CLASSED),
        )
    )  # fmt: skip
    stars = Cast(KT("payload__rating"), BigIntegerField())
    register_tally(
        TallySource(
            name="requests.rated", word=_("What people said of requests, 1 to 5"), permission=VIEW,
            rows=partial(events_to_count, "requests.rated"), counts=Q(OPEN_STILL), day="happened_at", line="line",
            numerator=Sum(Case(When(payload__rating__gte=TOP_TWO_FROM, then=1), default=0)), amount=Sum(stars),
            subject=("subject_uid",), touched_by=("requests.rated", *CLASSED),
        )
    )  # fmt: skip


def events_to_count(kind: str) -> QuerySet[EventRecord]:
    """Every event of a kind, across the gate: what happened stays where and when it happened."""
    return EventRecord.objects.filter(kind=kind)


def requests_to_count() -> QuerySet[ServiceRequest]:
    """Every request, across the gate."""
    return ServiceRequest.objects.all()
