"""What people are told about plans (domain.md §5, N-15): due in 30 and 7 days, today, overdue, certificate missing.

What the law demands is told one by one; the rest as one line a day, or a house of 42,000 occurrences would tell nobody
anything.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from samdrift.foundation import clock
from samdrift.foundation.days import whole_day_words
from samdrift.foundation.jobs.public import job
from samdrift.foundation.notices.public import (
    APP,
    DIGEST,
    MAIL,
    Notice,
    NoticeKind,
    Telling,
    To,
    register_kinds,
    tell,
    told_causes,
)
from samdrift.foundation.scope import everywhere
from samdrift.operations.planning.commands.ahead import system_scope, where
from samdrift.operations.planning.models import PlanOccurrence
from samdrift.operations.planning.rules import states
from samdrift.registers.parties import public as parties

BEFORE = (30, 7, 0)
PLANNERS = ("OPS-M",)
FRESH = timedelta(days=3)
"""A step that was passed longer ago is not told any more: whoever was away reads the list."""


@job("planning.tell", every="40 4 * * *", each_community=True, make_up_after=600)
def tell_of_plans(payload: Mapping[str, Any]) -> None:
    """Tell of what is near and what is past, once a day."""
    with everywhere(reason="occurrences of a community; receivers pass the gate of each"):
        tell_day(payload["community_id"], now=clock.now())


def tell_day(community_id: int, *, now: datetime) -> int:
    """Tell the steps of the day; how many were new. Safe to repeat: a step is told once."""
    today = parties.community_day(system_scope(community_id), now)
    rows = PlanOccurrence.objects.filter(community=community_id, statutory=True).select_related("plan", "site")
    steps = [*_near(rows, today), *_past(rows, today), *_bare(rows, today)]
    told = told_causes(f"{key}:{days}:{row.uid}" for key, days, row, _roles in steps)
    new = [one for one in steps if f"{one[0]}:{one[1]}:{one[2].uid}" not in told]
    for key, days, row, roles in new:
        tell(key, _telling(row, roles, days, now), community_id=community_id, cause=f"{key}:{days}:{row.uid}", at=now)
    return len(new) + _sums(community_id, today, now) + _steering(community_id, today, now)


Step = tuple[str, int, PlanOccurrence, tuple[str, ...]]


def _near(rows: Any, today: date) -> Iterable[Step]:
    for days in BEFORE:
        due = today + timedelta(days=days)
        near = rows.filter(due_on__range=(due - FRESH, due), due_on__gte=today, state__in=states.OPEN)
        for row in near.order_by("due_on", "pk"):
            yield "ppm.due", days, row, PLANNERS


def _past(rows: Any, today: date) -> Iterable[Step]:
    past = rows.filter(
        window_to__range=(today - FRESH - timedelta(days=1), today - timedelta(days=1)), counted_on__isnull=True,
        state__in=(*states.OPEN, states.MISSED),
    )  # fmt: skip
    for row in past.order_by("due_on", "pk"):
        yield "ppm.overdue", 1, row, (*PLANNERS, "CTR-C")


def _bare(rows: Any, today: date) -> Iterable[Step]:
    bare = rows.filter(
        work_done_on__range=(today - FRESH - timedelta(days=1), today - timedelta(days=1)), certified_on__isnull=True
    )
    for row in bare.order_by("due_on", "pk"):
        yield "ppm.certificate_missing", 1, row, PLANNERS


def _telling(row: PlanOccurrence, roles: tuple[str, ...], days: int, now: datetime) -> Telling:
    holders = parties.holders_of(
        row.community_id, roles, now=now, unit_id=row.unit_id, site_id=row.site_id, contract_id=row.contract_id,
        line=row.line_code,
    )  # fmt: skip
    to = [To(one.person_id, one.employment_id) for one in holders if one.scope.allows("planning.view", **where(row))]
    facts = {"number": row.plan.number, "name": row.plan.name, "due": row.due_on.isoformat(), "days": days}
    return Telling(
        to=to, facts=facts, data_class=row.data_class, subject_kind="planning.planoccurrence", subject_uid=row.uid
    )


def _sums(community_id: int, today: date, now: datetime) -> int:
    """One line a day for whoever plans: what is due within a week, today, and overdue, as far as they see it."""
    holders = parties.holders_of(community_id, PLANNERS, now=now)
    for one in holders:
        rows = PlanOccurrence.objects.within(one.scope).filter(statutory=False, state__in=states.OPEN)
        facts = rows.order_by().aggregate(
            week=Count("pk", filter=Q(due_on__range=(today, today + timedelta(days=7)))),
            today=Count("pk", filter=Q(due_on=today)), late=Count("pk", filter=Q(window_to__lt=today)),
        )  # fmt: skip
        if any(facts.values()):
            telling = Telling(to=[To(one.person_id, one.employment_id)], facts=facts)
            tell("ppm.day", telling, community_id=community_id, cause=f"ppm.day:{today}:{one.person_id}", at=now)
    return len(holders)


def _steering(community_id: int, today: date, now: datetime) -> int:
    """How many tests the law demands are overdue, for the steering committee: a number, no places."""
    rows = PlanOccurrence.objects.filter(
        community=community_id, statutory=True, counted_on__isnull=True, window_to__lt=today,
        state__in=(*states.OPEN, states.MISSED),
    )  # fmt: skip
    late = rows.count()
    holders = parties.holders_of(community_id, ("STEER-C", "STEER-P"), now=now) if late else []
    for one in holders:
        telling = Telling(to=[To(one.person_id, one.employment_id)], facts={"late": late})
        tell("ppm.steer", telling, community_id=community_id, cause=f"ppm.steer:{today}:{one.person_id}", at=now)
    return len(holders)


def _words(facts: Mapping[str, Any]) -> dict[str, Any]:
    due = date.fromisoformat(facts["due"]) if facts.get("due") else None
    return {**facts, "due": whole_day_words(due) if due else "–"}


def _link(notice: Notice) -> str:
    return f"/plans/occurrences/{notice.subject_uid}/" if notice.subject_uid else "/plans/occurrences/"


PLANNER = _("You get this because you plan the work here.")
register_kinds(
    NoticeKind(
        key="ppm.due", number="N-15", name=_("A test the law demands is near"), channels=frozenset({APP, MAIL}),
        subject=_("%(number)s is due on %(due)s: %(name)s"),
        body=_("It counts as done when its certificate is filed."), reason=PLANNER, words=_words, link=_link,
    ),
    NoticeKind(
        key="ppm.overdue", number="N-15", name=_("A test the law demands is overdue"), must=True,
        channels=frozenset({APP, MAIL}), subject=_("%(number)s is overdue since %(due)s: %(name)s"),
        body=_("What it is about may have been taken out of service."),
        reason=_("You get this because you plan the work or manage the contract."), words=_words, link=_link,
    ),
    NoticeKind(
        key="ppm.certificate_missing", number="N-15", name=_("A certificate is missing"),
        channels=frozenset({APP, MAIL}), subject=_("%(number)s was done, but its certificate is missing: %(name)s"),
        body=_("Without it the work does not count as done."), reason=PLANNER, words=_words, link=_link,
    ),
    NoticeKind(
        key="ppm.day", number="N-15", name=_("Planned work of the day"), channels=frozenset({DIGEST}),
        subject=_("Planned work: %(today)s due today, %(week)s within a week, %(late)s overdue"),
        body=_("What the law demands is told one by one."), reason=PLANNER, link=lambda notice: "/plans/occurrences/",
    ),
    NoticeKind(
        key="ppm.steer", number="N-15", name=_("Overdue tests, for the steering committee"),
        channels=frozenset({DIGEST}), subject=_("%(late)s tests the law demands are overdue"),
        body=_("What they are about may have been taken out of service."),
        reason=_("You get this because you sit on the steering committee."), link=lambda notice: "",
    ),
)  # fmt: skip
