"""What will be loaded, worked out before anything is: sites with areas, rooms, things and users, exact in every sum."""

from dataclasses import dataclass
from decimal import Decimal
from math import cos, pi, radians, sin

from samdrift.doors.demo import figures
from samdrift.doors.demo.chance import generator, largest_remainders, uid
from samdrift.doors.pages.svg.ground import lies_in
from samdrift.kernel.maps import projected
from samdrift.registers.estate.formats.ifc_writer import BuildingSpec

KILOMETRES_IN_A_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class SitePlan:
    """A site of the demonstration and its building."""

    code: str
    unit: figures.UnitFigures
    kind: figures.SiteClass
    number: int
    area_m2: int
    spaces: int
    assets: int
    stations: int
    vehicles: int
    town: str
    street: str
    latitude: float
    longitude: float

    @property
    def secured(self) -> bool:
        """Whether the whole site is secured (D8)."""
        return self.unit.code in figures.SECURED_UNITS

    @property
    def spec(self) -> BuildingSpec:
        """Its building, for the writer of models."""
        return BuildingSpec(
            code=self.code, name=f"{self.kind.danish} {self.town}", area_m2=Decimal(self.area_m2), spaces=self.spaces,
            assets=self.assets, seed=self.number, use=self.kind.programme, storeys=storeys_for(self),
            site_code=self.code, site_name=f"{self.kind.danish} {self.town}", address=self.street, town=self.town,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole demonstration of one profile."""

    profile: str
    sites: tuple[SitePlan, ...]
    users: dict[str, int]  # by unit
    requests: dict[str, int]  # by line
    tags: int

    @property
    def area_m2(self) -> int:
        """The sum of all sites' areas."""
        return sum(site.area_m2 for site in self.sites)


def plan_of(profile: str) -> Plan:
    """What a profile loads: `full` at the exact totals, the others scaled by largest remainders."""
    scale = figures.SCALE[profile]
    totals = {name: round(total / scale) for name, total in figures.TOTALS.items()}
    tagged = _scaled_tags(totals["tags"])
    users = largest_remainders(totals["users"], [unit.users for unit in figures.UNITS])
    demand = largest_remainders(totals["requests"], [count for count, _types in figures.DEMAND.values()])
    return Plan(
        profile=profile,
        sites=tuple(_sites(totals, tagged)),
        users={unit.code: count for unit, count in zip(figures.UNITS, users, strict=True)},
        requests=dict(zip(figures.DEMAND, demand, strict=True)),
        tags=totals["tags"],
    )


def _scaled_tags(total: int) -> dict[str, int]:
    return dict(zip(figures.TAGGED, largest_remainders(total, list(figures.TAGGED.values())), strict=True))


def _sites(totals: dict[str, int], tagged: dict[str, int]) -> list[SitePlan]:
    counts = largest_remainders(totals["sites"], [unit.sites for unit in figures.UNITS])
    kinds = _kinds(totals["sites"], counts)
    seeds = [(unit, kind) for unit, of_unit in zip(figures.UNITS, kinds, strict=True) for kind in of_unit]
    areas = _areas(totals["area_m2"], seeds)
    # A room has at least three square metres and a site at least as many rooms as storeys.
    spaces = _at_least(tagged["spaces"], areas, [max(kind.storeys, 3) for _unit, kind in seeds])
    assets = largest_remainders(tagged["assets"], areas)
    stations = largest_remainders(tagged["stations"], areas)
    vehicles = _vehicles(tagged["vehicles"], seeds)
    return [
        _site(number, unit, kind, areas[number], spaces[number], assets[number], stations[number], vehicles[number])
        for number, (unit, kind) in enumerate(seeds)
    ]


def _kinds(total: int, counts: list[int]) -> list[list[figures.SiteClass]]:
    """Which classes each unit's sites are of: main stations where they belong, the rest dealt out in turn."""
    wanted = largest_remainders(total, [kind.count for kind in figures.SITE_CLASSES])
    left = dict(zip((kind.code for kind in figures.SITE_CLASSES), wanted, strict=True))
    by_code = {kind.code: kind for kind in figures.SITE_CLASSES}
    dealt: list[list[figures.SiteClass]] = []
    for unit, count in zip(figures.UNITS, counts, strict=True):
        mains = min(unit.main_stations, count, left["main_station"])
        left["main_station"] -= mains
        dealt.append([by_code["main_station"]] * mains)
    for unit, count, mine in zip(figures.UNITS, counts, dealt, strict=True):
        while len(mine) < count:
            code = _next_kind(unit, left)
            left[code] -= 1
            mine.append(by_code[code])
    return dealt


def _next_kind(unit: figures.UnitFigures, left: dict[str, int]) -> str:
    liked = {"PS": "training", "RP": "office", "KIT": "office", "AC": "office", "NSK": "office", "ET": "office"}
    first = liked.get(unit.code, "")
    if left.get(first, 0) > 0:
        return first
    return max(left, key=lambda code: (left[code], code))


def _areas(total: int, seeds: list[tuple[figures.UnitFigures, figures.SiteClass]]) -> list[int]:
    """Areas that sum to each unit's own where all its sites are there, and to the total in every profile."""
    weights = [
        kind.typical_m2 * generator("site-area", unit.code, number).uniform(0.75, 1.3)
        for number, (unit, kind) in enumerate(seeds)
    ]
    units = {unit.code: unit for unit, _kind in seeds}
    shares = dict(zip(units, largest_remainders(total, [unit.area_m2 for unit in units.values()]), strict=True))
    areas = [0] * len(seeds)
    for code, share in shares.items():
        mine = [i for i, (unit, _kind) in enumerate(seeds) if unit.code == code]
        for i, area in zip(mine, largest_remainders(share, [weights[i] for i in mine]), strict=True):
            areas[i] = area
    return areas


def _at_least(total: int, weights: list[int], least: list[int]) -> list[int]:
    """A total shared by weight, with a least for each, as far as it reaches."""
    if total <= sum(least):
        return largest_remainders(total, [float(part) for part in least])
    extra = largest_remainders(total - sum(least), weights)
    return [a + b for a, b in zip(least, extra, strict=True)]


def _vehicles(total: int, seeds: list[tuple[figures.UnitFigures, figures.SiteClass]]) -> list[int]:
    """Vehicles stand at the unit's garages and stations."""
    at_home = {"garage": 3.0, "main_station": 4.0, "station": 2.0, "local_station": 1.0}
    whole = {u.code: sum(at_home.get(k.code, 0.2) for v, k in seeds if v.code == u.code) for u, _k in seeds}
    weights = [unit.vehicles * at_home.get(kind.code, 0.2) / whole[unit.code] for unit, kind in seeds]
    return largest_remainders(total, weights)


def _site(
    number: int, unit: figures.UnitFigures, kind: figures.SiteClass, area: int, spaces: int, assets: int,
    stations: int, vehicles: int,
) -> SitePlan:  # fmt: skip
    chance = generator("site", number)
    town = unit.town if kind.code == "main_station" else chance.choice(figures.TOWNS)
    return SitePlan(
        code=f"{unit.code}-{number + 1:03}", unit=unit, kind=kind, number=number, area_m2=area, spaces=spaces,
        assets=assets, stations=stations, vehicles=vehicles, town=town,
        street=f"{chance.choice(figures.STREETS)} {chance.randint(1, 120)}",
        **_lying(unit, town, number),
    )  # fmt: skip


def _lying(unit: figures.UnitFigures, town: str, number: int) -> dict[str, float]:
    """Where a site lies: in a place of its unit's own country that its town always has, a street or two from others.

    Invented: no site lies where a real one does, but neighbours are neighbours and a day's round can be driven; and
    none lies in the sea.
    """
    reach_km = figures.LANDS[unit.code][2]
    middle = _town(unit, town)
    for again in range(20):
        chance = generator("lying", number, again) if again else generator("lying", number)
        north, east = _moved(*middle, min(reach_km / 6, 1.5) * chance.random(), chance.uniform(0, 2 * pi))
        if lies_in("DK", *projected(north, east)):
            break
    return {"latitude": round(north, 4), "longitude": round(east, 4)}


def _town(unit: figures.UnitFigures, town: str) -> tuple[float, float]:
    north, east, reach_km = figures.LANDS[unit.code]
    if town == unit.town:
        return north, east
    for again in range(20):
        chance = generator("town", unit.code, town, again) if again else generator("town", unit.code, town)
        # The root spreads towns evenly over the round instead of heaping them in its middle.
        away, towards = reach_km * (0.1 + 0.9 * chance.random()) ** 0.5, chance.uniform(0, 2 * pi)
        found = _moved(north, east, away, towards)
        if lies_in("DK", *projected(*found)):
            break
    return found


def _moved(north: float, east: float, kilometres: float, towards: float) -> tuple[float, float]:
    """Degrees so many kilometres from others, in a direction in radians."""
    along = kilometres * sin(towards) / (KILOMETRES_IN_A_DEGREE * cos(radians(north)))
    return north + kilometres * cos(towards) / KILOMETRES_IN_A_DEGREE, east + along


def storeys_for(site: SitePlan) -> int:
    """How many storeys a site's building has: its class's, but none without rooms of its own."""
    return max(1, min(site.kind.storeys, site.spaces // 3))


def site_uid(site: SitePlan) -> str:
    """The site's public id."""
    return str(uid("site", site.code))
