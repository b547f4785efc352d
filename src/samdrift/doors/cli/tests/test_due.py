"""`./samdrift due`: starts in, due times out; and against the due times a city wrote itself."""

import csv
import datetime as dt
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from samdrift.doors.cli import due
from samdrift.doors.cli.problem import Problem
from tests.shared import shared_data

WEEK = ("mon", "tue", "wed", "thu", "fri")
COPENHAGEN = {
    "timezone": "Europe/Copenhagen",
    "week": {day: ["08:00-16:00"] for day in WEEK},
    "holidays": [{"country": "DK", "subdivision": None, "categories": ["public"]}],
}
BOSTON = {
    "timezone": "America/New_York",
    "week": {day: ["08:30-17:00"] for day in WEEK},
    "holidays": [{"country": "US", "subdivision": "MA", "categories": ["public"]}],
    "at_close": "next_opening",
}


@pytest.fixture
def run(tmp_path):
    def run(calendar, starts, *options):
        path = tmp_path / "calendar.json"
        path.write_text(calendar if isinstance(calendar, str) else json.dumps(calendar))
        out = io.StringIO()
        try:
            status = due.main(["--calendar", str(path), *options], io.StringIO("\n".join(starts)), out, io.StringIO())
        except Problem as problem:
            return out.getvalue().split(), problem.status, str(problem)
        return out.getvalue().split(), status, ""

    return run


def test_each_start_gives_its_due_time_with_the_offset_of_its_date(run):
    starts = ["2025-05-02T15:30", "2025-04-16T12:00Z", "", "2025-10-24T15:00+02:00"]
    wanted = ["2025-05-05T11:30:00+02:00", "2025-04-22T10:00:00+02:00", "2025-10-27T11:00:00+01:00"]
    assert run(COPENHAGEN, starts, "--work", "4h") == (wanted, 0, "")


def test_days_and_workdays_have_clocks_of_their_own(run):
    assert run(COPENHAGEN, ["2025-04-10T15:00"], "--days", "120")[0] == ["2025-08-08T15:00:00+02:00"]
    assert run(COPENHAGEN, ["2025-04-10T15:00"], "--workdays", "5")[0] == ["2025-04-22T16:00:00+02:00"]
    late = run(COPENHAGEN, ["2025-04-10T15:00"], "--workdays", "5", "--cut-off", "15:00")[0]
    assert late == ["2025-04-23T16:00:00+02:00"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2025-03-30T02:30", "line 2: 2025-03-30 02:30:00 does not exist in Europe/Copenhagen: the clock jumps from"),
        ("2025-10-26T02:30", "line 2: 2025-10-26 02:30:00 happens twice in Europe/Copenhagen"),
        ("yesterday", "line 2: 'yesterday' is not a date and time; write one such as 2025-05-02T15:30+02:00"),
        ("2025-05-02", "line 2: '2025-05-02' is a date without a time"),
        ("9999-12-31T23:59", "line 2: the calendar answers from"),
        ("0001-01-01T00:00+14:00", "line 2: "),
    ],
)
def test_a_wrong_line_is_named_after_the_answers_before_it(run, line, words):
    answers, status, sentence = run(COPENHAGEN, ["2025-05-02T15:30", line, "2025-05-02T15:30"], "--work", "4h")
    assert (answers, status) == (["2025-05-05T11:30:00+02:00"], 2)
    assert sentence.startswith(words)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--work", "8 hours"), "is not a working time; write hours, minutes and seconds such as 8h30m"),
        (("--work", "0m"), "more than none"),
        (("--days", "0"), "1 to 36,500 days"),
        (("--workdays", "-1"), "0 to 36,500 days"),
        (("--workdays", "1", "--cut-off", "25:00"), "'25:00' is not a time of day"),
        (("--days", "1", "--cut-off", "15:00"), "--cut-off goes with --workdays only"),
    ],
)
def test_wrong_options_are_refused_with_a_sentence(run, options, words):
    answers, status, sentence = run(COPENHAGEN, ["2025-05-02T15:30"], *options)
    assert (answers, status) == ([], 2)
    assert words in sentence


