"""A difference between what a bundle states and what it comes to, named by file, row and field."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

MOST_NAMED = 100_000
"""How many differences are named one by one; the others are counted."""
LONGEST = 200
"""How much of what stands in a bundle is repeated."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing a bundle says otherwise than it comes to.

    Attributes:
        row: Which row, by what tells it from the others; "" for the whole file.
        stated, found: What stands there, and what was worked out; "" for nothing.
    """

    file: str
    row: str
    field: str
    stated: str
    found: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.file, self.row, self.field) if part)
        return f"{where}: the bundle says {self.stated or 'nothing'}, and it comes to {self.found or 'nothing'}"


class Differences(list[Difference]):
    """Those that were found: a hostile bundle could hold more of them, and longer ones, than memory does.

    Attributes:
        more: How many were found after the last that is named.
    """

    more = 0

    @property
    def many(self) -> int:
        """How many were found."""
        return len(self) + self.more

    def append(self, one: Difference) -> None:
        """Name one more, or count it."""
        if len(self) >= MOST_NAMED:
            self.more += 1
            return
        if max(len(one.row), len(one.field), len(one.stated), len(one.found)) > LONGEST:
            texts = {name: getattr(one, name)[:LONGEST] for name in ("row", "field", "stated", "found")}
            one = replace(one, **texts)
        super().append(one)

    def __iadd__(self, others: Iterable[Difference]) -> Self:  # type: ignore[override,misc]  # any number of them
        for one in others:
            self.append(one)
        self.more += others.more if isinstance(others, Differences) else 0
        return self
