"""What is wrong with a plan as somebody wrote it, told at the field it concerns."""

import re
from datetime import datetime, time

from django.utils.translation import gettext as _

from samdrift.kernel.recurrence import SUB_DAILY, RecurrenceProblem, recurrence_from
from samdrift.operations.planning.rules import terms as kinds
from samdrift.operations.planning.rules.terms import Terms

DAY_OF_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
PROOFS = ("photo", "scan", "reading", "signature", "certificate")
LONGEST_LEAD = 366


def wrong_with(terms: Terms) -> dict[str, object]:
    """What cannot be, by field; nothing when the terms can stand."""
    wrong: dict[str, object] = {}
    if terms.trigger not in kinds.TRIGGERS:
        wrong["trigger"] = _("Choose what makes it due.")
    elif terms.trigger == kinds.CALENDAR:
        wrong |= _wrong_rule(terms)
    elif terms.trigger == kinds.SEASON and not terms.season_from:
        wrong["season_from"] = _("Say when the season begins.")
    elif terms.trigger == kinds.METER and not terms.meter:
        wrong["meter"] = _("Say what the meter counts.")
    elif terms.trigger == kinds.EVENT and not terms.event.strip():
        wrong["event"] = _("Say what must happen.")
    return wrong | _wrong_numbers(terms) | _wrong_season(terms) | _wrong_legal(terms)


def _wrong_rule(terms: Terms) -> dict[str, object]:
    try:
        rule = recurrence_from(terms.rule)
    except RecurrenceProblem as problem:
        sentence = _("The recurrence cannot be read: look at “%(part)s”.") % {"part": problem.part or terms.rule}
        return {"rule": sentence}
    if rule.freq in SUB_DAILY:
        return {"rule": _("A plan comes due once a day at most.")}
    return {}


def _wrong_numbers(terms: Terms) -> dict[str, object]:
    limits = {
        "every": (1, 100_000 if terms.trigger == kinds.METER else 120), "lead_days": (0, LONGEST_LEAD),
        "before_days": (0, 366), "after_days": (0, 366), "within_days": (1, 366), "condition_from": (2, 5),
    }  # fmt: skip
    wrong: dict[str, object] = {
        name: _("Write a number from %(low)s to %(high)s.") % {"low": low, "high": high}
        for name, (low, high) in limits.items()
        if not low <= getattr(terms, name) <= high
    }
    if terms.unit not in kinds.UNITS:
        wrong["unit"] = _("Choose days, weeks, months or years.")
    if not 0 <= terms.hours < 10_000:
        wrong["hours"] = _("Write the hours one time takes.")
    if not 0 <= terms.cost_minor < 10**12:
        wrong["cost_minor"] = _("An amount is zero or more.")
    if terms.until is not None and terms.until < terms.anchor:
        wrong["until"] = _("The last day lies before the first.")
    if terms.at and not _is_time(terms.at):
        wrong["at"] = _("Write a time such as 07:00.")
    return wrong


def _is_time(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d\d:\d\d", text)) and isinstance(datetime.strptime(text, "%H:%M").time(), time)  # noqa: DTZ007
    except ValueError:
        return False


def _wrong_season(terms: Terms) -> dict[str, object]:
    named = {"season_from": terms.season_from, "season_to": terms.season_to}
    wrong: dict[str, object] = {
        name: _("Write a day of the year, such as 10-01.")
        for name, day in named.items()
        if day and not DAY_OF_YEAR.fullmatch(day)
    }
    if bool(terms.season_from) != bool(terms.season_to):
        wrong["season_to"] = _("A season has a first and a last day.")
    return wrong


def _wrong_legal(terms: Terms) -> dict[str, object]:
    wrong: dict[str, object] = {}
    if terms.holidays not in kinds.HOLIDAYS:
        wrong["holidays"] = _("Choose what happens on a day nobody works.")
    if terms.statutory and terms.holidays == "skip":
        wrong["holidays"] = _("What the law demands is never skipped: move it to a working day.")
    if terms.statutory and not terms.document.strip():
        wrong["document"] = _("Name the document that shows it was done: the law asks for it.")
    if not set(terms.evidence) <= set(PROOFS):
        wrong["evidence"] = _("Choose what is to be shown.")
    return wrong
