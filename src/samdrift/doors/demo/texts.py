"""What people of the demonstration write: short texts in their own language, by request type."""

TEXTS: dict[str, dict[str, tuple[str, ...]]] = {
    "da": {
        "mnt.fault": ("Persiennen i {room} hænger", "Hylden i {room} er løs", "Knagen i {room} er knækket"),
        "mnt.light": ("Lyset i {room} blinker", "Lampen i {room} er gået", "Sensoren i {room} tænder ikke lyset"),
        "mnt.climate": (
            "Meget koldt i {room} i dag",
            "Alt for varmt i {room} om eftermiddagen",
            "Det trækker i {room}",
        ),
        "mnt.drain": ("Afløbet i {room} er stoppet", "Toilettet i {room} løber ikke væk"),
        "mnt.water": ("Vandhanen i {room} drypper", "Der står vand under vasken i {room}"),
        "mnt.lock": ("Døren til {room} lukker ikke", "Kortlæseren ved {room} virker ikke", "Låsen i {room} binder"),
        "mnt.equipment": ("Opvaskemaskinen ved {room} melder fejl", "Ventilationen ved {room} larmer"),
        "mnt.power": ("Ingen strøm i stikkontakten i {room}", "HFI-relæet ved {room} slår fra"),
        "mnt.lift": ("Elevatoren standser mellem etagerne", "Elevatoren åbner ikke på 2. sal"),
        "mnt.furniture": ("Stolen i {room} vipper", "Hæve-sænkebordet i {room} kører ikke"),
        "cln.missed": ("{room} er ikke gjort rent", "Støv på alle flader i {room}"),
        "cln.refill": ("Mangler håndsæbe i {room}", "Ingen toiletpapir i {room}"),
        "cln.spill": ("Kaffe på gulvet ved {room}", "Vådt gulv ved {room}"),
        "cln.extra": ("Ekstra rengøring af {room} efter arrangement",),
        "cln.complaint": ("Gulvet i {room} er klistret igen",),
        "grd.snow": ("Glat ved hovedindgangen", "Sne på parkeringspladsen"),
        "grd.tree": ("Gren over stien ved porten",),
        "grd.litter": ("Affald ved cykelskuret", "Højt græs ved indgangen"),
        "car.setup": ("Opstilling til møde i {room}",),
        "car.task": ("Ophæng opslagstavle i {room}", "Flyt to skabe fra {room}"),
        "flt.defect": ("Advarselslampe lyser", "Bremserne hviner"),
        "mee.order": ("Kaffe og frugt til møde i {room}", "Frokost til møde i {room}"),
        "mov.person": ("Flytning fra {room}",),
    },
    "sv": {
        "mnt.light": ("Lampan i {room} blinkar", "Ljuset i {room} fungerar inte"),
        "mnt.climate": ("Väldigt kallt i {room}", "Det drar i {room}"),
        "mnt.water": ("Kranen i {room} droppar",),
        "mnt.lock": ("Dörren till {room} går inte att stänga",),
        "cln.missed": ("{room} är inte städat",),
        "cln.refill": ("Tvålen är slut i {room}",),
    },
    "en": {
        "mnt.light": ("The light in {room} flickers", "No light in {room}"),
        "mnt.climate": ("Very cold in {room}", "Too warm in {room} after lunch"),
        "mnt.water": ("The tap in {room} drips",),
        "mnt.lock": ("The door to {room} does not close",),
        "cln.missed": ("{room} was not cleaned",),
        "cln.refill": ("No soap in {room}",),
    },
}
QUESTION = {
    "da": "Hvor i lokalet er det præcis, og hvornår kan vi komme til?",
    "en": "Where in the room is it exactly, and when can we get in?",
    "sv": "Var i rummet är det, och när kan vi komma in?",
}
ANSWER = {
    "da": "Ved vinduet. I kan komme efter kl. 13.",
    "en": "By the window. Any time after one o'clock.",
    "sv": "Vid fönstret. Ni kan komma efter klockan 13.",
}
