"""Contracts as they are read: versions, opening hours drawn as a week, and the promises by priority with clauses."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.kernel.calendars import Window
from samdrift.registers.contracts import queries
from samdrift.registers.contracts.models import ServiceCalendar, SlaClock

CLOCKS = ("acknowledge", "attend", "make_safe", "complete")
HOUR = 3600
SHOWN_DAYS = 40


@dataclass(frozen=True, slots=True)
class DrawnDay:
    """One weekday: its hours as text, and as bars in hours from midnight."""

    name: str
    text: str
    bars: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class DrawnCalendar:
    """A calendar as its page shows it."""

    row: ServiceCalendar
    timezone: str
    week: tuple[DrawnDay, ...]
    special: tuple[tuple[date, str, str], ...]
    more: int


@require_safe
def contract_list(request: ScopedRequest) -> HttpResponse:
    """The contracts whose terms one may see."""
    require_somewhere(request.scope, "contracts.view")
    return render(request, "contracts/list.html", {"rows": list(queries.contracts_shown(request.scope))})


@require_safe
def contract_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """A contract: parties and dates, versions, promises with their clauses, and the hours they are counted in."""
    contract = queries.contract_by_uid(request.scope, uid)
    policies = queries.policies_of(request.scope, contract)
    codes = {clock.calendar_code for _policy, clocks in policies for clock in clocks.values()}
    context = {
        "contract": contract, "versions": queries.versions_of(request.scope, contract),
        "columns": [(kind, clock_word(kind)) for kind in CLOCKS],
        "policies": [(policy, {kind: target(clock) for kind, clock in clocks.items()}) for policy, clocks in policies],
        "calendars": [_drawn(row) for row in queries.calendars_named(request.scope, codes)],
    }  # fmt: skip
    return render(request, "contracts/page.html", context)


def clock_word(kind: str) -> str:
    """What a clock promises."""
    return {
        "acknowledge": _("Answered"), "attend": _("Begun"), "make_safe": _("Made safe"), "complete": _("Done"),
    }[kind]  # fmt: skip


def target(clock: SlaClock) -> str:
    """How long, and in which hours: “4 hours, OFFICE”."""
    if clock.unit == "work_minutes" and clock.amount % 60 == 0:
        hours = clock.amount // 60
        long = ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    elif clock.unit == "work_minutes":
        long = ngettext("%(count)s minute", "%(count)s minutes", clock.amount) % {"count": clock.amount}
    elif clock.unit == "calendar_days":
        long = ngettext("%(count)s day", "%(count)s days", clock.amount) % {"count": clock.amount}
    else:
        long = ngettext("%(count)s working day", "%(count)s working days", clock.amount) % {"count": clock.amount}
    return f"{long}, {clock.calendar_code}"


def _drawn(row: ServiceCalendar) -> DrawnCalendar:
    hours = queries.kernel_calendar(row.definition)
    week = tuple(
        DrawnDay(str(WEEKDAYS[number]), _text(windows), tuple(_bar(window) for window in windows))
        for number, windows in enumerate(hours.week)
    )
    special = {holiday.day: (_("Closed"), holiday.name) for holiday in hours.holidays}
    names = {holiday.day: holiday.name for holiday in hours.holidays}
    special |= {day: (_text(windows), names.get(day, "")) for day, windows in hours.days.items()}
    listed = tuple((day, *told) for day, told in sorted(special.items()))
    return DrawnCalendar(row, hours.timezone, week, listed[:SHOWN_DAYS], max(0, len(listed) - SHOWN_DAYS))


def _text(windows: tuple[Window, ...]) -> str:
    return ", ".join(str(window).replace("-", "–") for window in windows) if windows else _("Closed")


def _bar(window: Window) -> tuple[float, float]:
    opens, closes = window.opens / HOUR, min(window.closes / HOUR, 24)
    return round(opens, 2), round(closes - opens, 2)
