"""Every list that a room declares: each of its columns can be shown, ordered, counted and taken along."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from samdrift.foundation.datasets import public as datasets
from samdrift.foundation.datasets.public import Question, Today, Where
from samdrift.foundation.scope import Grant, Scope
from samdrift.registers.parties.public import all_permissions
from tests.example_rows import Rows
from tests.world import NOON, World

TODAY = Today(NOON, ZoneInfo("Europe/Copenhagen"))
LISTS = sorted(datasets.datasets)
CLASSES = frozenset({"D0", "D1", "D2", "D3", "D4", "D5", "D8"})


def mighty(world: World) -> Scope:
    """Somebody who may do everything in the whole community."""
    grant = Grant(role="tester", permissions=frozenset(all_permissions()), data_classes=CLASSES)
    return replace(world.dan.scope, grants=(grant,))


@pytest.mark.parametrize("code", LISTS)
def test_all_columns_of_a_list_can_be_shown_ordered_and_taken_along(world: World, code: str) -> None:
    dataset, scope = datasets.datasets[code], mighty(world)
    all_columns = tuple(column.code for column in dataset.in_rows(scope))
    question = Question(dataset=code, columns=all_columns)
    assert len(datasets.listed(dataset, scope, question, TODAY).columns) == len(all_columns)
    for column in dataset.columns:
        if column.can_sort:
            for order in (column.code, f"-{column.code}"):
                datasets.listed(dataset, scope, replace(question, order=order), TODAY)
    text = b"".join(datasets.as_csv(datasets.taken(dataset, scope, question, TODAY))).decode("utf-8-sig")
    assert text.startswith(str(dataset.columns[0].name))


@pytest.mark.parametrize("code", LISTS)
def test_a_list_is_counted_by_all_that_it_offers(world: World, code: str) -> None:
    dataset, scope = datasets.datasets[code], mighty(world)
    measures = [f"{m}:{c.code}" for c in dataset.columns if c.can_measure for m in datasets.MEASURES] or ["count"]
    for column in dataset.columns:
        if column.can_group:
            for roll in ("", *(f":{roll.code}" for roll in column.rolls)):
                datasets.grouped(dataset, scope, Question(dataset=code, by=(column.code + roll,)), TODAY)
    first = next(column.code for column in dataset.columns if column.can_group)
    for measure in measures:
        datasets.grouped(dataset, scope, Question(dataset=code, by=(first,), show=measure), TODAY)


@pytest.mark.parametrize("code", LISTS)
def test_all_columns_of_a_list_can_be_narrowed(world: World, code: str) -> None:
    dataset, scope = datasets.datasets[code], mighty(world)
    for column in (one for one in dataset.in_rows(scope) if one.filterable):
        tests = [Where(column=column.code, test=test) for test in ("empty", "some")]
        if column.kind in datasets.TIMES:
            tests.append(Where(column=column.code, test="period", values=("last_month",)))
        elif column.can_measure:
            tests.append(Where(column=column.code, test="range", values=("1", "5")))
        elif column.kind == "text":
            tests.append(Where(column=column.code, test="has", values=("a",)))
        for one in tests:
            question = datasets.checked(dataset, scope, Question(dataset=code, where=(one,)))
            datasets.listed(dataset, scope, question, TODAY)


def _row_of(rows: Rows, code: str) -> Any:
    made = {
        "requests": "request", "work": "order", "planned": "occurrence", "invoices": "invoice",
        "invoice-lines": "invoice_line", "key-figures": "kpi_result", "credits": "service_credit", "events": "request",
        "promises": "request",
    }  # fmt: skip
    return getattr(rows, made[code]) if code in made else None


@pytest.mark.parametrize(
    "code", ["requests", "work", "planned", "invoices", "invoice-lines", "key-figures", "credits", "events", "promises"]
)
def test_the_other_community_sees_no_row_of_any_list(world: World, code: str) -> None:
    assert _row_of(Rows(world), code) is not None
    dataset, question = datasets.datasets[code], Question(dataset=code)
    assert datasets.listed(dataset, mighty(world), question, TODAY).count
    there = replace(mighty(world), community_id=world.there.community.pk)
    assert datasets.listed(dataset, there, question, TODAY).count == 0
    assert not list(
        datasets.grouped(dataset, there, replace(question, by=(dataset.order.lstrip("-"),)), TODAY).cells
    )  # fmt: skip


def test_a_column_of_a_class_the_reader_has_not_is_not_there(world: World) -> None:
    dataset, scope = datasets.datasets["credits"], mighty(world)
    plain = replace(scope, grants=(replace(scope.grants[0], data_classes=frozenset({"D0", "D1"})),))
    codes = {column.code for column in dataset.columns_for(plain)}
    assert "net" not in codes
    assert "month" in codes


def test_periods_move_with_the_day(world: World) -> None:
    from samdrift.foundation.datasets.periods import period

    day = NOON.date()
    for code in (*datasets.NAMED, "last_3_months", "next_10_days", "last_1_days"):
        found = period(code, day)
        assert found is not None
        assert found[0] < found[1]
        later = period(code, day + timedelta(days=400))
        assert later is not None
        assert later > found