def test_a_wrong_calendar_is_refused_with_the_place(run, tmp_path):
    assert "is wrong: week.mon[0]:" in run({**COPENHAGEN, "week": {"mon": ["8-16"]}}, [], "--work", "4h")[2]
    assert "not JSON" in run("{", [], "--work", "4h")[2]
    with pytest.raises(Problem, match="cannot be read"):
        due.main(["--calendar", str(tmp_path), "--work", "4h"], io.StringIO(), io.StringIO(), io.StringIO())


def test_starts_from_a_spreadsheet_are_read_and_bytes_that_are_no_text_are_refused(run, tmp_path):
    assert run(COPENHAGEN, ["\ufeff2025-05-02T15:30\r", "  "], "--work", "4h")[0] == ["2025-05-05T11:30:00+02:00"]
    (tmp_path / "calendar.json").write_text(json.dumps(COPENHAGEN))
    starts = io.TextIOWrapper(io.BytesIO(b"2025-05-02T15:30\n\xff\xfe\n"), encoding="utf-8")
    with pytest.raises(Problem, match="is not text in UTF-8"):
        due.main(["--calendar", str(tmp_path / "calendar.json"), "--days", "1"], starts, io.StringIO(), io.StringIO())


def test_a_long_promise_finds_the_holidays_of_further_years(run):
    monday = {**COPENHAGEN, "week": {"mon": ["08:00-09:00"]}}
    answers, status, _ = run(monday, ["2031-01-02T09:00"], "--work", "300h")
    # 300 Mondays and the 15 holidays on a Monday among them: twelve of Easter and Whitsun, three about Christmas.
    assert (answers, status) == (["2037-01-12T09:00:00+01:00"], 0)


def test_any_country_of_the_library_will_do_before_and_after_the_kept_years(run):
    assert run(BOSTON, ["2019-01-01T12:02:25-05:00"], "--work", "8h30m")[0] == ["2019-01-03T08:30:00-05:00"]
    assert run(COPENHAGEN, ["2012-05-03T15:00"], "--work", "4h")[0] == ["2012-05-07T11:00:00+02:00"]
    assert run(COPENHAGEN, ["2040-03-28T15:00"], "--work", "4h")[0] == ["2040-04-03T11:00:00+02:00"]


def test_it_starts_without_django_and_numpy():
    code = "import sys, samdrift.doors.cli.due; sys.exit(bool({'django', 'numpy', 'holidays'} & set(sys.modules)))"
    source = str(Path(due.__file__).parents[3])
    assert subprocess.run([sys.executable, "-c", code], check=False, env={"PYTHONPATH": source}).returncode == 0


def rows(*kinds):
    path = shared_data("servicerequests", "boston_sla_oracle_2019_h1.csv")
    with path.open(encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row["type"] in kinds and row["due"]]


def misses(run, cases, *options):
    """The rows whose due time is more than 90 seconds off: the city's published minutes are rounded."""
    answers, status, sentence = run(BOSTON, [case["opened"] for case in cases], *options)
    assert (status, sentence, len(answers)) == (0, "", len(cases))
    return [
        case["case_enquiry_id"]
        for case, answer in zip(cases, answers, strict=True)
        if abs(dt.datetime.fromisoformat(answer) - dt.datetime.fromisoformat(case["due"])) > dt.timedelta(seconds=90)
    ]


@pytest.mark.shared
def test_the_working_time_of_a_city_is_reproduced_but_for_its_own_mistake(run):
    cases = rows("Pick up Dead Animal")
    assert len(cases) == 1834
    assert len(misses(run, cases, "--work", "8h30m")) == 1  # due when opened: a data error of the city


@pytest.mark.shared
def test_the_calendar_days_of_a_city_are_reproduced_without_exception(run):
    cases = rows("Pest Infestation - Residential", "Bed Bugs")
    assert len(cases) == 449
    assert misses(run, cases, "--days", "120") == []


@pytest.mark.shared
def test_on_time_is_closed_at_the_due_time_or_before():
    closed = [row for row in rows("Pick up Dead Animal", "Pest Infestation - Residential", "Bed Bugs") if row["closed"]]
    assert len(closed) == 1927
    for row in closed:
        met = dt.datetime.fromisoformat(row["closed"]) <= dt.datetime.fromisoformat(row["due"])
        assert met == (row["on_time_flag"] == "ONTIME")
