"""Words as they are compared and sorted: one folding for search, one key per alphabet for lists."""

import re
import unicodedata

# Letters that do not fall apart into a base letter and a mark. æ is two letters to whoever has no æ on the keyboard.
_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "o", "å": "a", "ä": "a", "ö": "o", "œ": "oe", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ı": "i"}
)
_WORD = re.compile(r"[^\W_]+")

MAX_TERMS = 8
SORTED_CHARACTERS = 60


def fold(text: str) -> str:
    """`text` without case, accents and Nordic letters: "Kjærgård, Öland" is "kjaergard, oland"."""
    plain = text.casefold()
    if plain.isascii():
        return plain
    plain = unicodedata.normalize("NFC", plain).translate(_LETTERS)
    if plain.isascii():
        return plain
    apart = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold().translate(_LETTERS)


def words_of(text: str) -> str:
    """The folded words of `text` with one space between them, as the index keeps them."""
    return " ".join(_WORD.findall(fold(text)))


def terms_of(text: str) -> list[str]:
    """The words somebody searches for, at most eight: more would only narrow to nothing."""
    return list(dict.fromkeys(_WORD.findall(fold(text))))[:MAX_TERMS]


# What each alphabet puts after z, and which letters count as which there.
_TAILS = {
    "da": ({"æ": 0, "ä": 0, "ø": 1, "ö": 1, "å": 2}, True),
    "sv": ({"å": 0, "ä": 1, "æ": 1, "ö": 2, "ø": 2}, False),
    "en": ({}, False),
}
_RUN = re.compile(r"(?P<number>[0-9]+)|(?P<letter>[^\W_])|(?P<gap>[\W_]+)")


def sort_key(text: str, language: str) -> str:
    """A key that sorts `text` as `language` sorts it, in every database: two figures for each letter.

    Danish ends in æ, ø, å and reads "aa" as å; Swedish ends in å, ä, ö; English has none of them. Numbers sort by
    what they are worth, so that room 9 comes before room 10. Figures only, because databases agree on their order.
    """
    tail, aa_is_one_letter = _TAILS.get(language, _TAILS["en"])
    plain = unicodedata.normalize("NFC", text).casefold()[:SORTED_CHARACTERS].strip()
    if aa_is_one_letter:
        plain = plain.replace("aa", "å")
    key: list[str] = []
    for run in _RUN.finditer(plain):
        if number := run["number"]:
            key.append(_number_key(number))
        elif letter := run["letter"]:
            key.append(str(66 + tail[letter]) if letter in tail else "".join(map(_letter_key, fold(letter))))
        else:
            key.append("00")
    return "".join(key)


def _number_key(number: str) -> str:
    figures = number.lstrip("0") or "0"
    # How many figures it has comes first, so that longer numbers come later.
    return f"{10 + min(len(figures), 9)}" + "".join(f"2{figure}" for figure in figures)


def _letter_key(letter: str) -> str:
    place = ord(letter) - ord("a")
    return str(40 + place) if 0 <= place < 26 else f"99{ord(letter):07d}"
