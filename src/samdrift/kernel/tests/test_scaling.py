"""Notice, thresholds, remanence and closures: every case T-CHG of domain.md §3.5 by its name, and what always holds."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel import scaling
from samdrift.kernel.notice_table import APPROVALS, DEFAULT, DatedTable, as_written, table_from, table_on
from samdrift.kernel.scaling import Past, Verdict, judge

TERM = date(2029, 12, 31)
VOLUME = Decimal(18_400)
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def asked(change: int, on: date, *, standing: Decimal = VOLUME, past: tuple[Past, ...] = (), **more: object) -> Verdict:
    given_ = {"requested": on, "ends_on": TERM, "past": past, **more}
    return judge(DEFAULT, standing=standing, change=Decimal(change), submitted=on, **given_)  # type: ignore[arg-type]


def test_t_chg_02_a_small_reduction_of_12_march_holds_from_1_may() -> None:
    verdict = asked(-900, date(2026, 3, 12))
    assert (verdict.row.code, verdict.row.approvals) == ("small", ("budget",))
    assert round((verdict.share or 0) * 100, 2) == Decimal("4.89")
    assert (verdict.notice_ends, verdict.effective) == (date(2026, 4, 12), date(2026, 5, 1))


def test_t_chg_03_where_any_day_is_allowed_it_holds_from_the_day_notice_is_over() -> None:
    assert scaling.effective_day(date(2026, 4, 12), date(2026, 4, 12), 1, any_day=True) == date(2026, 5, 12)


def test_t_chg_04_a_quarter_less_keeps_thirty_then_fifteen_per_cent_for_half_a_year() -> None:
    verdict = asked(-4_600, date(2026, 1, 1))
    assert (verdict.row.code, verdict.row.approvals, verdict.effective) == ("large", APPROVALS, date(2026, 7, 1))
    reduction = Decimal(4_600) * 215
    slices = scaling.remanence_by_month(verdict.row, verdict.effective)
    kept = [scaling.kept_minor(reduction, scaling.add_months(verdict.effective, back), slices) for back in range(7)]
    assert kept == [2_472_500] * 3 + [1_236_250] * 3 + [0]
    after = 24_725_000  # 13,800 m² at 215.00, a twelfth
    assert [after + one for one in kept] == [27_197_500] * 3 + [25_961_250] * 3 + [24_725_000]
    assert scaling.remanence_total(reduction, verdict.row, verdict.effective) == 11_126_250


def test_t_chg_06_a_school_closed_for_twelve_days_gives_back_four_fifths_of_their_price() -> None:
    assert scaling.closure_credit(Decimal(6_200) * 242, 12, 251, Decimal("0.80")) == 5_738_582


def test_t_chg_07_four_steps_of_four_per_cent_are_one_of_sixteen_for_the_step_that_crosses() -> None:
    step, past, met = -736, (), []  # 4 % of 18,400
    for month in (1, 3, 5, 7):
        standing = VOLUME + sum(one.change for one in past)
        day = date(2026, month, 10)
        verdict = asked(step, day, standing=standing, past=past)
        met.append((verdict.row.code, verdict.share))
        past = (*past, Past(day, Decimal(step)))
    assert met == [
        ("small", Decimal("0.04")),
        ("medium", Decimal("0.08")),
        ("medium", Decimal("0.12")),
        ("large", Decimal("0.16")),
    ]


def test_a_step_asked_for_a_year_ago_no_longer_counts() -> None:
    past = (Past(date(2025, 3, 12), Decimal(-900)),)
    standing = VOLUME - 900
    assert asked(-500, date(2026, 3, 11), standing=standing, past=past).row.code == "medium"
    assert asked(-500, date(2026, 3, 12), standing=standing, past=past).row.code == "small"


@pytest.mark.parametrize(("year", "over"), [(2026, date(2027, 2, 28)), (2027, date(2028, 2, 29))])
def test_t_chg_08_three_months_from_30_november_end_with_february(year: int, over: date) -> None:
    verdict = asked(-1_840, date(year, 11, 30))
    assert (verdict.row.code, verdict.notice_ends) == ("medium", over)
    assert verdict.effective == date(year + 1, 3, 1)


def test_t_chg_09_what_is_added_and_pending_counts_against_what_is_taken_away() -> None:
    up = asked(300, date(2026, 3, 1))
    down = asked(-900, date(2026, 3, 12), standing=VOLUME + 300, past=(Past(date(2026, 3, 1), Decimal(300)),))
    assert (down.net, down.base, down.row.code) == (-600, VOLUME, "small")
    assert (up.effective, down.effective) == (date(2026, 4, 1), date(2026, 5, 1))


def test_t_chg_10_what_would_hold_after_the_contract_is_refused_unless_it_is_prolonged() -> None:
    on = date(2029, 12, 12)
    assert asked(-900, on).refused == "after_term"
    assert asked(-900, on, ends_on=date(2031, 12, 31)).refused == ""


def test_a_wish_for_a_day_gone_by_is_refused() -> None:
    assert asked(-900, date(2026, 3, 12), requested=date(2026, 3, 11)).refused == "in_the_past"


def test_leaving_a_site_asks_the_steering_committee_with_three_months_notice() -> None:
    verdict = asked(-60, date(2026, 3, 12), closes_site=True)
    assert (verdict.row.code, verdict.row.approvals, verdict.effective) == ("closure", APPROVALS, date(2026, 7, 1))
    assert verdict.row.remanence


@pytest.mark.parametrize(("change", "row", "from_day"), [(1_840, "more", 5), (1_841, "much_more", 6)])
def test_more_needs_a_month_and_beyond_a_tenth_two(change: int, row: str, from_day: int) -> None:
    verdict = asked(change, date(2026, 3, 12))
    assert (verdict.row.code, verdict.effective) == (row, date(2026, from_day, 1))


def test_more_may_begin_earlier_when_the_provider_agrees() -> None:
    assert asked(1_841, date(2026, 3, 12), agreed_earlier=True).effective == date(2026, 4, 1)
    assert asked(-900, date(2026, 3, 12), agreed_earlier=True).effective == date(2026, 5, 1)


def test_what_was_not_there_before_is_much_more() -> None:
    verdict = asked(100, date(2026, 3, 12), standing=Decimal(0))
    assert (verdict.share, verdict.row.code) == (None, "much_more")


@pytest.mark.parametrize("change", [0, -18_401])
def test_a_change_of_nothing_or_of_more_than_there_is_is_a_mistake(change: int) -> None:
    with pytest.raises(ValueError, match="a change"):
        asked(change, date(2026, 3, 12))


def test_the_whole_price_is_talked_about_below_four_fifths() -> None:
    assert scaling.must_renegotiate(DEFAULT, Decimal("79.99"), Decimal(100))
    assert not scaling.must_renegotiate(DEFAULT, Decimal(80), Decimal(100))


def test_a_short_closure_moves_hours_and_a_long_one_gives_a_credit() -> None:
    none: frozenset[date] = frozenset()
    told = date(2026, 6, 1)
    short = scaling.closure_verdict(
        DEFAULT, told_on=told, first=date(2026, 6, 8), last=date(2026, 6, 19), holidays=none
    )
    assert (short.working_days, short.settled_by, short.earliest, short.in_time) == (
        10,
        "hours",
        date(2026, 6, 8),
        True,
    )
    long = scaling.closure_verdict(DEFAULT, told_on=told, first=date(2026, 6, 8), last=date(2026, 6, 22), holidays=none)
    assert (long.working_days, long.settled_by, long.earliest, long.in_time) == (11, "credit", date(2026, 6, 15), False)


def test_holidays_are_no_days_of_notice_and_no_days_of_service() -> None:
    constitution = frozenset({date(2026, 6, 5)})
    assert scaling.working_day_after(date(2026, 6, 4), 1, constitution) == date(2026, 6, 8)
    assert scaling.service_days(date(2026, 6, 1), date(2026, 6, 7), constitution) == 4
    assert scaling.service_days(date(2026, 6, 1), date(2026, 6, 7), constitution, days_a_week=7) == 6


def test_on_any_other_day_the_months_of_remanence_are_paid_by_the_days_of_the_calendar() -> None:
    large = DEFAULT.row_for(up=False, share=Decimal("0.25"))
    slices = scaling.remanence_by_month(large, date(2026, 5, 12))
    assert [(one.month.month, one.days, one.of_days) for one in slices if one.month.month == 8] == [
        (8, 11, 31),
        (8, 20, 31),
    ]
    assert scaling.kept_minor(Decimal(12_000), date(2026, 5, 1), slices) == 19_355  # 1,000 × 30 % × 20/31


def test_posts_are_hours_over_the_hours_of_a_post() -> None:
    assert scaling.posts_freed(Decimal(5_000), Decimal(1_670), Decimal(1_665)) == 2


def test_the_table_in_force_is_the_latest_agreed_one() -> None:
    tight = table_from({**as_written(DEFAULT), "any_day": True})
    tables = [DatedTable(date(2026, 1, 1), DEFAULT), DatedTable(date(2026, 7, 1), tight)]
    assert [table_on(tables, day).any_day for day in (date(2025, 1, 1), date(2026, 6, 30), date(2026, 7, 1))] == [
        False, False, True,
    ]  # fmt: skip


def test_a_table_is_the_same_after_being_written() -> None:
    assert table_from(as_written(DEFAULT)) == DEFAULT


@pytest.mark.parametrize("wrong", [{"approvals": ["steering"]}, {"above": "1.2"}, {"up": True}])
def test_a_table_that_nobody_could_follow_is_refused(wrong: dict[str, object]) -> None:
    written = as_written(DEFAULT)
    written["rows"][0] |= wrong
    with pytest.raises(ValueError, match="do not fit together"):
        table_from(written)


@given(submitted=DAYS, requested=DAYS, months=st.integers(0, 12))
def test_a_change_holds_from_a_first_of_a_month_never_before_the_wish_or_the_end_of_notice(
    submitted: date, requested: date, months: int
) -> None:
    effective = scaling.effective_day(submitted, requested, months)
    wanted = max(requested, scaling.add_months(submitted, months))
    assert effective.day == 1
    assert timedelta(0) <= effective - wanted < timedelta(days=31)


@given(steps=st.lists(st.tuples(st.integers(0, 300), st.integers(1, 800)), min_size=1, max_size=6))
def test_steps_inside_a_year_meet_the_row_of_their_sum(steps: list[tuple[int, int]]) -> None:
    past: tuple[Past, ...] = ()
    for back, size in sorted(steps):
        standing = VOLUME + sum(one.change for one in past)
        day = date(2026, 1, 1) + timedelta(days=back)
        verdict = asked(-size, day, standing=standing, past=past)
        past = (*past, Past(day, Decimal(-size)))
    whole = asked(-sum(size for _back, size in steps), date(2026, 1, 1))
    assert (verdict.row, verdict.share) == (whole.row, whole.share)


@given(effective=DAYS, reduction=st.decimals(1, 10**8, places=2))
def test_remanence_never_exceeds_what_its_months_allow(effective: date, reduction: Decimal) -> None:
    large = DEFAULT.row_for(up=False, share=Decimal("0.25"))
    total = scaling.remanence_total(reduction, large, effective)
    assert abs(total - reduction / 12 * 100 * Decimal("1.35")) < 5 + reduction  # a day of a 28-day month weighs more
    if effective.day == 1:
        assert abs(total - reduction / 12 * 100 * Decimal("1.35")) <= 3


@given(fee=st.decimals(0, 10**8, places=2), days=st.integers(1, 366), closed=st.integers(0, 366))
def test_a_closure_never_gives_back_more_than_its_share_of_the_year(fee: Decimal, days: int, closed: int) -> None:
    if closed > days:
        with pytest.raises(ValueError, match="at least"):
            scaling.closure_credit(fee, closed, days, Decimal("0.80"))
    else:
        assert 0 <= scaling.closure_credit(fee, closed, days, Decimal("0.80")) <= fee * 80 + 1
