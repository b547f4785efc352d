"""Doing planned work: in time or late, in part, with or without its certificate, or waived."""

from datetime import date, timedelta

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.scope import everywhere
from samdrift.operations.planning.commands import doing
from samdrift.operations.planning.models import PlanOccurrence
from samdrift.operations.planning.queries.measuring import completion, statutory_now, stopped_count
from samdrift.operations.planning.tests.conftest import TODAY, monthly
from samdrift.registers.estate.models import Asset
from tests.world import NOON

pytestmark = pytest.mark.django_db
LEGAL = {"statutory": True, "document": "Lift report", "stops_asset": True}


@pytest.fixture
def detectors(world):
    """Four smoke detectors on the site."""
    return [
        Asset.objects.create(
            community=world.community, site=world.site, number=f"RD-{n}", name="Detector", kind="fire_alarm"
        )
        for n in range(1, 5)
    ]


def test_the_end_of_its_order_ends_an_occurrence_in_time(plan, passes, occurrences, does):
    made = plan()
    passes()
    does(occurrences(made)[0], days=3)
    row = occurrences(made)[0]
    assert (row.state, row.counted_on) == ("done_on_time", TODAY + timedelta(days=3))


def test_statutory_work_without_its_certificate_is_not_done(world, plan, passes, occurrences, does, files):
    made = plan(monthly(**LEGAL))
    passes()
    does(occurrences(made)[0], days=3)
    row = occurrences(made)[0]
    assert (row.state, row.work_done_on) == ("issued", TODAY + timedelta(days=3))
    assert statutory_now(world.asta.scope, TODAY).uncertified == [row]
    files.certificate(row, issued_on=TODAY + timedelta(days=4), now=NOON + timedelta(days=5))
    row = occurrences(made)[0]
    assert (row.state, row.counted_on) == ("done_on_time", TODAY + timedelta(days=4))


def test_a_certificate_first_and_the_work_afterwards_is_done_as_well(plan, passes, occurrences, does, files):
    made = plan(monthly(**LEGAL))
    passes()
    files.certificate(occurrences(made)[0])
    does(occurrences(made)[0], days=20)
    assert occurrences(made)[0].state == "done_late"


