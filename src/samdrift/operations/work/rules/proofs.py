"""What doing the work demands: proof, a site in service, a window that is one."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

PROOFS = ("photo", "scan", "reading", "signature", "certificate")
KINDS = (
    "corrective", "planned", "statutory", "extra", "cleaning", "transport", "catering", "move", "inspection", "fleet",
    "round", "mobilisation", "exit",
)  # fmt: skip
# Where a site stands in its life, and what is done there all the same (invariant 3 of domain.md §2.22).
NOT_IN_SERVICE = frozenset({"planned", "onboarding", "closed"})
AROUND_SERVICE = frozenset({"mobilisation", "exit", "move", "inspection"})


def missing_proof(demanded: Iterable[str], given: Iterable[str]) -> list[str]:
    """What closing demands and nobody has given, in the order it is demanded."""
    have = set(given)
    return [proof for proof in demanded if proof not in have]


def demanded(kind: str, evidence: Iterable[str]) -> list[str]:
    """What closing demands; of statutory work its certificate, whatever the plan says (trap 40)."""
    wanted = list(dict.fromkeys(evidence))
    return wanted if kind != "statutory" or "certificate" in wanted else [*wanted, "certificate"]


def is_window(begins: datetime | None, ends: datetime | None) -> bool:
    """Whether a window does not end before it begins; either end may be left open."""
    return begins is None or ends is None or begins <= ends


def may_work_at(site_state: str, kind: str) -> bool:
    """Whether work of this kind is done at a site in this state of its life."""
    return site_state not in NOT_IN_SERVICE or kind in AROUND_SERVICE


def is_drawn(uid: UUID, *, one_in: int, secret: str) -> bool:
    """Whether a finished order is drawn for verification: one in so many, by a draw nobody can foretell (trap 41).

    Args:
        one_in: 1 draws every order, 0 none.
        secret: Known to the installation only; without it whoever chooses an order's uid would choose the draw.
    """
    if one_in < 1:
        return False
    digest = hmac.new(secret.encode(), b"draw\0" + uid.bytes, hashlib.sha256).digest()
    return int.from_bytes(digest[:8]) % one_in == 0


def share_for(line_code: str, shares: Mapping[str, int]) -> int:
    """One in how many orders of a line is drawn: the line's own share, else that of every line, else none."""
    return shares.get(line_code, shares.get("", 0))
