"""The reference of events and permissions names all that the code announces, and nothing that is gone."""

import re

import pytest

from samdrift.doors import reference


@pytest.mark.parametrize("name", ["events.md", "permissions.md"])
def test_the_reference_names_what_the_code_announces(name):
    written = (reference.FOLDER / name).read_text("utf-8")
    known, told = (set(re.findall(r"^\| `([^`]+)`", text, re.MULTILINE)) for text in (reference.pages()[name], written))
    assert told == known, "renew it: PYTHONPATH=src .venv/bin/python -m samdrift.doors.reference"
