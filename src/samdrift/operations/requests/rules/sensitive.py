"""Words in free text that may be about somebody's health, crime or identity: hints for a person to look, no verdict.

Names of people are not looked for: a hint on every second request would soon be read by nobody.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Beginnings of words, folded (æ→ae, ø→o, å→a, ä→a, ö→o), in English, Danish and Swedish alike; a space ends a word.
_STEMS: Mapping[str, tuple[str, ...]] = {
    "health": (
        "sick ", "sickness", "illness", "disease", "diagnos", "cancer", "pregnan", "depress", "anxiety", "psychi",
        "medicat", "disabilit", "stress leave", "hospitali", "overdos", "suicid", "hiv ", "diabet", "epilep",
        "miscarri", "syg ", "syge", "sygdom", "gravid", "kraeft", "angst", "medicin", "handicap", "indlagt", "selvmord",
        "sklerose", "sjuk", "angest", "funktionsneds", "sjalvmord", "missfall",
    ),
    "crime": (
        "criminal record", "convict", "suspected of", "arrested for", "imprison", "domestic violence", "abuse",
        "straffeattest", "domt ", "sigtet", "mistaenkt", "faengsl", "vold mod", "overgreb", "misbrug",
        "belastningsregist", "domd ", "misstankt", "anhallen", "fangelse", "misshandel", "overgrepp", "missbruk",
    ),
    "belief": (
        "trade union", "union member", "religio", "homosex", "lesbian", "transgender", "ethnic", "asylum seek",
        "fagforening", "etnisk", "asylansog", "fackforbund", "asylsok",
    ),
}  # fmt: skip
# Danish and Swedish personal numbers (ddmmyy-nnnn, yymmdd-nnnn, yyyymmdd-nnnn) and British National Insurance ones.
_DAY, _MONTH = r"(?:0[1-9]|[12]\d|3[01])", r"(?:0[1-9]|1[0-2])"
_IDENTITY = re.compile(
    rf"\b(?:{_DAY}{_MONTH}\d\d|\d\d{_MONTH}{_DAY})[-+ ]?\d{{4}}\b"
    rf"|\b(?:19|20)\d\d{_MONTH}{_DAY}[-+]?\d{{4}}\b"
    r"|\b[A-CEGHJ-PR-TW-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]\b",
    re.IGNORECASE,
)
EDGES = ".,;:!?()[]\"'»«”“-"
BLACK = "█████"


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that may be sensitive: its kind (health, crime, belief, identity) and the word as it was written."""

    kind: str
    word: str


def hints(text: str, folded: Sequence[str]) -> tuple[Hint, ...]:
    """What in a text may be sensitive, each word once, in the order of the text.

    Args:
        folded: Each word of the text (what stands between spaces), folded and without its edges.
    """
    found = [(match.start(), Hint("identity", match.group())) for match in _IDENTITY.finditer(text)]
    words = list(re.finditer(r"\S+", text))
    for index, match in enumerate(words[: len(folded)]):
        tail = " ".join(folded[index : index + 3]) + " "
        for kind, stems in _STEMS.items():
            if tail.startswith(stems):
                found.append((match.start(), Hint(kind, match.group().strip(EDGES))))
    return tuple(dict.fromkeys(hint for _place, hint in sorted(found, key=lambda one: one[0])))


def without(text: str, words: Iterable[str]) -> tuple[str, int]:
    """The text with these words blacked out wherever they stand, whatever their case, and how many times that was."""
    times = 0
    for word in sorted({word for word in words if word.strip()}, key=len, reverse=True):
        text, found = re.subn(re.escape(word), BLACK, text, flags=re.IGNORECASE)
        times += found
    return text, times
