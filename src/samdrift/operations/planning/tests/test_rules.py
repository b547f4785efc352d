"""What plans decide, by examples and over many calendars."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.operations.planning.rules import days, measures, plain, states
from samdrift.operations.planning.rules.terms import Terms, terms_from

CHRISTMAS = {date(2025, 12, 24), date(2025, 12, 25), date(2025, 12, 26), date(2025, 12, 31), date(2026, 1, 1)}
MONDAY = date(2025, 5, 5)


def works(day):
    return day.weekday() < 5 and day not in CHRISTMAS


def terms(**values):
    return Terms(**{"rule": "FREQ=MONTHLY", "anchor": date(2025, 1, 15), **values})


def dues(plan, first, last):
    return [(each.nominal, each.due) for each in days.days_of(plan, first, last, works)]


@pytest.mark.parametrize(("rule", "due"), [
    ("next", date(2025, 12, 29)), ("previous", date(2025, 12, 23)), ("keep", date(2025, 12, 25)), ("skip", None),
])  # fmt: skip
def test_a_day_nobody_works_follows_the_plans_own_rule(rule, due):
    plan = terms(anchor=date(2025, 12, 25), holidays=rule, rule="FREQ=YEARLY")
    assert dues(plan, date(2025, 12, 1), date(2025, 12, 31)) == ([(date(2025, 12, 25), due)] if due else [])


def test_days_off_in_a_row_do_not_pile_up_on_the_next_working_day():
    plan = terms(rule="FREQ=DAILY", anchor=date(2025, 12, 22))
    found = dues(plan, date(2025, 12, 22), date(2025, 12, 30))
    assert [due.day for _nominal, due in found] == [22, 23, 29, 30]
    assert all(nominal == due for nominal, due in found)


def test_a_weekly_plan_keeps_its_key_when_it_is_moved():
    plan = terms(rule="FREQ=WEEKLY", anchor=date(2025, 12, 18))
    assert dues(plan, date(2025, 12, 18), date(2026, 1, 3))[1] == (date(2025, 12, 25), date(2025, 12, 29))


def test_a_season_plan_comes_once_when_its_season_begins():
    plan = terms(trigger="season", season_from="10-01", season_to="04-30", anchor=date(2025, 1, 1))
    (day,) = days.days_of(plan, date(2025, 6, 1), date(2026, 6, 1), works)
    assert (day.due, day.window_to) == (date(2025, 10, 1), date(2026, 4, 30))


def test_a_calendar_plan_with_a_season_rests_outside_it():
    plan = terms(season_from="11-01", season_to="02-28")
    months = [nominal.month for nominal, _due in dues(plan, date(2025, 1, 1), date(2025, 12, 31))]
    assert months == [1, 2, 11, 12]


def test_months_after_the_31st_end_with_the_month():
    assert days.plus(date(2025, 1, 31), 1, "months") == date(2025, 2, 28)
    assert days.plus(date(2024, 2, 29), 1, "years") == date(2025, 2, 28)
    assert days.plus(date(2025, 12, 1), 2, "weeks") == date(2025, 12, 15)


def test_terms_are_kept_as_they_are():
    plan = terms(added=(MONDAY,), hours=Decimal("1.5"), evidence=("photo",), until=MONDAY)
    assert terms_from(plan.as_kept()) == plan


def test_moving_a_yearly_plan_ahead_opens_no_gap():
    # Done in March 2025; from 2026 on it comes in November: in between somebody goes once more, within a year.
    plan = terms(rule="FREQ=YEARLY", anchor=date(2026, 11, 1))
    assert days.seam(date(2025, 3, 15), plan, date(2026, 1, 1)).added == (date(2026, 3, 15),)


def test_moving_a_monthly_plan_by_two_days_makes_no_double():
    plan = terms(rule="FREQ=MONTHLY", anchor=date(2025, 6, 1))
    assert days.seam(date(2025, 5, 30), plan, date(2025, 6, 1)).removed == (date(2025, 6, 1),)


RULES = st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "FREQ=MONTHLY;BYMONTHDAY=-1"])


@given(RULES, st.dates(date(2025, 1, 1), date(2026, 6, 1)), st.sampled_from(["keep", "skip", "next", "previous"]),
       st.integers(0, 300), st.integers(0, 300))  # fmt: skip
def test_two_halves_give_what_the_whole_gives(rule, anchor, holidays, one, two):
    plan, first = terms(rule=rule, anchor=anchor, holidays=holidays), date(2025, 3, 1)
    middle, last = first + timedelta(days=one), first + timedelta(days=one + two)
    whole = days.days_of(plan, first, last, works)
    halves = days.days_of(plan, first, middle, works) + days.days_of(plan, middle + timedelta(days=1), last, works)
    assert whole == halves
    assert len({day.due for day in whole}) == len({day.nominal for day in whole}) == len(whole)


@given(RULES, RULES, st.integers(0, 500), st.integers(0, 500))
def test_a_changed_plan_never_waits_longer_than_its_new_rule(old, new, ahead, shift):
    valid_from = date(2025, 6, 1) + timedelta(days=ahead)
    before = days.nominal_days(terms(rule=old), date(2025, 1, 15), valid_from - timedelta(days=1))
    plan = terms(rule=new, anchor=valid_from + timedelta(days=shift))
    joined = days.seam(before[-1], plan, valid_from)
    changed = terms(rule=new, anchor=plan.anchor, added=joined.added, removed=joined.removed)
    after = days.nominal_days(changed, valid_from, plan.anchor + timedelta(days=800))
    steps = [(b - a).days for a, b in pairwise(after[2:])]
    pause = max(steps or [366], default=366)
    assert (after[0] - before[-1]).days <= max(pause * 1.5 + 1, (valid_from - before[-1]).days)


def test_statutory_work_is_never_waived():
    assert states.may_be_waived("scheduled", statutory=False)
    assert not states.may_be_waived("scheduled", statutory=True)
    assert not states.may_be_waived("issued", statutory=False)


def test_the_certificate_is_part_of_done():
    assert states.counted_on(MONDAY, None, certificate_needed=True) is None
    assert states.counted_on(MONDAY, MONDAY + timedelta(days=2), certificate_needed=True) == date(2025, 5, 7)
    assert states.counted_on(MONDAY, None, certificate_needed=False) == MONDAY
    assert states.finished(MONDAY, MONDAY) == "finish_on_time"
    assert states.finished(MONDAY + timedelta(days=1), MONDAY) == "finish_late"


def test_what_somebody_is_at_work_on_is_late_but_not_missed():
    assert states.is_missed(MONDAY + timedelta(days=1), MONDAY, begun=False)
    assert not states.is_missed(MONDAY + timedelta(days=1), MONDAY, begun=True)
    assert not states.is_missed(MONDAY, MONDAY, begun=False)


def test_t_ppm_01():
    measured = measures.Completion(due=1236, on_time=1180, waived=14)
    assert measures.percent(measured.gross_share) == Decimal("95.47")
    assert measures.percent(measured.share) == Decimal("96.56")
    assert measures.Completion(due=0, on_time=0).share is None
    assert measures.percent(Fraction(1, 1)) == 100


def test_months_without_anything_are_shown_too():
    rows = [(date(2025, 5, 5), True, Decimal("1.5"), 100), (date(2025, 7, 1), False, Decimal(2), 50)]
    found = measures.by_month(rows, MONDAY, 3)
    assert [(one.month.month, one.count, one.hours, one.cost_minor) for one in found] == [
        (5, 1, Decimal("1.5"), 100), (6, 0, Decimal(0), 0), (7, 1, Decimal(2), 50),
    ]  # fmt: skip


def test_a_meter_tells_when_it_will_be_reached():
    assert measures.days_until(Decimal(400), Decimal(500), Decimal(8)) == 12
    assert measures.days_until(Decimal(500), Decimal(500), Decimal(0)) == 0
    assert measures.days_until(Decimal(400), Decimal(500), Decimal(0)) is None


@pytest.mark.parametrize(("said", "rule"), [
    (plain.Plain(1, "days"), "FREQ=DAILY"), (plain.Plain(2, "weeks", (0, 3)), "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"),
    (plain.Plain(3, "months"), "FREQ=MONTHLY;INTERVAL=3"),
    (plain.Plain(1, "months", on="last_day"), "FREQ=MONTHLY;BYMONTHDAY=-1"),
    (plain.Plain(1, "months", on="last_weekday"), "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
    (plain.Plain(6, "months", on="nth"), "FREQ=MONTHLY;INTERVAL=6;BYDAY=2TU"), (plain.Plain(1, "years"), "FREQ=YEARLY"),
])  # fmt: skip
def test_what_people_say_becomes_a_rule_and_is_read_back(said, rule):
    second_tuesday = date(2025, 5, 13)
    assert plain.rule_of(said, second_tuesday) == rule
    assert plain.plain_of(rule, second_tuesday) == said


def test_a_rule_that_says_more_is_not_put_into_plain_words():
    assert plain.plain_of("FREQ=YEARLY;BYMONTH=1,7;BYDAY=1MO", MONDAY) is None
    assert plain.plain_of("nonsense", MONDAY) is None
