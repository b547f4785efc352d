"""What an answer template may hold, and how its gaps are filled."""

import re
from collections.abc import Mapping

GAPS = ("number", "title", "place", "due")
_GAP = re.compile(r"%\(([^)]*)\)s")


def unknown_gaps(text: str) -> list[str]:
    """Gaps of a text that nothing would fill."""
    return sorted({name for name in _GAP.findall(text) if name not in GAPS})


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled; a gap without a value is left out, and a per cent sign is only that."""
    return _GAP.sub(lambda gap: values.get(gap.group(1), ""), text)


def fits(*, states: list[str], line_code: str, state: str, line: str) -> bool:
    """Whether a template is offered for a request in this state and line."""
    return (not states or state in states) and line_code in ("", line)
