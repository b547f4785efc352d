"""What rows of another system's table mean here: types, places, contracts and moments, looked up once a table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.requests.models import ImportedRequest, ServiceRequest
from samdrift.operations.requests.queries import words
from samdrift.operations.requests.queries.places import units_on
from samdrift.operations.requests.rules import imported as rules
from samdrift.operations.requests.rules import urgency
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

OURS = "samdrift"  # the system a request has that was never anywhere else
MOMENTS = ("opened_at", "acknowledged_at", "started_at", "resolved_at", "closed_at")
LONGEST = 8000
NEWS = ("title", "description", "state", "acknowledged_at", "resolved_at", "closed_at", "due_at")
"""What may be news of a request that is in already; type, place and receipt stay as they first came."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request is: a site, or only a unit."""

    site_id: int | None
    unit_id: int
    unit_ids: frozenset[int]
    timezone: str
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """One row, understood.

    Attributes:
        course: How it went; `due_at` the deadline the other system went by, if promises come as told.
        told: The words of the table beside it: status, channel, type.
    """

    line: int
    system: str
    number: str
    title: str
    description: str
    request_type: Any
    channel: str
    priority: int
    place: Place
    contract_id: int
    course: rules.Course
    due_at: datetime | None
    told_due_at: datetime | None
    told: Mapping[str, str]
    on_behalf_of: str = ""
    contact: str = ""
    requester_id: int | None = None
    point: tuple[float, float] | None = None
    rest: Mapping[str, str] = field(default_factory=dict)

    def snapshot(self) -> dict[str, str]:
        """What may be news later, as texts."""
        found: dict[str, Any] = {
            "title": self.title, "description": self.description, "state": self.course.state,
            "acknowledged_at": self.course.acknowledged_at, "resolved_at": self.course.resolved_at,
            "closed_at": self.course.closed_at, "due_at": self.due_at,
        }  # fmt: skip
        return {name: text_of(value) for name, value in found.items()}


@dataclass(frozen=True, slots=True)
class Known:
    """Rows that are in already, by system and number; `hidden` are those the person may not see."""

    rows: Mapping[tuple[str, str], ImportedRequest]
    hidden: frozenset[tuple[str, str]]
    ours: Mapping[str, ServiceRequest]


