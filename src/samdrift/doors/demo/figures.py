"""The figures of tenant A, an invented national police force: units, site classes, demand, people's names.

Unit names are real public names; everything about them is invented and scaled to the totals of domain.md §7.2.
This is demonstration data, not anybody's real performance.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """A top unit: its users, sites, area in m², vehicles and the wave it went live in."""

    code: str
    name: str
    kind: str
    users: int
    sites: int
    area_m2: int
    vehicles: int
    wave: int
    main_stations: int = 1
    town: str = ""


UNITS = (
    UnitFigures("NJ", "Nordjylland", "district", 800, 24, 26_000, 165, 2, town="Aalborg"),
    UnitFigures("OJ", "Østjylland", "district", 900, 18, 28_000, 170, 2, town="Aarhus"),
    UnitFigures("MV", "Midt- og Vestjylland", "district", 780, 23, 25_000, 160, 3, town="Holstebro"),
    UnitFigures("SOJ", "Sydøstjylland", "district", 760, 18, 23_000, 150, 3, town="Horsens"),
    UnitFigures("SSJ", "Syd- og Sønderjylland", "district", 820, 22, 26_000, 175, 3, town="Esbjerg"),
    UnitFigures("FYN", "Fyn", "district", 690, 15, 21_000, 135, 2, town="Odense"),
    UnitFigures("SLF", "Sydsjælland og Lolland-Falster", "district", 640, 18, 20_000, 135, 4, town="Næstved"),
    UnitFigures("MVS", "Midt- og Vestsjælland", "district", 720, 16, 21_000, 145, 4, town="Roskilde"),
    UnitFigures("NS", "Nordsjælland", "district", 760, 15, 23_000, 140, 1, town="Helsingør"),
    UnitFigures("KV", "Københavns Vestegn", "district", 850, 14, 26_000, 160, 1, town="Albertslund"),
    UnitFigures("KBH", "København", "district", 2_600, 30, 72_000, 395, 1, main_stations=2, town="København"),
    UnitFigures("BOR", "Bornholm", "district", 130, 5, 5_000, 30, 4, town="Rønne"),
    UnitFigures("RP", "Koncernledelsen", "national_unit", 900, 9, 22_000, 90, 1, town="København"),
    UnitFigures(
        "NSK", "National enhed for særlig kriminalitet", "national_unit", 1_000, 7, 20_000, 80, 2, 0, "Glostrup"
    ),
    UnitFigures("ET", "Efterretningstjenesten", "national_unit", 850, 4, 16_000, 40, 4, 0, "Søborg"),
    UnitFigures("PS", "Politiskolen", "national_unit", 350, 5, 16_000, 20, 2, 0, "Brøndby"),
    UnitFigures("KIT", "Koncern IT", "national_unit", 300, 4, 7_000, 8, 1, 0, "Hvidovre"),
    UnitFigures("AC", "Administrativt center", "national_unit", 150, 3, 3_000, 2, 2, 0, "Holstebro"),
)
# Where a unit's sites lie: the middle of its country in degrees north and east, and how many kilometres out they go.
LANDS = {
    "NJ": (57.05, 9.9, 45), "OJ": (56.2, 10.15, 22), "MV": (56.35, 8.75, 40), "SOJ": (55.8, 9.6, 26),
    "SSJ": (55.35, 8.95, 36), "FYN": (55.35, 10.4, 24), "SLF": (55.1, 11.75, 26), "MVS": (55.55, 11.75, 24),
    "NS": (55.95, 12.3, 16), "KV": (55.67, 12.35, 8), "KBH": (55.68, 12.55, 5), "BOR": (55.12, 14.9, 9),
    "RP": (55.68, 12.57, 5), "NSK": (55.67, 12.4, 7), "ET": (55.73, 12.5, 4), "PS": (55.64, 12.42, 9),
    "KIT": (55.65, 12.47, 5), "AC": (56.36, 8.62, 5),
}  # fmt: skip
TOTALS = {"users": 14_000, "sites": 250, "area_m2": 400_000, "vehicles": 2_200, "tags": 35_000, "requests": 100_810}
TAGGED = {"spaces": 13_800, "assets": 17_600, "stations": 1_400, "vehicles": 2_200}
SCALE = {"full": 1, "small": 20, "ci": 200}
SECURED_UNITS = frozenset({"ET"})


@dataclass(frozen=True, slots=True)
class SiteClass:
    """A class of sites: how many there are in all, a typical area, its building's programme and its names."""

    code: str
    count: int
    typical_m2: int
    programme: str
    storeys: int
    danish: str
    english: str
    swedish: str


SITE_CLASSES = (
    SiteClass("main_station", 14, 9_000, "police_station", 4, "Hovedstation", "Main station", "Huvudstation"),
    SiteClass("station", 62, 2_000, "police_station", 3, "Politistation", "Station", "Polisstation"),
    SiteClass("local_station", 104, 280, "office", 1, "Lokalstation", "Local station", "Lokalstation"),
    SiteClass("garage", 22, 900, "garage", 1, "Garage", "Garage", "Garage"),
    SiteClass("training", 11, 1_800, "training", 2, "Øvelsescenter", "Training centre", "Övningscenter"),
    SiteClass("office", 19, 2_200, "office", 3, "Kontor", "Office", "Kontor"),
    SiteClass("store", 18, 400, "depot", 1, "Depot", "Store", "Förråd"),
)

