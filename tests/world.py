"""The small world every test may use: two communities, four people, one leaking tap.

Asta may act (the provider's desk and operations), Bo may only look (the provider's contract manager), Carla has
Asta's roles in the other community, and Dan is the other party's person in Asta's: the customer's contract office and
local FM coordinator. `world.someone("SEC-OFF")` adds a person with any other role.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection

from samdrift.foundation.scope import Scope
from samdrift.operations.work.models import CompanyClearance
from samdrift.registers.catalogue.models import (
    FormVersion,
    HoldReason,
    RequestType,
    ResolutionCode,
    Service,
    ServiceLine,
)
from samdrift.registers.catalogue.queries.advice import forget as forget_articles
from samdrift.registers.catalogue.queries.known import forget as forget_catalogue
from samdrift.registers.contracts.models import Contract, ContractVersion, ServiceCalendar, SlaClock, SlaPolicy
from samdrift.registers.contracts.queries import forget as forget_terms
from samdrift.registers.estate.models import Asset, Building, Site, Space, Storey
from samdrift.registers.parties import rules as party_rules
from samdrift.registers.parties.models import (
    Community,
    Employment,
    Member,
    Organisation,
    Person,
    RoleAssignment,
    Team,
    TeamMember,
    Unit,
)
from samdrift.registers.parties.public import forget_scopes, scope_for
from samdrift.registers.tags.models import Tag, TagBinding
from tests.kept_rows import KeptRows, kept
from tests.memory import forget_everything

NOON = datetime(2025, 5, 5, 10, tzinfo=UTC)  # a Monday in May, 12:00 in Copenhagen
START = date(2025, 1, 1)
OFFICE = {
    "timezone": "Europe/Copenhagen",
    "week": {day: ["08:00-16:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
}
ALWAYS = {
    "timezone": "Europe/Copenhagen",
    "week": {d: ["00:00-24:00"] for d in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]},
}
# priority → (calendar, acknowledge, attend, make safe, complete), minutes of working time or days as "3d"
TARGETS: dict[int, tuple[str, Any, Any, Any, Any]] = {
    1: ("ALWAYS", 10, 60, 120, 480),
    2: ("ALWAYS", 30, 240, 480, 1440),
    3: ("OFFICE", 240, "1d", None, "3d"),
    4: ("OFFICE", "1d", "3d", None, "10d"),
    5: ("OFFICE", "1d", None, None, "30d"),
}
CLOCKS = (("acknowledge", "acknowledged"), ("attend", "started"), ("make_safe", "made_safe"), ("complete", "resolved"))


def words(text: str) -> dict[str, str]:
    """The same words in all three languages: enough for a test."""
    return {"en": text, "da": text, "sv": text}


@dataclass(frozen=True)
class Actor:
    """A person at work: what a command's first argument and a browser's session need."""

    person: Person
    employment: Employment

    @property
    def scope(self) -> Scope:
        self.person.refresh_from_db()
        found = scope_for(self.person.pk, self.person.grants_version, self.employment.pk, day=NOON.date())
        assert found is not None
        return found


class Side:
    """One community with a contract, a site and somebody to do the work."""

    def __init__(self, world: "World", code: str) -> None:
        self.world, self.code = world, code
        self.community = Community.objects.create(
            code=code, name=words(code), currency="DKK", timezone="Europe/Copenhagen", language="da"
        )
        self.customer = self._organisation("customer")
        self.provider = self._organisation("provider")
        self.authority = self._unit("TOP", None)
        self.north = self._unit("NORTH", self.authority)
        self.south = self._unit("SOUTH", self.authority)
        self._estate()
        self._catalogue()
        self._terms()
        self.team = Team.objects.create(
            community=self.community, code="TECH", name=words("Technicians"), organisation=self.provider, lines=["MNT"]
        )

    def _organisation(self, kind: str) -> Organisation:
        made = Organisation.objects.create(code=f"{self.code}-{kind}", name=words(kind), kind=kind, country="DK")
        Member.objects.create(community=self.community, organisation=made, side=kind)
        return made

    def _unit(self, code: str, parent: Unit | None) -> Unit:
        unit = Unit.objects.create(
            community=self.community, organisation=self.customer, parent=parent, code=code, name=words(code),
            kind="district", path="",
        )  # fmt: skip
        unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
        unit.save(update_fields=["path"])
        return unit

    def _estate(self) -> None:
        at: dict[str, Any] = {"community": self.community}
        self.site = Site.objects.create(
            **at, code=f"{self.code}-S1", name=words("Station Nord"), unit=self.north, kind="station",
            timezone="Europe/Copenhagen",
        )  # fmt: skip
        self.other_site = Site.objects.create(
            **at, code=f"{self.code}-S2", name=words("Station Syd"), unit=self.south, kind="station",
            timezone="Europe/Copenhagen",
        )  # fmt: skip
        self.empty_site = Site.objects.create(
            **at, code=f"{self.code}-S3", name=words("Ny station"), unit=self.north, kind="station",
            timezone="Europe/Copenhagen",
        )  # fmt: skip
        at["site"] = self.site
        self.building = Building.objects.create(**at, code="B1", name="Hovedbygning", use="police_station")
        self.storey = Storey.objects.create(**at, building=self.building, name="Stuen", level=0)
        self.washroom = Space.objects.create(
            **at, storey=self.storey, number="0.12", name="Toilet", use="washroom", area_m2=8
        )
        self.cell = Space.objects.create(
            **at, storey=self.storey, number="0.20", name="Arrest", use="custody", area_m2=9, zone="secured"
        )
        self.lift = Asset.objects.create(
            **at, space=self.washroom, number="LIFT-1", name="Elevator", kind="lift", criticality="A"
        )
        here = self.code == "NPS"
        self.tag = self._tag("7K3M9PQRS2N" if here else "7K3M9PQRT2Y", space=self.washroom)
        self.secured_tag = self._tag("8K3M9PQRS2B" if here else "8K3M9PQRT20", space=self.cell, disclosure="secured")

    def _tag(self, code: str, **bound: Any) -> Tag:
        disclosure = bound.pop("disclosure", "open")
        tag = Tag.objects.create(
            community=self.community, code=code, state="mounted", site=self.site, disclosure=disclosure, **bound
        )
        TagBinding.objects.create(community=self.community, tag=tag, site=self.site, bound_at=NOON, **bound)
        return tag

    def _catalogue(self) -> None:
        at: dict[str, Any] = {"community": self.community}
        line = ServiceLine.objects.create(**at, code="MNT", name=words("Property maintenance"))
        service = Service.objects.create(**at, line=line, code="MNT-CORR", name=words("Corrective maintenance"))
        self.fault = RequestType.objects.create(
            **at, service=service, line_code="MNT", code="mnt.fault", name=words("Fault"), hint=words("Broken"),
            audience="public",
        )  # fmt: skip
        self.form = FormVersion.objects.create(
            **at, request_type=self.fault, schema={"type": "object", "properties": {}}
        )
        for code, stops, by in (
            ("awaiting_requester", True, "customer"), ("no_access", True, "customer"),
            ("awaiting_parts", False, "provider"), ("workload", False, "provider"),
        ):  # fmt: skip
            HoldReason.objects.create(**at, code=code, name=words(code), stops_clock=stops, caused_by=by)
        ResolutionCode.objects.create(**at, code="repaired", name=words("Repaired"))

    def _terms(self) -> None:
        at: dict[str, Any] = {"community": self.community}
        dated: dict[str, Any] = {"valid_from": START, "recorded_at": NOON}
        self.contract = Contract.objects.create(
            **at, code=f"{self.code}-1", name=words("Contract"), customer=self.customer, provider=self.provider,
            starts_on=START, ends_on=date(2029, 12, 31), currency="DKK",
        )  # fmt: skip
        ContractVersion.objects.create(**at, **dated, contract=self.contract, number=1)
        for code, definition in (("OFFICE", OFFICE), ("ALWAYS", ALWAYS)):
            ServiceCalendar.objects.create(**at, **dated, code=code, name=words(code), definition=definition)
        for priority, (calendar, *amounts) in TARGETS.items():
            policy = SlaPolicy.objects.create(
                **at, **dated, contract=self.contract, code=f"P{priority}", name=words(f"P{priority}"),
                priority=priority, clause=f"Schedule 3, table 1, P{priority}",
            )  # fmt: skip
            for (kind, stop), amount in zip(CLOCKS, amounts, strict=True):
                if amount is not None:
                    days = isinstance(amount, str)
                    SlaClock.objects.create(
                        **at, policy=policy, kind=kind, unit="work_days" if days else "work_minutes",
                        amount=int(str(amount).removesuffix("d")), calendar_code=calendar, stops_with=stop,
                        pausable=["awaiting_requester", "no_access"],
                    )  # fmt: skip

    def someone(self, *roles: str, unit: Unit | None = None, name: str = "", **reach: Any) -> Actor:
        """A new person with these roles; the first role's side decides the employer."""
        number = next(self.world.numbers)
        given = name or f"Person {number}"
        person = Person.objects.create(
            email=f"p{number}@example.org", given_name=given, family_name=self.code.title(), language="en"
        )
        person.set_unusable_password()
        person.save(update_fields=["password"])  # a session is tied to the password as it is stored
        employer = self.provider if party_rules.ROLES.get(roles[0]) == "P" else self.customer
        employment = Employment.objects.create(
            community=self.community, person=person, organisation=employer, unit=unit or self.north, starts_on=START
        )
        for role in roles:
            RoleAssignment.objects.create(
                community=self.community, employment=employment, role=role, valid_from=START, **reach
            )
        return Actor(person, employment)

    def subcontractor(self, *, cleared: bool = True, number: int = 1) -> Team:
        """The team of a company that works for the provider, cleared for the site unless said otherwise."""
        code = f"{self.code}-SUB{number}"
        firm = Organisation.objects.create(
            code=code, name=words(f"Lynx El {number}"), kind="subcontractor", country="DK"
        )
        Member.objects.create(community=self.community, organisation=firm, side="provider")
        if cleared:
            CompanyClearance.objects.create(
                community=self.community, organisation=firm, site=self.site, valid_from=START, written_at=NOON
            )
        return Team.objects.create(
            community=self.community,
            code=f"SUB{number}",
            name=words(f"Lynx {number}"),
            organisation=firm,
            lines=["MNT"],
        )

    def receive_cases(self) -> Team:
        """A team that receives what of the line is restricted; the technicians serve every line and so no case."""
        self.team.lines = []
        self.team.save(update_fields=["lines"])
        return Team.objects.create(
            community=self.community, code="CASES", name=words("Cases"), organisation=self.provider, lines=["MNT"]
        )

    def join_team(self, actor: Actor) -> Actor:
        """The same person, now in the technicians' team."""
        TeamMember.objects.create(community=self.community, team=self.team, employment=actor.employment)
        actor.person.grants_version += 1
        actor.person.save(update_fields=["grants_version"])
        return actor


