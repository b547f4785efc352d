"""How urgent a request is (domain.md §3.2): impact by urgency, then what moves it; the kernel's rule."""

from collections.abc import Mapping
from typing import Any

from samdrift.kernel.priority import CONFIRM_WITHIN, HIGHEST, Circumstances, priority_of, words_of_danger

__all__ = ["CONFIRM_WITHIN", "HIGHEST", "Circumstances", "danger_in", "priority_of"]


def danger_in(title: str, description: str, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The words of danger in what somebody wrote, which an agent is to confirm or dismiss (T-PRI-05)."""
    said = (title, description, *(value for value in answers.values() if isinstance(value, str)))
    return words_of_danger("\n".join(said))
