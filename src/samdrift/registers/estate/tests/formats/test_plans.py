import re
from decimal import Decimal

import pytest

from samdrift.registers.estate.formats.ifc import read_ifc
from samdrift.registers.estate.formats.ifc.sections import sections
from samdrift.registers.estate.formats.model import BimSpace, Outline
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
