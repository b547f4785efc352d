"""The sheets a chart is drawn on: a wide one, and a narrow one whose words stay large where there is little room."""

from collections.abc import Sequence
from dataclasses import dataclass

LETTER = 6.6  # units a letter of the text takes on the average


@dataclass(frozen=True, slots=True)
class Sheet:
    """One drawing of a chart: its size, and what the style sheet knows it by."""

    width: int
    height: int
    kind: str


DESK, PHONE = Sheet(720, 240, "for-desk"), Sheet(360, 210, "for-phone")
SHEETS = (DESK, PHONE)


def every(names: Sequence[str], room: float) -> int:
    """How many places lie between two names that are written, so that none runs into the next.

    Args:
        room: What all of them share.
    """
    longest = max((len(name) for name in names), default=1)
    return max(1, -(-int(len(names) * (longest * LETTER + 8)) // int(room)))
