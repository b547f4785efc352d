"""Which permissions exist and which roles have them: each room announces its own at start-up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.scope import Scope

REACHES = ("all", "own", "assigned")


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing somebody may do: `<room>.<verb>`, said in a sentence, and how far each role's reach goes by default."""

    code: str
    meaning: object  # a lazily translated sentence
    roles: Mapping[str, str] = field(default_factory=dict)  # role code → reach: all, own, assigned
    delegable: bool = False  # whether a deputy has it in an absence


_permissions: dict[str, Permission] = {}


def register_permissions(permissions: Iterable[Permission]) -> None:
    """Make permissions known; a code announced twice stops the start-up."""
    for permission in permissions:
        if permission.code in _permissions:
            raise ValueError(f"The permission {permission.code} is announced twice.")
        _permissions[permission.code] = permission


def all_permissions() -> Mapping[str, Permission]:
    """Every permission by code."""
    return _permissions


def permissions_of(role: str) -> dict[str, frozenset[str]]:
    """A role's permissions by reach: {"all": {…}, "own": {…}, "assigned": {…}}."""
    by_reach: dict[str, set[str]] = {}
    for permission in _permissions.values():
        reach = permission.roles.get(role)
        if reach:
            by_reach.setdefault(reach, set()).add(permission.code)
    return {reach: frozenset(codes) for reach, codes in by_reach.items()}


def delegable_permissions() -> frozenset[str]:
    """What a deputy may do in an absence; everything else waits or goes to who has the role."""
    return frozenset(code for code, permission in _permissions.items() if permission.delegable)


def roles_with(permission: str) -> frozenset[str]:
    """The roles that have a permission over all rows of their reach."""
    found = _permissions.get(permission)
    return frozenset(role for role, reach in found.roles.items() if reach == "all") if found else frozenset()


ROLE_NAMES: Mapping[str, object] = {
    "USR": _("Service user"),
    "CIT": _("Citizen or guest"),
    "REQ-P": _("Power requester"),
    "BUD": _("Budget holder"),
    "UNIT-ADM": _("Unit administrator"),
    "LOC-FM": _("Local FM coordinator"),
    "LOC-INS": _("Local inspector"),
    "DIST-MGT": _("District management"),
    "CTR-C": _("Contract manager, customer"),
    "STEER-C": _("Steering committee, customer"),
    "FIN-C": _("Finance, customer"),
    "FIN-APPR": _("Payment approver"),
    "SEC-OFF": _("Security officer"),
    "POL-DESK": _("Police desk"),
    "PROC": _("Procurement officer"),
    "EVAL": _("Tender evaluator"),
    "HR-C": _("HR, customer"),
    "EMP-REP": _("Employee representative"),
    "EMP-AUTH": _("Employment caseworker"),
    "JOIN": _("Joiner's contact"),
    "SD-AG": _("Service-desk agent"),
    "SD-LEAD": _("Service-desk team lead"),
    "OPS-M": _("Operations manager"),
    "SVC-L": _("Service manager"),
    "SVC-E": _("Service employee"),
    "SUB": _("Subcontractor"),
    "LANE-LEAD": _("Training-lane lead"),
    "BUDDY": _("Buddy"),
    "CTR-P": _("Contract manager, provider"),
    "STEER-P": _("Steering committee, provider"),
    "FIN-P": _("Finance, provider"),
    "HR-P": _("HR, provider"),
    "LOS-H": _("Lost-property handler"),
    "FLT-C": _("Fleet coordinator"),
    "KIT-M": _("Kitchen manager"),
    "BO-ICT": _("Back office, ICT"),
    "BO-FIN": _("Back office, finance"),
    "BO-PAY": _("Back office, payroll"),
    "BO-HR": _("Back office, HR"),
    "OH-CLIN": _("Occupational-health clinician"),
    "OH-ADM": _("Occupational-health administrator"),
    "CONS": _("Consultant"),
    "AUD": _("Auditor"),
    "DPO": _("Data-protection officer"),
    "ADMIN": _("Technical administrator"),
}


def role_name(code: str) -> str:
    """The role's name in the reader's language; an unknown code stands for itself."""
    return str(ROLE_NAMES.get(code, code))


_ties: dict[str, Callable[[int], int]] = {}


def register_tie(name: str, count: Callable[[int], int]) -> None:
    """Let a room say how much is still one person's to do (open approvals, assignments) before they leave."""
    if name in _ties:
        raise ValueError(f"The tie {name} is announced twice.")
    _ties[name] = count


def ties_of(person_id: int) -> dict[str, int]:
    """What still holds a person, by name; nothing when they are free to go."""
    counted = {name: count(person_id) for name, count in _ties.items()}
    return {name: number for name, number in counted.items() if number}


Choices = Callable[[Scope], Sequence[tuple[str, str]]]
_choices: dict[str, Choices] = {}


def register_team_choices(name: str, choices: Choices) -> None:
    """Let a room say what a team may be put together for: `lines` (codes) or `sites` (ids), each with its words."""
    if name in _choices:
        raise ValueError(f"The choices {name} are announced twice.")
    _choices[name] = choices


def team_choices(name: str, scope: Scope) -> list[tuple[str, str]]:
    """What may be chosen; nothing where no room says so."""
    return list(_choices[name](scope)) if name in _choices else []


_secured: dict[str, Callable[[int], bool]] = {}


def register_secured(name: str, are_there: Callable[[int], bool]) -> None:
    """Let a room say whether a community has anything only the cleared may see, by the community's id."""
    if name in _secured:
        raise ValueError(f"What is secured in {name} is announced twice.")
    _secured[name] = are_there


def has_secured(community_id: int) -> bool:
    """Whether the community has anything only the cleared may see."""
    return any(are_there(community_id) for are_there in _secured.values())


_contract_units: list[Callable[[Iterable[int]], frozenset[int]]] = []


def register_contract_units(units: Callable[[Iterable[int]], frozenset[int]]) -> None:
    """Let the room of contracts say which units some contracts cover, all below included; by ids."""
    if _contract_units:
        raise ValueError("The units of contracts are announced twice.")
    _contract_units.append(units)


def units_of_contracts(contract_ids: Iterable[int]) -> frozenset[int]:
    """The units some contracts cover; none where no room keeps contracts."""
    return _contract_units[0](contract_ids) if _contract_units else frozenset()
