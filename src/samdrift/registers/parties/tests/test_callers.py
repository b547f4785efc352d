"""Callers are found by the beginning of a name or address and the end of a number, through the gate."""

import pytest

from samdrift.registers.parties.queries.callers import callers


def found(actor, text):
    return [one.person.full_name for one in callers(actor.scope, text)]


@pytest.fixture
def known(world):
    world.dan.person.work_phone = "+45 33 14-05 12"
    world.dan.person.save(update_fields=["work_phone"])
    return world


@pytest.mark.parametrize("typed", ["da", "DAN", "nps dan", "+45 33 14 05 12", "33140512", "40512", "004533140512"])
def test_they_are_found_by_what_one_hears_or_sees(known, typed):
    assert known.dan.person.full_name in found(known.asta, typed)


def test_they_are_found_by_the_beginning_of_an_address(known):
    address = known.dan.person.email
    assert found(known.asta, address[: address.index("@") + 1].upper()) == [known.dan.person.full_name]


@pytest.mark.parametrize("typed", ["an", "3314", "1405", "zzz", "99999", "@", "–"])
def test_the_middle_of_a_word_and_too_few_digits_find_nobody(known, typed):
    assert known.dan.person.full_name not in found(known.asta, typed)


def test_nobody_of_another_community_is_found(known):
    assert not found(known.carla, "dan")
    assert not found(known.carla, "33140512")


def test_people_with_protected_identity_are_found_by_no_name_and_no_number(known):
    known.dan.person.protected_identity = True
    known.dan.person.save(update_fields=["protected_identity"])
    assert not [name for typed in ("dan", "33140512") for name in found(known.asta, typed) if "Dan" in name]
