"""Decisions about places: what their states allow, what a stranger may be told, and when an area needs a yes first."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

# Zones by how much is told: normal tells everything, staff only the signed-in, secured only the cleared (E13, Q10).
ZONES = ("normal", "staff", "secured")
ZONE_CLASS = {"normal": "D1", "staff": "D1", "secured": "D8"}
# Rooms that are secured from the day they are imported, until somebody says otherwise.
SECURED_USES = frozenset({"custody_cell", "evidence_room", "dispatch_centre", "shooting_range", "server_room"})

SPACE_MOVES: dict[tuple[str, str], str] = {
    ("draft", "activate"): "active",
    ("active", "take_out"): "out_of_use",
    ("out_of_use", "activate"): "active",
    ("active", "merge"): "merged",
    ("active", "split"): "split",
    ("active", "remove"): "removed",
    ("out_of_use", "remove"): "removed",
    # A room that a later model has again was not gone after all.
    ("removed", "activate"): "active",
}
IMPORT_MOVES: dict[tuple[str, str], str] = {
    ("uploaded", "read"): "validated",
    ("uploaded", "refuse"): "refused",
    ("validated", "compare"): "diffed",
    ("diffed", "approve"): "approved",
    ("diffed", "apply"): "applied",
    ("approved", "apply"): "applied",
    ("diffed", "reject"): "rejected",
    ("approved", "reject"): "rejected",
    ("diffed", "compare"): "diffed",
    # Somebody says what the columns hold; the table is read anew.
    ("diffed", "map"): "uploaded",
    ("refused", "map"): "uploaded",
}


def after(moves: Mapping[tuple[str, str], str], state: str, move: str) -> str | None:
    """The state after `move`, or None when the table does not have it."""
    return moves.get((state, move))


def zone_of(use: str, given: str = "") -> str:
    """A space's zone: what somebody said, else what its use asks for."""
    return given or ("secured" if use in SECURED_USES else "normal")


def told_to_strangers(zone: str) -> bool:
    """Whether a stranger at the place may read its name."""
    return zone == "normal"


def needs_approval(site_state: str, area_changes_m2: Iterable[Decimal]) -> bool:
    """Whether an import waits for a yes: it changes areas of a live site, and areas carry prices (trap 6)."""
    return site_state == "live" and any(change != 0 for change in area_changes_m2)


def is_newer_version(known: int, matched: int) -> bool:
    """Whether a model is a newer one of what is kept, so that what it lacks has gone.

    A model of another discipline (ventilation, electricity) knows few of the rooms and things that are kept: it
    adds its own, and takes nothing away.

    Args:
        known: How many things of a kind are kept.
        matched: How many of them the model has.
    """
    return known > 0 and matched * 3 >= known


def area_origin(source: str) -> str:
    """What kind of area a room's area is, by where it was read from: net, gross, measured, told or other."""
    quantity = source.rpartition(".")[2].casefold()
    if quantity.startswith("net"):
        return "net"
    if quantity.startswith("gross"):
        return "gross"
    return {"geometry": "measured", "typed": "told", "table": "told"}.get(quantity, "other")


IMPORT_PERMISSIONS: Mapping[str, str] = {
    "people": "parties.manage_people", "units": "parties.manage_units", "requests": "requests.import",
    "work": "work.import", "plans": "planning.write", "shifts": "workforce.plan", "skills": "workforce.grant_skills",
}  # fmt: skip
"""What somebody needs to bring in a table, and to look at it, where that is not the estate's own permission."""
EXPORT_PERMISSIONS: Mapping[str, str] = {
    "people": "parties.manage_people", "units": "parties.manage_units", "requests": "requests.export",
    "work": "work.view", "plans": "planning.view", "shifts": "workforce.plan", "skills": "workforce.grant_skills",
}  # fmt: skip


OF_PEOPLE = ("people", "shifts", "skills")
"""Tables that tell of people: kept as their personal data."""
OF_EMPLOYER = ("shifts", "skills")
"""Tables that are one employer's own: the other party never sees them."""


def import_permission(kind: str) -> str:
    """What somebody needs to bring in a file of this kind."""
    return IMPORT_PERMISSIONS.get(kind, "estate.import")


def export_permission(kind: str) -> str:
    """What somebody needs to take a kind of table along: places are for whoever sees them."""
    return EXPORT_PERMISSIONS.get(kind, "estate.view")
