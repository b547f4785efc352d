"""Working days of a contract: days on which the calendar of its promises is closed are no days of notice."""

from datetime import UTC, date, datetime, time, timedelta

from samdrift.foundation.scope import everywhere
from samdrift.kernel import scaling
from samdrift.kernel.calendars import OutsideCalendar
from samdrift.registers.contracts import public as contracts


def holidays_between(contract: contracts.Contract, first: date, last: date) -> frozenset[date]:
    """The weekdays between two days on which the contract's working calendar is closed.

    A day the calendar knows nothing of counts as open: notice never gets longer by what nobody has written down.
    """
    with everywhere(reason="working days are the same for all who share the contract"):
        calendar = contracts.working_calendar(contract, datetime.combine(first, time(12), tzinfo=UTC))
    closed = set()
    for many in range((last - first).days + 1):
        day = first + timedelta(days=many)
        try:
            if day.weekday() < 5 and not calendar.windows_on(day):
                closed.add(day)
        except OutsideCalendar:
            continue
    return frozenset(closed)


def after_working_days(contract: contracts.Contract, day: date, many: int) -> date:
    """The day when so many working days have passed after a day."""
    return scaling.working_day_after(day, many, holidays_between(contract, day, day + timedelta(days=60 + many * 2)))
