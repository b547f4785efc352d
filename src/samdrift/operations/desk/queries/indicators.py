"""Signs that promises are kept on paper, counted for both contract managers over the same requests."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.files.public import StoredFile
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import gaming
from samdrift.kernel.gaming import Sign
from samdrift.operations.disputes import public as disputes
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from samdrift.operations.work import public as work

WATCH = "desk.watch"
# Both parties read the same figures (trap 28), so what only some people may see is in none of them.
COUNTED = ("D0", "D1")
ASKED = "awaiting_requester"
MOST_GROUPS = 40


@dataclass(frozen=True, slots=True)
class Period:
    """From one moment up to, not including, another."""

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What one sign is a share of, and which of those show it."""

    rows: QuerySet[requests.ServiceRequest]
    shows: Q


@dataclass(frozen=True, slots=True)
class Group:
    """How often the clocks of somebody's resolved requests were paused and how often those came back."""

    key: int | None
    resolved: int
    paused: Sign
    reopened: Sign


Question = Callable[[Scope, Period], Asked]


def counted(scope: Scope, period: Period) -> dict[str, Sign]:
    """Every sign of a period, by its code."""
    return {code: _sign(ask(scope, period)) for code, ask in SIGNS.items()}


def just_missed(scope: Scope, period: Period) -> int:
    """How many were called done in the five minutes after their deadline: the measure of the first sign."""
    just_after = Q(due__gte=F("stopped_at") - gaming.LAST, due__lt=F("stopped_at"))
    return _ended(scope, period).filter(Exists(_done(period, just_after))).count()


def rows_behind(scope: Scope, period: Period, code: str) -> QuerySet[requests.ServiceRequest]:
    """The requests that show a sign, the newest first.

    Raises:
        KeyError: There is no such sign.
    """
    asked = SIGNS[code](scope, period)
    return asked.rows.filter(asked.shows).order_by("-received_at", "-pk")


def groups(scope: Scope, period: Period, by: str) -> list[Group]:
    """Pauses and reopenings by team or assignee (`by`), who resolved most on top; who resolved few stand together.

    Nobody is judged by a handful: those below the least count go into one group without a key.
    """
    paused, reopened = Q(Exists(_pauses_of_row())), _came_back(scope, period)
    told = (
        _ended(scope, period)
        .values(by)
        .annotate(whole=Count("pk"), paused=Count("pk", filter=paused), reopened=Count("pk", filter=reopened))
    )
    found, few = [], [0, 0, 0]
    for key, whole, stood, back in told.order_by("-whole", by).values_list(by, "whole", "paused", "reopened"):
        if key is None or whole < gaming.FEWEST:
            few = [few[0] + whole, few[1] + stood, few[2] + back]
        else:
            found.append(Group(key, whole, Sign(stood, whole), Sign(back, whole)))
    rest = [Group(None, few[0], Sign(few[1], few[0]), Sign(few[2], few[0]))] if few[0] else []
    return found[:MOST_GROUPS] + rest


def _sign(asked: Asked) -> Sign:
    # Two counts: an aggregate over annotated rows wraps them, and what looks outwards then finds nothing.
    return Sign(asked.rows.filter(asked.shows).count(), asked.rows.count())


def _requests(scope: Scope) -> QuerySet[requests.ServiceRequest]:
    rows = requests.ServiceRequest.objects.within_permission(scope, WATCH)
    return rows.filter(data_class__in=COUNTED, owner_party__isnull=True)


def _events(scope: Scope, period: Period, *kinds: type[Any]) -> QuerySet[EventRecord]:
    return EventRecord.objects.within_permission(scope, WATCH).filter(
        kind__in=[kind.kind for kind in kinds], happened_at__gte=period.begin, happened_at__lt=period.end
    )


def _ended(scope: Scope, period: Period) -> QuerySet[requests.ServiceRequest]:
    """Requests called done in the period, those that came back since included."""
    return _requests(scope).filter(uid__in=_events(scope, period, requests.RequestResolved).values("subject_uid"))


def _done(period: Period, which: Q) -> QuerySet[promises.Promise]:
    """The completion promise of the outer request, stopped in the period; `due` is the deadline in force."""
    # "Not voided" says what the states say already, in the words of the one index that finds a clock by its work.
    with everywhere(reason="the clock of a request that has passed the gate"):
        clocks = promises.Promise.objects.exclude(state="voided").filter(
            subject_uid=OuterRef("uid"), kind="complete", state__in=("met", "breached"), excluded="",
            stopped_at__gte=period.begin, stopped_at__lt=period.end,
        )  # fmt: skip
    return clocks.annotate(due=Coalesce("agreed_due_at", "due_at")).filter(which)


