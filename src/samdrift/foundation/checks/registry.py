"""Which checks there are: each room announces its own in its jobs.py."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold.

    Attributes:
        rule: Which of the check's rules, by code.
        about: What it concerns, as people name it: an invoice's number, "2025-03 K06", a unit's code. No amount.
        page: The address where somebody looks at it; "" when there is none.
    """

    rule: str
    about: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one turn of a check counted, and what did not hold."""

    looked_at: int
    findings: Sequence[Finding] = ()


Count = Callable[[int, datetime], Outcome]


@dataclass(frozen=True, slots=True)
class Check:
    """A check of what must always hold.

    Attributes:
        name: The job's name, for ever: "contracts.check".
        title: What holds when all is well, as a sentence; lazily translated.
        counted: What one of the things counted is called, in the plural: "frozen figures"; lazily translated.
        rules: For each code of a finding the sentence that tells it; lazily translated.
        invariant: The numbers it keeps of the list of what must always hold (domain.md §2.22), as text: "1, 2".
        telling: Whether those who look after the contract are told; not where the room tells them itself.
    """

    name: str
    title: Any
    counted: Any
    run: Count
    rules: Mapping[str, Any] = field(default_factory=dict)
    invariant: str = ""
    telling: bool = True


checks: dict[str, Check] = {}


class DuplicateCheck(RuntimeError):
    """Two checks share a name: one would show the other's result."""


def register(check: Check) -> None:
    """Make a check known; another one of the same name stops the start-up."""
    known = checks.get(check.name)
    if known and (known.run.__module__, known.run.__qualname__) != (check.run.__module__, check.run.__qualname__):
        raise DuplicateCheck(f"{check.name!r} is the name of two checks.")
    checks[check.name] = check
