"""The events of a bundle as its file writes them, each with the hash of what its seal covers.

From version 3 on a line is an event without what it shares with the one before it, its cells apart by tabs. Two kinds
of lines follow one another:

    (empty) subject subject_kind contract site unit case line data_class owner_party
    position uid kind happened_at recorded_at device_at person employment party payload

The first says what holds for the events below it. From version 4 on the salts stand in a file of their own, 16 bytes
for each event; in version 3 in hex after the position. An empty cell is null, `payload` is canonical JSON, the other
cells hold neither quotes nor backslashes, so that they can be put back between the keys of the canonical JSON of the
event in one way alone. Older versions hold each event as JSON.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain as joined
from struct import iter_unpack
from typing import Any

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.chain import Chain
from samdrift.kernel.bundles.opening import MOST_ROWS, Bundle, NotABundle
from samdrift.kernel.seals import HASH_BYTES, SALT_BYTES, canonical, leaf_of

SHARED = ("subject", "subject_kind", "contract", "site", "unit", "case", "line", "data_class", "owner_party")
OWN = ("uid", "kind", "happened_at", "recorded_at", "device_at", "person", "employment", "party", "payload")
OWN_CELLS = OWN[:-1]
_LAST = len(OWN)
SEALED_KEYS = {*SHARED, *OWN}
LINE_KEYS = {"position", "salt", "event"}
_WRONG = (ValueError, TypeError, KeyError, LookupError, AttributeError, OverflowError)


Told = tuple[int, int, str, str, Any, str, int | None, int | None]
"""One event as it stands in the file: the number of its line, its position, its kind, when it happened, its payload
(as JSON, from older versions what it holds), its line, the numbers of its site and unit."""


@dataclass(slots=True)
class Story:
    """What events are about, and the events in the order of the book.

    Attributes:
        alike: Whether line, site and unit of all are the same.
        unlike: The positions of those that are not what was sealed there.
    """

    subject: str
    told: list[Told] = field(default_factory=list)
    alike: bool = True
    unlike: list[int] = field(default_factory=list)


def stories(bundle: Bundle, chain: Chain) -> Iterator[Story]:
    """Every piece of work with its events, in the order of the file; each event's seal is looked at.

    Raises:
        NotABundle: The file is not in that form or that order.
    """
    if bundle.version < form.SINCE[form.EVENTS]:
        yield from _as_json(bundle, chain)
        return
    lines, salts = _with_salts(bundle)
    yield from _compact(lines, salts, chain)
    if next(salts, None) is not None:
        raise NotABundle(f"{form.EVENTS}: it has fewer events than {form.SALTS} has salts")


_Shared = tuple[str, str, int | None, int | None, str, str, str, str]
"""What events of one piece of work share: their subject, line, site and unit, and its parts of the canonical JSON of
each, between its own keys: what it begins with, what follows the kind, what follows `recorded_at`, and its end."""


def _compact(lines: Iterator[str], salts: Iterator[bytes], chain: Chain) -> Iterator[Story]:
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
                subject, line, site, unit, begins, after_kind, after_recorded_at, ends = _shared(text)
                after = _after(story, subject, number)
                if told and after is not story:
                    yield story
                story, told = after, after.told
                last = last if told else 0
                continue
            before, position = len(text) - len(payload), int(place)
            if text.find('"') != before + 1 or "\\" in text:  # most payloads begin with a brace and a quote
                _require_plain(text[:before])
            sealed = (
                f'{begins}"device_at":{(device_at and chr(34) + device_at + chr(34)) or "null"}'
                f',"employment":{employment or "null"},'
                f'"happened_at":"{happened_at}","kind":"{kind}"{after_kind}{party or "null"},"payload":{payload},'
                f'"person":{person or "null"},"recorded_at":"{recorded_at}"{after_recorded_at}{uid}{ends}'
            )
            leaf = sha256(next(salts) + sealed.encode()).digest()
        except (ValueError, StopIteration) as wrong:
            raise _refused(number) from wrong
        if position <= last or not story.subject:
            raise _refused(number)
        last = position
        told.append((number, position, kind, happened_at, payload, line, site, unit))
        if position > after_place and leaves.startswith(leaf, (position - after_place - 1) * HASH_BYTES):
            continue  # as `holds` would say, without asking it
        if not holds(position, leaf):
            story.unlike.append(position)
        after_place, leaves = chain.last
    if told:
        yield story


def _with_salts(bundle: Bundle) -> tuple[Iterator[str], Iterator[bytes]]:
    """The lines of events without salts, and the salts; that of a line can be asked for once the line was.

    Raises:
        NotABundle: A salt is not whole.
    """
    if bundle.version < form.SINCE[form.SALTS]:
        waiting: list[bytes] = []
        return _without_salts(bundle, waiting), _each_of(waiting)
    salts = bundle.whole(form.SALTS, MOST_ROWS * SALT_BYTES)
    if len(salts) % SALT_BYTES:
        raise NotABundle(f"{form.SALTS}: its last salt is not whole")
    found = joined.from_iterable(iter_unpack(f"{SALT_BYTES}s", salts))
    return joined.from_iterable(bundle.blocks(form.EVENTS)), found


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
            raise _refused(number) from wrong
        yield f"{place}\t{rest}"


def _each_of(salts: list[bytes]) -> Iterator[bytes]:
    while salts:
        yield salts.pop()


def _after(story: Story, subject: str, number: int) -> Story:
    """The story that goes on with a subject: the same one, or another.

    Raises:
        NotABundle: It is not in its place.
    """
    if subject < story.subject or (subject == story.subject and not story.told):
        raise _refused(number)
    if subject != story.subject:
        return Story(subject)
    story.alike = False
    return story


def _require_plain(text: str) -> None:
    """Require that cells can be put back between the keys in one way alone.

    Raises:
        ValueError: They cannot.
    """
    if '"' in text or "\\" in text:
        raise ValueError("these cells cannot be put back in one way alone")


def _shared(text: str) -> _Shared:
    """What a line says that holds for the events below it.

    Raises:
        ValueError: It has other cells, or some that cannot be put back in one way alone.
    """
    _require_plain(text)
    _empty, subject, kind, contract, site, unit, case, line, data_class, owner_party = text.split("\t")
    return (
        subject, line, int(site) if site else None, int(unit) if unit else None,
        f'{{"case":{case or "null"},"contract":{contract or "null"},"data_class":"{data_class}",',
        f',"line":"{line}","owner_party":{owner_party or "null"},"party":',
        f',"site":{site or "null"},"subject":"{subject}","subject_kind":"{kind}","uid":"',
        f'","unit":{unit or "null"}}}',
    )  # fmt: skip


def _refused(number: int) -> NotABundle:
    return NotABundle(f"{form.EVENTS} line {number}: no event of a bundle, or not in its place")


def _as_json(bundle: Bundle, chain: Chain) -> Iterator[Story]:
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


def shared_line(cells: Iterable[object]) -> str:
    """The line that says what holds for the events below it, from the cells of `SHARED`."""
    return _cells(["", *cells]) + "\n"


def own_line(position: int, cells: Iterable[object], payload: object) -> str:
    """The line of an event, below that of what it shares with others, from the cells of `OWN_CELLS`."""
    return f"{_cells([position, *cells])}\t{canonical(payload).decode()}\n"


def _cells(values: list[object]) -> str:
    """Cells apart by tabs.

    Raises:
        ValueError: One of them cannot be put back in one way alone.
    """
    text = "\t".join([value if type(value) is str else "" if value is None else str(value) for value in values])
    if '"' in text or "\\" in text or "\n" in text or text.count("\t") != len(values) - 1:
        raise ValueError(f"{text[:80]!r} cannot stand in the cells of an event")
    return text
