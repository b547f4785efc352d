"""Which lists there are for somebody, a list with its question, and the answer as a file."""

from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.doors.ask import fields, page, words
from samdrift.doors.ask.answers import why_not
from samdrift.doors.pages.formats import number
from samdrift.foundation.clock import now
from samdrift.foundation.datasets import public as datasets
from samdrift.foundation.datasets.public import Dataset, Question, Taken, Today
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import public as parties

NOTHING: dict[str, Any] = {
    "grouped": None, "chart": "", "rows": [], "columns": [], "next": "", "shown": "", "first": "",
}  # fmt: skip
WAYS: dict[str, Callable[[Taken], Iterator[bytes]]] = {
    "csv": datasets.as_csv, "xlsx": datasets.as_xlsx, "parquet": datasets.as_parquet,
}  # fmt: skip


def today_here() -> Today:
    """The moment, on the clock of whoever asks."""
    return Today(now(), ZoneInfo(get_current_timezone_name()))


def dataset_for(scope: Scope, code: str) -> Dataset:
    """A list this person may ask.

    Raises:
        Http404: There is none of this code.
        NotAllowed: The person may see none of its rows anywhere.
    """
    dataset = datasets.datasets.get(code)
    if dataset is None:
        raise Http404
    scope.require_somewhere(dataset.permission)
    return dataset


@require_safe
def lists(request: ScopedRequest) -> HttpResponse:
    """Every list there is for this person, with the questions kept of it."""
    scope = request.scope
    kept = datasets.kept_questions(scope)
    found = datasets.datasets_for(scope)
    context = {
        "lists": [(one, [saved for saved in kept if saved.dataset == one.code]) for one in found],
        "follows": list(datasets.followed(scope)), "me": scope.person_id, "may_link": scope.may(datasets.LINK),
        "stopped": _stopped(scope, kept),
        "links": list(datasets.links_of(scope)) if scope.may(datasets.LINK) else [],
    }  # fmt: skip
    return render(request, "ask/lists.html", context)


def _stopped(scope: Scope, kept: list[datasets.SavedQuestion]) -> dict[int, str]:
    """Why kept questions can no longer be asked, by their keys; those that can are left out."""
    return {saved.pk: why for saved in kept if (why := why_not(scope, saved))}


@require_safe
def question_page(request: ScopedRequest, code: str) -> HttpResponse:
    """A list as it is asked: a table of rows, or counted by groups with a picture."""
    scope = request.scope
    dataset = dataset_for(scope, code)
    wrong: dict[str, str] = {}
    question = Question(dataset=dataset.code)
    answer: dict[str, Any] = {}
    currency = parties.currency_of(scope)
    try:
        question = datasets.question_from(dataset, scope, dict(request.GET.lists()))
        answer = _answered(request, dataset, question, currency)
    except Invalid as invalid:
        wrong = dict(invalid.fields)
    context = {
        **_frame(request, dataset, question), "wrong": list(wrong.values()), "answer": {**NOTHING, **answer},
        "currency": currency,
    }  # fmt: skip
    return render(request, "ask/question.html", context, status=422 if wrong else 200)


def _answered(request: ScopedRequest, dataset: Dataset, question: Question, currency: str) -> dict[str, Any]:
    scope, today = request.scope, today_here()
    if question.by:
        answer = datasets.grouped(dataset, scope, question, today)
        told = page.table_of(dataset, question, answer, currency)
        return {"grouped": told, "chart": page.chart_of(answer, f"{dataset.name}: {told['measure']}")}
    listed = datasets.listed(dataset, scope, question, today, after=request.GET.get("after", ""))
    rows = [
        {
            "href": dataset.page(uid) if dataset.page and uid else "",
            "cells": [
                words.shown(column, value, listed.names.get(column.code, {}), currency)
                for column, value in zip(listed.columns, values, strict=True)
            ],
        } for uid, values in listed.rows
    ]  # fmt: skip
    more = listed.count > datasets.COUNTED
    count = number(datasets.COUNTED) + "+" if more else number(listed.count)
    return {
        "rows": rows, "columns": listed.columns,
        "next": listed.next and page.address(dataset, question, after=listed.next),
        "shown": _("%(here)s of %(count)s") % {"here": len(rows), "count": count},
        "first": page.address(dataset, question) if request.GET.get("after") else "",
    }  # fmt: skip


