"""The rates of interest for late payment are shown with their source, and a new half-year is added from a table."""

import io

import pytest

from samdrift.doors.cli import main

HEAD = "country,from_day,reference_percent,source\n"


def told(*words):
    out, wrong = io.StringIO(), io.StringIO()
    return main(["late-rates", *words], io.StringIO(), out, wrong), out.getvalue(), wrong.getvalue()


def test_shipped_rates_are_shown_with_their_source(tmp_path):
    status, shown, _wrong = told("--into", str(tmp_path))
    assert status == 0
    assert "DK  2025-07-01  1.75 + 8 = 9.75 %  Danmarks Nationalbank" in shown


def test_a_new_half_year_is_added_once(tmp_path):
    table = tmp_path / "new.csv"
    table.write_text(HEAD + "DK,2026-07-01,2.00,Danmarks Nationalbank on 1 July 2026\n", encoding="utf-8")
    status, shown, _wrong = told(str(table), "--into", str(tmp_path / "var"))
    assert (status, shown.splitlines()[0]) == (0, "1 rates added.")
    assert "DK  2026-07-01  2.00 + 8 = 10.00 %" in shown
    assert told(str(table), "--into", str(tmp_path / "var"))[1].startswith("0 rates added.")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("DK,2025-07-01,2.00,Somebody", "is 1.75 in another row"),
        ("DK,2026-07-02,2.00,Somebody", "1 January or 1 July"),
        ("DK,2026-07-01,2.00,", "has a source"),
        ("DK,2026-07-01,99,Somebody", "between -5 and 30"),
        ("DK,2026-07-01,NaN,Somebody", "between -5 and 30"),
        ("SE,2026-07-01,2.00,Somebody", "rates are known of DK, GB"),
        ("DK,July,2.00,Somebody", "a day is written"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_and_nothing_is_kept(tmp_path, row, why):
    table = tmp_path / "new.csv"
    table.write_text(HEAD + row + "\n", encoding="utf-8")
    status, _shown, wrong = told(str(table), "--into", str(tmp_path))
    assert status != 0
    assert why in wrong
    assert list(tmp_path.iterdir()) == [table]
