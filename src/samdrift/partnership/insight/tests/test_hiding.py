"""What rests on too few people, and what would tell it."""

import doctest

from hypothesis import given
from hypothesis import strategies as st

from samdrift.partnership.insight.rules import hiding, ranking
from samdrift.partnership.insight.rules.hiding import hidden

PEOPLE = st.dictionaries(st.integers(1, 30), st.integers(0, 40), max_size=12)


def test_the_examples_hold():
    assert doctest.testmod(hiding).failed == 0
    assert doctest.testmod(ranking).failed == 0


@given(PEOPLE, st.integers(2, 8))
def test_no_cell_of_few_people_is_told(people, fewest):
    told = {key: many for key, many in people.items() if key not in hidden(people, fewest)}
    assert all(many == 0 or many >= fewest for many in told.values())


@given(PEOPLE, st.integers(2, 8))
def test_the_sum_less_what_is_told_never_leaves_few(people, fewest):
    gone = hidden(people, fewest)
    left = sum(people[key] for key in gone)
    everybody = all(key in gone for key, many in people.items() if many)
    assert not gone or (len(gone) >= 2 and left >= fewest) or everybody


@given(st.dictionaries(st.integers(), st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=9))
def test_a_place_is_told_only_where_the_intervals_leave_no_other(counted):
    shares = {key: (min(part, whole), whole) for key, (part, whole) in counted.items()}
    found = ranking.ranked(shares)
    places = [one.place for one in found.values() if one.place is not None]
    assert len(places) == len(set(places))
    assert all(one.first <= one.last and one.low <= one.high for one in found.values())
    assert all((one.place is None) == (one.first != one.last) for one in found.values())
