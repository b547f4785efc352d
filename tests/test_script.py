"""The script at the top of the repository, which must work before anything is installed."""

import ast
import importlib.util
import os
import subprocess
import sys
import sysconfig
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "samdrift"


@pytest.fixture
def script(tmp_path, monkeypatch):
    """The script as a module, with an environment folder of its own and no settings of this machine."""
    monkeypatch.setenv("SAMDRIFT_VENV", str(tmp_path / "venv"))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in os.environ:
        if name.startswith(("PIP_", "UV_", "SSL_", "XDG_")):
            monkeypatch.delenv(name)
    spec = importlib.util.spec_from_loader("script", SourceFileLoader("script", str(SCRIPT)))
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    spec.loader.exec_module(module)
    return module


def test_any_python_3_can_read_it_and_it_uses_the_standard_library_only():
    tree = ast.parse(SCRIPT.read_text(), feature_version=(3, 6))
    imported = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names


def test_an_old_python_is_told_what_to_install(script, monkeypatch, capsys):
    monkeypatch.setattr(script.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(script.shutil, "which", lambda name: None)
    assert script.main() == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "it needs Python 3.11 or later" in told
    assert "python3.11-venv" in told


def test_a_python_that_cannot_make_environments_is_one_sentence(script, monkeypatch, capsys):
    monkeypatch.setattr(script.shutil, "which", lambda name: None)
    monkeypatch.setattr(script, "find_pip", lambda: None)
    assert script.main() == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "apt install python3" in told


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_one_sentence(script, tmp_path, capsys):
    tmp_path.chmod(0o500)
    assert script.main() == 1
    assert "set SAMDRIFT_VENV to a folder" in capsys.readouterr().err


def test_it_is_ready_only_for_the_same_list_and_the_same_python(script):
    script.PYTHON.parent.mkdir(parents=True)
    script.PYTHON.symlink_to(sys.executable)
    assert not script.ready("run", "abc")
    (script.VENV / ".samdrift-run").write_text(script.stamp("abc"))
    assert script.ready("run", "abc")
    assert not script.ready("run", "abd")
    script.PYTHON.unlink()
    script.PYTHON.symlink_to("/nowhere/python3.12")
    assert not script.ready("run", "abc")


def test_what_the_machine_has_set_for_pip_holds_for_uv(script, tmp_path, monkeypatch):
    (tmp_path / ".config" / "pip").mkdir(parents=True)
    own = "https://packages.example/simple"
    (tmp_path / ".config" / "pip" / "pip.conf").write_text(f"[global]\nindex-url = {own}\n")
    assert script.settings_for_uv()["UV_DEFAULT_INDEX"] == own
    monkeypatch.setenv("PIP_INDEX_URL", own + "/other")
    assert script.settings_for_uv()["UV_DEFAULT_INDEX"] == own + "/other"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://uv.example")
    assert "UV_DEFAULT_INDEX" not in script.settings_for_uv()


def test_the_second_start_installs_nothing_and_hands_over(script, monkeypatch):
    script.PYTHON.parent.mkdir(parents=True)
    script.PYTHON.symlink_to(sys.executable)
    wanted = script.hashlib.sha256((script.ROOT / "requirements" / "run.lock").read_bytes()).hexdigest()
    (script.VENV / ".samdrift-run").write_text(script.stamp(wanted))
    handed = []
    monkeypatch.setattr(script.os, "execve", lambda path, words, env: handed.append((words, env)))
    monkeypatch.setattr(script.sys, "argv", ["samdrift", "due", "--days", "3"])
    script.main()
    ((words, env),) = handed
    assert words == [str(script.PYTHON), "-m", "samdrift", "due", "--days", "3"]
    assert env["PYTHONPATH"].split(os.pathsep)[0] == str(script.ROOT / "src")


def test_starts_at_the_same_moment_wait_for_each_other(script, tmp_path):
    script.VENV.mkdir()
    code = (
        "import fcntl, sys, time; held = open(sys.argv[1], 'w'); fcntl.flock(held, fcntl.LOCK_EX); "
        "print('held', flush=True); time.sleep(0.5); open(sys.argv[2], 'w').close()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(script.VENV / ".samdrift-lock"), str(tmp_path / "done")],
        stdout=subprocess.PIPE,
    )
    with other:
        other.stdout.readline()
        with script.only_one():
            assert (tmp_path / "done").exists()


def test_the_lists_hold_every_library_with_hashes_and_no_address():
    for name in ("run", "dev", "tool"):
        text = (SCRIPT.parent / "requirements" / f"{name}.lock").read_text()
        assert "://" not in text
        assert text.count("--hash=sha256:") >= text.count("==") > 0


def test_the_longer_list_holds_the_shorter_one():
    def named(name):
        lines = (SCRIPT.parent / "requirements" / f"{name}.lock").read_text().splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line and not line.startswith((" ", "#"))}

    assert named("run") <= named("dev")


def test_a_pip_is_found_where_python_brings_one(script):
    if not list(Path(sysconfig.get_path("stdlib"), "ensurepip").glob("_bundled/*.whl")):
        pytest.skip("this Python brings no pip")
    command, env = script.find_pip()
    assert command[:1] == [str(script.PYTHON)]
    assert env["PYTHONPATH"].endswith(".whl")
