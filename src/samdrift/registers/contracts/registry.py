"""What other rooms announce: kinds of work that rules may name, and months whose prices and volumes are settled."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from django.utils.functional import Promise as LazyText

Settled = Callable[[int, Collection[int] | None], Collection[date]]
_settled: list[Settled] = []
_named: dict[str, str | LazyText] = {}


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
