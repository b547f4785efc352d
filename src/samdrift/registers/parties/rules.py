"""Roles, their sides, and which of them need two people to grant."""

from datetime import date

# Role code → side: C customer, P provider, X outside, T technical (domain.md §4.1).
ROLES: dict[str, str] = {
    "USR": "C", "REQ-P": "C", "BUD": "C", "UNIT-ADM": "C", "LOC-FM": "C", "LOC-INS": "C", "DIST-MGT": "C",
    "CTR-C": "C", "STEER-C": "C", "FIN-C": "C", "FIN-APPR": "C", "SEC-OFF": "C", "SD-AG": "P", "SD-LEAD": "P",
    "OPS-M": "P", "SVC-L": "P", "SVC-E": "P", "SUB": "P", "CTR-P": "P", "STEER-P": "P", "FIN-P": "P",
    "AUD": "X", "CONS": "X", "DPO": "C", "ADMIN": "T",
}  # fmt: skip

DUAL_CONTROL = frozenset({"ADMIN", "DPO", "FIN-APPR", "SEC-OFF"})


def holds_on(day: date, valid_from: date, valid_to: date | None) -> bool:
    """Whether something valid from one day to another, both included, holds on `day`."""
    return valid_from <= day and (valid_to is None or day <= valid_to)
