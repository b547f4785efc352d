"""Writing shifts: weeks that repeat, and single days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.local_time import zone_named
from samdrift.operations.workforce.commands.shared import colleague, of_party, require_over, who, zone_for
from samdrift.operations.workforce.events import ShiftChanged, ShiftsSet
from samdrift.operations.workforce.models import ShiftChange, ShiftPattern
from samdrift.operations.workforce.queries.shifts import planned
from samdrift.operations.workforce.rules import shifts as rules
from samdrift.registers.parties import public as parties

PLAN = "workforce.plan"
WARN_AHEAD = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """Weeks to write: seven texts each, Monday first, such as "06:00-14:00/30"; an empty text is a day off."""

    weeks: Sequence[Sequence[str]]
    valid_from: date
    valid_to: date | None = None
    timezone: str = ""


@transaction.atomic
def set_shifts(scope: Scope, employment_uid: UUID, wanted: Weeks, *, now: datetime) -> ShiftPattern:
    """Write somebody's weeks from a day on; what held before ends the day before, what began later is replaced.

    Raises:
        DoesNotExist: There is no such colleague.
        Invalid: A text is no shift, the zone is unknown, or it ends before it begins.
        NotAllowed: The actor does not plan this person.
    """
    employment = colleague(scope, employment_uid)
    require_over(scope, PLAN, employment)
    read = _checked(wanted)
    _make_room(scope, employment, wanted)
    pattern = ShiftPattern.objects.create(
        **of_party(employment), employment=employment, timezone=zone_for(scope, wanted.timezone),
        weeks=rules.kept(read), valid_from=wanted.valid_from, valid_to=wanted.valid_to,
    )  # fmt: skip
    record(ShiftsSet(**who(employment), valid_from=wanted.valid_from), scope=scope, at=now, subject=pattern)
    return pattern


def _make_room(scope: Scope, employment: parties.Employment, wanted: Weeks) -> None:
    """End or drop what the new weeks replace. Weeks with a last day lie over what holds without one, which goes on."""
    rows = ShiftPattern.objects.within(scope).filter(employment=employment)
    if wanted.valid_to is not None:
        inside = Q(valid_from__gte=wanted.valid_from, valid_to__lte=wanted.valid_to)
        rows.filter(inside | Q(valid_from=wanted.valid_from)).delete()
        return
    rows.filter(valid_from__gte=wanted.valid_from).delete()
    for row in rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=wanted.valid_from)).order_by("pk"):
        row.valid_to = wanted.valid_from - timedelta(days=1)
        row.save_changes("valid_to")


def _checked(wanted: Weeks) -> tuple[rules.Week, ...]:
    try:
        read = rules.read_weeks([[str(text) for text in week] for week in wanted.weeks])
    except rules.NotAShift as wrong:
        sentence = _("“%(text)s” is no shift. Write it like 06:00-14:00/30.") % {"text": wrong.args[0]}
        raise Invalid({"weeks": sentence}) from None
    if wanted.valid_to is not None and wanted.valid_to < wanted.valid_from:
        raise Invalid({"valid_to": _("The last day lies before the first.")})
    try:
        zone_named(wanted.timezone or "UTC")
    except ValueError:
        raise Invalid({"timezone": _("There is no such time zone.")}) from None
    return read


@transaction.atomic
def change_day(
    scope: Scope, employment_uid: UUID, day: date, windows: str, *, now: datetime, note: str = ""
) -> ShiftChange:
    """Let somebody work something else on one day, or nothing; safe to repeat.

    Raises:
        DoesNotExist: There is no such colleague.
        Invalid: The text is no shift.
        NotAllowed: The actor does not plan this person.
    """
    employment = colleague(scope, employment_uid)
    require_over(scope, PLAN, employment)
    try:
        read = rules.read_windows(windows)
    except rules.NotAShift as wrong:
        sentence = _("“%(text)s” is no shift. Write it like 06:00-14:00/30.") % {"text": wrong.args[0]}
        raise Invalid({"windows": sentence}) from None
    return put_day(scope, employment, day, rules.day_text(read), now=now, reason="plan", note=note)


def put_day(
    scope: Scope, employment: parties.Employment, day: date, windows: str, *, now: datetime, reason: str, note: str = ""
) -> ShiftChange:
    """Write one day, as a plan, a swap or a cover has it. The caller has required what it takes."""
    values = {"windows": windows, "reason": reason, "note": note.strip()[:200]}
    with everywhere(reason="the day of somebody the command has checked"):
        change, _made = ShiftChange.objects.get_queryset().update_or_create(
            employment=employment, day=day, defaults=values, create_defaults={**values, **of_party(employment)}
        )
    event = ShiftChanged(**who(employment), day=day, reason=reason)
    record(event, scope=scope, at=now, subject=change)
    return change


@transaction.atomic
def undo_day(scope: Scope, employment_uid: UUID, day: date, *, now: datetime) -> None:
    """Let a day be as the pattern says again; safe to repeat.

    Raises:
        DoesNotExist: There is no such colleague.
        NotAllowed: The actor does not plan this person.
    """
    employment = colleague(scope, employment_uid)
    require_over(scope, PLAN, employment)
    row = ShiftChange.objects.within(scope).filter(employment=employment, day=day).first()
    if row is not None:
        record(ShiftChanged(**who(employment), day=day, reason="undo"), scope=scope, at=now, subject=row)
        row.delete()


def warned_of(scope: Scope, employment: parties.Employment, day: date) -> list[rules.Warned]:
    """What rest and hours say of somebody's shifts in the four weeks from the week of a day; three reads."""
    first = rules.monday_of(day) - timedelta(days=7)
    plan = planned(scope, [employment.pk], first, first + WARN_AHEAD)
    return rules.warnings_of(one for one in plan.shifts[employment.pk] if one.day not in plan.away[employment.pk])
