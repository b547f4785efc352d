"""What the rooms to the right put into a bundle: the invoices of its month, which this room knows nothing of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Billed:
    """The invoices of a month and their lines, by the columns of `kernel.bundles.form`, and their uids in the book."""

    invoices: Sequence[Mapping[str, Any]] = ()
    lines: Sequence[Mapping[str, Any]] = ()
    subjects: Sequence[UUID] = ()


Ask = Callable[[int, date], Billed]
"""From a contract's id and the first day of a month."""

_asked: list[Ask] = []


def register_billed(ask: Ask) -> None:
    """Let the room that invoices say what went out in a month; the last one who registers is asked."""
    _asked[:] = [ask]


def billed(contract_id: int, first_day: date) -> Billed:
    """What went out in a month; nothing where no room invoices."""
    return _asked[0](contract_id, first_day) if _asked else Billed()
