"""Signal and noise: limits from the figure itself, wider where there is little, and the four signs."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.control_charts import Chart, interval, of_shares, of_values, told_apart

CALM = [50, 52, 49, 51, 50, 48, 51, 50, 49, 51, 50, 52]
shares = st.integers(1, 5000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


def signs(chart: Chart) -> list[tuple[str, ...]]:
    return [one.signs for one in chart.points]


def test_limits_of_single_values_lie_two_and_two_thirds_mean_ranges_away() -> None:
    """Ranges 3, 3, 3, …: 2.66 × 3 on each side of 11.5 (Wheeler)."""
    chart = of_values([10, 13, 10, 13, 10, 13, 10, 13])
    assert chart.centre == 11.5
    assert chart.points[0].high == pytest.approx(11.5 + 2.66 * 3, abs=0.01)
    assert chart.points[0].low == pytest.approx(11.5 - 2.66 * 3, abs=0.01)
    assert not any(signs(chart))


def test_ordinary_months_say_nothing() -> None:
    assert not any(signs(of_values(CALM)))


def test_a_month_far_off_says_so_and_which_way() -> None:
    chart = of_values([*CALM, 80])
    assert chart.told is not None
    assert (chart.told.signs, chart.told.up) == (("beyond",), True)
    assert of_values([*CALM, 20]).points[-1].up is False


def test_eight_months_on_one_side_are_a_change_though_none_is_far_off() -> None:
    chart = of_values([50, 54, 46, 50, 53, 47, *[48.5, 48, 48.4, 48.2, 48.6, 48.1, 48.3, 48.2]])
    assert "shift" in chart.points[-1].signs
    assert not any("beyond" in one for one in signs(chart))
    assert not any("shift" in one for one in signs(chart)[:12])


def test_six_months_each_worse_than_the_last_are_a_change() -> None:
    chart = of_values([50, 58, 44, 55, 56, 54, 52, 50, 48, 46])
    assert "trend" in chart.points[-1].signs
    assert chart.points[-1].up is False


def test_seven_months_tell_no_signal_however_wild() -> None:
    chart = of_values([1, 1, 1, 1, 1, 1, 900])
    assert not chart.enough
    assert not any(signs(chart))


def test_months_of_few_have_wider_limits() -> None:
    chart = of_shares([(95, 100), (9, 10), (940, 1000), (96, 100), (93, 100), (94, 100), (95, 100), (92, 100)])
    wide, narrow = chart.points[1], chart.points[2]
    assert wide.high - wide.low > narrow.high - narrow.low


def test_all_kept_in_every_month_is_no_signal_and_divides_by_nothing() -> None:
    chart = of_shares([(5, 5)] * 12)
    assert chart.centre == 1
    assert not any(signs(chart))


@pytest.mark.parametrize("counts", [[(1, 0)], [(-1, 5)], [(6, 5)]])
def test_a_share_of_nothing_or_of_more_than_there_was_is_refused(counts: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        of_shares(counts)


def test_nothing_measured_gives_an_empty_chart() -> None:
    assert of_values([]).points == of_shares([]).points == ()
    assert of_values([]).told is None


@given(st.lists(shares, min_size=1, max_size=40))
def test_the_centre_lies_within_its_limits_and_they_within_nothing_and_all(counts: list[tuple[int, int]]) -> None:
    chart = of_shares(counts)
    for point in chart.points:
        assert 0 <= point.low <= chart.centre + 1e-9
        assert chart.centre - 1e-9 <= point.high <= 1
        assert (point.up is None) == (not point.signs)


@given(st.lists(st.integers(-1000, 1000), min_size=8, max_size=40))
def test_another_scale_is_no_other_story(values: list[int]) -> None:
    assert signs(of_values(values)) == signs(of_values([4 * one for one in values]))


@given(shares)
def test_a_share_lies_within_its_own_interval_which_narrows_with_cases(one: tuple[int, int]) -> None:
    part, whole = one
    low, high = interval(part, whole)
    assert low - 1e-9 <= part / whole <= high + 1e-9
    ten_low, ten_high = interval(part * 10, whole * 10)
    assert ten_high - ten_low < high - low


def test_three_cases_are_no_verdict_and_three_hundred_are() -> None:
    assert told_apart(2, 3, 0.94) == 0
    assert told_apart(200, 300, 0.94) == -1
    assert told_apart(0, 0, 0.94) == 0
    assert told_apart(4, 5, 0.994) == 0, "one of five comes by chance in three of a hundred districts"
    assert (told_apart(4, 5, 1.0), told_apart(1, 5, 0.0)) == (-1, 1)


@given(shares, st.floats(0.02, 0.98))
def test_a_verdict_is_wrong_in_fewer_than_one_of_a_thousand(counted: tuple[int, int], centre: float) -> None:
    part, whole = counted[0] % 60, 60
    told = told_apart(part, whole, centre)
    as_low = sum(comb(whole, n) * centre**n * (1 - centre) ** (whole - n) for n in range(part + 1))
    as_high = sum(comb(whole, n) * centre**n * (1 - centre) ** (whole - n) for n in range(part, whole + 1))
    assert (
        told == (-1 if as_low < 0.00099 else 1 if as_high < 0.00099 else 0) or 0.00098 < min(as_low, as_high) < 0.00102
    )
