"""What an add-on is worth by the contract's own prices of its day, and why; a price that cannot be computed is none.

Source: domain.md §2.15, §3.5 (price book) and §3.20 (rounded once, half up, on the line).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from samdrift.kernel import fees, pricing
from samdrift.kernel.fees import ALL_UNITS, PriceTerms

WEEKS, DAYS = 52, 365
# Units whose price is for a whole year of having something, by the days it was had.
BY_DAYS = frozenset({"vehicle_year", "employee_year"})


@dataclass(frozen=True, slots=True)
class Done:
    """What was done beyond the contract.

    Attributes:
        measure: item, hours, cost or travel.
        quantity: Units of the item, hours, or units of travel; None when nobody wrote how much.
        times: How often, 1 or more; of what is priced by the year of having it, the days.
        cost_minor: What material cost, in hundredths.
    """

    measure: str
    line: str
    quantity: Decimal | None = None
    times: int = 1
    setting: str = ""
    cost_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Worth:
    """What it comes to in hundredths, or None; `why` is a code, `facts` are the numbers it was counted with."""

    amount_minor: int | None
    why: str
    facts: Mapping[str, str] = field(default_factory=dict)


def by_item(done: Done, terms: PriceTerms | None, *, standing: Decimal, service_days: int) -> Worth:
    """Units of an item, by its price and the factor of its setting.

    A square metre's price is for a year of looking after it: once is the year's share, 52 times the visits a week its
    setting says, else `service_days`. Of an item with bands the price of the band reached counts.

    Args:
        standing: The unit's volume of the item on that day, by which its band is found.
    """
    if terms is None:
        return Worth(None, "no_item")
    if done.quantity is None:
        return Worth(None, "no_quantity")
    if terms.unit == "fixed_year":
        return Worth(None, "agreed_sum")
    try:
        factor = fees.setting_factor(terms, done.setting)
    except fees.NoPrice:
        return Worth(None, "no_setting")
    price = _price(terms, standing, done.quantity)
    parts = times_a_year(done.setting, service_days) if terms.unit == "m2_year" else Decimal(1)
    if terms.unit in BY_DAYS:
        parts = Decimal(DAYS)
    amount = done.quantity * done.times * price * factor / parts
    facts = {
        "quantity": f"{done.quantity:f}", "times": str(done.times), "price": f"{price:f}", "factor": f"{factor:f}",
        "parts": f"{parts:f}", "unit": terms.unit,
    }  # fmt: skip
    return Worth(fees.half_up(amount * 100), "item", facts)


def by_rate(done: Done, rates: Iterable[pricing.Rate]) -> Worth:
    """Hours, travel or material by the contract's rates; extra work's own rates count where it has them."""
    what = {"hours": "time", "cost": "material", "travel": "travel"}[done.measure]
    if (done.cost_minor if done.measure == "cost" else done.quantity) is None:
        return Worth(None, "no_quantity")
    quantity = None if done.quantity is None else done.quantity * done.times
    minutes = int((quantity * 60).to_integral_value()) if done.measure == "hours" and quantity is not None else 0
    used = pricing.Used(
        what, done.line, "", minutes=minutes, quantity=quantity,
        cost_minor=None if done.cost_minor is None else done.cost_minor * done.times,
    )  # fmt: skip
    # A line that says "included" speaks of work the contract covers, and this is what it does not cover.
    priced = [rate for rate in rates if rate.what != "included"]
    try:
        found = pricing.price(used, priced)
    except pricing.NoPrice:
        return Worth(None, "no_rate")
    value = f"{found.rate.value:f}" if found.rate is not None else ""
    shown = f"{done.quantity:f}" if done.quantity is not None else ""
    return Worth(
        found.amount_minor, f"rate_{done.measure}", {"quantity": shown, "times": str(done.times), "value": value}
    )


def times_a_year(setting: str, service_days: int) -> Decimal:
    """How often a year a setting comes: “f5” five times a week, “f0_5” every second week; else the days of service."""
    for part in setting.split():
        digits = part[1:].replace("_", ".")
        if part[:1] == "f" and digits.replace(".", "", 1).isdecimal() and Decimal(digits) > 0:
            return Decimal(digits) * WEEKS
    return Decimal(service_days)


def _price(terms: PriceTerms, standing: Decimal, quantity: Decimal) -> Decimal:
    if not terms.bands:
        return terms.price
    reached = standing + quantity if terms.band_mode == ALL_UNITS else standing
    below = [band for band in terms.bands if band.start <= reached]
    return (below[-1] if below else terms.bands[0]).price
