"""The floor plan: spaces as links, coloured by what somebody wants to know, with a legend and a table behind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from samdrift.doors.pages import formats
from samdrift.doors.pages.icons import icon
from samdrift.doors.pages.svg.clock import id_of, legend_line, table_behind
from samdrift.doors.pages.svg.looks import look_legend, look_patterns

MARGIN = 40  # centimetres around the plan
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSpace:
    """One space. Rings in centimetres, y upwards, the outer one first; `url` "" makes it no link.

    `look` and `value` are how and why it is coloured, where the plan has a key of its own.
    """

    rings: Sequence[Ring]
    name: str
    number: str = ""
    url: str = ""
    area_m2: float | None = None
    open_requests: int = 0
    secured: bool = False
    here: bool = False
    look: str = ""
    value: str = ""


def floor_plan(
    spaces: Iterable[PlanSpace],
    *,
    label: str,
    walls: str = "",
    bounds: Sequence[float] | None = None,
    tools: bool = True,
    key_of: Mapping[str, Any] | None = None,
) -> Markup:
    """A storey's plan.

    Args:
        label: What is drawn ("Station Vestby, 1st floor").
        walls: An SVG path in the same centimetres, y already downwards, or "".
        bounds: left, top, right, bottom of the drawing, y downwards; worked out from the spaces when missing.
        tools: Buttons to zoom (they need the script; the plan reads without them).
        key_of: What the spaces are coloured by: `name`, `words` and `lines` of (look, words, how many); without it
            they are coloured by their open requests.
    """
    drawn = [space for space in spaces if space.rings and len(space.rings[0]) > 2]
    if not drawn:
        return Markup("")
    left, top, right, bottom = bounds or _bounds(drawn)
    key = id_of("pl", label)
    stretch = stretched((right - left) / max(bottom - top, 1))
    # A plan that is higher than wide fits a phone as it stands: widening it would only push it out of the frame.
    form = f"x{stretch} tall" if right - left < bottom - top else f"x{stretch}"
    text = max((right - left) / stretch, (bottom - top) * 1.4) / 46
    body = Markup("").join(_space(space, text, key) for space in sorted(drawn, key=lambda one: one.here))
    looks = [look for look, _words, _count in key_of["lines"]] if key_of else []
    summary = _summary(drawn, key_of)
    box = [round(v) for v in (left - MARGIN, top - MARGIN, right - left + 2 * MARGIN, bottom - top + 2 * MARGIN)]
    picture = Markup(
        '<svg viewBox="{} {} {} {}" role="group" aria-labelledby="{k}t {k}d" xmlns="http://www.w3.org/2000/svg">'
        '<title id="{k}t">{}</title><desc id="{k}d">{}</desc>{}{}{}</svg>'
    ).format(*box, label, summary, _hatch(key, text) + look_patterns(key, looks, text), body, _walls(walls), k=key)
    return Markup(
        '<figure class="figure plan-figure">{}<div class="plan {}" id="{}" tabindex="0">{}</div>{}'
        "<figcaption>{}</figcaption>{}</figure>"
    ).format(
        _tools(key) if tools else "", form, key, picture, look_legend(key_of["lines"]) if key_of else _legend(),
        f"{label}: {summary}.", _table(drawn, str(key_of["name"]) if key_of else ""),
    )  # fmt: skip


def _summary(drawn: Sequence[PlanSpace], key_of: Mapping[str, Any] | None) -> str:
    summary = ngettext("%(spaces)d space", "%(spaces)d spaces", len(drawn)) % {"spaces": len(drawn)}
    if key_of is None or any(space.open_requests for space in drawn):
        total = sum(space.open_requests for space in drawn)
        return summary + ", " + ngettext("%(count)d open request", "%(count)d open requests", total) % {"count": total}
    told = [f"{words} {count}" for _look, words, count in key_of["lines"] if count]
    return f"{summary}, {key_of['name']}: {', '.join(told)}" if told else summary


def stretched(aspect: float) -> int:
    """How many times its frame a plan is wide: a long thin building is read by scrolling along it."""
    return 1 if aspect <= 3 else 2 if aspect <= 6 else 3


def _bounds(spaces: Sequence[PlanSpace]) -> tuple[float, float, float, float]:
    points = [point for space in spaces for point in space.rings[0]]
    xs, ys = [p[0] for p in points], [-p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _hatch(key: str, text: float) -> Markup:
    step = round(text * 0.8)
    return Markup(
        '<defs><pattern id="{}h" width="{s}" height="{s}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="hatch-ground" width="{s}" height="{s}"/><path class="hatch" d="M0 0V{s}" stroke-width="{w}"/>'
        "</pattern></defs>"
    ).format(key, s=step, w=max(2, round(step / 6)))


def path_of(rings: Sequence[Ring]) -> str:
    """Rings as an SVG path in whole centimetres, y turned downwards."""
    return "".join("M" + "L".join(f"{round(p[0])} {-round(p[1])}" for p in ring) + "Z" for ring in rings)


def middle_of(rings: Sequence[Ring]) -> tuple[int, int]:
    """Where the name stands: the middle if it lies inside, else a point that does. y downwards."""
    from shapely.geometry import Polygon  # heavy, and only plans need it

    shape = Polygon(rings[0], rings[1:])
    if not shape.is_valid:
        shape = shape.buffer(0)
    place = shape.centroid
    if not shape.contains(place):
        place = shape.representative_point()
    return round(place.x), -round(place.y)


def words_of(space: PlanSpace) -> str:
    """A space in a sentence for those who do not see the plan."""
    words = [f"{space.number} {space.name}".strip()]
    if space.area_m2 is not None:
        words.append(formats.m2(space.area_m2))
    if space.secured:
        words.append(_("secured"))
    if space.look and not space.open_requests:
        words.append(space.value)
    else:
        asked = ngettext("%(count)d open request", "%(count)d open requests", space.open_requests)
        words.append(asked % {"count": space.open_requests})
    return ", ".join(word for word in words if word)


def _space(space: PlanSpace, text: float, key: str) -> Markup:
    if space.look:
        return _looking(space, text, key)
    level = f" n{min(space.open_requests, 3)}" if space.open_requests else ""
    fill = Markup(' fill="url(#{}h)"').format(key) if space.secured and not level else ""
    kind = f"sp{level}{' secured' if fill else ''}{' here' if space.here else ''}"
    shape = Markup('<path class="{}"{} fill-rule="evenodd" d="{}"><title>{}</title></path>').format(
        kind, fill, path_of(space.rings), words_of(space)
    )
    return _linked(space, shape + _names(space, text))


def _looking(space: PlanSpace, text: float, key: str) -> Markup:
    """A space in a shade of the plan's key."""
    here = " here" if space.here else ""
    shape = Markup(
        '<path class="sp shaded{}" fill="url(#{}{})" fill-rule="evenodd" d="{}"><title>{}</title></path>'
    ).format(here, key, space.look, path_of(space.rings), words_of(space))
    return _linked(space, shape + _names(space, text))


