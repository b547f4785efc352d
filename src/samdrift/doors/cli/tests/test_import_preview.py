"""`./samdrift import … --dry-run`: what is printed, and what is refused."""

import io
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from samdrift.doors.cli.importing import main
from samdrift.doors.cli.problem import Problem
from samdrift.registers.estate.formats.ifc_writer import BuildingSpec, write_building


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "model.ifc"
    path.write_bytes(write_building(BuildingSpec(code="B", name="Hus", area_m2=Decimal("250.5"), spaces=9, assets=4)))
    return path


def run(*words):
    out = io.StringIO()
    status = main([str(word) for word in words], io.StringIO(), out, io.StringIO())
    return status, out.getvalue()


def test_a_model_is_shown_as_json(model):
    status, text = run("ifc", model, "--dry-run", "--json")
    report = json.loads(text)
    assert status == 0
    assert {key: report[key] for key in ("schema", "storeys", "spaces", "area_m2", "findings")} == {
        "schema": "IFC4",
        "storeys": 1,
        "spaces": 9,
        "area_m2": 250.5,
        "findings": [],
    }
    assert report["elements"] == 12
    assert report["changes"]["added_by_kind"]["space"] == 9


def test_a_model_is_shown_in_words(model):
    status, text = run("ifc", model, "--dry-run")
    assert status == 0
    assert "area_m2  250.5" in text


@pytest.mark.parametrize("words", [("ifc",), ("cobie",), ("table", "sites")])
def test_a_refused_file_is_one_sentence_and_status_2(tmp_path, words):
    path = tmp_path / "file"
    path.write_bytes(b"")
    status, text = run(*words, path, "--dry-run", "--json")
    assert status == 2
    assert json.loads(text) == {"error": "The file is empty. Export it again and upload the new file."}


def test_a_missing_file_is_refused(tmp_path):
    status, text = run("ifc", tmp_path / "none.ifc", "--dry-run", "--json")
    assert status == 2
    assert json.loads(text)["error"].startswith("There is no file")


def test_a_table_is_shown(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text("code;navn\n1;Huset\n", "utf-8")
    status, text = run("table", "sites", path, "--dry-run", "--json")
    assert status == 0
    assert json.loads(text)["usable"] == 1


def test_importing_without_a_site_says_what_is_missing(model):
    with pytest.raises(Problem, match="--site CODE"):
        run("ifc", model)


def test_a_dry_run_needs_no_django(model):
    code = (
        "import sys\n"
        "from samdrift.doors.cli import main\n"
        f"main(['import', 'ifc', {str(model)!r}, '--dry-run', '--json'])\n"
        "assert not [name for name in sys.modules if name.split('.')[0] in {'django', 'ifcopenshell', 'numpy'}]\n"
    )
    source = Path(__file__).resolve().parents[4]
    environment = {**os.environ, "PYTHONPATH": str(source), "DATABASE_URL": "nonsense"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr.decode()
