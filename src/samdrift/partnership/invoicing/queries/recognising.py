"""Which change, order, credit, true-up or settlement a line from elsewhere is about: by reference, number or name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from samdrift.partnership.invoicing.formats.document import Line
from samdrift.partnership.invoicing.queries.gathering import Gathered, gathered
from samdrift.registers.contracts import public as contracts

# What a charge calls itself on a line: an order's or change's number, or a key figure with its month.
NUMBER = re.compile(r"\b[A-Z][A-Z0-9]*-[0-9]{4}-[A-Z]*[0-9]+\b|\b[A-Z][0-9]{2} 20[0-9]{2}-[0-9]{2}\b")


@dataclass(slots=True)
class Candidates:
    """Everything but volumes that belongs on a unit's invoice of a month; each is recognised once."""

    left: list[Gathered] = field(default_factory=list)

    def take(self, line: Line, sign: int) -> Gathered | None:
        """The one a line is about, if any: of several the one of the same amount."""
        about = [one for one in self.left if _is_about(line, one)]
        same = [one for one in about if one.amount_minor == sign * line.amount_minor]
        found = next(iter(same or about), None)
        if found is not None:
            self.left.remove(found)
        return found


def candidates(
    contract: contracts.Contract, unit_id: int, month: date, *, known_at: datetime, zone: str
) -> Candidates:  # fmt: skip
    """What may be charged to a unit for a month beside its volumes, and stands on no invoice yet."""
    found = gathered(contract, month, known_at=known_at, zone=zone, unit_ids=[unit_id])
    return Candidates([one for one in found if one.source != "volume"])


def _is_about(line: Line, one: Gathered) -> bool:
    text = f"{line.item} {line.name} {line.note}"
    if one.reference in text or line.name.casefold() in {name.casefold() for name in one.name.values()}:
        return True
    return any(number in text for number in _numbers(one.name.values()))


def _numbers(names: Iterable[str]) -> set[str]:
    return {number for name in names for number in NUMBER.findall(name)}
