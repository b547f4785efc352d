"""Putting a pack's data together from the rooms, as known at one moment: the same again gives the same text."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.kernel.benchmarks import FOUR, Fact, Factor, Terms, size_class
from samdrift.partnership.benchmarking.models import PeerValue, PriceFactor
from samdrift.partnership.benchmarking.queries import terms as agreed
from samdrift.partnership.benchmarking.rules import packing, periods
from samdrift.partnership.benchmarking.rules.packing import Divisor, Named, Tally
from samdrift.partnership.insight import public as insight
from samdrift.partnership.invoicing import public as invoicing
from samdrift.partnership.performance import public as performance
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

CLASSES = frozenset({"D0", "D1", "D2"})  # what both parties may read, nobody's own: the same pack for both
SENT = ("issued", "received", "matched", "queried", "credited", "approved", "paid")
AREA, PEOPLE, ASKED, WRITTEN = "estate.m2", "estate.users", "requests.reported", "work.minutes"
REASON = "a pack is made of what both parties may read; who may read it is asked where it is shown"
MIXED = "mixed"


def contract_of(community_id: int, contract_id: int) -> contracts.Contract:
    """The contract with its parties.

    Raises:
        DoesNotExist: It is not of this community.
    """
    with everywhere(reason=REASON):
        rows = contracts.Contract.objects.filter(community=community_id)
        return rows.select_related("customer", "provider").get(pk=contract_id)


def gathered(
    contract: contracts.Contract, first: date, last: date, level: str, known_at: datetime, number: int = 1
) -> dict[str, Any]:  # fmt: skip
    """The data of a pack before anybody answered; a function of what was known.

    Raises:
        NoPrice: A volume has no price.
    """
    months = periods.months_of(first, last)
    terms = agreed.in_force(contract.pk, last, known_at)
    facts, factors = _facts(contract.pk, known_at), _factors(contract.pk, known_at)
    asked = insight.Asked(contract_id=contract.pk, since=first, until=last + timedelta(days=1), at=known_at)
    scope = _reading_scope(contract.community_id)
    with insight.remembering():
        areas = {cell.key: cell.value for cell in insight.tell(scope, AREA, asked, "site") if cell.value is not None}
        divisors = _divisors(scope, asked, contract, len(months))
    tallies = _tallies(contract, months, known_at, areas, terms.sizes)
    ground = packing.Ground(
        months=len(months), currency=contract.currency, level=level, tallies=tallies,
        named=_named(contract.pk, last, known_at), divisors=divisors,
        by_charge=_charges(contract.pk, months, known_at), invoiced=_invoiced(contract.pk, months, known_at),
        places=_places(contract.community_id, tallies), line_names=_line_names(contract.community_id),
        groups=_groups(contract.community_id), cpvs=_cpvs(contract.community_id),
        facts=[_fact(one) for one in facts], factors=[_factor(one) for one in factors],
        terms=Terms(terms.tolerance, terms.against, terms.fewest_peers), fewest_sites=terms.fewest_sites,
        sizes=[int(one) for one in terms.sizes],
    )  # fmt: skip
    return {
        **packing.told(ground, insight.hidden), "number": number, "contract": _contract(contract),
        "first": first.isoformat(), "last": last.isoformat(), "known_at": known_at.isoformat(timespec="microseconds"),
        "terms": agreed.as_told(terms), "followed": _followed(contract.pk, first, last, known_at),
        "facts": [_fact_told(one) for one in facts], "factors": [_factor_told(one) for one in factors],
        "said": [], "answers": [],
    }  # fmt: skip


def _reading_scope(community_id: int) -> Scope:
    """Nobody in particular, who reads what the figures ask for."""
    permissions = frozenset(insight.figure(code).permission for code in (AREA, PEOPLE, ASKED, WRITTEN))
    return Scope(community_id=community_id, grants=(Grant("SYS", permissions, data_classes=CLASSES),))


def _tallies(
    contract: contracts.Contract, months: Sequence[date], known_at: datetime, areas: Mapping[Any, Decimal],
    sizes: Sequence[int],
) -> dict[str, Tally]:  # fmt: skip
    tops = performance.tops_of(contract.community_id)
    class_of = {site: size_class(area, sizes) for site, area in areas.items()}
    sites_of: dict[int, set[int]] = defaultdict(set)
    tallies: dict[str, Tally] = {}
    for month in contracts.fees_of_months(contract.pk, months, known_at):
        for line in month.lines:
            if line.site_id is not None:
                sites_of[line.unit_id].add(line.site_id)
        packing.add(tallies, month.month, month.lines, month.base_lines, tops, class_of, sites_of)
    return tallies


def _named(contract_id: int, last: date, known_at: datetime) -> dict[str, Named]:
    """Each item as the version that holds on the last day has it."""
    found = contracts.items_until(contract_id, last, known_at)
    return {
        code: Named({one: rows[-1].name.get(one, "") for one in LANGUAGES}, rows[-1].unit, rows[-1].area_basis)
        for code, rows in found.items()
    }


def _divisors(
    scope: Scope, asked: insight.Asked, contract: contracts.Contract, months: int
) -> list[Divisor]:  # fmt: skip
    """What whole lines are divided by: rooms, people, requests and hours written, as the overview counts them."""
    years = Decimal(months) / 12
    area, people = (insight.whole(scope, code, asked).value or Decimal(0) for code in (AREA, PEOPLE))
    requests, minutes = (
        {str(cell.key): cell.value for cell in insight.tell(scope, code, asked, "line") if cell.value}
        for code in (ASKED, WRITTEN)
    )
    return [
        Divisor("m2_year", _area_basis(contract.community_id), {"": (area * years).quantize(FOUR)}),
        Divisor("head_year", "", {"": (people * years).quantize(FOUR)}),
        Divisor("request", "", _of_lines(requests, 1)),
        Divisor("hour_worked", "", _of_lines(minutes, 60)),
    ]


def _of_lines(found: Mapping[str, Decimal | None], by: int) -> dict[str, Decimal]:
    """Each line's own; no line stands for another."""
    return {"": Decimal(0), **{line: (many / by).quantize(FOUR) for line, many in found.items() if many}}


