"""What stands in plausible Danish public buildings: rooms by use, and machines by kind; data for the model writer."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoomKind:
    """A kind of room: its name as a Danish author writes it, usual size, and how often it occurs."""

    name: str
    usual_m2: float
    often: float
    covering: str = "Linoleum"
    storeys: str = "all"
    """Where it may lie: `all`, `ground`, `below` (lowest storey) or `above` (not the ground storey)."""


OFFICE = RoomKind("Kontor", 16, 30)
SHARED: tuple[RoomKind, ...] = (
    RoomKind("Mødelokale", 28, 5, "Tæppe"),
    RoomKind("Toilet", 4, 6, "Fliser"),
    RoomKind("Handicaptoilet", 6, 1, "Fliser"),
    RoomKind("Tekøkken", 9, 2, "Vinyl"),
    RoomKind("Depot", 12, 4, "Beton"),
    RoomKind("Rengøringsrum", 5, 1.5, "Vinyl"),
    RoomKind("Teknikrum", 22, 1.5, "Beton", "below"),
    RoomKind("Krydsfelt og server", 8, 1, "Vinyl"),
    RoomKind("Reception", 30, 1, "Fliser", "ground"),
    RoomKind("Vindfang", 10, 1, "Fliser", "ground"),
)

PROGRAMMES: Mapping[str, tuple[RoomKind, ...]] = {
    "office": (OFFICE, RoomKind("Storrumskontor", 75, 3, "Tæppe"), RoomKind("Arkiv", 18, 2), *SHARED),
    "police_station": (
        OFFICE,
        RoomKind("Afhøringslokale", 11, 4, "Linoleum", "ground"),
        RoomKind("Venterum detention", 8, 3, "Epoxy", "ground"),
        RoomKind("Omklædning", 26, 3, "Fliser", "below"),
        RoomKind("Kosterrum", 20, 1.5, "Beton", "below"),
        RoomKind("Vagtcentral", 40, 0.7, "Linoleum", "ground"),
        RoomKind("Frokoststue", 35, 1, "Linoleum", "above"),
        *SHARED,
    ),
    "custody": (
        RoomKind("Celle", 9, 22, "Epoxy"),
        RoomKind("Bruserum", 7, 4, "Fliser"),
        RoomKind("Afhøringslokale", 11, 4),
        OFFICE,
        *SHARED,
    ),
    "garage": (
        RoomKind("Garage", 120, 6, "Epoxy"),
        RoomKind("Værksted", 90, 5, "Epoxy"),
        RoomKind("Omklædning", 24, 2, "Fliser"),
        *SHARED[1:7],
    ),
    "training": (
        RoomKind("Undervisningslokale", 55, 9),
        RoomKind("Motionsrum", 90, 1.5, "Gummi"),
        RoomKind("Omklædning", 26, 2, "Fliser"),
        OFFICE,
        *SHARED,
    ),
    "school": (
        RoomKind("Klasselokale", 62, 18),
        RoomKind("Grupperum", 18, 8),
        RoomKind("Bibliotek", 110, 0.6),
        RoomKind("Gymnastiksal", 250, 0.4, "Trægulv", "ground"),
        OFFICE,
        *SHARED,
    ),
    "day_care": (
        RoomKind("Stue børnehave", 48, 9),
        RoomKind("Grupperum", 16, 6),
        RoomKind("Garderobe", 22, 3, "Vinyl"),
        RoomKind("Køkken", 26, 1, "Fliser", "ground"),
        *SHARED[1:9],
    ),
    "depot": (RoomKind("Lager", 140, 8, "Beton"), RoomKind("Værksted", 70, 2, "Epoxy"), OFFICE, *SHARED[1:8]),
}
"""Kinds of rooms by use of a building; unknown uses are built as offices."""


@dataclass(frozen=True, slots=True)
class AssetKind:
    """A kind of machine: IFC class, what it is called, who makes it, in which rooms it stands, and how often."""

    ifc_class: str
    predefined: str
    name: str
    maker: str
    model: str
    tag: str
    often: float = 0.0
    rooms: tuple[str, ...] = ()
    """Names of rooms it stands in; empty for any."""


ESSENTIALS: tuple[AssetKind, ...] = (
    AssetKind("IfcHeatExchanger", "PLATE", "Fjernvarmeunit", "Nordvarme", "FV-60", "VEK", rooms=("Teknikrum",)),
    AssetKind("IfcUnitaryEquipment", "AIRHANDLER", "Ventilationsanlæg", "Luftværk", "LV-3000", "VEN",
              rooms=("Teknikrum",)),
    AssetKind("IfcElectricDistributionBoard", "DISTRIBUTIONBOARD", "Hovedtavle", "Elbro", "HT-400", "TAV",
              rooms=("Teknikrum",)),
    AssetKind("IfcTransportElement", "ELEVATOR", "Elevator", "Opad", "OP-8", "ELV", rooms=("Gang",)),
    AssetKind("IfcElectricAppliance", "DISHWASHER", "Opvaskemaskine", "Skyllo", "S-45", "OPV", rooms=("Tekøkken",)),
    AssetKind("IfcPump", "CIRCULATOR", "Cirkulationspumpe", "Strømme", "CP-25", "PUM", rooms=("Teknikrum",)),
)  # fmt: skip
"""What every building has once, in this order; a building without a lift shaft (one or two storeys) has no lift."""

PLENTY: tuple[AssetKind, ...] = (
    AssetKind("IfcLightFixture", "SECURITYLIGHTING", "Nødbelysning", "Lysvej", "NB-8", "NØD", 20, ("Gang",)),
    AssetKind("IfcSensor", "SMOKESENSOR", "Røgdetektor", "Brandvagt", "RD-2", "RØG", 24),
    AssetKind("IfcSpaceHeater", "RADIATOR", "Radiator", "Nordvarme", "R-22", "RAD", 24),
    AssetKind("IfcSanitaryTerminal", "TOILETPAN", "Toilet", "Porcelæn", "T-6", "WC", 8, ("Toilet", "Handicaptoilet")),
    AssetKind("IfcSanitaryTerminal", "WASHHANDBASIN", "Håndvask", "Porcelæn", "H-5", "HVA", 8,
              ("Toilet", "Handicaptoilet")),
    AssetKind("IfcFireSuppressionTerminal", "HOSEREEL", "Slangevinde", "Brandvagt", "SV-30", "SLA", 4, ("Gang",)),
    AssetKind("IfcAlarm", "BREAKGLASSBUTTON", "Brandtryk", "Brandvagt", "BT-1", "ABA", 4, ("Gang",)),
    AssetKind("IfcLightFixture", "POINTSOURCE", "Loftarmatur", "Lysvej", "LA-60", "ARM", 6),
    AssetKind("IfcElectricAppliance", "REFRIGERATOR", "Køleskab", "Skyllo", "K-18", "KØL", 2, ("Tekøkken",)),
)  # fmt: skip
"""What the rest of the machines are, by how often they occur."""

CORRIDOR = RoomKind("Gang", 0, 0, "Linoleum")
