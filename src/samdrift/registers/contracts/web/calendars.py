"""Service calendars as they are read and written: a week drawn over 24 hours, holidays, special days, versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest, done, require_somewhere
from samdrift.kernel.calendars import WEEKDAYS as DAYS
from samdrift.kernel.calendars import Window
from samdrift.registers.contracts import queries
from samdrift.registers.contracts.commands import proposals
from samdrift.registers.contracts.models import Contract, ServiceCalendar
from samdrift.registers.contracts.web.rule_form import LANGUAGES, Day
from samdrift.registers.parties import public as parties

HOUR = 3600
SHOWN_DAYS = 40
SETS = {
    "": gettext_lazy("None"), "DK": gettext_lazy("Danish public holidays"),
    "SE": gettext_lazy("Swedish public holidays"), "GB-ENG": gettext_lazy("English bank holidays"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DrawnDay:
    """One weekday: its hours as text, and as bars in hours from midnight."""

    name: str
    text: str
    bars: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class DrawnCalendar:
    """A calendar as its page shows it."""

    timezone: str
    week: tuple[DrawnDay, ...]
    special: tuple[tuple[date, str, str], ...]
    more: int
    row: ServiceCalendar | None = None


class CalendarForm(forms.Form):
    """A version of a calendar: windows a day as "08:00-12:00 12:30-16:00", holidays and days of their own."""

    valid_from = Day(label=gettext_lazy("Holds from"))
    timezone = forms.CharField(label=gettext_lazy("Time zone"), max_length=60)
    holidays = forms.ChoiceField(label=gettext_lazy("Holidays"), required=False, choices=list(SETS.items()))
    days = forms.CharField(
        label=gettext_lazy("Special days"), required=False, widget=forms.Textarea,
        help_text=gettext_lazy("One a line: 2025-06-05 08:00-12:00, or 2025-12-24 alone for a closed day."),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Why you propose it"), max_length=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(label=label, max_length=120)
        for number, day in enumerate(DAYS):
            self.fields[day] = forms.CharField(label=WEEKDAYS[number], required=False)

    def definition(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The calendar as a file has it; holidays given as dates before are kept.

        Raises:
            Invalid: A special day is not one.
        """
        given = self.cleaned_data
        dated = [one for one in before.get("holidays", ()) if "date" in one]
        country, _dash, part = given["holidays"].partition("-")
        named = [{"country": country, "subdivision": part or None, "categories": ["public"]}] if country else []
        week = {day: given[day].replace(",", " ").split() for day in DAYS if given[day].strip()}
        return {
            **{key: before[key] for key in ("at_close", "holidays_known") if key in before},
            "timezone": given["timezone"], "week": week, "holidays": [*named, *dated], "days": _days(given["days"]),
        }  # fmt: skip


def _days(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        day, *windows = line.replace(",", " ").split()
        try:
            found[str(date.fromisoformat(day))] = windows
        except ValueError as wrong:
            raise Invalid(
                {"days": _("“%(line)s” does not begin with a day such as 2025-06-05.") % {"line": line}}
            ) from wrong
    return found


@require_safe
def calendar_page(request: ScopedRequest, uid: UUID, code: str) -> HttpResponse:
    """A calendar with its hours and every version it had."""
    contract = queries.contract_by_uid(request.scope, uid)
    versions = queries.calendar_versions(request.scope, code)
    context = {
        "contract": contract, "calendar": drawn(versions[0].definition, versions[0]), "versions": versions,
        "code": code,
        "may_propose": request.scope.allows(proposals.PROPOSE, contract=contract.pk),
    }  # fmt: skip
    return render(request, "contracts/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_edit(request: ScopedRequest, uid: UUID, code: str) -> HttpResponse:
    """Write a new version of a calendar for the other party to accept."""
    scope, moment = request.scope, now()
    require_somewhere(scope, proposals.PROPOSE)
    contract = queries.contract_by_uid(scope, uid)
    scope.require(proposals.PROPOSE, contract=contract.pk)
    before = queries.calendar_versions(scope, code)[0]
    if request.method == "POST":
        form = CalendarForm(request.POST)
        if form.is_valid() and done(form, lambda: _propose(request, contract, code, form, before)):
            messages.success(request, _("Proposed. It holds once the other party has accepted it."))
            return redirect("contracts:page", contract.uid)
    else:
        form = CalendarForm(initial=initial_of(before, parties.community_day(scope, moment)))
    context = {"form": form, "contract": contract, "code": code, "days": DAYS, "languages": LANGUAGES}
    return render(request, "contracts/calendar_edit.html", context, status=422 if form.errors else 200)


def _propose(
    request: ScopedRequest, contract: Contract, code: str, form: CalendarForm, before: ServiceCalendar
) -> None:
    given = form.cleaned_data
    proposals.propose_calendar(
        request.scope, contract.uid, code=code, name={lang: given[f"name_{lang}"] for lang, _label in LANGUAGES},
        definition=form.definition(before.definition), valid_from=given["valid_from"], now=now(), note=given["note"],
    )  # fmt: skip


def initial_of(row: ServiceCalendar, today: date) -> dict[str, Any]:
    """What the form shows first: the newest version, from today."""
    written = row.definition
    named = next((one for one in written.get("holidays", ()) if "country" in one), None)
    code = "" if named is None else "-".join(filter(None, (named["country"], named.get("subdivision"))))
    lines = (f"{day} {' '.join(windows)}".strip() for day, windows in sorted(written.get("days", {}).items()))
    return {
        "valid_from": today, "timezone": written["timezone"], "holidays": code, "days": "\n".join(lines),
        **{day: " ".join(written["week"].get(day, ())) for day in DAYS},
        **{f"name_{lang}": row.name.get(lang, "") for lang, _label in LANGUAGES},
    }  # fmt: skip


def drawn(definition: Mapping[str, Any], row: ServiceCalendar | None = None) -> DrawnCalendar:
    """A calendar's hours for a page."""
    hours = queries.kernel_calendar(definition)
    week = tuple(
        DrawnDay(str(WEEKDAYS[number]), _text(windows), tuple(_bar(window) for window in windows))
        for number, windows in enumerate(hours.week)
    )
    special = {holiday.day: (_("Closed"), holiday.name) for holiday in hours.holidays}
    names = {holiday.day: holiday.name for holiday in hours.holidays}
    special |= {day: (_text(windows), names.get(day, "")) for day, windows in hours.days.items()}
    listed = tuple((day, *told) for day, told in sorted(special.items()))
    return DrawnCalendar(hours.timezone, week, listed[:SHOWN_DAYS], max(0, len(listed) - SHOWN_DAYS), row)


def _text(windows: tuple[Window, ...]) -> str:
    return ", ".join(str(window).replace("-", "–") for window in windows) if windows else _("Closed")


def _bar(window: Window) -> tuple[float, float]:
    opens, closes = window.opens / HOUR, min(window.closes / HOUR, 24)
    return round(opens, 2), round(closes - opens, 2)
