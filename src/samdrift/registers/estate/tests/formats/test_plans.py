import re
from decimal import Decimal

import pytest

from samdrift.registers.estate.formats.ifc import read_ifc
from samdrift.registers.estate.formats.ifc.sections import joined, sections
from samdrift.registers.estate.formats.model import BimSpace, Outline
from samdrift.registers.estate.formats.outlines import doubled_area
from samdrift.registers.estate.formats.plans import on_plan, path_of, plan_of
from samdrift.registers.estate.tests.formats.shared import shared

SQUARE = Outline(((0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0)))
YARD = Outline(
    ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)), (((4.0, 4.0), (4.0, 6.0), (6.0, 6.0), (6.0, 4.0)),)
)


def room(key, *outline, number="1"):
    return BimSpace(key=key, name=number, outline=outline, area_m2=Decimal(12))


def test_a_room_is_drawn_in_whole_centimetres_with_y_downwards():
    assert path_of([SQUARE]) == "M0 0h400v-300h-400z"
    assert on_plan((1.234, 2.0)) == (123, -200)


def test_a_plan_shows_all_rooms_within_its_bounds_and_small_ones_on_top():
    plan = plan_of([room("small", SQUARE), room("large", YARD), room("none")])
    assert [drawn.key for drawn in plan.rooms] == ["large", "small"]
    assert plan.bounds.view_box == "-60 -1060 1120 1120"


def test_a_storey_without_shapes_has_no_plan():
    assert plan_of([room("none")]) is None


def test_a_number_stands_inside_its_room_and_not_in_the_yard():
    x, y = plan_of([room("ring", YARD)]).rooms[0].label
    assert 0 < x < 1000
    assert -1000 < y < 0
    assert not (400 < x < 600 and -600 < y < -400)


def edges(*corners):
    """The segments of a ring through these corners."""
    pairs = zip(corners, (*corners[1:], corners[0]), strict=True)
    return {(a, b) if a < b else (b, a) for a, b in pairs}


def filled(path):
    """The doubled area the usual rule of filling gives a path of rings, holes taken out."""
    total = 0
    for x, y, steps in re.findall(r"M(-?\d+) (-?\d+)((?:l-?\d+ -?\d+)*)z", path):
        corners = [(int(x), int(y))]
        for dx, dy in re.findall(r"l(-?\d+) (-?\d+)", steps):
            corners.append((corners[-1][0] + int(dx), corners[-1][1] + int(dy)))
        total += doubled_area(corners)
    return total / 2


def test_a_hollow_thing_is_filled_around_its_hole():
    outer, hole = edges((0, 0), (10, 0), (10, 10), (0, 10)), edges((2, 2), (8, 2), (8, 8), (2, 8))
    assert filled(joined(outer | hole)) == 100 - 36


def test_what_goes_round_nothing_fills_nothing():
    assert filled(joined({((0, 0), (5, 5)), ((5, 5), (9, 0))})) == 0


def test_two_rings_that_share_a_side_are_both_filled():
    assert abs(filled(joined(edges((0, 0), (4, 0), (4, 4), (0, 4)) | edges((4, 0), (8, 0), (8, 4), (4, 4))))) == 32


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("name", ["Duplex_A_20110907.ifc", "AC20-FZK-Haus.ifc", "LargeBuilding.ifc"])
def test_walls_doors_and_windows_are_cut_where_the_rooms_are(name):
    path = shared("bim", name)
    model, lines = read_ifc(path), sections(path)
    for storey in model.storeys[:2]:
        rooms = [space for space in model.spaces if space.storey_key == storey.key]
        if not rooms:
            continue
        plan = plan_of(rooms, lines[storey.key])
        assert {"wall", "window"} <= set(plan.lines)
        starts = [tuple(map(int, found)) for found in re.findall(r"M(-?\d+) (-?\d+)", plan.lines["wall"])]
        inside = sum(
            plan.bounds.x <= x <= plan.bounds.x + plan.bounds.width
            and plan.bounds.y <= y <= plan.bounds.y + plan.bounds.height
            for x, y in starts
        )
        assert inside / len(starts) > 0.9
