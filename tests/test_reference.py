"""The reference tells of everything there is, because it is written from it."""

from pathlib import Path

import pytest

from samdrift.doors.reference import FOLDER, pages

TOP = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", ["permissions.md", "events.md"])
def test_the_reference_tells_what_the_code_says(name: str) -> None:
    written = (TOP / FOLDER / name).read_text(encoding="utf-8")
    assert written == pages()[name], "Write it again: python -m samdrift.doors.reference"
