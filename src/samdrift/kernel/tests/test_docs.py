"""The examples of docs/rooms/kernel.md are true."""

import doctest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[4] / "docs" / "rooms" / "kernel.md"


def test_the_examples_of_the_kernels_page_are_true():
    found = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert found.attempted > 30
    assert found.failed == 0
