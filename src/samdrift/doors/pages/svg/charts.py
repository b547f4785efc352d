"""Small charts: a sparkline for a tile, bars for a report."""

from collections.abc import Sequence
from zlib import crc32

from django.utils.translation import gettext as _
from markupsafe import Markup

from samdrift.doors.pages import formats
from samdrift.doors.pages.svg.clock import legend_line, table_behind
from samdrift.doors.pages.svg.sheets import LETTER, SHEETS, Sheet, every

FOOT, TOP, QUARTERS = 28, 12, 4
NARROW, GAP = 48, 8  # the least room beside the bars, and what of it stays free of their numbers
DIGIT = 7.2  # units a digit takes


def sparkline(values: Sequence[float], *, label: str) -> Markup:
    """A line without axes for a tile, its last value dotted; `label` says in words what it shows."""
    if len(values) < 2:
        return Markup("")
    low, high = min(values), max(values)
    reach = (high - low) or 1
    points = [
        (round(i * 100 / (len(values) - 1), 1), round(29 - (v - low) / reach * 26, 1)) for i, v in enumerate(values)
    ]
    line = " ".join(f"{x},{y}" for x, y in points)
    return Markup(
        '<svg class="spark" viewBox="0 0 100 32" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<polygon class="spark-area" points="0,32 {} 100,32"/><polyline class="spark-line" points="{}"/></svg>'
    ).format(label, line, line)


def bar_chart(
    rows: Sequence[tuple[str, Sequence[float]]],
    *,
    label: str,
    series: Sequence[str] = (),
    unit: str = "",
    target: float | None = None,
    digits: int = 0,
) -> Markup:
    """Upright bars, one group a row, with a table behind.

    Args:
        rows: (name, one value for each series), at most 4 series; values are 0 or more.
        unit: Written behind numbers in the table and on hover.
        target: A dashed line across.
    """
    if not rows:
        return Markup("")
    top = nice_top(max([*(v for _name, values in rows for v in values), target or 0]))
    # Named by what it shows, so that the same page is the same letter for letter, whoever was served before.
    key = f"bc{crc32(repr((label, list(rows), list(series))).encode()):08x}"
    pictures = []
    heights = _heights(top, digits)
    left = max(NARROW, round(max(map(len, heights)) * DIGIT) + GAP)
    for sheet in SHEETS:
        parts = [
            _grid(heights, left, sheet), *_bars(rows, top, unit, digits, series, sheet, left),
            _target(target, top, sheet, left),
        ]  # fmt: skip
        pictures.append(drawn_on(sheet, "bars", key, label, Markup("").join(parts)))
    return Markup('<figure class="figure">{}{}{}</figure>').format(
        Markup("").join(pictures), _keys(series), _numbers(rows, series or [label], unit, digits)
    )


def drawn_on(sheet: Sheet, kind: str, key: str, label: str, body: Markup) -> Markup:
    """One drawing of a chart, named by `label`; each drawing has a name of its own on the page."""
    name = f"{key}{sheet.kind[4]}"
    return Markup(
        '<svg class="{} {}" viewBox="0 0 {} {}" role="img" aria-labelledby="{}t" xmlns="http://www.w3.org/2000/svg">'
        '<title id="{}t">{}</title>{}</svg>'
    ).format(kind, sheet.kind, sheet.width, sheet.height, name, name, label, body)


def nice_top(highest: float) -> float:
    """A round number at or above the highest value: 1, 2, 2.5, 4, 5, 8 times a power of ten."""
    if highest <= 0:
        return 1.0
    power = 10.0 ** (len(str(int(highest))) - 1) if highest >= 1 else 0.1
    return next(step * power for step in (1, 2, 2.5, 4, 5, 8, 10, 20) if step * power >= highest)


def _y(value: float, top: float, sheet: Sheet) -> float:
    return round(TOP + (sheet.height - FOOT - TOP) * (1 - value / top), 1)


def _heights(top: float, digits: int) -> list[str]:
    """What stands beside the lines of the grid, from the lowest up."""
    quarter = top / QUARTERS
    exact = next((places for places in range(3) if round(quarter, places) == quarter), 2)
    places = max(digits, exact) if exact else 0
    return [formats.number(top * part / QUARTERS, places) for part in range(QUARTERS + 1)]


def _grid(heights: Sequence[str], left: int, sheet: Sheet) -> Markup:
    lines = []
    for part, height in enumerate(heights):
        y = _y(part, QUARTERS, sheet)
        lines.append(
            Markup(
                '<path class="{}" d="M{} {}H{}"/><text x="{}" y="{}" font-size="12" text-anchor="end">{}</text>'
            ).format("bar-axis" if part == 0 else "bar-grid", left, y, sheet.width, left - GAP, y + 4, height)
        )
    return Markup("").join(lines)


def _bars(
    rows: Sequence[tuple[str, Sequence[float]]], top: float, unit: str, digits: int, series: Sequence[str],
    sheet: Sheet, begin: int,
) -> list[Markup]:  # fmt: skip
    room = (sheet.width - begin) / len(rows)
    skip = every([name for name, _values in rows], sheet.width - begin)
    made = []
    for place, (name, values) in enumerate(rows):
        wide = min(room * 0.72, 46.0 * len(values)) / len(values)
        left = begin + place * room + (room - wide * len(values)) / 2
        for n, value in enumerate(values):
            y = _y(value, top, sheet)
            what = f"{name}, {series[n]}" if series else name
            tall, shown = round(sheet.height - FOOT - y, 1), _with_unit(value, unit, digits)
            made.append(
                Markup(
                    '<rect class="bar-{}" x="{}" y="{}" width="{}" height="{}" rx="2"><title>{}: {}</title></rect>'
                ).format(n % 4 + 1, round(left + n * wide, 1), y, round(wide - 1.5, 1), tall, what, shown)
            )
        if place % skip == 0:
            made.append(
                Markup('<text x="{}" y="{}" font-size="12" text-anchor="middle">{}</text>').format(
                    round(_within(begin + (place + 0.5) * room, name, sheet), 1), sheet.height - 8, name
                )
            )
    return made


def _within(middle: float, name: str, sheet: Sheet) -> float:
    """The middle of a name of 12 pixels' letters, moved as far as it would stand over the right edge."""
    return min(middle, sheet.width - len(name) * LETTER / 2)


def _target(target: float | None, top: float, sheet: Sheet, left: int) -> Markup:
    if target is None:
        return Markup("")
    return Markup('<path class="bar-target" d="M{} {}H{}"><title>{}</title></path>').format(
        left, _y(target, top, sheet), sheet.width, _("Target: %(value)s") % {"value": formats.number(target)}
    )


def _with_unit(value: float, unit: str, digits: int) -> str:
    return f"{formats.number(value, digits)} {unit}".strip()


KEY = Markup('<rect class="key-{}" x="2" y="2" width="14" height="14" rx="3"/>')


def _keys(series: Sequence[str]) -> Markup:
    if len(series) < 2:
        return Markup("")
    return Markup('<ul class="legend">{}</ul>').format(
        Markup("").join(legend_line(KEY.format(n % 4 + 1), name) for n, name in enumerate(series))
    )


def _numbers(rows: Sequence[tuple[str, Sequence[float]]], heads: Sequence[str], unit: str, digits: int) -> Markup:
    lines = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            name, Markup("").join(Markup('<td class="end">{}</td>').format(_with_unit(v, unit, digits)) for v in values)
        )
        for name, values in rows
    )
    return table_behind(["", *heads], lines)
