"""What a settlement comes to, from its terms and facts as they are kept: what the other party works out again alone.

Terms and facts are plain values as JSON holds them: amounts in whole hundredths, rates and shares as texts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from samdrift.kernel import gainshare
from samdrift.kernel.framework import largest_remainder
from samdrift.kernel.gainshare import Band, Quality, Settled, Shared, Terms

GUARANTEE, GAINSHARE = "guarantee", "gainshare"


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A guarantee's terms: what is guaranteed each year of the term, and what becomes of what was caught up."""

    starts_on: date
    total_minor: int
    yearly: tuple[int, ...]
    caught_up: str
    avoidance_counts: bool
    value_minor: int
    floor_minor: int
    rate: Decimal

    def up_to(self, year: int) -> int:
        """What is guaranteed up to the end of a year of the term, from 1."""
        return sum(self.yearly[:year])


def guarantee_of(terms: Mapping[str, Any]) -> Guarantee:
    """A guarantee's terms as they are kept.

    Raises:
        KeyError, ValueError, ArithmeticError: They cannot be read.
    """
    floor, rate, value = int(terms["floor_minor"]), Decimal(terms["rate"]), int(terms["value_minor"])
    total = gainshare.guaranteed_minor(value, floor, rate)
    yearly = largest_remainder(total, [Decimal(one) for one in terms["profile"]])
    return Guarantee(
        date.fromisoformat(terms["starts_on"]), total, tuple(yearly), terms.get("caught_up", gainshare.OFFSET),
        bool(terms.get("avoidance_counts", False)), value, floor, rate,
    )  # fmt: skip


def sharing_of(terms: Mapping[str, Any]) -> Terms:
    """The terms of sharing as they are kept; what is left out is as usual.

    Raises:
        KeyError, ValueError, ArithmeticError, TypeError: They cannot be read.
    """
    usual = Terms()
    bands = tuple(Band(Decimal(start), Decimal(share)) for start, share in terms["bands"]) if "bands" in terms else None
    cap = terms.get("cap", usual.cap)
    gates = {name: Decimal(value) for name, value in terms["gates"].items()} if "gates" in terms else None
    return Terms(
        deadband=Decimal(terms.get("deadband", usual.deadband)), bands=bands or usual.bands,
        cap=None if cap is None else Decimal(cap), pain_share=Decimal(terms.get("pain_share", usual.pain_share)),
        pain_cap_minor=terms.get("pain_cap_minor"), gates=gates,
    )  # fmt: skip


def settled_again(terms: Mapping[str, Any], facts: Mapping[str, Any]) -> Settled:
    """What a year of a guarantee comes to, from its own facts."""
    return gainshare.settle_guarantee(
        facts["guaranteed_cum_minor"], facts["verified_cum_minor"], facts["paid_minor"], guarantee_of(terms).caught_up
    )


def shared_again(terms: Mapping[str, Any], facts: Mapping[str, Any]) -> Shared:
    """How a year's gain is shared, from its own facts."""
    kept = sharing_of(terms)
    gate = gainshare.gate_of(kept, Quality(**facts["quality"]))
    return gainshare.share_gain(kept, facts["base_minor"], facts["verified_minor"] - facts["guaranteed_minor"], gate)


def charge_minor(kind: str, terms: Mapping[str, Any], facts: Mapping[str, Any]) -> int:
    """What stands on the invoice for a settlement: below nothing the provider pays.

    Raises:
        ValueError: There is no such kind.
    """
    if kind == GUARANTEE:
        return -settled_again(terms, facts).due_minor
    if kind == GAINSHARE:
        return shared_again(terms, facts).paid_minor
    raise ValueError(f"a settlement is of a {GUARANTEE} or of {GAINSHARE}, not {kind!r}")
