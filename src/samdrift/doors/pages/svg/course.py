"""A year's course: what was spent month by month, added up, beside the plan and what it cost before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zlib import crc32

from django.utils.translation import gettext as _
from markupsafe import Markup

from samdrift.doors.pages import formats
from samdrift.doors.pages.svg.clock import legend_line, table_behind

KINDS = ("actual", "forecast", "plan", "before")
MILLION = 100_000_000
THOUSAND = 100_000


@dataclass(frozen=True, slots=True)
class Course:
    """One line: what it is called, how it is drawn, and its amount at the end of each month; None is not known."""

    name: str
    kind: str
    values: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happens within the year: at the beginning of which month, from 0, and what."""

    month: int
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One drawing of the picture: its size, and how many months a name stands under."""

    width: int
    height: int
    every: int
    kind: str


DESK, PHONE = Sheet(720, 280, 1, "for-desk"), Sheet(360, 240, 3, "for-phone")
LEFT, FOOT, TOP, RIGHT = 56, 28, 14, 10
STEPS = (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 5, 6, 8, 10)  # quarters of them are short numbers


def course(
    months: Sequence[str], lines: Sequence[Course], *, label: str, currency: str, marks: Sequence[Mark] = ()
) -> Markup:
    """Lines over months, amounts in hundredths, with marks where something changes and a table behind.

    Args:
        months: What each month is called, short.
        lines: As many values as months each; the area under "actual" is filled.
        marks: Drawn as upright lines, named on hover and below the picture.
    """
    drawn = [line for line in lines if any(value is not None for value in line.values)]
    if not drawn or not months:
        return Markup("")
    pictures = Markup("").join(_picture(months, drawn, marks, sheet, label, currency) for sheet in (DESK, PHONE))
    keys = Markup("").join(
        legend_line(Markup('<path class="course-{}" d="M1 9H17"/>').format(one.kind), one.name) for one in drawn
    )
    told = Markup("").join(
        legend_line(Markup('<path class="course-mark" d="M9 1V17"/>'), f"{months[one.month]}: {one.text}")
        for one in marks if 0 <= one.month < len(months)
    )  # fmt: skip
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            month,
            Markup("").join(
                Markup('<td class="end nowrap">{}</td>').format(_amount(line.values[number], currency))
                for line in drawn
            ),
        )
        for number, month in enumerate(months)
    )
    return Markup('<figure class="figure">{}<ul class="legend">{}{}</ul>{}</figure>').format(
        pictures, keys, told, table_behind(["", *(line.name for line in drawn)], rows)
    )


def _amount(value: int | None, currency: str) -> str:
    return "–" if value is None else formats.whole_money(value, currency)


def _picture(
    months: Sequence[str], lines: Sequence[Course], marks: Sequence[Mark], sheet: Sheet, label: str, currency: str
) -> Markup:  # fmt: skip
    highest = max(value for line in lines for value in line.values if value is not None)
    unit = MILLION if highest >= 2 * MILLION else THOUSAND
    top = _top(highest / unit) * unit
    step = (sheet.width - LEFT - RIGHT) / len(months)

    def x(number: float) -> float:
        return round(LEFT + step * number, 1)

    def y(value: float) -> float:
        return round(TOP + (sheet.height - FOOT - TOP) * (1 - value / top), 1)

    key = f"cs{crc32(repr((label, sheet.kind, list(lines), list(marks))).encode()):08x}"
    body = Markup("").join(
        [
            _grid(top, unit, sheet, y), _names(months, sheet, x), _marks(marks, months, sheet, x),
            *(_line(line, months, x, y, currency) for line in lines),
        ]
    )  # fmt: skip
    return Markup(
        '<svg class="bars course {}" viewBox="0 0 {} {}" role="img" aria-labelledby="{}t" '
        'xmlns="http://www.w3.org/2000/svg"><title id="{}t">{}</title>{}</svg>'
    ).format(sheet.kind, sheet.width, sheet.height, key, key, label, body)


def _top(highest: float) -> float:
    """A round number a little above the highest, so that the lines fill the picture."""
    power = 10.0 ** (len(str(int(highest))) - 1) if highest >= 1 else 0.1
    return next(step * power for step in STEPS if step * power >= highest)


def _grid(top: float, unit: int, sheet: Sheet, y: Callable[[float], float]) -> Markup:
    said = _("m") if unit == MILLION else _("k")
    parts = []
    for part in range(5):
        value = top * part / 4
        shown = formats.number(value / unit, 0 if (value / unit) == int(value / unit) else 1)
        parts.append(
            Markup(
                '<path class="{}" d="M{} {}H{}"/><text x="{}" y="{}" font-size="12" text-anchor="end">{}</text>'
            ).format(
                "bar-axis" if part == 0 else "bar-grid", LEFT, y(value), sheet.width - RIGHT, LEFT - 6, y(value) + 4,
                f"{shown} {said}" if part == 4 else shown,
            )
        )  # fmt: skip
    return Markup("").join(parts)


def _names(months: Sequence[str], sheet: Sheet, x: Callable[[float], float]) -> Markup:
    return Markup("").join(
        Markup('<text x="{}" y="{}" font-size="12" text-anchor="middle">{}</text>').format(
            x(number + 0.5), sheet.height - 8, month
        )
        for number, month in enumerate(months)
        if number % sheet.every == 0
    )


def _marks(marks: Sequence[Mark], months: Sequence[str], sheet: Sheet, x: Callable[[float], float]) -> Markup:
    return Markup("").join(
        Markup('<path class="course-mark" d="M{} {}V{}"><title>{}: {}</title></path>').format(
            x(one.month), TOP, sheet.height - FOOT, months[one.month], one.text
        )
        for one in marks if 0 <= one.month < len(months)
    )  # fmt: skip


def _line(
    line: Course, months: Sequence[str], x: Callable[[float], float], y: Callable[[float], float], currency: str
) -> Markup:  # fmt: skip
    """A line through the ends of the months; each end tells its amount on hover. A year begins at nothing."""
    ends = [(number + 1, value) for number, value in enumerate(line.values) if value is not None]
    points = [(x(number), y(value)) for number, value in ends]
    if ends[0][0] == 1:
        points.insert(0, (x(0), y(0)))
    path = "M" + "L".join(f"{left} {top}" for left, top in points)
    area = Markup("")
    if line.kind == "actual":
        area = Markup('<path class="course-area" d="{}V{}H{}Z"/>').format(path, y(0), points[0][0])
    dots = Markup("").join(
        Markup('<circle class="course-dot" cx="{}" cy="{}" r="7"><title>{}, {}: {}</title></circle>').format(
            x(number), y(value), line.name, months[number - 1], _amount(value, currency)
        )
        for number, value in ends
    )
    return Markup('{}<path class="course-{}" d="{}"/>{}').format(area, line.kind, path, dots)
