"""What is charged in a month, as the contract's price book says: the base of amounts at risk and of caps."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from samdrift.registers.contracts import public as contracts


@dataclass(frozen=True, slots=True)
class Charged:
    """A month's charges in hundredths: whole, by service line, by district."""

    whole: int = 0
    by_line: dict[str, int] = field(default_factory=dict)
    by_unit: dict[int, int] = field(default_factory=dict)
    by_unit_line: dict[tuple[int, str], int] = field(default_factory=dict)


def charged_in(contract_id: int, month: date, tops: dict[int, int]) -> Charged:
    """The fees of a month, each unit's told under its district."""
    by_line: dict[str, int] = defaultdict(int)
    by_unit: dict[int, int] = defaultdict(int)
    both: dict[tuple[int, str], int] = defaultdict(int)
    whole = 0
    for fee in contracts.fees_of_month(contract_id, month):
        unit = tops.get(fee.unit_id, fee.unit_id)
        whole += fee.amount_minor
        by_line[fee.line] += fee.amount_minor
        by_unit[unit] += fee.amount_minor
        both[unit, fee.line] += fee.amount_minor
    return Charged(whole, dict(by_line), dict(by_unit), dict(both))
