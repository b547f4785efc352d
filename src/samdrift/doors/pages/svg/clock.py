"""The clock timeline: running, paused and closed hours of one promise, drawn on the calendar (features L14)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from samdrift.doors.pages import formats
from samdrift.doors.pages.icons import icon
from samdrift.doors.pages.svg.days import DayRow, Mark, Piece, Stretch, hours_shown, pieces, rows


@dataclass(frozen=True, slots=True)
class Size:
    """One drawing of the picture: width of the sheet, of the day's names, height of a row, text size, hours a tick."""

    width: int
    names: int
    row: int
    text: int
    tick: int
    kind: str


DESK = Size(width=760, names=104, row=24, text=12, tick=2, kind="for-desk")
PHONE = Size(width=360, names=66, row=26, text=12, tick=4, kind="for-phone")
HEAD, LABEL, FOLD, WORDS_WIDTH = 22, 18, 18, 92
Place = Callable[[float], float]  # an hour's place on the sheet
Told = tuple[str, str, str, str]  # what a piece is, from when, until when and how long, in escaped words


def clock_timeline(
    segments: Iterable[Stretch],
    *,
    label: str,
    due: datetime | None = None,
    now: datetime | None = None,
    stopped: datetime | None = None,
    zone: str = "UTC",
    clause: str = "",
) -> Markup:
    """One promise's life as a picture with a table behind it.

    Args:
        segments: Stretches in order, each with start, end and kind (running, paused, closed); moments in UTC.
        label: Which promise, translated ("Complete").
        due, now, stopped: Moments to mark; running time after `due` is drawn as late, after `now` as lying ahead.
        zone: The time zone of the contract's calendar; days and hours are local to it.
        clause: Where the contract says so; shown on hover and under the picture.
    """
    here = ZoneInfo(zone)
    parts = pieces(segments, due=due, now=None if stopped else now)
    if not parts:
        return Markup("")
    marks = _marks(parts[0].start, due, None if stopped else now, stopped)
    made, told = rows(parts, marks, here), {id(piece): _told(piece, here) for piece in parts}
    key = id_of("ck", label, parts[0].start, due)
    summary = _summary(label, parts, due, here)
    pictures = Markup(  # noqa: S704 - every text in it is escaped, see _safe
        "".join(_picture(made, size, f"{key}{size.kind[-1]}", label, summary, here, told) for size in (DESK, PHONE))
    )
    return Markup('<figure class="figure clock-figure">{}{}<figcaption>{}</figcaption>{}</figure>').format(
        pictures, _legend(parts), summary + (f" {clause}" if clause else ""), _table(told.values())
    )


def id_of(kind: str, *subject: object) -> str:
    """What a picture's parts are called on the page: made of what it shows, so that a page is the same each time."""
    return f"{kind}{crc32('|'.join(map(str, subject)).encode()):x}"


def _marks(start: datetime, due: datetime | None, now: datetime | None, stopped: datetime | None) -> list[Mark]:
    given = [
        (start, "start", _("received")),
        (due, "due", _("due")),
        (now, "now", _("now")),
        (stopped, "stop", _("done")),
    ]
    return [Mark(at, kind, word) for at, kind, word in given if at is not None]


def lengths(parts: Sequence[Piece]) -> dict[str, float]:
    """Minutes by kind."""
    sums: dict[str, float] = {}
    for piece in parts:
        sums[piece.kind] = sums.get(piece.kind, 0) + (piece.end - piece.start).total_seconds() / 60
    return sums


def _summary(label: str, parts: Sequence[Piece], due: datetime | None, zone: ZoneInfo) -> str:
    sums = lengths(parts)
    words = [_("%(label)s: %(span)s used") % {
        "label": label, "span": formats.minutes(sums.get("running", 0) + sums.get("late", 0))}]  # fmt: skip
    if sums.get("paused"):
        words.append(_("%(span)s paused") % {"span": formats.minutes(sums["paused"])})
    if sums.get("late"):
        words.append(_("%(span)s late") % {"span": formats.minutes(sums["late"])})
    if due is not None:
        words.append(_("due %(moment)s") % {"moment": formats.show_datetime(due, zone)})
    return ", ".join(words) + "."