class Numbers:
    """One after the other, from 1; unlike `itertools.count` it may be pickled in every Python."""

    def __init__(self) -> None:
        self.last = 0

    def __next__(self) -> int:
        self.last += 1
        return self.last


class World:
    """Two communities and the four people of the house."""

    def __init__(self) -> None:
        self.numbers = Numbers()
        self.here = Side(self, "NPS")
        self.there = Side(self, "OTHER")
        self.asta = self.here.join_team(self.here.someone("SD-AG", "OPS-M", name="Asta"))
        self.bo = self.here.someone("CTR-P", name="Bo")
        self.carla = self.there.join_team(self.there.someone("SD-AG", "OPS-M", name="Carla"))
        self.dan = self.here.someone("CTR-C", "LOC-FM", name="Dan")

    def __getattr__(self, name: str) -> Any:
        """What belongs to Asta's community, said shortly: world.site, world.contract, world.someone("SEC-OFF")."""
        if name == "here":
            raise AttributeError(name)
        return getattr(self.here, name)


_kept_worlds: dict[str, KeptRows] = {}


@pytest.fixture
def world(db: None) -> World:
    """The small world, new for each test: made by the first, put back as it was made for all others."""
    if Community.objects.exists() or Person.objects.exists() or Organisation.objects.exists():
        return World()  # what stands there already may have the ids
    database = str(connection.settings_dict["NAME"])
    if database in _kept_worlds:
        made: World = _kept_worlds[database].put_back()
    else:
        made, _kept_worlds[database] = kept(World)
    return made


@pytest.fixture(autouse=True)
def _fresh_scopes() -> None:
    """Remembered scopes, terms and catalogues go by ids, and every test uses the same ids again."""
    forget_everything()
    forget_scopes()
    forget_terms()
    forget_catalogue(0)
    forget_articles()
