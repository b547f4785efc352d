"""The demonstration's price book and volumes: every line over every site, exact in every sum (domain.md §7.2).

The cleaning prices by kind of room are applied to the estate's real areas, the other lines to what drives them: users,
sites, vehicles, square metres. What is left of a line's value is an agreed sum for work that follows no quantity.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from samdrift.doors.demo import figures
from samdrift.doors.demo.chance import largest_remainders
from samdrift.doors.demo.people import Parties
from samdrift.doors.demo.planning import Plan, SitePlan
from samdrift.doors.demo.terms import STARTS
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import fees
from samdrift.kernel.fees import VolumeStep
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate

# What a year is worth by line, in kroner at the price level of the first year: 212.0 million together.
VALUES = {
    "CLN": 74_000_000, "WIN": 4_000_000, "MNT": 42_000_000, "CAR": 17_000_000, "GRD": 11_000_000, "RES": 12_000_000,
    "MEE": 4_500_000, "MAI": 10_500_000, "WST": 5_000_000, "MOV": 3_500_000, "REC": 7_500_000, "FLT": 12_000_000,
    "LOS": 3_500_000, "DSK": 5_500_000,
}  # fmt: skip
INDEX_RULE = "NPI"
# Visits a week, quality level, hours a day and days a week: what each multiplies the price by.
LEVERS = {
    "f1": "0.35", "f2": "0.55", "f3": "0.72", "f5": "1", "f7": "1.35", "q2": "0.90", "q3": "1", "q4": "1.12",
    "q5": "1.25",
}  # fmt: skip
STAFFED = {"h4": "0.55", "h6": "0.78", "h8": "1", "h10": "1.22", "h12": "1.45", "d5": "1", "d6": "1.2", "d7": "1.4"}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A kind of room: its price a square metre and year, its names, and the uses of rooms it holds for."""

    price: int
    english: str
    danish: str
    swedish: str
    uses: tuple[str, ...] = ()


ROOMS = {
    "CLN-OFF": Cleaned(165, "Offices and meeting rooms", "Kontorer og mødelokaler", "Kontor och mötesrum"),
    "CLN-PUB": Cleaned(215, "Public areas", "Publikumsarealer", "Publika ytor", ("reception", "entrance")),
    "CLN-WET": Cleaned(
        640, "Changing rooms and washrooms", "Omklædning og toiletter", "Omklädning och toaletter",
        ("toilet", "accessible_toilet", "locker_room", "washroom", "shower"),
    ),
    "CLN-CUS": Cleaned(520, "Custody", "Detention", "Arrest", ("custody_cell",)),
    "CLN-COR": Cleaned(
        120, "Corridors and stairs", "Gange og trapper", "Korridorer och trappor", ("corridor", "stair")
    ),
    "CLN-GAR": Cleaned(
        45, "Garages, stores and technical rooms", "Garager, depoter og teknikrum", "Garage, förråd och teknikrum",
        ("garage", "workshop", "storage", "technical_room", "server_room", "archive", "evidence_room", "cleaning_room"),
    ),
    "CLN-CAN": Cleaned(290, "Canteens and tea kitchens", "Kantiner og tekøkkener", "Matsalar och pentryn",
                       ("canteen", "tea_kitchen", "kitchen")),
    "CLN-TRN": Cleaned(95, "Training halls", "Øvelseshaller", "Träningshallar", ("gym",)),
}  # fmt: skip
OFFICES = ("office", "open_office", "meeting_room", "waiting_room", "interview_room", "briefing_room")
ITEM_OF_USE = {use: item for item, one in ROOMS.items() for use in one.uses}


@dataclass(frozen=True, slots=True)
class Driven:
    """An item of a line: how many of its unit a year there are for each user, site, vehicle or square metre."""

    item: str
    unit: str
    price: str
    by: str  # users, sites, vehicles, area
    each: str
    english: str
    danish: str
    swedish: str
    setting: str = ""


