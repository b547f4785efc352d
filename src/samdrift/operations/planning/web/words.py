"""Words for states, triggers and recurrences."""

from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samdrift.operations.planning.rules import plain
from samdrift.operations.planning.rules.terms import Terms

STATES = {
    "forecast": gettext_lazy("Forecast"),
    "scheduled": gettext_lazy("Scheduled"),
    "issued": gettext_lazy("Given out"),
    "done_on_time": gettext_lazy("Done in time"),
    "done_late": gettext_lazy("Done late"),
    "missed": gettext_lazy("Missed"),
    "waived": gettext_lazy("Waived"),
}
TONES = {
    "forecast": "neutral", "scheduled": "info", "issued": "brand", "done_on_time": "ok", "done_late": "warn",
    "missed": "danger", "waived": "pause",
}  # fmt: skip
TRIGGERS = {
    "calendar": gettext_lazy("The calendar"),
    "floating": gettext_lazy("So long after it was last done"),
    "season": gettext_lazy("The season"),
    "meter": gettext_lazy("A meter"),
    "condition": gettext_lazy("Its condition"),
    "event": gettext_lazy("Something that happens"),
}
HOLIDAYS = {
    "next": gettext_lazy("It moves to the next working day"),
    "previous": gettext_lazy("It moves to the working day before"),
    "skip": gettext_lazy("It is left out"),
    "keep": gettext_lazy("It stays on its day"),
}
UNITS = {
    "days": gettext_lazy("days"),
    "weeks": gettext_lazy("weeks"),
    "months": gettext_lazy("months"),
    "years": gettext_lazy("years"),
}
ON = {
    "same": gettext_lazy("On the same day of the month as the first day"),
    "last_day": gettext_lazy("On the last day of the month"),
    "first_weekday": gettext_lazy("On the first weekday of the month"),
    "last_weekday": gettext_lazy("On the last weekday of the month"),
    "nth": gettext_lazy("On the same weekday as the first day, such as the second Tuesday"),
}
WEEKDAYS = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip
PLACES = {
    1: gettext_lazy("first"), 2: gettext_lazy("second"), 3: gettext_lazy("third"), 4: gettext_lazy("fourth"),
    -1: gettext_lazy("last"),
}  # fmt: skip
EVIDENCE = {
    "photo": gettext_lazy("A photo"),
    "scan": gettext_lazy("A scan of the tag at the place"),
    "reading": gettext_lazy("A reading"),
    "signature": gettext_lazy("A signature"),
    "certificate": gettext_lazy("The number of a certificate"),
}


def state_word(state: str) -> str:
    """A state as people say it."""
    return str(STATES.get(state, state))


def when_words(terms: Terms) -> str:
    """What makes a plan due, in a sentence."""
    values: dict[str, Any] = {"n": terms.every, "meter": terms.meter, "event": terms.event}
    match terms.trigger:
        case "calendar":
            return rule_words(terms.rule, terms.anchor)
        case "floating":
            return floating_words(terms.every, terms.unit)
        case "season":
            return _("Once a year from %(begins)s to %(ends)s") % {
                "begins": day_words(terms.season_from), "ends": day_words(terms.season_to)
            }  # fmt: skip
        case "meter":
            return _("Every %(n)s %(meter)s") % values
        case "condition":
            return _("When its condition is %(n)s or worse") % {"n": terms.condition_from}
    return _("After “%(event)s”") % values


def day_words(text: str) -> str:
    """A day of the year as people say it."""
    month, day = (int(part) for part in text.split("-"))
    return formats.date_format(date(2024, month, min(day, 29) if month == 2 else day), "MONTH_DAY_FORMAT")


def floating_words(every: int, unit: str) -> str:
    """How long after it was last done it comes due again."""
    count = {"n": every}
    match unit:
        case "days":
            return ngettext("A day after it was last done", "%(n)s days after it was last done", every) % count
        case "weeks":
            return ngettext("A week after it was last done", "%(n)s weeks after it was last done", every) % count
        case "months":
            return ngettext("A month after it was last done", "%(n)s months after it was last done", every) % count
    return ngettext("A year after it was last done", "%(n)s years after it was last done", every) % count


def rule_words(rule: str, anchor: date) -> str:
    """A recurrence in words; one that says more than words of ours can stands as it is written."""
    said = plain.plain_of(rule, anchor)
    if said is None:
        return rule
    values: dict[str, Any] = {
        "n": said.every,
        "day": anchor.day,
        "date": formats.date_format(anchor, "MONTH_DAY_FORMAT"),
    }
    match said.unit:
        case "days":
            return ngettext("Every day", "Every %(n)s days", said.every) % values
        case "weeks":
            days = ", ".join(str(WEEKDAYS[day]) for day in said.weekdays or (anchor.weekday(),))
            return ngettext("Every week: %(days)s", "Every %(n)s weeks: %(days)s", said.every) % {
                **values,
                "days": days,
            }
        case "years":
            return ngettext("Every year on %(date)s", "Every %(n)s years on %(date)s", said.every) % values
    return _monthly(said, anchor) % values


def _monthly(said: plain.Plain, anchor: date) -> str:
    match said.on:
        case plain.LAST_DAY:
            return ngettext("Every month on its last day", "Every %(n)s months on the last day", said.every)
        case plain.FIRST_WEEKDAY:
            return ngettext("Every month on its first weekday", "Every %(n)s months on the first weekday", said.every)
        case plain.LAST_WEEKDAY:
            return ngettext("Every month on its last weekday", "Every %(n)s months on the last weekday", said.every)
        case plain.NTH:
            sentence = ngettext(
                "Every month on the %(which)s %(weekday)s",
                "Every %(n)s months on the %(which)s %(weekday)s",
                said.every,
            )
            which, weekday = str(PLACES[plain.place_in_month(anchor)]), str(WEEKDAYS[anchor.weekday()])
            return sentence.replace("%(which)s", which).replace("%(weekday)s", weekday)
    return ngettext("Every month on day %(day)s", "Every %(n)s months on day %(day)s", said.every)