WORDS = {
    "running": lambda: _("Running"),
    "paused": lambda: _("Paused"),
    "closed": lambda: _("Closed hours"),
    "late": lambda: _("Running after the due time"),
    "ahead": lambda: _("Time left"),
}
CLASSES = {"running": "ck-run", "paused": "ck-pause", "late": "ck-late", "ahead": "ck-rest"}


# The drawing is put together as plain strings, because it is drawn for every promise on every page of a request. What
# goes into it is numbers, our own class names, and texts that `_safe` has escaped.
def _safe(text: str) -> str:
    return str(escape(text))


def _picture(
    made: Sequence[DayRow], size: Size, key: str, label: str, summary: str, zone: ZoneInfo, told: Mapping[int, Told]
) -> str:
    low, high = hours_shown(made)
    scale = (size.width - size.names - 8) / (high - low)

    def x(hour: float) -> float:
        return round(size.names + (min(max(hour, low), high) - low) * scale, 1)

    body, y = [_hours(size, low, high, x)], HEAD
    for row in made:
        if row.folded:
            body.append(_fold(row, y, size))
            y += FOLD
            continue
        labels = levelled(row, x)
        tall = LABEL * max((level for _hour, _one, level in labels), default=0)
        body.append(_row(row, labels, y + tall + 2, size, x, key, zone, (low, high), told))
        y += size.row + tall
    return (
        f'<svg class="{size.kind}" viewBox="0 0 {size.width} {y + 6}" role="img" '
        f'aria-labelledby="{key}t {key}d" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{key}t">{_safe(label)}</title><desc id="{key}d">{_safe(summary)}</desc>'
        f"{_patterns(key)}{''.join(body)}</svg>"
    )


def _patterns(key: str) -> str:
    return (
        f'<defs><pattern id="{key}p" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="ck-pause" width="6" height="6"/><path class="ck-pause-lines" d="M0 0V6"/></pattern>'
        f'<pattern id="{key}l" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
        '<rect class="ck-late" width="5" height="5"/><path class="ck-late-lines" d="M0 0V5"/></pattern></defs>'
    )