def text_of(value: Any) -> str:
    """A value as news are compared: moments in UTC to the second, texts without their line breaks."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return " ".join(str(value).split()) if value else ""


def standing(row: ServiceRequest, told: ImportedRequest | None) -> dict[str, str]:
    """The request as it is here now, in the words of `Meant.snapshot`."""
    found = {
        "title": row.title, "description": row.description, "state": row.state, "acknowledged_at": row.triaged_at,
        "resolved_at": row.resolved_at, "closed_at": row.closed_at,
        "due_at": (told.told_due_at if told else None) or row.due_at,
    }  # fmt: skip
    return {name: text_of(value) for name, value in found.items()}


def known_among(scope: Scope, keys: Iterable[tuple[str, str]]) -> Known:
    """Which of these are in already."""
    wanted = set(keys)
    numbers = [number for _system, number in wanted]
    own = [number for system, number in wanted if system == OURS]
    with everywhere(reason="a number of another system comes once, also where one does not see what it became"):
        rows = ImportedRequest.objects.filter(
            community=scope.community_id, system__in={system for system, _number in wanted}, number__in=numbers
        )
        found = {(one.system, one.number): one for one in rows.select_related("service_request")}
    seen = set(
        ServiceRequest.objects.within_permission(scope, "requests.import")
        .filter(pk__in=[one.service_request_id for one in found.values()])
        .values_list("pk", flat=True)
    )
    ours = ServiceRequest.objects.within(scope).filter(number__in=own) if own else ()
    visible = {key: one for key, one in found.items() if one.service_request_id in seen}
    return Known(visible, frozenset(found.keys() - visible.keys()), {row.number: row for row in ours})


class Reader:
    """Understands rows one after the other; what cannot be understood is told to the plan and left out."""

    def __init__(self, scope: Scope, staged: Any, now: datetime) -> None:
        self.scope, self.staged, self.now = scope, staged, now
        mapping = staged.mapping or {}
        options, self._defaults = mapping.get("options", {}), mapping.get("defaults", {})
        self._values = {name: _folded(words) for name, words in mapping.get("values", {}).items()}
        self.system = str(options.get("system") or self._defaults.get("system") or "table")[:40]
        self._times, self._promises = options.get("times", "local"), options.get("promises", "told")
        if self._times not in rules.TIMES or self._promises not in rules.PROMISES:
            raise Invalid({"mapping": "times: local, utc, local_twice; promises: told, computed"})
        self._zone = _zone(str(options.get("timezone") or ""))
        self._types = _types(scope.community_id)
        self._units = {unit.pk: unit for unit in parties.Unit.objects.within(scope)}
        self._sites = _sites(scope)
        self._contracts: dict[Any, int | None] = {}
        self._people: dict[str, int | None] = {}

    def understood(self, rows: Sequence[Any], plan: Any) -> list[Meant]:
        """The rows that can be used."""
        return [meant for row in rows if (meant := self._meant(row, plan)) is not None]

    def _meant(self, row: Any, plan: Any) -> Meant | None:
        said = {**self._defaults, **{name: value for name, value in row.values.items() if value not in ("", None)}}
        place = self._place(said, row.number, plan)
        kind = self._type(said, row.number, plan)
        if place is None or kind is None:
            return None
        course = self._course(said, row.number, place, plan)
        contract = self._contract(kind.line_code, place, course.received_at) if course else None
        if course is None:
            return None
        if contract is None:
            plan.refuse("row_no_contract", row.number, value=kind.code)
            return None
        priority = rules.priority_meant(str(said.get("priority", "")), self._values.get("priority", {}),
                                        _priority_of(kind))  # fmt: skip
        if priority is None:
            plan.refuse("row_unknown_word", row.number, value=said["priority"], column="priority")
            return None
        due = said.get("due_at")
        told_due = self._moment(due, place) if isinstance(due, datetime) else None
        title = " ".join(str(said.get("title", "")).split()) or str(kind.name.get(self.scope.language) or kind.code)
        texts = (str(said.get("description", "")).strip(), str(said.get("place", "")).strip())
        return Meant(
            line=row.number, system=str(said.get("system") or self.system)[:40], number=str(said["number"])[:80],
            title=title[:160], description="\n".join(filter(None, texts))[:LONGEST], request_type=kind,
            channel=self._channel(said, row.number, plan), priority=priority, place=place, contract_id=contract,
            course=course, due_at=told_due if self._promises == "told" else None, told_due_at=told_due,
            told={name: str(said.get(name, ""))[:160] for name in ("status", "channel", "request_type")},
            on_behalf_of=str(said.get("requester", ""))[:120], contact=str(said.get("requester_email", ""))[:120],
            requester_id=self._person(str(said.get("requester_email", ""))), point=_point(said), rest=row.rest,
        )  # fmt: skip

    def _type(self, said: Mapping[str, Any], line: int, plan: Any) -> Any:
        word = str(said.get("request_type", ""))
        plain = word.casefold()
        found = self._types.get(self._values.get("request_type", {}).get(plain, plain).casefold())
        if found is None and not word:
            plan.refuse("row_lacks", line, column="request_type")
        elif found is None:
            plan.wonder("request_type", word)
            plan.refuse("row_unknown_word", line, value=word, column="request_type")
        elif found.request_class != "D1":
            plan.refuse("row_restricted_type", line, value=word or found.code)
            return None
        return found

    def _place(self, said: Mapping[str, Any], line: int, plan: Any) -> Place | None:
        word = str(said.get("site", ""))
        plain = word.casefold()
        site = self._sites.get(self._values.get("site", {}).get(plain, plain).casefold()) if word else None
        within = self.staged.unit
        if word and site is None:
            plan.wonder("site", word)
            plan.refuse("row_unknown_site", line, value=word)
            return None
        if site is None:
            if within is None:
                plan.refuse("row_lacks", line, column="site")
                return None
            zone = str(self._zone or self.staged.community.timezone)
            return Place(None, within.pk, units_on(within.path), zone)
        unit = self._units.get(site.unit_id)
        if unit is None or (within is not None and not unit.path.startswith(within.path)):
            plan.refuse("row_beyond_reach", line, value=word)
            return None
        if site.zone == "secured":
            plan.refuse("row_secured_place", line, value=word)
            return None
        if not self.scope.allows("requests.import", site=site.pk, unit=unit.pk):
            plan.refuse("row_beyond_reach", line, value=word)
            return None
        return Place(site.pk, unit.pk, units_on(unit.path), site.timezone, site.kind)

    def _course(self, said: Mapping[str, Any], line: int, place: Place, plan: Any) -> rules.Course | None:
        moments = {
            name: self._moment(value, place) for name in MOMENTS if isinstance(value := said.get(name), datetime)
        }
        if "opened_at" not in moments:
            plan.refuse("row_lacks", line, column="opened_at")
            return None
        word = str(said.get("status", ""))
        ended = "closed_at" in moments or "resolved_at" in moments
        state = rules.state_meant(word, self._values.get("status", {}), ended=ended)
        if state is None:
            plan.wonder("status", word)
            plan.refuse("row_unknown_word", line, value=word, column="status")
            return None
        course = rules.course_of(state, moments, now=self.now)
        if isinstance(course, str):
            plan.refuse(course, line)
            return None
        return course

    def _moment(self, value: datetime, place: Place) -> datetime:
        return rules.moment_meant(value, self._zone or ZoneInfo(place.timezone), self._times)

    def _channel(self, said: Mapping[str, Any], line: int, plan: Any) -> str:
        word = str(said.get("channel", "")).casefold()
        found = rules.CHANNELS.get(self._values.get("channel", {}).get(word, word)) if word else "api"
        if found is None:
            plan.wonder("channel", str(said["channel"]))
            plan.findings.add("warning", "row_unknown_channel", row=line, value=said["channel"])
        return found or "api"

    def _contract(self, line_code: str, place: Place, received_at: datetime) -> int | None:
        """The contract of the day it was received; for what is older than all contracts, the one of today."""
        zone = ZoneInfo(place.timezone)
        for day in (received_at.astimezone(zone).date(), self.now.astimezone(zone).date()):
            key = (line_code, place.unit_ids, day)
            if key not in self._contracts:
                found = contracts.contract_for(self.scope, line_code=line_code, units=place.unit_ids, day=day)
                self._contracts[key] = found.pk if found else None
            if self._contracts[key] is not None:
                return self._contracts[key]
        return None

    def _person(self, email: str) -> int | None:
        """Somebody of the community with this address, so that the request is theirs."""
        if not email:
            return None
        if email not in self._people:
            held = parties.Employment.objects.filter(community=self.scope.community_id, person__email=email.lower())
            self._people[email] = held.values_list("person_id", flat=True).first()
        return self._people[email]


def import_choices(scope: Scope, name: str) -> list[tuple[str, str]]:
    """What a word of another system may be said to mean, by code and in words."""
    if name == "request_type":
        return _type_choices(scope)
    if name == "site":
        sites = estate.Site.objects.within_permission(scope, "requests.import").order_by("code")
        return [(site.code, f"{site.code} {in_language(site.name, scope.language)}") for site in sites]
    named: Mapping[str, Any] = words.CHANNELS if name == "channel" else words.STATES
    codes = rules.CHANNELS.values() if name == "channel" else rules.STATES.values()
    return [(code, str(named[code])) for code in dict.fromkeys(codes)]


def as_told_elsewhere(scope: Scope, row: ServiceRequest) -> Mapping[str, Any] | None:
    """What another system said of a request that was brought in; None for one that began here."""
    if not row.brought_in:
        return None
    told = ImportedRequest.objects.within(scope).filter(service_request=row).first()
    return {"told": told} if told else None


def _type_choices(scope: Scope) -> list[tuple[str, str]]:
    """Types requests of a table may be of: those that are not restricted."""
    book = catalogue.catalogue_of(scope.community_id)
    named = [
        (kind.code, str(kind.name.get(scope.language) or kind.code)) for kind in book.types.values()
        if kind.request_class == "D1"
    ]  # fmt: skip
    return sorted(named, key=lambda pair: pair[1].casefold())


def _types(community_id: int) -> dict[str, Any]:
    """Types by code and by their names in all languages."""
    found: dict[str, Any] = {}
    for kind in catalogue.catalogue_of(community_id).types.values():
        for name in kind.name.values():
            found.setdefault(str(name).casefold(), kind)
    return found | {kind.code.casefold(): kind for kind in catalogue.catalogue_of(community_id).types.values()}


def _sites(scope: Scope) -> dict[str, estate.Site]:
    """Sites by name and by code."""
    rows = list(estate.Site.objects.within(scope))
    named = {str(name).casefold(): site for site in rows for name in site.name.values()}
    return named | {site.code.casefold(): site for site in rows}


def _priority_of(kind: Any) -> int:
    return urgency.priority_of(kind.impact, kind.urgency, urgency.Circumstances())[0]


def _point(said: Mapping[str, Any]) -> tuple[float, float] | None:
    latitude, longitude = said.get("latitude"), said.get("longitude")
    return (float(latitude), float(longitude)) if latitude is not None and longitude is not None else None


def _folded(words: Mapping[str, str]) -> dict[str, str]:
    return {str(word).casefold(): str(meaning).casefold() for word, meaning in words.items() if meaning}


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError) as unknown:
        raise Invalid({"mapping": f"timezone: {name}"}) from unknown
