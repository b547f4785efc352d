"""What time does: a promise is in danger, broken, or broken for long; and the day's figures for those who lead."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from samdrift.foundation import clock
from samdrift.foundation.jobs.public import job
from samdrift.foundation.notices.public import APP, DIGEST, MAIL, PUSH, SMS, NoticeKind, Telling, To, tell, told_causes
from samdrift.foundation.scope import everywhere
from samdrift.operations.promises import public as promises
from samdrift.operations.requests.commands.by_itself import system_scope
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.notices import whom
from samdrift.operations.requests.notices.words import words
from samdrift.operations.requests.queries.lists import open_requests
from samdrift.operations.requests.queries.working_days import after_work_days
from samdrift.operations.requests.rules import ladder, states, urgency
from samdrift.operations.workforce import public as workforce
from samdrift.registers.parties import public as parties

LOOK_BACK = timedelta(days=40)
LATE_WITHIN = timedelta(days=21)
"""No three working days are longer, so what was due before is late by now."""
MOST_WATCHED = 2000
KIND_OF = {
    ladder.HALF: "request.half_used", ladder.NEARLY: "request.nearly_late",
    ladder.AT_RISK: "request.delay_expected", ladder.DUE: "request.breach", ladder.LATE: "request.breach_managers",
    ladder.DOUBLE: "request.breach_doubled",
}  # fmt: skip


@job("requests.ladder", every="5m", each_community=True)
def climb(payload: Mapping[str, Any]) -> None:
    """Tell whoever is to hear that promises of a community are in danger or broken."""
    with everywhere(reason="promises fall due in every community; receivers pass the request's gate"):
        tell_ladder(payload["community_id"], now=clock.now())


def tell_ladder(community_id: int, *, now: datetime) -> int:
    """Tell what the ladder says at `now`; how many rungs were new. Safe to repeat: a rung is told once."""
    rows = ServiceRequest.objects.filter(
        community=community_id, is_open=True, paused=False, next_due_at__gt=now - LOOK_BACK,
        state__in=states.UNRESOLVED,
    )  # fmt: skip
    near = Q(next_due_at__lte=now) | Q(at_risk_at__lte=now, at_risk_at__gt=now - ladder.FRESH)
    due = [
        (row, step)
        for row in rows.filter(near).select_related("site").order_by("next_due_at", "pk")
        for step in ladder.reached(_rungs(row), now)
    ]
    due += _shares(community_id, rows, now)
    told = told_causes([_cause(row, step) for row, step in due])
    new = [(row, step) for row, step in due if _cause(row, step) not in told]
    for row, step in new:
        telling = _telling(row, step)
        tell(KIND_OF[step.name], telling, community_id=community_id, cause=_cause(row, step), at=step.at)
    return len(new)


def _shares(
    community_id: int, rows: QuerySet[ServiceRequest], now: datetime
) -> Iterator[tuple[ServiceRequest, ladder.Step]]:
    """The rungs at half and nine tenths of the time: few rows are looked at, for their moments are computed anew."""
    running = rows.filter(next_due_at__gt=now).select_related("site").order_by("next_due_at", "pk")
    watched = {
        ladder.HALF: running.filter(priority__in=ladder.WATCHED_FROM_HALF, at_risk_at__gt=now),
        ladder.NEARLY: running.filter(at_risk_at__lte=now),
    }
    for name, percent in ladder.SHARES.items():
        near = {row.uid: row for row in watched[name][:MOST_WATCHED]}
        due = {uid: row.next_due_at for uid, row in near.items() if row.next_due_at is not None}
        for uid, at in promises.share_used_at(community_id, due, percent).items():
            for step in ladder.reached([ladder.Step(name, at)], now):
                yield near[uid], step


def _rungs(row: ServiceRequest) -> list[ladder.Step]:
    assert row.next_due_at is not None
    minutes, days = ladder.minutes_until_late(row.priority), ladder.work_days_until_late(row.priority)
    late = row.next_due_at + timedelta(minutes=minutes) if minutes is not None else None
    if days is not None and clock.now() - row.next_due_at < LATE_WITHIN:
        late = after_work_days(system_scope(row.community_id), row.contract_id, row.next_due_at, days)
    return ladder.steps(started_at=row.received_at, at_risk_at=row.at_risk_at, due_at=row.next_due_at, late_at=late)


def _cause(row: ServiceRequest, step: ladder.Step) -> str:
    assert row.next_due_at is not None
    return f"{step.name}:{row.uid}:{row.next_due_at:%Y%m%dT%H%M%S}"


def _telling(row: ServiceRequest, step: ladder.Step) -> Telling:
    assert row.next_due_at is not None
    to: list[To]
    if step.name in ladder.SHARES:
        to = whom.assigned(row) or whom.holders(row, "SD-LEAD")
    elif step.name == ladder.AT_RISK:
        to = [*whom.requester(row), *(whom.assigned(row) or whom.holders(row, "SD-LEAD"))]
    elif step.name == ladder.DUE:
        to = [*whom.holders(row, "OPS-M"), *whom.assigned(row)]
    elif step.name == ladder.LATE:
        to = whom.holders(row, "CTR-P", "LOC-FM")
    else:
        to = whom.holders(row, "CTR-C")
    return whom.told(row, to, due=row.next_due_at.isoformat(), urgent=row.priority == 1)


@job("requests.unanswered_emergencies", every="1m", each_community=True)
def look_for_unanswered(payload: Mapping[str, Any]) -> None:
    """Tell the next ones of emergencies nobody has taken up."""
    with everywhere(reason="emergencies of a community; receivers pass the request's gate"):
        tell_unanswered(payload["community_id"], now=clock.now())
        tell_unlooked(payload["community_id"], now=clock.now())


def tell_unanswered(community_id: int, *, now: datetime) -> int:
    """Tell who is next of each P1 nobody has confirmed or taken; how many rungs were new. Safe to repeat."""
    rows = ServiceRequest.objects.filter(
        community=community_id, priority=1, is_open=True, triaged_at__isnull=True, assignee__isnull=True,
        state__in=states.UNTRIAGED, received_at__gt=now - ladder.FRESH,
        received_at__lte=now - ladder.UNANSWERED[0][0],
    )  # fmt: skip
    found = list(rows.select_related("site").order_by("received_at", "pk"))
    # Where people on call are called one after another, that ladder tells them; nobody is woken by two.
    called = workforce.alerted(community_id, [row.uid for row in found]) if found else set()
    due = [
        (f"unanswered{number}:{row.uid}", row, row.received_at + after, roles)
        for row in found
        for number, (after, roles) in enumerate(ladder.UNANSWERED)
        if row.received_at + after <= now and row.uid not in called
    ]
    told = told_causes(cause for cause, _row, _at, _roles in due)
    new = [one for one in due if one[0] not in told]
    for cause, row, at, roles in new:
        telling = whom.told(row, whom.holders(row, *roles), urgent=True)
        tell("p1.unanswered", telling, community_id=community_id, cause=cause, at=at)
    return len(new)


def tell_unlooked(community_id: int, *, now: datetime) -> int:
    """Tell those who lead of words of danger no agent has looked at in time; how many were new. Safe to repeat."""
    rows = ServiceRequest.objects.filter(
        community=community_id, danger_waits=True, is_open=True, received_at__gt=now - ladder.FRESH,
        received_at__lte=now - urgency.CONFIRM_WITHIN,
    ).select_related("site")  # fmt: skip
    due = {f"danger:{row.uid}": row for row in rows.order_by("received_at", "pk")}
    told = told_causes(due)
    new = {cause: row for cause, row in due.items() if cause not in told}
    for cause, row in new.items():
        telling = whom.told(row, whom.holders(row, "SD-LEAD", "OPS-M"), urgent=True)
        at = row.received_at + urgency.CONFIRM_WITHIN
        tell("danger.unlooked", telling, community_id=community_id, cause=cause, at=at)
    return len(new)


# The day's figures.


@job("requests.daily_figures", every="0 4 * * *", each_community=True, make_up_after=600)
def daily_figures(payload: Mapping[str, Any]) -> None:
    """Put the figures of the day into the digests of those who lead the desk and the work."""
    tell_figures(payload["community_id"], now=clock.now())


def tell_figures(community_id: int, *, now: datetime) -> int:
    """Tell each leader what is open and late where they may look; how many were told."""
    holders = parties.holders_of(community_id, ("SD-LEAD", "OPS-M"), now=now)
    told: Iterable[tuple[parties.Holder, dict[str, int]]] = [(one, _figures(one, now)) for one in holders]
    for one, figures in told:
        telling = Telling(to=[To(one.person_id, one.employment_id)], facts=figures)
        cause = f"figures:{now:%Y-%m-%d}:{one.person_id}"
        tell("digest.daily", telling, community_id=community_id, cause=cause, at=now)
    return len(holders)


def _figures(one: parties.Holder, now: datetime) -> dict[str, int]:
    # A digest leaves the house, so cases somebody is named on are in none of its figures.
    rows = open_requests(one.scope).filter(data_class__in=("D0", "D1")).order_by()
    return {
        "open": rows.count(),
        "late": rows.filter(next_due_at__lt=now, state__in=states.UNRESOLVED).count(),
        "soon": rows.filter(next_due_at__gte=now, next_due_at__lt=now + timedelta(days=1)).count(),
    }


YOURS = _("You get this because you or your team have it, or because you asked for it.")
KINDS = (
    NoticeKind(
        key="p1.unanswered", number="N-06", name=_("An emergency nobody has taken up"), must=True,
        channels=frozenset({APP, MAIL, SMS, PUSH}), subject=_("Nobody has taken up the emergency %(number)s"),
        body=_("“%(title)s” is promised to be done by %(due)s."),
        reason=_("You get this because you answer for emergencies here."), words=words, link=whom.link,
    ),
    NoticeKind(
        key="danger.unlooked", number="N-06", name=_("Words of danger nobody has looked at"), must=True,
        channels=frozenset({APP, MAIL, SMS, PUSH}), subject=_("Nobody has looked at the words of danger in %(number)s"),
        body=_("“%(title)s” may be an emergency. Say whether somebody is in danger."),
        reason=_("You get this because you lead the desk or the work here."), words=words, link=whom.link,
    ),
    NoticeKind(
        key="request.half_used", number="N-04", name=_("Half the time for something urgent is used"),
        channels=frozenset({APP}), subject=_("%(number)s: half the time is used, promised by %(due)s"),
        body=_("“%(title)s” is urgent and not done yet."),
        reason=_("You get this because you or your team have it."), words=words, link=whom.link,
    ),
    NoticeKind(
        key="request.nearly_late", number="N-04", name=_("A promise is nearly broken"), channels=frozenset({APP, PUSH}),
        subject=_("%(number)s: nine tenths of the time are used, promised by %(due)s"),
        body=_("“%(title)s” is not done yet."), reason=_("You get this because you or your team have it."),
        words=words, link=whom.link,
    ),
    NoticeKind(
        key="request.delay_expected", number="N-04", name=_("A promise is in danger"), channels=frozenset({APP}),
        subject=_("%(number)s may be late: promised by %(due)s"),
        body=_("Most of the agreed time for “%(title)s” is used."), reason=YOURS, words=words, link=whom.link,
    ),
    NoticeKind(
        key="request.breach", number="N-05", name=_("A promise is broken"), channels=frozenset({APP, SMS}),
        subject=_("%(number)s is late: it was promised by %(due)s"), body=_("“%(title)s” is not done yet."),
        reason=_("You get this because you answer for this work."), words=words, link=whom.link,
    ),
    NoticeKind(
        key="request.breach_managers", number="N-05", name=_("A promise stays broken"),
        channels=frozenset({APP, MAIL}), subject=_("%(number)s is still late: it was promised by %(due)s"),
        body=_("“%(title)s” is not done, and nobody has agreed on another time."),
        reason=_("You get this because you manage this contract or speak for this site."), words=words,
        link=whom.link,
    ),
    NoticeKind(
        key="request.breach_doubled", number="N-05", name=_("A promise has taken twice its time"),
        channels=frozenset({APP, MAIL}), subject=_("%(number)s has taken twice the agreed time"),
        body=_("“%(title)s” was promised by %(due)s and is not done."),
        reason=_("You get this because you manage this contract."), words=words, link=whom.link,
    ),
    NoticeKind(
        key="digest.daily", number="N-59", name=_("The figures of the day"), channels=frozenset({DIGEST}),
        subject=_("%(open)s open, %(late)s late, %(soon)s due within a day"),
        body=_("These are the requests you may look at, as they stood this morning."),
        reason=_("You get this because you lead the desk or the work."), link=lambda notice: "/requests/board/",
    ),
)  # fmt: skip
