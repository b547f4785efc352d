"""Working alone: a timer one renews with a tap; when it runs out, the person, the manager and the control room hear."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.workforce.commands.shared import of_party, own_employment, require_over, system_scope, who
from samdrift.operations.workforce.events import LoneMissed, LoneMoved
from samdrift.operations.workforce.models import LoneWatch
from samdrift.operations.workforce.rules import calling as rules
from samdrift.registers.estate import public as estate


@transaction.atomic
def start_watch(
    scope: Scope, *, every_minutes: int, place: str = "", site_id: int | None = None, now: datetime
) -> LoneWatch:
    """Begin working alone: a sign of life is due after so many minutes, and again after each one given.

    Raises:
        DoesNotExist: No such site within the scope.
        Invalid: The minutes are out of their limits.
        NotAllowed: It is nobody at work.
        Refused: A timer runs already.
    """
    employment = own_employment(scope)
    require_over(scope, "workforce.ask", employment)
    if not rules.SHORTEST_WATCH <= every_minutes <= rules.LONGEST_WATCH:
        sentence = _("Give between %(least)s and %(most)s minutes.")
        raise Invalid({"minutes": sentence % {"least": rules.SHORTEST_WATCH, "most": rules.LONGEST_WATCH}})
    site = estate.Site.objects.within(scope).get(pk=site_id) if site_id is not None else None
    with everywhere(reason="one's own timer"):
        if LoneWatch.objects.filter(employment=employment, state=rules.RUNNING).exists():
            raise Refused(_("Your timer runs already."))
    due = now + timedelta(minutes=every_minutes)
    row = LoneWatch.objects.create(
        **of_party(employment), employment=employment, site=site, place=place.strip()[:120],
        every_minutes=every_minutes, started_at=now, due_at=due, next_at=due,
    )  # fmt: skip
    return _moved(scope, row, "start", now)


@transaction.atomic
def check_in(scope: Scope, uid: UUID, *, now: datetime) -> LoneWatch:
    """Give a sign of life: the timer begins anew and nobody is told any more. Safe to repeat.

    Raises:
        DoesNotExist: No such timer within the scope.
        NotAllowed: It is somebody else's.
        Refused: It has ended.
    """
    row = _own(scope, uid)
    row.due_at = row.next_at = now + timedelta(minutes=row.every_minutes)
    row.told = 0
    row.save_changes("due_at", "next_at", "told")
    return _moved(scope, row, "check_in", now)


@transaction.atomic
def end_watch(scope: Scope, uid: UUID, *, now: datetime) -> LoneWatch:
    """Say that one is no longer alone. A manager may end it too, after having found the person.

    Raises:
        DoesNotExist: No such timer within the scope.
        NotAllowed: It is somebody else's.
        Refused: It has ended.
    """
    row = _own(scope, uid, leaders=True)
    row.state, row.ended_at, row.next_at = rules.ENDED, now, None
    row.save_changes("state", "ended_at", "next_at")
    return _moved(scope, row, "end", now)


def _own(scope: Scope, uid: UUID, *, leaders: bool = False) -> LoneWatch:
    row = LoneWatch.objects.within(scope).select_related("employment").locked(uid)
    if row.employment.person_id != scope.person_id:
        if not leaders:
            raise NotAllowed(_("Only they themselves give a sign of life."))
        require_over(scope, "workforce.answer_absence", row.employment)
    if row.state != rules.RUNNING:
        raise Refused(_("This timer has ended."))
    return row


def _moved(scope: Scope, row: LoneWatch, move: str, now: datetime) -> LoneWatch:
    event = LoneMoved(**who(row.employment), watch_id=row.uid, move=move, due_at=row.due_at)
    record(event, scope=scope, at=now, subject=row)
    return row


def miss_watches(*, now: datetime, most: int = 200) -> int:
    """Tell the next in line of every sign of life that is missing; how many were told. Safe to repeat."""
    with everywhere(reason="people are alone in every community; each is looked after within their own"):
        due = LoneWatch.objects.filter(state=rules.RUNNING, next_at__lte=now).order_by("next_at", "pk")
        found = list(due.values_list("community_id", "owner_party_id", "uid")[:most])
    return sum(_miss(system_scope(community_id, party), uid, now) for community_id, party, uid in found)


@transaction.atomic
def _miss(scope: Scope, uid: UUID, now: datetime) -> int:
    row = LoneWatch.objects.within(scope).select_related("employment").locked(uid)
    rungs = rules.alone_rungs(row.due_at)
    if row.state != rules.RUNNING or row.next_at is None or row.next_at > now:
        return 0  # A sign of life came meanwhile, or another worker was faster.
    told = row.told
    # After a stop of the house several rungs may be due: all are told, because somebody may lie there.
    while row.told < len(rungs) and rungs[row.told][0] <= now:
        event = LoneMissed(**who(row.employment), watch_id=row.uid, rung=rungs[row.told][1], due_at=row.due_at)
        record(event, scope=scope, at=now, subject=row)
        row.told += 1
    row.next_at = rungs[row.told][0] if row.told < len(rungs) else None
    row.save_changes("told", "next_at")
    return row.told - told
