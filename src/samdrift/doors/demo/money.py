"""What the money of the smaller tenants has in common: price book, volumes, figures, budgets and invoices of a year.

Everything goes through the rooms' own commands or their bulk doors; sums are exact in every profile.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from samdrift.doors.demo.chance import generator, largest_remainders, uid
from samdrift.foundation.scope import Scope
from samdrift.kernel import fees
from samdrift.kernel.fees import VolumeStep
from samdrift.kernel.savings import month_share
from samdrift.partnership.invoicing import public as invoicing
from samdrift.partnership.performance import public as performance
from samdrift.partnership.savings import public as savings
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

YEAR = 2025
MONTHS = tuple(date(YEAR, number, 1) for number in range(1, 13))
LATE_MONTH = 5
ROUND_SUM = Decimal(100)  # an agreed sum is ordered in hundreds of the currency
LANGUAGES = ("en", "da", "sv")
SUM_WORDS = ("Agreed sum, in hundreds", "Aftalt sum, i hundreder", "Avtalad summa, i hundratal")


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a price book: what it is counted in, its price and its names (en, da, sv)."""

    code: str
    line: str
    unit: str
    price: str
    names: tuple[str, str, str]
    levers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ordered:
    """How much of an item is delivered to a unit, and where."""

    item: str
    unit: str
    quantity: Decimal
    site_id: int | None = None
    setting: str = ""


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant that is loaded: the scope it is loaded with, its contract, units by code and people by role."""

    code: str
    scope: Scope
    contract: contracts.Contract
    customer: parties.Organisation
    units: Mapping[str, parties.Unit]
    people: Mapping[str, parties.Person]

    def as_(self, role: str, moment: datetime) -> Scope:
        """What the person of a role may do at a moment."""
        scope: Scope | None = parties.scope_at(self.people[role], None, now=moment)
        assert scope is not None
        return scope


def order(
    tenant: Tenant, items: Sequence[Item], ordered: Sequence[Ordered], values: Mapping[str, int],
    shares: Mapping[str, float], *, now: datetime,
) -> None:  # fmt: skip
    """Write the price book and order the volumes; what is left of a line's value is an agreed sum of the units.

    Args:
        values: What each line is worth a year, in whole units of the currency.
        shares: The weight by which each unit has part in the agreed sums.
    """
    starts, book = tenant.contract.starts_on, {one.code: one for one in items}
    drafts = [_price(one, starts) for one in items]
    drafts += [_price(Item(f"{line}-SUM", line, "fixed_year", str(ROUND_SUM), SUM_WORDS), starts) for line in values]
    contracts.write_prices(tenant.scope, tenant.contract.pk, drafts, now=now)
    steps = [_step(tenant, one, starts, now) for one in ordered]
    for line, value in values.items():
        spent = sum((_cost(book[one.item], one) for one in ordered if book[one.item].line == line), Decimal(0))
        parts = largest_remainders(value * 100 - int(spent * 100), list(shares.values()))
        steps += [
            _step(tenant, Ordered(f"{line}-SUM", unit, Decimal(part) / 100 / ROUND_SUM), starts, now)
            for unit, part in zip(shares, parts, strict=True)
            if part
        ]
    contracts.add_steps(tenant.scope, tenant.contract.pk, steps, now=now)


def _price(one: Item, starts: date) -> contracts.PriceDraft:
    return contracts.PriceDraft(
        code=one.code, line=one.line, unit=one.unit, price=Decimal(one.price), clause="9.1", valid_from=starts,
        name=dict(zip(LANGUAGES, one.names, strict=True)), area_basis="NRA" if one.unit == "m2_year" else "",
        settings={name: Decimal(factor) for name, factor in one.levers.items()},
    )  # fmt: skip


def _cost(item: Item, one: Ordered) -> Decimal:
    factor = Decimal(1)
    for part in one.setting.split():
        factor *= Decimal(item.levers[part])
    return one.quantity * Decimal(item.price) * factor * fees.TIMES_A_YEAR.get(item.unit, 1)


def _step(tenant: Tenant, one: Ordered, starts: date, now: datetime) -> VolumeStep:
    source = "measured" if one.site_id else "agreed"
    return VolumeStep(
        one.item, tenant.units[one.unit].pk, one.site_id, one.setting, one.quantity, starts, now, source
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a contract: their weights by code, targets where they differ, and what is counted by hand.

    `readings` gives for a month and a unit ("" for the whole contract) what was counted, by code. `disputed` is one of
    the last month that the client disputes and the provider has answered: there is one to settle.
    """

    weights: Mapping[str, str]
    targets: Mapping[str, str]
    readings: "Readings"
    disputed: "Disputed | None" = None


