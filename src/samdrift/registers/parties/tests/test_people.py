from datetime import date, timedelta
from typing import Any

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.search.public import search_rows
from samdrift.registers.parties import registry
from samdrift.registers.parties.commands import (
    activate_person,
    begin_employment,
    change_person,
    end_employment,
    invite_person,
    restore_person,
    see_off,
    suspend_person,
)
from samdrift.registers.parties.models import Employment, Person, RoleAssignment
from samdrift.registers.parties.queries import names_of, people, shown_name
from tests.world import NOON, START, Actor, World

TODAY = NOON.date()


def invite(actor: Actor, world: World, **more: Any) -> Employment:
    return invite_person(
        actor.scope,
        **{
            "email": "Søren.Ærø@Example.org", "given_name": "Søren", "family_name": "Ærø", "starts_on": TODAY,
            "organisation_uid": world.customer.uid, "unit_uid": world.north.uid, "title": "Betjent", "now": NOON,
        } | more,
    )  # fmt: skip


@pytest.fixture
def keeper(world: World) -> Actor:
    return world.someone("UNIT-ADM", reach_kind="unit", reach_to=[world.authority.pk], name="Keeper")


def test_an_invited_person_waits_to_be_let_in(world: World, keeper: Actor) -> None:
    employment = invite(keeper, world)
    assert employment.person.state == "invited"
    assert employment.person.email == "søren.ærø@example.org"
    assert not employment.person.is_active
    activate_person(keeper.scope, employment.person.uid, now=NOON)
    assert Person.objects.get(pk=employment.person_id).is_active


def test_inviting_is_for_those_who_may_and_only_into_their_units(world: World) -> None:
    with pytest.raises(NotAllowed):
        invite(world.asta, world)
    near = world.someone("UNIT-ADM", reach_kind="unit", reach_to=[world.south.pk])
    with pytest.raises(NotAllowed):
        invite(near, world)
    with pytest.raises(NotAllowed):
        invite(near, world, unit_uid=None)


def test_one_person_is_one_person_however_many_employments(world: World, keeper: Actor) -> None:
    first = invite(keeper, world, starts_on=date(2024, 1, 1))
    end_employment(keeper.scope, first.uid, last_day=date(2025, 4, 30), expected_version=1, now=NOON)
    second = invite_person(
        world.someone("ADMIN").scope, email="søren.ærø@example.org", given_name="Other", family_name="Spelling",
        organisation_uid=world.provider.uid, unit_uid=None, starts_on=date(2025, 5, 1), now=NOON,
    )  # fmt: skip
    assert second.person_id == first.person_id
    assert Person.objects.get(pk=first.person_id).full_name == "Søren Ærø"


def test_two_full_time_employments_with_one_employer_do_not_overlap(world: World, keeper: Actor) -> None:
    employment = invite(keeper, world)
    with pytest.raises(Refused):
        invite(keeper, world, starts_on=TODAY + timedelta(days=30))
    half = begin_employment(
        keeper.scope, employment.person.uid, organisation_uid=world.customer.uid, unit_uid=world.north.uid,
        starts_on=TODAY, now=NOON, full_time_share="0.5",
    )  # fmt: skip
    assert half.person_id == employment.person_id


def test_roles_end_the_day_the_employment_ends(world: World, keeper: Actor) -> None:
    somebody = world.someone("USR", "REQ-P")
    end_employment(keeper.scope, somebody.employment.uid, last_day=TODAY, expected_version=1, now=NOON)
    ends = RoleAssignment.objects.within(world.dan.scope).filter(employment=somebody.employment)
    assert set(ends.values_list("valid_to", flat=True)) == {TODAY}
    with pytest.raises(Stale):
        end_employment(keeper.scope, somebody.employment.uid, last_day=TODAY, expected_version=1, now=NOON)
    with pytest.raises(Refused):
        end_employment(
            keeper.scope, somebody.employment.uid, last_day=START - timedelta(days=1), expected_version=2, now=NOON
        )


