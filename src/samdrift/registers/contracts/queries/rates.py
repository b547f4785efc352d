"""Price lists: which one held on a day, and the versions there were."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import pricing
from samdrift.registers.contracts.models import Contract, PriceList


@dataclass(frozen=True, slots=True)
class RatesOn:
    """The rates of a contract on a day, and which version of its list they stand in."""

    list_id: int
    number: int
    rates: tuple[pricing.Rate, ...]


def price_list_on(contract_id: int, day: date) -> PriceList | None:
    """The version of the price list that holds on a day; None where nothing is agreed."""
    with everywhere(reason="by which rates work under a contract is priced; who may see them is asked where shown"):
        rows = PriceList.objects.filter(contract=contract_id, superseded_at__isnull=True, valid_from__lte=day)
        return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day)).order_by("-number").first()


def rates_on(contract_id: int, day: date) -> RatesOn | None:
    """The rates that hold on a day, ready for the kernel; None where nothing is agreed."""
    found = price_list_on(contract_id, day)
    return RatesOn(found.pk, found.number, tuple(pricing.rates_in(found.rates))) if found else None


def price_lists_of(scope: Scope, contract: Contract) -> list[PriceList]:
    """The versions of a contract's price list one may see, the newest first."""
    return list(PriceList.objects.within(scope).filter(contract=contract).order_by("-number"))


def currency_of(contract_id: int) -> str:
    """The currency a contract is settled in."""
    with everywhere(reason="in which currency work under a contract is priced"):
        return Contract.objects.values_list("currency", flat=True).get(pk=contract_id)
