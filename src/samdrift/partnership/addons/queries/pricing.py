"""What an add-on is priced by: the price book, the volumes and the rates of its day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from samdrift.kernel.fees import Key, PriceTerms
from samdrift.partnership.addons.rules.worth import Done, Worth, by_item, by_rate
from samdrift.registers.contracts import public as contracts

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Ordered:
    """What is ordered for a unit on a day, and at what prices.

    Attributes:
        book: The items of the price book of the day.
        volumes: The unit's volumes, by item, unit, site and setting.
    """

    book: Mapping[str, PriceTerms]
    volumes: Mapping[Key, Decimal]

    def at(self, line: str, site_id: int | None) -> list[Key]:
        """The volumes of a service line at a place, or of the whole unit, in order."""
        found = [
            key for key in self.volumes
            if key[0] in self.book and self.book[key[0]].line == line and key[2] in (site_id, None)
        ]  # fmt: skip
        return sorted(found, key=lambda key: (key[2] is None, key[0], key[3]))

    def standing(self, item: str) -> Decimal:
        """The unit's volume of an item, all its places and settings together."""
        return sum((many for key, many in self.volumes.items() if key[0] == item), ZERO)


def ordered_on(contract_id: int, unit_id: int | None, day: date) -> Ordered:
    """The price book of a day and the volumes of a unit."""
    volumes = contracts.volumes(contract_id, day, [unit_id]) if unit_id is not None else {}
    return Ordered(contracts.price_book(contract_id, day), volumes)


def worth_of(contract_id: int, done: Done, item: str, day: date, ordered: Ordered, *, service_days: int) -> Worth:
    """What it comes to by the prices of its day."""
    if done.measure == "item":
        return by_item(done, ordered.book.get(item), standing=ordered.standing(item), service_days=service_days)
    rates = contracts.rates_on(contract_id, day)
    return by_rate(done, rates.rates if rates else ())