def _last_minutes(scope: Scope, period: Period) -> Asked:
    just_before = Q(due__gte=F("stopped_at"), due__lte=F("stopped_at") + gaming.LAST)
    rows = _ended(scope, period).filter(Exists(_done(period, Q())))
    return Asked(rows, Q(Exists(_done(period, just_before))))


def _pauses(scope: Scope, period: Period) -> QuerySet[promises.Pause]:
    """Spells begun in the period that stopped a clock, without the time between resolving and reopening."""
    spells = promises.Pause.objects.within_permission(scope, WATCH).filter(
        started_at__gte=period.begin, started_at__lt=period.end, data_class__in=COUNTED
    )
    return spells.exclude(reason_code=promises.BETWEEN_REOPENINGS).exclude(kinds=[])


def _pauses_of_row() -> QuerySet[promises.Pause]:
    with everywhere(reason="the pauses of a request that has passed the gate"):
        spells = promises.Pause.objects.filter(subject_uid=OuterRef("uid")).exclude(kinds=[])
    return spells.exclude(reason_code=promises.BETWEEN_REOPENINGS)


def _paused_late(scope: Scope, period: Period) -> Asked:
    spells = _pauses(scope, period)
    asked = list(spells.values_list("subject_uid", "started_at"))
    late = _where(asked, spells.values("subject_uid"), gaming.PAUSED_LATE_PERCENT, _used_before_it_was_late)
    return Asked(_requests(scope).filter(uid__in=spells.values("subject_uid")), Q(uid__in=late))


def _used_before_it_was_late(at: datetime, clock: promises.Around) -> bool:
    # Once it is late a pause saves nothing, so that one is no sign.
    return gaming.near_the_end(at, clock.used_at) and at <= clock.due_before


def _where(
    asked: list[tuple[UUID, datetime]], works: QuerySet[Any], percent: int,
    which: Callable[[datetime, promises.Around], bool],
) -> set[UUID]:  # fmt: skip
    clocks: Iterable[promises.Around | None] = promises.around(asked, works, percent) if asked else ()
    return {uid for (uid, at), clock in zip(asked, clocks, strict=True) if clock is not None and which(at, clock)}


def _reopened(scope: Scope, period: Period) -> Asked:
    return Asked(_ended(scope, period), _came_back(scope, period))


def _came_back(scope: Scope, period: Period) -> Q:
    with everywhere(reason="what became of requests that have passed the gate"):
        later = EventRecord.objects.filter(
            subject_uid=OuterRef("subject_uid"), kind=requests.RequestReopened.kind,
            happened_at__gt=OuterRef("happened_at"),
        )  # fmt: skip
    back = _events(scope, period, requests.RequestResolved).filter(Exists(later))
    return Q(uid__in=back.values("subject_uid"))


def _changed(scope: Scope, period: Period, kind: type[Any]) -> QuerySet[Any]:
    return _events(scope, period, kind).annotate(was=_told("before"), now=_told("after"))


def _told(key: str) -> Cast:
    return Cast(KT(f"payload__{key}"), CharField())


def _lowered(scope: Scope, period: Period) -> Asked:
    # Priorities are one figure, 1 to 5, so their texts compare as they do.
    lowered = _changed(scope, period, requests.RequestPriorityConfirmed).filter(now__gt=F("was"))
    asked = list(lowered.values_list("subject_uid", "happened_at"))
    late = _where(
        asked, lowered.values("subject_uid"), gaming.CHANGED_LATE_PERCENT,
        lambda at, clock: gaming.near_the_end(at, clock.used_at),
    )  # fmt: skip
    return Asked(_requests(scope).filter(uid__in=lowered.values("subject_uid")), Q(uid__in=late))


def _retyped(scope: Scope, period: Period) -> Asked:
    other = _changed(scope, period, requests.RequestTypeConfirmed).exclude(now=F("was"))
    asked = list(other.values_list("subject_uid", "happened_at"))
    longer = _where(
        asked, other.values("subject_uid"), gaming.CHANGED_LATE_PERCENT,
        lambda at, clock: gaming.is_longer(clock.due_before, clock.due_after),
    )  # fmt: skip
    return Asked(_requests(scope).filter(uid__in=other.values("subject_uid")), Q(uid__in=longer))


