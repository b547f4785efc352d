"""The estate's codes as people say them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samdrift.registers.estate.queries.positions import SITE_KINDS as SITE_KINDS

Word = Promise | str

SITE_STATES: dict[str, Word] = {
    "planned": _("Planned"), "onboarding": _("Onboarding"), "live": _("Live"), "reduced": _("Reduced"),
    "closing": _("Closing"), "closed": _("Closed"),
}  # fmt: skip
SPACE_STATES: dict[str, Word] = {
    "draft": _("Draft"), "active": _("In use"), "out_of_use": _("Out of use"), "merged": _("Became part of another"),
    "split": _("Divided"), "removed": _("No longer there"),
}  # fmt: skip
LINEAGE: dict[str, Word] = {
    "merge": _("Joined"), "split": _("Divided"), "merged": _("Joined"), "replaced": _("Replaced"),
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
FILE_KINDS: dict[str, Word] = {
    "model": _("A building model or COBie workbook of one site"), "sites": _("A table of sites"),
    "buildings": _("A table of buildings"), "storeys": _("A table of storeys"), "spaces": _("A table of spaces"),
    "assets": _("A table of assets"), "units": _("A table of units"), "people": _("A table of people"),
    "requests": _("A table of requests of another system"), "work": _("A log of work done earlier"),
    "plans": _("A table of maintenance plans"), "shifts": _("A table of shifts"),
    "skills": _("A table of skills and qualifications"),
}  # fmt: skip
KINDS: dict[str, Word] = {
    "site": _("Sites"), "building": _("Buildings"), "storey": _("Storeys"), "space": _("Spaces"),
    "element": _("Assets"), "zone": _("Zones"), "unit": _("Units"), "person": _("People"),
    "requests": _("Requests"), "work": _("Work orders"), "plans": _("Maintenance plans"),
    "shifts": _("Shifts"), "skills": _("Skills and qualifications"),
}  # fmt: skip
FIELDS: dict[str, Word] = {
    "key": _("GlobalId"), "long_name": _("Name"), "use": _("Use"), "area_m2": _("Area (m²)"),
    "area_source": _("Where the area is from"), "floor_covering": _("Floor covering"),
    "elevation_m": _("Elevation (m)"),
    "asset_class": _("Class"), "maker": _("Maker"), "model": _("Model"), "serial": _("Serial number"),
    "number": _("Number"), "members": _("Members"), "address": _("Address"), "name": _("Name"),
    "postal_code": _("Postal code"), "town": _("Town"), "tenure": _("Tenure"), "opening_hours": _("Opening hours"),
    "latitude": _("Latitude"), "longitude": _("Longitude"),
    "unit_id": _("Unit"), "kind": _("Class"), "make": _("Maker"), "product": _("Model"),
    "installed_on": _("Installed"), "warranty_to": _("Warranty until"), "criticality": _("Criticality"),
    "condition": _("Condition"), "space": _("Space"), "storey": _("Storey"),
    "quality_profile": _("Quality profile"), "zone": _("Security zone"),
    "code": _("Code"), "year": _("Year"), "level": _("Level"), "building": _("Building"), "state": _("State"),
    "name_en": _("Name in English"), "name_da": _("Name in Danish"), "name_sv": _("Name in Swedish"),
    "cost_centre": _("Cost centre"), "parent": _("Stands under"), "ends_on": _("Last day"),
    "given_name": _("Given name"), "family_name": _("Family name"), "language": _("Language"),
    "work_phone": _("Work phone"), "external_id": _("Staff number"), "title": _("Title"), "unit": _("Unit"),
    "roles": _("Roles"), "replaces": _("Takes over from"),
}  # fmt: skip
OPTIONS: dict[str, dict[str, Word]] = {
    "times": {
        "local": _("As the clock on the wall showed them"), "utc": _("In UTC"),
        "local_twice": _("With the offset from UTC taken once too often"),
    },
    "promises": {
        "told": _("The table’s own deadlines hold"), "computed": _("Only what the contract promises counts"),
    },
}  # fmt: skip
OPTION_NAMES: dict[str, Word] = {
    "system": _("What the other system is called"), "timezone": _("Time zone of its times, if not the site’s"),
    "times": _("How it writes times"), "promises": _("Deadlines"),
}  # fmt: skip
WALLS: dict[str, Word] = {
    "waiting": _("Being cut in the background"), "drawn": _("Drawn on the floor plans"),
    "none": _("The model has no walls with a shape"),
    "failed": _("They could not be cut from this model; the plans show the rooms"),
}  # fmt: skip
AREA_ORIGINS: dict[str, Word] = {
    "unknown": _("No area"), "net": _("Net floor area of the model"), "gross": _("Gross floor area of the model"),
    "measured": _("Measured from the shape"), "told": _("Typed or from a table"), "other": _("Another quantity"),
}  # fmt: skip
MOVES: dict[str, Word] = {
    "added": _("New"), "changed": _("Changed"), "moved": _("Moved"), "removed": _("Gone"),
}  # fmt: skip


def word(words: dict[str, Word], code: str) -> str:
    """A code as people say it, or the code itself, spaced, where nobody has said."""
    return str(words.get(code, code.replace("_", " ").capitalize()))
