"""What both parties agreed on late: what invoiced months come to more, by prices and volumes known then."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from samdrift.kernel.bundles.behind import Book, day_from, whole
from samdrift.kernel.bundles.money import number
from samdrift.kernel.fees import FeeLine, VolumeStep
from samdrift.kernel.late_due import Owed, amount_owed, volume_owed

AMOUNT, VOLUME = "amount", "volume"


def late_owed(book: Book, written: Mapping[str, Any], reference: str, at: datetime) -> list[Owed]:
    """The months of a late agreement with what each comes to more.

    A volume must stand in the ledger from the month after: else its months could be billed for ever.

    Raises:
        ValueError, TypeError, KeyError: It cannot be worked out.
    """
    since, until = day_from(written["since"]), day_from(written["until"])
    quantity = number(written["quantity"])
    if written["kind"] == AMOUNT:
        return amount_owed(since, quantity, number(written["price"]))
    if written["kind"] != VOLUME:
        raise ValueError("neither a volume nor an amount was agreed on")
    site = None if written["site"] is None else whole(written["site"])
    step = VolumeStep(
        str(written["item"]), whole(written["unit"]), site, str(written["setting"]), quantity, since, at, "agreed"
    )
    if until <= book.within[1] and not any(_follows(one, step, until, reference) for one in book.ledger.steps):
        raise ValueError(f"{reference} stands in no volume from {until} on")

    def fees_with(month: date, more: Sequence[VolumeStep]) -> list[FeeLine]:
        return book.ledger.lines(month, book.within, at, more=more)

    return volume_owed(step, until, fees_with)


def _follows(one: VolumeStep, step: VolumeStep, until: date, reference: str) -> bool:
    return (one.reference, one.on, one.key, one.change) == (reference, until, step.key, step.change)