# Line → (requests a year in the full profile, request types with their share).
DEMAND: dict[str, tuple[int, dict[str, float]]] = {
    "MNT": (12_800, {
        "mnt.fault": 16, "mnt.light": 17, "mnt.climate": 15, "mnt.drain": 9, "mnt.water": 7, "mnt.lock": 11,
        "mnt.equipment": 11, "mnt.power": 4, "mnt.lift": 3, "mnt.furniture": 7,
    }),
    "CAR": (7_000, {"car.setup": 45, "car.task": 50, "car.flag": 5}),
    "CLN": (6_300, {"cln.missed": 24, "cln.refill": 30, "cln.spill": 22, "cln.extra": 16, "cln.complaint": 8}),
    "GRD": (550, {"grd.snow": 40, "grd.tree": 15, "grd.litter": 45}),
    "RES": (1_400, {"res.allergy": 20, "res.complaint": 50, "res.card": 30}),
    "MEE": (22_400, {"mee.order": 100}),
    "MAI": (15_400, {"mai.pickup": 82, "mai.courier": 10, "mai.missing": 8}),
    "WST": (1_680, {"wst.pickup": 45, "wst.bin": 40, "wst.shred": 15}),
    "MOV": (2_520, {"mov.person": 60, "mov.furniture": 40}),
    "REC": (12_600, {"rec.visitor": 85, "rec.badge": 15}),
    "FLT": (13_200, {"flt.service": 45, "flt.wash": 35, "flt.defect": 20}),
    "SEC": (4_900, {"sec.badge": 100}),
    "ADV": (60, {"adv.request": 100}),
}  # fmt: skip
MONTHS = (1.10, 1.00, 1.03, 0.90, 0.97, 0.95, 0.62, 1.02, 1.10, 1.05, 1.12, 0.84)
WEEKDAYS = (1.18, 1.08, 1.03, 1.00, 0.78, 0.06, 0.05)
HOURS = (
    0.02, 0.02, 0.02, 0.02, 0.03, 0.1, 0.4, 1.0, 2.0, 2.0, 1.4, 1.1, 1.3, 1.9, 1.2, 0.7, 0.3, 0.15, 0.1, 0.08, 0.06,
    0.05, 0.04, 0.03,
)  # fmt: skip
CHANNELS = {"qr": 31.0, "web": 37.0, "phone": 22.0, "mail": 8.0, "counter": 2.0}
PRIORITIES = {"1": 0.8, "2": 4.2, "3": 33.0, "4": 47.0, "5": 15.0}
HEATING_MONTHS = frozenset({10, 11, 12, 1, 2, 3})

GIVEN = (
    "Agnes", "Aksel", "Alberte", "Anders", "Anna", "Asger", "Astrid", "August", "Bertil", "Birgit", "Bo", "Camilla",
    "Carl", "Caroline", "Christian", "Clara", "Dagmar", "Daniel", "Ditte", "Ebbe", "Elias", "Ella", "Emil", "Emma",
    "Erik", "Esther", "Eva", "Filip", "Freja", "Frida", "Gorm", "Gry", "Hanne", "Hans", "Harald", "Helga", "Henrik",
    "Ida", "Inge", "Ingrid", "Isak", "Jens", "Johanne", "Jonas", "Josefine", "Julie", "Kaj", "Karen", "Karl",
    "Kirsten", "Knud", "Lars", "Laura", "Leif", "Lene", "Liv", "Lone", "Luna", "Mads", "Magnus", "Maja", "Malene",
    "Maria", "Mathilde", "Merete", "Mette", "Mikkel", "Nanna", "Niels", "Nora", "Ole", "Oline", "Oskar", "Peter",
    "Pia", "Rasmus", "Rikke", "Rosa", "Sara", "Signe", "Silje", "Simon", "Sofie", "Solveig", "Søren", "Thea",
    "Thomas", "Tobias", "Tove", "Troels", "Ulla", "Valdemar", "Vera", "Viggo", "Viktor", "Vilma", "William", "Yrsa",
    "Åse", "Østen",
)  # fmt: skip
FAMILY = (
    "Abildgaard", "Ager", "Bakke", "Birk", "Bjerg", "Blom", "Bro", "Bøgh", "Dahl", "Dam", "Eg", "Elkjær", "Enghave",
    "Falk", "Fjord", "Friis", "Færch", "Gade", "Graff", "Grøn", "Haslund", "Have", "Hede", "Holm", "Høj", "Kilde",
    "Kjær", "Klint", "Kofoed", "Krog", "Kær", "Lind", "Lund", "Lyng", "Mark", "Mose", "Munk", "Møller", "Nørre", "Odde",
    "Pil", "Ravn", "Rosen", "Rønne", "Sand", "Skov", "Skytte", "Sletten", "Smed", "Stær", "Sund", "Søe", "Toft",
    "Vang", "Vester", "Vig", "Vinther", "Aaby", "Ågren", "Østergaard",
)  # fmt: skip
STREETS = (
    "Bøgevej", "Elmegade", "Engvej", "Fiskergade", "Granvej", "Havnegade", "Industrivej", "Kastanjevej", "Kirkegade",
    "Ligustervej", "Lindeallé", "Møllevej", "Nørregade", "Parkvej", "Rosenvej", "Skolegade", "Skovvej", "Stationsvej",
    "Søndergade", "Torvegade", "Vestergade", "Østergade",
)  # fmt: skip
TOWNS = (
    "Birkelund", "Dalby Havn", "Egeskov", "Fjordby", "Granlunde", "Havrebjerg", "Klintrup", "Lyngsted", "Mosebølle",
    "Nørre Aabro", "Oddense", "Pilegård", "Ravnsby", "Skovlunde Å", "Stenhøj", "Søvig", "Tornby", "Vesterlund",
    "Ørholt", "Ålstrup",
)  # fmt: skip
