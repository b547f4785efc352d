"""Control charts, and shares with the room their few cases leave: what is signal and what is noise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from zlib import crc32

from django.utils.translation import gettext as _
from markupsafe import Markup

from samdrift.doors.pages import formats
from samdrift.doors.pages.svg.charts import drawn_on
from samdrift.doors.pages.svg.clock import legend_line, table_behind
from samdrift.doors.pages.svg.sheets import SHEETS, Sheet, every

LEFT, RIGHT, FOOT, TOP = 52, 12, 28, 14
TINY = 1e-9  # binary fractions of round numbers are off by less


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """One month of a control chart.

    Attributes:
        name: Of the month, short.
        low, high: Its limits; None where there are too few months for any.
        signal: What it says, in words; "" for noise.
        good: Whether the signal is a better month; None where neither is.
    """

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    signal: str = ""
    good: bool | None = None


@dataclass(frozen=True, slots=True)
class _Frame:
    """The part of the scale that is drawn, from one round number to another."""

    low: float
    step: float
    steps: int
    count: int
    sheet: Sheet

    @property
    def high(self) -> float:
        """The number on top."""
        return self.low + self.step * self.steps

    def x(self, place: int) -> float:
        room = (self.sheet.width - LEFT - RIGHT) / self.count
        return round(LEFT + (place + 0.5) * room, 1)

    def y(self, value: float) -> float:
        reach = self.step * self.steps
        return round(TOP + (self.sheet.height - FOOT - TOP) * (1 - (value - self.low) / reach), 1)


def control_chart(
    points: Sequence[ControlPoint], *, label: str, centre: float | None = None, target: float | None = None,
    unit: str = "", digits: int = 1,
) -> Markup:  # fmt: skip
    """Months as a line within the limits they set themselves, with a table behind.

    Noise is a small dot; a signal is a large triangle that points where it went, so that nothing hangs on a colour.

    Args:
        centre: What the months lie around; None where there are too few to tell.
        target: A dashed line across.
        unit: Written behind numbers in the table and on hover.
    """
    if not points:
        return Markup("")
    key = f"cc{crc32(repr((label, list(points), centre, target)).encode()):08x}"
    pictures = []
    for sheet in SHEETS:
        frame = _framed(points, centre, target, sheet)
        body = Markup("").join([
            _axis(frame, digits), _band(points, frame),
            _across(centre, frame, "cc-centre", _("Centre: %(value)s"), digits),
            _across(target, frame, "bar-target", _("Target: %(value)s"), digits), _line(points, frame),
            *_dots(points, frame, unit, digits), *_names(points, frame),
        ])  # fmt: skip
        pictures.append(drawn_on(sheet, "bars control", key, label, body))
    return Markup('<figure class="figure">{}{}{}</figure>').format(
        Markup("").join(pictures), _keys(points, target), _numbers(points, unit, digits)
    )


def _framed(points: Sequence[ControlPoint], centre: float | None, target: float | None, sheet: Sheet) -> _Frame:
    known = [one for point in points for one in (point.value, point.low, point.high) if one is not None]
    known += [one for one in (centre, target) if one is not None]
    low, high = min(known), max(known)
    step = _nice((high - low) / 4 or abs(high) / 4 or 1)
    first = floor(low / step + TINY)
    return _Frame(first * step, step, max(ceil(high / step - TINY) - first, 1), len(points), sheet)


def _nice(step: float) -> float:
    """A round step at or above one: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** floor(log10(step))
    return next((times * power for times in (1, 2, 2.5, 5) if times * power >= step * (1 - TINY)), 10 * power)


def _axis(frame: _Frame, digits: int) -> Markup:
    lines = []
    places = digits if frame.step % 1 else 0
    for part in range(frame.steps + 1):
        value = frame.low + frame.step * part
        y = frame.y(value)
        lines.append(
            Markup(
                '<path class="{}" d="M{} {}H{}"/><text x="{}" y="{}" font-size="12" text-anchor="end">{}</text>'
            ).format(
                "bar-axis" if part == 0 else "bar-grid",
                LEFT,
                y,
                frame.sheet.width,
                LEFT - 8,
                y + 4,
                formats.number(value, places),
            )
        )
    return Markup("").join(lines)


def _band(points: Sequence[ControlPoint], frame: _Frame) -> Markup:
    """The room between the limits, a step a month: months of few have more of it."""
    half = (frame.sheet.width - LEFT - RIGHT) / frame.count / 2
    made = []
    for place, point in enumerate(points):
        if point.low is None or point.high is None:
            continue
        x, top, bottom = frame.x(place), frame.y(point.high), frame.y(point.low)
        made.append(
            Markup('<rect class="cc-band" x="{}" y="{}" width="{}" height="{}"/>').format(
                round(x - half, 1), top, round(2 * half, 1), max(round(bottom - top, 1), 0.5)
            )
        )
        made.append(
            Markup('<path class="cc-limit" d="M{} {}h{}M{} {}h{}"/>').format(
                round(x - half, 1), top, round(2 * half, 1), round(x - half, 1), bottom, round(2 * half, 1)
            )
        )
    return Markup("").join(made)


