"""Which kinds of notices there are: each room announces its own, with its texts, in `notices.py`."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from samdrift.foundation.notices.rules import APP, MAIL

if TYPE_CHECKING:
    from samdrift.foundation.events.models import EventRecord
    from samdrift.foundation.notices.models import Notice


@dataclass(frozen=True, slots=True)
class To:
    """One receiver: somebody we know, for one employment where it is the employment's; or a stranger's address.

    `own` says that the thing is theirs (they asked for it), so that its class keeps it from them neither.
    """

    person_id: int | None = None
    employment_id: int | None = None
    address: str = ""
    language: str = "en"
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What is to be told about one thing, and to whom.

    Attributes:
        to: Receivers who may see the thing: the room has asked its gate.
        facts: What the texts' placeholders stand for: numbers, codes, a title. Forgotten where the class is restricted.
        data_class, owner_party_id: As on the row the notice speaks of.
        urgent: Leaves also in quiet hours: P1 and security.
    """

    to: Sequence[To]
    facts: Mapping[str, Any] = field(default_factory=dict)
    data_class: str = "D1"
    owner_party_id: int | None = None
    subject_kind: str = ""
    subject_uid: UUID | None = None
    urgent: bool = False


Tell = Callable[["EventRecord"], Telling | None]
Words = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeKind:
    """A kind of notice (domain.md §5).

    Attributes:
        key: For ever: request.received.
        number: Its number in the catalogue: N-01.
        name: What it is called where people choose; `subject` and `body` are sentences with named placeholders,
            `reason` says why somebody gets it. All lazily translated.
        events: Kinds of events after which `tell` is asked; none for what a job tells.
        channels: The ways it takes unless somebody chose others.
        again_after: Within so long the same receiver is not told of the same thing by this kind once more.
        again_for_any: That window counts whatever thing it is about: at most one of this kind in it.
        must: Stays in the list, whatever somebody chose: safety, and what others wait for.
        to_actor: Also told to whoever did it.
        words: From facts to what is written: codes become words of the active language.
        link: The address of the thing for this receiver; "" when there is nothing to open.
    """

    key: str
    number: str
    name: Any
    subject: Any
    body: Any
    reason: Any
    events: tuple[str, ...] = ()
    tell: Tell | None = None
    channels: frozenset[str] = frozenset({APP, MAIL})
    again_after: timedelta = timedelta(0)
    again_for_any: bool = False
    must: bool = False
    to_actor: bool = False
    words: Words = dict
    link: Callable[["Notice"], str] = lambda notice: ""


kinds: dict[str, NoticeKind] = {}
_by_event: dict[str, list[str]] = defaultdict(list)


class DuplicateNotice(RuntimeError):
    """Two kinds share a key: choices made for one would count for the other."""


def register_kinds(*announced: NoticeKind) -> None:
    """Make kinds known; a key announced twice stops the start-up."""
    for kind in announced:
        known = kinds.get(kind.key)
        if known is not None and known.number != kind.number:
            raise DuplicateNotice(f"Notices of the kind {kind.key} are announced twice.")
        forget(kind.key)
        kinds[kind.key] = kind
        for event in kind.events:
            _by_event[event].append(kind.key)


def forget(key: str) -> None:
    """Unlearn a kind: for tests that add one for their own length."""
    gone = kinds.pop(key, None)
    for event in gone.events if gone else ():
        _by_event[event].remove(key)


def kinds_after(event_kind: str) -> list[NoticeKind]:
    """The kinds to ask after an event."""
    return [kinds[key] for key in _by_event.get(event_kind, ())]


def events_followed() -> tuple[str, ...]:
    """Every kind of event some notice speaks of."""
    return tuple(sorted(event for event, keys in _by_event.items() if keys))
