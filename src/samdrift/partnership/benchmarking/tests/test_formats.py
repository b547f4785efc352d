"""Tables of the market's figures: decimals in both ways, thousands, and everything that is no table."""

from decimal import Decimal

import pytest

from samdrift.partnership.benchmarking.formats import peer_values
from samdrift.partnership.benchmarking.formats.peer_values import NoTable, number_in, read_rows
from samdrift.partnership.benchmarking.formats.tables import Sheet, comma_separated

HEAD = "peer;source;year;price level;line;unit;currency;value"


@pytest.mark.parametrize(
    ("text", "value"),
    [("158.40", "158.40"), ("158,40", "158.40"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"),
     ("1 234,5", "1234.5"), ("1\u00a0234", "1234"), ("1.234.567", "1234567"),
     ("0.123", "0.123"), ("1234.567", "1234.567"),
     ("12", "12")],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(text, value):
    assert number_in(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1.234", "12,345", "123.456"])
def test_a_number_that_may_be_read_in_two_ways_is_refused(text):
    with pytest.raises(ValueError, match="two_ways"):
        number_in(text)


@pytest.mark.parametrize("text", ["", "abc", "-5", "1e9", "1,2,3", "1..2", "NaN", "Infinity", "١٢٣", "=1+1", "1.23.4"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="number"):
        number_in(text)


@pytest.mark.parametrize("mark", [";", "\t", ","])
def test_a_table_is_read_by_its_headings_in_any_order(mark):
    text = f"value{mark}PEER{mark}Source{mark}year{mark}Price-Level{mark}line{mark}unit{mark}currency\n"
    (row,) = read_rows(
        f'\ufeff{text}158.40{mark}"A{mark} B"{mark}S{mark}2024{mark}2024{mark}CLN{mark}visit{mark}DKK\n\n'
    )
    assert (row.cells["peer"], row.value, row.year, row.number, row.wrong) == (
        f"A{mark} B",
        Decimal("158.40"),
        2024,
        2,
        {},
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "empty"), ("  \n ", "empty"), ("a\x00b", "empty"), ("peer;value\nA;1", "columns"),
     (f'{HEAD}\n"A;S;2024', "quoting"), (HEAD + "\nA;S;2024;2024;CLN;visit;DKK;1" * 2001, "long")],
)  # fmt: skip
def test_what_is_no_table_says_why(text, why):
    with pytest.raises(NoTable) as wrong:
        read_rows(text)
    assert wrong.value.why == why


def test_short_rows_and_wrong_cells_are_told_not_guessed():
    rows = read_rows(f"{HEAD}\nA;S;24\nB;S;2024;2024;CLN;visit;DKK;1.234")
    assert [dict(one.wrong) for one in rows] == [{"year": "year", "value": "number"}, {"value": "two_ways"}]


def test_a_file_of_windows_is_read_too_and_a_huge_one_is_not():
    assert peer_values.decoded("Ærø".encode("cp1252")) == "Ærø"
    with pytest.raises(NoTable):
        peer_values.decoded(b"x" * (peer_values.MOST_BYTES + 1))


def test_no_cell_of_a_file_is_taken_for_a_formula():
    assert b"'=1+1" in comma_separated(Sheet("x", ["A"], [["=1+1"]]))
