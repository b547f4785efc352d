"""Chips that need arithmetic: how much time is left on a clock, and how urgent a priority is."""

from datetime import datetime, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from samdrift.doors.pages.formats import show_datetime, span, time_tag
from samdrift.doors.pages.icons import icon
from samdrift.doors.pages.tones import TONES
from samdrift.foundation.clock import now as clock_now

PRIORITIES = {
    1: gettext_lazy("Critical"),
    2: gettext_lazy("Urgent"),
    3: gettext_lazy("Soon"),
    4: gettext_lazy("Normal"),
    5: gettext_lazy("Planned"),
}
SOON = timedelta(hours=1)


@lru_cache(maxsize=4096)
def chip(text: str, tone: str = "neutral", drawing: str = "", *, title: str = "") -> Markup:
    """A word in a tone with an icon."""
    return Markup('<span class="chip {}"{}>{}<span>{}</span></span>').format(
        tone, Markup(' title="{}"').format(title) if title else "", icon(drawing) if drawing else "", text
    )


def status_chip(state: str, word: object) -> Markup:
    """A state as a chip: tone and icon from pages/tones.py, the word from the room."""
    tone, drawing = TONES.get(state, ("neutral", "circle"))
    return chip(str(word), tone, drawing)


def clock_words(due_at: datetime, now: datetime) -> str:
    """What a running clock says: due in 3 h, or overdue by 20 min."""
    gap = due_at - now
    if gap < timedelta(0):
        return _("overdue by %(span)s") % {"span": span(gap)}
    if gap < timedelta(minutes=1):
        return _("due now")
    return _("due in %(span)s") % {"span": span(gap)}


def clock_chip(
    state: str,
    due_at: datetime | None,
    *,
    label: str = "",
    at_risk_at: datetime | None = None,
    paused: bool = False,
    now: datetime | None = None,
) -> Markup:
    """A promise's clock as a chip.

    Args:
        state: open, met, breached, voided (a stopped clock says so; an open one counts).
        label: Which promise, already translated, shown in front ("Attend").
        at_risk_at: From here on the chip warns; without it, one hour before the due moment.
        paused: The clock stands still; it does not count down, whatever the due moment says.
    """
    moment = now or clock_now()
    prefix = f"{label} · " if label else ""
    if state == "met":
        return chip(prefix + _("kept"), "ok", "check-circle", title=_due_title(due_at))
    if state == "voided":
        return chip(prefix + _("not counted"), "neutral", "ban", title=_due_title(due_at))
    if state == "breached" and (due_at is None or due_at > moment):
        return chip(prefix + _("missed"), "danger", "alert", title=_due_title(due_at))
    if paused:
        return chip(prefix + _("paused"), "pause", "pause", title=_due_title(due_at))
    if due_at is None:
        return chip(prefix + _("no clock"), "neutral", "clock")
    late = due_at < moment
    risk = not late and moment >= (at_risk_at or due_at - SOON)
    tone, drawing = ("danger", "alert") if late else ("warn", "hourglass") if risk else ("neutral", "clock")
    words = time_tag(prefix + clock_words(due_at, moment), due_at)
    return Markup(f'<span class="chip {tone}">{icon(drawing)}{words}</span>')  # noqa: S704 - its parts are escaped


def _due_title(due_at: datetime | None) -> str:
    return _("Due %(moment)s") % {"moment": show_datetime(due_at)} if due_at else ""


def priority_chip(priority: int, *, words: bool = False) -> Markup:
    """P1 to P5 with its arrow; `words` adds the meaning, otherwise it is there on hover and for screen readers."""
    return _priority(priority, str(PRIORITIES[priority]), words)


@lru_cache(maxsize=64)
def _priority(priority: int, meaning: str, words: bool) -> Markup:  # noqa: FBT001
    text = Markup(" {}").format(meaning) if words else Markup('<span class="sr"> {}</span>').format(meaning)
    return Markup('<span class="rank p{}" title="{}">{}P{}{}</span>').format(
        priority, meaning, icon(f"priority-{priority}"), priority, text
    )
