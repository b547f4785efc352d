"""Remedy terms as a contract's version keeps them: whole words and decimal texts, never floats."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from samdrift.kernel.credits import MODELS, RemedyTerms
from samdrift.kernel.key_figures import BANDS

SHARES = ("per_point", "at_risk", "cap_kpi", "cap_line", "cap_month", "cap_year", "earn_back_share")
CAPS = ("cap_kpi", "cap_line", "cap_month", "cap_year")
STEPS = ("ratchet", "grace")
WHOLE = ("earn_back_months", "waiver_alone_minor")
PER_LOT, SESSIONS, REDUCTIONS = "per_lot", "sessions", "reductions"
BY_FIGURE = (PER_LOT, SESSIONS, REDUCTIONS)
MOST_FIGURES, MOST_SESSIONS, MOST_MINOR = 40, 24, 10**10
LIVE = "live_from"  # by unit's id, the first day of its first month live
MOST_STEPS = 12


class UnreadableTerms(ValueError):
    """A value that is no term; `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def terms_from(kept: Mapping[str, Any]) -> RemedyTerms:
    """The terms as the kernel counts by them; what is not said is as domain.md §3.4 takes it.

    Raises:
        UnreadableTerms: A value is none of its kind.
    """
    given: dict[str, Any] = {}
    known = {field.name for field in fields(RemedyTerms)} | {LIVE}
    for name, value in kept.items():
        if name not in known:
            raise UnreadableTerms(name)
        if name != LIVE:
            given[name] = _read(name, value)
    return RemedyTerms(**given)


def _read(name: str, value: Any) -> Any:
    if name == "model":
        if value not in MODELS:
            raise UnreadableTerms(name)
        return value
    if name == "excess":
        if value not in ("lapses", "notional"):
            raise UnreadableTerms(name)
        return value
    if name in SHARES:
        return None if value is None and name in CAPS else _share(name, value)
    if name in STEPS:
        if not isinstance(value, list) or len(value) > MOST_STEPS or (name == "ratchet" and not value):
            raise UnreadableTerms(name)
        return tuple(_number(name, one, most=Decimal(10)) for one in value)
    if name in WHOLE:
        if not isinstance(value, int) or value < 0:
            raise UnreadableTerms(name)
        return value
    return _by_figure(name, value) if name in BY_FIGURE else _by_band(name, value)


def _by_figure(name: str, value: Any) -> dict[str, Any]:
    """What is agreed for single figures, by their codes."""
    if not isinstance(value, Mapping) or len(value) > MOST_FIGURES or not all(1 <= len(code) <= 12 for code in value):
        raise UnreadableTerms(name)
    if name == REDUCTIONS:
        return {code: _share(name, one) for code, one in value.items()}
    if name == PER_LOT:
        if not all(isinstance(one, int) and 0 <= one <= MOST_MINOR for one in value.values()):
            raise UnreadableTerms(name)
        return dict(value)
    return {code: _session(name, one) for code, one in value.items()}


def _session(name: str, value: Any) -> tuple[Decimal, int]:
    """A share of the yearly charge and sessions a day, as kept: ["0.04", 3]."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise UnreadableTerms(name)
    share, a_day = value
    if not isinstance(a_day, int) or not 1 <= a_day <= MOST_SESSIONS:
        raise UnreadableTerms(name)
    return _share(name, share), a_day


def _by_band(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping) or set(value) != set(BANDS):
        raise UnreadableTerms(name)
    if name == "points":
        if not all(isinstance(one, int) and 0 <= one <= 100 for one in value.values()):
            raise UnreadableTerms(name)
        return dict(value)
    return {band: _share(name, one) for band, one in value.items()}


def _share(name: str, value: Any) -> Decimal:
    return _number(name, value, most=Decimal(1))


def _number(name: str, value: Any, *, most: Decimal) -> Decimal:
    try:
        found = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite() or not 0 <= found <= most:
        raise UnreadableTerms(name)
    return found


def months_live(kept: Mapping[str, Any], unit_id: int | None, month: date) -> int:
    """Which month live this is for a unit, from 1; 0 where the contract names no day for it."""
    began = kept.get(LIVE, {}).get(str(unit_id)) if unit_id is not None else None
    if began is None:
        return 0
    first = date.fromisoformat(began)
    return max(0, (month.year - first.year) * 12 + month.month - first.month + 1)
