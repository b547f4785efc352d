from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samdrift.foundation.conftest import NOON
from samdrift.foundation.errors import TooMany
from samdrift.foundation.guards.models import Allowance
from samdrift.foundation.limits import check_limit, check_limits, forget_spent_limits


def allowed(key, now, limit=3, per_seconds=60):
    try:
        check_limit("tests", key, limit, per_seconds, now)
    except TooMany:
        return False
    return True


def test_as_many_as_agreed_come_at_once_and_the_next_is_told_when(db):
    assert [allowed("phone", NOON) for _ in range(3)] == [True] * 3
    with pytest.raises(TooMany) as refusal:
        check_limit("tests", "phone", 3, 60, NOON)
    assert refusal.value.retry_after == 20
    assert not allowed("phone", NOON + timedelta(seconds=19))
    assert allowed("phone", NOON + timedelta(seconds=20))
    assert not allowed("phone", NOON + timedelta(seconds=20))


def test_waiting_long_gives_the_whole_allowance_and_no_more(db):
    later = NOON + timedelta(days=1)
    assert [allowed("phone", moment) for moment in [NOON] * 3 + [later] * 4] == [True] * 6 + [False]


def test_each_phone_and_each_purpose_has_its_own_allowance(db):
    check_limit("tests", "one", 1, 60, NOON)
    check_limit("tests", "two", 1, 60, NOON)
    check_limit("other", "one", 1, 60, NOON)
    assert not allowed("one", NOON, limit=1)


@given(gaps=st.lists(st.integers(0, 40), min_size=1, max_size=40), limit=st.integers(1, 5))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_window_ever_holds_more_than_twice_the_allowance(db, gaps, limit):
    Allowance.objects.all().delete()
    moment, passed = NOON, []
    for gap in gaps:
        moment += timedelta(seconds=gap)
        if allowed("phone", moment, limit=limit):
            passed.append(moment)
    for start in passed:
        assert sum(start <= other < start + timedelta(seconds=60) for other in passed) <= 2 * limit


def test_a_check_costs_one_statement_and_a_refusal_two(db, django_assert_num_queries):
    for _ in range(3):
        with django_assert_num_queries(1):
            assert allowed("phone", NOON)
    with django_assert_num_queries(2):
        assert not allowed("phone", NOON)


def test_addresses_are_not_kept(db):
    allowed("192.0.2.7", NOON)
    assert "192.0.2.7" not in Allowance.objects.get().key


@pytest.mark.django_db(transaction=True)
def test_a_use_counts_though_its_work_failed():
    def work():
        with transaction.atomic():
            raise RuntimeError

    check_limit("tests", "phone", 1, 60, NOON)
    with pytest.raises(RuntimeError):
        work()
    assert not allowed("phone", NOON, limit=1)


def test_allowances_long_whole_again_are_forgotten(db):
    allowed("phone", NOON)
    assert forget_spent_limits(NOON) == 0
    assert forget_spent_limits(NOON + timedelta(hours=2)) == 1


@pytest.mark.django_db
def test_several_limits_are_counted_together_and_the_spent_one_refuses():
    checks = [("phone", "a", 2, 600), ("house", "b", 100, 600)]
    for _ in range(2):
        check_limits(checks, NOON)
    with pytest.raises(TooMany) as refused:
        check_limits(checks, NOON)
    assert refused.value.retry_after == 300
    check_limits([("phone", "c", 2, 600), ("house", "b", 100, 600)], NOON)
    check_limits(checks, NOON + timedelta(seconds=301))


@pytest.mark.django_db
def test_counted_together_or_one_by_one_is_the_same():
    for n in range(5):
        check_limits([("one", "x", 5, 50)], NOON + timedelta(seconds=n))
    with pytest.raises(TooMany) as together:
        check_limits([("one", "x", 5, 50)], NOON + timedelta(seconds=5))
    for n in range(5):
        check_limit("other", "x", 5, 50, NOON + timedelta(seconds=n))
    with pytest.raises(TooMany) as single:
        check_limit("other", "x", 5, 50, NOON + timedelta(seconds=5))
    assert together.value.retry_after == single.value.retry_after
