import time
from typing import Any

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.registers.parties.commands import import_people, import_units
from samdrift.registers.parties.formats import read_people, read_units
from samdrift.registers.parties.models import Employment, Person, Unit
from samdrift.registers.parties.queries import plan_people
from tests.world import NOON, Actor, World

TODAY = NOON.date()


def lines(world: World, count: int = 3) -> list[dict[str, Any]]:
    return [
        {
            "email": f"U{number}@example.org", "given_name": "Bjørn", "family_name": f"Ås {number}", "roles": "USR",
            "organisation": world.customer.code, "unit": "NORTH", "language": "da", "title": "Betjent",
        }
        for number in range(count)
    ]  # fmt: skip


@pytest.fixture
def admin(world: World) -> Actor:
    return world.someone("ADMIN")


def bring_in(actor: Actor, table: list[dict[str, Any]]) -> Any:
    return import_people(actor.scope, read_people(table).rows, today=TODAY, now=NOON)


def test_a_table_brings_people_in_with_employment_and_role(world: World, admin: Actor) -> None:
    done = bring_in(admin, lines(world))
    assert (done.added, done.changed, done.same) == (3, 0, 0)
    somebody = Person.objects.get(email="u1@example.org")
    assert somebody.folded_name == " bjorn as 1"
    held = Employment.objects.within(admin.scope).get(person=somebody)
    assert held.unit_id == world.north.pk


def test_bringing_the_same_table_in_again_changes_nothing(world: World, admin: Actor) -> None:
    bring_in(admin, lines(world))
    counts = (Person.objects.count(), Employment.objects.within(admin.scope).count())
    done = bring_in(admin, lines(world))
    assert (done.added, done.changed, done.same) == (0, 0, 3)
    assert (Person.objects.count(), Employment.objects.within(admin.scope).count()) == counts


def test_a_corrected_row_corrects_the_person(world: World, admin: Actor) -> None:
    bring_in(admin, lines(world))
    table = lines(world)
    table[0] |= {"family_name": "Østergård", "unit": "SOUTH"}
    done = bring_in(admin, table)
    assert (done.added, done.changed, done.same) == (0, 1, 2)
    person = Person.objects.get(email="u0@example.org")
    assert person.family_name == "Østergård"
    assert Employment.objects.within(admin.scope).get(person=person).unit_id == world.south.pk


def test_the_plan_says_what_would_happen_before_it_does(world: World, admin: Actor) -> None:
    plan = plan_people(admin.scope, read_people(lines(world)).rows, today=TODAY)
    assert len(plan.new) == 3
    assert not Person.objects.filter(email="u0@example.org").exists()


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ({"email": ""}, "missing"), ({"email": "not an address"}, "email"), ({"language": "fi"}, "language"),
        ({"email": "u1@example.org"}, "twice"), ({"starts_on": "soon"}, "day"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named(world: World, cell: dict[str, str], fault: str) -> None:
    table = lines(world)
    table[2] |= cell
    read = read_people(table)
    assert [(one.line, one.code) for one in read.faults] == [(4, fault)]
    assert len(read.rows) == 2


def test_a_row_that_names_what_is_not_there_stops_everything(world: World, admin: Actor) -> None:
    table = lines(world)
    table[1] |= {"unit": "NOWHERE"}
    with pytest.raises(Invalid):
        bring_in(admin, table)
    assert not Person.objects.filter(email="u0@example.org").exists()


def test_a_table_gives_no_privileged_role(world: World, admin: Actor) -> None:
    table = lines(world)
    table[0] |= {"roles": "USR SEC-OFF"}
    with pytest.raises(Invalid):
        bring_in(admin, table)
    with pytest.raises(NotAllowed):
        bring_in(world.asta, lines(world))


def test_units_come_in_parents_first_whatever_their_order(world: World, admin: Actor) -> None:
    table = [
        {"code": "B", "parent": "A", "organisation": world.customer.code, "name_en": "B"},
        {"code": "A", "parent": "NORTH", "organisation": world.customer.code, "name_en": "A", "name_da": "Å"},
    ]
    done = import_units(admin.scope, read_units(table).rows, from_day=TODAY, today=TODAY, now=NOON)
    assert done.added == 2
    units = {unit.code: unit for unit in Unit.objects.within(admin.scope)}
    assert units["B"].path == f"{units['A'].path}{units['B'].pk}/"
    again = import_units(admin.scope, read_units(table).rows, from_day=TODAY, today=TODAY, now=NOON)
    assert (again.added, again.same) == (0, 2)


def test_units_in_a_circle_are_refused(world: World, admin: Actor) -> None:
    table = [
        {"code": "A", "parent": "B", "organisation": world.customer.code, "name_en": "A"},
        {"code": "B", "parent": "A", "organisation": world.customer.code, "name_en": "B"},
    ]
    with pytest.raises(Invalid):
        import_units(admin.scope, read_units(table).rows, from_day=TODAY, today=TODAY, now=NOON)


def test_the_number_of_statements_does_not_grow_with_each_person(
    world: World, admin: Actor, django_assert_max_num_queries: Any
) -> None:
    scope = admin.scope
    rows = read_people(lines(world, 500)).rows
    with django_assert_max_num_queries(60):
        import_people(scope, rows, today=TODAY, now=NOON)


@pytest.mark.slow
def test_a_whole_police_force_comes_in_within_a_coffee(world: World, admin: Actor) -> None:
    rows = read_people(lines(world, 14_000)).rows
    begun = time.perf_counter()
    assert import_people(admin.scope, rows, today=TODAY, now=NOON).added == 14_000
    print(f"14,000 people in {time.perf_counter() - begun:.1f} s")  # noqa: T201
