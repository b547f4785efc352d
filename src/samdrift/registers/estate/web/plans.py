"""Floor plans as pages draw them: rooms with their addresses, what they are coloured by, and the legend."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from samdrift.registers.estate.models import FloorPlan, Space
from samdrift.registers.estate.queries import places
from samdrift.registers.estate.queries.colouring import Coloured
from samdrift.registers.estate.queries.uses import ROOM_USES
from samdrift.registers.estate.web import words

OPEN = "requests.open"
"""The colouring whose values are drawn as pins with a number."""


def drawn(
    spaces: Sequence[Space], counts: Mapping[int, int], here: int | None = None, by: Coloured | None = None,
    found: frozenset[int] = frozenset(),
) -> list[dict[str, Any]]:  # fmt: skip
    """Rooms that have an outline, ready to be drawn; `found` are those somebody searched for."""
    if by is not None and by.colouring.code != OPEN:
        counts = {}
    ids = {space.uid: space.pk for space in spaces}
    rooms = []
    for one in places.drawn(list(spaces), counts, here):
        uid = one.pop("uid")
        shade, value = by.of(ids[uid]) if by is not None else (None, "")
        one |= {"url": reverse("estate:space", args=[uid]), "look": shade.look if shade else "", "value": value}
        rooms.append({**one, "here": one["here"] or ids[uid] in found})
    return rooms


def bounds(plan: FloorPlan | None) -> list[int] | None:
    """Left, top, right and bottom of a drawing, or None where nobody kept them."""
    if plan is None or len(plan.bounds) != 4:
        return None
    left, top, width, height = plan.bounds
    return [left, top, left + width, top + height]


def key_of(by: Coloured | None, spaces: Sequence[Space]) -> dict[str, Any] | None:
    """The legend of a colouring over these rooms: its name, and every shade with its look, words and how many."""
    if by is None:
        return None
    lines = [(shade.look, str(shade.words), count) for shade, count in by.counted(space.pk for space in spaces)]
    return {"name": str(by.colouring.name), "words": str(by.colouring.words), "lines": lines}


def use_word(use: str) -> str:
    """What a room is used for, as people say it; nothing for what nobody said."""
    return words.word(ROOM_USES, use) if use != "other" else ""
