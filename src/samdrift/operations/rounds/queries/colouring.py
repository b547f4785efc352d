"""What the rooms of a building are coloured by: whether they were gone through today, and how often in a week."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from samdrift.foundation.scope import Scope
from samdrift.operations.rounds import rules
from samdrift.operations.rounds.models import Round, RoundStop
from samdrift.operations.rounds.queries.rounds import ALONG, MOST, Room, rooms_of, runs
from samdrift.operations.rounds.queries.words import SKIP_WORDS, STATE_WORDS
from samdrift.registers.estate import public as estate

NONE = "none"
OFTEN = ((6, "6"), (4, "4"), (2, "2"), (1, "1"))
"""From so many days a week on which shade holds."""
# What a room is told by where several rounds come: what is left out first, then what is to do.
WORST_FIRST = (rules.SKIPPED, rules.LEFT, rules.DONE)


def today_by_room(scope: Scope, site_id: int, now: datetime) -> estate.Shaded:
    """For each room of today's rounds whether it is done, left out or still to do."""
    rounds = _rounds_at(scope, site_id)
    if not rounds:
        return {}
    day = now.astimezone(ZoneInfo(rounds[0].site.timezone)).date()
    gone = [(one, day) for one in rounds if runs(one, day)]
    by_room: dict[int, list[Room]] = defaultdict(list)
    for found in rooms_of(scope, gone):
        for room in found.rooms:
            by_room[room.stop.space_id].append(room)
    return {space: _told(rooms, rounds[0].site.timezone) for space, rooms in by_room.items()}


def week_by_room(scope: Scope, site_id: int, now: datetime) -> estate.Shaded:
    """For each room on how many days of this week a round goes through it."""
    rounds = _rounds_at(scope, site_id)
    if not rounds:
        return {}
    today = now.astimezone(ZoneInfo(rounds[0].site.timezone)).date()
    monday = today - timedelta(days=today.weekday())
    days = [monday + timedelta(days=number) for number in range(7)]
    gone = {one.pk: [day for day in days if runs(one, day)] for one in rounds}
    held = Q(until_day__isnull=True) | Q(until_day__gte=monday)
    stops = RoundStop.objects.within(scope).filter(held, round__in=list(gone), from_day__lte=days[-1])
    visited: dict[int, set[date]] = defaultdict(set)
    for space, round_id, paces, first, last in stops.order_by().values_list(
        "space", "round", "paces", "from_day", "until_day"
    ):
        visited[space].update(
            day for day in gone[round_id]
            if first <= day and (last is None or day <= last) and rules.room_is_due(paces, day)
        )  # fmt: skip
    return {space: _often(len(found)) for space, found in visited.items() if found}


def _rounds_at(scope: Scope, site_id: int) -> list[Round]:
    return list(Round.objects.within(scope).filter(site=site_id).select_related(*ALONG).order_by("pk")[:MOST])


def _told(rooms: list[Room], zone: str) -> tuple[str, str]:
    state = next(one for one in WORST_FIRST if any(room.state == one for room in rooms))
    mark = next((room.mark for room in rooms if room.state == state and room.mark), None)
    if mark is None:
        return state, str(STATE_WORDS[state])
    said = SKIP_WORDS.get(mark.reason, mark.reason) if state == rules.SKIPPED else STATE_WORDS[state]
    return state, f"{said} {mark.happened_at.astimezone(ZoneInfo(zone)):%H:%M}"


def _often(days: int) -> tuple[str, str]:
    shade = next(code for least, code in OFTEN if days >= least)
    return shade, ngettext("%(count)d day a week", "%(count)d days a week", days) % {"count": days}


COLOURINGS = (
    estate.Colouring(
        code="rounds.today", name=_("Rounds today"), permission="rounds.view", load=today_by_room, position=30,
        words=_("Whether each room of today’s rounds is done, left out or still to do."),
        legend=(
            estate.Shade(NONE, _("No round today"), "none"), estate.Shade("done", STATE_WORDS["done"], "cool2"),
            estate.Shade("left", STATE_WORDS["left"], "warm1"),
            estate.Shade("skipped", STATE_WORDS["skipped"], "warm3"),
        ),
    ),
    estate.Colouring(
        code="rounds.week", name=_("Cleaning level"), permission="rounds.view", load=week_by_room, position=40,
        words=_("On how many days of this week a round goes through each room."),
        legend=(
            estate.Shade(NONE, _("No day"), "none"), estate.Shade("1", _("1 day a week"), "cool1"),
            estate.Shade("2", _("2 or 3 days a week"), "cool2"), estate.Shade("4", _("4 or 5 days a week"), "cool3"),
            estate.Shade("6", _("6 or 7 days a week"), "cool4"),
        ),
    ),
)  # fmt: skip
