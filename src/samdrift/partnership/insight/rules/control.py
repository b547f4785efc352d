"""Are we under control? A few checks of a district, each with its limit, and one sentence that follows from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

GOOD, WATCH, BAD = "good", "watch", "bad"
WELL, MOSTLY, NOT = "well", "mostly", "not"


@dataclass(frozen=True, slots=True)
class Limit:
    """Up to where a check is good and to be watched; beyond, it is bad.

    Attributes:
        good, watch: The last value that is good, and the last that is only to be watched.
        higher: More is better.
    """

    good: Decimal
    watch: Decimal
    higher: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: what was found against which limit."""

    code: str
    value: Decimal
    limit: Limit
    tone: str


# What a district is asked. Shares are of one.
LIMITS: Mapping[str, Limit] = {
    # Of the open requests, how many are past their promise.
    "overdue": Limit(Decimal("0.05"), Decimal("0.15"), higher=False),
    "promises": Limit(Decimal("0.95"), Decimal("0.90"), higher=True),
    # Statutory work past its last day: none is good, and none is to be merely watched.
    "statutory": Limit(Decimal(0), Decimal(0), higher=False),
    # The year's forecast of the year's budget.
    "cost": Limit(Decimal(1), Decimal("1.03"), higher=False),
    "savings": Limit(Decimal("0.08"), Decimal(0), higher=True),
    "satisfaction": Limit(Decimal("4.0"), Decimal("3.5"), higher=True),
}


def tone(value: Decimal, limit: Limit) -> str:
    """How a value stands to its limit.

    >>> tone(Decimal("0.96"), LIMITS["promises"]), tone(Decimal("0.2"), LIMITS["overdue"])
    ('good', 'bad')
    """
    if value >= limit.good if limit.higher else value <= limit.good:
        return GOOD
    return WATCH if (value >= limit.watch if limit.higher else value <= limit.watch) else BAD


def checked(values: Mapping[str, Decimal | None], limits: Mapping[str, Limit] = LIMITS) -> list[Checked]:
    """The checks of which anything is known, the worst first, else in the order of the limits."""
    found = [
        Checked(code, value, limit, tone(value, limit))
        for code, limit in limits.items() if (value := values.get(code)) is not None
    ]  # fmt: skip
    order = (BAD, WATCH, GOOD)
    return sorted(found, key=lambda one: order.index(one.tone))


def verdict(checks: Sequence[Checked]) -> str:
    """Under control, mostly, or not; "" where nothing is known.

    One bad check keeps a district from being under control; two, and it is not.

    >>> verdict(checked({"promises": Decimal("0.97"), "statutory": Decimal(1)}))
    'mostly'
    >>> verdict(checked({"promises": Decimal("0.5"), "statutory": Decimal(1)}))
    'not'
    """
    if not checks:
        return ""
    bad = sum(one.tone == BAD for one in checks)
    if bad >= 2:
        return NOT
    return MOSTLY if bad or any(one.tone == WATCH for one in checks) else WELL
