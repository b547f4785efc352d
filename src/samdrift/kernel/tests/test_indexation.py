"""Indexation: every worked case of the book, and what must hold for any index."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.indexation import (
    InForce,
    NoIndex,
    Outcome,
    Part,
    Rule,
    Value,
    latest,
    linked,
    price,
    rounded,
    run,
    true_up_minor,
)

D = Decimal
BASE = D("215.00")
DEC = date(2023, 12, 1)
CUT = date(2024, 1, 15)


def npi(**more: object) -> Rule:
    return Rule("NPI", (Part("NPI", D(1), D("116.0")),), **more)  # type: ignore[arg-type]


def outcome(rule: Rule, value: str, before: InForce | None = None) -> Outcome:
    values = {"NPI": [Value(DEC, D(value), date(2024, 1, 10))]}
    return run(rule, values, wanted=DEC, cut_off=CUT, before=before)


def test_t_idx_01_the_factor_is_rounded_before_the_price_as_the_contract_says() -> None:
    assert (outcome(npi(), "117.2").factor, price(BASE, D("1.0103"))) == (D("1.0103"), D("217.21"))
    unrounded = outcome(npi(decimals=None), "117.2").factor
    assert rounded(unrounded, 6) == D("1.010345")
    assert price(BASE, unrounded) == D("217.22")


def test_t_idx_02_a_composite_of_fixed_wages_and_prices() -> None:
    rule = Rule("MIX", (Part("WAGE", D("0.75"), D(100)), Part("NPI", D("0.20"), D("116.0"))), fixed=D("0.05"))
    values = {"WAGE": [Value(DEC, D("103.50"), CUT)], "NPI": [Value(DEC, D("117.2"), CUT)]}
    found = run(rule, values, wanted=DEC, cut_off=CUT)
    assert (found.factor, price(BASE, found.factor)) == (D("1.0283"), D("221.08"))
    with pytest.raises(ValueError, match="make 1"):
        Rule("ODD", (Part("NPI", D("0.9"), D(100)),))


def test_t_idx_03_a_cap_holds_back_what_lapses_or_is_carried() -> None:
    rule = Rule("NPI", (Part("NPI", D(1), D(100)),), cap=D("0.03"))
    first = outcome(rule, "104.6")
    assert (first.factor, price(BASE, first.factor), first.reason) == (D("1.0300"), D("221.45"), "cap")
    assert (first.held_back, first.lapsed) == (D("0.0160"), D("0.0160"))
    after = InForce(first.factor, first.lapsed)
    assert outcome(rule, "106.0", after).factor == D("1.0440")  # 1.0600 less what lapsed
    carrying = Rule("NPI", rule.parts, cap=D("0.03"), carry=True)
    first = outcome(carrying, "104.6")
    assert (first.held_back, first.lapsed) == (D("0.0160"), 0)
    assert outcome(carrying, "106.0", InForce(first.factor, first.lapsed)).factor == D("1.0600")


def test_t_idx_04_a_falling_index_lowers_the_price_unless_it_goes_one_way() -> None:
    falls, one_way = outcome(npi(), "114.9"), outcome(npi(one_way=True), "114.9")
    assert (falls.factor, price(BASE, falls.factor)) == (D("0.9905"), D("212.96"))
    assert (one_way.factor, one_way.reason, price(BASE, one_way.factor)) == (1, "one_way", D("215.00"))


def test_t_idx_05_the_base_is_never_chained_on_rounded_prices() -> None:
    before = InForce()
    for value in ("117.2", "119.4", "121.9"):
        found = outcome(npi(), value, before)
        before = InForce(found.factor, found.lapsed)
    assert price(BASE, before.factor) == D("225.94")
    chained = BASE
    for new, old in (("117.2", "116.0"), ("119.4", "117.2"), ("121.9", "119.4")):
        chained = price(chained, rounded(D(new) / D(old), 4))
    assert chained == D("225.91")


def test_t_idx_06_a_rebased_index_is_linked() -> None:
    assert rounded(linked(D("107.1"), D("121.9"), D("104.8")), 4) == D("124.5753")
    link = Value(date(2025, 12, 1), D("104.8"), date(2026, 1, 10), reference="2025", old_value=D("121.9"))
    values = {"NPI": [link, Value(date(2026, 12, 1), D("107.1"), date(2027, 1, 10), reference="2025")]}
    found = run(npi(), values, wanted=date(2026, 12, 1), cut_off=date(2027, 1, 15))
    assert (found.factor, found.provisional) == (D("1.0739"), False)
    with pytest.raises(NoIndex):
        run(npi(), {"NPI": values["NPI"][1:]}, wanted=date(2026, 12, 1), cut_off=date(2027, 1, 15))


def test_t_idx_07_the_difference_of_a_provisional_price_is_trued_up() -> None:
    assert true_up_minor(D("217.22"), D("218.10"), D(18_400), 2) == 2_698_67
    assert true_up_minor(D("218.10"), D("217.22"), D(18_400), 2) == -2_698_67


def test_t_idx_08_an_index_not_yet_published_makes_the_run_provisional() -> None:
    november, december = date(2024, 11, 1), date(2024, 12, 1)
    values = {"NPI": [Value(november, D("118.0"), date(2024, 12, 10)), Value(december, D("118.4"), date(2025, 1, 10))]}
    early = run(npi(), values, wanted=december, cut_off=date(2025, 1, 5))
    assert (early.used[0].month, early.provisional) == (november, True)
    on_time = run(npi(), values, wanted=december, cut_off=date(2025, 1, 10))
    assert (on_time.used[0].month, on_time.provisional) == (december, False)
    with pytest.raises(NoIndex):
        run(npi(), values, wanted=december, cut_off=date(2024, 12, 9))
    with pytest.raises(NoIndex):
        run(npi(), {}, wanted=december, cut_off=date(2025, 1, 10))


def test_a_value_published_as_provisional_is_replaced_by_the_final_one() -> None:
    first = Value(DEC, D("117.0"), date(2024, 1, 10), status="provisional")
    final = Value(DEC, D("117.2"), date(2024, 2, 10))
    assert latest([first, final], DEC, CUT) == (first, True)
    assert latest([first, final], DEC, date(2024, 3, 1)) == (final, False)


def test_t_idx_09_below_the_threshold_nothing_changes_and_the_base_stays() -> None:
    rule = Rule("NPI", (Part("NPI", D(1), D("100")),), threshold=D("0.01"))
    first = outcome(rule, "100.98")
    assert (first.raw, first.factor, first.reason) == (D("1.0098"), 1, "threshold")
    second = outcome(rule, "101.50", InForce(first.factor, first.lapsed))
    assert second.factor == D("1.0150")  # against the base, not against the year before


indices = st.decimals(80, 160, places=1)


@given(st.lists(indices, min_size=1, max_size=6))
def test_without_limits_the_way_there_never_matters(path: list[Decimal]) -> None:
    before = InForce()
    for value in path:
        found = outcome(npi(), str(value), before)
        before = InForce(found.factor, found.lapsed)
    assert before == InForce(outcome(npi(), str(path[-1])).factor)


@given(st.lists(indices, min_size=1, max_size=8), st.booleans())
def test_a_collar_is_never_left_in_one_run_and_what_is_held_back_is_told(path: list[Decimal], carry: bool) -> None:
    rule = npi(cap=D("0.03"), floor=D("0.02"), carry=carry)
    held = InForce()
    for value in path:
        found = outcome(rule, str(value), held)
        assert rounded(held.factor * D("0.98"), 4) <= found.factor <= rounded(held.factor * D("1.03"), 4)
        assert found.factor + found.held_back + held.lapsed == found.raw
        held = InForce(found.factor, found.lapsed)
    if carry:
        assert held.lapsed == 0


@given(st.lists(indices, min_size=1, max_size=8))
def test_one_way_never_falls(path: list[Decimal]) -> None:
    held = InForce()
    for value in path:
        found = outcome(npi(one_way=True), str(value), held)
        assert found.factor >= held.factor
        held = InForce(found.factor, found.lapsed)
