"""What the pages of prices share: the day asked for, as known on another, and the words of units."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.kernel.money import reads_two_ways
from samdrift.registers.parties import public as parties

UNITS = {
    "m2_year": gettext_lazy("m² a year"), "visit": gettext_lazy("visit"), "hour": gettext_lazy("hour"),
    "vehicle_year": gettext_lazy("vehicle a year"), "item": gettext_lazy("item"),
    "user_month": gettext_lazy("user a month"), "meal": gettext_lazy("meal"), "call": gettext_lazy("call"),
    "payslip": gettext_lazy("payslip"), "employee_year": gettext_lazy("employee a year"),
    "fixed_year": gettext_lazy("fixed, a year"),
}  # fmt: skip
MODES = {
    "incremental": gettext_lazy("each slice at its own price"),
    "all_units": gettext_lazy("all units at the price reached"),
}  # fmt: skip
REASONS = {
    "threshold": gettext_lazy("It lies too close to the factor in force: nothing changes, and the base stays."),
    "one_way": gettext_lazy("It would fall, and the contract only lets it rise."),
    "cap": gettext_lazy("It would rise by more than one run may."),
    "floor": gettext_lazy("It would fall by more than one run may."),
}  # fmt: skip
EARLIEST, LATEST = date(1990, 1, 1), date(2099, 12, 31)  # no contract was known before, and no calendar reaches beyond


@dataclass(frozen=True, slots=True)
class Asked:
    """The day one wants to know about, and the last moment of the day as which it is read; None is as known now."""

    day: date
    known_on: date | None
    known_at: datetime | None


def asked(request: ScopedRequest) -> Asked:
    """What `?day=` and `?known=` ask for; today where they say nothing readable."""
    today = parties.community_day(request.scope, now())
    day = _day(request.GET.get("day", "")) or today
    known = _day(request.GET.get("known", ""))
    return Asked(day, known, end_of_day(request, known) if known else None)


def end_of_day(request: ScopedRequest, day: date) -> datetime:
    """The last moment of a day where the community is."""
    zone = ZoneInfo(parties.Community.objects.values_list("timezone", flat=True).get(pk=request.scope.community_id))
    return datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(microseconds=1)


def day_from(given: str, name: str) -> date:
    """A day as a form sends it.

    Raises:
        Invalid: It is none.
    """
    found = _day(given)
    if found is None:
        raise Invalid({name: _("Write a day.")})
    return found


def number_from(given: str, name: str, wrong: dict[str, Any]) -> Decimal:
    """A number as it is typed, with a point or a comma; what is none is noted in `wrong`."""
    try:
        found = Decimal(given.replace(" ", "").replace("\xa0", "").replace(",", ".") or "0")
        if not found.is_finite() or abs(found) >= 10**10 or found != round(found, 4):
            raise InvalidOperation
    except InvalidOperation:
        wrong[name] = _("Write a number with at most four decimals.")
        return Decimal(0)
    return found


def price_read(given: str, name: str, wrong: dict[str, Any]) -> Decimal:
    """A price as it is typed; one that is a thousand to one person and a decimal to another is noted in `wrong`."""
    if reads_two_ways(given):
        wrong[name] = _("This may be a thousand or a decimal. Write 1234 or 1.2340.")
        return Decimal(0)
    return number_from(given, name, wrong)


def price_typed(price: Decimal) -> str:
    """A price as it is read in one way only, without the other zeros its column adds."""
    plain = f"{price:f}".rstrip("0").rstrip(".") if "." in f"{price:f}" else f"{price:f}"
    return f"{plain}0" if reads_two_ways(plain) else plain


def _day(given: str) -> date | None:
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None
