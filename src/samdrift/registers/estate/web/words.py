"""The estate's codes as people say them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Word = Promise | str

SITE_KINDS: dict[str, Word] = {
    "main_station": _("Main station"), "station": _("Station"), "local_station": _("Local station"),
    "garage": _("Garage"), "training": _("Training centre"), "office": _("Office"), "store": _("Store"),
}  # fmt: skip
SITE_STATES: dict[str, Word] = {
    "planned": _("Planned"), "onboarding": _("Onboarding"), "live": _("Live"), "reduced": _("Reduced"),
    "closing": _("Closing"), "closed": _("Closed"),
}  # fmt: skip
ZONES: dict[str, Word] = {
    "normal": _("Normal: everybody may know the place"),
    "staff": _("Staff: only people who are signed in"),
    "secured": _("Secured: strangers are told nothing"),
}
IMPORT_STATES: dict[str, Word] = {
    "uploaded": _("Being read"), "validated": _("Being compared"), "diffed": _("Ready to look at"),
    "approved": _("Approved"), "applied": _("Applied"), "rejected": _("Put aside"), "refused": _("Refused"),
}  # fmt: skip
KINDS: dict[str, Word] = {
    "building": _("Buildings"), "storey": _("Storeys"), "space": _("Spaces"), "element": _("Assets"),
    "zone": _("Zones"),
}  # fmt: skip
FIELDS: dict[str, Word] = {
    "key": _("GlobalId"), "long_name": _("Name"), "use": _("Use"), "area_m2": _("Area (m²)"),
    "area_source": _("Where the area is from"), "floor_covering": _("Floor covering"),
    "elevation_m": _("Elevation (m)"),
    "asset_class": _("Class"), "maker": _("Maker"), "model": _("Model"), "serial": _("Serial number"),
    "number": _("Number"), "members": _("Members"), "address": _("Address"),
}  # fmt: skip
MOVES: dict[str, Word] = {
    "added": _("New"), "changed": _("Changed"), "moved": _("Moved"), "removed": _("Gone"),
}  # fmt: skip


def word(words: dict[str, Word], code: str) -> str:
    """A code as people say it, or the code itself, spaced, where nobody has said."""
    return str(words.get(code, code.replace("_", " ").capitalize()))