def test_a_suspended_person_comes_back_only_when_restored(world: World, keeper: Actor) -> None:
    somebody = world.someone("USR")
    assert suspend_person(keeper.scope, somebody.person.uid, now=NOON).state == "suspended"
    with pytest.raises(Refused):
        suspend_person(keeper.scope, somebody.person.uid, now=NOON)
    assert restore_person(keeper.scope, somebody.person.uid, now=NOON).state == "active"
    with pytest.raises(NotAllowed):
        suspend_person(world.asta.scope, world.asta.person.uid, now=NOON)
    with pytest.raises(Refused):
        suspend_person(keeper.scope, keeper.person.uid, now=NOON)


def test_nobody_suspends_people_of_another_community(world: World) -> None:
    with pytest.raises(Person.DoesNotExist):
        suspend_person(world.someone("ADMIN").scope, world.carla.person.uid, now=NOON)


def test_open_tasks_hold_a_departure_back_for_a_day(world: World, keeper: Actor, monkeypatch: Any) -> None:
    somebody = world.someone("USR")
    with pytest.raises(Refused):
        see_off(keeper.scope, somebody.person.uid, today=TODAY, now=NOON)
    end_employment(keeper.scope, somebody.employment.uid, last_day=TODAY, expected_version=1, now=NOON)
    monkeypatch.setitem(registry._ties, "approvals", lambda person_id: 2)
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(Refused, match="2 tasks"):
        see_off(keeper.scope, somebody.person.uid, today=tomorrow, now=NOON)
    gone = see_off(keeper.scope, somebody.person.uid, today=tomorrow + timedelta(days=1), now=NOON)
    assert gone.state == "departed"


def found(actor: Actor, text: str) -> list[str]:
    return [row.person.full_name for row in people(actor.scope, text=text)]


def test_people_are_found_without_the_letters_of_their_country(world: World, keeper: Actor) -> None:
    invite(keeper, world)
    for text in ("soren", "SØR aer", "æro", "søren.ærø@example.org"):
        assert found(keeper, text) == ["Søren Ærø"], text
    assert found(keeper, "oren") == []
    assert [hit.kind for hit in search_rows(keeper.scope, "soren aero").hits] == ["person"]


def test_a_protected_person_is_a_function_title_to_all_who_need_no_more(world: World, keeper: Actor) -> None:
    hidden = invite(keeper, world, protected_identity=True)
    officer = world.someone("SEC-OFF")
    assert shown_name(keeper.scope, hidden.person, hidden.title) == "Betjent"
    assert shown_name(officer.scope, hidden.person, hidden.title) == "Søren Ærø"
    assert found(keeper, "soren") == []
    assert found(officer, "soren") == ["Søren Ærø"]


def test_names_on_a_page_take_one_read_or_two(world: World, keeper: Actor, django_assert_num_queries: Any) -> None:
    hidden = invite(keeper, world, protected_identity=True)
    scope = keeper.scope
    with django_assert_num_queries(1):
        names_of(scope, [world.asta.person.pk, world.dan.person.pk])
    with django_assert_num_queries(2):
        told = names_of(scope, [world.asta.person.pk, hidden.person_id, 99999])
    assert told == {world.asta.person.pk: "Asta Nps", hidden.person_id: "Betjent"}


def test_a_corrected_name_is_found_at_once(world: World, keeper: Actor) -> None:
    employment = invite(keeper, world)
    change_person(
        keeper.scope, employment.person.uid, given_name="Åse", family_name="Öst", work_phone="", now=NOON,
        protected_identity=False,
    )  # fmt: skip
    assert found(keeper, "ase ost") == ["Åse Öst"]
    with pytest.raises(Invalid):
        invite(keeper, world, email="x@example.org", language="fi")


def test_people_made_in_any_way_are_found_by_name(world: World, keeper: Actor) -> None:
    (made,) = Person.objects.bulk_create([Person(email="b@example.org", given_name="Jörg", family_name="Blå")])
    Employment.objects.create(
        community=world.community, person=made, organisation=world.customer, unit=world.north, starts_on=START
    )
    assert found(keeper, "jorg bla") == ["Jörg Blå"]
