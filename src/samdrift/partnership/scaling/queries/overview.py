"""All districts beside each other: what each costs, and what is on its way, in a number of reads that does not grow."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum

from samdrift.foundation.scope import Scope
from samdrift.kernel.fees import NoPrice
from samdrift.partnership.scaling import rules
from samdrift.partnership.scaling.models import VIEW, ChangeOrder
from samdrift.partnership.scaling.queries.districts import districts
from samdrift.partnership.scaling.registry import Shown, columns
from samdrift.partnership.scaling.rules.effects import Picture, minor, price_of_year
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Row:
    """One district.

    Attributes:
        year_minor: What its services cost this calendar year as agreed today, in hundredths; None: a price is missing
            or may not be seen.
        changes, changed_minor: Changes on their way, and what they come to in a whole year.
        others: What other rooms show of it, in the order of their columns.
    """

    unit: parties.Unit
    contract: contracts.Contract | None
    year_minor: int | None
    changes: int
    changed_minor: int
    others: tuple[Shown | None, ...]


def overview(scope: Scope, today: date) -> list[Row]:
    """Every district one may look at, the dearest first."""
    tops = districts(scope)
    owner = _owners(scope, tops)
    units: dict[int, set[int]] = {top.pk: set() for top in tops}
    for unit_id, top in owner.items():
        units[top].add(unit_id)
    covered = _contracts(scope, tops)
    years: dict[int, int] = {}
    shown: list[dict[int, Shown]] = [{} for _column in columns()]
    for contract in {one.pk: one for one in covered.values()}.values():
        held = {top.pk: units[top.pk] for top in tops if top.pk in covered and covered[top.pk].pk == contract.pk}
        years |= _years(contract, held, owner, today.year)
        for found, column in zip(shown, columns(), strict=True):
            found |= column.load(scope, contract, held, today)
    waiting = _waiting(scope, owner)
    rows = [
        Row(
            top, covered.get(top.pk), years.get(top.pk), *waiting.get(top.pk, (0, 0)),
            tuple(found.get(top.pk) for found in shown),
        )
        for top in tops
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-(row.year_minor or 0), row.unit.path))


def _owners(scope: Scope, tops: Iterable[parties.Unit]) -> dict[int, int]:
    """To which district each unit below belongs."""
    roots = {top.pk for top in tops}
    found = {}
    for pk, path in parties.Unit.objects.within(scope).values_list("pk", "path"):
        above = [int(part) for part in path.split("/") if part and int(part) in roots]
        if above:
            found[pk] = above[-1]
    return found


def _contracts(scope: Scope, tops: Iterable[parties.Unit]) -> dict[int, contracts.Contract]:
    """The contract each district's services stand in: of several the first by code, as on its own page."""
    held = contracts.contracts_of(scope)
    found = {}
    for top in tops:
        above = {int(part) for part in top.path.split("/") if part}
        covering = (one for one in held if not one.unit_ids or above & set(one.unit_ids))
        if (contract := next(covering, None)) and scope.allows(
            VIEW, contract=contract.pk, unit=top.pk, data_class="D2"
        ):
            found[top.pk] = contract
    return found


def _years(
    contract: contracts.Contract, held: Mapping[int, set[int]], owner: Mapping[int, int], year: int
) -> dict[int, int]:
    """What each district's services cost in a calendar year, in hundredths."""
    picture = Picture(
        dated=contracts.dated_prices(contract.pk, date(year, 1, 1), date(year, 12, 31)),
        steps=contracts.volume_steps(contract.pk, sorted(set().union(*held.values()))),
        term=(contract.starts_on, contract.ends_on),
    )  # fmt: skip
    try:
        found = price_of_year(picture, picture.steps, year)
    except NoPrice:
        return {}
    sums: dict[int, Decimal] = dict.fromkeys(held, ZERO)
    for (_item, unit_id, _site, _setting), amount in found.items():
        sums[owner[unit_id]] += amount
    return {top: minor(amount) for top, amount in sums.items()}


def _waiting(scope: Scope, owner: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    """How many changes of each district are asked for or agreed and do not hold yet, and their whole year."""
    states = (*rules.PENDING, rules.ACCEPTED, rules.SCHEDULED)
    rows = ChangeOrder.objects.within(scope).filter(state__in=states, unit__in=owner).order_by()
    many, amounts = Counter[int](), Counter[int]()
    for unit_id, count, amount in rows.values_list("unit").annotate(Count("pk"), Sum("year_minor")):
        many[owner[unit_id]] += count
        amounts[owner[unit_id]] += amount or 0
    return {top: (count, amounts[top]) for top, count in many.items()}
