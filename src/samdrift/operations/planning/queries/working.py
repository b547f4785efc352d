"""Which days are worked under a contract."""

from collections.abc import Callable
from datetime import date, datetime

from samdrift.foundation.scope import everywhere
from samdrift.kernel.calendars import Calendar, OutsideCalendar
from samdrift.registers.contracts import public as contracts

SATURDAY = 5


class WorkingDays:
    """Which days are worked under which contract; asked for thousands of plans, so each day is looked up once."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._of: dict[int, Callable[[date], bool]] = {}

    def of(self, contract_id: int) -> Callable[[date], bool]:
        """Whether a day is worked under the contract; years whose holidays nobody knows yet have weekdays alone."""
        if contract_id not in self._of:
            with everywhere(reason="the working days of a plan's contract"):
                contract = contracts.Contract.objects.select_related("community").get(pk=contract_id)
            self._of[contract_id] = _asked_once(contracts.working_calendar(contract, self._now))
        return self._of[contract_id]


def _asked_once(calendar: Calendar) -> Callable[[date], bool]:
    known: dict[date, bool] = {}

    def works(day: date) -> bool:
        if day not in known:
            try:
                known[day] = bool(calendar.windows_on(day))
            except OutsideCalendar:
                known[day] = day.weekday() < SATURDAY
        return known[day]

    return works
