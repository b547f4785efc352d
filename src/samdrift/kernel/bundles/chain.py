"""The stretches of the book a bundle shows: their heads worked out again, and held against heads that were signed."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain as joined
from struct import iter_unpack
from sys import byteorder
from typing import Any

from samdrift.kernel import ed25519
from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.differing import Difference
from samdrift.kernel.bundles.opening import Bundle, NotABundle
from samdrift.kernel.seals import HASH_BYTES, LINK, beginning, canonical

KEYS = ("book", "stretches", "signed")
STRETCH, SIGNED = (
    ("after", "head_before", "to", "head"),
    ("day", "position", "head", "signature", "public_key"),
)
MOST_SIGNED = 5_000
_LEAF, _PLACE = f"{HASH_BYTES}s", "8s"


@dataclass(slots=True)
class Chain:
    """The sealed hashes of a bundle by their places in the book."""

    begins: list[int] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    last: tuple[int, bytes] = 0, b""
    """The stretch that was asked for last: what it begins after, and its hashes."""

    def holds(self, position: int, leaf: bytes) -> bool:
        """Whether this hash is the one sealed at a place; never where the bundle shows none."""
        after, leaves = self.last
        if position > after and leaves.startswith(leaf, (position - after - 1) * HASH_BYTES):
            return True  # nearly every event of a year
        place = bisect_right(self.begins, position - 1) - 1
        if place < 0:
            return False
        after, leaves = self.last = self.begins[place], self.leaves[place]
        return leaves.startswith(leaf, (position - after - 1) * HASH_BYTES)


@dataclass(frozen=True, slots=True)
class _Stretch:
    after: int
    before: bytes
    to: int
    head: bytes


def read_chain(bundle: Bundle, kept: Mapping[int, str], key: str | None) -> tuple[Chain, list[Difference]]:
    """The chain of a bundle, and where it does not hold.

    Args:
        kept: Heads the reader kept, by position, as hex.
        key: The public key the reader trusts, as hex; None takes the one each head names.
    Raises:
        NotABundle: The files are not in the form of a chain.
    """
    seals = bundle.json(form.SEALS)
    if not isinstance(seals, dict) or seals.keys() != set(KEYS) or not isinstance(seals["book"], str):
        raise NotABundle(f"{form.SEALS}: it should have {', '.join(KEYS)} and nothing else")
    stretches = [_stretch(row, number) for number, row in enumerate(_rows(seals["stretches"], STRETCH), start=1)]
    _require_order(stretches)
    found: list[Difference] = []
    chain = Chain()
    signed = _signed(seals, key, chain, found)
    awaited = {position: head for position, (_number, head) in signed.items()}
    awaited |= {position: bytes.fromhex(head) for position, head in kept.items()}
    leaves = _Leaves(bundle)
    for number, stretch in enumerate(stretches, start=1):
        where = f"stretch {number}, {stretch.after + 1} to {stretch.to}"
        if stretch.after == 0 and stretch.before != beginning(seals["book"]):
            found.append(
                Difference(form.SEALS, where, "head_before", stretch.before.hex(), "the beginning of the book")
            )
        _follow(chain, stretch, where, leaves.some(stretch.to - stretch.after), awaited, found)
    leaves.none_left()
    return chain, found


def _follow(
    chain: Chain,
    stretch: _Stretch,
    where: str,
    leaves: bytes,
    awaited: Mapping[int, bytes],
    found: list[Difference],
) -> None:
    """Chain the leaves of a stretch; each head that is known is compared."""
    head, begins, begun = stretch.before, stretch.after, sha256(LINK).copy
    _compare(awaited, begins, head, where, found)
    stops = sorted(position for position in awaited if begins < position < stretch.to)
    for stop in (*stops, stretch.to):
        here = memoryview(leaves)[(begins - stretch.after) * HASH_BYTES : (stop - stretch.after) * HASH_BYTES]
        places = _places(begins + 1, stop + 1)
        for place, leaf in zip(_each(_PLACE, places), _each(_LEAF, here), strict=True):
            link = begun()
            link.update(head + place + leaf)
            head = link.digest()
        begins = stop
        _compare(awaited, stop, head, where, found)
    if head != stretch.head:
        found.append(Difference(form.SEALS, where, "head", stretch.head.hex(), head.hex()))
    chain.begins.append(stretch.after)
    chain.leaves.append(leaves)


def _places(first: int, after: int) -> bytes:
    """Whole numbers as links write them: eight bytes each, the highest first."""
    numbers = array("Q", range(first, after))
    if byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes()


def _each(shape: str, of: bytes | memoryview) -> Iterator[bytes]:
    """Its pieces of the same length, one after another."""
    return joined.from_iterable(iter_unpack(shape, of))


class _Leaves:
    """The hashes of a bundle, read as far as they are asked for."""

    def __init__(self, bundle: Bundle) -> None:
        older = bundle.version < form.SINCE[form.LEAVES]
        self._name = form.LEAVES_OLDER if older else form.LEAVES
        self._pieces = _from_hex(bundle) if older else bundle.pieces(form.LEAVES)
        self._rest = b""

    def some(self, many: int) -> bytes:
        """So many hashes more.

        Raises:
            NotABundle: There are not so many.
        """
        wanted, found, size = many * HASH_BYTES, [self._rest], len(self._rest)
        while size < wanted:
            piece = next(self._pieces, b"")
            if not piece:
                raise NotABundle(f"{self._name}: it has fewer hashes than the stretches have places")
            found.append(piece)
            size += len(piece)
        whole = b"".join(found)
        self._rest = whole[wanted:]
        return whole[:wanted]

    def none_left(self) -> None:
        """Require that all were read.

        Raises:
            NotABundle: There are more than places.
        """
        if self._rest or next(self._pieces, b""):
            raise NotABundle(f"{self._name}: it has more hashes than the stretches have places")


def _from_hex(bundle: Bundle) -> Iterator[bytes]:
    """The hashes of an older version, one a line."""
    for number, text in bundle.texts(form.LEAVES_OLDER):
        yield _hash(text, f"{form.LEAVES_OLDER} line {number}")


def _compare(awaited: Mapping[int, bytes], position: int, head: bytes, where: str, found: list[Difference]) -> None:
    if awaited.get(position, head) != head:
        row = f"{where}: the head after {position}"
        found.append(Difference(form.SEALS, row, "signed head", awaited[position].hex(), head.hex()))


def _signed(
    seals: Mapping[str, Any], key: str | None, chain: Chain, found: list[Difference]
) -> dict[int, tuple[int, bytes]]:
    heads: dict[int, tuple[int, bytes]] = {}
    rows = _rows(seals["signed"], SIGNED)
    if len(rows) > MOST_SIGNED:
        raise NotABundle(f"{form.SEALS}: it has more than {MOST_SIGNED} signed heads")
    for number, row in enumerate(rows, start=1):
        where, position = f"signed {number}", _position(row["position"])
        head = _hash(row["head"], f"{form.SEALS} {where}")
        statement = canonical({"book": seals["book"], "day": row["day"], "position": position, "head": head.hex()})
        try:
            signature, public = bytes.fromhex(row["signature"]), bytes.fromhex(row["public_key"])
        except (ValueError, TypeError) as wrong:
            raise NotABundle(f"{form.SEALS} {where}: {wrong}") from wrong
        if key is not None and public.hex() != key.lower():
            found.append(Difference(form.SEALS, where, "public_key", public.hex(), key.lower()))
        if not ed25519.holds(public, statement, signature):
            found.append(Difference(form.SEALS, where, "signature", row["signature"], "a signature of this head"))
        chain.keys.add(public.hex())
        heads[position] = number, head
    return heads


def _require_order(stretches: Sequence[_Stretch]) -> None:
    reached = -1
    for stretch in stretches:
        if stretch.after < max(reached, 0) or stretch.to <= stretch.after:
            raise NotABundle(f"{form.SEALS}: the stretches are not in the order of the book")
        reached = stretch.to


def _stretch(row: Mapping[str, Any], number: int) -> _Stretch:
    where = f"{form.SEALS} stretch {number}"
    before, head = _hash(row["head_before"], where), _hash(row["head"], where)
    return _Stretch(_position(row["after"]), before, _position(row["to"]), head)


def _rows(written: object, keys: Sequence[str]) -> list[dict[str, Any]]:
    if not isinstance(written, list) or any(not isinstance(row, dict) or row.keys() != set(keys) for row in written):
        raise NotABundle(f"{form.SEALS}: each row should have {', '.join(keys)} and nothing else")
    return written


def _position(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
        raise NotABundle(f"{form.SEALS}: {str(value)[:40]} is no place in a book")
    return value


def _hash(text: object, where: str) -> bytes:
    if not isinstance(text, str) or len(text) != 2 * HASH_BYTES or not set(text) <= set("0123456789abcdef"):
        raise NotABundle(f"{where}: {str(text)[:40]!r} is no hash of 64 hex digits")
    return bytes.fromhex(text)
