"""Shades rooms are drawn in: each a colour and a pattern, so that a plan reads in greyscale and for every eye."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from samdrift.doors.pages.svg.clock import legend_line

DRAWINGS = {
    "warm1": ("dots", 0), "warm2": ("lines", 45), "warm3": ("cross", 45), "warm4": ("cross", 0),
    "cool1": ("dots", 0), "cool2": ("lines", 45), "cool3": ("cross", 45), "cool4": ("cross", 0),
    "kind1": ("lines", 90), "kind2": ("lines", 45), "kind3": ("dots", 0), "kind4": ("cross", 45), "kind5": ("lines", 0),
}  # fmt: skip
"""The marks of each look and how they are turned; what has nothing to tell is plain."""


def look_patterns(key: str, looks: Iterable[str], text: float) -> Markup:
    """The patterns of these looks for a drawing whose letters are `text` high, called by `key` and the look."""
    step = max(round(text * 0.9), 4)
    return Markup("<defs>{}</defs>").format(Markup("").join(_pattern(f"{key}{look}", look, step) for look in looks))


def look_legend(lines: Sequence[tuple[str, str, int]]) -> Markup:
    """The legend: every look with its words and how many there are."""
    entries = (legend_line(_key(look), f"{words} ({count})") for look, words, count in lines)
    return Markup('<ul class="legend">{}</ul>').format(Markup("").join(entries))


def _key(look: str) -> Markup:
    name = f"key-{look}"
    drawing = _pattern(name, look, 6)
    return Markup(
        '<defs>{}</defs><rect class="key-look" fill="url(#{})" x="2" y="2" width="14" height="14" rx="2"/>'
    ).format(drawing, name)


def _pattern(name: str, look: str, step: int) -> Markup:
    kind, turn = DRAWINGS.get(look, ("", 0))
    wide, half = max(1.0, round(step / 9, 1)), step / 2
    marks = {
        "": Markup(""),
        "dots": Markup('<circle class="look-mark" cx="{h}" cy="{h}" r="{w}"/>').format(h=half, w=wide),
        "lines": Markup('<path class="look-line" d="M0 0V{s}" stroke-width="{w}"/>').format(s=step, w=wide),
        "cross": Markup('<path class="look-line" d="M0 0V{s}M0 0H{s}" stroke-width="{w}"/>').format(s=step, w=wide),
    }[kind]
    return Markup(
        '<pattern id="{}" width="{s}" height="{s}" patternUnits="userSpaceOnUse" patternTransform="rotate({})">'
        '<rect class="look look-{}" width="{s}" height="{s}"/>{}</pattern>'
    ).format(name, turn, look, marks, s=step)
