"""Reading the book."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from samdrift.foundation.events.models import SEAL, Delivery, EventRecord
from samdrift.foundation.questions import Question
from samdrift.foundation.scope import CASE_CLASSES, OPEN_CLASSES, Scope, everywhere


def history_of(scope: Scope, *subject_uids: UUID, of_case: bool = False) -> QuerySet[EventRecord]:
    """What happened to these subjects, oldest first, as far as this scope may know.

    The caller has read the subjects through their own gate; this holds back the other party's own events and those
    of classes the scope has no grant for.

    Args:
        of_case: The subjects are a case the person is named on: its history is theirs, though no grant opens it.
    """
    with everywhere(reason="the history of subjects the caller has read; narrowed here"):
        rows = EventRecord.objects.all()
    known = _known_to(scope, CASE_CLASSES if of_case else frozenset())
    return rows.filter(known, community=scope.community_id, subject_uid__in=subject_uids).order_by("happened_at", "id")


_OF_ONE = Question(history_of, UUID(int=77_041))


def history_of_one(scope: Scope, subject_uid: UUID, *, of_case: bool = False) -> list[EventRecord]:
    """What `history_of` gives for one subject, for pages asked often."""
    return list(history_of(scope, subject_uid, of_case=True)) if of_case else _OF_ONE.rows(scope, subject_uid)


def recent_events(scope: Scope) -> QuerySet[EventRecord]:
    """What happened lately where this scope may read the book, newest first."""
    return EventRecord.objects.within(scope).order_by("-happened_at", "-id")


def history_of_book(scope: Scope, *, kind: str = "", subject: UUID | None = None) -> QuerySet[EventRecord]:
    """The book as far as this scope may read it, of one kind or about one subject where asked."""
    rows = EventRecord.objects.within(scope)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(subject_uid=subject) if subject else rows


def _known_to(scope: Scope, more: frozenset[str]) -> Q:
    classes = (OPEN_CLASSES | more).union(*(grant.data_classes for grant in scope.grants))
    mine = Q(owner_party__isnull=True)
    if scope.party_id is not None:
        mine |= Q(owner_party=scope.party_id)
    return mine & Q(data_class__in=classes)


def failed_deliveries(community_id: int | None = None) -> QuerySet[Delivery]:
    """Deliveries given up on, newest first: somebody must look, then retry or dismiss them."""
    rows = Delivery.objects.filter(failed_at__isnull=False).select_related("event").order_by("-failed_at", "-id")
    return rows if community_id is None else rows.filter(community_id=community_id)


def waiting_deliveries(community_id: int | None = None) -> dict[str, int]:
    """How many deliveries each follower is owed; the sealing of the book counts as one follower."""
    rows = Delivery.objects.filter(failed_at__isnull=True)
    if community_id is not None:
        rows = rows.filter(community_id=community_id)
    return dict(rows.values_list("follower").annotate(Count("id")).order_by("follower"))


def oldest_waiting(*, including_seals: bool = False) -> datetime | None:
    """Since when the oldest delivery has been owed; None when everybody has caught up."""
    rows = Delivery.objects.filter(failed_at__isnull=True)
    if not including_seals:
        rows = rows.exclude(follower=SEAL)
    return rows.order_by("id").values_list("due_at", flat=True).first()
