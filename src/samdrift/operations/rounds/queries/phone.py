"""What a phone takes along of a day's rounds: rooms, what is to be done, plans, notes, and whom one may call."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.field import public as field
from samdrift.operations.rounds import rules
from samdrift.operations.rounds.models import Round
from samdrift.operations.rounds.queries.rounds import Room, RoundDay, my_rounds, rooms_of
from samdrift.operations.rounds.queries.words import sign_of
from samdrift.operations.workforce import public as workforce
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import public as tags

STANDING = ("draft", "active", "out_of_use")


def rounds_part(scope: Scope, now: datetime) -> dict[str, Any]:
    """Today's rounds of whoever is signed in; an empty list for everybody else. Reads do not grow with the rooms."""
    if not scope.may("rounds.do"):
        return {"rounds": []}
    found = rooms_of(scope, my_rounds(scope, now))
    if not found:
        return {"rounds": []}
    stops = [room.stop for one in found for room in one.rooms]
    codes, _assets = tags.codes_hanging(scope.community_id, space_ids={stop.space_id for stop in stops}, asset_ids=())
    plans = _plans(scope, {stop.space.storey_id for stop in stops if stop.space.storey_id})
    notes = _notes(scope, found, now)
    helpers = _helpers(scope, [one.round for one in found])
    return {
        "rounds": [
            {
                "uid": one.round.uid, "name": one.round.name, "day": one.day,
                "site": in_language(one.round.site.name, scope.language), "starts": clock_text(one.round.starts_minute),
                "instead": one.round.person_id not in (None, scope.person_id),
                "notes": notes.get(one.round.site_id, []), "helpers": helpers.get(one.round.pk, []),
                "rooms": [_room(scope, room, codes) for room in one.rooms], "plans": _plans_of(one, plans),
            }
            for one in found
        ]
    }  # fmt: skip


def clock_text(minutes: int) -> str:
    """Minutes after midnight as a clock shows them."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _room(scope: Scope, room: Room, codes: dict[int, list[str]]) -> dict[str, Any]:
    stop, mark = room.stop, room.mark
    space, storey = stop.space, stop.space.storey
    return {
        "uid": stop.uid, "number": space.number, "name": space.name, "sign": sign_of(space.use),
        "tasks": stop.tasks, "minutes": stop.minutes, "note": stop.note, "storey": storey.uid if storey else None,
        "storey_name": storey.name if storey else "", "secured": stop.data_class == "D8",
        "marks": field.marks_of(codes.get(stop.space_id, []), str(stop.uid)),
        "mark": None if mark is None else {
            "uid": mark.uid, "kind": mark.kind, "reason": mark.reason, "by_scan": mark.by_scan,
            "at": mark.happened_at, "mine": mark.person_id == scope.person_id,
        },
    }  # fmt: skip


@dataclass(slots=True)
class _Plan:
    """A storey: each room's path and middle by id, which of them are secured, and the corners of it all."""

    rooms: dict[int, tuple[str, tuple[int, int]]] = dataclass_field(default_factory=dict)
    secured: set[int] = dataclass_field(default_factory=set)
    box: tuple[int, int, int, int] | None = None


def _plans(scope: Scope, storeys: set[int]) -> dict[int, _Plan]:
    """The rooms of some storeys as paths; nothing of a secured room that is not on the round: one read."""
    with everywhere(reason="the shape of a storey on which one has work; neither names nor uses of its other rooms"):
        rows = estate.Space.objects.filter(
            community=scope.community_id, storey__in=storeys, state__in=STANDING, outline__isnull=False
        )
        return _by_storey(rows.order_by("pk"))


def _by_storey(rows: QuerySet[estate.Space]) -> dict[int, _Plan]:
    found: dict[int, _Plan] = defaultdict(_Plan)
    for pk, storey, zone, outline in rows.values_list("pk", "storey_id", "zone", "outline"):
        rings = [ring for part in (outline or {}).get("rings", ()) for ring in (part["outer"], *part["holes"])]
        if storey is None or not rings or len(rings[0]) < 3:
            continue
        plan = found[storey]
        plan.rooms[pk] = (rules.ring_path(rings), rules.middle(rings[0]))
        if zone == "secured":
            plan.secured.add(pk)
        xs, ys = [round(10 * x) for x, _y in rings[0]], [round(-10 * y) for _x, y in rings[0]]
        box = plan.box or (min(xs), min(ys), max(xs), max(ys))
        plan.box = (min(box[0], *xs), min(box[1], *ys), max(box[2], *xs), max(box[3], *ys))
    return found


def _plans_of(one: RoundDay, plans: dict[int, _Plan]) -> list[dict[str, Any]]:
    """The storeys of a round in the order it comes to them, its rooms apart from the others."""
    by_storey: dict[int, list[Room]] = defaultdict(list)
    for room in one.rooms:
        if room.stop.space.storey_id in plans:
            by_storey[room.stop.space.storey_id].append(room)
    found = []
    for pk, rooms in by_storey.items():
        plan, storey = plans[pk], rooms[0].stop.space.storey
        ours = {room.stop.space_id: room.stop for room in rooms if room.stop.space_id in plan.rooms}
        hidden = {*ours, *plan.secured}
        shapes = [(stop.uid, *plan.rooms[space]) for space, stop in ours.items()]
        if storey is not None:
            found.append({
                "uid": storey.uid, "name": storey.name, "box": plan.box,
                "others": "".join(path for space, (path, _at) in plan.rooms.items() if space not in hidden),
                "rooms": [{"uid": uid, "d": path, "x": at[0], "y": at[1]} for uid, path, at in shapes],
            })  # fmt: skip
    return found


def _notes(scope: Scope, found: Iterable[RoundDay], now: datetime) -> dict[int, list[str]]:
    """What matters at each site: what the substitute is told first, then the notes of the place, the newest first."""
    rounds = [one.round for one in found]
    told: dict[int, list[str]] = defaultdict(list)
    for cover in workforce.covers_on(scope, parties.community_day(scope, now)):
        for site in {one.site_id for one in rounds if one.person_id == cover.absent.person_id}:
            if cover.note:
                told[site].append(cover.note)
    lines: dict[int, set[str]] = defaultdict(set)
    for one in rounds:
        lines[one.site_id].add(one.line_code)
    for note in workforce.notes_at(scope, lines):
        if note.line_code in ("", *lines[note.site_id]):
            told[note.site_id].append(note.text)
    return told


def _helpers(scope: Scope, rounds: list[Round]) -> dict[int, list[dict[str, str]]]:
    """Whom one may ring for each round: the buddy, then who leads the team; a protected person has no number here."""
    with everywhere(reason="who leads the team of a round one goes; names and numbers pass their own rule"):
        leads = parties.TeamMember.objects.filter(
            community=scope.community_id, team__in={one.team_id for one in rounds if one.team_id}, leads=True
        ).values_list("team_id", "employment__person_id")
        leaders: dict[int, list[int]] = defaultdict(list)
        for team, person in leads.order_by("pk"):
            leaders[team].append(person)
    wanted = {one.pk: [one.buddy_id, *leaders[one.team_id or 0]] for one in rounds}
    ids = {one for some in wanted.values() for one in some if one and one != scope.person_id}
    rows = parties.Person.objects.filter(pk__in=ids, protected_identity=False)
    phones = dict(rows.values_list("pk", "work_phone"))
    names = parties.names_of(scope, ids)
    return {
        pk: [{"name": names[one], "phone": phones.get(one, "")} for one in dict.fromkeys(some) if one and one in names]
        for pk, some in wanted.items()
    }  # fmt: skip