@dataclass(frozen=True, slots=True)
class Disputed:
    """A figure in dispute: why, what the provider answers, and how many fewer it counts now."""

    code: str
    reasons: str
    answer: str
    fewer: int


class Readings:
    """What is counted by hand; none, unless a tenant says otherwise."""

    def of(self, code: str, unit: str, month: date) -> tuple[int, int] | None:
        """How many of how many, or None where nobody counts."""
        return None


def load_year_of_figures(tenant: Tenant, figures: Figures, *, signed: datetime) -> None:
    """The definitions and remedies signed with the contract, and each month of the year to its end."""
    drafts = [
        replace(one, weight=Decimal(figures.weights[one.code]),
                target=Decimal(figures.targets.get(one.code, str(one.target))))
        for one in performance.standard_definitions(MONTHS[0]) if one.code in figures.weights
    ]  # fmt: skip
    remedies = performance.standard_remedies(MONTHS[0])
    remedies = replace(remedies, terms={**remedies.terms, "grace": []})  # it is not the contract's first year
    performance.agree_at_signing(tenant.scope, tenant.contract.pk, drafts, remedies, now=signed)
    tops = performance.tops_of(tenant.contract.community_id)
    for month in MONTHS:
        _month(tenant, figures, month, tops)


def _month(tenant: Tenant, figures: Figures, month: date, tops: dict[int, int]) -> None:
    """Readings on the third, figures on the fifth, both words, the freeze on the fifteenth, then the credits."""
    community, contract_id = tenant.contract.community_id, tenant.contract.pk
    for code in figures.weights:
        for unit in ("", *tenant.units):
            counted = figures.readings.of(code, unit, month)
            if counted:
                performance.record_reading(
                    tenant.as_("CTR-P", after(month, 3)), contract_id, code, month, counted, now=after(month, 3),
                    unit_id=tenant.units[unit].pk if unit else None, evidence=f"{code} {month:%Y-%m}",
                )  # fmt: skip
    period = performance.compute_month(community, contract_id, month, now=after(month, 5, 1), tops=tops)
    assert period is not None
    if figures.disputed is not None and month == MONTHS[-1]:
        _dispute(tenant, figures.disputed, month)
    for role, day in (("CTR-P", 8), ("CTR-C", 9)):
        scope = tenant.as_(role, after(month, day))
        performance.agree_month(scope, period.uid, expected_version=None, now=after(month, day))
    period = performance.period_of(tenant.as_("CTR-P", after(month, 14)), contract_id, month)
    performance.freeze_month(performance.counting_scope(community), period, now=after(month, 15, 1))
    if month == MONTHS[-1]:
        return  # agreeing on December's credits is left to whoever tries the house
    for role in ("CTR-P", "CTR-C"):
        if performance.credits_wait(contract_id, month):
            scope = tenant.as_(role, after(month, 17))
            performance.agree_credits(scope, contract_id, month, now=after(month, 17))


def _dispute(tenant: Tenant, one: Disputed, month: date) -> None:
    disputed, answered = after(month, 6), after(month, 7)
    row = performance.result_of(tenant.as_("CTR-C", disputed), tenant.contract.pk, month, one.code)
    performance.dispute(
        tenant.as_("CTR-C", disputed), row.uid, one.reasons, expected_version=None, now=disputed
    )  # fmt: skip
    performance.answer(
        tenant.as_("CTR-P", answered), row.uid, one.answer, numbers=(row.numerator - one.fewer, row.denominator),
        expected_version=None, now=answered,
    )  # fmt: skip


