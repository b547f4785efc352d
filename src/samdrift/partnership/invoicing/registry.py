"""Which rooms put charges on a month's invoices: contracts and the rooms to the left, and what registers besides."""

from collections.abc import Callable
from datetime import date, datetime

from samdrift.kernel.invoices import Charge
from samdrift.partnership.performance import public as performance
from samdrift.partnership.savings import public as savings
from samdrift.partnership.scaling import public as scaling
from samdrift.registers.contracts import public as contracts

# (contract_id, first day of the month, known at) → charges, each with what stands behind it.
Charges = Callable[[int, date, datetime | None], list[Charge]]
ROOMS: tuple[Charges, ...] = (
    contracts.charges_of_month, performance.charges_of_month, scaling.charges_of_month, savings.charges_of_month,
)  # fmt: skip
_more: dict[str, Charges] = {}


def register_charges(name: str, charges: Charges) -> None:
    """Let a room, or a test, put charges on invoices under a name; the same name again takes its place."""
    _more[name] = charges


def unregister_charges(name: str) -> None:
    """Take a registration back."""
    _more.pop(name, None)


def charges_of_month(contract_id: int, first_day: date, known_at: datetime | None) -> list[Charge]:
    """What every room puts on the invoices of a month, in the order of the rooms, as it was agreed by a moment."""
    return [charge for found in (*ROOMS, *_more.values()) for charge in found(contract_id, first_day, known_at)]
