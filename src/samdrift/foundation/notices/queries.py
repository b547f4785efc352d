"""Questions about notices: the list, the count on the bell, what was chosen, and what became of messages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from samdrift.foundation.notices import registry
from samdrift.foundation.notices.models import VIEW_SENT, Choice, Habits, Notice, Sending
from samdrift.foundation.notices.registry import NoticeKind
from samdrift.foundation.scope import Scope, everywhere

ORDER = ("-told_at", "-id")


def notices_of(scope: Scope, *, unread: bool = False) -> QuerySet[Notice]:
    """What somebody was told, as far as they may read it today; newest first, to be paged by `ORDER`."""
    rows = Notice.objects.within(scope)
    return rows.filter(read_at__isnull=True) if unread else rows


def told_causes(causes: Iterable[str]) -> set[str]:
    """Which of these causes somebody was told of already: for jobs that look again and again."""
    wanted, found = list(dict.fromkeys(causes)), set[str]()
    with everywhere(reason="what a job has told already"):
        for start in range(0, len(wanted), 500):
            rows = Notice.objects.filter(cause__in=wanted[start : start + 500])
            found.update(rows.values_list("cause", flat=True))
    return found


def unread_count(scope: Scope) -> int:
    """How many notices somebody has not read; counted after the gate."""
    return notices_of(scope, unread=True).count()


def has_unread() -> Exists:
    """For the question that finds a person by their session: whether there is anything unread at all.

    Asked along with the person, so that the bell costs nobody a statement who has nothing to read.
    """
    with everywhere(reason="whether there is anything to count; what is counted passes the gate"):
        rows = Notice.objects.all()
    return Exists(rows.filter(receiver=OuterRef("pk"), read_at__isnull=True, listed=True))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A kind with the ways it takes to one person."""

    kind: NoticeKind
    ways: frozenset[str]
    is_default: bool


def choices_of(scope: Scope) -> list[Chosen]:
    """Every kind with what the person chose, or its own ways."""
    rows = dict(Choice.objects.filter(person=scope.person_id or 0).values_list("kind", "channels"))
    ordered: Sequence[NoticeKind] = sorted(registry.kinds.values(), key=lambda kind: (kind.number, kind.key))
    return [Chosen(kind, frozenset(rows.get(kind.key, kind.channels)), kind.key not in rows) for kind in ordered]


def habits_of(scope: Scope) -> Habits:
    """When the person wants to be left alone; not yet written down for most."""
    return Habits.objects.filter(person=scope.person_id or 0).first() or Habits(person_id=scope.person_id or 0)


def sendings(scope: Scope, *, state: str = "") -> QuerySet[Sending]:
    """What left the house and what did not, newest first."""
    rows = Sending.objects.within(scope).select_related("receiver").annotate(kind=F("notice__kind"))
    return (rows.filter(state=state) if state else rows).order_by("-made_at", "-pk")


def sending_counts(scope: Scope) -> dict[str, Any]:
    """How many messages wait, were sent, failed, or are kept because nothing is there to send them by."""
    scope.require_somewhere(VIEW_SENT)
    return dict(Sending.objects.within(scope).values_list("state").annotate(Count("pk")).order_by("state"))
