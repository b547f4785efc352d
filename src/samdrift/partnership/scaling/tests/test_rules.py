"""Levers and effects as plain rules: what moves, what it comes to, and what always holds."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.fees import Band, PriceTerms, VolumeStep
from samdrift.partnership.scaling import rules
from samdrift.partnership.scaling.rules import levers
from samdrift.partnership.scaling.rules.effects import Labour, Picture, price_of_year, work_out
from samdrift.partnership.scaling.rules.levers import Levers, Wish, wish_from

D = Decimal
START, TODAY = date(2025, 1, 1), date(2025, 3, 12)
SETTINGS = {"f5": D(1), "f3": D("0.72"), "q3": D(1), "q4": D("1.12")}
PUB = PriceTerms("PUB", "CLN", "m2_year", D(215), settings=SETTINGS, base_price=D(215))
KEY = ("PUB", 1, 7, "f5 q3")
VOLUMES = {KEY: D(18_400), ("PUB", 1, 8, "f5 q3"): D(1_600)}


def picture(volumes=None, **more):
    volumes = {KEY: D(18_400)} if volumes is None else volumes
    written = datetime(2024, 12, 1, tzinfo=UTC)
    steps = [VolumeStep(*key, many, START, written) for key, many in volumes.items()]
    return Picture({"PUB": [(START, PUB)]}, steps, (START, date(2029, 12, 31)), **more)


def effect_of(to, **more):
    return work_out(picture(**more), [Wish(*KEY, "f5 q3", D(to))], submitted=TODAY, requested=TODAY)


def test_a_change_in_the_year_counts_from_its_first_day() -> None:
    effect = effect_of(17_500)
    assert effect.first_day == date(2025, 5, 1)
    assert effect.this_year == (395_600_000, 395_600_000 - 12_900_000)  # eight twelfths of 193,500.00
    assert effect.next_year == (395_600_000, 376_250_000)
    assert effect.month == (32_966_667, 31_354_167)


def test_what_is_kept_is_in_the_years() -> None:
    effect = effect_of(13_800)
    assert effect.kept_minor == 11_126_250
    assert effect.this_year[1] == 395_600_000 - 3 * 8_241_667 + 1 + 3 * 2_472_500


def test_a_price_that_changes_at_new_year_is_counted_from_there() -> None:
    dearer = PriceTerms("PUB", "CLN", "m2_year", D(220), settings=SETTINGS, base_price=D(215))
    seen = Picture({"PUB": [(START, PUB), (date(2026, 1, 1), dearer)]}, picture().steps, (START, date(2029, 12, 31)))
    assert sum(price_of_year(seen, seen.steps, 2026).values()) == 18_400 * 220
    effect = work_out(seen, [Wish(*KEY, "f5 q3", D(17_500))], submitted=TODAY, requested=TODAY)
    assert effect.next_year == (404_800_000, 385_000_000)


def test_bands_price_the_units_total_so_the_first_wish_of_a_unit_carries_its_slice() -> None:
    banded = PriceTerms("PUB", "CLN", "m2_year", D(0), bands=(Band(D(0), D(215)), Band(D(10_000), D(209))))
    seen = Picture({"PUB": [(START, banded)]}, [VolumeStep("PUB", 1, 7, "", D(18_400), START, datetime.min)],  # noqa: DTZ901
                   (START, date(2029, 12, 31)))  # fmt: skip
    effect = work_out(seen, [Wish("PUB", 1, 7, "", "", D(9_900))], submitted=TODAY, requested=TODAY)
    assert (effect.lines[0].before, effect.lines[0].after) == (D(3_905_600), D(2_128_500))


def test_hours_are_told_only_where_somebody_said_what_an_hour_costs() -> None:
    assert effect_of(17_500).hours is None
    effect = effect_of(17_500, labour={"CLN": Labour(D("0.8"), D(300))})
    assert (effect.hours, effect.posts) == (D(516), D("0.31"))


def test_levers_move_one_part_and_leave_what_has_no_price() -> None:
    assert levers.moved("f5 q4", {"f": "f3"}) == "f3 q4"
    wished, stay = levers.wishes({KEY: D(10)}, {"PUB": PUB}, Levers({"f": "f3", "q": "q9"}))
    assert ([one.to_setting for one in wished], stay) == (["f3 q3"], [KEY])
    assert levers.options([PUB]) == {"f": ["f3", "f5"], "q": ["q3", "q4"]}


def test_a_site_is_left_when_nothing_stays_there() -> None:
    assert levers.leaves(VOLUMES, [Wish("PUB", 1, 8, "f5 q3", "f5 q3", D(0))]) == {8}
    assert levers.leaves(VOLUMES, [Wish("PUB", 1, 8, "f5 q3", "f3 q3", D(1_600))]) == set()


def test_a_wish_is_the_same_after_being_written() -> None:
    wish = Wish(*KEY, "f3 q3", D("12.50"))
    assert wish_from(wish.as_written()) == wish


@given(by=st.decimals(-20_000, 20_000, places=2))
def test_what_is_shared_out_sums_to_what_was_asked_for(by: Decimal) -> None:
    wished, _stay = levers.wishes(VOLUMES, {"PUB": PUB}, Levers(by=by))
    after = {**VOLUMES, **{wish.key: wish.to_quantity for wish in wished}}
    assert sum(after.values()) == max(D(20_000) + by, D(0))


@given(to=st.integers(0, 40_000))
def test_a_year_and_its_change_agree_whatever_is_wished(to: int) -> None:
    if to == 18_400:
        return
    effect = effect_of(to, volumes=VOLUMES)
    assert effect.year_change == (to - 18_400) * 21_500
    assert sum(one.weight for one in effect.lines) == (to - 18_400) * 215
    assert effect.approvals == effect.lines[0].verdict.row.approvals


@given(first=st.integers(1, 6_000), second=st.integers(1, 6_000))
def test_the_ledger_after_two_changes_is_what_both_asked_for(first: int, second: int) -> None:
    quantity = D(18_400)
    for less in (first, second):
        wish = Wish(*KEY, "f5 q3", quantity - less)
        quantity += sum(change for _setting, change in levers.steps_of(wish, quantity))
    assert quantity == 18_400 - first - second


def test_every_state_is_reached_and_every_closed_one_is_left_by_nothing() -> None:
    reached = set(rules.MOVES.values()) | {rules.DRAFT}
    assert reached == set(rules.STATES)
    assert not [state for state, _move in rules.MOVES if state in rules.CLOSED]


@pytest.mark.parametrize(
    ("needed", "given_", "step", "states"),
    [
        (("budget",), (), "budget", ["local_approved", "accepted_by_provider", "scheduled"]),
        (("budget", "contract"), (), "budget", ["local_approved"]),
        (("budget", "contract"), ("budget",), "contract", ["central_approved"]),
        (("budget", "contract", "steering"), ("budget",), "contract", []),
        (("budget", "contract"), (), "contract", None),
    ],
)
def test_yeses_are_given_in_order(needed, given_, step, states) -> None:
    state = "local_approved" if given_ else "submitted"
    assert rules.after_yes(rules.Standing(state, needed, given_), step) == states


def test_nobody_decides_on_their_own_wish_not_even_through_a_deputy() -> None:
    assert rules.may_decide(2, asked_by=1, on_whose=[2], gave_before=[])
    assert not rules.may_decide(1, asked_by=1, on_whose=[1], gave_before=[])
    assert not rules.may_decide(2, asked_by=1, on_whose=[1], gave_before=[])  # standing in for whoever asked
    assert not rules.may_decide(2, asked_by=1, on_whose=[2], gave_before=[2])


@given(day=st.dates(date(2025, 1, 1), date(2026, 12, 31)), today=st.dates(date(2025, 1, 1), date(2026, 12, 31)))
def test_an_acceptance_never_reaches_back(day: date, today: date) -> None:
    first = rules.first_day_if_accepted(day.replace(day=1), today)
    assert first > today
    assert first.day == 1
    assert [one <= other for one, other in pairwise([day.replace(day=1), first])] == [True]
