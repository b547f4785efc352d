"""The events of a bundle as its file writes them, each with the hash of what its seal covers.

From version 3 on a line is an event without what it shares with the one before it, its cells apart by tabs. Two kinds
of lines follow one another:

    (empty) subject subject_kind contract site unit case line data_class owner_party
    position uid kind happened_at recorded_at device_at person employment party payload

The first says what holds for the events below it. From version 4 on the salts stand in a file of their own, 16 bytes
for each event; in version 3 in hex after the position. An empty cell is null, `payload` is canonical JSON, the other
cells hold neither quotes nor backslashes, so that they can be put back between the keys of the canonical JSON of the
event in one way alone. From version 5 on lines are shorter, as `stories` tells. Older versions than 3 hold each event
as JSON.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain as joined
from struct import iter_unpack
from typing import Any

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.chain import Chain
from samdrift.kernel.bundles.opening import MOST_ROWS, Bundle, NotABundle
from samdrift.kernel.bundles.patterns import Pattern, require_plain
from samdrift.kernel.seals import HASH_BYTES, SALT_BYTES, leaf_of

SHARED = ("subject", "subject_kind", "contract", "site", "unit", "case", "line", "data_class", "owner_party")
OWN = ("uid", "kind", "happened_at", "recorded_at", "device_at", "person", "employment", "party", "payload")
_LAST = len(OWN)
SEALED_KEYS = {*SHARED, *OWN}
LINE_KEYS = {"position", "salt", "event"}
_WRONG = (ValueError, TypeError, KeyError, LookupError, AttributeError, OverflowError)


Told = tuple[int, int, str, str, Any, str, int | None, int | None]
"""One event as it stands in the file: the number of its line, its position, its kind, when it happened, its payload
(as JSON, from older versions what it holds), its line, the numbers of its site and unit."""


Brief = tuple[int, int, str, str, str]
"""One event of a file of version 5: the number of its line, its position, the name of its pattern or its kind, when it
happened, and its own value or its payload."""


@dataclass(slots=True)
class Story:
    """What events are about, and the events in the order of the book.

    Attributes:
        alike: Whether line, site and unit of all are the same.
        unlike: The positions of those that are not what was sealed there.
        brief: The last ones of a file of version 5, to which the same line, site and unit belong.
        patterns: Those of the file, by name.
    """

    subject: str
    told: list[Told] = field(default_factory=list)
    alike: bool = True
    unlike: list[int] = field(default_factory=list)
    brief: list[Brief] = field(default_factory=list)
    patterns: Mapping[str, Pattern] | None = None
    line: str = ""
    site: int | None = None
    unit: int | None = None

    @property
    def many(self) -> int:
        """How many events there are."""
        return len(self.told) + len(self.brief)

    def in_full(self) -> list[Told]:
        """Each event by itself."""
        return [*self.told, *map(self._in_full, self.brief)]

    def _in_full(self, brief: Brief) -> Told:
        number, position, name, happened_at, value = brief
        pattern = (self.patterns or {}).get(name)
        kind, payload = (pattern.kind, pattern.payload(self.subject, value)) if pattern else (name, value)
        return number, position, kind, happened_at, payload, self.line, self.site, self.unit

    def after(self, subject: str, number: int) -> "Story":
        """The story that goes on with a subject at a line: the same one, or another.

        Raises:
            NotABundle: It is not in its place.
        """
        if subject < self.subject or (subject == self.subject and not self.many):
            raise refused(number)
        if subject != self.subject:
            return Story(subject)
        self.alike = False
        return self

    def below(self, line: str, site: int | None, unit: int | None, patterns: Mapping[str, Pattern]) -> list[Brief]:
        """Begin with events to which others belong; where to put them."""
        self.told += map(self._in_full, self.brief)
        self.brief, self.line, self.site, self.unit, self.patterns = [], line, site, unit, patterns
        return self.brief


_Shared = tuple[str, str, int | None, int | None, str, str, str, str]
"""What events of one piece of work share: their subject, line, site and unit, and its parts of the canonical JSON of
each, between its own keys: what it begins with, what follows the kind, what follows `recorded_at`, and its end."""


def compact(lines: Iterator[str], salts: Iterator[bytes], chain: Chain) -> Iterator[Story]:
    """The events of a bundle of version 3 or 4.

    Raises:
        NotABundle: A line is not in that form or that order.
    """
    # Every event of a year passes here: what it costs, a year costs a million times.
    story, last, holds = Story(""), 0, chain.holds
    told, line, site, unit = story.told, "", None, None
    begins = after_kind = after_recorded_at = ends = ""
    after_place, leaves = chain.last
    for number, text in enumerate(lines, start=1):
        try:
            place, uid, kind, happened_at, recorded_at, device_at, person, employment, party, payload = text.split(
                "\t", _LAST
            )
            if not place:
                subject, line, site, unit, begins, after_kind, after_recorded_at, ends = shared(text)
                after = story.after(subject, number)
                if told and after is not story:
                    yield story
                story, told = after, after.told
                last = last if told else 0
                continue
            before, position = len(text) - len(payload), int(place)
            if text.find('"') != before + 1 or "\\" in text:  # most payloads begin with a brace and a quote
                require_plain(text[:before])
            sealed = (
                f'{begins}"device_at":{(device_at and chr(34) + device_at + chr(34)) or "null"}'
                f',"employment":{employment or "null"},'
                f'"happened_at":"{happened_at}","kind":"{kind}"{after_kind}{party or "null"},"payload":{payload},'
                f'"person":{person or "null"},"recorded_at":"{recorded_at}"{after_recorded_at}{uid}{ends}'
            )
            leaf = sha256(next(salts) + sealed.encode()).digest()
        except (ValueError, StopIteration) as wrong:
            raise refused(number) from wrong
        if position <= last or not story.subject:
            raise refused(number)
        last = position
        told.append((number, position, kind, happened_at, payload, line, site, unit))
        if position > after_place and leaves.startswith(leaf, (position - after_place - 1) * HASH_BYTES):
            continue  # as `holds` would say, without asking it
        if not holds(position, leaf):
            story.unlike.append(position)
        after_place, leaves = chain.last
    if told:
        yield story


def with_salts(bundle: Bundle) -> tuple[Iterator[str], Iterator[bytes]]:
    """The lines of events without salts, and the salts; that of a line can be asked for once the line was.

    Raises:
        NotABundle: A salt is not whole.
    """
    if bundle.version < form.SINCE[form.SALTS]:
        waiting: list[bytes] = []
        return _without_salts(bundle, waiting), _each_of(waiting)
    return joined.from_iterable(bundle.blocks(form.EVENTS)), salts_of(bundle)


def salts_of(bundle: Bundle) -> Iterator[bytes]:
    """The salt of each event, in the order of the events.

    Raises:
        NotABundle: A salt is not whole.
    """
    salts = bundle.whole(form.SALTS, MOST_ROWS * SALT_BYTES)
    if len(salts) % SALT_BYTES:
        raise NotABundle(f"{form.SALTS}: its last salt is not whole")
    return joined.from_iterable(iter_unpack(f"{SALT_BYTES}s", salts))


def _without_salts(bundle: Bundle, salts: list[bytes]) -> Iterator[str]:
    """The lines of version 3; each one's salt lies in `salts` meanwhile."""
    for number, text in enumerate(joined.from_iterable(bundle.blocks(form.EVENTS)), start=1):
        salts.clear()
        if text[:1] == "\t":
            yield text
            continue
        place, _tab, rest = text.partition("\t")
        salt, _tab, rest = rest.partition("\t")
        try:
            salts.append(bytes.fromhex(salt))
        except ValueError as wrong:
            raise refused(number) from wrong
        yield f"{place}\t{rest}"


