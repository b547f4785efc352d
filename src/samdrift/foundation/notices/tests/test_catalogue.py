"""What the docs call built is there: every kind the table names is announced under that number."""

import re
from pathlib import Path

from samdrift.foundation.notices.registry import kinds

DOCS = Path(__file__).parents[5] / "docs/rooms/foundation.md"


def test_every_kind_the_table_names_is_announced_under_its_number() -> None:
    text = DOCS.read_text().split("### Which notices of the catalogue there are")[1].split("| number | waits for |")[0]
    rows = re.findall(r"^\| (N-[^|]+) \|[^|]*\| ([^|]+) \|$", text, re.MULTILINE)
    assert len(rows) > 10
    named = {key: numbers for numbers, listed in rows for key in re.findall(r"`([^`]+)`", listed)}
    assert {key for key in named if key not in kinds} == set()
    assert {key for key, numbers in named.items() if kinds[key].number not in numbers} == set()
