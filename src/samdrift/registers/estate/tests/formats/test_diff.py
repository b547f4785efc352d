"""What a newer model changes: nothing when it is the same, exactly the change when it is not."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.registers.estate.formats.diff import Item, difference, items
from samdrift.registers.estate.formats.ifc import read_ifc
from samdrift.registers.estate.formats.ifc_writer import BuildingSpec, write_building
from samdrift.registers.estate.formats.model import (
    BimElement,
    BimSpace,
    BimStorey,
    BuildingModel,
    Outline,
)
from samdrift.registers.estate.tests.formats.shared import shared


def rectangle(x, y, width, depth):
    return (Outline(((x, y), (x + width, y), (x + width, y + depth), (x, y + depth))),)


def space(key, number, outline=(), storey="S1", area="20.000", **more):
    return BimSpace(key=key, name=number, storey_key=storey, outline=outline, area_m2=Decimal(area), **more)


FLOOR = (
    space("A", "1.01", rectangle(0, 0, 4, 5), long_name="Kontor"),
    space("B", "1.02", rectangle(4, 0, 4, 5), long_name="Kontor"),
    space("C", "1.03", rectangle(8, 0, 4, 5), long_name="Depot"),
)


def model(*spaces, elements=(), storeys=("S1", "S2")):
    return BuildingModel(
        schema="IFC4",
        source_hash="",
        storeys=tuple(BimStorey(key=key, name=f"{key}. sal") for key in storeys),
        spaces=spaces,
        elements=elements,
    )


def compared(before, after):
    return difference(items(before), items(after))


def fields(changes):
    return {change.stored.key: {one.field: (one.old, one.new) for one in change.changes} for change in changes.changed}


def test_the_same_model_changes_nothing():
    changes = compared(model(*FLOOR), model(*FLOOR))
    assert changes.is_empty
    assert changes.unchanged == 5
    assert changes.lineage == ()


def test_a_new_name_is_one_change_of_one_field():
    changes = compared(model(*FLOOR), model(FLOOR[0], replace(FLOOR[1], long_name="Møde"), FLOOR[2]))
    assert fields(changes) == {"B": {"long_name": ("Kontor", "Møde")}}
    assert not changes.added
    assert not changes.removed


def test_what_the_new_file_does_not_say_is_kept():
    assert compared(model(*FLOOR), model(FLOOR[0], replace(FLOOR[1], long_name="", outline=()), FLOOR[2])).is_empty


def test_added_and_removed_rooms_are_told():
    changes = compared(model(*FLOOR[:2]), model(*FLOOR[1:]))
    assert [item.key for item in changes.added] == ["C"]
    assert [item.key for item in changes.removed] == ["A"]


def test_a_room_on_another_storey_has_moved():
    changes = compared(model(*FLOOR), model(FLOOR[0], FLOOR[1], replace(FLOOR[2], storey_key="S2")))
    assert [(move.stored.key, move.from_parent, move.to_parent) for move in changes.moved] == [("C", "S1", "S2")]


def test_new_identifiers_for_the_same_rooms_do_not_empty_the_register():
    renewed = [replace(one, key=f"new-{one.key}") for one in FLOOR]
    changes = compared(model(*FLOOR), model(*renewed))
    assert not changes.added
    assert not changes.removed
    assert fields(changes)["A"] == {"key": ("A", "new-A")}


def test_a_renumbered_room_with_a_new_identifier_is_known_by_its_floor():
    changes = compared(model(*FLOOR), model(FLOOR[0], FLOOR[1], replace(FLOOR[2], key="Z", name="1.99")))
    assert fields(changes) == {"C": {"key": ("C", "Z"), "number": ("1.03", "1.99")}}


def test_two_rooms_made_one_are_a_merge():
    both = space("A", "1.01", rectangle(0, 0, 8, 5), area="40.000", long_name="Kontor")
    changes = compared(model(*FLOOR), model(both, FLOOR[2]))
    merge = changes.lineage[0]
    assert (merge.kind, set(merge.from_keys), merge.to_keys) == ("merge", {"A", "B"}, ("A",))
    assert [item.key for item in changes.removed] == ["B"]


def test_a_room_made_two_is_a_split():
    first, second = space("A", "1.01a", rectangle(0, 0, 2, 5)), space("N", "1.01b", rectangle(2, 0, 2, 5))
    changes = compared(model(*FLOOR), model(first, second, *FLOOR[1:]))
    split = changes.lineage[0]
    assert (split.kind, split.from_keys, set(split.to_keys)) == ("split", ("A",), {"A", "N"})


def test_rooms_above_each_other_are_no_merge():
    changes = compared(model(*FLOOR), model(*FLOOR, space("D", "2.01", rectangle(0, 0, 8, 5), storey="S2")))
    assert changes.lineage == ()


def test_a_changed_area_that_carries_a_price_asks_for_approval():
    stored = [replace(item, priced=item.key in {"A", "C"}) for item in items(model(*FLOOR))]
    incoming = items(model(replace(FLOOR[0], area_m2=Decimal("21.500")), replace(FLOOR[1], area_m2=Decimal(19))))
    changes = difference(stored, incoming)
    assert [(one.stored.key if hasattr(one, "stored") else one.key) for one in changes.priced] == ["A", "C"]
    assert changes.changed[0].area_change_m2 == Decimal("1.500")


def test_machines_follow_their_rooms_new_identifiers():
    lamp = BimElement(key="L", name="Lampe 1", tag="ARM-001", space_key="A", asset_class="luminaire", maintainable=True)
    renewed = model(
        *(replace(one, key=f"new-{one.key}") for one in FLOOR),
        elements=(replace(lamp, key="M", space_key="new-A"),),
    )
    changes = compared(model(*FLOOR, elements=(lamp,)), renewed)
    assert not changes.moved
    assert fields(changes)["L"] == {"key": ("L", "M")}


KEYS = st.lists(st.integers(0, 40), unique=True, max_size=25)


@given(KEYS, KEYS)
def test_every_object_is_in_exactly_one_list(before, after):
    stored = [Item(kind="space", key=f"k{n}", number=f"n{n}", parent_key="S") for n in before]
    incoming = [Item(kind="space", key=f"k{n}", number=f"n{n}", parent_key="S") for n in after]
    changes = difference(stored, incoming)
    assert {item.key for item in changes.added} == {f"k{n}" for n in set(after) - set(before)}
    assert {item.key for item in changes.removed} == {f"k{n}" for n in set(before) - set(after)}
    assert changes.unchanged == len(set(before) & set(after))


@given(st.permutations(range(12)), st.sets(st.integers(0, 11)))
def test_only_what_was_touched_is_changed_whatever_the_order(order, touched):
    rooms = [space(f"k{n}", f"{n}", rectangle(4 * n, 0, 4, 5)) for n in range(12)]
    new = [replace(rooms[n], area_m2=Decimal("33.333")) if n in touched else rooms[n] for n in order]
    changes = compared(model(*rooms), model(*new))
    assert {change.stored.key for change in changes.changed} == {f"k{n}" for n in touched}
    assert not changes.added
    assert not changes.removed
    assert not changes.moved


def test_applying_the_incoming_model_leaves_nothing_to_change(tmp_path):
    path = tmp_path / "model.ifc"
    path.write_bytes(
        write_building(BuildingSpec(code="B", name="Hus", area_m2=Decimal(900), spaces=30, assets=25, storeys=3))
    )
    read = read_ifc(path)
    assert compared(BuildingModel(schema="", source_hash=""), read).unchanged == 0
    assert compared(read, read_ifc(path)).is_empty


@pytest.mark.shared
@pytest.mark.parametrize("name", ["Duplex_A_20110907.ifc", "doubleguids.ifc", "xbim_TestFile.ifc"])
def test_reading_a_real_model_again_changes_nothing(name):
    assert compared(read_ifc(shared("bim", name)), read_ifc(shared("bim", name))).is_empty
