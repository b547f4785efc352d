"""Our words for what rooms are used for and what kinds of things stand in them, read from authors' words.

The codes are stored by the register; their names in three languages live with the register. Words are
matched as beginnings of words or of the last part of a Danish or Swedish compound (“mødelokale”).
"""

import re
from collections.abc import Mapping
from functools import lru_cache

USES: Mapping[str, tuple[str, ...]] = {
    "open_office": ("storrumskontor", "kontorlandskab", "kontorslandskap", "open office", "open plan"),
    "office": ("kontor", "office", "cellekontor", "arbetsrum", "buero", "büro", "arbejdsplads"),
    "interview_room": ("afhøring", "förhör", "interview", "samtalerum", "samtalsrum"),
    "custody_cell": ("detention", "arrest", "celle", "cell", "custody", "venterum detention"),
    "evidence_room": ("kosterrum", "koster", "beslag", "bevis", "evidence", "effektrum"),
    "dispatch_centre": ("vagtcentral", "alarmcentral", "ledningscentral", "dispatch", "control room"),
    "shooting_range": ("skydebane", "skjutbana", "shooting"),
    "kennel": ("hundegård", "hundrum", "kennel", "hundegaard"),
    "accessible_toilet": ("handicaptoilet", "hc-wc", "hcwc", "rwc", "accessible toilet", "accessible wc"),
    "toilet": ("toilet", "wc", "toalett", "restroom", "lavatory"),
    "shower": ("brus", "bad/", "shower", "dusch", "duschrum"),
    "locker_room": ("omklædning", "omklädning", "garderobe", "garderob", "locker", "changing", "cloakroom"),
    "bathroom": ("badeværelse", "badrum", "bathroom", "bad", "bath"),
    "tea_kitchen": ("tekøkken", "the-køkken", "pentry", "tea kitchen", "kitchenette", "kaffe"),
    "kitchen": ("køkken", "kök", "kitchen", "küche"),
    "canteen": ("kantine", "spisesal", "matsal", "lunchrum", "canteen", "dining", "frokoststue"),
    "meeting_room": ("møde", "mötes", "konferens", "konference", "meeting", "conference", "sammanträde"),
    "training_room": ("undervisning", "kursus", "utbildning", "training"),
    "classroom": ("klasselokale", "klasserum", "klassrum", "lektionssal", "classroom", "aula"),
    "group_room": ("grupperum", "gruppelokale", "grupprum", "group room"),
    "nursery_room": ("stue børn", "vuggestue", "børnehave", "lekrum", "legerum", "nursery", "playroom"),
    "library": ("bibliotek", "library"),
    "laboratory": ("laboratori", "lab ", "laboratory"),
    "first_aid": ("førstehjælp", "sygerum", "vilorum", "hvilerum", "first aid", "sick room"),
    "reception": ("reception", "skranke", "ekspedition", "borgerservice"),
    "waiting_room": ("venteværelse", "ventezone", "venterum", "väntrum", "waiting"),
    "sports_hall": ("idrætshal", "gymnastiksal", "sporthall", "idrottshall", "sports hall"),
    "gym": ("motionsrum", "fitness", "gym", "træningsrum", "styrketräning"),
    "workshop": ("værksted", "verkstad", "workshop"),
    "garage": ("garage", "vognhal", "køretøj", "vagnhall"),
    "car_park": ("parkering", "p-kælder", "car park", "parking"),
    "server_room": ("server", "krydsfelt", "it-rum", "data room", "korskoppling"),
    "electrical_room": ("eltavle", "el-rum", "tavlerum", "elrum", "elcentral", "electrical"),
    "technical_room": ("teknik", "ventilationsrum", "fläktrum", "fyrrum", "varmecentral", "undercentral", "plant room"),
    "cleaning_room": ("rengøring", "städ", "cleaning", "janitor"),
    "waste_room": ("affald", "avfall", "miljörum", "miljørum", "soprum", "waste", "refuse"),
    "laundry": ("vaskeri", "vaskerum", "tvätt", "laundry"),
    "archive": ("arkiv", "archive"),
    "storage": ("depot", "lager", "förråd", "magasin", "storage", "store room", "opbevaring"),
    "lift_shaft": ("elevator", "hiss", "lift"),
    "stairs": ("trappe", "trapphus", "trappa", "stair"),
    "entrance": ("vindfang", "vindfång", "entre", "indgang", "entré", "entrance", "vestibule"),
    "corridor": ("gang", "korridor", "corridor", "hallway", "flur", "fordelingsgang", "passage"),
    "lobby": ("foyer", "lobby", "forhal", "forrum", "hal", "hall"),
    "bedroom": ("soveværelse", "sovrum", "bedroom", "schlafzimmer", "vagtværelse"),
    "living_room": ("stue", "opholdsrum", "vardagsrum", "living", "woonkamer", "wohnen", "uppehållsrum"),
    "shaft": ("skakt", "schakt", "shaft", "duct"),
    "terrace": ("terrasse", "altan", "balkon", "terrass", "terrace", "balcony"),
    "roof": ("tagflade", "yttertak", "roof"),
}
"""Code of a use by what authors call such rooms in Danish, Swedish and English; the first that fits wins."""

