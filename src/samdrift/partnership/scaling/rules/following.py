"""What a change of volumes means to the work at each place: how often it comes, or that it comes no more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from samdrift.kernel.fees import Key, PriceTerms

ZERO = Decimal(0)
VISITS = "fd"  # the levers that say how often a week: visits, or days
BY_VISIT = ("visit",)


@dataclass(frozen=True, slots=True)
class Meant:
    """What happens to one service at one place from a day on.

    Attributes:
        given_up: Nothing of it is ordered there any more.
        week: Visits a week of what comes most often, before and after; 0 where no lever says.
        by_item: Visits a week afterwards of items whose number changed.
        year: Visits a year where they are ordered by number, before and after; 0 where they are not.
    """

    site_id: int
    line: str
    on: date
    given_up: bool
    week: tuple[Decimal, Decimal] = (ZERO, ZERO)
    by_item: Mapping[str, Decimal] = field(default_factory=dict)
    year: tuple[Decimal, Decimal] = (ZERO, ZERO)


def visits_of(setting: str) -> Decimal:
    """How often a week a setting means; 0 where it does not say."""
    for part in setting.split():
        if part[0] in VISITS and part[1:].replace("_", ".").replace(".", "", 1).isdecimal():
            return Decimal(part[1:].replace("_", "."))
    return ZERO


def meant(
    before: Mapping[Key, Decimal], after: Mapping[Key, Decimal], book: Mapping[str, PriceTerms], places: Iterable[Key],
    on: date,
) -> list[Meant]:  # fmt: skip
    """What other volumes mean to the work, by place and service; `places` are the keys that change on the day."""
    touched = sorted({(key[2], book[key[0]].line) for key in places if key[2] is not None and key[0] in book})
    found = []
    for site_id, line in touched:
        was, becomes = (_at(volumes, book, site_id, line) for volumes in (before, after))
        weeks = _by_item(was), _by_item(becomes)
        years = tuple(sum((many for (item, _s), many in one.items() if book[item].unit in BY_VISIT), ZERO)
                      for one in (was, becomes))  # fmt: skip
        most = max(weeks[0].values(), default=ZERO), max(weeks[1].values(), default=ZERO)
        other = {item: many for item, many in weeks[1].items() if many != weeks[0].get(item, many)}
        one = Meant(site_id, line, on, bool(was) and not becomes, most, other, (years[0], years[1]))
        if one.given_up or one.week[0] != one.week[1] or one.year[0] != one.year[1] or weeks[0] != weeks[1]:
            found.append(one)
    return found


def _at(
    volumes: Mapping[Key, Decimal], book: Mapping[str, PriceTerms], site_id: int, line: str
) -> dict[tuple[str, str], Decimal]:
    return {
        (item, setting): many for (item, _unit, site, setting), many in volumes.items()
        if site == site_id and many > 0 and item in book and book[item].line == line
    }  # fmt: skip


def _by_item(volumes: Mapping[tuple[str, str], Decimal]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for item, setting in volumes:
        if visits_of(setting) > 0:
            found[item] = max(found.get(item, ZERO), visits_of(setting))
    return found
