"""A day planned, accepted whole or in part, and taken back."""

from typing import Any

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.jobs.public import drain
from samdrift.operations.dispatch.commands import proposing
from samdrift.operations.dispatch.commands.accepting import accept_proposal, undo_proposal
from samdrift.operations.dispatch.commands.proposing import ask_for_plan, dismiss_proposal, propose
from samdrift.operations.dispatch.models import DayProposal, ProposedStop
from samdrift.operations.dispatch.rules.checking import Fault
from samdrift.operations.dispatch.rules.solving import Effort, plan_of
from samdrift.operations.dispatch.tests.conftest import TOMORROW, Field
from samdrift.operations.work.models import WorkOrder
from samdrift.registers.parties.models import RoleAssignment
from tests.world import NOON


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few rounds are enough for a handful of orders."""
    monkeypatch.setattr(proposing, "plan_of", lambda day, effort: plan_of(day, Effort(2, 50, effort.seed)))


def planned(field: Field) -> DayProposal:
    made = ask_for_plan(field.planner.scope, field.world.team, TOMORROW, now=NOON, seconds=1)
    return propose(field.planner.scope, made, now=NOON)


def stops(field: Field, proposal: DayProposal, **of: Any) -> list[ProposedStop]:
    rows = ProposedStop.objects.within(field.planner.scope).filter(proposal=proposal, **of)
    return list(rows.order_by("person", "position", "pk"))


def test_everything_is_proposed_to_those_who_may_with_what_it_gains(field: Field) -> None:
    cell, *_more = field.behind_doors(), *field.orders(5)
    proposal = planned(field)
    assert (proposal.state, proposal.stands["unserved"], proposal.gives["unserved"]) == ("proposed", 6, 0)
    assert len(stops(field, proposal)) == 6
    cleared = {field.tea.person.pk, field.planner.person.pk}
    assert {stop.person_id for stop in stops(field, proposal) if stop.work_order_id == cell.pk} <= cleared
    assert all(order.assignee_id is None for order in WorkOrder.objects.within(field.planner.scope))


def test_what_nobody_can_do_is_left_with_the_reason(field: Field) -> None:
    (order,) = field.orders(1, skills=("boiler",))
    proposal = planned(field)
    (stop,) = stops(field, proposal)
    assert (stop.work_order_id, stop.person_id, stop.reason) == (order.pk, None, "skill")


def test_accepted_orders_get_their_person_and_time_and_undoing_gives_back_what_was(field: Field) -> None:
    orders = field.orders(4)
    proposal = planned(field)
    given = accept_proposal(field.planner.scope, proposal, expected_version=proposal.version, now=NOON)
    assert given == (4, 0)
    for stop in stops(field, proposal):
        order = field.of(next(one for one in orders if one.pk == stop.work_order_id))
        assert (order.assignee_id, order.planned_from, order.planned_to) == (
            stop.person_id,
            stop.begins_at,
            stop.ends_at,
        )
    proposal.refresh_from_db()
    assert undo_proposal(field.planner.scope, proposal, expected_version=proposal.version, now=NOON) == (4, 0)
    assert {(field.of(order).assignee_id, field.of(order).planned_from) for order in orders} == {(None, None)}
    proposal.refresh_from_db()
    assert proposal.state == "undone"


def test_person_by_person(field: Field) -> None:
    field.orders(12)
    proposal = planned(field)
    first, *others = sorted({stop.person_id or 0 for stop in stops(field, proposal)} - {0})
    assert others
    mine = len(stops(field, proposal, person=first))
    assert accept_proposal(field.planner.scope, proposal, expected_version=None, now=NOON, person_ids=[first]) == (
        mine,
        0,
    )
    with pytest.raises(Refused):
        accept_proposal(field.planner.scope, proposal, expected_version=None, now=NOON, person_ids=[first])
    rest = accept_proposal(field.planner.scope, proposal, expected_version=None, now=NOON)
    assert mine + rest[0] == len([stop for stop in stops(field, proposal) if stop.person_id])


def test_what_somebody_changed_meanwhile_is_left_as_it_is(field: Field) -> None:
    first, _second = field.orders(2)
    proposal = planned(field)
    changed = field.of(first)
    changed.priority = 2
    changed.save_changes("priority")
    assert accept_proposal(field.planner.scope, proposal, expected_version=None, now=NOON) == (1, 1)
    assert field.of(first).assignee_id is None


def test_a_clearance_that_ran_out_since_is_seen_at_accepting(field: Field) -> None:
    cell = field.behind_doors()
    proposal = planned(field)
    roles = RoleAssignment.objects.within(field.world.dan.scope).filter(
        employment__in=[field.tea.employment, field.planner.employment]
    )
    scope = field.planner.scope
    roles.update(valid_to=NOON.date())
    assert accept_proposal(scope, proposal, expected_version=None, now=NOON) == (0, 1)
    with pytest.raises(WorkOrder.DoesNotExist):
        WorkOrder.objects.within(scope).get(pk=cell.pk, assignee__isnull=False)


def test_what_has_gone_on_is_left_when_undoing(field: Field) -> None:
    orders = field.orders(2)
    proposal = planned(field)
    accept_proposal(field.planner.scope, proposal, expected_version=None, now=NOON)
    started = field.of(orders[0])
    started.state = "started"
    started.save_changes("state")
    assert undo_proposal(field.planner.scope, proposal, expected_version=None, now=NOON) == (1, 1)
    assert field.of(orders[0]).assignee_id is not None


def test_a_plan_with_a_fault_is_never_kept(field: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    field.orders(2)
    monkeypatch.setattr(proposing, "faults", lambda _day, _plan: [Fault("too_late")])
    proposal = planned(field)
    assert (proposal.state, proposal.failure, stops(field, proposal)) == ("failed", "faulty", [])


def test_a_day_without_work_says_so(field: Field) -> None:
    assert planned(field).failure == "nothing_to_plan"


def test_the_job_plans_as_whoever_asked(field: Field, django_capture_on_commit_callbacks: Any) -> None:
    field.orders(2)
    made = ask_for_plan(field.planner.scope, field.world.team, TOMORROW, now=NOON, seconds=1)
    assert ask_for_plan(field.planner.scope, field.world.team, TOMORROW, now=NOON).pk == made.pk
    drain()
    made.refresh_from_db()
    assert made.state == "proposed"
    assert propose(field.planner.scope, made, now=NOON).version == made.version


def test_only_who_plans_asks_and_decides_and_only_once(field: Field) -> None:
    field.orders(1)
    scope, team = field.planner.scope, field.world.team
    with pytest.raises(NotAllowed):
        ask_for_plan(field.tea.scope, team, TOMORROW, now=NOON)
    with pytest.raises(Invalid):
        ask_for_plan(scope, team, TOMORROW, now=NOON, seconds=600)
    proposal = planned(field)
    with pytest.raises(NotAllowed):
        accept_proposal(field.tea.scope, proposal, expected_version=None, now=NOON)
    with pytest.raises(Stale):
        accept_proposal(scope, proposal, expected_version=99, now=NOON)
    dismiss_proposal(scope, proposal, expected_version=proposal.version, now=NOON)
    with pytest.raises(Refused):
        accept_proposal(scope, proposal, expected_version=None, now=NOON)


def test_what_is_under_way_stays_with_whoever_is_at_it(field: Field) -> None:
    orders = field.orders(3)
    rows = WorkOrder.objects.within(field.planner.scope).filter(pk=orders[0].pk)
    rows.update(state="started", assignee=field.ulf.person, planned_from=NOON)
    made = ask_for_plan(field.planner.scope, field.world.team, NOON.date(), now=NOON, seconds=1)
    proposal = propose(field.planner.scope, made, now=NOON)
    (stop,) = stops(field, proposal, work_order=orders[0])
    assert (stop.person_id, stop.position, stop.fixed) == (field.ulf.person.pk, 0, True)
    assert all(stop.begins_at >= NOON for stop in stops(field, proposal) if stop.begins_at)
