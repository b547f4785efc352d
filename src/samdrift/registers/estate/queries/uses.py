"""What rooms are used for, as people say it: the codes of `formats.uses` and those written by hand."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ROOM_USES: dict[str, Promise | str] = {
    "accessible_toilet": _("Accessible toilet"), "archive": _("Archive"), "bathroom": _("Bathroom"),
    "bedroom": _("Bedroom"), "canteen": _("Canteen"), "car_park": _("Car park"), "classroom": _("Classroom"),
    "cleaning_room": _("Cleaning room"), "corridor": _("Corridor"), "custody_cell": _("Custody cell"),
    "dispatch_centre": _("Control room"), "electrical_room": _("Electrical room"), "entrance": _("Entrance"),
    "evidence_room": _("Evidence room"), "first_aid": _("First-aid room"), "garage": _("Garage"),
    "group_room": _("Group room"), "gym": _("Gym"), "interview_room": _("Interview room"), "kennel": _("Kennel"),
    "kitchen": _("Kitchen"), "laboratory": _("Laboratory"), "laundry": _("Laundry"), "library": _("Library"),
    "lift_shaft": _("Lift shaft"), "living_room": _("Living room"), "lobby": _("Lobby"),
    "locker_room": _("Changing room"), "meeting_room": _("Meeting room"), "nursery_room": _("Nursery room"),
    "office": _("Office"), "open_office": _("Open-plan office"), "reception": _("Reception"), "roof": _("Roof"),
    "server_room": _("Server room"), "shaft": _("Shaft"), "shooting_range": _("Shooting range"),
    "shower": _("Shower"), "sports_hall": _("Sports hall"), "stairs": _("Stairs"), "storage": _("Storage"),
    "tea_kitchen": _("Tea kitchen"), "technical_room": _("Technical room"), "terrace": _("Terrace"),
    "toilet": _("Toilet"), "training_room": _("Training room"), "waiting_room": _("Waiting room"),
    "washroom": _("Washroom"), "waste_room": _("Waste room"), "workshop": _("Workshop"), "other": _("Other"),
}  # fmt: skip
