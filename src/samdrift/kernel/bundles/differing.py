"""A difference between what a bundle states and what it comes to, named by file, row and field."""

from dataclasses import dataclass


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
