"""What an add-on is worth, what is a sign, how small ones are summed, and what may become of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.fees import Band, PriceTerms
from samdrift.kernel.pricing import rates_in
from samdrift.partnership.addons import rules
from samdrift.partnership.addons.rules import signs, sums
from samdrift.partnership.addons.rules.worth import Done, by_item, by_rate, times_a_year

D = Decimal
AREA = PriceTerms("CLN-PUB", "CLN", "m2_year", D(215), settings={"f5": D(1), "f3": D("0.72"), "q4": D("1.12")})


def item(quantity, terms=AREA, setting="f5", times=1, standing=0):
    done = Done("item", "CLN", None if quantity is None else D(quantity), times, setting)
    return by_item(done, terms, standing=D(standing), service_days=251)


def test_a_square_metre_done_once_is_a_years_share_by_its_frequency():
    # 20 m² × 215.00 / (5 × 52) = 16.538…
    assert item(20).amount_minor == 1654
    # Three times a week costs less a year, and more each time: 20 × 215 × 0.72 / 156 = 19.846…
    assert item(20, setting="f3").amount_minor == 1985
    assert item(20, times=3).amount_minor == 4962  # rounded once, on the line
    assert item(20, setting="q4").facts["parts"] == "251"


def test_what_has_no_price_has_none_and_says_why():
    assert [(one.amount_minor, one.why) for one in (item(None), item(20, None), item(20, setting="f9"))] == [
        (None, "no_quantity"), (None, "no_item"), (None, "no_setting"),
    ]  # fmt: skip
    fixed = PriceTerms("MAN", "CLN", "fixed_year", D(90_000))
    assert item(1, fixed, "").why == "agreed_sum"


def test_visits_and_vehicles_are_priced_by_their_own_unit():
    assert item(2, PriceTerms("WIN", "WIN", "visit", D("480.50")), "").amount_minor == 96_100
    vehicle = PriceTerms("FLT", "FLT", "vehicle_year", D(7_300))
    assert item(1, vehicle, "", times=10).amount_minor == 20_000  # ten days of 365


def test_an_item_with_bands_costs_what_the_band_reached_says():
    bands = (Band(D(0), D(480)), Band(D(100), D(430)))
    terms = PriceTerms("WIN", "WIN", "visit", D(480), bands)
    assert [item(1, terms, "", standing=many).amount_minor for many in (0, 99, 100)] == [48_000, 48_000, 43_000]


def test_hours_material_and_travel_go_by_the_rates_and_included_work_is_no_answer():
    rates = rates_in("included | | | | | 1.1\nhour | | | | 430 | 5.2\nmaterial | | | | 12 % | 5.6")
    assert by_rate(Done("hours", "CLN", D("1.5")), rates).amount_minor == 64_500
    assert by_rate(Done("cost", "CLN", cost_minor=20_005), rates).amount_minor == 22_406
    assert by_rate(Done("travel", "CLN", D(12)), rates).why == "no_rate"
    assert by_rate(Done("hours", "CLN"), rates).why == "no_quantity"


@pytest.mark.parametrize(("setting", "times"), [("f5 q3", 260), ("f0_5", 26), ("", 251), ("q4", 251), ("f0", 251)])
def test_how_often_a_year_a_setting_comes(setting, times):
    assert times_a_year(setting, 251) == times


def test_the_same_thing_three_times_in_ninety_days_is_a_sign_and_in_ninety_one_not():
    last = date(2025, 5, 5)

    def run(*back):
        return signs.run_of([last - timedelta(days=one) for one in back], repeats=3, within_days=90)

    assert run(0, 45, 90) == signs.Run(date(2025, 2, 4), last, 3)
    assert run(0, 45, 91) is None
    assert run() is None


def month(number, ordered, done):
    return date(2025, number, 1), signs.Month(date(2025, number, 1), D(ordered), D(done))


def test_more_done_than_ordered_for_three_full_months_in_a_row_is_a_sign():
    def found(*rows):
        told = signs.beyond(dict(rows), months=3, percent=D(10), until=date(2025, 5, 20))
        return [one.month.month for one in told]

    assert found(month(2, 100, 111), month(3, 100, 120), month(4, 100, 130)) == [2, 3, 4]
    assert found(month(2, 100, 110), month(3, 100, 120), month(4, 100, 130)) == []  # ten per cent is not more than ten
    assert found(month(2, 100, 111), month(4, 100, 130), month(5, 100, 130)) == []  # a gap, and May is not over
    assert found(month(2, 0, 50), month(3, 0, 50), month(4, 0, 50)) == []  # nothing ordered is another sign


def test_small_ones_are_summed_over_a_year_and_the_step_that_crosses_is_named():
    days = [date(2025, number, 10) for number in (1, 3, 5, 7)]
    told = sums.steps(
        [sums.Small(day, 90_000, str(day)) for day in days] + [sums.Small(days[0], 300_000, "large")],
        small_minor=100_000, together_minor=350_000, window_months=12,
    )  # fmt: skip
    assert [(step.together_minor, step.crosses) for step in told] == [
        (90_000, False), (180_000, False), (270_000, False), (360_000, True),
    ]  # fmt: skip


def test_a_small_one_of_the_same_date_a_year_ago_no_longer_counts():
    told = sums.steps(
        [sums.Small(date(2024, 5, 5), 90_000), sums.Small(date(2025, 5, 5), 90_000)],
        small_minor=100_000, together_minor=150_000, window_months=12,
    )  # fmt: skip
    assert [step.together_minor for step in told] == [90_000, 90_000]
    assert sums.standing(told, date(2025, 5, 5), window_months=12) == 90_000


@given(st.lists(st.tuples(st.dates(date(2024, 1, 1), date(2026, 1, 1)), st.integers(1, 200_000)), max_size=20))
def test_a_sum_is_never_less_than_its_own_step_nor_more_than_all(found):
    rows = [sums.Small(day, amount, str(number)) for number, (day, amount) in enumerate(found)]
    told = sums.steps(rows, small_minor=100_000, together_minor=150_000, window_months=12)
    whole = sum(one.amount_minor for one in rows if one.amount_minor <= 100_000)
    assert all(one.small.amount_minor <= one.together_minor <= whole for one in told)


@pytest.mark.parametrize("state", [rules.CHARGED, rules.AGREED, rules.FORGIVEN, rules.STOPPED, rules.WITHDRAWN])
def test_what_is_decided_is_never_decided_otherwise(state):
    assert all(rules.after(state, move) is None for move in rules.SIDES)


def test_nobody_forgives_what_they_noted_and_the_customer_forgives_nothing():
    def may(move, **who):
        return rules.may_move(move, rules.OPEN, **{"side": "provider", "person_id": 1, "noted_by": 2, **who})

    assert may("forgive")
    assert not may("forgive", noted_by=1)
    assert not may("forgive", side="customer")
    assert not may("charge", side="customer")
    assert may("stop", side="customer")
    assert not may("stop", side="")


def test_terms_are_kept_and_read_again_and_numbers_outside_their_limits_are_named():
    assert rules.terms_from(rules.as_written(rules.DEFAULT)) == rules.DEFAULT
    assert rules.terms_from({}) == rules.DEFAULT
    odd = rules.Terms(codes=(), repeats=1, within_days=10**9)
    assert rules.wrong_terms(odd) == ["repeats", "within_days", "codes"]
