"""What months that were invoiced come to more, where both parties agree later on a volume that held all along.

The invoices that were sent stand; the ledger of volumes changes from the first month that is not invoiced, and each
month between gets a supplementary invoice of the difference, rounded once a month.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from samdrift.kernel.fees import NONE, FeeLine, VolumeStep, exact_minor, half_up

LONGEST_MONTHS = 60
"""Five years back: so far nobody claims, and a hostile bundle cannot keep the verifier counting."""
FeesWith = Callable[[date, Sequence[VolumeStep]], Sequence[FeeLine]]
"""From a month's first day and steps beside the ledger's: the month's fee, line by line."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What one month comes to more, in hundredths without VAT."""

    month: date
    amount_minor: int


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_until(since: date, until: date) -> list[date]:
    """The first days of the months from a day on, up to the month that begins on another.

    Raises:
        ValueError: They are none, or more than can be asked for.
    """
    months, month = list[date](), since.replace(day=1)
    while month < until and len(months) <= LONGEST_MONTHS:
        months.append(month)
        month = next_month(month)
    if not months or len(months) > LONGEST_MONTHS:
        raise ValueError(f"from {since} to {until} lie no months that can be billed more for")
    return months


def volume_owed(step: VolumeStep, until: date, fees_with: FeesWith) -> list[Owed]:
    """What each month comes to more when a step had stood in the ledger; months it changes nothing of are left out.

    Args:
        step: From its day on so much more was ordered.
        until: The first day of the month from which the ledger holds it.

    Raises:
        NoPrice: A volume has no price.
        ValueError: There is no month between.
    """
    found = []
    for month in months_until(step.on, until):
        exact = NONE
        for steps, sign in (((step,), 1), ((), -1)):
            for line in fees_with(month, steps):
                if (line.item, line.unit_id) == (step.item, step.unit_id):
                    exact += sign * exact_minor(line.stretches, month)
        amount = half_up(exact)
        if amount:
            found.append(Owed(month, amount))
    return found


def amount_owed(month: date, quantity: Decimal, price: Decimal) -> list[Owed]:
    """A quantity at a price, agreed on for one month."""
    amount = half_up(quantity * price * 100)
    return [Owed(month.replace(day=1), amount)] if amount else []