def _across(value: float | None, frame: _Frame, kind: str, words: str, digits: int) -> Markup:
    if value is None:
        return Markup("")
    return Markup('<path class="{}" d="M{} {}H{}"><title>{}</title></path>').format(
        kind, LEFT, frame.y(value), frame.sheet.width, words % {"value": formats.number(value, digits)}
    )


def _line(points: Sequence[ControlPoint], frame: _Frame) -> Markup:
    steps = " ".join(f"{frame.x(place)},{frame.y(point.value)}" for place, point in enumerate(points))
    return Markup('<polyline class="cc-line" points="{}"/>').format(steps)


def _dots(points: Sequence[ControlPoint], frame: _Frame, unit: str, digits: int) -> Iterable[Markup]:
    middle = sum(point.value for point in points) / len(points)
    for place, point in enumerate(points):
        x, y = frame.x(place), frame.y(point.value)
        told = f"{point.name}: {_with_unit(point.value, unit, digits)}"
        told = f"{told}. {point.signal}" if point.signal else told
        if point.signal:
            yield Markup('<path class="cc-signal {}" d="{}"><title>{}</title></path>').format(
                _tone(point), _triangle(x, y, up=point.value >= middle), told
            )
        else:
            yield Markup('<circle class="cc-noise" cx="{}" cy="{}" r="3.5"><title>{}</title></circle>').format(
                x, y, told
            )


def _tone(point: ControlPoint) -> str:
    return "cc-plain" if point.good is None else "cc-good" if point.good else "cc-bad"


def _triangle(x: float, y: float, *, up: bool) -> str:
    tip, foot = (-8, 5) if up else (8, -5)
    return f"M{x} {round(y + tip, 1)}l7 {foot - tip}h-14z"


def _names(points: Sequence[ControlPoint], frame: _Frame) -> Iterable[Markup]:
    skip = every([point.name for point in points], frame.sheet.width - LEFT - RIGHT)
    for place, point in enumerate(points):
        if (len(points) - 1 - place) % skip == 0:  # the newest month always has its name
            yield Markup('<text x="{}" y="{}" font-size="12" text-anchor="middle">{}</text>').format(
                frame.x(place), frame.sheet.height - 8, point.name
            )


def _keys(points: Sequence[ControlPoint], target: float | None) -> Markup:
    lines = [legend_line(Markup('<circle class="cc-noise" cx="9" cy="9" r="3.5"/>'), _("Noise: an ordinary month"))]
    if any(point.signal for point in points):
        drawn = Markup('<path class="cc-signal cc-plain" d="{}"/>').format(_triangle(9, 9, up=True))
        lines.append(legend_line(drawn, _("Signal: something changed")))
    if any(point.low is not None for point in points):
        drawn = Markup(
            '<rect class="cc-band" x="1" y="3" width="16" height="12"/><path class="cc-limit" d="M1 3h16M1 15h16"/>'
        )
        lines.append(legend_line(drawn, _("What these months lead one to expect")))
    if target is not None:
        lines.append(legend_line(Markup('<path class="bar-target" d="M1 9h16"/>'), _("Target")))
    return Markup('<ul class="legend bars">{}</ul>').format(Markup("").join(lines))


def _numbers(points: Sequence[ControlPoint], unit: str, digits: int) -> Markup:
    lines = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td class="end">{}</td></tr>').format(
            point.name, _limits(point, unit, digits), point.signal or _("noise"),
            _with_unit(point.value, unit, digits),
        )
        for point in points
    )  # fmt: skip
    return table_behind(["", _("Expected between"), _("What it says"), _("Measured")], lines)


def _limits(point: ControlPoint, unit: str, digits: int) -> str:
    if point.low is None or point.high is None:
        return "–"
    return _("%(low)s and %(high)s") % {
        "low": _with_unit(point.low, unit, digits), "high": _with_unit(point.high, unit, digits),
    }  # fmt: skip


def _with_unit(value: float, unit: str, digits: int) -> str:
    return f"{formats.number(value, digits)} {unit}".strip()


def spread(value: float, low: float, high: float, centre: float, *, scale: tuple[float, float], label: str) -> Markup:
    """One share for a cell of a table: a dot, a bar for where it really lies, and a line where all together lie.

    Args:
        low, high: As far as its cases tell; a long bar is few cases.
        scale: The lowest and the highest value drawn, the same in every row of a table.
        label: What it shows, in words.
    """
    reach = (scale[1] - scale[0]) or 1

    def x(at: float) -> float:
        return round(4 + 112 * min(max((at - scale[0]) / reach, 0), 1), 1)

    return Markup(
        '<svg class="spread" viewBox="0 0 120 20" role="img" aria-label="{}"><path class="spread-all" d="M{} 1v18"/>'
        '<path class="spread-room" d="M{} 10H{}M{} 6v8M{} 6v8"/>'
        '<circle class="spread-dot" cx="{}" cy="10" r="4"/></svg>'
    ).format(label, x(centre), x(low), x(high), x(low), x(high), x(value))
