"""QR symbols, one or a whole batch at once.

For one length of address, one version, error correction level and mask, every module of a QR symbol is an
exclusive-or of some data bits and a constant. So a batch is one matrix: we learn from segno what each bit of the
code switches, and then make 35,000 symbols by looking up six rows and combining them.
"""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import numpy as np
import segno
from numpy.typing import NDArray

from samdrift.registers.tags.formats.codes import ALPHABET, CODE_LENGTH, check_character

Bits = NDArray[np.uint8]

QUIET_MODULES = 4
"""Light modules around a symbol (ISO/IEC 18004)."""

LARGEST_VERSION = 10
"""An address that needs a larger symbol is refused: it would not be readable on a label."""

_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_ZEROS = "0" * CODE_LENGTH
_INDEX = np.zeros(256, dtype=np.int64)
_INDEX[[ord(character) for character in ALPHABET]] = np.arange(32)


def address_prefix(base_url: str) -> str:
    """What stands before the code on a label: the installation's address and /q/.

    An address without a path of its own is written in capitals, so that the symbol may use the smaller
    alphanumeric mode; /q/ is matched without regard to case. A path is kept as it is.

    Raises:
        ValueError: Not an absolute http(s) address of a plain host, or one with a query or a person in it.
    """
    parts = urlsplit(base_url)
    plain = re.fullmatch(r"[A-Za-z0-9.-]+(:[0-9]+)?", parts.netloc)
    if parts.scheme not in {"http", "https"} or not plain or parts.query or parts.fragment:
        raise ValueError(f"Labels need an address such as https://samdrift.example, not {base_url!r}.")
    path = parts.path.strip("/")
    if not re.fullmatch(r"[A-Za-z0-9._~/-]*", path):
        raise ValueError(f"The path {path!r} has characters that do not belong on a label.")
    if path == path.upper():
        return f"{parts.scheme}://{parts.netloc}/{path + '/' if path else ''}q/".upper()
    return f"{parts.scheme}://{parts.netloc}/{path}/q/"


@dataclass(frozen=True, slots=True)
class Group:
    """Characters of the code that share data bits, and which modules each of their values switches."""

    places: tuple[int, ...]
    switched: Bits
    """One row of packed modules for each value: 32 for one character, 32 × 32 for a pair."""


@dataclass(frozen=True, slots=True)
class Symbols:
    """All symbols of one address prefix: everything but the code is settled."""

    prefix: str
    version: int
    level: str
    mask: int
    size: int
    """Modules along a side, without the quiet zone."""
    base: Bits
    """The symbol of the code 00000000000, packed."""
    groups: tuple[Group, ...]

    def modules(self, codes: Sequence[str]) -> Bits:
        """The symbols of these codes, 1 for a dark module.

        Args:
            codes: Codes as stored, eleven characters each.
        Returns:
            An array of shape (codes, size, size).
        """
        if any(len(code) != CODE_LENGTH for code in codes):
            raise ValueError(f"Every code has {CODE_LENGTH} characters.")
        values = _INDEX[np.frombuffer("".join(codes).encode("ascii"), dtype=np.uint8).reshape(-1, CODE_LENGTH)]
        packed = np.repeat(self.base[np.newaxis], len(codes), axis=0)
        for group in self.groups:
            rows = values[:, group.places[0]]
            if len(group.places) > 1:
                rows = rows * 32 + values[:, group.places[1]]
            packed ^= group.switched[rows]
        flat = np.unpackbits(packed, axis=1, count=self.size**2)
        return flat.reshape(len(codes), self.size, self.size)


@lru_cache(maxsize=16)
def symbols(prefix: str) -> Symbols:
    """Learn the symbols of an address prefix: the smallest version, and the mask that reads best on a sample.

    Level M is raised to Q where that costs no larger symbol.

    Raises:
        ValueError: The address is too long for a label.
    """
    version = int(_segno(prefix + _ZEROS, "M").version)
    if version > LARGEST_VERSION:
        raise ValueError(f"The address {prefix!r} is too long for a label.")
    level = "Q" if _segno(prefix + _ZEROS, "Q").version == version else "M"
    any_mask = with_mask(prefix, version, level, 0)
    codes = _sample()
    modules = any_mask.modules(codes)
    zero = _packed(prefix + _ZEROS, version, level, 0)
    scores = []
    for mask in range(8):
        # Two masks differ by the same modules whatever the data, so one symbol of each is enough.
        turned = np.unpackbits(zero ^ _packed(prefix + _ZEROS, version, level, mask), count=any_mask.size**2)
        scores.append(int(penalty(modules ^ turned.reshape(any_mask.size, any_mask.size)).sum()))
    return with_mask(prefix, version, level, scores.index(min(scores)))


@lru_cache(maxsize=16)
def with_mask(prefix: str, version: int, level: str, mask: int) -> Symbols:
    """Learn the symbols of an address prefix for a given version, level (L, M, Q, H) and mask (0 to 7)."""

    def switched(tail: str) -> Bits:
        return base ^ _packed(prefix + tail, version, level, mask)

    base = _packed(prefix + _ZEROS, version, level, mask)
    pairs = all(character in _ALPHANUMERIC for character in prefix)
    groups = []
    place = 0
    while place < CODE_LENGTH:
        # Alphanumeric mode writes two characters as one number of 11 bits, counted from the start of the address.
        if pairs and (len(prefix) + place) % 2 == 0 and place + 1 < CODE_LENGTH:
            groups.append(Group((place, place + 1), _switched_by_a_pair(place, switched)))
        else:
            rows = [switched(_tail(place, character)) for character in ALPHABET]
            groups.append(Group((place,), np.stack(rows)))
        place += len(groups[-1].places)
    size = 17 + 4 * version
    return Symbols(prefix, version, level, mask, size, base, tuple(groups))


