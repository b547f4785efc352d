"""What tasks, reasons and deviations are called, and which drawing stands for them and for kinds of rooms."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Word = str | Promise

TASK_WORDS: Mapping[str, Word] = {
    "bins": _("Empty bins"), "surfaces": _("Wipe surfaces"), "floor": _("Clean the floor"),
    "sanitary": _("Clean toilet and basin"), "supplies": _("Fill up paper and soap"), "glass": _("Clean glass"),
}  # fmt: skip
SKIP_WORDS: Mapping[str, Word] = {
    "occupied": _("Somebody is in there"), "locked": _("Locked"), "no_time": _("No time"),
    "no_supplies": _("Nothing to clean with"), "unsafe": _("Not safe"),
}  # fmt: skip
DEVIATION_WORDS: Mapping[str, Word] = {
    "broken": _("Broken"), "water": _("Water"), "light": _("No light"), "toilet": _("Blocked toilet or drain"),
    "dirty": _("Very dirty"), "supplies": _("Paper or soap used up"),
}  # fmt: skip
HELP_WORDS: Mapping[str, Word] = {"come": _("Please come"), "danger": _("Danger")}
STATE_WORDS: Mapping[str, Word] = {"left": _("To do"), "done": _("Done"), "skipped": _("Left out")}
TASK_ICONS: Mapping[str, str] = {
    "bins": "trash", "surfaces": "cleaning", "floor": "bucket", "sanitary": "toilet", "supplies": "supply",
    "glass": "window",
}  # fmt: skip
SKIP_ICONS: Mapping[str, str] = {
    "occupied": "users", "locked": "lock", "no_time": "hourglass", "no_supplies": "supply", "unsafe": "warning",
}  # fmt: skip
DEVIATION_ICONS: Mapping[str, str] = {
    "broken": "tool", "water": "water", "light": "bulb", "toilet": "toilet", "dirty": "spill", "supplies": "supply",
}  # fmt: skip
_SIGNS: Mapping[str, tuple[str, ...]] = {
    "toilet": ("toilet", "accessible_toilet", "washroom"), "water": ("shower", "bathroom", "laundry"),
    "lock": ("custody_cell", "evidence_room", "custody"), "coffee": ("tea_kitchen",),
    "catering": ("kitchen", "canteen"), "users": ("meeting_room", "training_room", "classroom", "group_room"),
    "office": ("open_office", "office", "interview_room", "dispatch_centre"), "layers": ("stairs",),
    "route": ("corridor",), "reception": ("reception", "lobby", "entrance", "waiting_room"),
    "fleet": ("garage", "car_park"), "book": ("library", "archive"), "package": ("storage",),
    "tool": ("workshop", "technical_room"), "lost-property": ("locker_room",), "trash": ("waste_room",),
}  # fmt: skip
SIGNS: Mapping[str, str] = {use: sign for sign, uses in _SIGNS.items() for use in uses}
"""The drawing by which a room of a use is known."""


def sign_of(use: str) -> str:
    """The drawing for a room; a door for those that have none of their own."""
    return SIGNS.get(use, "room")