def _area_basis(community_id: int) -> str:
    """Which area the rooms are measured as; where several are in use nothing can be compared with them."""
    with everywhere(reason=REASON):
        rows = estate.SpaceArea.objects.filter(community=community_id, superseded_at__isnull=True).order_by()
        found = sorted(set(rows.values_list("basis", flat=True).distinct()[:3]))
    return "NRA" if not found else found[0] if len(found) == 1 else MIXED


def _charges(contract_id: int, months: Sequence[date], known_at: datetime) -> dict[tuple[str, str], int]:
    """What was owed beside the fees by line and kind; extra work as it was invoiced."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for month in months:
        for charge in invoicing.charges_of_month(contract_id, month, known_at):
            found[charge.line, charge.kind] += charge.amount_minor
    for line, amount in _lines_invoiced(contract_id, months, known_at, "extra").items():
        found[line, "extra"] += amount
    return {key: amount for key, amount in found.items() if amount}


def _invoiced(contract_id: int, months: Sequence[date], known_at: datetime) -> dict[str, int]:
    return _lines_invoiced(contract_id, months, known_at, "volume")


def _lines_invoiced(contract_id: int, months: Sequence[date], known_at: datetime, source: str) -> dict[str, int]:
    """What invoices of the months say of one source by line, credit notes taken off."""
    total: dict[str, int] = defaultdict(int)
    with everywhere(reason=REASON):
        rows = invoicing.InvoiceLine.objects.filter(
            Q(invoice__issued_at__isnull=True) | Q(invoice__issued_at__lte=known_at), invoice__contract=contract_id,
            invoice__month__in=months, invoice__state__in=SENT, invoice__made_at__lte=known_at, source=source,
        )  # fmt: skip
        found = rows.order_by().values("line_code", "invoice__kind").annotate(n=Sum("amount_minor"))
        for line, kind, amount in found.values_list("line_code", "invoice__kind", "n"):
            total[line] += -int(amount) if kind == "credit_note" else int(amount)
    return {line: amount for line, amount in total.items() if amount}


def _places(community_id: int, tallies: Mapping[str, Tally]) -> dict[int, tuple[str, Mapping[str, str]]]:
    wanted = {unit for tally in tallies.values() for unit in tally.by_unit}
    with everywhere(reason=REASON):
        rows = parties.Unit.objects.filter(community=community_id, pk__in=wanted)
        return {pk: (code, name) for pk, code, name in rows.values_list("pk", "code", "name")}


def _line_names(community_id: int) -> dict[str, Mapping[str, str]]:
    return {code: line.name for code, line in catalogue.catalogue_of(community_id).lines.items()}


def _cpvs(community_id: int) -> dict[str, str]:
    return {code: line.cpv for code, line in catalogue.catalogue_of(community_id).lines.items() if line.cpv}


def _groups(community_id: int) -> dict[str, list[str]]:
    """The EN 15221-4 product groups of each line's services."""
    found: dict[str, set[str]] = defaultdict(set)
    with everywhere(reason=REASON):
        rows = catalogue.Service.objects.filter(community=community_id).exclude(product_group="")
        for line, group in rows.values_list("line__code", "product_group"):
            found[line].add(group)
    return {line: sorted(groups) for line, groups in found.items()}


