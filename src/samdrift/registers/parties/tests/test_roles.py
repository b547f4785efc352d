from datetime import date, timedelta
from typing import Any

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.registers.parties import rules
from samdrift.registers.parties.commands import approve_role, assign_role, end_role, refuse_role
from samdrift.registers.parties.models import RoleAssignment
from tests.world import NOON, START, Actor, World

TODAY = NOON.date()


def give(actor: Actor, somebody: Actor, role: str, **more: Any) -> RoleAssignment:
    return assign_role(
        actor.scope, somebody.employment.uid, role=role, **{"valid_from": TODAY, "now": NOON, "reason": "needed"} | more
    )


def kinds() -> list[str]:
    with everywhere(reason="a test reads the book"):
        return list(EventRecord.objects.order_by("pk").values_list("kind", flat=True))


def test_the_contract_office_gives_its_own_side_a_role(world: World) -> None:
    somebody = world.someone("USR")
    made = give(world.dan, somebody, "REQ-P", reach_kind="unit", reach_to=[world.north.pk])
    assert made.state == "granted"
    assert made.granted_by_id == world.dan.person.pk
    assert somebody.scope.roles == ("USR", "REQ-P")
    assert kinds() == ["parties.role_granted"]


def test_who_may_not_give_roles_is_refused(world: World) -> None:
    with pytest.raises(NotAllowed):
        give(world.someone("LOC-FM"), world.someone("USR"), "REQ-P")


def test_a_unit_administrator_gives_small_roles_within_the_unit_only(world: World) -> None:
    keeper = world.someone("UNIT-ADM", reach_kind="unit", reach_to=[world.north.pk])
    near, far = world.someone("USR", unit=world.north), world.someone("USR", unit=world.south)
    here: dict[str, Any] = {"reach_kind": "unit", "reach_to": [world.north.pk]}
    assert give(keeper, near, "REQ-P", **here).state == "granted"
    with pytest.raises(NotAllowed):
        give(keeper, near, "CTR-C", **here)
    with pytest.raises(RoleAssignment.DoesNotExist.__mro__[1]):
        give(keeper, far, "REQ-P", **here)
    with pytest.raises(NotAllowed):
        give(keeper, near, "REQ-P", reach_kind="unit", reach_to=[world.south.pk])
    with pytest.raises(NotAllowed):
        give(keeper, near, "REQ-P")


def test_a_joiners_contact_reaches_units_of_their_own_body_and_nothing_else(world: World) -> None:
    """With reach over the community they would read the others' terms."""
    somebody = world.someone("USR")
    for reach in ({}, {"reach_kind": "contract", "reach_to": [world.contract.pk]},
                  {"reach_kind": "sites", "reach_to": [world.site.pk]}):  # fmt: skip
        with pytest.raises(Invalid, match="units of the body"):
            give(world.dan, somebody, "JOIN", **reach)
    world.south.organisation = world.provider
    world.south.save(update_fields=["organisation"])
    with pytest.raises(Invalid, match="units of the body"):
        give(world.dan, somebody, "JOIN", reach_kind="unit", reach_to=[world.north.pk, world.south.pk])
    assert give(world.dan, somebody, "JOIN", reach_kind="unit", reach_to=[world.north.pk]).state == "granted"


def test_nobody_gives_a_role_to_themselves_not_even_the_administrator(world: World) -> None:
    admin = world.someone("ADMIN")
    for role in ("CTR-C", "USR", "AUD"):
        with pytest.raises(Refused):
            give(admin, admin, role)


def test_a_role_of_the_other_side_does_not_fit(world: World) -> None:
    with pytest.raises(Invalid):
        give(world.someone("ADMIN"), world.dan, "OPS-M")


@pytest.mark.parametrize("role", sorted(rules.DUAL_CONTROL - {"OH-CLIN"}))
def test_a_privileged_role_needs_two_people(world: World, role: str) -> None:
    first, second, somebody = world.someone("ADMIN"), world.someone("ADMIN"), world.someone("USR")
    asked = give(first, somebody, role)
    assert asked.state == "asked"
    assert role not in somebody.scope.roles
    for same in (first, somebody):
        with pytest.raises((Refused, NotAllowed)):
            approve_role(same.scope, asked.uid, expected_version=1, now=NOON)
    assert approve_role(second.scope, asked.uid, expected_version=1, now=NOON).approved_by_id == second.person.pk
    assert role in somebody.scope.roles
    assert kinds() == ["parties.role_asked", "parties.role_granted"]


def test_two_employments_of_one_person_are_not_two_people(world: World) -> None:
    from samdrift.registers.parties.models import Employment

    first = world.someone("ADMIN")
    second_job = Employment.objects.create(
        community=world.community, person=first.person, organisation=world.provider, starts_on=START
    )
    RoleAssignment.objects.create(community=world.community, employment=second_job, role="ADMIN", valid_from=START)
    first.person.grants_version += 1
    first.person.save()
    asked = give(first, world.someone("USR"), "DPO")
    with pytest.raises(Refused):
        approve_role(Actor(first.person, second_job).scope, asked.uid, expected_version=1, now=NOON)


def test_an_answer_is_given_once(world: World) -> None:
    first, second = world.someone("ADMIN"), world.someone("ADMIN")
    asked = give(first, world.someone("USR"), "DPO")
    assert refuse_role(second.scope, asked.uid, expected_version=1, now=NOON).state == "refused"
    with pytest.raises(Stale):
        approve_role(second.scope, asked.uid, expected_version=1, now=NOON)
    with pytest.raises(Refused):
        approve_role(second.scope, asked.uid, expected_version=2, now=NOON)


def test_only_a_security_officer_opens_restricted_data(world: World) -> None:
    somebody = world.someone("USR")
    with pytest.raises(NotAllowed):
        give(world.dan, somebody, "REQ-P", cleared_for=["D8"])


def test_a_role_ends_with_the_employment(world: World) -> None:
    somebody = world.someone("USR")
    somebody.employment.ends_on = TODAY + timedelta(days=30)
    somebody.employment.save_changes("ends_on")
    made = give(world.dan, somebody, "REQ-P", valid_to=TODAY + timedelta(days=90))
    assert made.valid_to == somebody.employment.ends_on
    with pytest.raises(Invalid):
        give(world.dan, somebody, "REQ-P", valid_from=date(2024, 1, 1))


def test_a_consultant_stays_half_a_year_at_most(world: World) -> None:
    somebody = world.someone("USR")
    with pytest.raises(Invalid):
        give(world.dan, somebody, "CONS")
    with pytest.raises(Invalid):
        give(world.dan, somebody, "CONS", valid_to=TODAY + timedelta(days=184))
    assert give(world.dan, somebody, "CONS", valid_to=TODAY + timedelta(days=183)).valid_to


def test_a_role_is_taken_by_whoever_may_give_it(world: World) -> None:
    somebody = world.someone("USR")
    made = give(world.dan, somebody, "REQ-P")
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(NotAllowed):
        end_role(world.someone("LOC-FM").scope, made.uid, last_day=yesterday, expected_version=1, now=NOON)
    end_role(world.dan.scope, made.uid, last_day=yesterday, expected_version=1, now=NOON)
    assert somebody.scope.roles == ("USR",)


def test_another_community_has_no_such_role_to_end(world: World) -> None:
    made = give(world.dan, world.someone("USR"), "REQ-P")
    there = world.there.someone("ADMIN")
    with pytest.raises(RoleAssignment.DoesNotExist):
        end_role(there.scope, made.uid, last_day=TODAY, expected_version=1, now=NOON)
