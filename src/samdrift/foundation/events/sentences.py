"""Events as whole sentences in the reader's language: one sentence a kind, kept by the room that announces it.

The book holds ids and codes only. What they are called is asked of the rooms that know, one question for each kind of
id on a page, however many rows it has, and through the reader's own scope.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, get_type_hints
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localtime

from samdrift.foundation.days import day_words
from samdrift.foundation.events.base import Event, kinds
from samdrift.foundation.scope import Scope

if TYPE_CHECKING:
    from samdrift.foundation.events.models import EventRecord

UNKNOWN = "–"
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")

Word = str | Promise
Reader = Callable[[Scope, set[Any], str], Mapping[Any, Word]]
"""What values of a field are called: (scope, values, language) → words; a value nobody knows is left out."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """How a kind of event is told.

    Attributes:
        text: A whole sentence; its placeholders are fields of the event: %(site_id)s.
        icon: The drawing beside it, and `tone` its colour.
        reads: The reader of a field, where it is not the one named as the field itself.
        joins: A placeholder that stands for several fields; those with a value follow one another.
        by: The field whose value chooses one of `cases` instead of this sentence.
    """

    text: Word
    icon: str = "circle"
    tone: str = ""
    reads: Mapping[str, str] = field(default_factory=dict)
    joins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by: str = ""
    cases: Mapping[Any, "Sentence"] = field(default_factory=dict)

    def of(self, payload: Mapping[str, Any]) -> "Sentence":
        """This sentence, or the case the event's own value chooses."""
        return self.cases.get(payload.get(self.by), self) if self.by else self

    def fields(self) -> list[tuple[str, str, str]]:
        """Its placeholders, each with a field it stands for and the name of that field's reader."""
        return [
            (name, one, self.reads.get(one, one))
            for name in _PLACEHOLDER.findall(str(self.text))
            for one in self.joins.get(name, (name,))
        ]


