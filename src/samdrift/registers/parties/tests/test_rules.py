from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from samdrift.registers.parties import registry, rules

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
PERIODS = st.tuples(DAYS, st.none() | DAYS)


def test_every_role_of_the_domain_has_a_side_and_a_name() -> None:
    assert set(rules.ROLES) == set(registry.ROLE_NAMES)
    assert set(rules.ROLES.values()) == {"C", "P", "X", "T"}
    assert set(rules.ROLES) >= rules.DUAL_CONTROL


@given(PERIODS, PERIODS)
def test_two_periods_overlap_when_some_day_lies_in_both(first: tuple, second: tuple) -> None:
    edges = {first[0], second[0]}
    some_day = any(rules.holds_on(day, *first) and rules.holds_on(day, *second) for day in edges)
    upside_down = any(end is not None and end < start for start, end in (first, second))
    assert upside_down or rules.overlap(first, second) == some_day


def test_no_role_and_no_clearance_opens_a_case() -> None:
    for role in rules.ROLES:
        for reach in ("all", "assigned"):
            assert not {"D6", "D7"} & rules.data_classes(role, reach, ["D6", "D7", "D8"]), (role, reach)


def test_contract_roles_see_shared_money_and_a_technician_does_not() -> None:
    assert "D2" in rules.data_classes("CTR-C", "all")
    assert "D2" in rules.data_classes("CTR-P", "all")
    assert "D2" not in rules.data_classes("SVC-E", "assigned")


def test_security_is_seen_by_the_security_officer_and_whoever_is_cleared() -> None:
    assert "D8" in rules.data_classes("SEC-OFF", "all")
    assert "D8" not in rules.data_classes("OPS-M", "all")
    assert "D8" in rules.data_classes("OPS-M", "all", ["D8"])


def test_a_clearance_opens_no_inclusion_or_identity_data_to_an_auditor_or_administrator() -> None:
    for role in ("AUD", "ADMIN", "CONS"):
        assert not {"D5", "D7", "D9"} & rules.data_classes(role, "all", ["D5", "D7", "D8", "D9"])


def test_what_one_reported_stays_ones_own_to_see() -> None:
    assert {"D7", "D8"} <= rules.data_classes("USR", "own")
    assert not {"D7", "D8"} & rules.data_classes("USR", "all")


@given(st.dictionaries(st.integers(0, 20), st.none() | st.integers(0, 20), max_size=21))
def test_a_tree_has_a_circle_exactly_when_somebody_is_met_twice_on_the_way_up(parents: dict) -> None:
    def circles(start: int) -> bool:
        met, here = set(), start
        while here is not None:
            if here in met:
                return True
            met.add(here)
            here = parents.get(here)
        return False

    assert rules.has_cycle(parents) == any(circles(start) for start in parents)


@given(st.lists(st.integers(0, 6), max_size=30))
def test_a_tree_is_read_with_every_unit_once_and_children_below_their_parent(picks: list[int]) -> None:
    parents: dict[int, int | None] = {0: None}
    for number, pick in enumerate(picks, start=1):
        parents[number] = pick % number
    read = rules.depth_first(parents, {unit: f"{unit:03}" for unit in parents})
    place = {unit: index for index, (unit, _depth) in enumerate(read)}
    assert sorted(place) == sorted(parents)
    depth = dict(read)
    for unit, parent in parents.items():
        if parent is not None:
            assert place[parent] < place[unit]
            assert depth[unit] == depth[parent] + 1


@given(DAYS, st.integers(-3, 400))
def test_working_days_are_counted_like_somebody_counting_on_fingers(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    counted = sum(1 for step in range(max(0, length + 1)) if (first + timedelta(days=step)).weekday() < 5)
    assert rules.working_days(first, last) == counted


def test_a_gap_begins_the_day_after_the_last_pair() -> None:
    opened = date(2025, 1, 1)
    pairs = [(date(2025, 1, 1), date(2025, 2, 28)), (date(2025, 4, 1), None)]
    assert rules.gap_since(date(2025, 3, 10), pairs, opened) == date(2025, 3, 1)
    assert rules.gap_since(date(2025, 4, 1), pairs, opened) is None
    assert rules.gap_since(date(2025, 3, 10), [], opened) == opened


def test_an_account_moves_only_as_the_table_says() -> None:
    allowed = {(state, move) for state, move in rules.MOVES}
    for state in rules.STATES:
        for move in {move for _state, move in rules.MOVES}:
            assert (rules.after(state, move) is not None) == ((state, move) in allowed)
    assert rules.after("anonymised", "return") is None
