"""Interest and the fixed sum for late payment, by Danish and British law."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel import late_payment
from samdrift.kernel.late_payment import LAWS, BadRates, NoRate, Part, missing_until, rates_from

DUE = date(2025, 6, 10)
TODAY = date(2026, 1, 15)
HALVES = {
    "2024-01-01": ("3.75", "5.25"), "2024-07-01": ("3.50", "5.25"), "2025-01-01": ("2.75", "4.75"),
    "2025-07-01": ("1.75", "4.25"), "2026-01-01": ("1.75", "3.75"),
}  # fmt: skip
RATES = rates_from(
    {"country": country, "from_day": day, "reference_percent": rate, "source": "the bank"}
    for day, both in HALVES.items()
    for country, rate in zip(("DK", "GB"), both, strict=True)
)


def late(country, due_on, parts, today):
    """What was late by the rates of these tests."""
    return late_payment.late(country, due_on, parts, today, RATES)


def test_nothing_is_late_on_its_due_day():
    assert late("DK", DUE, [Part(1_000_000, DUE)], TODAY) is None
    assert late("DK", DUE, [], TODAY) is None
    assert late("DK", DUE, [Part(0, None)], TODAY) is None


def test_danish_interest_follows_the_half_years():
    found = late("DK", DUE, [Part(10_000_000, date(2025, 7, 15))], TODAY)
    assert found is not None
    assert [(one.days, str(one.rate.percent), one.known) for one in found.stretches] == [
        (20, "10.75", True), (15, "9.75", True),
    ]  # fmt: skip
    # 100,000.00 × 10.75 % × 20/365 = 589.04 and × 9.75 % × 15/365 = 400.68: rounded once, 989.73
    assert (found.days, found.interest_minor, found.compensation_minor) == (35, 98_973, 31_000)
    assert found.total_minor == 129_973


def test_british_interest_keeps_the_rate_of_the_day_it_became_late():
    found = late("GB", DUE, [Part(10_000_000, date(2025, 7, 15))], TODAY)
    assert found is not None
    assert [(one.days, str(one.rate.percent)) for one in found.stretches] == [(35, "12.75")]
    assert (found.interest_minor, found.compensation_minor) == (122_260, 10_000)


@pytest.mark.parametrize(("owed", "fixed"), [(99_999, 4_000), (100_000, 7_000), (999_999, 7_000), (1_000_000, 10_000)])
def test_the_british_fixed_sum_goes_by_the_size_of_the_debt(owed, fixed):
    found = late("GB", DUE, [Part(owed, DUE + timedelta(days=1))], TODAY)
    assert found is not None
    assert found.compensation_minor == fixed


def test_what_is_not_paid_yet_is_late_until_today_and_each_part_by_its_own_days():
    found = late("DK", DUE, [Part(500_000, date(2025, 6, 20)), Part(200_000, None), Part(700_000, DUE)], TODAY)
    assert found is not None
    assert found.days == (TODAY - DUE).days
    assert [one.amount_minor for one in found.stretches] == [500_000, 200_000, 200_000, 200_000]


def test_a_half_year_nobody_noted_is_told():
    found = late("DK", date(2026, 6, 20), [Part(100_000, date(2026, 8, 1))], date(2026, 8, 1))
    assert found is not None
    assert not found.stretches[-1].known


def test_other_countries_and_earlier_days_are_not_guessed():
    with pytest.raises(NoRate):
        late("FR", DUE, [Part(100, None)], TODAY)
    with pytest.raises(NoRate):
        late("DK", date(2020, 1, 1), [Part(100, None)], TODAY)


def test_a_half_year_without_a_rate_is_named():
    assert missing_until(RATES["DK"], date(2027, 1, 1)) == [date(2026, 7, 1), date(2027, 1, 1)]
    assert missing_until(RATES["DK"], TODAY) == missing_until((), TODAY) == []


def test_a_day_before_every_rate_says_which():
    with pytest.raises(NoRate) as unknown:
        late("DK", date(2020, 1, 1), [Part(100, None)], TODAY)
    assert unknown.value.day == date(2020, 1, 2)


def test_rows_that_contradict_each_other_are_refused():
    row = {"country": "DK", "from_day": "2025-01-01", "reference_percent": "2.75", "source": "a"}
    assert len(rates_from([row, row])["DK"]) == 1
    with pytest.raises(BadRates, match="row 3"):
        rates_from([row, row | {"reference_percent": "2.80"}])


@given(
    amount=st.integers(1, 10**12), days=st.integers(1, 400), more=st.integers(0, 60),
    country=st.sampled_from(sorted(LAWS)),
)  # fmt: skip
def test_later_never_gives_less_and_two_parts_give_what_the_whole_does(amount, days, more, country):
    paid = DUE + timedelta(days=days)
    one = late(country, DUE, [Part(amount, paid)], TODAY)
    later = late(country, DUE, [Part(amount, paid + timedelta(days=more))], TODAY)
    cut = late(country, DUE, [Part(amount // 3, paid), Part(amount - amount // 3, paid)], TODAY)
    assert one is not None
    assert later is not None
    assert cut is not None
    assert later.interest_minor >= one.interest_minor
    assert cut.interest_minor == one.interest_minor
    assert sum(stretch.days for stretch in one.stretches) == days
    yearly = Decimal(amount) * max(rate.percent for rate in RATES[country]) / 100
    assert one.interest_minor <= yearly * days / 365 + 1
