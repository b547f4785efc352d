"""Unit costs beside peers: like with like by sourced factors, both sources of a conflict, nothing ranked on too few."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel import benchmarks as b
from samdrift.kernel.benchmarks import Fact, Factor, NoQuantity, Own, Terms
from samdrift.kernel.fees import PriceTerms, VolumeStep, month_fee_minor

OFFICES = Own("CLN", "CLN-OFF", "m2_year", "NRA", "q3", 1_650_000_00, Decimal(10_000))  # 165.00 a square metre


def fact(value, peer="A", **changes):
    told = {
        "key": f"{peer}-{value}", "peer": peer, "year": 2025, "level": "2025", "line": "CLN", "item": "CLN-OFF",
        "unit": "m2_year", "area_basis": "NRA", "quality": "q3", "currency": "DKK", "value": Decimal(value),
    }  # fmt: skip
    return Fact(**{**told, **changes})


def beside(facts, factors=(), own=OFFICES, **terms):
    return b.compared(own, facts, factors, Terms(**terms), "DKK", "2025")


def test_a_cost_without_units_is_refused_and_never_nothing():
    with pytest.raises(NoQuantity):
        b.unit_cost(100, Decimal(0))
    with pytest.raises(NoQuantity):
        beside([fact(150)], own=Own("CLN", "CLN-OFF", "m2_year", "NRA", "", 5, Decimal(0)))


def test_three_peers_give_a_range_and_what_lies_beyond_the_tolerance_in_money():
    found = beside([fact(140, "A"), fact(150, "B"), fact(158, "C")], tolerance=Decimal(5))
    assert (found.spread.low, found.spread.median_low, found.spread.high) == (Decimal(140), Decimal(150), Decimal(158))
    assert found.limit_low == Decimal("157.5000")
    assert (found.verdict, found.over_minor, found.over_percent) == ("above", 75_000_00, Decimal("10.0"))


def test_exactly_on_the_limit_is_within():
    assert beside([fact(150, "A"), fact(150, "B"), fact(150, "C")], tolerance=Decimal(10)).verdict == "within"


def test_below_the_fewest_peers_no_range_is_told():
    two = beside([fact(100, "A"), fact(110, "B")])
    assert (two.verdict, two.peers, two.spread, two.over_minor) == ("few", 2, None, 0)
    assert beside([fact(100, "A"), fact(110, "B")], fewest_peers=2).verdict == "above"
    assert beside([]).verdict == "alone"


def test_a_peer_counts_once_however_its_name_is_written():
    assert beside([fact(100, "Body  A"), fact(101, "body a"), fact(102, "BODY A ")]).peers == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"unit": "visit"}, "unit"), ({"area_basis": "GIA"}, "area_basis"), ({"quality": "q4"}, "quality"),
     ({"currency": "SEK"}, "currency"), ({"level": "2023"}, "price_level"), ({"quality": ""}, ""),
     ({"area_basis": "nra"}, "")],
)  # fmt: skip
def test_what_differs_is_not_comparable_and_says_why(changes, why):
    assert b.brought(fact(100, **changes), OFFICES, [], "DKK", "2025").why == why


def test_several_qualities_of_ours_compare_with_no_level_that_is_stated():
    own = Own("CLN", "CLN-OFF", "m2_year", "NRA", b.MIXED, 1, Decimal(1))
    assert b.brought(fact(100), own, [], "DKK", "2025").why == "quality"


def test_a_price_level_is_reached_by_a_factor_and_a_currency_first():
    up = Factor("f1", "DKK", "2023", "DKK", "2025", Decimal("1.05"))
    rate = Factor("f2", "SEK", "2023", "DKK", "2023", Decimal("0.65"))
    assert b.brought(fact(100, level="2023"), OFFICES, [up], "DKK", "2025").values == (Decimal("105.0000"),)
    both = b.brought(fact(200, level="2023", currency="SEK"), OFFICES, [up, rate], "DKK", "2025")
    assert (both.values, both.factors) == ((Decimal("136.5000"),), ("f1", "f2"))


def test_a_direct_factor_is_taken_before_two_steps():
    steps = [Factor("a", "SEK", "2023", "DKK", "2023", Decimal(1)),
             Factor("b", "DKK", "2023", "DKK", "2025", Decimal(1)),
             Factor("c", "SEK", "2023", "DKK", "2025", Decimal(2))]  # fmt: skip
    assert b.brought(fact(1, level="2023", currency="SEK"), OFFICES, steps, "DKK", "2025").values == (Decimal(2),)


def test_sources_that_differ_both_stand_and_a_verdict_that_hangs_on_them_is_open():
    sure = [fact(140, "A"), fact(200, "C")]
    found = beside([*sure, fact(150, "B"), fact(170, "B", key="other")])
    assert (found.spread.median_low, found.spread.median_high) == (Decimal(150), Decimal(170))
    assert (found.verdict, found.over_minor, found.over_most_minor) == ("open", 0, 150_000_00)
    assert b.conflicting(found.brought) == {"b": (Decimal("150.0000"), Decimal("170.0000"))}
    assert beside([*sure, fact(150, "B"), fact(160, "B", key="other")]).verdict == "above"


def test_two_sources_of_a_factor_are_both_shown():
    factors = [
        Factor("x", "DKK", "2024", "DKK", "2025", Decimal("1.02")),
        Factor("y", "DKK", "2024", "DKK", "2025", Decimal("1.03")),
    ]
    assert b.brought(fact(100, level="2024"), OFFICES, factors, "DKK", "2025").values == (Decimal(102), Decimal(103))


def test_an_older_year_of_a_peer_gives_way_but_not_to_one_that_cannot_be_compared():
    older, newer = fact(100, year=2023, key="o"), fact(120, year=2024, key="n")
    odd = fact(900, year=2025, key="x", unit="visit")
    assert [one.why for one in beside([older, newer, odd]).brought] == ["older", "", "unit"]


def test_a_line_speaks_only_of_its_own_item():
    assert beside([fact(1, item=""), fact(1, line="WIN", item="WIN-RND")]).brought == ()


def test_the_dearest_and_the_cheapest_peer_may_be_the_measure():
    peers = [fact(100, "A"), fact(150, "B"), fact(170, "C")]
    assert beside(peers, against="high").verdict == "within"
    assert beside(peers, against="low").over_minor == 650_000_00


def test_terms_that_make_no_sense_are_refused():
    for wrong in ({"against": "mean"}, {"fewest_peers": 0}, {"tolerance": Decimal(-1)}):
        with pytest.raises(ValueError, match="Compare"):
            Terms(**wrong)


def test_a_years_fee_by_its_units_is_the_price_it_was_counted_with():
    terms = PriceTerms("CLN-OFF", "CLN", "m2_year", Decimal("165.00"))
    then = datetime(2025, 1, 1, tzinfo=UTC)
    steps = [VolumeStep("CLN-OFF", 1, 7, "", Decimal(1000), date(2025, 1, 1), then),
             VolumeStep("CLN-OFF", 1, 7, "", Decimal(-300), date(2025, 5, 12), then)]  # fmt: skip
    held, cost = Decimal(0), 0
    for month in range(1, 13):
        fee = month_fee_minor([(date(2025, 1, 1), terms)], steps, date(2025, month, 1))
        days = (date(2025 + month // 12, month % 12 + 1, 1) - date(2025, month, 1)).days
        held += b.months_held(fee.stretches, days)
        cost += fee.amount_minor
    assert b.units_of("m2_year", held) == Decimal("808.8710")
    assert abs(b.unit_cost(cost, b.units_of("m2_year", held)) - 165) < Decimal("0.001")


def test_users_a_month_are_counted_in_months():
    assert b.units_of("user_month", Decimal(600)) == 600
    assert b.units_of("meal", Decimal(480_000)) == 40_000


def test_quality_is_read_from_the_setting():
    assert [b.quality_of(one) for one in (["f5 q3", "f3 q3"], ["f5 q3", "q4"], ["h8 d5", ""], [])] == [
        "q3",
        "mixed",
        "",
        "",
    ]


def test_a_class_of_sizes_begins_at_its_start():
    assert [b.size_class(Decimal(one), [500, 2000]) for one in (0, 499, 500, 2000)] == [0, 0, 1, 2]


@given(st.lists(st.decimals("0.01", "99999", places=2), min_size=1, max_size=12))
def test_the_median_lies_between_low_and_high_and_one_value_more_than_the_limit_is_over(values):
    spread = beside([fact(value, f"P{n}") for n, value in enumerate(values)], fewest_peers=1).spread
    assert spread.low <= spread.median_low == spread.median_high <= spread.high
    assert spread.peers == len(values)


@given(st.decimals("1", "500", places=2), st.decimals("0", "50", places=1))
def test_a_larger_tolerance_never_finds_more(value, tolerance):
    peers = [fact(value, name) for name in "ABC"]
    assert beside(peers, tolerance=tolerance + 1).over_minor <= beside(peers, tolerance=tolerance).over_minor
