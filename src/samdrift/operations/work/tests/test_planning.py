"""Orders nobody asked for: made once, with all they inherit, ready when their time has come."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.operations.work import rules
from samdrift.operations.work.commands import planning, readying
from samdrift.operations.work.commands.planning import PlannedWork
from samdrift.operations.work.models import WorkOrder
from tests.world import NOON, World


@pytest.fixture
def wanted(world: World) -> PlannedWork:
    return PlannedWork(
        contract_id=world.contract.pk, line_code="MNT", title="Grease the lift", asset_id=world.lift.pk,
        planned_from=NOON + timedelta(days=7), planned_to=NOON + timedelta(days=14), evidence=("photo",),
        skills=("lift",), source_kind="planning.occurrence", source_uid=uuid4(), estimated_minutes=45,
    )  # fmt: skip


def test_a_planned_order_inherits_all_it_is_told(world: World, wanted: PlannedWork) -> None:
    order = planning.plan_order(world.asta.scope, wanted, now=NOON)
    assert (order.state, order.kind, order.number) == ("ready", "planned", "NPS-2025-W0000001")
    assert (order.site_id, order.space_id, order.unit_id) == (world.site.pk, world.washroom.pk, world.north.pk)
    assert (order.evidence, order.skills, order.due_at) == (["photo"], ["lift"], wanted.planned_to)
    order.refresh_from_db()
    assert order.service_request_id is None


def test_the_same_source_gives_the_same_order(world: World, wanted: PlannedWork) -> None:
    first = planning.plan_order(world.asta.scope, wanted, now=NOON)
    again = planning.make_orders(
        world.asta.scope, [wanted, replace(wanted, title="Other", source_uid=uuid4())], now=NOON
    )
    assert again[0].pk == first.pk
    assert again[1].pk != first.pk
    twice = replace(wanted, source_uid=uuid4())
    one, other = planning.make_orders(world.asta.scope, [twice, twice], now=NOON)
    assert one.pk == other.pk


def test_many_orders_cost_as_many_statements_as_one(
    world: World, wanted: PlannedWork, django_assert_max_num_queries: Any
) -> None:
    scope = world.asta.scope
    planning.make_orders(scope, [replace(wanted, source_uid=uuid4())], now=NOON)  # terms are read once and remembered
    counts = []
    for many in (1, 30):
        batch = [replace(wanted, source_uid=uuid4()) for _ in range(many)]
        with django_assert_max_num_queries(25) as seen:
            planning.make_orders(scope, batch, now=NOON)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_statutory_work_always_demands_its_certificate(world: World, wanted: PlannedWork) -> None:
    order = planning.plan_order(world.asta.scope, replace(wanted, kind="statutory"), now=NOON)
    assert order.evidence == ["photo", "certificate"]


def test_only_who_plans_makes_orders(world: World, wanted: PlannedWork) -> None:
    for actor in (world.bo, world.someone("SVC-E")):
        with pytest.raises(NotAllowed):
            planning.plan_order(actor.scope, wanted, now=NOON)
    with pytest.raises(Invalid):
        planning.plan_order(world.carla.scope, wanted, now=NOON)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "), ("kind", "odd"), ("priority", 9), ("evidence", ("song",)), ("checklist", "none"),
        ("estimated_minutes", 0), ("team_id", 0), ("planned_to", NOON), ("contract_id", 0),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_by_name(world: World, wanted: PlannedWork, field: str, value: Any) -> None:
    with pytest.raises(Invalid) as wrong:
        planning.plan_order(world.asta.scope, replace(wanted, **{field: value}), now=NOON)
    assert list(wrong.value.fields) == [field.removesuffix("_id")]


def test_no_order_at_a_site_before_it_opens_except_to_open_it(world: World, wanted: PlannedWork) -> None:
    world.site.state = "onboarding"
    world.site.save(update_fields=["state"])
    with pytest.raises(Refused):
        planning.plan_order(world.asta.scope, wanted, now=NOON)
    assert planning.plan_order(world.asta.scope, replace(wanted, kind="mobilisation"), now=NOON).state == "ready"


def test_work_in_a_restricted_zone_is_seen_by_whoever_is_cleared(world: World, wanted: PlannedWork) -> None:
    cell = replace(wanted, asset_id=None, space_id=world.cell.pk)
    with pytest.raises(NotAllowed):
        planning.plan_order(world.asta.scope, cell, now=NOON)
    (order,) = planning.make_orders(world.asta.scope, [cell], now=NOON)
    assert order.data_class == "D8"
    assert not WorkOrder.objects.within(world.asta.scope).filter(pk=order.pk).exists()
    assert not order.number.endswith("0000001")


def test_planned_work_becomes_ready_at_its_lead_time_and_goes_to_its_team(world: World, wanted: PlannedWork) -> None:
    lead = NOON + timedelta(days=2)
    order = planning.plan_order(
        world.asta.scope, replace(wanted, ready_at=lead, team_id=world.team.pk, awaits_material=True), now=NOON
    )
    assert order.state == "planned"
    system = readying.system_scope(world.community.pk)
    assert readying.due_to_be_ready(lead) == []
    readying.let_material_arrive(world.asta.scope, order.uid, expected_version=None, now=NOON)
    assert readying.due_to_be_ready(NOON) == []
    assert readying.make_ready(system, order.uid, now=NOON) == "planned"
    assert readying.due_to_be_ready(lead) == [(world.community.pk, order.uid)]
    assert readying.make_ready(system, order.uid, now=lead) == "dispatched"
    assert readying.make_ready(system, order.uid, now=lead) == "dispatched"
    with everywhere(reason="a test looks"):
        told = EventRecord.objects.filter(subject_uid=order.uid).order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["work.order_created", "work.order_moved", "work.order_moved", "work.order_dispatched"]


def test_an_order_begins_where_time_and_material_say() -> None:
    later = NOON + timedelta(days=1)
    said = {"ready_at": None, "awaits_material": False, "given": False, "now": NOON}
    assert rules.first_state(**said) == "ready"
    assert rules.first_state(**{**said, "given": True}) == "dispatched"
    assert rules.first_state(**{**said, "given": True, "ready_at": later}) == "planned"
    assert rules.first_state(**{**said, "awaits_material": True}) == "planned"