def _linked(space: PlanSpace, inner: Markup) -> Markup:
    if not space.url:
        return Markup("<g>{}</g>").format(inner)
    return Markup('<a href="{}">{}</a>').format(space.url, inner)


def _names(space: PlanSpace, text: float) -> Markup:
    xs, ys = [p[0] for p in space.rings[0]], [p[1] for p in space.rings[0]]
    wide, tall = max(xs) - min(xs), max(ys) - min(ys)
    x, y = middle_of(space.rings)
    out = Markup("")
    title = space.number or space.name
    size = min(text, wide * 0.84 / max(len(title), 3) / 0.56, tall * 0.4)
    if size > text * 0.45:
        out += Markup('<text class="sp-name" x="{}" y="{}" font-size="{}">{}</text>').format(
            x, round(y + size * 0.1), round(size), title
        )
        below = space.name if space.number and len(space.name) * size * 0.42 < wide else ""
        below = below or (formats.m2(space.area_m2) if space.area_m2 and not space.number else "")
        if below and tall > size * 3.2:
            out += Markup('<text class="sp-area" x="{}" y="{}" font-size="{}">{}</text>').format(
                x, round(y + size * 1.15), round(size * 0.75), below
            )
    if space.open_requests:
        radius = text * 0.72
        if tall > text * 4:
            out += _pin(x, y - size * 1.25 - radius * 0.4, text, space.open_requests)
        else:  # a low room, as a corridor: beside its name
            out += _pin(x - len(title) * size * 0.3 - radius * 1.6, y, text, space.open_requests)
    return out


def _pin(x: float, y: float, text: float, number: int) -> Markup:
    return Markup(
        '<circle class="pin" cx="{0}" cy="{1}" r="{2}"/><text class="pin-count" x="{0}" y="{3}" font-size="{4}">'
        "{5}</text>"
    ).format(round(x), round(y), round(text * 0.72), round(y + text * 0.3), round(text * 0.85), min(number, 99))


def _walls(path: str) -> Markup:
    return Markup('<path class="wall" d="{}"/>').format(path) if path else Markup("")


def _tools(key: str) -> Markup:
    buttons = [("in", "zoom-in", _("Larger")), ("out", "zoom-out", _("Smaller")), ("whole", "map", _("Whole plan"))]
    return Markup('<div class="plan-tools no-print">{}</div>').format(
        Markup("").join(
            Markup('<button class="button small" type="button" data-zoom="{}" data-plan="{}">{}{}</button>').format(
                step, key, icon(drawing), word
            )
            for step, drawing, word in buttons
        )
    )


KEY = Markup('<rect class="{}" x="2" y="2" width="14" height="14" rx="2"/>')


def _legend() -> Markup:
    words = [("key-n0", _("No open request"))]
    for number in (1, 2):
        asked = ngettext("%(count)d open request", "%(count)d open requests", number) % {"count": number}
        words.append((f"key-n{number}", asked))
    words.append(("key-n3", _("3 or more open requests")))
    return Markup('<ul class="legend">{}</ul>').format(
        Markup("").join(legend_line(KEY.format(kind), word) for kind, word in words)
    )


def _table(spaces: Sequence[PlanSpace], told: str) -> Markup:
    def cell(space: PlanSpace) -> Markup:
        name = f"{space.number} {space.name}".strip()
        return Markup('<a href="{}">{}</a>').format(space.url, name) if space.url else Markup("{}").format(name)

    lines = Markup("").join(
        Markup('<tr><td>{}</td><td>{}</td><td class="end">{}</td></tr>').format(
            cell(space),
            formats.m2(space.area_m2) if space.area_m2 is not None else "",
            space.value if told else space.open_requests,
        )
        for space in sorted(spaces, key=lambda one: (one.number, one.name))
    )
    return table_behind([_("Space"), _("Area"), told or _("Open requests")], lines)
