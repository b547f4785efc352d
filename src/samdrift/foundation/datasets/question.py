"""A question is a value: which list, narrowed how, counted by what. It has one canonical JSON and one short address."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

TESTS = ("in", "not", "has", "range", "period", "empty", "some")
# How the address writes a test: state=!closed, title=~leak, received=2025-01..2025-06, team=-, rating=*
NOT, HAS, EXACT, EMPTY, SOME, TO = "!", "~", "=", "-", "*", ".."


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Where:
    """One narrowing: a column, a test, and the values as they are written."""

    column: str
    test: str
    values: tuple[str, ...] = ()

    def written(self) -> list[str]:
        """The values of the address."""
        match self.test:
            case "empty":
                return [EMPTY]
            case "some":
                return [SOME]
            case "range":
                return [TO.join(self.values)]
            case "not":
                return [NOT + value for value in self.values]
            case "has":
                return [HAS + value for value in self.values]
        plain = (EMPTY, SOME)
        return [EXACT + v if v in plain or v.startswith((NOT, HAS, EXACT)) or TO in v else v for v in self.values]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a list.

    Attributes:
        where: Narrowings, all of which hold, in the order of their columns.
        words: Words to search for, in lists that are searched.
        by: At most two groups, each a column or "column:step": "received:month", "unit:district". None: the rows.
        show: "count", or a measure and its column: "sum:net", "mean:rating".
        order: The column rows are ordered by, "-" for falling; "" is the list's own order.
        columns: The columns shown; none: those the list shows by itself.
    """

    dataset: str
    where: tuple[Where, ...] = ()
    words: str = ""
    by: tuple[str, ...] = ()
    show: str = "count"
    order: str = ""
    columns: tuple[str, ...] = ()

    def as_query(self, **more: str) -> str:
        """The short address of the question; `more` is put behind it."""
        pairs = [(one.column, value) for one in self.where for value in one.written()]
        pairs += [("words", self.words)] if self.words else []
        pairs += [("by", group) for group in self.by]
        pairs += [("show", self.show)] if self.by and self.show != "count" else []
        pairs += [("order", self.order)] if self.order else []
        pairs += [("columns", ",".join(self.columns))] if self.columns else []
        return urlencode([*pairs, *more.items()], safe=":,!~*=.")

    def as_json(self) -> str:
        """The canonical form: equal questions have equal texts."""
        told = {
            "dataset": self.dataset, "words": self.words, "by": list(self.by), "show": self.show, "order": self.order,
            "columns": list(self.columns),
            "where": [{"column": w.column, "test": w.test, "values": list(w.values)} for w in self.where],
        }  # fmt: skip
        return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def without(self, column: str) -> "Question":
        """The question without what narrows it by a column; "words" takes away the words."""
        if column == "words":
            return replace(self, words="")
        return replace(self, where=tuple(one for one in self.where if one.column != column))

    def narrowed(self, *more: Where) -> "Question":
        """The question with these narrowings in place of those of the same columns."""
        columns = {one.column for one in more}
        kept = [one for one in self.where if one.column not in columns]
        return replace(self, where=in_order([*kept, *more]))


def in_order(narrowings: Iterable[Where]) -> tuple[Where, ...]:
    """Narrowings as a question keeps them."""
    return tuple(sorted(narrowings))


def from_json(text: str) -> Question:
    """The question a canonical text means.

    Raises:
        ValueError: The text is none of ours.
    """
    try:
        told: Mapping[str, Any] = json.loads(text)
        where = [
            Where(column=str(w["column"]), test=str(w["test"]), values=tuple(map(str, w["values"])))
            for w in told["where"]
        ]
        return Question(
            dataset=str(told["dataset"]), where=in_order(where), words=str(told.get("words", "")),
            by=tuple(map(str, told.get("by", ()))), show=str(told.get("show", "count")),
            order=str(told.get("order", "")), columns=tuple(map(str, told.get("columns", ()))),
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise ValueError(text[:80]) from fault
