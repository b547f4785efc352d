"""Articles: what may become of one, what is missing, how its text is laid out, and where a word stands in it."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LANGUAGES = ("en", "da", "sv")
GENRES = ("article", "script")
AUDIENCES = ("requesters", "agents", "provider")
ANSWERS = ("helped", "not_helped", "accepted", "declined")
CHANNELS = ("help", "web", "desk", "qr")
REVIEW_DAYS = 365
LONGEST_TITLE = 120
LONGEST_BODY = 8000
MOST_STEPS = 12
AROUND = 70  # characters shown on either side of what was searched for

MOVES = {
    ("draft", "publish"): "published", ("published", "publish"): "published", ("withdrawn", "publish"): "published",
    ("published", "withdraw"): "withdrawn", ("published", "review"): "published",
}  # fmt: skip

_NUMBERED = re.compile(r"\d{1,2}[.)]\s+")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


def after(state: str, move: str) -> str | None:
    """The state after a move, or None when it is not allowed."""
    return MOVES.get((state, move))


def is_code(text: str) -> bool:
    """Whether a text can be an article's code: small letters, figures and hyphens, two to forty."""
    return _CODE.fullmatch(text) is not None


def missing_languages(title: Mapping[str, str], body: Mapping[str, str]) -> list[str]:
    """Languages in which the title or the text is missing, in their order; none: it can be published."""
    return [one for one in LANGUAGES if not title.get(one, "").strip() or not body.get(one, "").strip()]


def uneven_steps(body: Mapping[str, str]) -> bool:
    """Whether a script has more or fewer steps in one language than in another, or too many for a call."""
    counts = {len(steps_of(body.get(one, ""))) for one in LANGUAGES}
    return len(counts) != 1 or max(counts) > MOST_STEPS


def steps_of(body: str) -> list[str]:
    """The steps of a script: one a line, numbers written before them left away."""
    return [_NUMBERED.sub("", line.strip(), count=1) for line in body.splitlines() if line.strip()]


def review_day(today: date) -> date:
    """When an article published or reviewed today is due again, unless somebody says otherwise."""
    return today + timedelta(days=REVIEW_DAYS)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph ("p"), a list ("ul") or numbered steps ("ol"), with its lines."""

    kind: str
    lines: tuple[str, ...]


def blocks_of(body: str) -> list[Block]:
    """A text as it is laid out: empty lines part paragraphs, "- " begins a point, "1. " a step."""
    blocks: list[Block] = []
    kind, lines = "", list[str]()
    for raw in [*body.splitlines(), ""]:
        line = raw.strip()
        now, text = _line(line)
        if lines and (now != kind or not line):
            blocks.append(Block(kind, tuple(lines) if kind != "p" else (" ".join(lines),)))
            lines = []
        if line:
            kind = now
            lines.append(text)
    return blocks


def _line(line: str) -> tuple[str, str]:
    if line.startswith("- "):
        return "ul", line[2:].strip()
    numbered = _NUMBERED.match(line)
    return ("ol", line[numbered.end() :]) if numbered else ("p", line)


def snippet(words: Sequence[tuple[int, int, str]], text: str, terms: Collection[str]) -> list[tuple[str, bool]]:
    """A part of `text` around the first word that begins with a term: pieces, each with whether it matches.

    Args:
        words: Begin, end and folded form of each word of the text.
        terms: Folded words that were searched for; without any, or none found, the text's beginning is given.
    """
    hits = [(start, end) for start, end, word in words if any(word.startswith(term) for term in terms if term)]
    first = hits[0][0] if hits else 0
    begin = max(0, first - AROUND)
    stop = min(len(text), max(first, begin) + 2 * AROUND)
    # Whole words only: cut where a word begins and where one ends.
    begin = min((start for start, _end, _word in words if start >= begin), default=begin) if begin else 0
    stop = max((end for _start, end, _word in words if begin < end <= stop), default=stop) if stop < len(text) else stop
    pieces: list[tuple[str, bool]] = [("… ", False)] if begin else []
    at = begin
    for start, end in hits:
        if start < at or end > stop:
            continue
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    pieces.append((text[at:stop] + (" …" if stop < len(text) else ""), False))
    return [(piece, marked) for piece, marked in pieces if piece]