def _frame(request: ScopedRequest, dataset: Dataset, question: Question) -> dict[str, Any]:
    scope = request.scope
    first, folded = fields.filter_fields(dataset, scope, question)
    sizes = datasets.datasets_for(scope)
    told = fields.applied(dataset, question, [*first, *folded])
    return {
        "dataset": dataset, "question": question, "first": first, "folded": folded, "lists": sizes,
        "applied": [(text, page.address(dataset, question.without(column))) for text, column in told],
        "groups": fields.group_options(dataset, scope), "measures": fields.measure_options(dataset, scope),
        "columns": dataset.in_rows(scope),
        "chosen": [column.code for column in datasets.shown_columns(dataset, scope, question)],
        "kept": datasets.kept_questions(scope, dataset.code), "me": scope.person_id, "query": question.as_query(),
        "may_export": dataset.may_take(scope), "may_share": scope.may(datasets.SHARE),
        "orders": [c for c in dataset.columns_for(scope) if c.can_sort], "path": request.get_full_path(),
        "address": page.address(dataset, question),
    }  # fmt: skip


@require_safe
def export(request: ScopedRequest, code: str, form: str) -> HttpResponse | StreamingHttpResponse:
    """The answer as a file, with the rows of this moment; it is noted that it was taken along."""
    scope = request.scope
    dataset = dataset_for(scope, code)
    if form not in WAYS:
        raise Http404
    question = datasets.question_from(dataset, scope, dict(request.GET.lists()))
    return exported(scope, dataset, question, form, today_here())


def exported(scope: Scope, dataset: Dataset, question: Question, form: str, today: Today) -> StreamingHttpResponse:
    """The file of a question, made while it is sent where its kind allows."""
    scope.require_somewhere(dataset.export or datasets.EXPORT)
    if question.by:
        lines, count = grouped_file(scope, dataset, question, today), 0
        form = "csv"
    else:
        take = datasets.taken(dataset, scope, question, today)
        lines, count = WAYS[form](take), take.count
    datasets.note_export(scope, question, form=form, rows=count, now=today.now)
    answer = StreamingHttpResponse(lines, content_type=datasets.KINDS[form])
    stamp = f"{today.now.astimezone(today.zone):%Y-%m-%d-%H%M}"
    answer["Content-Disposition"] = f'attachment; filename="{dataset.code}-{stamp}.{form}"'
    answer["X-Accel-Buffering"] = "no"
    return answer


def grouped_file(scope: Scope, dataset: Dataset, question: Question, today: Today) -> Iterator[bytes]:
    """A grouped answer as CSV: one line a cell."""
    answer = datasets.grouped(dataset, scope, question, today, leaving=True)
    heads = [words.group_word(group.column, group.step) for group in answer.groups]
    heads += [_("Number of rows")] + ([words.measure_word(answer)] if answer.measured else [])
    lines = []
    for cell in answer.cells:
        keys = [words.key_word(*one) for one in zip(answer.groups, cell.keys, answer.names, strict=True)]
        figures = [_("too few to tell")] * 2 if cell.hidden else [cell.rows, _plain(answer, cell.value)]
        lines.append([*keys, *figures[: 2 if answer.measured else 1]])
    return datasets.grouped_lines(heads, lines)


def _plain(answer: datasets.Grouped, value: Any) -> Any:
    if value is None or answer.measured is None or answer.measured.kind != "money":
        return value
    return f"{value / 100:.2f}"
