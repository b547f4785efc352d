"""The filter bar of a list: one field a column, and what is applied already."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from samdrift.doors.ask.words import group_word
from samdrift.foundation.datasets import public as datasets
from samdrift.foundation.datasets.public import Column, Dataset, Question, Where
from samdrift.foundation.scope import Scope

Field = dict[str, Any]
STEPS = ("month", "week", "quarter", "year")
AT_ONCE = 4  # fields beside the words; the others are folded


def filter_fields(dataset: Dataset, scope: Scope, question: Question) -> tuple[list[Field], list[Field]]:
    """The fields of the filter bar: those always there, and those that are folded away."""
    fields = [_field(c, scope, question) for c in dataset.in_rows(scope) if c.filterable]
    first = [f for f in fields if f["first"]]
    return first[:AT_ONCE], [f for f in fields if f not in first[:AT_ONCE]]


def _field(column: Column, scope: Scope, question: Question) -> dict[str, Any]:
    asked = next((one for one in question.where if one.column == column.code), None)
    field: dict[str, Any] = {
        "code": column.code, "name": str(column.name), "hint": str(column.meaning), "options": [], "value": "",
        "low": "", "high": "", "kind": "text", "first": False, "hidden": [],
    }  # fmt: skip
    if column.kind in datasets.TIMES:
        field |= {"kind": "time", "options": [(code, str(word)) for code, (word, _of) in datasets.NAMED.items()]}
        field["first"] = column.shown
        _fill_time(field, asked)
    elif column.can_measure:
        field["kind"] = "number"
        if asked and asked.test == "range":
            field["low"], field["high"] = (*asked.values, "")[:2]
        elif asked:
            field["hidden"] = asked.written()
    else:
        options = _options(column, scope)
        field |= {"kind": "choice" if options else "text", "options": options}
        field["first"] = column.shown and bool(options)
        _fill_choice(field, asked)
    return field


def _fill_time(field: dict[str, Any], asked: Where | None) -> None:
    if asked is None:
        return
    if asked.test == "period":
        field["value"] = asked.values[0]
        if asked.values[0] not in datasets.NAMED:
            field["options"] = [(asked.values[0], datasets.period_words(asked.values[0])), *field["options"]]
    elif asked.test == "range":
        field["low"], field["high"] = (*asked.values, "")[:2]
    else:
        field["hidden"] = asked.written()


def _fill_choice(field: dict[str, Any], asked: Where | None) -> None:
    """One value stands in its field; several stay as they are, and the field adds one more."""
    if asked is None:
        return
    if asked.test in ("in", "has") and len(asked.values) == 1:
        field["value"] = asked.values[0]
    else:
        field["hidden"] = asked.written()


def _options(column: Column, scope: Scope) -> list[tuple[str, str]]:
    if column.words is not None:
        return [(str(code), str(word)) for code, word in column.words.items()]
    if column.kind == "yesno":
        return [("yes", _("Yes")), ("no", _("No"))]
    return list(column.things.choices(scope)) if column.things is not None else []


def applied(dataset: Dataset, question: Question, fields: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    """What the list is narrowed to, as (in words, its column)."""
    known = {field["code"]: dict(field["options"]) for field in fields}
    told = [("words", f"“{question.words}”")] if question.words else []
    told += [(w.column, _told(dataset.by_code[w.column], w, known.get(w.column, {}))) for w in question.where]
    return [(text, column) for column, text in told]


def _told(column: Column, one: Where, known: dict[str, str]) -> str:
    words = {"column": str(column.name), "values": ", ".join(known.get(value, value) for value in one.values)}
    match one.test:
        case "empty":
            return _("%(column)s: empty") % words
        case "some":
            return _("%(column)s: not empty") % words
        case "not":
            return _("%(column)s: not %(values)s") % words
        case "has":
            return _("%(column)s has “%(values)s”") % words
        case "period":
            return f"{words['column']}: {datasets.period_words(one.values[0])}"
        case "range":
            low, high = (*one.values, "")[:2]
            words |= {"low": low, "high": high}
            if low and high:
                return (_("%(column)s: %(low)s") if low == high else _("%(column)s: %(low)s to %(high)s")) % words
            return (_("%(column)s: from %(low)s") if low else _("%(column)s: until %(high)s")) % words
    return f"{words['column']}: {words['values']}"


def group_options(dataset: Dataset, scope: Scope) -> list[tuple[str, str]]:
    """What rows may be counted by."""
    found: list[tuple[str, str]] = []
    for column in dataset.columns_for(scope):
        if not column.can_group:
            continue
        if column.kind in datasets.TIMES:
            found += [(f"{column.code}:{step}", group_word(column, step)) for step in STEPS]
            continue
        found += [(f"{column.code}:{roll.code}", group_word(column, roll.code)) for roll in column.rolls]
        found.append((column.code, group_word(column, "")))
    return found


def measure_options(dataset: Dataset, scope: Scope) -> list[tuple[str, str]]:
    """What may be told of a group."""
    found = [("count", _("Number of rows"))]
    words = {
        "sum": _("%(column)s: sum"), "mean": _("%(column)s: mean"), "min": _("%(column)s: smallest"),
        "max": _("%(column)s: largest"),
    }  # fmt: skip
    for column in dataset.columns_for(scope):
        if column.can_measure:
            found += [(f"{m}:{column.code}", text % {"column": column.name}) for m, text in words.items()]
    return found
