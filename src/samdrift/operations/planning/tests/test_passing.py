"""What time does: orders are given out once, what is past is missed, and dying half-way harms nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from samdrift.foundation.errors import NotAllowed, Refused
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.operations.planning.commands import doing, passing
from samdrift.operations.planning.commands.ahead import system_scope
from samdrift.operations.planning.models import PlanOccurrence
from samdrift.operations.planning.rules.terms import Terms
from samdrift.operations.planning.tests.conftest import TODAY, monthly
from samdrift.operations.work.models import WorkOrder
from samdrift.registers.estate.models import Asset, Site
from tests.world import NOON

pytestmark = pytest.mark.django_db


def orders():
    with everywhere(reason="a test counts orders"):
        return list(WorkOrder.objects.order_by("pk"))


def test_an_order_is_given_out_within_its_lead_time_and_only_once(plan, passes, occurrences):
    made = plan(monthly(evidence=("photo",), skill="lift", tasks=("Oil", "Test"), at="07:00"))
    assert passes()[0] == 1
    assert passes()[0] == 0
    (order,) = orders()
    row = occurrences(made)[0]
    assert (row.state, row.work_order) == ("issued", order)
    assert (order.kind, order.title, order.evidence, order.skills) == ("planned", made.name, ["photo"], ["lift"])
    assert order.planned_from == datetime(2025, 5, 12, 5, tzinfo=UTC)  # seven in Copenhagen's summer
    assert [item["text"] for item in row.items] == ["Oil", "Test"]


def test_dying_between_the_order_and_the_occurrence_leaves_neither(plan, world, monkeypatch, passes, occurrences):
    made = plan()

    def dies(*args, **kwargs):
        raise KeyboardInterrupt

    def passes_until_it_dies():
        with monkeypatch.context() as patched, transaction.atomic():
            patched.setattr(passing, "record_many", dies)
            passes()

    with pytest.raises(KeyboardInterrupt):
        passes_until_it_dies()
    assert orders() == []
    assert occurrences(made)[0].state == "scheduled"
    assert passes()[0] == 1


def test_the_year_ahead_is_written_on_without_doubles_or_gaps(plan, passes, occurrences):
    made = plan(monthly(rule="FREQ=WEEKLY"))
    for days in (40, 41, 300, 700):
        passes(days)
    rows = occurrences(made)
    keys = [date.fromisoformat(row.key) for row in rows]
    assert keys == [date(2025, 5, 12) + timedelta(days=7 * n) for n in range(len(keys))]
    assert keys[-1] > TODAY + timedelta(days=1050)


def test_what_nobody_began_is_missed_when_its_tolerance_has_passed(plan, passes, occurrences):
    made = plan()
    passes()
    assert passes(14)[2] == 0
    assert passes(15)[2] == 1
    row = occurrences(made)[0]
    assert row.state == "missed"
    with everywhere(reason="a test reads the book"):
        assert EventRecord.objects.filter(kind="planning.occurrence_missed", subject_uid=row.uid).count() == 1
    assert passes(15)[2] == 0


def test_what_is_begun_is_late_but_not_missed(plan, passes, occurrences, does):
    made = plan()
    passes()
    with everywhere(reason="a test begins an order"):
        WorkOrder.objects.update(state="started")
    assert passes(20)[2] == 0
    with everywhere(reason="a test"):
        WorkOrder.objects.update(state="accepted")
    does(occurrences(made)[0], days=20)
    assert occurrences(made)[0].state == "done_late"


def test_an_order_at_a_closed_site_is_refused_and_the_others_go_out(world, plan, passes):
    plan()
    plan(name="Elsewhere", site_id=world.other_site.pk)
    with everywhere(reason="a test closes a site"):
        Site.objects.filter(pk=world.other_site.pk).update(state="closed")
    issued, refused, _missed = passes()
    assert (issued, len(refused)) == (1, 1)


def test_an_overdue_lift_test_takes_the_lift_out_of_service_until_its_certificate(
    world, plan, passes, occurrences, does, files
):
    made = plan(monthly(statutory=True, document="Lift report", stops_asset=True, after_days=0))
    passes()
    passes(8)
    row = occurrences(made)[0]
    with everywhere(reason="a test looks at the lift"):
        assert Asset.objects.get(pk=world.lift.pk).state == "out_of_service"
    assert row.state == "missed"
    does(row, days=9)
    files.certificate(row, issued_on=TODAY)
    row = occurrences(made)[0]
    assert (row.state, row.counted_on) == ("missed", TODAY + timedelta(days=9))
    with everywhere(reason="a test looks at the lift"):
        assert Asset.objects.get(pk=world.lift.pk).state == "in_service"


def test_a_cancelled_order_can_be_given_out_anew_and_no_other(world, plan, passes, occurrences):
    made = plan()
    passes()
    row = occurrences(made)[0]
    with pytest.raises(Refused):
        doing.issue_now(world.asta.scope, row.uid, expected_version=None, now=NOON)
    with everywhere(reason="a test cancels an order"):
        WorkOrder.objects.update(state="cancelled", is_open=False)
    with pytest.raises(NotAllowed):
        doing.issue_now(world.bo.scope, row.uid, expected_version=None, now=NOON)
    again = doing.issue_now(world.asta.scope, row.uid, expected_version=None, now=NOON)
    assert again.work_order_id != row.work_order_id
    assert len(orders()) == 2


def test_an_occurrence_can_be_given_out_before_its_time(world, plan, occurrences):
    late = occurrences(plan())[-1]
    assert late.state == "forecast"
    assert doing.issue_now(world.asta.scope, late.uid, expected_version=None, now=NOON).state == "issued"


def test_thousands_are_written_on_in_steps(world, plan, passes, monkeypatch):
    for number in range(5):
        plan(name=f"Plan {number}")
    monkeypatch.setattr(passing, "PLANS_AT_ONCE", 2)
    today = TODAY + timedelta(days=60)
    made = passing.write_on(system_scope(world.community.pk), today=today, now=NOON + timedelta(days=60))
    with everywhere(reason="a test counts"):
        assert PlanOccurrence.objects.values("plan", "key").distinct().count() == PlanOccurrence.objects.count()
    assert made == 5 * 2


def test_a_season_plan_has_until_the_seasons_end(world, plan, occurrences):
    terms = Terms(trigger="season", season_from="10-01", season_to="11-30", anchor=TODAY)
    row = occurrences(plan(terms))[0]
    assert (row.due_on, row.window_to) == (date(2025, 10, 1), date(2025, 11, 30))
