"""Roles, their sides and the classes of data they may see; what needs two people; how trees move."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

# Role code → side: C customer, P provider, X outside, T technical (domain.md §4.1).
ROLES: dict[str, str] = {
    "USR": "C", "CIT": "X", "REQ-P": "C", "BUD": "C", "UNIT-ADM": "C", "LOC-FM": "C", "LOC-INS": "C",
    "DIST-MGT": "C", "CTR-C": "C", "STEER-C": "C", "FIN-C": "C", "FIN-APPR": "C", "SEC-OFF": "C",
    "POL-DESK": "C", "PROC": "C", "EVAL": "C", "HR-C": "C", "EMP-REP": "X", "EMP-AUTH": "X", "JOIN": "X",
    "SD-AG": "P", "SD-LEAD": "P", "OPS-M": "P", "SVC-L": "P", "SVC-E": "P", "SUB": "P", "LANE-LEAD": "P",
    "BUDDY": "P", "CTR-P": "P", "STEER-P": "P", "FIN-P": "P", "HR-P": "P", "LOS-H": "P", "FLT-C": "P",
    "KIT-M": "P", "BO-ICT": "P", "BO-FIN": "P", "BO-PAY": "P", "BO-HR": "P", "OH-CLIN": "P", "OH-ADM": "P",
    "CONS": "X", "AUD": "X", "DPO": "C", "ADMIN": "T",
}  # fmt: skip

DUAL_CONTROL = frozenset({"ADMIN", "DPO", "OH-CLIN", "SEC-OFF", "FIN-APPR"})
"""Roles that one person asks for and another grants (domain.md §2.1)."""

OF_OWN_UNITS = frozenset({"JOIN"})
"""Roles that reach units of the body one works for and never a whole community: walls would be none otherwise."""

WALLED_KINDS = frozenset({"joiner"})
"""Organisations whose people reach their own body and nothing of the next, whatever role they are given."""

REACH_KINDS = ("community", "unit", "sites", "contract", "line", "case")

OPEN_CLASSES = frozenset({"D0", "D1"})
_OWN = frozenset({"D4", "D6", "D7", "D8"})  # what somebody reported themselves stays theirs to see, however secret
_COMMERCIAL = (
    "CTR-C", "CTR-P", "STEER-C", "STEER-P", "FIN-C", "FIN-APPR", "FIN-P", "DIST-MGT", "BUD", "LOC-FM", "OPS-M", "PROC",
    "AUD", "CONS", "JOIN",
)  # fmt: skip
_OWN_COMMERCIAL = ("CTR-C", "CTR-P", "STEER-C", "STEER-P", "FIN-C", "FIN-P", "PROC")
_PERSONAL = (
    "UNIT-ADM", "LOC-FM", "CTR-C", "CTR-P", "SD-AG", "SD-LEAD", "OPS-M", "SVC-L", "SEC-OFF", "HR-C", "HR-P", "DPO",
    "ADMIN", "POL-DESK", "LOS-H",
)  # fmt: skip
_FOR_ROLES: Mapping[str, tuple[str, ...]] = {
    "D2": _COMMERCIAL,
    "D3": _OWN_COMMERCIAL,
    "D4": _PERSONAL,
    "D5": ("LANE-LEAD", "BUDDY", "EMP-AUTH"),
    "D8": ("SEC-OFF",),
}
_CLEARABLE = frozenset({"D5", "D8", "D9"})


def holds_on(day: date, valid_from: date, valid_to: date | None) -> bool:
    """Whether something valid from one day to another, both included, holds on `day`."""
    return valid_from <= day and (valid_to is None or day <= valid_to)


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two periods of whole days, ends included, None for open, share a day."""
    return (second[1] is None or first[0] <= second[1]) and (first[1] is None or second[0] <= first[1])


