"""What makes plans due that wait for something: a meter's count, a thing's condition, an event."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.planning import events
from samdrift.operations.planning.commands import ahead
from samdrift.operations.planning.models import MaintenancePlan, PlanOccurrence, PlanVersion, Reading
from samdrift.operations.planning.rules import days, measures, states
from samdrift.operations.planning.rules.terms import CONDITION, EVENT, METER, Terms, terms_from
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

CERTIFY, WRITE = "planning.certify", "planning.write"
WORST = 5
YEAR = timedelta(days=365)


@transaction.atomic
def take_reading(scope: Scope, asset_uid: UUID, *, meter: str, value: Decimal, read_on: date, now: datetime) -> Reading:
    """Note what a meter shows ("condition": how somebody found it, 1 good to 5 bad); plans that wait for it follow.

    Raises:
        DoesNotExist: No such asset within the scope.
        Invalid: The value is out of range, lies in days to come, or a meter runs backwards.
        NotAllowed: The actor may not take readings there.
    """
    asset = estate.Asset.objects.within(scope).select_related("site").get(uid=asset_uid)
    today = parties.community_day(scope, now)
    plans = _plans_of(asset)
    line, contract_id = _line_and_contract(scope, asset, plans, today)
    scope.require(
        CERTIFY, contract=contract_id, site=asset.site_id, unit=asset.site.unit_id, line=line,
        data_class="D8" if asset.zone == "secured" else "D1",
    )  # fmt: skip
    earlier = _readings(asset.pk, meter)
    _check(meter, value, read_on, today, earlier)
    reading = Reading.objects.create(
        community_id=scope.community_id, data_class="D8" if asset.zone == "secured" else "D1",
        contract_id=contract_id, site_id=asset.site_id, unit_id=asset.site.unit_id, line_code=line, asset=asset,
        meter=meter, value=value, read_on=read_on, recorded_at=now, recorded_by_id=scope.person_id,
    )  # fmt: skip
    if meter == CONDITION:
        asset.condition = int(value)
        asset.save_changes("condition")
    event = events.ReadingTaken(reading_uid=reading.uid, asset_uid=asset.uid, meter=meter, line=line)
    record(event, scope=scope, at=now, subject=reading)
    for plan, version, terms in plans:
        if terms.trigger == METER and terms.meter == meter:
            _at_count(plan, version, terms, [*earlier, (read_on, value)], today)
        elif terms.trigger == CONDITION == meter and value >= terms.condition_from:
            _come_due(plan, version, terms, f"c{reading.uid.hex[-16:]}", read_on, today, once=True)
    return reading


def _plans_of(asset: estate.Asset) -> list[tuple[MaintenancePlan, PlanVersion, Terms]]:
    with everywhere(reason="the plans that wait for a reading of an asset the actor may see"):
        rows = MaintenancePlan.objects.filter(
            Q(asset=asset) | Q(asset__isnull=True, site=asset.site_id, asset_kind=asset.kind), ended_on__isnull=True
        )
        plans = list(rows.order_by("pk"))
    versions = ahead.versions_of(plans)
    return [(plan, versions[plan.pk][-1], terms_from(versions[plan.pk][-1].terms)) for plan in plans]


def _line_and_contract(
    scope: Scope, asset: estate.Asset, plans: list[tuple[MaintenancePlan, PlanVersion, Terms]], today: date
) -> tuple[str, int]:
    """Under which line and contract a reading is taken: its plan's, else that of maintenance."""
    if plans:
        return plans[0][0].line_code, plans[0][0].contract_id
    unit = parties.Unit.objects.within(scope).get(pk=asset.site.unit_id)
    units = frozenset(int(part) for part in unit.path.strip("/").split("/") if part)
    lines = catalogue.catalogue_of(scope.community_id).lines
    for line in ("MNT", *lines):
        found = contracts.contract_for(scope, line_code=line, units=units, day=today)
        if line in lines and found is not None:
            return line, found.pk
    raise Invalid({"asset": _("No contract covers this thing.")})


def _readings(asset_id: int, meter: str) -> list[tuple[date, Decimal]]:
    with everywhere(reason="earlier readings of an asset the actor may read"):
        rows = Reading.objects.filter(asset=asset_id, meter=meter).order_by("read_on", "pk")
        return list(rows.values_list("read_on", "value"))


