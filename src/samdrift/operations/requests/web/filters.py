"""A list's address as filters: what cannot be read is left out, so an old link still shows something."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import QueryDict
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from samdrift.foundation.fields import in_language
from samdrift.operations.requests.queries import words
from samdrift.operations.requests.queries.lists import GROUPS, ORDERS, Filters
from samdrift.operations.requests.queries.names import Names
from samdrift.operations.requests.rules import states

STANDINGS = ("late", "at_risk", "paused", "waiting")
KEYS = (
    "group", "state", "line", "type", "priority", "site", "unit", "team", "assignee", "requester", "standing",
    "channel", "since", "until", "text", "order",
)  # fmt: skip


def filters_from(query: QueryDict, known: Names) -> Filters:
    """The filters an address asks for."""
    group = query.get("group", "open")
    site = query.get("site", "")
    return Filters(
        group=group if group in GROUPS else "open",
        state=_one_of(query.get("state", ""), states.STATES),
        line=_one_of(query.get("line", ""), known.lines),
        request_type=query.get("type", "")[:40],
        priority=_number(query.get("priority", ""), most=5),
        site=_number(site) or known.codes.get(site.strip().lower()),
        unit=_number(query.get("unit", "")),
        team=_number(query.get("team", "")),
        assignee=query.get("assignee", "")[:20],
        requester=query.get("requester", "")[:20],
        standing=_one_of(query.get("standing", ""), STANDINGS),
        channel=_one_of(query.get("channel", ""), words.CHANNELS),
        since=_moment(query.get("since", "")),
        until=_moment(query.get("until", ""), days=1),
        text=query.get("text", "")[:200],
    )


def order_from(query: QueryDict) -> str:
    """The order an address asks for."""
    return _one_of(query.get("order", ""), ORDERS) or "newest"


def applied(query: QueryDict, filters: Filters, known: Names, language: str) -> list[tuple[str, str]]:
    """What the list is narrowed to, as (label, parameter to take away)."""

    def named(things: Mapping[int, Any], pk: int | None, place: int) -> str:
        return "" if not pk else in_language(things[pk][place], language) if pk in things else f"#{pk}"

    kinds = {code: name for code, name, _line in known.types.values()}
    person = known.people.get(_number(filters.assignee) or 0, "–")
    shown = {
        "state": words.state_word(filters.state),
        "line": in_language(known.lines.get(filters.line), language),
        "type": in_language(kinds.get(filters.request_type), language) or filters.request_type,
        "priority": f"P{filters.priority}" if filters.priority else "",
        "site": named(known.sites, filters.site, 1),
        "unit": named(known.units, filters.unit, 0),
        "team": named(known.teams, filters.team, 0),
        "assignee": assignee_words().get(filters.assignee, person) if filters.assignee else "",
        "requester": _("Asked by me") if filters.requester == "me" else filters.requester and _("Asked by one person"),
        "standing": standing_words().get(filters.standing, ""),
        "channel": str(words.CHANNELS.get(filters.channel, "")),
        "since": _("From %(day)s") % {"day": query["since"]} if filters.since else "",
        "until": _("Until %(day)s") % {"day": query["until"]} if filters.until else "",
        "text": f"“{filters.text.strip()}”" if filters.text.strip() else "",
    }
    return [(label, key) for key, label in shown.items() if label]


def assignee_words() -> dict[str, str]:
    """Whose requests a list shows."""
    return {"me": _("Mine"), "mine": _("Mine and my teams’"), "nobody": _("Nobody’s")}


def standing_words() -> dict[str, str]:
    """How a request's clocks stand."""
    return {
        "late": _("Overdue"), "at_risk": _("At risk"), "paused": _("Clock paused"),
        "waiting": _("Waiting for the requester"),
    }  # fmt: skip


def _one_of(given: str, known: object) -> str:
    return given if given and given in known else ""  # type: ignore[operator]


def _number(given: str, *, most: int = 2**62) -> int | None:
    text = given.strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        return None
    return int(text) if 0 < int(text) <= most else None


def _moment(given: str, *, days: int = 0) -> datetime | None:
    try:
        day = date.fromisoformat(given.strip()[:10]) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return datetime.combine(day, time(), get_current_timezone())
