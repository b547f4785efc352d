"""Why something is so, in words: reasons of suggestions, of what is left, and of proposals that failed."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samdrift.operations.dispatch.rules.suggesting import Suggestion

AGAINST = {
    "skill": gettext_lazy("does not have the skill"),
    "clearance": gettext_lazy("is not cleared for secured places that day"),
    "key": gettext_lazy("does not have the key"),
    "full": gettext_lazy("has no room left that day"),
}
LEFT = {
    "skill": gettext_lazy("Nobody there has the skill."),
    "clearance": gettext_lazy("Nobody there is cleared for secured places that day."),
    "key": gettext_lazy("Nobody there has the key."),
    "window": gettext_lazy("Nobody is at work when it may be done."),
    "no_room": gettext_lazy("There is no room left in the day."),
    "nobody": gettext_lazy("Nobody is at work that day."),
}
FAILED = {
    "nothing_to_plan": gettext_lazy("There is nothing to plan on this day."),
    "nobody": gettext_lazy("Nobody of the team is at work on this day."),
    "under_way": gettext_lazy("What somebody is doing already does not fit into their day any more. Move it first."),
    "faulty": gettext_lazy("No plan was found that can be carried out. Nothing was changed."),
}
STATES = {
    "waiting": gettext_lazy("Being planned"),
    "proposed": gettext_lazy("To look at"),
    "accepted": gettext_lazy("Accepted"),
    "dismissed": gettext_lazy("Put aside"),
    "failed": gettext_lazy("Not possible"),
    "undone": gettext_lazy("Taken back"),
}
TONES = {"waiting": "pause", "proposed": "info", "accepted": "ok", "failed": "danger"}


def kilometres(metres: int) -> str:
    """A distance to say: whole kilometres, or "under 1 km"."""
    if metres < 1000:
        return _("under 1 km")
    return _("%(count)s km") % {"count": round(metres / 1000)}


def reason(suggested: Suggestion) -> str:
    """Why somebody is suggested, or what stands against them."""
    if suggested.against:
        return str(AGAINST[suggested.against])
    told = {"way": kilometres(suggested.metres), "percent": suggested.load_percent}
    if suggested.has_key:
        return _("has the key, %(way)s away, %(percent)s %% of the day taken") % told
    return _("%(way)s away, %(percent)s %% of the day taken") % told


def gains(stands: Mapping[str, Any], gives: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What a proposal changes: (what, as it stands → as it would be, better or worse in words)."""
    rows: tuple[tuple[str, str, Callable[[int], str]], ...] = (
        (_("On the road"), "metres", kilometres),
        (_("Driving time"), "travel_seconds", lambda value: minutes(value // 60)),
        (_("Late"), "late", str),
        (_("Not done that day"), "unserved", str),
    )
    told = []
    for name, key, show in rows:
        before, after = int(stands.get(key, 0)), int(gives.get(key, 0))
        told.append((name, f"{show(before)} → {show(after)}", _better(before, after)))
    return told


def minutes(count: int) -> str:
    """Minutes to say."""
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


def _better(before: int, after: int) -> str:
    if before == after:
        return _("the same")
    return _("less") if after < before else _("more")
