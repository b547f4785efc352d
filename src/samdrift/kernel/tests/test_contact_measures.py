"""The contact centre's measures: the table of domain.md §3.3, and what holds for any counts."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel import contact_measures as measures
from samdrift.kernel.contact_measures import Counts

MONTH = Counts(
    answered=920, abandoned=80, short=30, in_time=690, late_abandoned=20, wait_s=29_440, talk_s=920 * 210,
    hold_s=920 * 15, wrap_s=920 * 60, eligible=860, resolved=598, repeated=47,
)  # fmt: skip


def test_t_cc_01_short_abandons_leave_both_sides():
    assert measures.abandoned_share(MONTH).percent == Decimal("5.15")


@pytest.mark.parametrize(("variant", "percent"), [("waited", "73.40"), ("but_short", "71.13"), ("offered", "69.00")])
def test_t_cc_02_the_service_level_has_three_variants(variant, percent):
    assert measures.service_level(MONTH, variant).percent == Decimal(percent)


def test_t_cc_03_speed_of_answer_and_handling_time():
    assert measures.speed_of_answer_s(MONTH) == Decimal("32.00")
    assert measures.handling_time_s(MONTH) == Decimal("285.00")


def test_t_cc_04_first_contact_resolution_gross_and_net():
    assert measures.resolved_gross(MONTH).percent == Decimal("69.53")
    assert measures.resolved_net(MONTH).percent == Decimal("64.07")


def test_t_cc_06_a_share_of_nothing_is_none():
    nothing = Counts()
    assert measures.resolved_gross(nothing).percent is None
    assert measures.resolved_net(nothing).percent is None
    assert measures.abandoned_share(nothing).percent is None
    assert measures.speed_of_answer_s(nothing) is None
    assert measures.contacts_per_resolution(nothing) is None


def test_t_cc_08_satisfaction_counts_fours_and_fives():
    assert measures.satisfaction(214, 268).share.percent == Decimal("79.85")
    assert measures.satisfaction(214, 268).publishable
    assert not measures.satisfaction(29, 29).publishable
    assert measures.satisfaction(0, 0).low is None


def test_a_month_is_final_when_the_last_caller_s_seven_days_have_passed():
    assert measures.final_from(date(2025, 10, 15), "Europe/Copenhagen") == datetime(2025, 11, 7, 23, tzinfo=UTC)


@given(st.lists(st.builds(Counts, **{name: st.integers(0, 1000) for name in ("answered", "eligible", "wait_s")})))
def test_counts_add_up_whatever_the_order(parts):
    assert measures.added(parts) == measures.added(reversed(parts))
    assert measures.added(parts).answered == sum(part.answered for part in parts)


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_holds_the_share_and_stays_a_share(good, more):
    answers = good + more - 1 or 1
    told = measures.satisfaction(min(good, answers), answers)
    assert Decimal(0) <= told.low <= told.share.percent <= told.high <= Decimal(100)
