"""Temporary closures: told in time they hold by themselves; short ones move hours, longer ones give a credit."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.locks import lock
from samdrift.foundation.scope import Scope
from samdrift.kernel import scaling
from samdrift.kernel.scaling import Table
from samdrift.partnership.scaling import events, queries, rules
from samdrift.partnership.scaling.models import Closure
from samdrift.partnership.scaling.queries.working_days import holidays_between
from samdrift.partnership.scaling.rules.effects import year_fees
from samdrift.registers.parties import public as parties

LONGEST_DAYS = 366


@transaction.atomic
def tell_closure(
    scope: Scope, unit_uid: UUID, *, site_uid: UUID, line: str, days: tuple[date, date], reason: str, now: datetime
) -> Closure:
    """Say that a service rests at a place from one day to another.

    Raises:
        DoesNotExist: No such unit or place within the scope.
        NotAllowed: The actor may not plan for this district.
        Invalid: It ends before it begins, lasts longer than a year, or the service is not delivered there.
        Refused: It was told too late, overlaps another, or reaches past the contract.
    """
    place = queries.district(scope, unit_uid)
    scope.require(rules.PLAN, contract=place.contract.pk, unit=place.unit.pk, data_class="D2")
    first, last = days
    if last < first or (last - first).days >= LONGEST_DAYS:
        raise Invalid({"last_day": _("It ends after it begins and lasts a year at most; longer is a lasting change.")})
    lock("scaling.contract", place.contract.pk)  # no place rests twice on one day
    today = parties.community_day(scope, now)
    found = queries.known(scope, place, today)
    site = next((one for one in found.sites.values() if one.uid == site_uid), None)
    fees = [] if site is None else _fees_at(found, site.pk, line, first)
    if site is None or not fees:
        raise Invalid({"site": _("This service is not delivered there.")})
    if first < place.contract.starts_on or last > place.contract.ends_on:
        raise Refused(_("It lies outside the contract."))
    if _overlapping(scope, site.pk, line, first, last):
        raise Refused(_("This service rests there already on some of these days."))
    holidays = holidays_between(
        place.contract, min(first.replace(month=1, day=1), today), last.replace(month=12, day=31)
    )
    verdict = scaling.closure_verdict(found.picture.table, told_on=today, first=first, last=last, holidays=holidays)
    if not verdict.in_time:
        raise Refused(
            _("This is told %(days)s working days ahead. The first day it can begin is %(day)s.")
            % {"days": verdict.notice_days, "day": verdict.earliest.isoformat()}
        )
    back = credits_of(found.picture.table, sum(fees, Decimal(0)), first, last, holidays)
    unit_id = _unit_of(found, site.pk, line)
    closure = Closure.objects.create(
        community_id=scope.community_id, data_class="D2", contract=place.contract, unit_id=unit_id,
        site=site, line_code=line, first_day=first, last_day=last, reason=reason.strip()[:400],
        told_by_id=scope.person_id, told_at=now, working_days=verdict.working_days, settled_by=verdict.settled_by,
        credits=back if verdict.settled_by == "credit" else [],
    )  # fmt: skip
    event = events.ClosureTold(
        closure_id=closure.uid, first_day=first, last_day=last, settled_by=closure.settled_by,
        amount_minor=sum(one["amount_minor"] for one in closure.credits),
        written=({"unit": unit_id, "site": site.pk, "line": line, "credits": closure.credits},),
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=closure)
    return closure


@transaction.atomic
def withdraw_closure(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Closure:
    """Let a place stay open after all, before the closure begins.

    Raises:
        DoesNotExist: No such closure within the scope.
        NotAllowed: The actor may not plan for this district.
        Refused: It has begun, or was taken back.
    """
    closure = Closure.objects.within(scope).locked(uid, expected_version)
    scope.require(rules.PLAN, contract=closure.contract_id, unit=closure.unit_id, data_class="D2")
    if closure.state != "told" or closure.first_day <= parties.community_day(scope, now):
        raise Refused(_("It has begun or was taken back already."))
    closure.state = "withdrawn"
    closure.save_changes("state")
    record(events.ClosureWithdrawn(closure_id=closure.uid), scope=scope, at=now, subject=closure)
    return closure


def credits_of(
    table: Table, year_fee: Decimal, first: date, last: date, holidays: frozenset[date]
) -> list[dict[str, Any]]:
    """What comes back, month by month: a share of the daily price for each service day it was closed."""
    rows = []
    month = first.replace(day=1)
    while month <= last:
        after = scaling.add_months(month, 1)
        closed = scaling.service_days(max(first, month), min(last, after - timedelta(days=1)), holidays)
        year = scaling.service_days(date(month.year, 1, 1), date(month.year, 12, 31), holidays)
        rows.append({
            "month": month.isoformat(), "days": closed, "of": year, "year_fee": f"{year_fee:f}",
            "share": str(table.closure_share),
            "amount_minor": scaling.closure_credit(year_fee, closed, year, table.closure_share),
        })  # fmt: skip
        month = after
    return rows


def _fees_at(found: queries.Known, site_id: int, line: str, day: date) -> list[Decimal]:
    book = found.picture.book(day)
    steps = [one for one in found.picture.steps if one.site_id == site_id and book[one.item].line == line]
    fees: Mapping[Any, Decimal] = year_fees(found.picture, steps, day)
    return [fee for fee in fees.values() if fee]


def _unit_of(found: queries.Known, site_id: int, line: str) -> int:
    book = found.picture.book(found.picture.term[0])
    return next(one.unit_id for one in found.picture.steps if one.site_id == site_id and book[one.item].line == line)


def _overlapping(scope: Scope, site_id: int, line: str, first: date, last: date) -> bool:
    rows = Closure.objects.within(scope).filter(site=site_id, line_code=line, state="told")
    return rows.filter(first_day__lte=last, last_day__gte=first).exists()