def _switched_by_a_pair(place: int, switched: Callable[[str], Bits]) -> Bits:
    """Which modules each of the 1,024 pairs at a place switches, learned from the eleven bits of their number."""
    bits = [switched(_tail(place, _ALPHANUMERIC[2**bit // 45] + _ALPHANUMERIC[2**bit % 45])) for bit in range(11)]
    values = np.array([_ALPHANUMERIC.index(character) for character in ALPHABET])
    numbers = (45 * values[:, np.newaxis] + values[np.newaxis, :]).reshape(-1)
    rows = np.zeros((1024, len(bits[0])), dtype=np.uint8)
    for bit, modules in enumerate(bits):
        rows[(numbers >> bit) & 1 == 1] ^= modules
    return rows


def _tail(place: int, characters: str) -> str:
    """The code of zeros with these characters at a place."""
    return _ZEROS[:place] + characters + _ZEROS[place + len(characters) :]


def _sample() -> list[str]:
    """Sixty-four codes that look random and are always the same, so that a batch printed twice is the same file."""
    numbers = ((step * 0x9E3779B97F4A7C15) & (2**50 - 1) for step in range(1, 65))
    tens = ["".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(10)) for number in numbers]
    return [ten + check_character(ten) for ten in tens]


def _segno(address: str, level: str, version: int | None = None, mask: int | None = None) -> segno.QRCode:
    return segno.make(address, error=level, version=version, mask=mask, micro=False, boost_error=False)


def _packed(address: str, version: int, level: str, mask: int) -> Bits:
    """One symbol as segno makes it, eight modules a byte."""
    return np.packbits(one(address, version, level, mask).reshape(-1))


def one(address: str, version: int | None = None, level: str = "M", mask: int | None = None) -> Bits:
    """One symbol as segno makes it; what is not given, segno chooses."""
    return np.array([list(row) for row in _segno(address, level, version, mask).matrix], dtype=np.uint8)


def svg(address: str, title: str) -> str:
    """One symbol as an SVG picture with its quiet zone, free of style attributes.

    Args:
        title: What a screen reader says.
    """
    out = io.BytesIO()
    segno.make(address, error="M", micro=False).save(
        out, kind="svg", border=QUIET_MODULES, xmldecl=False, svgclass=None, lineclass=None, title=title, light="#fff",
        omitsize=True, nl=False,
    )  # fmt: skip
    return out.getvalue().decode()


def penalty(modules: Bits) -> NDArray[np.int64]:
    """How hard each symbol is to read, by the four penalties of ISO/IEC 18004 §7.8.3; less is better."""
    score = _long_runs(modules) + _long_runs(modules.swapaxes(1, 2))
    corners = modules[:, :-1, :-1]
    same = (corners == modules[:, :-1, 1:]) & (corners == modules[:, 1:, :-1]) & (corners == modules[:, 1:, 1:])
    score += 3 * same.sum(axis=(1, 2))
    score += 40 * (_finder_lookalikes(modules) + _finder_lookalikes(modules.swapaxes(1, 2)))
    dark_percent = modules.mean(axis=(1, 2)) * 100
    score += 10 * (np.abs(dark_percent - 50) // 5).astype(np.int64)
    return score


def _long_runs(modules: Bits) -> NDArray[np.int64]:
    """3 for each run of five alike in a row, 1 for each module more."""
    width = modules.shape[2]
    change = modules[:, :, 1:] != modules[:, :, :-1]
    alike = ~(
        change[:, :, 0 : width - 4] | change[:, :, 1 : width - 3] | change[:, :, 2 : width - 2] | change[:, :, 3:]
    )
    first = alike.copy()
    first[:, :, 1:] &= ~alike[:, :, :-1]
    score: NDArray[np.int64] = alike.sum(axis=(1, 2), dtype=np.int64) + 2 * first.sum(axis=(1, 2), dtype=np.int64)
    return score


def _finder_lookalikes(modules: Bits) -> NDArray[np.int64]:
    """How often a row looks like a finder's middle, with four light modules before or after."""
    # Beyond the edge lies the quiet zone, which is light.
    padded = np.pad(modules, ((0, 0), (0, 0), (4, 4)))
    width = modules.shape[2]

    def at(offset: int) -> Bits:
        return padded[:, :, 4 + offset : 4 + offset + width - 6]

    finder = np.ones_like(at(0), dtype=bool)
    for offset, dark in enumerate((1, 0, 1, 1, 1, 0, 1)):
        finder &= at(offset) == dark
    before = sum(at(-step) for step in range(1, 5)) == 0
    behind = sum(at(6 + step) for step in range(1, 5)) == 0
    found: NDArray[np.int64] = (finder & (before | behind)).sum(axis=(1, 2), dtype=np.int64)
    return found
