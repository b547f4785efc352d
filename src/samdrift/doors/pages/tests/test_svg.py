"""Figures: what they show is right, complete and safe."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.doors.pages.svg import (
    ControlPoint,
    PlanSpace,
    bar_chart,
    clock_timeline,
    control_chart,
    floor_plan,
    sparkline,
    spread,
    waterfall,
)
from samdrift.doors.pages.svg.charts import nice_top
from samdrift.doors.pages.svg.days import Mark, hours_shown, pieces, rows

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
START = datetime(2025, 5, 5, 6, 0, tzinfo=UTC)  # Monday 08:00 in Copenhagen
SQUARE = [(0, 0), (400, 0), (400, 300), (0, 300)]


def stretch(start, end, kind):
    return SimpleNamespace(start=start, end=end, kind=kind)


def drawings(markup):
    """Every <svg> of a figure as a parsed tree."""
    text = str(markup)
    return [ET.fromstring("<svg" + part.split("</svg>")[0] + "</svg>") for part in text.split("<svg")[1:]]


@given(
    st.lists(
        st.tuples(st.integers(1, 3000), st.sampled_from(["running", "paused", "closed"])), min_size=1, max_size=12
    ),
    st.integers(0, 9000),
    st.integers(0, 9000),
)
def test_cutting_at_due_and_now_loses_no_minute(parts, due, now):
    here, segments = START, []
    for length, kind in parts:
        segments.append(stretch(here, here + timedelta(minutes=length), kind))
        here = segments[-1].end
    made = pieces(segments, due=START + timedelta(minutes=due), now=START + timedelta(minutes=now))
    assert made[0].start == START
    assert made[-1].end == here
    assert all(a.end == b.start for a, b in pairwise(made))
    assert not [p for p in made if p.kind == "late" and p.start < START + timedelta(minutes=due)]
    assert not [p for p in made if p.kind == "ahead" and p.start < START + timedelta(minutes=now)]


def test_every_local_day_is_a_row_and_midnight_cuts():
    parts = pieces([stretch(START, START + timedelta(hours=40), "running")], due=None, now=None)
    made = rows(parts, [], COPENHAGEN)
    assert [(bar.left, bar.right) for row in made for bar in row.bars] == [(8.0, 24.0), (0.0, 24.0)]


def test_the_night_the_clock_springs_forward_is_drawn_by_the_wall():
    night = datetime(2025, 3, 29, 21, 0, tzinfo=UTC)  # 22:00, the hour from 02:00 does not exist
    parts = pieces([stretch(night, night + timedelta(hours=7), "running")], due=None, now=None)
    made = rows(parts, [], COPENHAGEN)
    assert [(bar.left, bar.right) for row in made for bar in row.bars] == [(22.0, 24.0), (0.0, 6.0)]


def test_closed_days_in_a_row_fold_into_one_line():
    friday = datetime(2025, 5, 2, 12, 0, tzinfo=UTC)
    monday = datetime(2025, 5, 5, 6, 0, tzinfo=UTC)
    parts = pieces(
        [
            stretch(friday, friday + timedelta(hours=2), "running"),
            stretch(friday + timedelta(hours=2), monday, "closed"),
            stretch(monday, monday + timedelta(hours=1), "running"),
        ],
        due=None,
        now=None,
    )
    made = rows(parts, [Mark(friday, "start", "received")], COPENHAGEN)
    assert [row.folded for row in made] == [0, 2, 0]
    assert hours_shown(made) == (7, 17)


def test_a_clock_of_a_year_stays_a_picture():
    parts = [stretch(START, START + timedelta(days=365), "running")]
    picture = clock_timeline(
        parts, label="Complete", due=START + timedelta(days=365), now=START, zone="Europe/Copenhagen"
    )
    assert "days alike" in picture
    assert len(picture) < 60_000


def test_a_long_and_lively_clock_loses_its_middle():
    days = [
        stretch(START + timedelta(days=n), START + timedelta(days=n, hours=1 + n % 5), "running") for n in range(40)
    ]
    assert "days left out" in clock_timeline(days, label="Complete", zone="Europe/Copenhagen")


def test_a_clock_has_a_drawing_for_each_width_a_name_and_a_table():
    due = START + timedelta(hours=4)
    parts = [stretch(START, START + timedelta(hours=6), "running")]
    picture = clock_timeline(
        parts, label="Attend <now>", due=due, now=START + timedelta(hours=6), zone="Europe/Copenhagen"
    )
    desk, phone = (tree for tree in drawings(picture) if tree.get("role") == "img")
    assert desk.find("{http://www.w3.org/2000/svg}title").text == "Attend <now>"
    assert phone.get("class") == "for-phone"
    assert "2 h late" in picture
    assert "<table" in picture
    assert "style=" not in picture


def ids_in(*pictures: str) -> list[str]:
    return [one for picture in pictures for one in re.findall(r' id="([^"]+)"', picture)]


def test_pictures_are_written_alike_each_time_and_two_of_a_page_share_no_id():
    stretches = [stretch(START, START + timedelta(hours=2), "running")]
    clocks = [clock_timeline(stretches, label=label) for label in ("Attend", "Complete")]
    plans = [floor_plan([PlanSpace(rings=[SQUARE], name="x")], label=label) for label in ("Ground floor", "1st floor")]
    assert clocks[0] == clock_timeline(stretches, label="Attend")
    assert plans[0] == floor_plan([PlanSpace(rings=[SQUARE], name="x")], label="Ground floor")
    every = ids_in(*clocks, *plans)
    assert every
    assert len(set(every)) == len(every)


def test_without_stretches_there_is_no_clock():
    assert clock_timeline([], label="Attend") == ""


def test_a_plan_links_every_space_and_numbers_its_requests():
    spaces = [
        PlanSpace(rings=[SQUARE], name="Kitchen <1>", number="1.204", url="/s/1", area_m2=12.0, open_requests=3),
        PlanSpace(rings=[[(x + 400, y) for x, y in SQUARE]], name="Archive", secured=True),
        PlanSpace(rings=[[(0, 0), (1, 1)]], name="No shape"),
    ]
    plan = floor_plan(spaces, label="1st floor")
    tree = next(tree for tree in drawings(plan) if tree.get("role") == "group")
    links = tree.findall(".//{http://www.w3.org/2000/svg}a")
    assert [link.get("href") for link in links] == ["/s/1"]
    assert "1.204 Kitchen &lt;1&gt;, 12 m², 3 open requests" in plan
    assert 'class="sp secured"' in plan
    assert "No shape" not in plan
    assert tree.get("viewBox") == "-40 -340 880 380"


def test_a_long_building_is_drawn_wider_than_its_frame():
    row = [PlanSpace(rings=[[(x + n * 400, y) for x, y in SQUARE]], name="Office") for n in range(12)]
    assert 'class="plan x3"' in floor_plan(row, label="x")
    assert 'class="plan x1"' in floor_plan(row[:2], label="x")


def test_a_high_building_is_not_pushed_out_of_a_phone():
    column = [PlanSpace(rings=[[(x, y + n * 400) for x, y in SQUARE]], name="Office") for n in range(3)]
    assert 'class="plan x1 tall"' in floor_plan(column, label="x")


def test_a_crossing_outline_is_drawn_and_not_an_error():
    bow = [(0, 0), (400, 300), (400, 0), (0, 300)]
    assert "viewBox" in floor_plan([PlanSpace(rings=[bow], name="Bow")], label="x")


def test_a_plan_without_shapes_is_nothing():
    assert floor_plan([], label="x") == ""


@given(st.floats(0.01, 10_000_000))
def test_the_top_of_a_chart_is_at_or_above_its_highest_value(highest):
    assert highest <= nice_top(highest) <= highest * 11


@pytest.mark.parametrize("values", [[], [1]])
def test_a_line_needs_two_points(values):
    assert sparkline(values, label="x") == ""


def test_bars_have_their_numbers_behind_them():
    chart = bar_chart([("W1", [3, 4]), ("W2", [0, 1])], label="Requests", series=["A", "B"], target=2.5)
    tree = drawings(chart)[0]
    assert len(tree.findall(".//{http://www.w3.org/2000/svg}rect")) == 4
    assert chart.count("<tr>") == 3
    assert bar_chart([], label="x") == ""


@pytest.mark.parametrize("highest", [3, 93_000, 4_200_000])
def test_the_numbers_beside_bars_are_drawn_in_full(highest: float):
    chart = bar_chart([("01/25", [highest])], label="Credits")
    ends = re.findall(r'<text x="(\d+)" y="[\d.]+" font-size="12" text-anchor="end">([^<]+)</text>', chart)
    assert ends
    assert all(int(x) >= 7 * len(words) for x, words in ends), ends


def test_the_name_below_the_last_bar_is_on_the_sheet():
    chart = bar_chart([(f"day {n} of January", [3]) for n in range(7)], label="Week")
    for width, drawn in re.findall(r'viewBox="0 0 (\d+) [^>]*>(.*?)</svg>', chart, re.DOTALL):
        ends = [
            float(middle) + len(name) * 6.6 / 2
            for middle, name in re.findall(r'<text x="([\d.]+)"[^>]*text-anchor="middle">([^<]*)<', drawn)
        ]
        assert ends
        assert max(ends) <= int(width)


def test_the_same_chart_is_drawn_the_same_twice_and_another_has_a_name_of_its_own():
    first, again, other = (bar_chart([("W1", [value])], label="Hours") for value in (1, 1, 2))
    assert first == again
    assert first.split('aria-labelledby="')[1][:10] != other.split('aria-labelledby="')[1][:10]


def test_a_waterfall_draws_a_fall_below_nothing_and_has_its_table() -> None:
    picture = waterfall([("Before", 500_00, True), ("Less", -800_00, False)], label="Cost", currency="DKK")
    assert picture.count("waterfall-down") == 2  # for the desk and for the phone
    assert "-DKK" in picture
    assert "waterfall-cut" not in picture
    assert waterfall([], label="Cost", currency="DKK") == ""


def test_a_waterfalls_axis_begins_higher_where_steps_are_small_and_says_so() -> None:
    steps = [("Before", 100_000_00, True), ("More", 1_000_00, False), ("After", 101_000_00, True)]
    assert "waterfall-cut" in waterfall(steps, label="Cost", currency="DKK")


MONTHS = [ControlPoint(f"M{n}", 90 + n % 3, 85, 97) for n in range(11)]


def test_a_control_chart_tells_signals_from_noise_by_shape_and_in_its_table():
    chart = control_chart([*MONTHS, ControlPoint("<b>", 70, 85, 97, "below", good=False)], label="Kept", centre=91)
    drawn = drawings(chart)[0]
    assert len(drawn.findall(".//{*}circle")) == 11
    (signal,) = [one for one in drawn.findall(".//{*}path") if "cc-signal" in one.get("class", "")]
    assert signal.find("{*}title").text == "<b>: 70.0. below"
    assert str(chart).count("<tr>") == 13  # a row a month under one of headings
    assert "<b>:" not in str(chart)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30), st.floats(0, 1e6))
def test_everything_in_a_control_chart_lies_on_the_paper(values, target):
    points = [ControlPoint(str(n), value, value * 0.9, value * 1.1) for n, value in enumerate(values)]
    (drawn,) = drawings(control_chart(points, label="x", centre=values[0], target=target))[:1]
    for dot in drawn.findall(".//{*}circle"):
        assert 0 <= float(dot.get("cx")) <= 720
        assert 0 <= float(dot.get("cy")) <= 260


def test_months_without_limits_are_drawn_without_any_and_none_at_all_draws_nothing():
    chart = control_chart([ControlPoint("Jan", 5.0)], label="x")
    assert "cc-band" not in str(chart)
    assert control_chart([], label="x") == ""


def test_a_spread_stays_within_its_cell_and_says_what_it_shows():
    (drawn,) = drawings(spread(0.5, -1, 9, 0.5, scale=(0.0, 1.0), label="half, of few"))
    assert drawn.get("aria-label") == "half, of few"
    assert drawn.find(".//{*}circle").get("cx") == "60.0"


@pytest.mark.parametrize(("highest", "beside"), [(4.1, ["0.00", "1.25", "2.50", "3.75", "5.00"]), (93, None)])
def test_the_numbers_beside_bars_are_those_of_their_lines(highest: float, beside: list[str] | None):
    chart = bar_chart([("1/25", [highest])], label="Rating")
    told = re.findall(r'text-anchor="end">([^<]+)</text>', chart)
    assert told[:5] == (beside or ["0", "25", "50", "75", "100"])
