import subprocess
import sys
from pathlib import Path

import pytest

from samdrift.doors.cli.bytecode import KEEP_NOTHING, KEPT_IN, compiled_once

LOOK = "import sys; print(sys.dont_write_bytecode, sys.pycache_prefix)"


def told() -> list[str]:
    return subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True).stdout.split()


def test_processes_keep_what_they_compile_aside_where_python_is_told_to_keep_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "house.py").write_text("")
    monkeypatch.setenv(KEEP_NOTHING, "1")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.delenv(KEPT_IN, raising=False)
    with compiled_once():
        keeps_nothing, folder = told()
        assert keeps_nothing == "False"
        subprocess.run([sys.executable, "-c", "import house"], check=True)
        assert len(list(Path(folder).rglob("house.*.pyc"))) == 1
    assert not list(tmp_path.rglob("*.pyc"))
    assert not Path(folder).exists()
    assert told() == ["True", "None"]


def test_elsewhere_python_keeps_it_where_it_always_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEEP_NOTHING, raising=False)
    monkeypatch.delenv(KEPT_IN, raising=False)
    with compiled_once():
        assert told() == ["False", "None"]
