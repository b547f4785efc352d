"""The year's requests, written through the rooms: each with its clocks, its work order and its history."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.db import transaction

from samdrift.doors.demo import terms, texts
from samdrift.doors.demo.chance import generator, uid
from samdrift.doors.demo.people import Parties
from samdrift.doors.demo.planning import Plan
from samdrift.doors.demo.year import CELLS, Hours, Story, stories
from samdrift.foundation.scope import Scope
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from samdrift.operations.work import public as work
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate

CHUNK = 2_500
# A type of asset or room some requests are about; the rest happen in any room.
ABOUT_ASSETS = {
    "mnt.lift": "lift", "mnt.lift_trapped": "lift", "mnt.drain": "toilet", "flt.service": "vehicle",
    "flt.wash": "vehicle", "flt.defect": "vehicle", "wst.bin": "waste_station", "cln.refill": "hygiene_station",
}  # fmt: skip
RESOLUTIONS = {
    "MNT": ("repaired", "replaced", "adjusted", "no_fault"), "CLN": ("cleaned",), "FLT": ("repaired", "adjusted"),
}  # fmt: skip
MATERIAL = ("Pære E27", 'Pakning 1/2"', "Låsecylinder", "Filter F7", "Skrue 5×60", "Vandhane", "Sensor")


@dataclass(frozen=True, slots=True)
class Place:
    """A room or thing a request can be about."""

    site_id: int
    space_id: int | None
    asset_id: int | None
    name: str
    secured: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """What every request of the year refers to."""

    scope: Scope
    parties: Parties
    contract_id: int
    known: catalogue.Catalogue
    sites: Sequence[estate.Site]
    unit_codes: Mapping[int, str]
    unit_paths: Mapping[int, frozenset[int]]
    rooms: Mapping[int, list[Place]]
    things: Mapping[tuple[int, str], list[Place]]
    as_of: datetime


def load_requests(scope: Scope, plan: Plan, parties: Parties, contract_id: int, *, as_of: datetime) -> Iterator[int]:
    """Write the year, each chunk in a transaction; gives how many requests have been written so far."""
    setting = _setting(scope, parties, contract_id, as_of)
    told = stories(plan.requests, *_weights(setting, plan), hours(), as_of)
    pending, written = iter(told), 0
    while chunk := list(islice(pending, CHUNK)):
        past = [_past(setting, story) for story in chunk]
        with transaction.atomic():
            rows = requests.import_requests(scope, past, as_of=as_of)
            pairs = zip(chunk, rows, strict=True)
            work.import_orders(scope, (_order(setting, story, row) for story, row in pairs if story.assigned_at))
        written += len(rows)
        yield written


def hours() -> Hours:
    """The calendars of the contract."""
    office, always = (contracts.kernel_calendar(definition) for _name, definition in terms.CALENDARS.values())
    return Hours(office, always)


def _setting(scope: Scope, parties: Parties, contract_id: int, as_of: datetime) -> Setting:
    sites = list(estate.Site.objects.within(scope).select_related("unit").order_by("pk"))
    rooms: dict[int, list[Place]] = {}
    for space in estate.Space.objects.within(scope).filter(state="active").order_by("pk"):
        name = f"{space.number} {space.name}".strip()
        rooms.setdefault(space.site_id, []).append(Place(space.site_id, space.pk, None, name, space.zone == "secured"))
    things: dict[tuple[int, str], list[Place]] = {}
    for asset in estate.Asset.objects.within(scope).order_by("pk"):
        place = Place(asset.site_id, asset.space_id, asset.pk, asset.name, asset.zone == "secured")
        things.setdefault((asset.site_id, asset.kind), []).append(place)
    return Setting(
        scope=scope, parties=parties, contract_id=contract_id, known=catalogue.catalogue_of(scope.community_id),
        sites=sites, unit_codes={unit.pk: code for code, unit in parties.units.items()},
        unit_paths={
            unit.pk: frozenset(int(part) for part in unit.path.split("/") if part) for unit in parties.units.values()
        },
        rooms=rooms, things=things, as_of=as_of,
    )  # fmt: skip


def _weights(setting: Setting, plan: Plan) -> tuple[dict[str, list[float]], list[float]]:
    """How likely each site is for a line, and how slow its district works."""
    by_code = {site.code: site for site in plan.sites}
    ordered = [by_code[site.code] for site in setting.sites]
    noise = [generator("noise", site.code).gammavariate(2.5, 1 / 2.5) for site in ordered]
    users = [plan.users[s.unit.code] / sum(1 for o in ordered if o.unit.code == s.unit.code) for s in ordered]
    by_area = [site.area_m2 * n for site, n in zip(ordered, noise, strict=True)]
    by_user = [count * n * (0.3 + site.area_m2 / 2000) for count, n, site in zip(users, noise, ordered, strict=True)]
    by_vehicle = [site.vehicles * n + 0.001 for site, n in zip(ordered, noise, strict=True)]
    weights = {
        line: by_area if line in ("MNT", "CLN", "WST") else by_vehicle if line == "FLT" else noise if line == "GRD"
        else by_user
        for line in plan.requests
    }  # fmt: skip
    slow = {unit: generator("district", unit).uniform(0.85, 1.25) for unit in plan.users}
    return weights, [slow[site.unit.code] for site in ordered]


def _past(setting: Setting, story: Story) -> requests.PastRequest:
    chance = generator("past", story.line, story.number)
    site = setting.sites[story.site]
    place = _place(setting, story, site, chance)
    kind = setting.known.type_by_code(story.request_type)
    assert kind is not None
    requester, language = _requester(setting, story, site, chance)
    team = setting.parties.teams.get((story.line, setting.unit_codes[site.unit_id]))
    assignee = chance.choice(setting.parties.workers[team.pk]) if team and story.started_at else None
    agent = chance.choice(setting.parties.agents)
    resolution = chance.choice(RESOLUTIONS.get(story.line, ("delivered",)))
    impact, urgency = CELLS[story.priority]
    form = setting.known.forms.get(kind.pk)
    values: dict[str, Any] = {
        "uid": uid("request", story.line, story.number), "contract_id": setting.contract_id, "site_id": site.pk,
        "space_id": place.space_id if place else None, "asset_id": place.asset_id if place else None,
        "unit_id": site.unit_id, "line_code": story.line, "form": form,
        "title": _title(kind, place, language, chance), "language": language, "channel": story.channel,
        "requester_id": requester, "impact": impact, "urgency": urgency, "priority": story.priority,
        "data_class": "D8" if place and place.secured else kind.request_class, "received_at": story.received_at,
        "team_id": team.pk if team and story.assigned_at else None, "assignee_id": assignee,
        "triaged_at": story.triaged_at, "resolved_at": story.resolved_at, "closed_at": story.closed_at,
        "reopened": 1 if story.reopened_at else 0, "rating": story.rating, "state": _state(story),
        "hold_reason": story.held[0] if story.held and story.held[2] is None and not story.resolved_at else "",
        "waiting_for_requester": bool(
            story.held and story.held[0] == "awaiting_requester" and story.held[2] is None and not story.resolved_at
        ),
        "resolution_code": resolution if story.resolved_at else "",
        "changed_at": _last(story), "entitlement": "extra" if kind.charge in ("price_list", "quote") else "included",
    }  # fmt: skip
    who = Actors(requester, agent, assignee, team.pk if team else None)
    return requests.PastRequest(
        values=values, request_type=kind, moves=list(_moves(story, kind, who, resolution)),
        milestones=_milestones(story), pauses=_pauses(setting, story),
        comments=list(_comments(story, requester, agent, language)), timezone=terms.ZONE, site_kind=site.kind,
        unit_ids=setting.unit_paths[site.unit_id],
    )  # fmt: skip


def _place(setting: Setting, story: Story, site: estate.Site, chance: Random) -> Place | None:
    things = setting.things.get((site.pk, ABOUT_ASSETS.get(story.request_type, "")))
    if things:
        return chance.choice(things)
    if story.line in ("GRD", "FLT"):
        return None
    rooms = setting.rooms.get(site.pk)
    return chance.choice(rooms) if rooms else None


def _requester(setting: Setting, story: Story, site: estate.Site, chance: Random) -> tuple[int | None, str]:
    """Who asked, and in which language; six of ten who scan a code stay strangers."""
    language = chance.choices(("da", "en", "sv"), weights=(88, 7, 5))[0]
    if story.channel == "qr" and chance.random() < 0.6:
        return None, language
    people = setting.parties.requesters[setting.unit_codes[site.unit_id]]
    return chance.choice(people), language


def _title(kind: catalogue.RequestType, place: Place | None, language: str, chance: Random) -> str:
    written = texts.TEXTS.get(language, {}).get(kind.code) or ()
    name = str(kind.name.get(language) or kind.name["en"])
    if not written:
        return name
    return chance.choice(written).format(room=place.name if place else name)[:160]


def _state(story: Story) -> str:
    if story.cancelled_at:
        return "cancelled"
    if story.closed_at:
        return "closed"
    if story.resolved_at:
        return "resolved"
    if story.started_at:
        return "on_hold" if story.held and story.held[2] is None else "in_progress"
    return "assigned" if story.assigned_at else "triaged" if story.triaged_at else "submitted"


def _last(story: Story) -> datetime:
    held = story.held[1:] if story.held else ()
    moments = (
        story.received_at, story.triaged_at, story.assigned_at, story.started_at, *held, story.resolved_at,
        story.reopened_at, story.closed_at, story.cancelled_at,
    )  # fmt: skip
    last: datetime = max(moment for moment in moments if moment is not None)
    return last


@dataclass(frozen=True, slots=True)
class Actors:
    """Who had to do with a request, by their ids."""

    requester: int | None
    agent: int
    assignee: int | None
    team: int | None


Move = tuple[type[Any], datetime, int | None, dict[str, Any]]


def _moves(story: Story, kind: catalogue.RequestType, who: Actors, resolution: str) -> Iterator[Move]:
    impact, urgency = CELLS[story.priority]
    yield requests.RequestSubmitted, story.received_at, who.requester, {
        "channel": story.channel, "request_type": kind.code, "priority": story.priority, "impact": impact,
        "urgency": urgency, "received_at": story.received_at, "modifiers": [],
    }  # fmt: skip
    if story.triaged_at:
        yield requests.RequestTriaged, story.triaged_at, who.agent, {
            "before": "submitted", "after": "triaged", "priority": story.priority, "entitlement": "included",
        }  # fmt: skip
    if story.cancelled_at:
        before = "triaged" if story.triaged_at else "submitted"
        yield requests.RequestCancelled, story.cancelled_at, who.requester, {"before": before, "after": "cancelled"}
        return
    if story.assigned_at:
        yield requests.RequestAssigned, story.assigned_at, who.agent, {
            "before": "triaged", "after": "assigned", "team_id": who.team, "assignee_id": None,
        }  # fmt: skip
    if story.started_at:
        yield requests.RequestStarted, story.started_at, who.assignee, {"before": "assigned", "after": "in_progress"}
    if story.held:
        reason, begun, ended = story.held
        yield requests.RequestPutOnHold, begun, who.assignee, {
            "before": "in_progress", "after": "on_hold", "reason": reason,
        }  # fmt: skip
        if ended:
            yield requests.RequestResumed, ended, who.assignee, {
                "before": "on_hold", "after": "in_progress", "reason": reason,
            }  # fmt: skip
    yield from _endings(story, who, resolution)


def _endings(story: Story, who: Actors, resolution: str) -> Iterator[Move]:
    done = {"before": "in_progress", "after": "resolved", "reason": resolution}
    if story.reopened_at and story.started_at:
        yield requests.RequestResolved, story.reopened_at - timedelta(hours=1), who.assignee, done
        yield requests.RequestReopened, story.reopened_at, who.requester, {
            "before": "resolved", "after": "in_progress",
        }  # fmt: skip
    if story.resolved_at:
        yield requests.RequestResolved, story.resolved_at, who.assignee, done
    if story.closed_at:
        reason = "confirmed" if story.rating else "silent"
        yield requests.RequestClosed, story.closed_at, who.requester if story.rating else None, {
            "before": "resolved", "after": "closed", "reason": reason,
        }  # fmt: skip
    if story.rating and story.closed_at:
        yield requests.RequestRated, story.closed_at, who.requester, {"rating": story.rating}


def _milestones(story: Story) -> dict[str, datetime]:
    found = {"acknowledged": story.triaged_at, "started": story.started_at, "resolved": story.resolved_at}
    return {name: at for name, at in found.items() if at is not None}


def _pauses(setting: Setting, story: Story) -> list[promises.PastPause]:
    if story.held is None:
        return []
    reason, begun, ended = story.held
    known = setting.known.hold_reasons[reason]
    return [
        promises.PastPause(
            uid("pause", story.line, story.number), reason, known.caused_by, begun, ended or story.resolved_at,
            stops_clock=known.stops_clock,
        )
    ]  # fmt: skip


def _comments(story: Story, requester: int | None, agent: int, language: str) -> Iterable[requests.PastComment]:
    if not story.asked or story.held is None:
        return []
    _reason, begun, ended = story.held
    asked = requests.PastComment(
        uid("question", story.line, story.number), agent, texts.QUESTION[language], begun, asks=True
    )
    if ended is None:
        return [asked]
    answer = requests.PastComment(
        uid("answer", story.line, story.number), requester, texts.ANSWER[language], ended, by_requester=True
    )
    return [asked, answer]


ORDER_STATES = {
    "closed": "closed", "resolved": "done", "in_progress": "started", "on_hold": "paused", "assigned": "dispatched",
    "cancelled": "cancelled",
}  # fmt: skip


def _order(setting: Setting, story: Story, row: requests.ServiceRequest) -> work.PastOrder:
    chance = generator("order", story.line, story.number)
    minutes = chance.randint(2, 24) * 5
    values = {
        "uid": uid("order", story.line, story.number), "state": ORDER_STATES[row.state],
        "accepted_at": story.started_at, "started_at": story.started_at, "done_at": story.resolved_at,
        "pause_reason": row.hold_reason, "resolution_code": row.resolution_code,
        "created_at": story.assigned_at, "changed_at": row.changed_at, "evidence": list(row.request_type.evidence),
    }  # fmt: skip
    if not story.resolved_at:
        return work.PastOrder(row, values)
    lines: list[dict[str, Any]] = [_line(story, row, "time", minutes=minutes)]
    if story.line == "MNT" and chance.random() < 0.4:
        name = chance.choice(MATERIAL)
        lines.append(_line(story, row, "material", quantity=chance.randint(1, 4), unit_code="pcs", text=name))
    return work.PastOrder(row, values, lines)


def _line(story: Story, row: requests.ServiceRequest, kind: str, **values: Any) -> dict[str, Any]:
    assert story.resolved_at is not None
    return {
        "uid": uid("line", kind, story.line, story.number), "kind": kind, "person_id": row.assignee_id,
        "worked_on": story.resolved_at.date(), "written_at": story.resolved_at, **values,
    }  # fmt: skip
