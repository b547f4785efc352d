"""Text in the PDF's standard fonts: encoding with æøåäöé, widths, and fitting a name into a line."""

import unicodedata
from functools import lru_cache
from typing import Final

ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"

# Widths in thousandths of the size, for the characters from space to ~ (Adobe's metrics of the standard fonts).
_HELVETICA: Final = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_HELVETICA_BOLD: Final = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
)  # fmt: skip
_OWN_WIDTH: Final = {"Æ": 1000, "æ": 889, "Ø": 778, "ø": 611, "ß": 611, ELLIPSIS: 1000, "—": 1000, "–": 556, "·": 278}
_COURIER: Final = 600
_UNKNOWN: Final = 600

# Letters that Unicode does not take apart, as their neighbours would write them.
_NEAREST: Final = {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ħ": "h", "ı": "i", "ŋ": "n", "ŧ": "t", "ẞ": "SS"}


def printable(text: str) -> str:
    """The text in letters the standard fonts have.

    Danish, Swedish and the other western letters stay as they are; a letter the fonts lack loses its accent
    (ń becomes n) or, where it has no such relative, becomes a question mark. Control characters become spaces.
    """
    composed = unicodedata.normalize("NFC", text)
    letters = (_nearest(character) for character in composed)
    return " ".join("".join(letters).split())


def _nearest(character: str) -> str:
    if not character.isprintable():
        return " " if character.isspace() or unicodedata.category(character) == "Cc" else ""
    if _has(character):
        return character
    if character in _NEAREST:
        return _NEAREST[character]
    parts = [part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)]
    return "".join(part if _has(part) else "?" for part in parts)


def _has(character: str) -> bool:
    try:
        character.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def literal(text: str) -> bytes:
    """Printable text as a PDF string, brackets included."""
    raw = text.encode("cp1252", "replace")
    return b"(" + raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"


def width_pt(text: str, font: str, size_pt: float) -> float:
    """How wide a printable text is in a font of `pdf.FONTS`, in points."""
    return sum(_thousandths(character, font) for character in text) * size_pt / 1000


@lru_cache(maxsize=1024)
def _thousandths(character: str, font: str) -> int:
    if font == "C":
        return _COURIER
    if character in _OWN_WIDTH:
        return _OWN_WIDTH[character]
    # An accented letter is as wide as its base letter in these fonts.
    place = ord(unicodedata.normalize("NFD", character)[0]) - 32
    widths = _HELVETICA_BOLD if font == "B" else _HELVETICA
    return widths[place] if 0 <= place < len(widths) else _UNKNOWN


def fitted(text: str, font: str, *, sizes_pt: tuple[float, ...], room_pt: float, rows: int) -> tuple[list[str], float]:
    """A text as it fits a line of one or more rows: smaller letters first, then shorter and with an ellipsis.

    Args:
        sizes_pt: The sizes to try, largest first.
        rows: Into how many rows the text may be broken, 1 or more.
    Returns:
        The printable rows and their size in points.
    """
    words = printable(text).split()
    for size in sizes_pt:
        broken = _broken(words, font, size, room_pt)
        if len(broken) <= rows and all(width_pt(row, font, size) <= room_pt for row in broken):
            return broken, size
    size = sizes_pt[-1]
    broken = _broken(words, font, size, room_pt)
    kept, rest = broken[: rows - 1], " ".join(broken[rows - 1 :])
    return [_shortened(row, font, size, room_pt) for row in (*kept, rest)], size


def _broken(words: list[str], font: str, size_pt: float, room_pt: float) -> list[str]:
    """The words in rows that fit; a word longer than a row has its own."""
    rows: list[str] = []
    for word in words:
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and width_pt(longer, font, size_pt) <= room_pt:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows


def _shortened(text: str, font: str, size_pt: float, room_pt: float) -> str:
    """The text, or as much of its beginning as fits with an ellipsis."""
    if width_pt(text, font, size_pt) <= room_pt:
        return text
    for length in range(len(text) - 1, 0, -1):
        shorter = text[:length].rstrip(" ,.;-") + ELLIPSIS
        if width_pt(shorter, font, size_pt) <= room_pt:
            return shorter
    return ELLIPSIS