def data_classes(role: str, reach: str, cleared_for: Iterable[str] = ()) -> frozenset[str]:
    """The classes of data a role sees at a reach, with what its holder is cleared for by name (domain.md §4.2).

    Cases (D6, D7) come with no role and no clearance, only to whoever is named on one; an administrator's or an
    auditor's clearance opens no inclusion or identity data.
    """
    of_role = {data_class for data_class, roles in _FOR_ROLES.items() if role in roles}
    allowed = {"D8"} if role in {"AUD", "ADMIN", "CONS"} else _CLEARABLE
    own = _OWN if reach == "own" else frozenset()
    return OPEN_CLASSES | of_role | (allowed & set(cleared_for)) | own


SECURITY = "D8"
# Who takes reports from secured places in, and who is sent there, when they are cleared (domain.md §4.3).
DESK = frozenset({"SD-AG", "SD-LEAD", "OPS-M"})
HANDS = frozenset({"SVC-E", "SVC-L", "SUB"})


def may_be_cleared(role: str) -> bool:
    """Whether holding a clearance for security matters opens anything to this role that it has not by itself."""
    return role in ROLES and role not in _FOR_ROLES[SECURITY] and role not in {"USR", "CIT"}


def clearance_gaps(held: Iterable[tuple[str, Iterable[str]]]) -> tuple[str, ...]:
    """Who is missing for reports from secured places to be seen and done: officer, desk, hands.

    Args:
        held: Every role that holds now, each with the classes its holder is cleared for.
    """
    seeing = {role for role, cleared_for in held if SECURITY in data_classes(role, "all", cleared_for)}
    missing = (("officer", frozenset(_FOR_ROLES[SECURITY])), ("desk", DESK), ("hands", HANDS))
    return tuple(name for name, roles in missing if not roles & seeing)


def side_of(roles: Iterable[str]) -> str:
    """The side somebody acts on by their roles: the first that is customer's or provider's, else neither."""
    sides = {"C": "customer", "P": "provider"}
    return next((sides[side] for role in roles if (side := ROLES.get(role, "")) in sides), "neither")


def fits(role: str, side: str) -> bool:
    """Whether a role belongs to this side of the community; outside and technical roles fit every side."""
    wanted = {"C": "customer", "P": "provider"}.get(ROLES[role])
    return wanted is None or wanted == side


def makes_a_cycle(unit_path: str, parent_path: str) -> bool:
    """Whether a unit would stand below itself under a parent: the parent's path begins with the unit's."""
    return parent_path.startswith(unit_path)


def path_under(parent_path: str, unit_id: int) -> str:
    """The path of a unit below a parent, "/" being the top: "/3/" and 17 give "/3/17/"."""
    return f"{parent_path or '/'}{unit_id}/"


STATES = ("invited", "active", "suspended", "departed", "anonymised")
MOVES = {
    ("invited", "activate"): "active",
    ("active", "suspend"): "suspended",
    ("suspended", "restore"): "active",
    ("invited", "depart"): "departed",
    ("active", "depart"): "departed",
    ("suspended", "depart"): "departed",
    ("departed", "return"): "active",  # the same person, hired again
    ("departed", "anonymise"): "anonymised",
}


def after(state: str, move: str) -> str | None:
    """The state of a person's account after `move`, or None when the move is not allowed (domain.md §2.1)."""
    return MOVES.get((state, move))


TIERS = ("strategic", "tactical", "operational", "user")
GAP_DAYS = 10
"""Working days a tier may stand without a pair of counterparts before an alert (R61)."""


def has_cycle(parents: Mapping[int, int | None]) -> bool:
    """Whether somebody stands above themselves; `parents` names each unit's parent, None on top."""
    safe: set[int] = set()
    for start in parents:
        walked: list[int] = []
        here: int | None = start
        while here is not None and here not in safe:
            if here in walked:
                return True
            walked.append(here)
            here = parents.get(here)
        safe.update(walked)
    return False


