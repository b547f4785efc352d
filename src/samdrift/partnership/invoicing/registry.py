"""Which rooms put charges on a month's invoices: those to the left that offer `charges_of_month`, as they stand."""

from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from importlib.util import find_spec

from samdrift.kernel.invoices import Charge

# (contract_id, first day of the month) → charges, each with what stands behind it.
Charges = Callable[[int, date], list[Charge]]
ROOMS = (
    "samdrift.registers.contracts.public",
    "samdrift.partnership.performance.public",
    "samdrift.partnership.scaling.public",
    "samdrift.partnership.savings.public",
)
_more: dict[str, Charges] = {}


def register_charges(name: str, charges: Charges) -> None:
    """Let a room, or a test, put charges on invoices under a name; the same name again takes its place."""
    _more[name] = charges


def unregister_charges(name: str) -> None:
    """Take a registration back."""
    _more.pop(name, None)


def charges_of_month(contract_id: int, first_day: date) -> list[Charge]:
    """What every room puts on the invoices of a month, in the order of the rooms."""
    return [charge for found in _all() for charge in found(contract_id, first_day)]


def _all() -> Iterator[Charges]:
    for name in ROOMS:
        try:
            stands = find_spec(name) is not None
        except ModuleNotFoundError:  # the room is not there
            stands = False
        offered = getattr(import_module(name), "charges_of_month", None) if stands else None
        if offered is not None:
            yield offered
    yield from _more.values()
