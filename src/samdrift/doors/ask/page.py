"""A grouped answer as a table and a picture: each figure leads to its rows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse

from samdrift.doors.ask.words import group_word, key_word, measure_word, measured
from samdrift.doors.pages.svg import bar_chart
from samdrift.foundation.datasets.public import Cell, Dataset, Grouped, Question, Where, behind

MOST_ACROSS, MOST_BARS, MOST_SERIES = 14, 60, 4
LONGEST = 14


def address(dataset: Dataset, question: Question, **more: str) -> str:
    """Where a question is answered."""
    query = question.as_query(**more)
    return reverse("ask:question", args=[dataset.code]) + (f"?{query}" if query else "")


def table_of(dataset: Dataset, question: Question, answer: Grouped, currency: str) -> dict[str, Any]:
    """What the page shows of a grouped answer: flat, or crosswise where the second group is small enough."""
    plain = replace(question, by=(), show="count")
    across = _across(answer)
    made: dict[str, Any] = {
        "heads": [group_word(group.column, group.step) for group in answer.groups], "measure": measure_word(answer),
        "counted": answer.measured is not None, "across": None, "lines": [],
        "hidden": any(c.hidden for c in answer.cells),
        "total": _told(answer, answer.total, currency) if answer.total else "",
        "total_rows": answer.total.rows if answer.total else None,
    }  # fmt: skip
    if across is None:
        made["lines"] = [
            {
                "keys": [key_word(*one) for one in zip(answer.groups, cell.keys, answer.names, strict=True)],
                "value": _told(answer, cell, currency), "rows": cell.rows, "hidden": cell.hidden,
                "href": _behind(dataset, plain, answer, cell),
            } for cell in answer.cells
        ]  # fmt: skip
    else:
        made |= {"across": across[0], "lines": _crosswise(dataset, plain, answer, across[1], currency)}
    return made


def _told(answer: Grouped, cell: Cell, currency: str) -> str:
    return measured(answer.measured, cell.value, currency)


def _behind(dataset: Dataset, plain: Question, answer: Grouped, cell: Cell) -> str:
    if cell.hidden:
        return ""
    found = [behind(*one) for one in zip(answer.groups, cell.keys, answer.names, strict=True)]
    kept = [one for one in found if one is not None]
    measured = answer.measured
    if measured is not None and measured.filterable and plain.without(measured.code) == plain:
        # A mean rests on the rows that have a value: nobody finds it again among those without.
        plain = plain.narrowed(Where(column=measured.code, test="some"))
    return address(dataset, plain.narrowed(*kept)) if len(kept) == len(found) else ""


def _across(answer: Grouped) -> tuple[list[str], list[Any]] | None:
    if len(answer.groups) != 2:
        return None
    keys = list(dict.fromkeys(cell.keys[1] for cell in _by_second(answer)))
    if len(keys) > MOST_ACROSS:
        return None
    return [key_word(answer.groups[1], key, answer.names[1]) for key in keys], keys


def _by_second(answer: Grouped) -> Sequence[Cell]:
    """The cells so that the second group's keys come in their own order."""
    order: dict[Any, int] = {}
    words = list(answer.groups[1].column.words or ())
    for cell in answer.cells:
        key = cell.keys[1]
        order.setdefault(key, words.index(key) if key in words else len(words) + len(order))

    def rank(cell: Cell) -> tuple[bool, Any]:
        key = cell.keys[1]
        return key is None, key.toordinal() if hasattr(key, "toordinal") else order[key]

    return sorted(answer.cells, key=rank)


def _crosswise(
    dataset: Dataset, plain: Question, answer: Grouped, keys: Sequence[Any], currency: str
) -> list[dict[str, Any]]:
    lines: dict[Any, dict[Any, Cell]] = {}
    for one in answer.cells:
        lines.setdefault(one.keys[0], {})[one.keys[1]] = one
    return [
        {
            "keys": [key_word(answer.groups[0], first, answer.names[0])],
            "cells": [
                {"value": "", "href": "", "hidden": False} if (cell := cells.get(key)) is None else
                {
                    "value": _told(answer, cell, currency), "href": _behind(dataset, plain, answer, cell),
                    "hidden": cell.hidden,
                } for key in keys
            ],
        } for first, cells in lines.items()
    ]  # fmt: skip


def chart_of(answer: Grouped, label: str) -> Any:
    """Bars of a grouped answer, or nothing where bars would not tell it: too many, below nothing, or not told."""
    firsts = list(dict.fromkeys(cell.keys[0] for cell in answer.cells))
    if not firsts or len(firsts) > MOST_BARS or any((c.value or 0) < 0 for c in answer.cells):
        return ""
    names = {key: _under_a_bar(answer, key) for key in firsts}
    found = {cell.keys: _height(answer, cell) for cell in answer.cells}
    if len(answer.groups) == 1:
        return bar_chart([(names[key], (found[(key,)],)) for key in firsts], label=label)
    across = _across(answer)
    if across is None or len(across[1]) > MOST_SERIES:
        return ""
    rows = [(names[key], tuple(found.get((key, second), 0.0) for second in across[1])) for key in firsts]
    return bar_chart(rows, label=label, series=across[0])


def _under_a_bar(answer: Grouped, key: Any) -> str:
    """What stands under a bar, where there is little room."""
    group = answer.groups[0]
    if isinstance(key, date) and group.step in ("month", "week", "quarter"):
        number = {"month": key.month, "week": key.isocalendar().week, "quarter": (key.month + 2) // 3}[group.step]
        year = key.isocalendar().year if group.step == "week" else key.year
        return f"{number}/{year % 100:02d}"
    word = key_word(group, key, answer.names[0])
    return word if len(word) <= LONGEST else f"{word[: LONGEST - 1]}…"


def _height(answer: Grouped, cell: Cell) -> float:
    value = float(cell.value or 0)
    return value / 100 if answer.measured is not None and answer.measured.kind == "money" else value
