"""Who is asked: the nearest above who may decide on the amount; and who never may, whatever their roles."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.errors import NotAllowed, Refused
from samdrift.operations.approvals import commands, rules
from samdrift.operations.approvals import public as approvals
from samdrift.operations.approvals.models import Approval
from samdrift.operations.approvals.queries import asked_for
from samdrift.operations.requests.commands.triage import confirm_type
from samdrift.operations.requests.models import ServiceRequest
from samdrift.registers.catalogue.models import RequestType
from samdrift.registers.parties import public as parties
from samdrift.registers.parties.commands import end_role, move_unit
from samdrift.registers.parties.models import Employment, RoleAssignment
from tests.world import NOON, Actor, words

TODAY = NOON.date()


def steps(world, row):
    return list(Approval.objects.within(commands.system_scope(world.community.pk)).filter(subject_uid=row.uid))


def asked_people(world, row):
    return asked_for(steps(world, row)[-1])


def limit(world, amount, **whose):
    return approvals.set_limit(world.dan.scope, amount_minor=amount, valid_from=date(2025, 1, 1), now=NOON, **whose)


def test_the_budget_holder_of_the_unit_is_asked_before_anybody_above(world, publish, ask, at_level):
    publish(("budget", None))
    near, above = at_level(world.north), at_level(world.authority)
    row = ask()
    assert asked_people(world, row) == [near.person.pk]
    assert approvals.waiting_for_me(near.scope).count() == 1
    assert not approvals.waiting_for_me(above.scope).exists()


def test_a_vacant_unit_is_decided_by_the_nearest_above(world, publish, ask, at_level):
    publish(("budget", None))
    above = at_level(world.authority)
    at_level(world.south)
    assert asked_people(world, ask()) == [above.person.pk]


def test_where_nobody_holds_the_budget_the_contract_office_decides(world, publish, ask):
    publish(("budget", None))
    row = ask()
    assert asked_people(world, row) == [world.dan.person.pk]
    step = approvals.waiting_for_me(world.dan.scope).get()
    assert step.level == rules.FALLBACK_LEVEL
    approvals.give_approval(world.dan.scope, step.uid, expected_version=1, now=NOON)
    assert ServiceRequest.objects.within(world.asta.scope).get(pk=row.pk).state == "submitted_approved"


def test_the_contract_office_decides_nothing_a_budget_holder_may(world, publish, ask, at_level):
    publish(("budget", None))
    at_level(None)
    step = steps(world, ask())[0]
    with pytest.raises(NotAllowed):
        approvals.give_approval(world.dan.scope, step.uid, expected_version=1, now=NOON)


@pytest.mark.parametrize(("amount", "who"), [(500_000, "near"), (500_001, "above"), (None, "near")])
def test_exactly_the_limit_is_still_ones_own_to_decide(world, publish, ask, at_level, amount, who):
    publish(("budget", None))
    people = {"near": at_level(world.north), "above": at_level(world.authority)}
    limit(world, 500_000, person_id=people["near"].person.pk)
    row = ask(price_estimate_minor=amount)
    assert asked_people(world, row) == [people[who].person.pk]
    step = steps(world, row)[0]
    if who == "above":
        with pytest.raises(NotAllowed, match="more than you may"):
            approvals.give_approval(people["near"].scope, step.uid, expected_version=1, now=NOON)
    assert approvals.give_approval(people[who].scope, step.uid, expected_version=1, now=NOON).state == "approved"


def test_a_persons_limit_speaks_before_the_roles_and_only_on_its_days(world, publish, ask, at_level):
    publish(("budget", None))
    near, above = at_level(world.north), at_level(world.authority)
    limit(world, 100, role="BUD")
    limit(world, 1_000, person_id=near.person.pk)
    limit(world, 10_000, person_id=above.person.pk)
    assert asked_people(world, ask(price_estimate_minor=1_000)) == [near.person.pk]
    approvals.set_limit(
        world.dan.scope, amount_minor=500, valid_from=TODAY + timedelta(days=1), now=NOON, person_id=near.person.pk
    )
    assert asked_people(world, ask(price_estimate_minor=1_000)) == [near.person.pk]
    tomorrow = NOON + timedelta(days=1)
    assert asked_people(world, ask(price_estimate_minor=1_000, at=tomorrow)) == [above.person.pk]


def test_nobody_sets_their_own_limit(world):
    with pytest.raises(Refused):
        limit(world, 100, person_id=world.dan.person.pk)
    with pytest.raises(NotAllowed):
        approvals.set_limit(world.bo.scope, amount_minor=1, valid_from=TODAY, now=NOON, role="BUD")


def test_whoever_asks_is_never_asked_for_the_yes(world, publish, ask, at_level):
    publish(("budget", None))
    holder, above = at_level(world.north), at_level(world.authority)
    row = ask(holder)
    assert asked_people(world, row) == [above.person.pk]
    with pytest.raises(NotAllowed, match="yourself"):
        approvals.give_approval(holder.scope, steps(world, row)[0].uid, expected_version=1, now=NOON)


def test_one_person_with_two_employments_is_still_who_asked(world, publish, ask):
    publish(("budget", None))
    asker = world.someone("USR", name="Olga")
    row = ask(asker)
    second = Employment.objects.create(
        community=world.community, person=asker.person, organisation=world.customer, unit=world.authority,
        starts_on=TODAY,
    )  # fmt: skip
    RoleAssignment.objects.create(community=world.community, employment=second, role="BUD", valid_from=TODAY)
    asker.person.grants_version += 1
    asker.person.save(update_fields=["grants_version"])
    as_chief = Actor(asker.person, second)
    assert as_chief.scope.may("approvals.decide_budget")
    with pytest.raises(NotAllowed, match="yourself"):
        approvals.give_approval(as_chief.scope, steps(world, row)[0].uid, expected_version=1, now=NOON)


def test_whoever_typed_it_in_for_somebody_asked_for_it_too(world, publish, ask):
    publish(("budget", None))
    secretary = world.someone("REQ-P", "BUD", name="Signe")
    officer = world.someone("USR")
    row = ask(secretary, requester_id=officer.person.pk)
    assert secretary.person.pk not in asked_people(world, row)
    with pytest.raises(NotAllowed, match="yourself"):
        approvals.give_approval(secretary.scope, steps(world, row)[0].uid, expected_version=1, now=NOON)


def test_two_steps_need_two_people(world, publish, ask):
    publish(("budget", None), ("security", None))
    both = world.someone("BUD", "SEC-OFF", name="Begge")
    officer = world.someone("SEC-OFF", name="Sikker")
    row = ask()
    first = steps(world, row)[0]
    approvals.give_approval(both.scope, first.uid, expected_version=1, now=NOON)
    assert ServiceRequest.objects.within(world.dan.scope).get(pk=row.pk).state == "awaiting_approval"
    second = approvals.waiting_for_me(officer.scope).get()
    assert (second.step, second.kind) == (2, "security")
    assert not approvals.waiting_for_me(both.scope).exists()
    with pytest.raises(NotAllowed, match="earlier step"):
        approvals.give_approval(both.scope, second.uid, expected_version=1, now=NOON)
    approvals.give_approval(officer.scope, second.uid, expected_version=1, now=NOON)
    assert ServiceRequest.objects.within(world.dan.scope).get(pk=row.pk).state == "submitted_approved"


def test_two_approvers_at_once_decide_once(world, publish, ask, at_level):
    publish(("budget", None))
    one, other = at_level(world.north), at_level(world.north)
    row = ask()
    assert set(asked_people(world, row)) == {one.person.pk, other.person.pk}
    step = steps(world, row)[0]
    approvals.give_approval(one.scope, step.uid, expected_version=1, now=NOON)
    with pytest.raises(Refused, match="already decided"):
        approvals.refuse_approval(other.scope, step.uid, expected_version=1, reason="Too dear", now=NOON)
    assert steps(world, row)[0].decided_by_id == one.person.pk


def test_a_deputy_decides_for_somebody_and_the_step_says_so(world, publish, ask, at_level):
    publish(("budget", None))
    holder, deputy = at_level(world.north, name="Bente"), world.someone("USR", name="Dorte")
    row = ask()
    name_deputy(holder, deputy)
    step = approvals.waiting_for_me(deputy.scope).get()
    approvals.give_approval(deputy.scope, step.uid, expected_version=1, now=NOON)
    decided = steps(world, row)[0]
    assert (decided.decided_by_id, decided.decided_for_id) == (deputy.person.pk, holder.person.pk)


def test_a_deputy_whose_days_ended_yesterday_decides_nothing(world, publish, ask, at_level):
    publish(("budget", None))
    holder, deputy = at_level(world.north), world.someone("USR", name="Dorte")
    row = ask()
    name_deputy(holder, deputy, TODAY - timedelta(days=3), TODAY)
    step = steps(world, row)[0]
    tomorrow = parties.scope_for(
        deputy.person.pk, deputy.scope and deputy.person.grants_version, deputy.employment.pk,
        day=TODAY + timedelta(days=1),
    )  # fmt: skip
    assert not approvals.waiting_for_me(tomorrow).exists()
    with pytest.raises((NotAllowed, Approval.DoesNotExist)):
        approvals.give_approval(tomorrow, step.uid, expected_version=1, now=NOON + timedelta(days=1))


def test_a_deputys_day_ends_at_midnight_where_the_community_is(world, publish, ask, at_level):
    holder, deputy = at_level(world.north), world.someone("USR", name="Dorte")
    name_deputy(holder, deputy)
    person = parties.Person.objects.get(pk=deputy.person.pk)
    late = NOON.replace(hour=21, minute=59)  # 23:59 in Copenhagen
    assert parties.scope_at(person, deputy.employment.pk, now=late).may("approvals.decide_budget")
    midnight = late + timedelta(minutes=1)
    assert not parties.scope_at(person, deputy.employment.pk, now=midnight).may("approvals.decide_budget")


def test_neither_who_asked_nor_their_deputy_decides(world, publish, ask, at_level):
    publish(("budget", None))
    holder, deputy = at_level(world.north), world.someone("USR", name="Dorte")
    at_level(world.authority)
    row = ask(holder)
    name_deputy(holder, deputy)
    assert not approvals.waiting_for_me(deputy.scope).exists()
    with pytest.raises(NotAllowed, match="neither of you"):
        approvals.give_approval(deputy.scope, steps(world, row)[0].uid, expected_version=1, now=NOON)


def test_a_deputy_who_asked_does_not_decide_for_anybody(world, publish, ask, at_level):
    publish(("budget", None))
    holder, deputy = at_level(world.north), world.someone("USR", name="Dorte")
    name_deputy(holder, deputy)
    row = ask(deputy)
    assert not approvals.waiting_for_me(deputy.scope).exists()
    with pytest.raises(NotAllowed, match="yourself"):
        approvals.give_approval(deputy.scope, steps(world, row)[0].uid, expected_version=1, now=NOON)


def test_a_deputys_limit_is_whose_they_stand_in_for(world, publish, ask, at_level):
    publish(("budget", None))
    holder, deputy = at_level(world.north), world.someone("USR", name="Dorte")
    at_level(world.authority)
    limit(world, 100, person_id=holder.person.pk)
    name_deputy(holder, deputy)
    dear = steps(world, ask(price_estimate_minor=101))[0]
    with pytest.raises(NotAllowed, match="more than you may"):
        approvals.give_approval(deputy.scope, dear.uid, expected_version=1, now=NOON)
    cheap = steps(world, ask(price_estimate_minor=100))[0]
    assert approvals.give_approval(deputy.scope, cheap.uid, expected_version=1, now=NOON).state == "approved"


def test_when_the_unit_moves_those_above_it_now_are_asked(world, publish, ask, at_level):
    publish(("budget", None))
    old = at_level(world.authority)
    new = at_level(world.south)
    row = ask()
    assert asked_people(world, row) == [old.person.pk]
    move_unit(
        world.dan.scope, world.north.uid, parent_uid=world.south.uid, from_day=TODAY, today=TODAY, now=NOON,
        expected_version=1,
    )  # fmt: skip
    # The authority still stands above; only when its holder goes is the new parent's asked.
    assert commands.ask_again_where_nobody_may(commands.system_scope(world.community.pk), now=NOON) == 0
    assert approvals.waiting_for_me(old.scope).exists()
    role = RoleAssignment.objects.within(world.dan.scope).get(employment=old.employment)
    end_role(world.dan.scope, role.uid, last_day=TODAY - timedelta(days=1), expected_version=1, now=NOON)
    assert commands.ask_again_where_nobody_may(commands.system_scope(world.community.pk), now=NOON) == 1
    assert asked_people(world, row) == [new.person.pk]
    assert commands.ask_again_where_nobody_may(commands.system_scope(world.community.pk), now=NOON) == 0


def test_a_new_budget_holder_finds_what_waited_for_nobody(world, publish, ask):
    publish(("budget", None))
    row = ask()
    assert asked_people(world, row) == [world.dan.person.pk]
    holder = world.someone("BUD")
    assert commands.ask_again_where_nobody_may(commands.system_scope(world.community.pk), now=NOON) == 1
    assert asked_people(world, row) == [holder.person.pk]


def test_the_narrower_rule_speaks_and_only_on_its_days(world, publish, ask):
    publish(("budget", None), code="all", request_type_code="")
    publish(code="faults", valid_from=TODAY + timedelta(days=1))
    assert ask().state == "awaiting_approval"
    assert ask(at=NOON + timedelta(days=1)).state == "submitted"


def test_a_new_version_ends_the_one_before_and_leaves_what_waits(world, publish, ask):
    first = publish(("budget", None))
    row = ask()
    second = publish(valid_from=TODAY + timedelta(days=1))
    first.refresh_from_db(from_queryset=type(first).objects.within(world.dan.scope))
    assert (first.valid_to, second.number) == (TODAY, 2)
    assert steps(world, row)[0].state == "waiting"
    with pytest.raises(Refused):
        publish(valid_from=TODAY)


def test_a_change_of_type_asks_for_what_the_new_one_needs(world, publish, ask):
    RequestType.objects.create(
        community=world.community, service=world.fault.service, line_code="MNT", code="mnt.free", name=words("Free"),
        audience="public",
    )  # fmt: skip
    publish(("budget", None))
    row = ask()
    changed = confirm_type(world.asta.scope, row.uid, expected_version=None, request_type="mnt.free", now=NOON)
    assert changed.state == "submitted_approved"
    assert [step.state for step in steps(world, row)] == ["withdrawn"]
    fresh = ask(request_type="mnt.free")
    assert fresh.state == "submitted"
    confirm_type(world.asta.scope, fresh.uid, expected_version=None, request_type="mnt.fault", now=NOON)
    assert [step.state for step in steps(world, fresh)] == ["waiting"]


def name_deputy(principal, stand_in, first=TODAY, last=TODAY):
    parties.name_deputy(
        principal.scope, principal.employment.uid, stand_in.employment.uid, first_day=first, last_day=last,
        kind="leave", today=TODAY, now=NOON,
    )  # fmt: skip


deciders = st.builds(rules.Decider, st.integers(1, 8), st.integers(0, 4), st.one_of(st.none(), st.integers(0, 100)))


@given(st.lists(deciders, max_size=8), st.one_of(st.none(), st.integers(0, 100)), st.frozensets(st.integers(1, 8)))
def test_those_asked_are_nearest_may_decide_and_did_not_ask(people, amount, never):
    found = rules.asked(people, amount_minor=amount, never=never)
    could = [one for one in people if one.person_id not in never and rules.within(one.limit_minor, amount)]
    assert bool(found) == bool(could)
    for one in found:
        assert one.person_id not in never
        assert rules.within(one.limit_minor, amount)
        assert all(other.level <= one.level for other in could)


@given(st.lists(deciders, max_size=8), st.frozensets(st.integers(1, 8)))
def test_passing_on_goes_up_and_ends(people, never):
    level, rounds = None, 0
    while found := rules.asked(people, amount_minor=None, never=never, below=level):
        assert level is None or found[0].level < level
        level, rounds = found[0].level, rounds + 1
    assert rounds <= 5
