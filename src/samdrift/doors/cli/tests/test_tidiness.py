import pytest

from samdrift.doors.cli.tidiness import forbidden_words, long_ones

HOME = "/" + "root"  # in pieces, so that this file may be looked at too


@pytest.mark.parametrize(
    "line",
    [
        f"see {HOME}/notes",
        "cd /" + "work/main",
        "https://" + "pypi" + ".org/simple",
        "pip install --extra-index" + "-url x",
        '"resol' + 'ved": "https://x"',
    ],
)
def test_a_line_that_names_a_machine_or_a_registry_is_found(tmp_path, line):
    (tmp_path / "x.md").write_text(f"first\n{line}\n")
    assert [found.split(":")[:2] for found in forbidden_words(tmp_path, [tmp_path / "x.md"])] == [["x.md", "2"]]


@pytest.mark.parametrize(
    "line", ["docs/work/orders", "/work/mine/", '"resolved": self.at', "--no-emit-index" + "-url", "network/rooted"]
)
def test_ordinary_lines_are_left_alone(tmp_path, line):
    (tmp_path / "x.py").write_text(line)
    assert list(forbidden_words(tmp_path, [tmp_path / "x.py"])) == []


def test_long_files_and_functions_are_named(tmp_path):
    (tmp_path / "long.py").write_text("def long():\n" + "    x = 1\n" * 401)
    (tmp_path / "short.py").write_text("def short():\n" + "    x = 1\n" * 39)
    assert list(long_ones(tmp_path, [tmp_path / "long.py", tmp_path / "short.py"])) == [
        "long.py: 402 lines",
        "long.py: long has 402 lines",
    ]
