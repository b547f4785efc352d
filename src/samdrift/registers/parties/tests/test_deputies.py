"""Deputies: who may stand in, for which days, and that they act with exactly what was passed on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.registers.parties import public as parties
from samdrift.registers.parties import rules
from samdrift.registers.parties.models import Deputy
from tests.world import NOON

TODAY = NOON.date()
DECIDE = "approvals.decide_budget"


def name(principal, stand_in, first=TODAY, last=TODAY, actor=None):
    return parties.name_deputy(
        (actor or principal).scope, principal.employment.uid, stand_in.employment.uid, first_day=first, last_day=last,
        kind="leave", today=TODAY, now=NOON,
    )  # fmt: skip


def scope_on(actor, day):
    actor.person.refresh_from_db()
    return parties.scope_for(actor.person.pk, actor.person.grants_version, actor.employment.pk, day=day)


@pytest.fixture
def holder(world):
    return world.someone("BUD", name="Bente", reach_kind="unit", reach_to=[world.north.pk])


@pytest.fixture
def deputy(world):
    return world.someone("USR", name="Dorte")


def test_a_deputy_decides_on_the_days_named_and_no_other(world, holder, deputy):
    name(holder, deputy, TODAY, TODAY + timedelta(days=1))
    for days, may in ((-1, False), (0, True), (1, True), (2, False)):
        scope = scope_on(deputy, TODAY + timedelta(days=days))
        assert scope.may(DECIDE) is may, days
        assert scope.stands_in_for == (frozenset({holder.person.pk}) if may else frozenset())
    scope = scope_on(deputy, TODAY)
    assert scope.authorities(DECIDE, unit=world.north.pk) == {holder.person.pk}
    assert not scope.allows(DECIDE, unit=world.south.pk)


def test_nothing_but_what_is_passed_on_goes_to_a_deputy(world, deputy):
    chief = world.someone("CTR-C", "BUD", "SEC-OFF", cleared_for=["D7"])
    name(chief, deputy)
    scope = scope_on(deputy, TODAY)
    assert not scope.may("parties.assign_roles")
    assert not any("D7" in grant.data_classes for grant in scope.grants if grant.for_person)


def test_a_deputys_deputy_never_decides(world, holder, deputy):
    third = world.someone("USR", name="Tage")
    name(holder, deputy)
    name(deputy, third)
    assert not scope_on(third, TODAY).may(DECIDE)
    with pytest.raises(Refused, match="deputy's deputy"):
        name(third, deputy)


def test_two_people_never_stand_in_for_each_other(world, holder):
    other = world.someone("BUD")
    name(holder, other)
    with pytest.raises(Refused, match="away"):
        name(other, holder)
    name(other, holder, TODAY + timedelta(days=1), TODAY + timedelta(days=3))


def test_there_is_one_deputy_at_a_time(world, holder, deputy):
    name(holder, deputy)
    with pytest.raises(Refused, match="already"):
        name(holder, world.someone("USR"))


def test_what_does_not_fit_is_refused_with_a_sentence(world, holder, deputy):
    yesterday = TODAY - timedelta(days=1)
    for stand_in, first, last in (
        (holder, TODAY, TODAY), (deputy, TODAY, yesterday), (deputy, yesterday, yesterday),
        (deputy, TODAY, TODAY + timedelta(days=400)), (world.bo, TODAY, TODAY),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            name(holder, stand_in, first, last)
    with pytest.raises(parties.Employment.DoesNotExist):
        name(holder, world.carla)


def test_nobody_makes_themselves_a_deputy(world, holder, deputy):
    with pytest.raises(NotAllowed):
        name(holder, world.dan, actor=world.dan)
    with pytest.raises(NotAllowed):
        name(holder, world.someone("USR"), actor=deputy)
    assert name(holder, deputy, actor=world.dan)


def test_ending_a_deputy_ends_it_at_once(world, holder, deputy):
    row = name(holder, deputy)
    with pytest.raises(Deputy.DoesNotExist):
        parties.end_deputy(world.someone("USR").scope, row.uid, expected_version=1, now=NOON)
    parties.end_deputy(holder.scope, row.uid, expected_version=1, now=NOON)
    assert not scope_on(deputy, TODAY).may(DECIDE)
    with pytest.raises(Refused):
        parties.end_deputy(holder.scope, row.uid, expected_version=2, now=NOON)


def test_whose_role_ends_leaves_the_deputy_with_nothing(world, holder, deputy):
    name(holder, deputy)
    assert deputy.scope.may(DECIDE)
    role = parties.RoleAssignment.objects.within(world.dan.scope).get(employment=holder.employment)
    from samdrift.registers.parties.commands import end_role

    end_role(world.dan.scope, role.uid, last_day=TODAY - timedelta(days=1), expected_version=1, now=NOON)
    assert not deputy.scope.may(DECIDE)


def test_the_page_finds_names_and_ends(world, holder, deputy, client):
    client.force_login(holder.person)
    text = client.get("/deputies/?text=dor").content.decode()
    assert "Dorte" in text
    sent = {
        "stand_in": str(deputy.employment.uid),
        "first_day": "2999-01-01",
        "last_day": "2999-01-05",
        "kind": "leave",
    }
    assert client.post("/deputies/", sent).status_code == 302
    row = Deputy.objects.within(holder.scope).get()
    assert "Dorte" in client.get("/deputies/").content.decode()
    assert client.post("/deputies/", sent | {"text": "dor"}).status_code == 422
    assert client.post(f"/deputies/{row.uid}/end/", {"version": 1}).status_code == 302


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(0, 9), st.integers(0, 5)), max_size=12))
def test_no_chain_and_no_loop_can_ever_be_named(wishes):
    held = []
    for principal, stand_in, start, length in wishes:
        first = TODAY + timedelta(days=start)
        wish = rules.StandIn(principal, stand_in, (first, first + timedelta(days=length)))
        code = rules.deputy_refusal(
            wish, today=date(2025, 1, 1), same_person=principal == stand_in, same_employer=True, others=held
        )
        if not code:
            held.append(wish)
    for one in held:
        for other in held:
            both = rules.overlap(one.days, other.days)
            assert not (both and one.principal == other.stand_in and one.stand_in == other.principal)
            assert one is other or not (both and one.principal == other.principal)
