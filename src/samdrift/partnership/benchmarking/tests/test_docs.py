"""The examples of docs/rooms/benchmarking.md are true."""

import doctest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[5] / "docs" / "rooms" / "benchmarking.md"


def test_the_examples_of_the_rooms_page_are_true() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert found.attempted > 10
    assert found.failed == 0
