"""Tenant B: a Danish town that buys cleaning, windows and mats from the provider of the police (domain.md §7.3).

Everything about it is invented but the scales: 155 buildings with 205,000 m², worth DKK 47 million a year.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from samdrift.doors.demo import terms
from samdrift.doors.demo.chance import generator, largest_remainders, uid
from samdrift.doors.demo.figures import SCALE
from samdrift.doors.demo.people import HIRED, all_powerful
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

CODE = "BK"
BUILDINGS, AREA_M2 = 155, 205_000
DEAL = terms.Deal(
    "BK-CLN-1", {"en": "Cleaning, windows and mats", "da": "Rengøring, vinduer og måtter",
                 "sv": "Städning, fönster och mattor"},
    "DKK", terms.OFFICE, terms.CALENDARS,
    # Six years with their options, and one more while the town tenders.
    (date(2020, 1, 1), date(2026, 12, 31)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sector:
    """A part of the town: how many buildings it has, their area together, and what they are called."""

    code: str
    name: str
    english: str
    buildings: int
    area_m2: int
    called: str
    kind: str


SECTORS = (
    Sector("BK-SKO", "Skoler", "Schools", 52, 118_000, "Skole", "office"),
    Sector("BK-DAG", "Dagtilbud", "Day-care", 48, 24_000, "Børnehus", "office"),
    Sector("BK-ADM", "Rådhus og administration", "Town hall and offices", 9, 18_000, "Rådhus, hus", "office"),
    Sector("BK-KUL", "Idræt og kultur", "Sports and culture", 19, 24_000, "Hal", "office"),
    Sector("BK-SOC", "Ældre og social", "Elderly and social care", 21, 17_000, "Center", "office"),
    Sector("BK-OVR", "Øvrige", "Other", 6, 4_000, "Bygning", "store"),
)
PLACES = ("Ager", "Bakke", "Birke", "Bøge", "Eng", "Fælled", "Hasle", "Kilde", "Lind", "Lund", "Mose", "Skov", "Sø")


@dataclass(frozen=True, slots=True)
class TownFace:
    """A named person at work for the town: name, role, function and side."""

    given: str
    family: str
    role: str
    title: str
    side: str
    cleared: tuple[str, ...] = ()


FACES = (
    TownFace("Astrid", "Bay", "CTR-C", "Contract manager, town", "customer", ("D2",)),
    TownFace("Bjarne", "Fisk", "FIN-C", "Finance, town", "customer", ("D2",)),
    TownFace("Connie", "Ladefoged", "FIN-APPR", "Payment approver, town", "customer", ("D2",)),
    TownFace("Ditte", "Rask", "LOC-FM", "Coordinator of schools", "customer"),
    TownFace("Esben", "Tang", "BUD", "Budget holder", "customer"),
    TownFace("Freja", "Overgaard", "USR", "Teacher", "customer"),
    TownFace("Gorm", "Vest", "CTR-P", "Contract manager, provider", "provider", ("D2",)),
    TownFace("Helle", "Dam", "FIN-P", "Finance, provider", "provider", ("D2",)),
    TownFace("Ivar", "Krogh", "OPS-M", "Operations manager, provider", "provider"),
)


@dataclass(frozen=True, slots=True)
class Town:
    """What was made: the contract, the town, units by code, people by role, and area by site of each unit."""

    scope: Scope
    contract: contracts.Contract
    customer: parties.Organisation
    units: Mapping[str, parties.Unit]
    people: Mapping[str, parties.Person]
    areas: Mapping[str, Mapping[int, int]]


def load_town(profile: str, *, now: datetime) -> Town:
    """Make the town with its buildings, people and contract."""
    community = parties.Community.objects.create(
        uid=uid("community", CODE), code=CODE, currency="DKK", timezone=terms.ZONE, language="da",
        name={"en": "Town (demonstration)", "da": "Kommune (demonstration)", "sv": "Kommun (demonstration)"},
    )  # fmt: skip
    customer = parties.Organisation.objects.create(
        uid=uid("organisation", CODE), code=CODE, kind="customer", country="DK", language="da",
        name={"en": "The town", "da": "Kommunen", "sv": "Kommunen"},
    )  # fmt: skip
    with everywhere(reason="one provider works for the police and the town (domain.md §7.5)"):
        provider = parties.Organisation.objects.get(code="SAMSERVICE")
    for organisation, side in ((customer, "customer"), (provider, "provider")):
        parties.Member.objects.create(
            uid=uid("member", CODE, side), community=community, organisation=organisation, side=side
        )
    units = _units(community, customer)
    people = {face.role: _employ(community, face, customer, provider, units[CODE]) for face in FACES}
    scope = all_powerful(community.pk, people["CTR-C"].pk)
    catalogue.install_standard_catalogue(scope, now=now)
    contract = terms.agree_terms(scope, customer.pk, provider.pk, now=now, deal=DEAL)
    areas: dict[str, dict[int, int]] = {one.code: {} for one in SECTORS}
    for sector, number, area in buildings(profile):
        areas[sector.code][_site(scope, units, sector, number, now).pk] = area
    return Town(scope, contract, customer, units, people, areas)


def buildings(profile: str) -> Iterator[tuple[Sector, int, int]]:
    """Each building with its area: at least one of each part of the town, and the areas sum exactly."""
    many = max(BUILDINGS // SCALE[profile], len(SECTORS))
    spare = [float(one.buildings) for one in SECTORS]
    counts = [1 + more for more in largest_remainders(many - len(SECTORS), [one - 1 for one in spare])]
    areas = largest_remainders(AREA_M2 * many // BUILDINGS, [float(one.area_m2) for one in SECTORS])
    for sector, count, area in zip(SECTORS, counts, areas, strict=True):
        weights = [generator("town-area", sector.code, number).uniform(0.5, 1.6) for number in range(count)]
        yield from ((sector, *one) for one in enumerate(largest_remainders(area, weights), start=1))


def _units(community: parties.Community, customer: parties.Organisation) -> dict[str, parties.Unit]:
    units: dict[str, parties.Unit] = {}
    for code, danish, english in ((CODE, "Kommunen", "The town"), *((s.code, s.name, s.english) for s in SECTORS)):
        parent = units.get(CODE)
        unit = parties.Unit.objects.create(
            uid=uid("unit", code), community=community, organisation=customer, parent=parent, code=code, path="",
            kind="district" if parent else "authority", name={"en": english, "da": danish, "sv": danish},
            opened_on=HIRED,
        )  # fmt: skip
        unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
        unit.save(update_fields=["path"])
        units[code] = unit
    return units


def _employ(
    community: parties.Community, face: TownFace, customer: parties.Organisation, provider: parties.Organisation,
    top: parties.Unit,
) -> parties.Person:  # fmt: skip
    person = parties.Person.objects.create(
        uid=uid("town-face", face.role), email=f"town.{face.role}@example.org".lower(), given_name=face.given,
        family_name=face.family, language="en", password="!demonstration",  # noqa: S106 (no password fits this)
    )  # fmt: skip
    ours = face.side == "customer"
    employment = parties.Employment.objects.create(
        uid=uid("employment", "town", face.role), community=community, person=person, title=face.title,
        organisation=customer if ours else provider, unit=top if ours else None, starts_on=HIRED,
    )  # fmt: skip
    parties.RoleAssignment.objects.create(
        uid=uid("role", "town", face.role), community=community, employment=employment, role=face.role,
        valid_from=HIRED, reach_kind="community", reach_to=[], cleared_for=list(face.cleared),
    )  # fmt: skip
    parties.index_people([employment])
    return person


def _site(scope: Scope, units: Mapping[str, parties.Unit], sector: Sector, number: int, now: datetime) -> estate.Site:
    chance = generator("town-site", sector.code, number)
    name = f"{sector.called} {chance.choice(PLACES)}{chance.choice(('vej', 'gård', 'høj', 'dal'))} {number}"
    draft = estate.SiteDraft(
        uid=uid("site", sector.code, number), code=f"{sector.code}-{number:03d}", kind=sector.kind,
        name=dict.fromkeys(("en", "da", "sv"), name), unit_id=units[sector.code].pk, timezone=terms.ZONE,
        town="Demoby", latitude=55.73 + chance.uniform(-0.03, 0.03), longitude=12.36 + chance.uniform(-0.05, 0.05),
    )  # fmt: skip
    return estate.record_site(scope, draft, now=now)
