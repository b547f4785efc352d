"""Approvals of requests: who decides, never on the own, and what it does to the request."""

from datetime import timedelta

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.operations.approvals import public as approvals
from samdrift.operations.approvals import rules
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import ServiceRequest
from samdrift.registers.contracts.models import SlaPolicy
from samdrift.registers.contracts.public import PauseTerms
from samdrift.registers.contracts.rules import pause_terms_as_written
from tests.world import NOON

LATER = NOON + timedelta(hours=3)


@pytest.fixture
def holder(world):
    return world.someone("BUD", name="Bente")


@pytest.fixture
def asked(world):
    """Makes a request that needs the budget holder's yes."""
    world.fault.approval = "budget"
    world.fault.save()
    officer = world.someone("USR", name="Olga")

    def make(actor=officer, **values):
        ask = requests.Ask(
            request_type="mnt.fault", channel="web", site_id=world.site.pk, requester_id=actor.person.pk, **values
        )
        return requests.submit_request(actor.scope, ask, received_at=NOON, now=NOON).service_request

    return make


def step(actor):
    return approvals.waiting_for_me(actor.scope).get()


def test_a_yes_lets_the_request_go_on(world, holder, asked):
    row = asked()
    assert row.state == "awaiting_approval"
    approvals.give_approval(holder.scope, step(holder).uid, expected_version=1, now=LATER)
    row = ServiceRequest.objects.within(world.asta.scope).get(pk=row.pk)
    assert row.state == "submitted_approved"
    assert requests.triage(world.asta.scope, row.uid, expected_version=None, now=LATER).state == "triaged"


def test_the_clocks_stand_where_the_contract_asks_what_proves_it(world, holder, clocks_stand, asked):
    demanded = pause_terms_as_written({"customer_approval": PauseTerms(evidence="approval")})
    SlaPolicy.objects.within(world.dan.scope).update(pause_terms=demanded)
    row = asked()
    assert row.paused
    approvals.give_approval(holder.scope, step(holder).uid, expected_version=1, now=LATER)
    assert not ServiceRequest.objects.within(world.asta.scope).get(pk=row.pk).paused


def test_a_no_ends_it_with_a_reason(world, holder, asked):
    row = asked()
    with pytest.raises(Invalid):
        approvals.refuse_approval(holder.scope, step(holder).uid, expected_version=1, reason=" ", now=LATER)
    approvals.refuse_approval(holder.scope, step(holder).uid, expected_version=1, reason="Too dear", now=LATER)
    row = ServiceRequest.objects.within(world.asta.scope).get(pk=row.pk)
    assert (row.state, row.is_open) == ("rejected", False)
    assert not promises.promises_of(world.asta.scope, row.uid)


def test_nothing_is_done_before_the_yes(world, asked):
    with pytest.raises(Refused, match="approval"):
        requests.assign_request(world.asta.scope, asked().uid, expected_version=None, team_id=world.team.pk, now=LATER)


def test_nobody_decides_on_the_own_request_whatever_the_roles(world, asked):
    both = world.someone("USR", "BUD")
    row = asked(actor=both)
    assert not approvals.waiting_for_me(both.scope).exists()
    uid = approvals.approvals_of(both.scope, row.uid).get().uid
    with pytest.raises(NotAllowed, match="yourself"):
        approvals.give_approval(both.scope, uid, expected_version=1, now=LATER)


def test_a_decision_is_made_once(world, holder, asked):
    asked()
    uid = step(holder).uid
    approvals.give_approval(holder.scope, uid, expected_version=1, now=LATER)
    with pytest.raises(Refused, match="already decided"):
        approvals.give_approval(holder.scope, uid, expected_version=1, now=LATER)


def test_looking_is_not_deciding(world, holder, asked):
    row = asked()
    uid = approvals.approvals_of(world.dan.scope, row.uid).get().uid
    with pytest.raises(NotAllowed):
        approvals.give_approval(world.dan.scope, uid, expected_version=1, now=LATER)
    with pytest.raises(approvals.Approval.DoesNotExist):
        approvals.give_approval(world.carla.scope, uid, expected_version=1, now=LATER)


def test_another_units_budget_is_somebody_elses(world, asked):
    asked()
    south = world.someone("BUD", reach_kind="unit", reach_to=[world.south.pk])
    assert not approvals.waiting_for_me(south.scope).exists()


def test_the_question_falls_away_with_the_request(world, holder, asked):
    row = asked()
    requests.cancel(world.dan.scope, row.uid, expected_version=None, now=LATER)
    assert not approvals.waiting_for_me(holder.scope).exists()
    assert approvals.approvals_of(holder.scope, row.uid).get().state == "withdrawn"


@pytest.mark.parametrize(
    ("rule", "above", "amount", "kinds"),
    [
        ("none", None, 10, ()),
        ("budget", None, None, ("budget",)),
        ("budget", 1000, 1000, ()),
        ("budget", 1000, 1001, ("budget",)),
        ("budget", 1000, None, ("budget",)),
        ("security", None, None, ("security",)),
        ("clinical", None, 10, ("clinical",)),
    ],
)
def test_whether_somebody_must_say_yes_follows_type_and_amount(rule, above, amount, kinds):
    assert rules.steps_needed(rules.of_type(rule, above), amount) == kinds
