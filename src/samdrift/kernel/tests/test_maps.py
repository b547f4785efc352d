"""The plane of maps, points drawn as one, classes of values."""

from decimal import Decimal
from itertools import pairwise
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.maps import (
    CLOSEST,
    WORLD,
    View,
    class_of,
    classes,
    clusters,
    place_of,
    projected,
    view_of,
)

points = st.lists(st.tuples(st.floats(0, WORLD), st.floats(0, WORLD)), min_size=1, max_size=60)
values = st.lists(st.decimals(0, 10_000, places=2), max_size=80)


def test_the_middle_of_the_plane_is_where_the_equator_meets_greenwich():
    assert projected(0, 0) == pytest.approx((WORLD / 2, WORLD / 2))


def test_copenhagen_lies_where_the_usual_squares_have_it():
    x, y = projected(55.676, 12.568)
    # Square 8/136/80 of Web Mercator has it: each is 2^12 steps wide.
    assert (int(x // 4096), int(y // 4096)) == (136, 80)


@given(st.floats(-85, 85), st.floats(-180, 180))
def test_a_place_comes_back_from_the_plane(latitude, longitude):
    assert place_of(*projected(latitude, longitude)) == pytest.approx((latitude, longitude), abs=1e-6)


@given(points, st.floats(0.3, 3))
def test_a_view_shows_every_point_and_has_its_shape(found, ratio):
    view = view_of(found, ratio=ratio)
    assert all(view.holds(x, y) for x, y in found)
    assert view.width / view.height == pytest.approx(ratio)


def test_nothing_has_no_view():
    assert view_of([], ratio=1) is None


@given(st.floats(0.0001, 10_000))
def test_no_view_is_closer_than_streets_nor_wider_than_the_world(by):
    view = View(500, 500, 1000, 800).scaled(by)
    assert CLOSEST <= round(view.width, 6) <= WORLD
    assert (view.x + view.width / 2, view.y + view.height / 2) == pytest.approx((1000, 900))


@given(points, st.floats(1, WORLD))
def test_every_point_is_in_one_cluster(found, reach):
    assert sorted(i for one in clusters(found, reach) for i in one.members) == list(range(len(found)))


@given(points, st.floats(1, WORLD))
def test_no_two_marks_lie_nearer_than_they_reach(found, reach):
    places = [(one.x, one.y) for one in clusters(found, reach)]
    assert all(dist(one, two) >= reach * 0.999 for i, one in enumerate(places) for two in places[:i])


@given(points, st.floats(1, WORLD))
def test_a_point_is_drawn_no_farther_than_it_reaches(found, reach):
    for one in clusters(found, reach):
        assert all(dist(found[one.members[0]], found[i]) <= reach for i in one.members)


def test_without_reach_every_point_stands_alone():
    assert [one.members for one in clusters([(1, 1), (1, 1)], 0)] == [(0,), (1,)]


@given(values)
def test_classes_hold_every_value_once_and_in_order(found):
    told = classes(found)
    assert sum(one.count for one in told) == len(found)
    assert all(one.high < two.low for one, two in pairwise(told))
    assert len(told) <= 4


@given(values)
def test_every_value_is_in_the_class_that_holds_it(found):
    told = classes(found)
    for value in found:
        one = told[class_of(value, told)]
        assert one.low <= value <= one.high


def test_nothing_at_all_is_a_class_of_its_own():
    told = classes([Decimal(n) for n in (0, 0, 0, 1, 2, 3, 4, 5, 6)])
    assert [(int(one.low), int(one.high), one.count) for one in told] == [(0, 0, 3), (1, 2, 2), (3, 4, 2), (5, 6, 2)]


def test_few_different_values_are_a_class_each():
    assert [(int(one.low), one.count) for one in classes([Decimal(n) for n in (2, 1, 2)])] == [(1, 1), (2, 2)]
