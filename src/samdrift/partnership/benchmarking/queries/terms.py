"""How the parties compare: the version that holds on a day, its history, and which one waits for an answer."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.benchmarking.models import BenchmarkTerms
from samdrift.partnership.benchmarking.rules import states

SIZES = (500, 2000, 5000)
"""Where classes of sites begin until the parties agree otherwise, in m²."""


def usual(day: date) -> BenchmarkTerms:
    """What holds as long as nothing was agreed: no tolerance, three peers, five places, a month; not saved."""
    return BenchmarkTerms(
        number=0, tolerance=Decimal(0), against="median", fewest_peers=3, fewest_sites=5, sizes=list(SIZES),
        answer_days=30, valid_from=day,
    )  # fmt: skip


def in_force(contract_id: int, day: date, known_at: datetime | None = None) -> BenchmarkTerms:
    """The version that holds on a day as known at a moment: the one that begins last; else the usual one."""
    with everywhere(reason="by which agreed terms a contract's costs are compared"):
        rows = BenchmarkTerms.objects.filter(
            contract=contract_id, standing=states.ACCEPTED, valid_from__lte=day
        )  # fmt: skip
        if known_at is not None:
            rows = rows.filter(recorded_at__lte=known_at)
        found = rows.order_by("-valid_from", "-number").first()
    return found or usual(day)


def versions(scope: Scope, contract_id: int) -> list[BenchmarkTerms]:
    """Every version, the newest first, with who proposed it."""
    rows = BenchmarkTerms.objects.within(scope).filter(contract=contract_id).select_related("party")
    return list(rows.order_by("-number"))


def as_told(terms: BenchmarkTerms) -> dict[str, Any]:
    """A version as a pack keeps it."""
    return {
        "number": terms.number, "clause": terms.clause, "tolerance": f"{Decimal(terms.tolerance).normalize():f}",
        "against": terms.against, "fewest_peers": terms.fewest_peers, "fewest_sites": terms.fewest_sites,
        "sizes": [int(one) for one in terms.sizes], "answer_days": terms.answer_days,
        "valid_from": terms.valid_from.isoformat() if terms.number else None,
    }  # fmt: skip
