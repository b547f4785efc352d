"""A sheet written as text is read back as what was put in, by a reader that is not ours."""

import io
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from samdrift.foundation.datasets import sheets
from samdrift.foundation.datasets.registry import Column

COLUMNS = tuple(Column(code=kind, name=kind, kind=kind) for kind in ("money", "text", "number"))


def read_back(path: Path, pages: list[Any], last_line: str = "") -> list[list[Any]]:
    sheets.write_sheet(path, COLUMNS, ["Amount", "Text", "<b>"], pages, lambda: last_line, count=len(pages))
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_numbers_are_numbers_texts_are_texts_and_nothing_is_nothing(tmp_path: Path) -> None:
    page = [("12.50", "", "-0.01"), ("a & b", " <c> ", ""), (3, "", 2.5)]
    rows = read_back(tmp_path / "a.xlsx", [page], "Told last")
    assert rows == [
        ["Amount", "Text", "<b>"], [12.5, "a & b", 3.0], ["", " <c> ", ""], [-0.01, "", 2.5], ["Told last", "", ""],
    ]  # fmt: skip


def test_a_sheet_without_rows_has_its_heading(tmp_path: Path) -> None:
    assert read_back(tmp_path / "a.xlsx", []) == [["Amount", "Text", "<b>"]]


def test_what_no_sheet_holds_is_told_or_cut(tmp_path: Path) -> None:
    rows = read_back(tmp_path / "a.xlsx", [[("", "", ""), ("a\0b", "x" * 40_000, "c\x07"), ("", "", "")]])
    assert [len(row[1]) for row in rows[1:]] == [len(rows[1][1]), 32_767, len(rows[3][1])]
    assert sheets.texts(["a\0b", "_x0041_", "_x"])[:2] == [
        '<c t="inlineStr"><is><t>a_x0000_b</t></is></c>', '<c t="inlineStr"><is><t>_x005F_x0041_</t></is></c>',
    ]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12), min_size=1, max_size=6))
def test_any_text_comes_out_again(tmp_path: Path, values: list[str]) -> None:
    page = [[""] * len(values), values, [1] * len(values)]
    assert [row[1] for row in read_back(tmp_path / "a.xlsx", [page])[1:]] == values
