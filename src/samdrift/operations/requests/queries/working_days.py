"""Working days of a contract, for what is counted in them: reopening, silence, unanswered questions."""

from datetime import datetime
from zoneinfo import ZoneInfo

from samdrift.foundation.scope import Scope
from samdrift.kernel.calendars import Calendar
from samdrift.kernel.clock import due_at
from samdrift.kernel.targets import WorkingDays
from samdrift.registers.contracts import public as contracts


def calendar_of(scope: Scope, contract_id: int, at: datetime) -> Calendar:
    """The calendar in which the contract counts its promises of working days, else one that is always open."""
    return contracts.working_calendar(contracts.Contract.objects.within(scope).get(pk=contract_id), at)


def after_work_days(scope: Scope, contract_id: int, start: datetime, days: int) -> datetime:
    """Close of business of the nth working day after `start`."""
    return due_at(start, WorkingDays(days), calendar_of(scope, contract_id, start))


def is_within_work_days(scope: Scope, contract_id: int, start: datetime, at: datetime, days: int) -> bool:
    """Whether `at` lies no later than on the nth working day after the day of `start`, its evening included."""
    calendar = calendar_of(scope, contract_id, start)
    zone = ZoneInfo(calendar.timezone)
    last = due_at(start, WorkingDays(days), calendar)
    return at.astimezone(zone).date() <= last.astimezone(zone).date()