def depth_first(parents: Mapping[int, int | None], names: Mapping[int, str]) -> list[tuple[int, int]]:
    """Units as a tree is read: each with its depth, below its parent, brothers and sisters by name."""
    below: dict[int | None, list[int]] = {}
    for unit, parent in parents.items():
        below.setdefault(parent if parent in parents else None, []).append(unit)
    read: list[tuple[int, int]] = []
    waiting = [(unit, 0) for unit in _by_name(below.get(None, []), names)]
    while waiting:
        unit, depth = waiting.pop()
        read.append((unit, depth))
        waiting.extend((child, depth + 1) for child in _by_name(below.get(unit, []), names))
    return read


def _by_name(units: Iterable[int], names: Mapping[int, str]) -> list[int]:
    return sorted(units, key=lambda unit: (names[unit], unit), reverse=True)  # the last is taken first


CONSULTANT_DAYS = 183
AUDITOR_DAYS = 366  # an audit is of a year; who comes again is let in again
"""A consultant's role is time-limited: half a year at most (domain.md §4.3)."""

# Who may give which roles; a role of one's own is nobody's to give to oneself.
_GIVEN_BY: Mapping[str, frozenset[str]] = {
    "UNIT-ADM": frozenset({"USR", "REQ-P"}),
    "CTR-C": frozenset(role for role, side in ROLES.items() if side in "CX") - {"ADMIN", "CIT"},
    "CTR-P": frozenset(role for role, side in ROLES.items() if side == "P") | {"CONS", "EMP-REP"},
    "SEC-OFF": frozenset({"SEC-OFF"}),
    "ADMIN": frozenset(ROLES) - {"CIT"},
}


def may_give(giver_roles: Iterable[str], role: str) -> bool:
    """Whether somebody with `giver_roles` may ask for or grant `role` to another person."""
    return any(role in _GIVEN_BY.get(given, frozenset()) for given in giver_roles)


def working_days(first: date, last: date) -> int:
    """Mondays to Fridays from `first` to `last`, both included; 0 when last lies before first."""
    days = (last - first).days + 1
    if days <= 0:
        return 0
    weeks, rest = divmod(days, 7)
    return weeks * 5 + sum(1 for step in range(rest) if (first.weekday() + step) % 7 < 5)


LONGEST_STAND_IN_DAYS = 366


@dataclass(frozen=True, slots=True)
class StandIn:
    """A stand-in somebody proposes or that holds already: employments, employers, people and days."""

    principal: int
    stand_in: int
    days: tuple[date, date]


def deputy_refusal(
    wish: StandIn, *, today: date, same_person: bool, same_employer: bool, others: Iterable[StandIn]
) -> str:
    """Why somebody cannot stand in for somebody, as a code, or "" when they can.

    Whoever is away themselves cannot stand in: their deputy would be a deputy's deputy, and two people away could
    stand in for each other.

    Returns:
        "self", "order", "past", "long", "employer", "twice", "away" or "".
    """
    first, last = wish.days
    if same_person:
        return "self"
    if last < first:
        return "order"
    if last < today:
        return "past"
    if (last - first).days > LONGEST_STAND_IN_DAYS:
        return "long"
    if not same_employer:
        return "employer"
    meanwhile = [other for other in others if overlap(other.days, wish.days)]
    if any(other.principal == wish.principal for other in meanwhile):
        return "twice"
    return "away" if any(other.principal == wish.stand_in for other in meanwhile) else ""


def gap_since(day: date, pairs: Iterable[tuple[date, date | None]], opened_on: date) -> date | None:
    """The first day without counterparts in the gap that `day` lies in, or None when a pair holds on `day`."""
    since = opened_on
    for valid_from, valid_to in pairs:
        if holds_on(day, valid_from, valid_to):
            return None
        if valid_to is not None and valid_to < day:
            since = max(since, valid_to + timedelta(days=1))
    return since


def where_of_team(site_ids: Iterable[int], lines: Iterable[str]) -> list[dict[str, object]]:
    """Where a team works, as the gate asks: every site it serves with every line it does; None stands for all."""
    sites: list[int | None] = [*site_ids] or [None]
    codes: list[str | None] = [*lines] or [None]
    return [{"site": site, "line": line} for site in sites for line in codes]