def _check(meter: str, value: Decimal, read_on: date, today: date, earlier: list[tuple[date, Decimal]]) -> None:
    wrong: dict[str, object] = {}
    if not meter or len(meter) > 12:
        wrong["meter"] = _("Say what the meter counts.")
    if meter == CONDITION and value not in {Decimal(one) for one in range(1, WORST + 1)}:
        wrong["value"] = _("A condition is a number from 1 (good) to 5 (bad).")
    elif not value.is_finite() or not 0 <= value < 10**10:
        wrong["value"] = _("Write what the meter shows.")
    elif meter != CONDITION and any(day <= read_on and value < before for day, before in earlier):
        wrong["value"] = _("The meter showed more before: read it again.")
    if read_on > today:
        wrong["read_on"] = _("It cannot be read in days to come.")
    if wrong:
        raise Invalid(wrong)


def _at_count(
    plan: MaintenancePlan, version: PlanVersion, terms: Terms, readings: list[tuple[date, Decimal]], today: date
) -> None:
    """Let the next full count come due on the day the meter will reach it at its usual pace, or today when it has."""
    read_on, value = max(readings)
    with everywhere(reason="which counts of a plan came due already"):
        counts = [
            int(key[1:]) for key in PlanOccurrence.objects.filter(plan=plan, key__startswith="m", state__in=(
                states.ISSUED, *states.DONE, states.MISSED, states.WAIVED,
            )).values_list("key", flat=True) if key[1:].isdigit()
        ]  # fmt: skip
        PlanOccurrence.objects.filter(plan=plan, key__startswith="m", state__in=states.AHEAD).delete()
    start = int(readings[0][1])
    # Counted from the first reading in whole steps; one visit serves every step that was passed meanwhile.
    passed = start + (int(value) - start) // terms.every * terms.every
    last = max(counts, default=start)
    threshold = passed if passed > last else max(last, passed) + terms.every
    within = measures.days_until(value, Decimal(threshold), _per_day(readings))
    if within is None:
        return
    _come_due(plan, version, terms, f"m{threshold}", read_on + timedelta(days=within), today, at_count=within > 0)


def _per_day(readings: list[tuple[date, Decimal]]) -> Decimal:
    """How much the meter counts a day, by the readings of the last year."""
    last_day, last = max(readings)
    first_day, first = min((day, value) for day, value in readings if day >= last_day - YEAR)
    return (last - first) / (last_day - first_day).days if last_day > first_day else Decimal(0)


def _come_due(
    plan: MaintenancePlan, version: PlanVersion, terms: Terms, key: str, on_day: date, today: date, *,
    once: bool = False, at_count: bool = False,
) -> None:  # fmt: skip
    """Write down an occurrence with a key of its own; one that is there already is left, and `once` any open one."""
    with everywhere(reason="whether this came due already"):
        rows = PlanOccurrence.objects.filter(plan=plan)
        if rows.filter(key=key).exists() or (once and rows.filter(state__in=states.OPEN).exists()):
            return
    due = on_day if at_count else on_day + timedelta(days=terms.within_days)
    day = days.Day(on_day, due, on_day, due + timedelta(days=terms.after_days))
    row = ahead.occurrence_of(plan, version.number, terms, day, today, key=key)
    if not at_count:
        row.issue_on, row.state = min(on_day, due), states.SCHEDULED
    row.save(force_insert=True)


@transaction.atomic
def report_happening(scope: Scope, code: str, *, on_day: date, now: datetime, site_id: int | None = None) -> int:
    """Say that something plans wait for happened (a storm); how many come due. The same day twice changes nothing.

    Raises:
        Invalid: Nothing waits for it, or the day lies ahead.
        NotAllowed: The actor may not write plans.
    """
    scope.require_somewhere(WRITE)
    today = parties.community_day(scope, now)
    if on_day > today:
        raise Invalid({"on_day": _("It cannot have happened in days to come.")})
    rows = MaintenancePlan.objects.within_permission(scope, WRITE).filter(trigger=EVENT, ended_on__isnull=True)
    plans = list((rows.filter(site=site_id) if site_id else rows).order_by("pk"))
    versions = ahead.versions_of(plans)
    waiting = [(plan, versions[plan.pk][-1], terms_from(versions[plan.pk][-1].terms)) for plan in plans]
    waiting = [one for one in waiting if one[2].event.casefold() == code.strip().casefold()]
    if not waiting:
        raise Invalid({"event": _("No plan waits for this.")})
    for plan, version, terms in waiting:
        _come_due(plan, version, terms, f"e{on_day.isoformat()}", on_day, today)
    event = events.HappeningReported(code=code.strip()[:40], on_day=on_day, plans=len(waiting))
    record(event, scope=scope, at=now)
    return len(waiting)
