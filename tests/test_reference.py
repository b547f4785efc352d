"""The reference of events and permissions names all that the code announces, and nothing that is gone."""

import re
from pathlib import Path

import pytest

from samdrift.doors import reference


@pytest.mark.parametrize("name", ["events.md", "permissions.md", "analytics.md"])
def test_the_reference_names_what_the_code_announces(name):
    written = (reference.FOLDER / name).read_text("utf-8")
    known, told = (set(re.findall(r"^\| `([^`]+)`", text, re.MULTILINE)) for text in (reference.pages()[name], written))
    assert told == known, "renew it: PYTHONPATH=src .venv/bin/python -m samdrift.doors.reference"


def test_every_notice_stands_under_its_number_among_those_that_are_built():
    from samdrift.foundation.notices.public import kinds

    told = (Path(__file__).parents[1] / "docs/rooms/foundation.md").read_text(encoding="utf-8")
    built = told.partition("### Which notices of the catalogue there are")[2].partition("| number | waits for |")[0]
    rows = [line for line in built.splitlines() if line.startswith("| N-")]
    missing = [
        f"{kind.number} {key}"
        for key, kind in kinds.items()
        if not any(f"`{key}`" in row and kind.number in row.split("|")[1] for row in rows)
    ]
    assert not missing, f"not in docs/rooms/foundation.md: {missing}"
