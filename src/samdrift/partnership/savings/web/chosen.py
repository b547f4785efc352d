"""Which contract and which year a page is about, and what is called how on it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.kernel import money
from samdrift.partnership.savings.queries import figures
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True)
class Chosen:
    """The contract and the year of a page, and what may be chosen instead."""

    contract: contracts.Contract | None
    contracts: list[contracts.Contract]
    year: int
    years: list[int]

    @property
    def currency(self) -> str:
        """The contract's currency."""
        return self.contract.currency if self.contract else ""

    @property
    def query(self) -> dict[str, Any]:
        """What keeps the choice in an address."""
        return {"contract": self.contract.uid, "year": self.year} if self.contract else {}


def chosen(request: ScopedRequest) -> Chosen:
    """What the address asks for, or the first contract and the latest year of which something is known."""
    held = list(contracts.contracts_of(request.scope))
    asked = request.GET.get("contract", "") or request.POST.get("contract", "")
    contract = next((one for one in held if str(one.uid) == asked), held[0] if held else None)
    years = figures.years_known(request.scope, contract.pk) if contract else []
    typed = request.GET.get("year", "") or request.POST.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdecimal() and 2000 <= int(typed) <= 2100 else 0
    usual = years[0] if years else now().year
    # The running year is shown once half of it is known; until then the year before tells more.
    return Chosen(contract, held, year or usual, sorted({*years, year or usual}, reverse=True))


def units_to_choose(scope: Scope) -> list[tuple[str, str]]:
    """Districts and other upper units, for a form."""
    rows = parties.Unit.objects.within(scope).exclude(kind="department").order_by("path")
    return [(str(one.uid), in_language(one.name, scope.language)) for one in rows]


def amount_of(request: ScopedRequest, name: str, *, below: bool = False) -> int:
    """An amount as somebody typed it, in hundredths.

    Raises:
        Invalid: It is none.
    """
    found = money.minor(request.POST.get(name, ""))
    if found is None or (found < 0 and not below):
        raise Invalid({name: _("Write an amount.")})
    return found


def uid_of(request: ScopedRequest, name: str) -> UUID:
    """The row somebody chose.

    Raises:
        Invalid: None was.
    """
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Invalid({name: _("Choose one.")}) from None
