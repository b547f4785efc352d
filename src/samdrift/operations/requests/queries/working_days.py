"""Working days of a contract, for what is counted in them: reopening, silence, unanswered questions."""

from datetime import datetime
from zoneinfo import ZoneInfo

from samdrift.foundation.scope import Scope
from samdrift.kernel.calendars import Calendar, round_the_clock
from samdrift.kernel.clock import due_at
from samdrift.kernel.targets import WorkingDays
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties


def calendar_of(scope: Scope, contract_id: int, at: datetime) -> Calendar:
    """The calendar in which the contract counts its promises of working days, else one that is always open."""
    contract = contracts.Contract.objects.within(scope).get(pk=contract_id)
    counted = sorted(
        (clock for clock in contracts.clocks_of(contract.pk, contract.version).values()),
        key=lambda clock: (not isinstance(clock.target, WorkingDays), clock.id),
    )
    if counted:
        code = counted[0].calendar_code
        return contracts.calendar_for(contract.community_id, code, at.date(), contract.version)[1]
    return round_the_clock(parties.Community.objects.get(pk=scope.community_id).timezone)


def after_work_days(scope: Scope, contract_id: int, start: datetime, days: int) -> datetime:
    """Close of business of the nth working day after `start`."""
    return due_at(start, WorkingDays(days), calendar_of(scope, contract_id, start))


def is_within_work_days(scope: Scope, contract_id: int, start: datetime, at: datetime, days: int) -> bool:
    """Whether `at` lies no later than on the nth working day after the day of `start`, its evening included."""
    calendar = calendar_of(scope, contract_id, start)
    zone = ZoneInfo(calendar.timezone)
    last = due_at(start, WorkingDays(days), calendar)
    return at.astimezone(zone).date() <= last.astimezone(zone).date()
