"""What makes plans due that wait for something; standards for classes of assets; what is told; links to calendars."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import deliver_all, record
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from samdrift.operations.planning import notices
from samdrift.operations.planning.commands import feeding, readings, standards
from samdrift.operations.planning.models import CalendarFeed, MaintenancePlan, StandardPlan
from samdrift.operations.planning.queries.measuring import forecast
from samdrift.operations.planning.rules.terms import Terms
from samdrift.operations.planning.tests.conftest import TODAY, monthly
from samdrift.registers.estate.events import ImportApplied
from samdrift.registers.estate.models import Asset, ModelImport
from tests.world import NOON

pytestmark = pytest.mark.django_db


def read(world, meter, value, days=0):
    return readings.take_reading(
        world.asta.scope, world.lift.uid, meter=meter, value=Decimal(value), read_on=TODAY + timedelta(days=days),
        now=NOON + timedelta(days=max(days, 0)),
    )  # fmt: skip


def test_a_meter_plan_is_due_when_the_meter_will_have_counted(world, plan, occurrences):
    made = plan(Terms(trigger="meter", meter="h", every=500, anchor=TODAY))
    read(world, "h", 1000, days=-10)
    read(world, "h", 1100)
    (row,) = occurrences(made)
    assert (row.key, row.due_on) == ("m1500", TODAY + timedelta(days=40))  # ten hours a day
    read(world, "h", 1300, days=10)
    (row,) = occurrences(made)
    assert (row.key, row.due_on) == ("m1500", TODAY + timedelta(days=23))  # fifteen a day by now
    read(world, "h", 1520, days=20)
    assert [row.key for row in occurrences(made)] == ["m1500"]


def test_a_reading_that_runs_backwards_is_refused(world, plan):
    read(world, "h", 1000)
    with pytest.raises(Invalid):
        read(world, "h", 999)
    with pytest.raises(Invalid):
        read(world, "condition", 6)
    with pytest.raises(NotAllowed):
        readings.take_reading(world.bo.scope, world.lift.uid, meter="h", value=Decimal(1), read_on=TODAY, now=NOON)


def test_a_bad_condition_asks_for_work_once(world, plan, occurrences):
    made = plan(Terms(trigger="condition", condition_from=4, within_days=10, anchor=TODAY))
    read(world, "condition", 3)
    assert occurrences(made) == []
    read(world, "condition", 4)
    read(world, "condition", 5)
    (row,) = occurrences(made)
    assert (row.due_on, row.state) == (TODAY + timedelta(days=10), "scheduled")
    with everywhere(reason="a test looks at the lift"):
        assert Asset.objects.get(pk=world.lift.pk).condition == 5


def test_what_happens_brings_every_plan_that_waits_for_it_once(world, plan, occurrences):
    made = plan(Terms(trigger="event", event="Storm", within_days=3, anchor=TODAY))
    for _again in range(2):
        assert readings.report_happening(world.asta.scope, "storm", on_day=TODAY, now=NOON) == 1
    assert [row.key for row in occurrences(made)] == ["e2025-05-05"]
    with pytest.raises(Invalid):
        readings.report_happening(world.asta.scope, "flood", on_day=TODAY, now=NOON)
    with pytest.raises(NotAllowed):
        readings.report_happening(world.bo.scope, "storm", on_day=TODAY, now=NOON)


def standard(world, **values):
    draft = standards.StandardDraft(
        **{"code": "LIFT-1", "name": "Lift test", "asset_kind": "lift", "line_code": "MNT",
           "contract_id": world.contract.pk, "terms": monthly(), **values},
    )  # fmt: skip
    return standards.write_standard(world.asta.scope, draft, now=NOON)


def plans_of(made):
    with everywhere(reason="a test counts plans"):
        return list(MaintenancePlan.objects.filter(standard=made).order_by("pk"))


def test_a_standard_gives_every_asset_of_its_class_a_plan_once(world):
    made = standard(world)
    assert [plan.name for plan in plans_of(made)] == ["Lift test: LIFT-1"]
    assert standards.apply_standards(world.asta.scope, now=NOON) == 0
    with pytest.raises(Refused):
        standard(world)
    with pytest.raises(NotAllowed):
        standards.write_standard(
            world.bo.scope,
            standards.StandardDraft(
                code="X", name="x", asset_kind="lift", line_code="MNT", contract_id=world.contract.pk, terms=monthly()
            ), now=NOON,
        )  # fmt: skip


def test_an_imported_model_gets_its_plans_by_class(world):
    made, whole = standard(world), standard(world, code="LIFT-S", each="site")
    assert len(plans_of(whole)) == 1
    Asset.objects.create(community=world.community, site=world.other_site, number="LIFT-9", name="New", kind="lift")
    imported = ModelImport.objects.create(
        community=world.community, site=world.other_site, kind="ifc", file_name="x.ifc", digest="0" * 64,
        uploaded_at=NOON, state="applied",
    )  # fmt: skip
    event = ImportApplied(import_uid=imported.uid, effective_on=TODAY, added=1, changed=0, removed=0)
    with transaction.atomic():
        record(event, scope=world.asta.scope, at=NOON, subject=imported)
    deliver_all()
    assert [plan.name for plan in plans_of(made)] == ["Lift test: LIFT-1", "Lift test: LIFT-9"]
    assert {plan.site_id for plan in plans_of(whole)} == {world.site.pk, world.other_site.pk}


def test_an_ended_standard_makes_no_new_plans(world):
    made = standard(world)
    standards.end_standard(world.asta.scope, made.uid, expected_version=None, now=NOON)
    Asset.objects.create(community=world.community, site=world.site, number="LIFT-2", name="New", kind="lift")
    assert standards.apply_standards(world.asta.scope, now=NOON) == 0
    with pytest.raises(Refused):
        standards.end_standard(world.asta.scope, made.uid, expected_version=None, now=NOON)
    with pytest.raises(StandardPlan.DoesNotExist):
        standards.end_standard(world.carla.scope, made.uid, expected_version=None, now=NOON)


def told():
    with everywhere(reason="a test reads what was told"):
        return sorted(Notice.objects.values_list("kind", "receiver__given_name"))


def test_whoever_plans_is_told_once_of_what_the_law_demands(world, plan, passes):
    plan(monthly(statutory=True, document="Report", after_days=0))
    with everywhere(reason="the job tells everybody"):
        notices.tell_day(world.community.pk, now=NOON)
        assert told() == [("ppm.due", "Asta")]  # seven days ahead
        notices.tell_day(world.community.pk, now=NOON)
        assert told() == [("ppm.due", "Asta")]
    passes()
    passes(8)
    with everywhere(reason="the job tells everybody"):
        notices.tell_day(world.community.pk, now=NOON + timedelta(days=8))
    assert ("ppm.overdue", "Dan") in told()
    assert ("ppm.overdue", "Asta") in told()


def test_what_the_law_does_not_demand_is_one_line_a_day(world, plan):
    plan()
    plan(name="Another")
    with everywhere(reason="the job tells everybody"):
        notices.tell_day(world.community.pk, now=NOON)
    assert told() == [("ppm.day", "Asta")]


def test_a_missing_certificate_is_told_the_day_after(world, plan, passes, occurrences, does):
    made = plan(monthly(statutory=True, document="Report"))
    passes()
    does(occurrences(made)[0], days=3)
    with everywhere(reason="the job tells everybody"):
        notices.tell_day(world.community.pk, now=NOON + timedelta(days=4))
    assert ("ppm.certificate_missing", "Asta") in told()


def test_a_link_is_kept_as_a_hash_and_ended_by_its_maker(world, plan):
    made, token = feeding.make_feed(world.asta.scope, name="My calendar", now=NOON, plan_uid=plan().uid)
    assert token not in (made.digest, made.name)
    with pytest.raises(CalendarFeed.DoesNotExist):
        feeding.end_feed(world.bo.scope, made.uid, now=NOON)
    assert feeding.end_feed(world.asta.scope, made.uid, now=NOON).ended_at == NOON
    with pytest.raises(Invalid):
        feeding.make_feed(world.asta.scope, name=" ", now=NOON)
    with pytest.raises(NotAllowed):
        feeding.make_feed(world.someone("USR").scope, name="x", now=NOON)


def test_years_ahead_are_computed_from_the_plans(world, plan):
    plan(monthly(hours=Decimal("1.5"), cost_minor=100))
    found = forecast(world.asta.scope, date(2025, 5, 1), 36, now=NOON)
    assert len(found) == 36
    assert sum(one.count for one in found) == 36
    assert {one.hours for one in found} == {Decimal("1.5")}
