"""The months before, drawn as one small line that says in words what it shows."""

from collections.abc import Sequence
from decimal import Decimal
from html import escape

WIDTH, HEIGHT, EDGE = 96, 24, 3


def spark(values: Sequence[Decimal | None], label: str) -> str:
    """An SVG of a line with a dot at its end; months without a value part it. "" where there are fewer than two."""
    told = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(told) < 2:
        return ""
    low, high = min(value for _place, value in told), max(value for _place, value in told)
    reach = (high - low) or Decimal(1)
    steps = max(len(values) - 1, 1)
    spots = [
        (place, _x(place, steps), _y((value - low) / reach if high != low else Decimal("0.5"))) for place, value in told
    ]
    lines = "".join(f'<polyline points="{run}"/>' for run in _runs(spots))
    _place, x, y = spots[-1]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="report-spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" aria-label="{escape(label)}">'
        f'<g fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" '
        f'stroke-linecap="round">{lines}'
        f'</g><circle cx="{x}" cy="{y}" r="2.4" fill="currentColor"/></svg>'
    )


def _runs(spots: Sequence[tuple[int, str, str]]) -> list[str]:
    runs: list[list[str]] = []
    before = None
    for place, x, y in spots:
        if before is None or place != before + 1:
            runs.append([])
        runs[-1].append(f"{x},{y}")
        before = place
    return [" ".join(run) for run in runs if len(run) > 1]


def _x(place: int, steps: int) -> str:
    return f"{EDGE + Decimal(place) * (WIDTH - 2 * EDGE) / steps:.1f}"


def _y(part: Decimal) -> str:
    return f"{HEIGHT - EDGE - part * (HEIGHT - 2 * EDGE):.1f}"
