"""What a table that is read some rows at a time would change: counted whole, shown in part."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from samdrift.registers.estate.formats.collecting import Findings
from samdrift.registers.estate.formats.model import Limits
from samdrift.registers.estate.queries.table_plans import KINDS
from samdrift.registers.estate.registry import kept_elsewhere

LISTED = 200
WORDS_ASKED = 60


def all_kinds() -> tuple[str, ...]:
    """Every kind of table, in the order in which a new community brings them in."""
    return (*KINDS, *kept_elsewhere())


@dataclass(slots=True)
class StreamedPlan:
    """What all rows together would do; only the first of each sort are kept to be shown.

    Attributes:
        unknown: Words of the table nothing is known by, by field, and how often each stands there.
    """

    kind: str
    findings: Findings = field(default_factory=lambda: Findings(Limits().findings_per_code))
    counts: Counter[str] = field(default_factory=Counter)
    shown: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"added": [], "changed": []})
    unknown: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, line: int, number: str, name: str) -> None:
        """A row that is new."""
        self._show("added", line, number, name, ())

    def change(self, line: int, number: str, name: str, changes: Iterable[tuple[str, str, str]]) -> None:
        """A row that stands and would be another: field, old and new text."""
        self._show("changed", line, number, name, changes)

    def leave(self) -> None:
        """A row that stands as it is."""
        self.counts["unchanged"] += 1

    def refuse(self, code: str, line: int, **params: object) -> None:
        """A row that is left out, and why."""
        self.findings.add("error", code, "", row=line, **params)

    def wonder(self, name: str, word: str) -> None:
        """Note a word of the table nobody has said the meaning of."""
        self.unknown.setdefault(name, Counter())[word] += 1

    def _show(self, move: str, line: int, number: str, name: str, changes: Iterable[tuple[str, str, str]]) -> None:
        self.counts[move] += 1
        if len(self.shown[move]) >= LISTED:
            return
        row: dict[str, Any] = {"kind": self.kind, "number": number, "name": name, "row": line, "area_m2": ""}
        if move == "changed":
            row["fields"] = [{"field": name, "old": old, "new": new} for name, old, new in changes]
        self.shown[move].append(row)

    def summary(self) -> dict[str, Any]:
        """The plan as the import keeps it."""
        kinds = {move: {self.kind: self.counts[move]} if self.counts[move] else {} for move in ("added", "changed")}
        return {
            "counts": {**kinds, "moved": {}, "removed": {}, "unchanged": self.counts["unchanged"]},
            "area_change_m2": "0", "needs_approval": False, **self.shown, "moved": [], "removed": [], "lineage": [],
        }  # fmt: skip

    def asked(self) -> Mapping[str, list[list[Any]]]:
        """The unknown words by field, the most frequent first, each with how often it stands there."""
        return {
            name: [[word, often] for word, often in words.most_common(WORDS_ASKED)]
            for name, words in self.unknown.items()
        }
