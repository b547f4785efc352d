from collections import Counter

from samdrift.doors.cli.testing import closing_line, framed, is_ci, overall, spread


def test_the_closing_line_has_the_form_of_pytest():
    line = closing_line(Counter(passed=812, skipped=3, failed=0), 123.456)
    assert line.strip("=") == " 812 passed, 3 skipped in 123.46s "
    assert len(line) == 100


def test_a_failure_comes_first_and_nothing_run_is_said():
    assert " 2 failed, 5 passed in" in closing_line(Counter(passed=5, failed=2), 1)
    assert " no tests ran in" in closing_line(Counter(), 1)


def test_one_failing_run_fails_all_and_an_empty_one_does_not():
    assert overall([0, 0]) == 0
    assert overall([0, 1]) == 1
    assert overall([0, 5]) == 0
    assert overall([5, 5]) == 5
    assert overall([5, 2]) == 2


def test_what_could_not_be_tested_is_framed_with_the_count():
    assert framed([], {}) == []
    lines = framed(["There is no Chromium: the browser journeys were skipped."], {"skipped": 7})
    assert len({len(line) for line in lines}) == 1
    assert "7 tests were skipped" in "\n".join(lines)


def test_all_cores_are_used_for_the_whole_set_only(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert spread([])[:2] == ["-n", "3"]
    assert spread(["-x"])[:2] == ["-n", "3"]
    assert spread(["src/samdrift/kernel"]) == []
    assert "--no-loadscope-reorder" in spread([])  # conftest.py puts the longest first


def test_ci_is_what_says_so():
    assert is_ci({"CI": "true"})
    assert not is_ci({"CI": "false"})
    assert not is_ci({})
