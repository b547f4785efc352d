"""Delivered against ordered, for every line of every month: where nothing shows what came, that is said (trap 61)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from samdrift.foundation.scope import Scope
from samdrift.partnership.insight.queries.measures import back
from samdrift.partnership.insight.queries.telling import tell
from samdrift.partnership.insight.registry import Asked, figures
from samdrift.partnership.invoicing import public as invoicing
from samdrift.partnership.performance import public as performance
from samdrift.registers.contracts import public as contracts

# The figures that show deliveries, the strongest first: what was ordered there is their denominator.
SHOWN_BY = ("rounds.delivered", "planned.done")
SENT = ("issued", "received", "matched", "queried", "credited", "approved", "paid")


@dataclass(frozen=True, slots=True)
class Delivered:
    """One line in one month.

    Attributes:
        figure: What shows it; "" where nothing does but the districts' acceptance.
        ordered, delivered: In what that figure counts; None where nothing shows it.
        invoiced_minor: Net; None where the reader sees no invoices. reduced_minor: What its fee was reduced by.
    """

    line: str
    name: str
    figure: str
    ordered: Decimal | None
    delivered: Decimal | None
    invoiced_minor: int | None
    reduced_minor: int | None

    @property
    def share(self) -> Decimal | None:
        """What came of what was ordered; None where nothing shows it."""
        return self.delivered / self.ordered if self.ordered and self.delivered is not None else None


@dataclass(frozen=True, slots=True)
class Accepted:
    """Invoices of a month, and those whose delivery a district accepted: no other is paid."""

    invoices: int
    accepted: int


def delivered_in(scope: Scope, contract_id: int, month: date) -> list[Delivered]:
    """Every line with something ordered, delivered or invoiced in the month, by code; as many reads as figures."""
    asked = Asked(contract_id=contract_id, since=month, until=back(month, -1))
    seen = {one.code for one in figures(scope)}
    shown: dict[str, tuple[str, Decimal, Decimal]] = {}
    for code in SHOWN_BY:
        for cell in tell(scope, code, asked, "line") if code in seen else ():
            if cell.denominator:
                shown.setdefault(str(cell.key), (code, cell.denominator, cell.numerator or Decimal(0)))
    paid = _invoiced(scope, asked) if "cost.invoiced" in seen else None
    less = _reduced(scope, contract_id, month)
    names = contracts.line_names(scope)
    codes = sorted({*shown, *(paid or {}), *(less or {})} - {""})
    found = []
    for code in codes:
        figure, ordered, came = shown.get(code, ("", None, None))
        invoiced, reduced = (None if amounts is None else amounts.get(code, 0) for amounts in (paid, less))
        found.append(Delivered(code, names.get(code, code), figure, ordered, came, invoiced, reduced))
    return found


def _invoiced(scope: Scope, asked: Asked) -> dict[str, int]:
    return {str(one.key): int(one.value) for one in tell(scope, "cost.invoiced", asked, "line") if one.value}


def _reduced(scope: Scope, contract_id: int, month: date) -> dict[str, int] | None:
    if not scope.may("performance.view_credits"):
        return None
    rows = performance.FeeReduction.objects.within(scope).filter(contract=contract_id, month=month)
    sums: dict[str, int] = defaultdict(int)
    for line, amount in rows.values_list("line_code").annotate(minor=Sum("amount_minor")).order_by():
        sums[line] += amount
    return dict(sums)


def accepted_in(scope: Scope, contract_id: int, month: date) -> Accepted:
    """How many of a month's invoices the districts accepted the delivery of."""
    rows = invoicing.Invoice.objects.within(scope).filter(
        contract=contract_id, month=month, kind="invoice", state__in=SENT
    )  # fmt: skip
    told = rows.aggregate(n=Count("pk"), yes=Count("pk", filter=Q(accepted_at__isnull=False)))
    return Accepted(told["n"], told["yes"])
