"""The traps of the trade and the worked cases of clocks, contacts, prices, credits and invoices have their tests."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("docs/rooms/promises.md", "docs/rooms/requests.md", "docs/rooms/contract-prices.md")
CASES = (
    *(f"T-SLA-{number:02}" for number in range(1, 22)), *(f"T-PRI-{number:02}" for number in range(1, 6)),
    *(f"T-CC-{number:02}" for number in range(1, 9)), *(f"T-IDX-{number:02}" for number in range(1, 10)),
    *(f"T-CHG-{number:02}" for number in range(1, 11)), *(f"T-SC-{number:02}" for number in range(1, 13)),
    *(f"T-SAV-{number:02}" for number in range(1, 8)), *(f"T-GS-{number:02}" for number in range(1, 12)),
    *(f"T-FRM-{number:02}" for number in range(1, 5)), *(f"T-INV-{number:02}" for number in range(1, 7)),
    "T-PPM-01", "T-FOD-01",
)  # fmt: skip


@cache
def all_tests() -> str:
    """The text of every test file but this one."""
    files = (*(ROOT / "src").rglob("tests/**/*.py"), *(ROOT / "tests").rglob("*.py"))
    return "\n".join(path.read_text("utf-8") for path in files if path.name != "test_traps.py")


def named_on(page: str) -> list[str]:
    """The tests named in a page's table of traps."""
    _before, _title, table = (ROOT / page).read_text("utf-8").partition("\n## Traps\n")
    return re.findall(r"`(test_\w+)`", table.partition("\n## ")[0])


@pytest.mark.parametrize("case", CASES)
def test_each_worked_case_is_a_test_with_its_own_number(case):
    as_name = case.lower().replace("-", "_")
    assert re.search(rf"\b{case}\b|test_{as_name}\b|test_{as_name}_", all_tests())


@pytest.mark.parametrize("page", PAGES)
def test_each_test_a_table_of_traps_names_is_there(page):
    named = named_on(page)
    assert named
    there = set(re.findall(r"^\s*def (test_\w+)\(", all_tests(), re.MULTILINE))
    assert [name for name in named if name not in there] == []