ASSET_CLASSES: Mapping[str, tuple[str, ...]] = {
    "lift": ("elevator", "hiss", "lift", "ifctransportelement"),
    "escalator": ("rulletrappe", "rulltrappa", "escalator", "movingwalkway"),
    "boiler": ("kedel", "boiler", "fyr ", "panna"),
    "heat_pump": ("varmepumpe", "värmepump", "heat pump"),
    "heat_exchanger": ("varmeveksler", "fjernvarmeunit", "värmeväxlare", "heat exchanger", "heatexchanger"),
    "ventilation_unit": ("ventilationsanlæg", "ventilationsaggregat", "luftbehandling", "air handling", "airhandler"),
    "fan": ("ventilator", "fläkt", "fan"),
    "chiller": ("køleanlæg", "kylmaskin", "chiller", "køleunit"),
    "air_terminal": ("indblæsning", "udsugning", "airterminal", "air terminal", "diffuser", "grille", "luftdon"),
    "radiator": ("radiator", "spaceheater", "space heater", "baseboard"),
    "pump": ("pumpe", "pump"),
    "valve": ("ventil ", "valve"),
    "tank": ("beholder", "tank"),
    "dishwasher": ("opvaskemaskine", "diskmaskin", "dishwasher"),
    "washing_machine": ("vaskemaskine", "tvättmaskin", "washing machine", "clothes washer", "washingmachine"),
    "fridge": ("køleskab", "kylskåp", "fridge", "refrigerator", "freezer", "fryser"),
    "oven": ("ovn", "komfur", "spis", "oven", "range", "stove", "cooker"),
    "coffee_machine": ("kaffemaskine", "kaffemaskin", "coffee machine", "coffee maker"),
    "printer": ("printer", "skrivare", "kopimaskine"),
    "emergency_light": ("nødbelysning", "nødlys", "flugtvejs", "nödbelysning", "emergency light", "securitylighting"),
    "luminaire": ("lampe", "armatur", "belysning", "light fixture", "lightfixture", "luminaire", "light"),
    "fire_alarm": ("brandalarm", "brandlarm", "røgdetektor", "rökdetektor", "smoke", "fire alarm", "firealarm"),
    "alarm": ("alarm", "tyveri", "inbrottslarm"),
    "fire_extinguisher": ("ildslukker", "håndslukker", "brandsläckare", "extinguisher"),
    "fire_hose": ("vandfyldt slangevinde", "slangevinde", "brandpost", "hose reel", "hosereel"),
    "sprinkler": ("sprinkler",),
    "toilet": ("toilet", "wc", "toalett", "water closet", "toiletpan", "wcseat"),
    "urinal": ("urinal",),
    "washbasin": ("håndvask", "handfat", "tvättställ", "washbasin", "wash basin", "washhandbasin", "lavatory"),
    "sink": ("køkkenvask", "diskho", "vask", "sink"),
    "shower": ("bruser", "brusearmatur", "dusch", "shower"),
    "bath": ("badekar", "badkar", "bathtub", "bath"),
    "access_control": ("adgangskontrol", "kortlæser", "passersystem", "card reader", "access control"),
    "camera": ("kamera", "camera", "cctv"),
    "switchboard": ("eltavle", "tavle", "elcentral", "panelboard", "distributionboard", "switchboard", "consumerunit"),
    "transformer": ("transformer", "transformator"),
    "generator": ("generator", "nødstrøm"),
    "ups": ("ups", "batteri"),
    "switch": ("afbryder", "strömbrytare", "switch"),
    "outlet": ("stikkontakt", "eluttag", "outlet", "receptacle"),
    "thermostat": ("termostat", "thermostat"),
    "sensor": ("føler", "sensor", "givare", "detector", "detektor"),
    "meter": ("energimåler", "vandmåler", "elmåler", "måler", "mätare", "flowmeter", "water meter", "energy meter"),
    "desk": ("skrivebord", "skrivbord", "desk"),
    "table": ("bord", "table"),
    "chair": ("stol", "chair", "sofa", "soffa"),
    "cabinet": ("skab", "skåp", "cabinet", "wardrobe", "counter", "reol", "shelf"),
    "bed": ("seng", "säng", "bed"),
    "gate": ("port ", "gate", "bom "),
    "door": ("ifcdoor",),
    "window": ("ifcwindow",),
    "furniture": ("ifcfurnishingelement", "ifcfurniture", "ifcsystemfurnitureelement"),
}
"""Code of an asset class by words in type, name or IFC class; the first that fits wins."""

FABRIC = frozenset({"IfcDoor", "IfcDoorStandardCase", "IfcWindow", "IfcWindowStandardCase"})
"""Parts of the building that are assets only when they were handed over as such (maker, serial, label)."""