def test_certificates_are_filed_by_those_who_may_and_make_sense(world, plan, passes, occurrences, files):
    made = plan(monthly(**LEGAL))
    with pytest.raises(Refused):
        files.certificate(occurrences(made)[5])
    passes()
    row = occurrences(made)[0]
    with pytest.raises(NotAllowed):
        files.certificate(row, actor=world.bo)
    with pytest.raises(PlanOccurrence.DoesNotExist):
        files.certificate(row, actor=world.carla)
    for values, field in (
        ({"issuer": " "}, "issuer"), ({"issued_on": TODAY + timedelta(days=1)}, "issued_on"),
        ({"valid_to": TODAY - timedelta(days=1)}, "valid_to"), ({"document": ""}, "document"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as wrong:
            files.certificate(row, **values)
        assert field in wrong.value.fields


def test_what_was_done_in_part_carries_the_rest_forward(world, plan, detectors, passes, occurrences, does):
    made = plan(site_id=world.site.pk, asset_kind="fire_alarm")
    passes()
    row = occurrences(made)[0]
    assert [item["text"] for item in row.items] == [f"RD-{n} Detector" for n in range(1, 5)]
    keys = [item["key"] for item in row.items[:3]]
    doing.tick_items(world.asta.scope, row.uid, keys, expected_version=None, now=NOON)
    does(row, days=2)
    first, rest = occurrences(made)[:2]
    assert (first.state, len(first.items)) == ("done_on_time", 3)
    assert (rest.key, rest.state, [item["text"] for item in rest.items]) == (
        "2025-05-12~1",
        "issued",
        ["RD-4 Detector"],
    )
    assert (rest.due_on, rest.window_to, rest.carried_from_id) == (first.due_on, first.window_to, first.pk)
    does(rest, days=20)
    assert occurrences(made)[1].state == "done_late"


def test_nothing_ticked_means_all_was_done(world, plan, detectors, passes, occurrences, does):
    made = plan(site_id=world.site.pk, asset_kind="fire_alarm")
    passes()
    does(occurrences(made)[0], days=2)
    row = occurrences(made)[0]
    assert (row.state, {item["done_on"] for item in row.items}) == ("done_on_time", {"2025-05-07"})


def test_an_overdue_test_of_many_stops_those_that_were_not_tested(world, plan, detectors, passes, occurrences):
    made = plan(monthly(**LEGAL, after_days=0), site_id=world.site.pk, asset_kind="fire_alarm")
    passes()
    row = occurrences(made)[0]
    doing.tick_items(
        world.asta.scope, row.uid, [item["key"] for item in row.items[:3]], expected_version=None, now=NOON
    )
    passes(8)
    with everywhere(reason="a test looks at things"):
        out = Asset.objects.filter(state="out_of_service").values_list("number", flat=True)
        assert list(out) == ["RD-4"]
    assert stopped_count(world.asta.scope) == 1


def test_waiving_is_the_contract_offices_and_needs_a_reason(world, plan, occurrences):
    row = occurrences(plan())[0]
    with pytest.raises(NotAllowed):
        doing.waive_occurrence(world.asta.scope, row.uid, reason="No", expected_version=None, now=NOON)
    with pytest.raises(Invalid):
        doing.waive_occurrence(world.dan.scope, row.uid, reason=" ", expected_version=None, now=NOON)
    waived = doing.waive_occurrence(world.dan.scope, row.uid, reason="Rebuilt", expected_version=None, now=NOON)
    assert (waived.state, waived.reason) == ("waived", "Rebuilt")
    with pytest.raises(Refused):
        doing.waive_occurrence(world.dan.scope, row.uid, reason="Again", expected_version=None, now=NOON)


def test_statutory_work_is_not_waived_by_anybody(world, plan, occurrences):
    row = occurrences(plan(monthly(**LEGAL)))[0]
    with pytest.raises(Refused):
        doing.waive_occurrence(world.dan.scope, row.uid, reason="Closed", expected_version=None, now=NOON)


def test_a_forecast_is_not_waived_yet(world, plan, occurrences):
    with pytest.raises(Refused):
        doing.waive_occurrence(
            world.dan.scope, occurrences(plan())[-1].uid, reason="x", expected_version=None, now=NOON
        )


def test_completion_counts_what_was_due_and_leaves_the_waived_out(world, plan, passes, occurrences, does):
    made = plan(monthly(rule="FREQ=WEEKLY"))
    passes()
    rows = occurrences(made)
    doing.waive_occurrence(world.dan.scope, rows[2].uid, reason="Rebuilt", expected_version=None, now=NOON)
    does(rows[0], days=3)
    passes(30)
    measured = completion(world.asta.scope, date(2025, 5, 12), date(2025, 5, 26))
    assert (measured.due, measured.on_time, measured.missed, measured.waived) == (3, 1, 1, 1)
    assert completion(world.asta.scope, date(2025, 5, 1), date(2025, 5, 31), statutory=True).share is None


def test_ticking_is_for_what_is_at_work(world, plan, passes, occurrences):
    made = plan(monthly(tasks=("Oil", "Test")))
    with pytest.raises(Refused):
        doing.tick_items(world.asta.scope, occurrences(made)[0].uid, ["1"], expected_version=None, now=NOON)
    passes()
    row = occurrences(made)[0]
    with pytest.raises(Invalid):
        doing.tick_items(world.asta.scope, row.uid, ["9"], expected_version=None, now=NOON)
    with pytest.raises(NotAllowed):
        doing.tick_items(world.bo.scope, row.uid, ["1"], expected_version=None, now=NOON)
