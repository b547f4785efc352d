"""Delivered against ordered, for every line of every month: where nothing shows what came, that is said (trap 61)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum, Value

from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope
from samdrift.partnership.insight.queries.measures import back
from samdrift.partnership.insight.queries.telling import tell
from samdrift.partnership.insight.registry import Asked, Cell, figures
from samdrift.partnership.invoicing import public as invoicing
from samdrift.partnership.performance import public as performance
from samdrift.registers.contracts import public as contracts

# The figures that show what came of what was ordered (their denominator), the strongest first; and the hours beside.
SHOWN_BY = ("rounds.delivered", "planned.delivered", "work.delivered")
HOURS = "work.minutes"
SENT = ("issued", "received", "matched", "queried", "credited", "approved", "paid")


@dataclass(frozen=True, slots=True)
class Proof:
    """What one figure shows of a line in a month, and where its rows are."""

    code: str
    cell: Cell
    href: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One line in one month.

    Attributes:
        proofs: By the code of what shows it; none where nothing does but the districts' acceptance.
        invoiced_minor: Net; None where the reader sees no invoices. reduced_minor: What its fee was reduced by.
    """

    line: str
    name: str
    proofs: Mapping[str, Proof]
    invoiced_minor: int | None
    reduced_minor: int | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """Invoices of a month, and those whose delivery a district accepted: no other is paid."""

    invoices: int
    accepted: int


def proofs_in(scope: Scope, asked: Asked) -> dict[str, dict[str, Proof]]:
    """For every line what shows that it was delivered, by the figure's code; as many reads as figures."""
    seen = {one.code: one for one in figures(scope)}
    found: dict[str, dict[str, Proof]] = defaultdict(dict)
    for code in (*SHOWN_BY, HOURS):
        rows = seen[code].rows if code in seen else None
        for cell in tell(scope, code, asked, "line") if code in seen else ():
            line = str(cell.key or "")
            if line and (cell.value if code == HOURS else cell.denominator):
                href = rows(scope, replace(asked, line=line)) if rows else ""
                found[line][code] = Proof(code, cell, href)
    return dict(found)


def delivered_in(scope: Scope, contract_id: int, month: date) -> list[Delivered]:
    """Every line with a price, or with something ordered, delivered or invoiced in the month, by code."""
    asked = Asked(contract_id=contract_id, since=month, until=back(month, -1))
    shown = proofs_in(scope, asked)
    seen = {one.code for one in figures(scope)}
    paid = _invoiced(scope, asked) if "cost.invoiced" in seen else None
    less = _reduced(scope, contract_id, month)
    names = contracts.line_names(scope)
    priced = contracts.lines_priced(scope, contract_id, asked.until)
    codes = sorted({*priced, *shown, *(paid or {}), *(less or {})} - {""})
    found = []
    for code in codes:
        invoiced, reduced = (None if amounts is None else amounts.get(code, 0) for amounts in (paid, less))
        found.append(Delivered(code, names.get(code, code), shown.get(code, {}), invoiced, reduced))
    return found


def _invoiced(scope: Scope, asked: Asked) -> dict[str, int]:
    return {str(one.key): int(one.value) for one in tell(scope, "cost.invoiced", asked, "line") if one.value}


def _reduced(scope: Scope, contract_id: int, month: date) -> dict[str, int] | None:
    if not scope.may("performance.view_credits"):
        return None
    return {line: int(amount or 0) for line, amount in _REDUCED.rows(scope, None, contract_id, month)}


def _of_month(scope: Scope, _form: None, contract_id: int, month: date) -> QuerySet[Any, Any]:
    rows = performance.FeeReduction.objects.within(scope).filter(contract=contract_id, month=month)
    return rows.values_list("line_code").annotate(minor=Sum("amount_minor")).order_by()


_REDUCED: Shaped[tuple[str, int | None]] = Shaped(_of_month)


def accepted_in(scope: Scope, contract_id: int, month: date) -> Accepted:
    """How many of a month's invoices the districts accepted the delivery of."""
    (told,) = _ACCEPTED.rows(scope, None, contract_id, month) or [(0, 0)]
    return Accepted(*told)


def _invoices(scope: Scope, _form: None, contract_id: int, month: date) -> QuerySet[Any, Any]:
    rows = invoicing.Invoice.objects.within(scope).filter(
        contract=contract_id, month=month, kind="invoice", state__in=SENT
    ).order_by()  # fmt: skip
    yes = Count("pk", filter=Q(accepted_at__isnull=False))
    return rows.annotate(told=Value(0)).values("told").annotate(n=Count("pk"), yes=yes).values_list("n", "yes")


_ACCEPTED: Shaped[tuple[int, int]] = Shaped(_invoices)