def _again(scope: Scope, period: Period) -> Asked:
    ended = _events(scope, period, requests.RequestResolved, requests.RequestCancelled, requests.RequestDeclined)
    placed = Q(space__isnull=False) | Q(asset__isnull=False)
    stands = Q(is_open=False) | Q(state="resolved")
    rows = _requests(scope).filter(placed, stands, uid__in=ended.values("subject_uid"))
    rows = rows.annotate(ended_at=Coalesce("resolved_at", "changed_at"))
    rows = rows.annotate(until=ExpressionWrapper(F("ended_at") + gaming.AGAIN, DateTimeField()))
    # What is about a thing is compared by the thing: two lifts may stand in one hall.
    in_room = Q(asset__isnull=True) & Q(Exists(_same("space").filter(asset__isnull=True)))
    return Asked(rows, in_room | Q(Exists(_same("asset"))))


def _same(place: str) -> QuerySet[requests.ServiceRequest]:
    with everywhere(reason="whether the same was reported again at a place the asker sees all of"):
        later = requests.ServiceRequest.objects.filter(**{place: OuterRef(place)})
    return later.filter(
        community=OuterRef("community"), request_type=OuterRef("request_type"), data_class__in=COUNTED,
        received_at__gt=OuterRef("ended_at"), received_at__lte=OuterRef("until"),
    ).exclude(state="duplicate")  # fmt: skip


def _loops(scope: Scope, period: Period) -> Asked:
    spells = _pauses(scope, period).filter(reason_code=ASKED)
    often = spells.values("subject_uid").annotate(n=Count("pk")).filter(n__gte=gaming.LOOP)
    rows = _requests(scope).filter(uid__in=spells.values("subject_uid"))
    return Asked(rows, Q(uid__in=often.values("subject_uid")))


def _orders(**which: Any) -> Q:
    with everywhere(reason="the orders of a request that has passed the gate"):
        return Q(Exists(work.WorkOrder.objects.filter(service_request=OuterRef("pk"), **which)))


def _not_begun(scope: Scope, period: Period) -> Asked:
    return Asked(_ended(scope, period).filter(_orders()), ~_orders(started_at__isnull=False))


def _nothing_to_show(scope: Scope, period: Period) -> Asked:
    """Where the type asks for proof: no picture with the request or its order, and no tag scanned at the place."""
    with everywhere(reason="whether a request that has passed the gate has a picture"):
        pictures = StoredFile.objects.all()
        on_orders = work.WorkOrder.objects.filter(
            Exists(pictures.filter(owner_uid=OuterRef("uid"))), service_request=OuterRef("pk")
        )
    shown = Q(Exists(pictures.filter(owner_uid=OuterRef("uid")))) | Q(Exists(on_orders))
    shown |= _orders(place_confirmed_at__isnull=False)
    return Asked(_ended(scope, period).exclude(request_type__evidence=[]), ~shown)


def _asked_when_late(scope: Scope, period: Period) -> Asked:
    asked = disputes.Proposal.objects.within_permission(scope, WATCH).filter(
        kind="deadline", proposed_at__gte=period.begin, proposed_at__lt=period.end, data_class__in=COUNTED
    )
    late = asked.filter(proposed_at__gt=F("promised_due_at"))
    rows = _requests(scope).filter(pk__in=asked.values("service_request"))
    return Asked(rows, Q(pk__in=late.values("service_request")))


def _received_later(scope: Scope, period: Period) -> Asked:
    moved = _changed(scope, period, requests.RequestReceivedAtCorrected)
    rows = _requests(scope).filter(uid__in=moved.values("subject_uid"))
    return Asked(rows, Q(uid__in=moved.filter(now__gt=F("was")).values("subject_uid")))


SIGNS: dict[str, Question] = {
    "last_minutes": _last_minutes, "reopened": _reopened, "again": _again, "paused_late": _paused_late,
    "loops": _loops, "lowered": _lowered, "retyped": _retyped, "not_begun": _not_begun,
    "nothing_to_show": _nothing_to_show, "asked_when_late": _asked_when_late, "received_later": _received_later,
}  # fmt: skip