def _hours(size: Size, low: int, high: int, x: Place) -> str:
    step = size.tick if high - low > 8 else max(1, size.tick // 2)
    marks = [hour for hour in range(low, high + 1) if hour % step == 0]
    small = size.text - 1
    return "".join(f'<text x="{x(h)}" y="14" font-size="{small}" text-anchor="middle">{h:02d}</text>' for h in marks)


def _fold(row: DayRow, y: float, size: Size) -> str:
    words = str(row.folded)
    if size.kind == "for-desk":
        closed = ngettext("%(days)d closed day", "%(days)d closed days", row.folded)
        left_out = ngettext("%(days)d day left out", "%(days)d days left out", row.folded)
        alike = ngettext("%(days)d day alike", "%(days)d days alike", row.folded)
        words = (closed if row.shut else alike if row.alike else left_out) % {"days": row.folded}
    return (
        f'<path class="ck-wait" d="M{size.names} {y + FOLD - 4}H{size.width - 8}"/>'
        f'<text x="0" y="{y + FOLD - 5}" font-size="{size.text - 2}">⋯ {_safe(words)}</text>'
    )


def levelled(row: DayRow, x: Place) -> list[tuple[float, Mark, int]]:
    """A row's marks from left to right, each with the line its words stand on: 1 is the lowest."""
    made: list[tuple[float, Mark, int]] = []
    for hour, mark in sorted(row.marks, key=lambda pair: pair[0]):
        near = [level for other, _one, level in made if x(hour) - x(other) < WORDS_WIDTH]
        made.append((hour, mark, next(level for level in range(1, 9) if level not in near)))
    return made


def _row(
    row: DayRow,
    labels: Sequence[tuple[float, Mark, int]],
    top: float,
    size: Size,
    x: Place,
    key: str,
    zone: ZoneInfo,
    shown: tuple[int, int],
    told: Mapping[int, Told],
) -> str:
    tall = size.row - 6
    left_edge, wide = x(shown[0]), round(x(shown[1]) - x(shown[0]), 1)
    day = formats.show_weekday(row.day) if size.kind == "for-desk" else formats.short_weekday(row.day)
    out = [
        f'<text x="0" y="{top + tall - 5}" font-size="{size.text}">{_safe(day)}</text>',
        f'<rect class="ck-closed" x="{left_edge}" y="{top}" width="{wide}" height="{tall}" rx="3"/>',
    ]
    for bar in row.bars:
        left, right = x(bar.left), x(bar.right)
        if bar.piece.kind != "closed" and right > left:
            out.append(_bar(left, right, top, tall, bar.piece.kind, key, told[id(bar.piece)]))
    for hour, mark, level in labels:
        out.append(_mark(x(hour), top - 2 - LABEL * level, top + tall, mark, size, zone))
    return "".join(out)


def _bar(left: float, right: float, top: float, tall: float, kind: str, key: str, told: Told) -> str:
    pattern = {"paused": "p", "late": "l"}.get(kind)
    fill = f'fill="url(#{key}{pattern})"' if pattern else f'class="{CLASSES[kind]}"'
    inset = 0.75 if kind == "ahead" else 0
    what, start, end, span = told
    wide = round(max(right - left - 2 * inset, 1.5), 1)
    return (
        f'<rect {fill} x="{round(left + inset, 1)}" y="{top + inset}" width="{wide}" '
        f'height="{tall - 2 * inset}" rx="2">'
        f"<title>{what}: {start} – {end} ({span})</title></rect>"
    )


def _told(piece: Piece, zone: ZoneInfo) -> Told:
    span = formats.minutes((piece.end - piece.start).total_seconds() / 60)
    start, end = formats.show_datetime(piece.start, zone), formats.show_datetime(piece.end, zone)
    return _safe(WORDS[piece.kind]()), _safe(start), _safe(end), _safe(span)


def _mark(at: float, top: float, bottom: float, mark: Mark, size: Size, zone: ZoneInfo) -> str:
    text = _safe(f"{mark.label} {formats.show_time(mark.at, zone)}")
    kind = {"due": "due", "now": "now"}.get(mark.kind, "mark")
    anchor, shift = ("end", 4) if at > size.width - 90 else ("start", -4)
    style = {"due": "ck-strong", "now": "ck-now-text"}.get(mark.kind, "ck-text")
    return (
        f'<path class="ck-{kind}" d="M{at} {top + 15}V{bottom + 1}"/>'
        f'<circle class="ck-{kind}-head" cx="{at}" cy="{top + 15}" r="3.5"/>'
        f'<text x="{at + shift}" y="{top + 10}" font-size="{size.text - 1}" text-anchor="{anchor}" class="{style}">'
        f"{text}</text>"
    )


KEY = Markup('<rect class="{}" x="1" y="4" width="16" height="10" rx="2"/>{}')


def legend_line(drawing: Markup, words: str) -> Markup:
    """One entry of a legend: a small drawing on 18 × 18 and what it means."""
    return Markup('<li><svg viewBox="0 0 18 18" aria-hidden="true">{}</svg>{}</li>').format(drawing, words)


def _legend(parts: Sequence[Piece]) -> Markup:
    present = [kind for kind in ("running", "paused", "late", "ahead", "closed") if any(p.kind == kind for p in parts)]
    keys = {"closed": "ck-closed", **CLASSES}
    return Markup('<ul class="legend">{}</ul>').format(
        Markup("").join(
            legend_line(KEY.format(keys[kind], LINES.get(kind, Markup(""))), WORDS[kind]()) for kind in present
        )
    )


LINES = {
    "paused": Markup('<path class="ck-pause-lines" d="M4 14 12 4M9 14 16 5"/>'),
    "late": Markup('<path class="ck-late-lines" d="M4 4 12 14M9 4 16 13"/>'),
}


def _table(told: Iterable[Told]) -> Markup:
    lines = [
        f'<tr><td>{what}</td><td>{start}</td><td>{end}</td><td class="end">{span}</td></tr>'
        for what, start, end, span in told
    ]
    return table_behind([_("What"), _("From"), _("Until"), _("Length")], Markup("".join(lines)))  # noqa: S704


def table_behind(heads: Sequence[str], lines: Markup) -> Markup:
    """The table every figure has behind it, folded away; the last column is numbers."""
    columns = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="end"') if n == len(heads) - 1 else "", head)
        for n, head in enumerate(heads)
    )
    return Markup(
        '<details class="more"><summary>{}{}</summary>'
        '<div class="more-body table-box" tabindex="0" role="region" aria-label="{}"><table class="table">'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div></details>"
    ).format(icon("chevron-right", kind="turn"), _("Show as a table"), _("Table"), columns, lines)
