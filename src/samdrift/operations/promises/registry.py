"""Which rooms' work carries promises, and how to ask them for past work: for the rules bench and the replay."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from samdrift.foundation.scope import Scope


@dataclass(frozen=True, slots=True)
class PastCase:
    """A piece of past work as far as terms are chosen by it.

    Attributes:
        units: The unit's id and those of all units above it.
        district: The unit its figures are told under, in the reader's language.
    """

    uid: UUID
    label: str
    line_code: str
    request_type_code: str
    priority: int
    received_at: datetime
    timezone: str
    site_id: int | None = None
    site_kind: str = ""
    units: frozenset[int] = frozenset()
    district: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which past work is asked for; what is empty does not narrow.

    Attributes:
        until: The first day that no longer belongs.
        most: Take so many, spread evenly over the period; None is all.
    """

    contract_id: int
    since: date
    until: date
    line_code: str = ""
    priority: int | None = None
    site_id: int | None = None
    most: int | None = None


PastWork = Callable[[Scope, Wanted], Iterable[PastCase]]
_sources: dict[str, PastWork] = {}


def register_past_work(kind: str, source: PastWork) -> None:
    """Say how past work of a kind is read through the reader's scope; a kind announced twice stops the start-up."""
    if kind in _sources:
        raise ValueError(f"Past work of {kind!r} is announced twice.")
    _sources[kind] = source


def past_work(scope: Scope, wanted: Wanted) -> list[PastCase]:
    """The past work of every room, the earliest first."""
    found = [case for source in _sources.values() for case in source(scope, wanted)]
    return sorted(found, key=lambda case: (case.received_at, case.uid))