def _followed(contract_id: int, first: date, last: date, known_at: datetime) -> list[dict[str, Any]]:
    """The price basis: which index each rule follows from which base, and the factors that held."""
    return [
        {
            "rule": one.rule,
            "factors": [[day.isoformat(), f"{factor:f}"] for day, factor in one.factors],
            "parts": [list(part) for part in one.parts],
        }
        for one in contracts.followed(contract_id, first, last, known_at)
    ]


def _contract(contract: contracts.Contract) -> dict[str, Any]:
    return {
        "uid": str(contract.uid), "code": contract.code, "name": dict(contract.name),
        "customer": dict(contract.customer.name), "provider": dict(contract.provider.name),
    }  # fmt: skip


def _facts(contract_id: int, known_at: datetime) -> list[PeerValue]:
    with everywhere(reason=REASON):
        rows = PeerValue.objects.filter(_standing_at(known_at), contract=contract_id)
        return list(rows.order_by("line_code", "item", "peer", "year", "uid"))


def _factors(contract_id: int, known_at: datetime) -> list[PriceFactor]:
    with everywhere(reason=REASON):
        rows = PriceFactor.objects.filter(_standing_at(known_at), contract=contract_id)
        return list(rows.order_by("currency", "level", "to_currency", "to_level", "uid"))


def _standing_at(moment: datetime) -> Q:
    return Q(recorded_at__lte=moment) & (Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=moment))


def _fact(one: PeerValue) -> Fact:
    return Fact(
        str(one.uid), one.peer, one.year, one.level, one.line_code, one.item, one.unit, one.area_basis, one.quality,
        one.currency, one.value,
    )  # fmt: skip


def _factor(one: PriceFactor) -> Factor:
    return Factor(str(one.uid), one.currency, one.level, one.to_currency, one.to_level, one.value)


def _fact_told(one: PeerValue) -> dict[str, Any]:
    names = ("peer", "source", "side", "year", "level", "item", "unit", "area_basis", "quality", "currency", "note")
    return {
        "uid": str(one.uid), **{name: getattr(one, name) for name in names}, "line": one.line_code,
        "value": f"{one.value:f}",
    }  # fmt: skip


def _factor_told(one: PriceFactor) -> dict[str, Any]:
    names = ("currency", "level", "to_currency", "to_level", "source", "side")
    return {"uid": str(one.uid), **{name: getattr(one, name) for name in names}, "value": f"{one.value:f}"}
