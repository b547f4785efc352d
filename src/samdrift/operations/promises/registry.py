"""Which rooms' work carries promises, and how to ask them for past work: for the rules bench and the replay."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise as LazyText

from samdrift.foundation.scope import Scope
from samdrift.registers.contracts import public as contracts


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """A kind of work that carries promises: requests, work orders, rounds, reports, meetings.

    Attributes:
        code: Its table, such as "work.workorder".
        named: What rules may call it, by the code a `Subject` gives as its request type ("work.planned"); the
            catalogue's request types need not be said again.
        by_name: Only a rule that names its code applies. A request is promised something by its line and priority
            alone; nobody means the yearly service of a lift by "P4 in ten working days".
    """

    code: str
    named: Mapping[str, str | LazyText] = field(default_factory=dict)
    by_name: bool = True


_kinds: dict[str, SubjectKind] = {}


def register_subject_kind(kind: SubjectKind) -> None:
    """Let work of a kind carry promises; one announced twice stops the start-up."""
    if kind.code in _kinds:
        raise ValueError(f"Work of {kind.code!r} is announced twice.")
    _kinds[kind.code] = kind
    for code, name in kind.named.items():
        contracts.register_named_work(code, name)


def subject_kind(code: str) -> SubjectKind:
    """The kind of work.

    Raises:
        ValueError: Nobody announced it, so nobody would keep its clocks.
    """
    if code not in _kinds:
        raise ValueError(f"No room announced work of {code!r}: see `register_subject_kind`.")
    return _kinds[code]


def subject_kinds() -> tuple[str, ...]:
    """The codes of all kinds of work that carry promises."""
    return tuple(_kinds)


@contextmanager
def with_subject_kind(kind: SubjectKind) -> Iterator[None]:
    """A kind for the length of a test."""
    _kinds[kind.code] = kind
    try:
        yield
    finally:
        del _kinds[kind.code]


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


@dataclass(frozen=True, slots=True)
class WaitTold:
    """How the book tells that work waits, whether or not a clock stood for it.

    Attributes:
        began: The kind of event that tells it; its `reason`, `until` and `evidence_kind` say why, how long and on what
            proof.
        ended: Kinds of events that end it.
        reason, evidence: What the event means, where it does not say so itself.
    """

    began: str
    ended: tuple[str, ...]
    reason: str = ""
    evidence: str = ""


PastWork = Callable[[Scope, Wanted], Iterable[PastCase]]
_sources: dict[str, PastWork] = {}
_waits: dict[str, tuple[WaitTold, ...]] = {}


def register_past_work(kind: str, source: PastWork, waits: tuple[WaitTold, ...] = ()) -> None:
    """Say how past work of a kind is read through the reader's scope; a kind announced twice stops the start-up.

    Args:
        waits: How the book tells that such work waited, so that a replay can let other reasons stop a clock.
    """
    if kind in _sources:
        raise ValueError(f"Past work of {kind!r} is announced twice.")
    _sources[kind], _waits[kind] = source, waits


def told_waits() -> list[WaitTold]:
    """How the book tells of waits, for all kinds of work."""
    return [told for kind in _waits.values() for told in kind]


def past_work(scope: Scope, wanted: Wanted) -> list[PastCase]:
    """The past work of every room, the earliest first."""
    found = [case for source in _sources.values() for case in source(scope, wanted)]
    return sorted(found, key=lambda case: (case.received_at, case.uid))
