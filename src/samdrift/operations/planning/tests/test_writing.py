"""Writing, changing and ending plans: what comes due, once each, with nothing left out."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.operations.planning.commands.writing import PlanDraft, change_plan, end_plan, write_plan
from samdrift.operations.planning.models import MaintenancePlan, PlanOccurrence
from samdrift.operations.planning.rules.terms import Terms
from samdrift.operations.planning.tests.conftest import TODAY, monthly
from tests.world import NOON

pytestmark = pytest.mark.django_db


def test_a_new_plan_writes_down_a_year_ahead(plan, occurrences):
    rows = occurrences(plan())
    assert [row.key for row in rows][:3] == ["2025-05-12", "2025-06-12", "2025-07-12"]
    assert rows[2].due_on == date(2025, 7, 14)  # 12 July 2025 is a Saturday
    assert rows[0].window_from == date(2025, 5, 5)
    assert rows[-1].due_on >= TODAY + timedelta(days=365)
    assert {row.state for row in rows} == {"scheduled", "forecast"}


def test_writing_plans_is_for_those_who_plan(world):
    draft = PlanDraft(name="Lift", line_code="MNT", terms=monthly(), asset_id=world.lift.pk)
    with pytest.raises(NotAllowed):
        write_plan(world.bo.scope, draft, now=NOON)
    with pytest.raises(Invalid):
        write_plan(world.carla.scope, draft, now=NOON)
    assert write_plan(world.asta.scope, draft, now=NOON).number == "PL-2025-00001"


@pytest.mark.parametrize(("terms", "field"), [
    ({"rule": "FREQ=HOURLY"}, "rule"), ({"rule": "FREQ=SOMETIMES"}, "rule"), ({"lead_days": 400}, "lead_days"),
    ({"statutory": True}, "document"), ({"statutory": True, "document": "Report", "holidays": "skip"}, "holidays"),
    ({"trigger": "season"}, "season_from"), ({"trigger": "meter"}, "meter"), ({"until": date(2020, 1, 1)}, "until"),
    ({"season_from": "13-01", "season_to": "02-01"}, "season_from"), ({"evidence": ("song",)}, "evidence"),
    ({"at": "25:00"}, "at"), ({"trigger": "luck"}, "trigger"), ({"trigger": "event"}, "event"),
])  # fmt: skip
def test_terms_that_cannot_be_say_which(world, terms, field):
    with pytest.raises(Invalid) as wrong:
        write_plan(
            world.asta.scope,
            PlanDraft(name="Lift", line_code="MNT", terms=monthly(**terms), asset_id=world.lift.pk), now=NOON,
        )  # fmt: skip
    assert field in wrong.value.fields


def test_a_changed_plan_keeps_what_was_given_out_and_moves_the_rest(world, plan, passes, occurrences):
    made = plan()
    passes()
    changed = change_plan(
        world.asta.scope, made.uid, monthly(anchor=date(2025, 6, 20)), valid_from=date(2025, 6, 1),
        expected_version=None, now=NOON,
    )  # fmt: skip
    rows = occurrences(changed)
    assert [(row.key, row.state) for row in rows][:3] == [
        ("2025-05-12", "issued"), ("2025-06-20", "scheduled"), ("2025-07-20", "scheduled"),
    ]  # fmt: skip
    assert len({row.key for row in rows}) == len(rows)


def test_changing_is_refused_for_the_past_the_ended_and_the_stale(world, plan):
    made = plan()
    with pytest.raises(Refused):
        change_plan(world.asta.scope, made.uid, monthly(), valid_from=date(2025, 5, 1), expected_version=None, now=NOON)
    with pytest.raises(Stale):
        change_plan(world.asta.scope, made.uid, monthly(), valid_from=date(2025, 6, 1), expected_version=99, now=NOON)
    with pytest.raises(NotAllowed):
        change_plan(world.bo.scope, made.uid, monthly(), valid_from=date(2025, 6, 1), expected_version=None, now=NOON)
    with pytest.raises(MaintenancePlan.DoesNotExist):
        change_plan(world.carla.scope, made.uid, monthly(), valid_from=TODAY, expected_version=None, now=NOON)
    end_plan(world.asta.scope, made.uid, on_day=date(2025, 6, 30), expected_version=None, now=NOON)
    with pytest.raises(Refused):
        change_plan(world.asta.scope, made.uid, monthly(), valid_from=date(2025, 8, 1), expected_version=None, now=NOON)


def test_changing_one_plan_touches_no_other(world, plan, occurrences):
    one, other = plan(), plan(name="Another")
    before = [(row.pk, row.version) for row in occurrences(other)]
    change_plan(
        world.asta.scope, one.uid, monthly(rule="FREQ=WEEKLY"), valid_from=TODAY + timedelta(days=10),
        expected_version=None, now=NOON,
    )  # fmt: skip
    assert [(row.pk, row.version) for row in occurrences(other)] == before


def test_an_ended_plan_brings_nothing_more(world, plan, occurrences):
    made = plan()
    end_plan(world.asta.scope, made.uid, on_day=date(2025, 6, 30), expected_version=None, now=NOON)
    assert [row.key for row in occurrences(made)] == ["2025-05-12", "2025-06-12"]


def test_a_secured_place_makes_its_plan_secured(world, plan, occurrences):
    with pytest.raises(NotAllowed):
        plan(space_id=world.cell.pk)
    cleared = world.someone("OPS-M", cleared_for=["D8"])
    draft = PlanDraft(name="Locks", line_code="MNT", terms=monthly(), space_id=world.cell.pk)
    made = write_plan(cleared.scope, draft, now=NOON)
    assert made.data_class == "D8"
    assert {row.data_class for row in occurrences(made)} == {"D8"}
    assert not PlanOccurrence.objects.within(world.asta.scope).filter(plan=made).exists()
    assert PlanOccurrence.objects.within(cleared.scope).filter(plan=made).exists()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(
    st.sampled_from(["FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=YEARLY"]),
    st.integers(1, 60), st.integers(0, 40),
), min_size=1, max_size=3))  # fmt: skip
def test_however_a_plan_is_changed_nothing_comes_twice_and_no_gap_opens(world, occurrences, changes):
    draft = PlanDraft(name="Lift", line_code="MNT", terms=monthly(holidays="keep"), asset_id=world.lift.pk)
    made = write_plan(world.asta.scope, draft, now=NOON)
    from_day = date(2025, 6, 1)
    for rule, ahead, shift in changes:
        terms = monthly(rule=rule, anchor=from_day + timedelta(days=shift), holidays="keep")
        change_plan(world.asta.scope, made.uid, terms, valid_from=from_day, expected_version=None, now=NOON)
        from_day += timedelta(days=ahead)
    rows = occurrences(made)
    assert len({row.key for row in rows}) == len({row.due_on for row in rows}) == len(rows)
    dues = [row.due_on for row in rows]
    steps = [(b - a).days for a, b in pairwise(dues)]
    assert max(steps, default=0) <= 366 * 1.5


def test_a_floating_plan_counts_from_the_day_it_was_done(world, plan, passes, occurrences, does):
    made = plan(Terms(trigger="floating", anchor=date(2025, 5, 12), every=3, unit="months", lead_days=14))
    passes()
    first = occurrences(made)[0]
    does(first, days=10)
    keys = [row.key for row in occurrences(made)]
    assert keys[:3] == ["2025-05-12", "2025-08-15", "2025-11-15"]


def test_terms_are_replaced_not_shared():
    assert replace(monthly(), hours=2).hours == 2