DRIVEN = {
    "WIN": Driven("WIN-RND", "visit", "4500", "sites", "3", "Window round", "Vinduesrunde", "Fönsterrunda"),
    "MNT": Driven("MNT-ARE", "m2_year", "92", "area", "1", "Upkeep of buildings", "Bygningsvedligehold",
                  "Byggnadsunderhåll"),
    "CAR": Driven("CAR-HRS", "hour", "430", "area", "0.085", "Caretaker’s hour", "Pedeltime", "Vaktmästartimme"),
    "GRD": Driven("GRD-VIS", "visit", "1450", "sites", "26", "Visit to the grounds", "Tilsyn med udearealer",
                  "Tillsyn av utemiljö"),
    "RES": Driven("RES-MEA", "meal", "14", "users", "50", "Meal, management", "Måltid, drift", "Måltid, drift"),
    "MEE": Driven("MEE-ORD", "item", "160", "users", "1.6", "Meeting order", "Mødeforplejning", "Mötesbeställning"),
    "MAI": Driven("MAI-STP", "visit", "140", "sites", "251", "Stop of a mail route", "Stop på postrute",
                  "Stopp på posttur"),
    "WST": Driven("WST-PCK", "visit", "112", "sites", "150", "Waste pick-up", "Affaldsafhentning",
                  "Avfallshämtning"),
    "MOV": Driven("MOV-PER", "item", "1180", "users", "0.18", "Move of a person", "Personflytning", "Personflytt"),
    "REC": Driven("REC-HRS", "hour", "370", "users", "1.25", "Receptionist’s hour", "Receptionstime",
                  "Receptionstimme", "h8 d5"),
    "FLT": Driven("FLT-VEH", "vehicle_year", "4900", "vehicles", "1", "Vehicle looked after", "Køretøj i drift",
                  "Fordon i drift"),
    "LOS": Driven("LOS-ITM", "item", "48", "users", "4.25", "Found item", "Hittegods", "Hittegods"),
    "DSK": Driven("DSK-USR", "user_month", "30", "users", "1", "Service desk, a user a month",
                  "Servicedesk, bruger pr. måned", "Servicedesk, användare per månad"),
}  # fmt: skip
FIXED_PRICE = Decimal(100)  # an agreed sum is ordered in hundreds of kroner, so that it can be indexed like the rest


def load_prices(scope: Scope, plan: Plan, made: Parties, contract_id: int, *, now: datetime) -> None:
    """Write the price book and order the volumes of every site from the contract's first day."""
    drafts = list(_price_book())
    contracts.write_prices(scope, contract_id, drafts, now=now)
    contracts.add_steps(scope, contract_id, list(_volumes(plan, made, now)), now=now)


def rooms_of_items() -> dict[str, tuple[str, ...]]:
    """Which kinds of rooms each cleaning price is about; offices are what has no price of its own."""
    return {item: one.uses or OFFICES for item, one in ROOMS.items()}


def value_of(line: str, profile: str) -> int:
    """What a line is worth a year in a profile, in øre."""
    lines = list(VALUES)
    total = sum(VALUES.values()) * 100 // figures.SCALE[profile]
    return dict(zip(lines, largest_remainders(total, [float(VALUES[one]) for one in lines]), strict=True))[line]


def _price_book() -> Iterator[contracts.PriceDraft]:
    for item, one in ROOMS.items():
        yield _draft(item, "CLN", "m2_year", Decimal(one.price), (one.english, one.danish, one.swedish), LEVERS)
    for line, it in DRIVEN.items():
        levers = STAFFED if line == "REC" else {}
        yield _draft(it.item, line, it.unit, Decimal(it.price), (it.english, it.danish, it.swedish), levers)
    words = ("Agreed sum, in hundreds of kroner", "Aftalt sum, i hundrede kroner", "Avtalad summa, i hundratal kronor")
    for line in VALUES:
        yield _draft(f"{line}-SUM", line, "fixed_year", FIXED_PRICE, words, {})


def _draft(
    item: str, line: str, unit: str, price: Decimal, names: tuple[str, str, str], levers: Mapping[str, str]
) -> contracts.PriceDraft:
    return contracts.PriceDraft(
        code=item, line=line, unit=unit, price=price, name=dict(zip(("en", "da", "sv"), names, strict=True)),
        valid_from=STARTS, area_basis="NRA" if unit == "m2_year" else "", index_rule=INDEX_RULE, clause="9.1",
        settings={name: Decimal(factor) for name, factor in levers.items()},
    )  # fmt: skip