EQUIPMENT = frozenset(
    {
        "IfcTransportElement",
        "IfcFurnishingElement",
        "IfcFurniture",
        "IfcSystemFurnitureElement",
        "IfcElectricalElement",
        "IfcEquipmentElement",
    }
)
NOT_EQUIPMENT = ("Segment", "Fitting", "ChamberElement", "Port", "Insulation")
"""Distribution elements that are pipes, bends and cables rather than machines."""

CLASS_OF_TYPE: Mapping[tuple[str, str], str] = {
    ("IfcTransportElement", "ESCALATOR"): "escalator",
    ("IfcTransportElement", "MOVINGWALKWAY"): "escalator",
    ("IfcTransportElement", ""): "lift",
    ("IfcBoiler", ""): "boiler",
    ("IfcUnitaryEquipment", ""): "ventilation_unit",
    ("IfcElectricAppliance", "DISHWASHER"): "dishwasher",
    ("IfcElectricAppliance", "WASHINGMACHINE"): "washing_machine",
    ("IfcElectricAppliance", "REFRIGERATOR"): "fridge",
    ("IfcElectricAppliance", "FRIDGE_FREEZER"): "fridge",
    ("IfcElectricAppliance", "ELECTRICCOOKER"): "oven",
    ("IfcLightFixture", "SECURITYLIGHTING"): "emergency_light",
    ("IfcLightFixture", ""): "luminaire",
    ("IfcAlarm", "SIREN"): "fire_alarm",
    ("IfcAlarm", "BREAKGLASSBUTTON"): "fire_alarm",
    ("IfcAlarm", ""): "alarm",
    ("IfcSensor", "SMOKESENSOR"): "fire_alarm",
    ("IfcSensor", "FIRESENSOR"): "fire_alarm",
    ("IfcSpaceHeater", ""): "radiator",
    ("IfcSanitaryTerminal", "TOILETPAN"): "toilet",
    ("IfcSanitaryTerminal", "WCSEAT"): "toilet",
    ("IfcSanitaryTerminal", "WASHHANDBASIN"): "washbasin",
    ("IfcSanitaryTerminal", "SINK"): "sink",
    ("IfcSanitaryTerminal", "SHOWER"): "shower",
    ("IfcSanitaryTerminal", "URINAL"): "urinal",
    ("IfcSanitaryTerminal", "BATH"): "bath",
    ("IfcFireSuppressionTerminal", "SPRINKLER"): "sprinkler",
    ("IfcFireSuppressionTerminal", "HOSEREEL"): "fire_hose",
    ("IfcAirTerminal", ""): "air_terminal",
    ("IfcPump", ""): "pump",
    ("IfcFan", ""): "fan",
    ("IfcChiller", ""): "chiller",
    ("IfcTank", ""): "tank",
    ("IfcValve", ""): "valve",
    ("IfcHeatExchanger", ""): "heat_exchanger",
    ("IfcElectricDistributionBoard", ""): "switchboard",
    ("IfcOutlet", ""): "outlet",
    ("IfcSwitchingDevice", ""): "switch",
    ("IfcFlowMeter", ""): "meter",
    ("IfcSensor", ""): "sensor",
    ("IfcDoor", ""): "door",
    ("IfcWindow", ""): "window",
}
"""Asset class by IFC class and predefined type ("" stands for any): what the model says beats what names suggest."""


@lru_cache(maxsize=20_000)
def use_of(words: str) -> str:
    """The code of the use a room's names speak of, or "" when they do not tell."""
    return _first(_USE_PATTERNS, words.casefold())


@lru_cache(maxsize=20_000)
def asset_class_of(ifc_class: str, predefined_type: str, words: str) -> str:
    """The asset class of a thing.

    Args:
        ifc_class: Class of the type where there is one (`IfcBoilerType`), else of the thing.
        words: Names of thing and type, in any language.
    """
    plain = re.sub(r"(Type|Style)$", "", ifc_class)
    named = CLASS_OF_TYPE.get((plain, predefined_type)) if predefined_type else None
    said = named or _first(_ASSET_PATTERNS, words.casefold())
    return said or CLASS_OF_TYPE.get((plain, "")) or _first(_ASSET_PATTERNS, plain.casefold()) or "other"


def _patterns(words: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """One pattern a code: long words also inside compounds, short ones (or with a space after) only whole."""
    found = []
    for code, starts in words.items():
        parts = [(r"\b" if len(start) < 6 else "") + re.escape(start.strip()) + _end(start) for start in starts]
        found.append((code, re.compile("|".join(parts))))
    return tuple(found)


def _end(start: str) -> str:
    return r"\b" if len(start) <= 3 or start.endswith(" ") else ""


def _first(patterns: tuple[tuple[str, re.Pattern[str]], ...], words: str) -> str:
    spoken = words.replace("_", " ")  # families are called M_Desk
    return next((code for code, pattern in patterns if pattern.search(spoken)), "")


_USE_PATTERNS = _patterns(USES)
_ASSET_PATTERNS = _patterns(ASSET_CLASSES)