@dataclass(frozen=True, slots=True)
class Told:
    """An event in words."""

    text: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A row an event speaks of: what it is called and the address of its page, or ""."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the rows of one kind are read.

    Attributes:
        rows: The rows a scope may read.
        columns: What the label is made of.
        label: (the columns' values …, language) → what a person calls the row.
        page: The name of the page's address, which takes the value of `page_of`; "" when it has none.
    """

    rows: Callable[[Scope], QuerySet[Any]]
    columns: tuple[str, ...]
    label: Callable[..., str]
    page: str = ""
    page_of: str = "uid"

    def shown(self, scope: Scope, uids: set[UUID], language: str) -> dict[UUID, Shown]:
        """The rows with these ids, as far as the scope may read them."""
        found = self.rows(scope).filter(uid__in=uids).values_list("uid", self.page_of, *self.columns)
        return {
            uid: Shown(self.label(*values, language), reverse(self.page, args=[target]) if self.page and target else "")
            for uid, target, *values in found
        }


_readers: dict[str, Reader] = {}
_rows: dict[str, Rows] = {}


def register_reader(name: str, reader: Reader) -> None:
    """Say what the values of a field are called; a name used twice stops the start-up."""
    if name in _readers:
        raise ValueError(f"What {name!r} is called is announced twice.")
    _readers[name] = reader


def register_codes(name: str, words: Mapping[str, Word]) -> None:
    """Say what the codes of a field are called."""
    register_reader(name, lambda _scope, _values, _language: words)


def register_rows(subject_kind: str, rows: Rows) -> None:
    """Say how the rows are shown that events of this subject kind speak of."""
    if subject_kind in _rows:
        raise ValueError(f"Rows of {subject_kind!r} are announced twice.")
    _rows[subject_kind] = rows


def sentence_of(kind: str) -> Sentence | None:
    """The sentence of a kind, or None when its room keeps none."""
    says = getattr(kinds.get(kind), "says", None)
    return says if isinstance(says, Sentence) else None


def title_of_kind(kind: str) -> str:
    """A kind in words, for choosing among kinds: its sentence with … for what differs from event to event."""
    sentence = sentence_of(kind)
    return _PLACEHOLDER.sub("…", str(sentence.text)).rstrip(".") if sentence else kind


def tell(
    scope: Scope, records: Iterable["EventRecord"], language: str, *, readers: Mapping[str, Reader] | None = None
) -> list[Told]:
    """Each event in words, in the order given; one whose kind nobody knows any more stands as its code.

    Args:
        readers: What the caller knows already, by name; it is asked instead of the rooms.
    """
    rows = [(record, _chosen(record)) for record in records]
    wanted: dict[str, set[Any]] = defaultdict(set)
    for record, sentence in rows:
        for _name, one, reader in sentence.fields() if sentence else ():
            wanted[reader].update(_each(record.payload.get(one)))
    asked = {**_readers, **(readers or {})}
    words = {
        name: asked[name](scope, some, language) if some and name in asked else {} for name, some in wanted.items()
    }
    return [_told(record, sentence, words) for record, sentence in rows]


def words_of(scope: Scope, name: str, values: set[Any], language: str) -> dict[Any, str]:
    """What values of a field are called, for a page that shows them outside a sentence."""
    reader = _readers.get(name)
    return {value: str(word) for value, word in reader(scope, values, language).items()} if reader and values else {}


class Speaking(Protocol):
    """What speaks of a row: an event, or a row beside it such as a pause."""

    @property
    def subject_kind(self) -> Any:
        """Of what kind the row is."""

    @property
    def subject_uid(self) -> Any:
        """Which one."""


def rows_spoken_of(scope: Scope, records: Iterable[Speaking], language: str) -> dict[UUID, Shown]:
    """What these speak of, as far as the scope may read it; one question for each kind of row."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for record in records:
        if record.subject_uid and record.subject_kind in _rows:
            wanted[record.subject_kind].add(record.subject_uid)
    found: dict[UUID, Shown] = {}
    for kind, uids in wanted.items():
        found.update(_rows[kind].shown(scope, uids, language))
    return found


def _chosen(record: "EventRecord") -> Sentence | None:
    sentence = sentence_of(record.kind)
    return sentence.of(record.payload) if sentence else None


def _each(value: Any) -> list[Any]:
    return [] if value in (None, "") else list(value) if isinstance(value, list) else [value]


class _Values(dict[str, str]):
    """What stands for a placeholder; what an erased or older event does not hold is a dash."""

    def __missing__(self, name: str) -> str:
        return UNKNOWN


def _told(record: "EventRecord", sentence: Sentence | None, words: Mapping[str, Mapping[Any, Word]]) -> Told:
    if sentence is None:
        return Told(record.kind, "circle", "")
    cls, parts = kinds[record.kind], defaultdict[str, list[str]](list)
    for name, one, reader in sentence.fields():
        for value in _each(record.payload.get(one)):
            parts[name].append(str(words[reader].get(value) or _plain(cls, one, reader, value)))
    values = _Values({name: ", ".join(told) for name, told in parts.items()})
    return Told(str(sentence.text) % values, sentence.icon, sentence.tone)


def _plain(cls: type[Event], name: str, reader: str, value: Any) -> str:
    """A value nobody has a word for: days and moments as people write them, an id of a row as a dash."""
    kind = _hints(cls).get(name)
    if kind in (date, date | None):
        return day_words(date.fromisoformat(value))
    if kind in (datetime, datetime | None):
        here = localtime(datetime.fromisoformat(value))
        return f"{day_words(here)} {here:%H:%M}"
    return UNKNOWN if reader in _readers and reader.endswith(("_id", "_uid")) else str(value)


_hints_of: dict[type[Event], dict[str, Any]] = {}


def _hints(cls: type[Event]) -> dict[str, Any]:
    if cls not in _hints_of:
        _hints_of[cls] = get_type_hints(cls)
    return _hints_of[cls]
