"""The verifier as one file."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from samdrift.doors.cli.problem import Problem
from samdrift.doors.cli.verifier import main, packed


def written(folder: Path) -> Path:
    path = folder / "verify.pyz"
    assert main(["-o", str(path)], io.StringIO(), io.StringIO(), io.StringIO()) == 0
    return path


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run it with nothing but the standard library to be found."""
    command = [sys.executable, "-I", "-S", *words]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, env={})


def test_it_runs_by_itself_and_says_what_is_no_bundle(tmp_path: Path) -> None:
    path = written(tmp_path)
    (tmp_path / "x.zip").write_bytes(b"no zip")
    done = run(str(path), "x.zip", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "x.zip: it is no zip file" in done.stderr


def test_the_same_source_gives_the_same_bytes_and_a_small_file() -> None:
    assert packed() == packed()
    assert len(packed()) < 200_000


def test_where_it_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot be written"):
        main(["-o", str(tmp_path / "no" / "x.pyz")], io.StringIO(), io.StringIO(), io.StringIO())