def _volumes(plan: Plan, made: Parties, now: datetime) -> Iterator[VolumeStep]:
    with everywhere(reason="the demonstration's own sites"):
        pks = dict(estate.Site.objects.filter(community=made.community).values_list("code", "pk"))
    for line, one in DRIVEN.items():
        ordered = list(_driven(plan, made, pks, one, now))
        yield from ordered
        each = fees.TIMES_A_YEAR.get(one.unit, 1) * Decimal(one.price)
        spent = sum((step.change for step in ordered), Decimal(0)) * each
        yield from _agreed_sum(plan, made, line, spent, now)
    cleaned = _cleaned(plan, made, pks, now)
    yield from cleaned
    yield from _agreed_sum(plan, made, "CLN", _cost(cleaned), now)


def _driven(
    plan: Plan, made: Parties, pks: Mapping[str, int], one: Driven, now: datetime
) -> Iterator[VolumeStep]:  # fmt: skip
    if one.by == "users":
        for unit, users in plan.users.items():
            if users:
                yield _step(one.item, made.units[unit].pk, None, Decimal(users) * Decimal(one.each), now, one.setting)
        return
    for site in plan.sites:
        many = {"sites": 1, "vehicles": site.vehicles, "area": site.area_m2}[one.by]
        if many:
            quantity = Decimal(many) * Decimal(one.each)
            yield _step(one.item, made.units[site.unit.code].pk, pks[site.code], quantity, now, one.setting)


def _cleaned(plan: Plan, made: Parties, pks: Mapping[str, int], now: datetime) -> list[VolumeStep]:
    """Whole square metres by site and kind of room, which sum to the site's area; as often as the value allows."""
    areas = _areas(made, pks)
    for seldom in ("", "f3", "f2", "f1"):
        ordered = [
            _step(item, made.units[site.unit.code].pk, pks[site.code], Decimal(area), now, _often(site, item, seldom))
            for site in plan.sites
            for item, area in _whole(areas.get(pks[site.code], {}), site.area_m2).items()
            if area
        ]
        if _cost(ordered) * 100 <= value_of("CLN", plan.profile):
            return ordered
    raise ValueError(f"The areas of {plan.profile} cost more to clean than the line is worth.")


def _often(site: SitePlan, item: str, seldom: str) -> str:
    if item == "CLN-CUS":
        return "f7 q3"
    small = site.kind.code in ("local_station", "store", "garage")
    return f"{seldom or ('f3' if small else 'f5')} q3"


def _areas(made: Parties, pks: Mapping[str, int]) -> dict[int, dict[str, float]]:
    areas: dict[int, dict[str, float]] = {}
    with everywhere(reason="the demonstration's own rooms"):
        rows = estate.Space.objects.filter(site__in=pks.values(), community=made.community, area_m2__isnull=False)
        for site, use, area in rows.values_list("site", "use").annotate(Sum("area_m2")).order_by("site", "use"):
            item = ITEM_OF_USE.get(use, "CLN-OFF")
            of_site = areas.setdefault(site, {})
            of_site[item] = round(of_site.get(item, 0.0) + float(area), 3)
    return areas


def _whole(areas: Mapping[str, float], total: int) -> dict[str, int]:
    return dict(zip(areas, largest_remainders(total, list(areas.values())), strict=True))


def _cost(steps: list[VolumeStep]) -> Decimal:
    total = Decimal(0)
    for step in steps:
        factor = Decimal(1)
        for part in step.setting.split():
            factor *= Decimal(LEVERS[part])
        total += step.change * ROOMS[step.item].price * factor
    return total


def _agreed_sum(plan: Plan, made: Parties, line: str, spent: Decimal, now: datetime) -> Iterator[VolumeStep]:
    """What is left of a line's value, shared by the units' areas to the øre."""
    left = value_of(line, plan.profile) - int(spent * 100)
    areas: dict[str, int] = {}
    for site in plan.sites:
        areas[site.unit.code] = areas.get(site.unit.code, 0) + site.area_m2
    for unit, part in zip(areas, largest_remainders(left, [float(one) for one in areas.values()]), strict=True):
        if part:
            yield _step(f"{line}-SUM", made.units[unit].pk, None, Decimal(part) / 100 / FIXED_PRICE, now)


def _step(
    item: str, unit_id: int, site_id: int | None, quantity: Decimal, now: datetime, setting: str = ""
) -> VolumeStep:
    return VolumeStep(item, unit_id, site_id, setting, quantity, STARTS, now, "measured" if site_id else "agreed")
