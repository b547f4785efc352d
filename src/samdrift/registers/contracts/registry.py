"""What other rooms announce: kinds of work that rules may name, months whose prices and volumes are settled, and pages
of terms of their own."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise as LazyText

from samdrift.foundation.scope import Scope

Settled = Callable[[int, Collection[int] | None], Collection[date]]
_settled: list[Settled] = []
_named: dict[str, str | LazyText] = {}


@dataclass(frozen=True, slots=True)
class TermsPage:
    """A page on which a room above keeps terms of a contract.

    Attributes:
        address: The name of the page's address; it takes the contract's uid.
        permission: What it takes to see commercial terms there (D2).
    """

    address: str
    name: str | LazyText
    permission: str
    icon: str = "contract"


_pages: dict[str, TermsPage] = {}


def register_named_work(code: str, name: str | LazyText) -> None:
    """Let rules name a kind of work, as they name a request type; a code used twice stops the start-up."""
    if code in _named:
        raise ValueError(f"Work is named {code!r} twice.")
    _named[code] = name


def named_work() -> Mapping[str, str | LazyText]:
    """The kinds of work that rules may name, by code."""
    return dict(_named)


def register_settled(months: Settled) -> None:
    """Let a room say which months of a contract are settled, of some units or of any: the one that invoices does."""
    if months not in _settled:
        _settled.append(months)


def settled_months(contract_id: int, unit_ids: Collection[int] | None = None) -> frozenset[date]:
    """The months of a contract, by their first days, whose prices and volumes change no more."""
    return frozenset(month for of in _settled for month in of(contract_id, unit_ids))


def register_terms_page(page: TermsPage) -> None:
    """Let a contract's page lead to terms another room keeps; an address announced twice stops the start-up."""
    if page.address in _pages:
        raise ValueError(f"The page {page.address} is announced twice.")
    _pages[page.address] = page


def terms_pages(scope: Scope, contract_id: int) -> list[TermsPage]:
    """The pages of a contract's terms in other rooms that the reader may open."""
    return [one for one in _pages.values() if scope.allows(one.permission, contract=contract_id, data_class="D2")]
