"""The room's codes in words."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.kernel.local_time import zone_named
from samdrift.operations.workforce.rules import shifts as rules
from samdrift.registers.estate import public as estate


def absence_word(kind: str) -> str:
    """The kind of an absence; "" is what a reader knows who may only know that somebody is away."""
    return {"leave": _("Leave"), "training": _("Training"), "absent": _("Absent")}.get(kind, _("Away"))


def absence_kinds() -> list[tuple[str, str]]:
    """The kinds to choose from."""
    return [(kind, absence_word(kind)) for kind in ("leave", "training", "absent")]


def absence_state(state: str) -> str:
    """How an absence stands."""
    return {
        "asked": _("Waits for an answer"), "granted": _("Holds"), "refused": _("Refused"),
        "withdrawn": _("Taken back"),
    }.get(state, state)  # fmt: skip


def swap_state(state: str) -> str:
    """How a swap stands."""
    return {
        "asked": _("Waits for an answer"), "agreed": _("Agreed"), "refused": _("Refused"), "withdrawn": _("Taken back"),
    }.get(state, state)  # fmt: skip


def skill_kind_word(kind: str) -> str:
    """What kind of thing one has."""
    return {
        "skill": _("Skill"), "qualification": _("Qualification"), "clearance": _("Clearance"),
    }.get(kind, kind)  # fmt: skip


def skill_kinds_words() -> list[tuple[str, str]]:
    """The kinds to choose from."""
    return [(kind, skill_kind_word(kind)) for kind in ("skill", "qualification", "clearance")]


def key_word(kind: str) -> str:
    """Key or card."""
    return {"key": _("Key"), "card": _("Access card")}.get(kind, kind)


def key_kinds() -> list[tuple[str, str]]:
    """The kinds to choose from."""
    return [(kind, key_word(kind)) for kind in ("key", "card")]


def alert_state(state: str) -> str:
    """How an alert stands."""
    return {
        "waiting": _("Nobody has taken it yet"), "taken": _("Taken"), "settled": _("Nobody needs to come any more"),
    }.get(state, state)  # fmt: skip


def rung_word(step: int) -> str:
    """Whom a rung of the ladder calls."""
    return (_("On call"), _("Next on the roster"), _("Operations manager"), _("Contract manager, provider"))[step]


def warned(one: rules.Warned) -> str:
    """What rest and hours say, as a sentence."""
    hours = f"{one.minutes // 60}:{one.minutes % 60:02}"
    return {
        "rest": _("Only %(hours)s hours of rest before this day.") % {"hours": hours},
        "long": _("A shift of %(hours)s hours.") % {"hours": hours},
        "week": _("%(hours)s hours in this week.") % {"hours": hours},
        "row": _("The seventh day in a row."),
    }[one.code]


def shift_words(shift: rules.Shift, zone: str) -> str:
    """A shift as the clock on the wall shows it: 06:00–14:00."""
    return f"{clock(shift.starts, zone)}–{clock(shift.ends, zone)}"


def clock(moment: datetime, zone: str) -> str:
    """The time of day of a moment."""
    return moment.astimezone(zone_named(zone)).strftime("%H:%M")


def sites_of(scope: Scope, only: Iterable[int] | None = None) -> list[tuple[int, str]]:
    """The sites one sees with their names, to choose from; one read."""
    rows = estate.Site.objects.within(scope).order_by("code")
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    return [(row.pk, in_language(row.name, scope.language)) for row in rows]


def name_of(texts: dict[str, Any], scope: Scope) -> str:
    """A text in the reader's language."""
    return in_language(texts, scope.language)
