"""Periods, states, one text for the same data, and what differs between two reports."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation import sections
from samdrift.partnership.reports.formats import wording
from samdrift.partnership.reports.formats.spark import spark
from samdrift.partnership.reports.rules import canonical, periods, states
from samdrift.partnership.reports.rules.differences import differences

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


def test_a_month_is_drafted_on_the_tenth_and_a_quarter_after_its_last_month() -> None:
    assert periods.due_on(date(2025, 4, 9)) == []
    assert periods.due_on(date(2025, 4, 10)) == [("monthly", date(2025, 3, 1)), ("steering", date(2025, 1, 1))]
    assert periods.due_on(date(2025, 5, 31)) == [("monthly", date(2025, 4, 1))]
    assert periods.due_on(date(2026, 1, 10))[1] == ("steering", date(2025, 10, 1))


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_what_is_due_is_over(day: date) -> None:
    for kind, first in periods.due_on(day):
        assert periods.is_first(kind, first)
        assert periods.last_of(kind, first) < day


def test_a_report_moves_one_way_only() -> None:
    assert states.after("draft", "comment") == "commented"
    assert states.after("commented", "agree") == "agreed"
    assert states.after("agreed", "freeze") == "frozen"
    assert states.after("draft", "agree") is None
    assert all(states.after("frozen", move) is None for move in ("comment", "agree", "freeze"))


@given(data=st.dictionaries(st.text(max_size=5), PLAIN, max_size=5))
def test_the_same_data_give_the_same_text_in_whatever_order(data: dict[str, Any]) -> None:
    turned = dict(reversed(list(data.items())))
    assert canonical.written(data) == canonical.written(turned)


def test_a_report_holds_no_floats() -> None:
    with pytest.raises(ValueError, match="no floats"):
        canonical.written({"rows": [{"value": 0.1}]})


def told(value: Any, *, note: str = "") -> dict[str, Any]:
    name = {"en": "Kept", "da": "Holdt", "sv": "Hållet"}
    one = sections.figure("K03", name, value, "share", numerator=1, denominator=2)
    table = sections.table(
        "money", name, [sections.column(name), sections.column(name, "money")], [sections.row("North", value)]
    )
    return {"sections": [{"code": "kpis", "blocks": [sections.figures([one]), table, sections.sentence(name)]}]}


@given(before=st.integers(), after=st.integers())
def test_every_value_that_differs_is_named_and_no_other(before: int, after: int) -> None:
    found = differences(told(before), told(after))
    assert [(one.section, one.before, one.after) for one in found] == (
        [] if before == after else [("kpis", before, after)] * 2
    )


def test_a_row_that_came_or_went_is_a_difference() -> None:
    with_row, without = told(5), told(5)
    without["sections"][0]["blocks"][1]["rows"] = []
    [gone] = differences(with_row, without)
    assert (gone.before, gone.after, gone.kind) == (5, None, "money")
    assert gone.place["da"].startswith("North")
    [came] = differences(without, with_row)
    assert (came.before, came.after) == (None, 5)


def test_numbers_are_written_as_people_of_each_language_write_them() -> None:
    assert wording.money(123_456_789, "en") == "1,234,567.89"
    assert wording.money(123_456_789, "da") == "1.234.567,89"
    assert wording.money(-50, "sv") == "−0,50"
    assert wording.number("0.005", "en", 2) == "0.01"
    assert wording.day("2025-03-01", "da") == "1. mar. 2025"
    assert wording.share(None, "en") == "–"


def test_a_line_of_months_leaves_a_gap_where_nothing_was_measured() -> None:
    from decimal import Decimal

    drawn = spark([Decimal(1), Decimal(2), None, Decimal(3), Decimal(4)], "K03 <x>")
    assert drawn.count("<polyline") == 2
    assert "K03 &lt;x&gt;" in drawn
    assert spark([None, Decimal(1)], "K03") == ""


def test_a_section_is_known_once_and_takes_the_place_of_what_waited_for_it() -> None:
    def load(asked: sections.Asked) -> list[sections.Block]:
        return []

    def other(asked: sections.Asked) -> list[sections.Block]:
        return []

    kinds = frozenset({"monthly"})
    waiting = sections.Section(code="test.x", title="X", place=1, kinds=kinds, load=sections.nothing)
    real = sections.Section(code="test.x", title="X", place=1, kinds=kinds, load=load)
    try:
        for one in (waiting, real, waiting):
            sections.register_section(one)
        assert sections.sections["test.x"].load is load
        with pytest.raises(sections.DuplicateSection):
            sections.register_section(sections.Section(code="test.x", title="X", place=1, kinds=kinds, load=other))
    finally:
        sections.unregister_section("test.x")
