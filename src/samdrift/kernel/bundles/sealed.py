"""The events of a bundle as its file writes them, each with the hash of what its seal covers.

From version 3 on a line is an event without what it shares with the one before it, its cells apart by tabs. Two kinds
of lines follow one another:

    (empty) subject subject_kind contract site unit case line data_class owner_party
    position salt uid kind happened_at recorded_at device_at person employment party payload

The first says what holds for the events below it. An empty cell is null, `payload` is canonical JSON, the other cells
hold neither quotes nor backslashes, so that they can be put back between the keys of the canonical JSON of the event
in one way alone. Older versions hold each event as JSON.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import chain as joined
from typing import Any, NamedTuple

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.opening import Bundle, NotABundle
from samdrift.kernel.seals import canonical, leaf_of

SHARED = ("subject", "subject_kind", "contract", "site", "unit", "case", "line", "data_class", "owner_party")
OWN = ("uid", "kind", "happened_at", "recorded_at", "device_at", "person", "employment", "party", "payload")
OWN_CELLS = OWN[:-1]
SEALED_KEYS = {*SHARED, *OWN}
_new = tuple.__new__  # as a named tuple makes itself, but four times as fast
LINE_KEYS = {"position", "salt", "event"}
_WRONG = (ValueError, TypeError, KeyError, LookupError, AttributeError, OverflowError)


class Told(NamedTuple):
    """One event as it stands in the file.

    Attributes:
        leaf: What its seal should be, worked out from its salt and all that is written of it.
        payload: Its JSON, or from older versions what it holds.
        site, unit: Their numbers.
    """

    number: int
    position: int
    leaf: bytes
    kind: str
    happened_at: str
    payload: Any
    line: str
    site: int | None
    unit: int | None


Story = tuple[str, list[Told]]
"""What events are about, and the events in the order of the book."""


def stories(bundle: Bundle) -> Iterator[Story]:
    """Every piece of work with its events, in the order of the file.

    Raises:
        NotABundle: The file is not in that form or that order.
    """
    return _compact(bundle) if bundle.version >= form.SINCE[form.EVENTS] else _as_json(bundle)


def _compact(bundle: Bundle) -> Iterator[Story]:
    # Every event of a year passes here: what it costs, a year costs a million times.
    subject, last, told = "", 0, list[Told]()
    line = data = own = after_uid = before_kind = ""
    site: int | None = None
    unit: int | None = None
    number = 0
    for number, text in enumerate(joined.from_iterable(bundle.blocks(form.EVENTS)), start=1):
        head, _tab, payload = text.rpartition("\t")
        if '"' in head or "\\" in head:
            raise _refused(number)
        cells = head.split("\t")
        try:
            if not cells[0]:
                _empty, about, kind_of, contract, in_site, in_unit, case, line, data_class = cells
                if about < subject or (about == subject and not told):
                    raise _refused(number)
                if about != subject and told:
                    yield subject, told
                    told = []
                subject, last = about, last if told else 0
                site, unit = int(in_site) if in_site else None, int(in_unit) if in_unit else None
                data = f'{{"case":{case or "null"},"contract":{contract or "null"},"data_class":"{data_class}",'
                before_kind = f',"line":"{line}","owner_party":{payload or "null"},"party":'
                own = f',"site":{in_site or "null"},"subject":"{subject}","subject_kind":"{kind_of}","uid":"'
                after_uid = f'","unit":{in_unit or "null"}}}'
                continue
            place, salt, uid, kind, happened_at, recorded_at, device_at, person, employment, party = cells
            position = int(place)
            if position <= last or not subject:
                raise _refused(number)
            sealed = (
                f'{data}"device_at":{(device_at and chr(34) + device_at + chr(34)) or "null"}'
                f',"employment":{employment or "null"},"happened_at":"{happened_at}","kind":"{kind}"{before_kind}'
                f'{party or "null"},"payload":{payload},"person":{person or "null"},"recorded_at":"{recorded_at}"'
                f"{own}{uid}{after_uid}"
            )
            leaf = sha256(bytes.fromhex(salt) + sealed.encode()).digest()
        except ValueError as wrong:
            raise _refused(number) from wrong
        last = position
        told.append(_new(Told, (number, position, leaf, kind, happened_at, payload, line, site, unit)))
    if told:
        yield subject, told


def _refused(number: int) -> NotABundle:
    return NotABundle(f"{form.EVENTS} line {number}: no event of a bundle, or not in its place")


def _as_json(bundle: Bundle) -> Iterator[Story]:
    """The events of a bundle of version 1 or 2."""
    subject, told, last = "", list[Told](), ("", 0)
    for number, line in bundle.lines(form.EVENTS_OLDER):
        where = f"{form.EVENTS_OLDER} line {number}"
        if not isinstance(line, dict) or line.keys() != LINE_KEYS or not isinstance(line["event"], dict):
            raise NotABundle(f"{where}: it should have {', '.join(sorted(LINE_KEYS))}")
        sealed, position = line["event"], line["position"]
        place = str(sealed.get("subject") or ""), position if isinstance(position, int) else 0
        if sealed.keys() != SEALED_KEYS or place[1] < 1 or place <= last:
            raise NotABundle(f"{where}: no event of a bundle, or not in its place")
        last = place
        if place[0] != subject and told:
            yield subject, told
            told = []
        subject = place[0]
        try:
            leaf = leaf_of(bytes.fromhex(line["salt"]), sealed)
        except _WRONG as wrong:
            raise NotABundle(f"{where}: {wrong}") from wrong
        told.append(
            Told(
                number, position, leaf, sealed["kind"], sealed["happened_at"], sealed["payload"], sealed["line"],
                sealed["site"], sealed["unit"],
            )
        )  # fmt: skip
    if told:
        yield subject, told


def shared_line(cells: Iterable[object]) -> str:
    """The line that says what holds for the events below it, from the cells of `SHARED`."""
    return _cells(["", *cells]) + "\n"


def own_line(position: int, salt: bytes, cells: Iterable[object], payload: object) -> str:
    """The line of an event, below that of what it shares with others, from the cells of `OWN_CELLS`."""
    return f"{_cells([position, salt.hex(), *cells])}\t{canonical(payload).decode()}\n"


def _cells(values: list[object]) -> str:
    """Cells apart by tabs.

    Raises:
        ValueError: One of them cannot be put back in one way alone.
    """
    text = "\t".join([value if type(value) is str else "" if value is None else str(value) for value in values])
    if '"' in text or "\\" in text or "\n" in text or text.count("\t") != len(values) - 1:
        raise ValueError(f"{text[:80]!r} cannot stand in the cells of an event")
    return text
