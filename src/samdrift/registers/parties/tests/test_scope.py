from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q

from samdrift.foundation.errors import NotAllowed
from samdrift.foundation.scope import everywhere
from samdrift.registers.parties.models import Employment, RoleAssignment, Unit
from samdrift.registers.parties.public import scope_at, tag_scope
from samdrift.registers.parties.queries.gate import forget_scopes
from tests.world import NOON, START, Actor, Side, World


def employ(side: Side, person: Any, organisation: Any, *roles: str, **period: Any) -> Employment:
    made = Employment.objects.create(
        community=side.community, person=person, organisation=organisation, **{"starts_on": START, **period}
    )
    for role in roles:
        RoleAssignment.objects.create(community=side.community, employment=made, role=role, valid_from=START)
    person.grants_version += 1
    person.save(update_fields=["grants_version"])
    return made


def test_a_role_over_a_unit_reaches_all_below_it_and_nothing_beside(world: World) -> None:
    station = Unit.objects.create(
        community=world.community, organisation=world.customer, parent=world.north, code="N1", name={"en": "N1"},
        kind="station", path="",
    )  # fmt: skip
    station.path = f"{world.north.path}{station.pk}/"
    station.save(update_fields=["path"])
    somebody = world.someone("UNIT-ADM", reach_kind="unit", reach_to=[world.north.pk])
    scope = somebody.scope
    assert scope.allows("parties.manage_people", unit=world.north.pk)
    assert scope.allows("parties.manage_people", unit=station.pk)
    assert not scope.allows("parties.manage_people", unit=world.south.pk)
    assert not scope.allows("parties.manage_people", unit=world.authority.pk)


def test_a_role_ends_at_midnight_where_the_community_is(world: World) -> None:
    last_day = date(2025, 5, 5)
    somebody = world.someone("UNIT-ADM", valid_to=last_day)
    # 21:59 UTC is one minute to midnight in Copenhagen in summer.
    before = scope_at(somebody.person, None, now=datetime(2025, 5, 5, 21, 59, tzinfo=UTC))
    after = scope_at(somebody.person, None, now=datetime(2025, 5, 5, 22, 0, tzinfo=UTC))
    assert before is not None
    assert before.roles == ("UNIT-ADM",)
    assert after is not None
    assert after.roles == ()


def test_who_works_for_both_parties_never_acts_for_both(world: World) -> None:
    person = world.asta.person
    theirs = employ(world.here, person, world.customer, "CTR-C")
    ours = scope_at(person, world.asta.employment.pk, now=NOON)
    other = scope_at(person, theirs.pk, now=NOON)
    assert ours is not None
    assert other is not None
    assert (ours.side, other.side) == ("provider", "customer")
    assert (ours.party_id, other.party_id) == (world.provider.pk, world.customer.pk)
    assert set(ours.roles) & set(other.roles) == set()


def test_a_transferred_person_swaps_sides_at_midnight(world: World) -> None:
    person = world.someone("CTR-C").person
    old = Employment.objects.within(world.someone("ADMIN").scope).get(person=person)
    old.ends_on = date(2025, 5, 5)
    old.save_changes("ends_on")
    employ(world.here, person, world.provider, "OPS-M", starts_on=date(2025, 5, 6))
    evening = scope_at(person, old.pk, now=datetime(2025, 5, 5, 21, 59, tzinfo=UTC))
    night = scope_at(person, old.pk, now=datetime(2025, 5, 5, 22, 0, tzinfo=UTC))
    assert evening is not None
    assert night is not None
    assert (evening.side, evening.party_id) == ("customer", world.customer.pk)
    assert (night.side, night.party_id) == ("provider", world.provider.pk)


def test_a_role_that_waits_for_a_second_person_opens_nothing(world: World) -> None:
    somebody = world.someone("USR")
    RoleAssignment.objects.create(
        community=world.community, employment=somebody.employment, role="ADMIN", valid_from=START, state="asked"
    )
    assert somebody.scope.roles == ("USR",)


def test_a_change_of_roles_leaves_the_remembered_scope_behind(world: World) -> None:
    somebody = world.someone("USR")
    assert somebody.scope.roles == ("USR",)
    RoleAssignment.objects.create(
        community=world.community, employment=somebody.employment, role="REQ-P", valid_from=START
    )
    somebody.person.grants_version += 1
    somebody.person.save(update_fields=["grants_version"])
    assert somebody.scope.roles == ("USR", "REQ-P")


def test_a_remembered_scope_costs_no_query(world: World, django_assert_num_queries: Any) -> None:
    person = world.asta.person
    scope_at(person, None, now=NOON)
    with django_assert_num_queries(0):
        scope_at(person, None, now=NOON + timedelta(minutes=5))
    forget_scopes()


def test_a_code_on_the_wall_opens_one_place_for_one_thing(world: World) -> None:
    scope = tag_scope(world.community.pk, site_id=world.site.pk, language="da")
    assert scope.allows("requests.report", site=world.site.pk)
    assert not scope.allows("requests.report", site=world.other_site.pk)
    assert scope.person_id is None
    assert {code for grant in scope.grants for code in grant.permissions} == {"requests.report"}
    with pytest.raises(NotAllowed):
        scope.require("parties.view_people", site=world.site.pk)


def test_a_code_that_names_no_place_opens_none(world: World) -> None:
    scope = tag_scope(world.community.pk, site_id=None)
    assert not scope.allows("requests.report", site=world.site.pk)


def seen(actor: Actor) -> set[int]:
    return set(Employment.objects.within(actor.scope).values_list("person_id", flat=True))


def test_a_service_user_sees_nobody_but_themselves(world: World) -> None:
    somebody = world.someone("USR")
    assert seen(somebody) == {somebody.person.pk}


def test_nobody_sees_people_of_another_community(world: World) -> None:
    assert world.carla.person.pk not in seen(world.asta) | seen(world.dan)
    assert seen(world.carla) == {world.carla.person.pk}


def test_a_provider_knows_its_own_people_wherever_its_reach_ends(world: World) -> None:
    leader = world.someone("SVC-L", reach_kind="sites", reach_to=[world.site.pk])
    assert world.asta.person.pk in seen(leader)
    assert world.dan.person.pk not in seen(leader)


def test_a_model_that_opens_everything_opens_only_its_own_community(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Unit, "visible_to", classmethod(lambda cls, scope, permission="": Q()))
    seen = set(Unit.objects.within(world.asta.scope).values_list("community", flat=True))
    assert seen == {world.community.pk}
    assert seen == set(Unit.objects.within_permission(world.asta.scope, "x").values_list("community", flat=True))
    with everywhere(reason="the test knows that there is another community"):
        assert Unit.objects.exclude(community=world.community).exists()
