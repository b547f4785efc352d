"""From an address to a question that can be asked: what is wrong with it is said in a sentence, at its place."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from samdrift.foundation.datasets import periods
from samdrift.foundation.datasets.question import EMPTY, EXACT, HAS, NOT, SOME, TO, Question, Where, in_order
from samdrift.foundation.datasets.registry import MEASURED, RESERVED, TIMES, Column, Dataset
from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import Scope

MOST_VALUES, MOST_WHERE, MOST_LONG, MOST_GROUPS = 100, 20, 200, 2
STEPS = ("day", "week", "month", "quarter", "year")
MEASURES = ("sum", "mean", "min", "max")
_YES = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
Params = Mapping[str, Sequence[str]]


def question_from(dataset: Dataset, scope: Scope, params: Params) -> Question:
    """The question an address asks; empty fields of a form are left out.

    Raises:
        Invalid: It names a column that is not there for this reader, or a value that its column cannot have.
    """
    wrong: dict[str, str] = {}
    where = []
    for key, given in _by_column(params).items():
        values = [value.strip() for value in given if value.strip()]
        column = dataset.column(key)
        if column is None or not dataset.may_read(column, scope):
            wrong[key] = _("This list has no column “%(column)s”.") % {"column": key[:40]}
        elif values:
            where.append(_where(column, values))
    columns = params.get("columns", ())
    question = Question(
        dataset=dataset.code, where=in_order(where), words=_first(params, "words")[:MOST_LONG],
        by=tuple(dict.fromkeys(value for value in params.get("by", ()) if value)),
        show=_first(params, "show") or "count", order=_first(params, "order"),
        columns=tuple(dict.fromkeys(code for value in columns for code in value.split(",") if code)),
    )  # fmt: skip
    if wrong:
        raise Invalid(wrong)
    return checked(dataset, scope, question)


def checked(dataset: Dataset, scope: Scope, question: Question) -> Question:
    """The question, when this reader may ask it and it makes sense.

    Raises:
        Invalid: It does not.
    """
    wrong = _wrong_narrowings(dataset, scope, question)
    for group in question.by:
        if sentence := _wrong_group(dataset, scope, group) or _by_person(dataset, question.show, group):
            wrong["by"] = sentence
    if len(question.by) > MOST_GROUPS:
        wrong["by"] = _("A list is grouped by at most two columns.")
    if sentence := _wrong_measure(dataset, scope, question.show):
        wrong["show"] = sentence
    ordered = dataset.column(question.order.removeprefix("-")) if question.order else None
    if question.order and (ordered is None or not ordered.can_sort or not dataset.may_read(ordered, scope)):
        wrong["order"] = _("This list cannot be ordered by “%(column)s”.") % {"column": question.order[:40]}
    for code in question.columns:
        if (column := dataset.column(code)) is None or column.summed or not dataset.may_read(column, scope):
            wrong["columns"] = _("This list has no column “%(column)s”.") % {"column": code[:40]}
    if question.words and dataset.search is None:
        wrong["words"] = _("This list is not searched by words. Narrow it by its columns.")
    if wrong:
        raise Invalid(wrong)
    return question


def _by_column(params: Params) -> dict[str, list[str]]:
    """Values by column; the two ends that a form sends apart are put together."""
    found: dict[str, list[str]] = {}
    for key, given in params.items():
        name, _dot, end = key.partition(".")
        if name in RESERVED:
            continue
        if end in ("from", "to"):
            ends = [_first(params, f"{name}.from"), _first(params, f"{name}.to")]
            if end == "to" and ends[0]:
                continue  # told with its beginning
            if any(ends):
                found.setdefault(name, []).append(TO.join(ends))
        else:
            found.setdefault(key, []).extend(given)
    return found


def _first(params: Params, key: str) -> str:
    return next((value.strip() for value in params.get(key, ()) if value.strip()), "")


def _where(column: Column, values: list[str]) -> Where:
    first = values[0]
    if values == [EMPTY] or values == [SOME]:
        return Where(column=column.code, test="empty" if first == EMPTY else "some")
    if column.kind in TIMES:
        # A form sends a period and two ends; the ends, where there are any, are the more exact.
        exact = next((value for value in values if TO in value), first)
        return _stretch(column, exact)
    if first.startswith(NOT):
        return Where(column=column.code, test="not", values=_clean(value.removeprefix(NOT) for value in values))
    if column.kind == "text" and not first.startswith(EXACT):
        return Where(column=column.code, test="has", values=(first.removeprefix(HAS),))
    if column.kind in MEASURED and TO in first:
        low, _to, high = first.partition(TO)
        return Where(column=column.code, test="range", values=(low.strip(), high.strip()))
    return Where(column=column.code, test="in", values=_clean(value.removeprefix(EXACT) for value in values))


def _stretch(column: Column, value: str) -> Where:
    if TO not in value and not value[:1].isdigit():
        return Where(column=column.code, test="period", values=(value,))
    low, to, high = value.partition(TO)
    low, high = low.strip(), high.strip()
    return Where(column=column.code, test="range", values=(low, high if to else low))


def _clean(values: Any) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(values)))


def _wrong_narrowings(dataset: Dataset, scope: Scope, question: Question) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if len(question.where) > MOST_WHERE:
        return {"where": _("These are too many filters at once. Take some away.")}
    for one in question.where:
        column = dataset.column(one.column)
        if column is None or not dataset.may_read(column, scope):
            wrong[one.column] = _("This list has no column “%(column)s”.") % {"column": one.column[:40]}
        elif not column.filterable or (column.summed and one.test not in ("empty", "some")):
            wrong[one.column] = _("This list cannot be narrowed by “%(column)s”.") % {"column": column.name}
        elif sentence := _wrong_values(column, one):
            wrong[one.column] = sentence
    return wrong


def _wrong_values(column: Column, one: Where) -> str:
    if len(one.values) > MOST_VALUES or any(len(value) > MOST_LONG or "\0" in value for value in one.values):
        return _("“%(column)s” is given too much at once. Give fewer or shorter values.") % {"column": column.name}
    if one.test == "has" and column.kind != "text":
        return _("Only texts are searched for a part; “%(column)s” is none.") % {"column": column.name}
    if one.test == "period" and (column.kind not in TIMES or periods.period(one.values[0], date(2025, 1, 1)) is None):
        return _("“%(value)s” is no period. Write last_month, last_30_days, 2025-05 or 2025-05-01..2025-06-30.") % {
            "value": one.values[0][:40]
        }
    for value in one.values:
        try:
            typed(column, value) if value or one.test != "range" else None
        except (ValueError, InvalidOperation, OverflowError):
            return _("“%(value)s” is nothing that “%(column)s” can be.") % {"value": value[:40], "column": column.name}
    if one.test == "range" and not any(one.values):
        return _("“%(column)s” needs a beginning or an end.") % {"column": column.name}
    return ""


def typed(column: Column, value: str) -> Any:
    """A written value as its column has it; days of moments and of days alike are days.

    Raises:
        ValueError: The column cannot have such a value.
    """
    match column.kind:
        case "moment" | "day":
            return value if periods.period(value, date(2025, 1, 1)) else day_from(value)
        case "number" | "minutes" | "share" | "money":
            number = Decimal(value.replace(",", "."))
            if not number.is_finite() or abs(number) >= 10**15:
                raise ValueError(value)
            return number * 100 if column.kind == "money" else number
        case "yesno":
            return _YES[value.lower()] if value.lower() in _YES else _refuse(value)
        case "code" if column.words is not None:
            return next((code for code in column.words if str(code) == value), None) or _refuse(value)
    return value


def _refuse(value: str) -> Any:
    raise ValueError(value)


def day_from(value: str, *, last: bool = False) -> date:
    """A day as it is written; of a month or a year alone its first day, or its last.

    Raises:
        ValueError: It is none.
    """
    parts = value.split("-")
    if len(parts) == 3:
        return datetime.fromisoformat(value[:10]).date() if len(value) <= 10 else _refuse(value)
    year, month = int(parts[0]), int(parts[1]) if len(parts) == 2 else 12 if last else 1
    if not last:
        return date(year, month, 1)
    after = periods.first_of_month(date(year, month, 1), 1)
    return date.fromordinal(after.toordinal() - 1)


def _wrong_group(dataset: Dataset, scope: Scope, group: str) -> str:
    code, _colon, step = group.partition(":")
    column = dataset.column(code)
    if column is None or not column.can_group or not dataset.may_read(column, scope):
        return _("This list cannot be grouped by “%(column)s”.") % {"column": code[:40]}
    known = STEPS if column.kind in TIMES else [roll.code for roll in column.rolls]
    if step and step not in known:
        return _("“%(column)s” cannot be grouped by “%(step)s”.") % {"column": column.name, "step": step[:40]}
    return ""


def _by_person(dataset: Dataset, show: str, group: str) -> str:
    """Why what is only summed up is not told by a person."""
    measured, by = dataset.column(show.partition(":")[2]), dataset.column(group.partition(":")[0])
    if measured is None or by is None or not measured.summed or by.kind != "person":
        return ""
    return _("“%(column)s” is not told of single people.") % {"column": measured.name}


def _wrong_measure(dataset: Dataset, scope: Scope, show: str) -> str:
    if show == "count":
        return ""
    measure, _colon, code = show.partition(":")
    column = dataset.column(code)
    if measure not in MEASURES or column is None or not column.can_measure or not dataset.may_read(column, scope):
        return _("“%(show)s” cannot be counted. Write count, or sum, mean, min or max of a column of numbers.") % {
            "show": show[:40]
        }
    return ""
