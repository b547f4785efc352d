"""Guarantees and ways of sharing: their terms ready for the kernel, how a guarantee stands, and settlements."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Sum

from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import gainshare
from samdrift.kernel.gainshare import Standing
from samdrift.kernel.settlements import GAINSHARE, GUARANTEE, Guarantee, guarantee_of, sharing_of
from samdrift.partnership.savings import rules
from samdrift.partnership.savings.models import CostEntry, Scheme, Settlement, Verification

__all__ = ["GAINSHARE", "GUARANTEE", "guarantee_of", "sharing_of"]


@dataclass(frozen=True, slots=True)
class GuaranteeYear:
    """One year of the term: what it promises, what was verified, both also since the beginning."""

    number: int
    year: int
    guaranteed_minor: int
    guaranteed_cum_minor: int
    verified_minor: int
    verified_cum_minor: int
    begun: bool
    settlement: Settlement | None


@dataclass(frozen=True, slots=True)
class GuaranteeNow:
    """How a guarantee stands on a day."""

    scheme: Scheme
    guarantee: Guarantee
    due_minor: int
    verified_minor: int
    standing: Standing
    years: tuple[GuaranteeYear, ...]


def schemes_of(scope: Scope, contract_id: int) -> dict[str, Scheme]:
    """The schemes that hold under a contract, by kind."""
    return {one.kind: one for one in _AGREED.rows(scope, None, contract_id)}


_AGREED: Shaped[Scheme] = Shaped(
    lambda scope, _form, contract_id: Scheme.objects.within(scope)
    .filter(contract=contract_id, state=rules.AGREED).order_by("pk")
)  # fmt: skip


def open_schemes(scope: Scope, contract_id: int) -> list[Scheme]:
    """Schemes that wait for the other party."""
    rows = Scheme.objects.within(scope).filter(contract=contract_id, state=rules.PROPOSED)
    return list(rows.select_related("proposed_by").order_by("proposed_at", "pk"))


def settlements_of(scope: Scope, contract_id: int, kind: str = "") -> list[Settlement]:
    """The settlements of a contract, the latest first."""
    rows = Settlement.objects.within(scope).filter(contract=contract_id)
    if kind:
        rows = rows.filter(scheme__kind=kind)
    return list(rows.select_related("scheme", "customer_signed", "provider_signed", "approved_by").order_by("-year"))


def settlement(scope: Scope, uid: UUID) -> Settlement:
    """One settlement with its scheme, its contract and who signed.

    Raises:
        DoesNotExist: No such settlement within the scope.
    """
    rows = Settlement.objects.within(scope)
    return rows.select_related("scheme", "contract", "customer_signed", "provider_signed", "approved_by").get(uid=uid)


def counted_by_year(contract_id: int, known_at: datetime | None = None) -> dict[int, int]:
    """What was verified and counts to a guarantee, by year; the sum is both parties', whoever sees the parts."""
    with everywhere(reason="the sum of what was verified under a contract; who may see it is asked where it is shown"):
        rows = Verification.objects.filter(contract=contract_id, counts=True)
        if known_at is not None:
            rows = rows.filter(verified_at__lte=known_at)
        found = rows.values_list("year").annotate(amount=Sum("amount_minor")).order_by()
        return {year: int(amount or 0) for year, amount in found}


def fees_of_year(contract_id: int, year: int) -> int:
    """What was paid in fees in a year: what deadband, bands and cap are shares of."""
    with everywhere(reason="the sum of a contract's fees; who may see it is asked where it is shown"):
        rows = CostEntry.objects.filter(
            contract=contract_id, kind="fee", month__gte=date(year, 1, 1), month__lte=date(year, 12, 1)
        )
        return int(rows.aggregate(total=Sum("amount_minor"))["total"] or 0)


def guarantee_now(
    scope: Scope, contract_id: int, day: date, known_at: datetime | None = None
) -> GuaranteeNow | None:  # fmt: skip
    """How a contract's guarantee stands on a day; None where none is agreed. Three reads.

    Args:
        known_at: What was verified later is left out; None: what is known now.
    """
    scheme = schemes_of(scope, contract_id).get(GUARANTEE)
    if scheme is None:
        return None
    terms = guarantee_of(scheme.terms)
    counted = counted_by_year(contract_id, known_at)
    settled = {one.year: one for one in settlements_of(scope, contract_id, GUARANTEE) if one.scheme_id == scheme.pk}
    whole = len(terms.yearly) * 12
    gone = min(rules.months_gone(terms.starts_on, day), whole)
    due, verified = gainshare.due_by_month(terms.yearly, gone), sum(counted.values())
    stands = gainshare.standing(terms.total_minor, due, verified, months_gone=gone, months_left=whole - gone)
    years, cumulated = [], 0
    for number, amount in enumerate(terms.yearly, start=1):
        year = terms.starts_on.year + number - 1
        cumulated += counted.get(year, 0)
        years.append(
            GuaranteeYear(
                number, year, amount, terms.up_to(number), counted.get(year, 0), cumulated, gone > (number - 1) * 12,
                settled.get(number),
            )
        )  # fmt: skip
    return GuaranteeNow(scheme, terms, due, verified, stands, tuple(years))
