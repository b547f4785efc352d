"""What the rooms to the right put into a bundle: invoices and what stands behind them."""

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


@dataclass(frozen=True, slots=True)
class Behind:
    """Rows behind lines of invoices, by table and column as in `kernel.bundles`, and the subjects that tell of them."""

    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    subjects: Sequence[UUID] = ()


AskBehind = Callable[[int, Sequence[date]], Behind]
"""From a contract's id and the first days of the months of a bundle."""
Ask = Callable[[int, date], Billed]
"""From a contract's id and the first day of a month."""

_asked: list[Ask] = []
_behind: dict[str, AskBehind] = {}


def register_behind(room: str, ask: AskBehind) -> None:
    """Let a room say what of its own stands behind lines of invoices; the same room again takes its own place."""
    _behind[room] = ask


def behind(contract_id: int, first_days: Sequence[date]) -> list[Behind]:
    """What every room says, in the order of their names."""
    return [ask(contract_id, first_days) for _room, ask in sorted(_behind.items())]


def register_billed(ask: Ask) -> None:
    """Let the room that invoices say what went out in a month; the last one who registers is asked."""
    _asked[:] = [ask]


def billed(contract_id: int, first_day: date) -> Billed:
    """What went out in a month; nothing where no room invoices."""
    return _asked[0](contract_id, first_day) if _asked else Billed()