def _each_of(salts: list[bytes]) -> Iterator[bytes]:
    while salts:
        yield salts.pop()


def shared(text: str) -> _Shared:
    """What a line says that holds for the events below it.

    Raises:
        ValueError: It has other cells, or some that cannot be put back in one way alone.
    """
    require_plain(text)
    _empty, subject, kind, contract, site, unit, case, line, data_class, owner_party = text.split("\t")
    return (
        subject, line, int(site) if site else None, int(unit) if unit else None,
        f'{{"case":{case or "null"},"contract":{contract or "null"},"data_class":"{data_class}",',
        f',"line":"{line}","owner_party":{owner_party or "null"},"party":',
        f',"site":{site or "null"},"subject":"{subject}","subject_kind":"{kind}","uid":"',
        f'","unit":{unit or "null"}}}',
    )  # fmt: skip


def refused(number: int) -> NotABundle:
    """What is said of a line that is not as it should be."""
    return NotABundle(f"{form.EVENTS} line {number}: no event of a bundle, or not in its place")


def as_json(bundle: Bundle, chain: Chain) -> Iterator[Story]:
    """The events of a bundle of version 1 or 2."""
    story, last = Story("", alike=False), ("", 0)
    for number, line in bundle.lines(form.EVENTS_OLDER):
        where = f"{form.EVENTS_OLDER} line {number}"
        if not isinstance(line, dict) or line.keys() != LINE_KEYS or not isinstance(line["event"], dict):
            raise NotABundle(f"{where}: it should have {', '.join(sorted(LINE_KEYS))}")
        sealed, position = line["event"], line["position"]
        place = str(sealed.get("subject") or ""), position if isinstance(position, int) else 0
        if sealed.keys() != SEALED_KEYS or place[1] < 1 or place <= last:
            raise NotABundle(f"{where}: no event of a bundle, or not in its place")
        last = place
        if place[0] != story.subject:
            if story.told:
                yield story
            story = Story(place[0], alike=False)
        try:
            holds = chain.holds(position, leaf_of(bytes.fromhex(line["salt"]), sealed))
        except _WRONG as wrong:
            raise NotABundle(f"{where}: {wrong}") from wrong
        if not holds:
            story.unlike.append(position)
        told = (sealed[key] for key in ("kind", "happened_at", "payload", "line", "site", "unit"))
        story.told.append((number, position, *told))
    if story.told:
        yield story
