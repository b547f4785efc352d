"""A waterfall: how one amount becomes another, step by step; what lies below nothing is drawn below nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zlib import crc32

from django.utils.translation import gettext as _
from markupsafe import Markup

from samdrift.doors.pages import formats
from samdrift.doors.pages.svg.charts import nice_top
from samdrift.doors.pages.svg.clock import table_behind

ROW, BAR = 34, 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """One drawing of the picture: its width, room for names and for numbers, and the size of its text."""

    width: int
    names: int
    numbers: int
    text: int
    kind: str


DESK, PHONE = Sheet(720, 150, 128, 13, "for-desk"), Sheet(360, 142, 76, 13, "for-phone")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: from where to where, what it is called, and whether it is a level or a step up or down."""

    name: str
    start: int
    end: int
    amount: int
    kind: str


def waterfall(steps: Sequence[tuple[str, int, bool]], *, label: str, currency: str) -> Markup:
    """Lying bars, each step beginning where the one before ended, with a table behind.

    Args:
        steps: What it is called, the amount in hundredths, and whether it is a level (drawn from nothing) or a step.
        label: What the picture shows.
    """
    if not steps:
        return Markup("")
    bars = _bars(steps)
    pictures = Markup("").join(_picture(bars, sheet, label, currency) for sheet in (DESK, PHONE))
    lines = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td class="end nowrap">{}</td></tr>').format(
            bar.name, formats.money(bar.amount, currency)
        )
        for bar in bars
    )
    return Markup('<figure class="figure">{}{}</figure>').format(pictures, table_behind(["", _("Amount")], lines))


def _picture(bars: Sequence[Bar], sheet: Sheet, label: str, currency: str) -> Markup:
    low = min(0, *(min(bar.start, bar.end) for bar in bars))
    high = max(0, *(max(bar.start, bar.end) for bar in bars))
    # From nothing, steps of a few per cent could not be seen; so the axis begins higher, which the broken line at its
    # foot says, unless something lies below nothing.
    foot = _cut(bars) if low == 0 else low
    reach = (high - foot) or 1
    room = sheet.width - sheet.names - sheet.numbers

    def place(amount: int) -> float:
        return round(sheet.names + room * max(amount - foot, 0) / reach, 1)

    height = ROW * len(bars) + 8
    key = f"wf{crc32(repr((label, sheet.kind, list(bars))).encode()):08x}"
    drawn = (_drawn(bar, number, place, sheet, currency) for number, bar in enumerate(bars))
    body = Markup("").join([_axis(place(max(foot, 0)), height, broken=foot > 0), *drawn])
    return Markup(
        '<svg class="bars waterfall {}" viewBox="0 0 {} {}" role="img" aria-labelledby="{}t" '
        'xmlns="http://www.w3.org/2000/svg"><title id="{}t">{}</title>{}</svg>'
    ).format(sheet.kind, sheet.width, height, key, key, label, body)


def _bars(steps: Sequence[tuple[str, int, bool]]) -> list[Bar]:
    bars, here = [], 0
    for name, amount, level in steps:
        start, end = (0, amount) if level else (here, here + amount)
        bars.append(Bar(name, start, end, amount, "level" if level else "up" if amount > 0 else "down"))
        here = end
    return bars


def _cut(bars: Sequence[Bar]) -> int:
    """Where the axis begins: a round number well below the lowest level, or nothing where steps are large."""
    lowest = min(min(bar.start or bar.end, bar.end) for bar in bars)
    highest = max(max(bar.start, bar.end) for bar in bars)
    if lowest <= 0 or highest - lowest > highest * 0.6:
        return 0
    step = int(nice_top(max((highest - lowest) / 2, 1)))
    return max((lowest - (highest - lowest)) // step * step, 0)


def _axis(x: float, height: int, *, broken: bool) -> Markup:
    return Markup('<path class="{}" d="M{} 0V{}"/>').format(
        "bar-grid waterfall-cut" if broken else "bar-axis", x, height
    )


def _drawn(bar: Bar, number: int, place: Callable[[int], float], sheet: Sheet, currency: str) -> Markup:
    left, right = sorted((place(bar.start), place(bar.end)))
    top = number * ROW + (ROW - BAR) / 2 + 4
    shown = formats.money(bar.amount, currency)
    return Markup(
        '<text x="{}" y="{}" font-size="{}" text-anchor="end">{}</text>'
        '<rect class="waterfall-{}" x="{}" y="{}" width="{}" height="{}" rx="2"><title>{}: {}</title></rect>'
        '<text x="{}" y="{}" font-size="12">{}</text>'
    ).format(
        sheet.names - 8, top + 15, sheet.text, bar.name, bar.kind, left, top, max(right - left, 1.5), BAR, bar.name,
        shown, right + 6, top + 15, _millions(bar),
    )  # fmt: skip


def _millions(bar: Bar) -> str:
    sign = "+" if bar.kind == "up" else ""
    return sign + _("%(amount)s m") % {"amount": formats.number(bar.amount / 100_000_000, 2)}