def after(month: date, day: int, hour: int = 9) -> datetime:
    """A moment of a day of the month after."""
    return datetime(month.year + month.month // 12, month.month % 12 + 1, day, hour, tzinfo=UTC)


def fees_of_year(tenant: Tenant) -> dict[tuple[str, str], list[int]]:
    """What each unit's service came to in each month of the year."""
    codes = {unit.pk: code for code, unit in tenant.units.items()}
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 12)
    for month in MONTHS:
        for fee in contracts.fees_of_month(tenant.contract.pk, month):
            found[codes[fee.unit_id], fee.line][month.month - 1] += fee.amount_minor
    return {key: found[key] for key in sorted(found)}


def load_budgets(tenant: Tenant, costs: Mapping[tuple[str, str], list[int]]) -> None:
    """What each unit means to spend on each service, this year and the next: a little more or less than it costs."""
    savings.load_budgets(list(_budgets(tenant, costs)))


def _budgets(tenant: Tenant, costs: Mapping[tuple[str, str], list[int]]) -> Iterator[savings.Budget]:
    for (unit, line), months in costs.items():
        spare = generator(f"{tenant.code}-budget", unit, line).randint(-15, 60)
        for year, percent in ((YEAR, 100), (YEAR + 1, 102)):
            whole = sum(months) * (1_000 + spare) // 1_000 * percent // 100
            for month in range(1, 13):
                yield savings.Budget(
                    **row_of(tenant, unit, line), uid=uid(f"{tenant.code}-budget", unit, line, year, month),
                    owner_party_id=tenant.customer.pk, month=date(year, month, 1),
                    amount_minor=month_share(whole, month), recorded_at=datetime(year - 1, 12, 1, 9, tzinfo=UTC),
                )  # fmt: skip


def row_of(tenant: Tenant, unit: str, line: str) -> dict[str, object]:
    """The columns every row about a unit's service has."""
    return {
        "community_id": tenant.contract.community_id, "data_class": "D2", "contract_id": tenant.contract.pk,
        "unit_id": tenant.units[unit].pk, "line_code": line,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Queried:
    """A line that is queried: whose, of which service, on which January day, why, and the answer if it is credited."""

    unit: str
    line: str
    day: int
    text: str
    answer: str = ""


def load_invoices(
    tenant: Tenant, waiting: Sequence[str], queried: Sequence[Queried], late: tuple[str, int]
) -> list[invoicing.Invoice]:
    """A year of invoices: all but the last month's are paid; of that one some units' wait, and lines are queried.

    Args:
        late: Whose invoice of May was paid late, and by how many days.
    """
    people = tenant.people
    hands = invoicing.Hands(
        issued=people["FIN-P"].pk, matched=people["FIN-C"].pk, approved=people["FIN-APPR"].pk,
        accepted={unit.pk: people["LOC-FM"].pk for unit in tenant.units.values()},
    )  # fmt: skip
    but = {tenant.units[code].pk: "received" for code in waiting}
    slow = {tenant.units[late[0]].pk: late[1]}
    months = [
        invoicing.PastMonth(month, after(month, 5), late=slow if month.month == LATE_MONTH else {})
        for month in MONTHS[:-1]
    ]
    months.append(invoicing.PastMonth(MONTHS[-1], after(MONTHS[-1], 5), "matched", but))
    made = invoicing.import_months(tenant.scope, tenant.contract.pk, months, hands)
    last = {one.unit_id: one for one in made if one.month == MONTHS[-1]}
    for one in queried:
        _query(tenant, last.get(tenant.units[one.unit].pk), one)
    return made


def _query(tenant: Tenant, invoice: invoicing.Invoice | None, one: Queried) -> None:
    lines = invoicing.lines_of(invoice) if invoice else []
    line = max((row for row in lines if row.line_code == one.line), key=lambda row: row.amount_minor, default=None)
    if line is None:
        return
    asked = datetime(YEAR + 1, 1, one.day, 10, tzinfo=UTC)
    dispute = invoicing.query_line(
        tenant.as_("FIN-C", asked), line.uid, amount=f"{line.amount_minor // 400}", reason="not_delivered",
        text=one.text, expected_version=None, now=asked,
    )  # fmt: skip
    if one.answer:
        at = asked.replace(day=one.day + 2)
        invoicing.credit_query(
            tenant.as_("FIN-P", at), dispute.uid, answer=one.answer, expected_version=None, now=at
        )  # fmt: skip
