import re
from pathlib import Path

import pytest

from samdrift.registers.estate import formats
from samdrift.registers.estate.formats.findings import SENTENCES, Finding, RefusedFile

SOURCES = Path(formats.__file__).parent
DOORS = SOURCES.parents[2] / "doors" / "cli" / "preview.py"
ROOM = SOURCES.parent
KEEPERS = SOURCES.parents[2].glob("operations/*/*/imported.py")  # rooms above that keep tables of their own
PATHS = [
    *SOURCES.rglob("*.py"), *ROOM.glob("commands/*.py"), *ROOM.glob("queries/*.py"), ROOM / "jobs.py", DOORS, *KEEPERS,
]  # fmt: skip
TEXT = "".join(path.read_text("utf-8") for path in PATHS if path.name != "findings.py")


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_sentence_is_said_somewhere(code):
    assert f'"{code}"' in TEXT or code == "more_findings"


@pytest.mark.parametrize(
    "code", sorted(set(re.findall(r'(?:RefusedFile\(|"(?:warning|error|info)",\s*)"(\w+)"', TEXT)))
)
def test_every_code_used_has_a_sentence(code):
    assert code in SENTENCES


@pytest.mark.parametrize("sentence", SENTENCES.values())
def test_a_sentence_ends_as_one_and_names_its_placeholders(sentence):
    assert sentence.endswith((".", "?", "%(what)s"))  # what does not fit is told in sentences of its own
    assert "%" not in re.sub(r"%\(\w+\)s", "", sentence)


def test_a_finding_and_a_refusal_fill_their_sentences():
    assert Finding("warning", "no_elevation", "k", {"name": "Stue"}).sentence.startswith("Storey “Stue” has no")
    assert RefusedFile("packed_files", count=3).sentence.endswith("and it holds 3.")
