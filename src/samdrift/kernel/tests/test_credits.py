"""Service credits: every case of domain.md §3.4 by its name, and what must hold whatever is missed."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.credits import (
    MODELS,
    Charges,
    Credit,
    Missed,
    RemedyTerms,
    Taken,
    availability_minor,
    credits_of_month,
    earned_back,
    grace_share,
    gross,
    half_up,
    reduction_minor,
    shared_out,
)
from samdrift.kernel.key_figures import BANDS, NOT_MEASURED, PASSED, Judged, Measure, Run, judge, run_after

CHARGE = 145_000_000  # 1,450,000.00 a month
TWICE = Run(failures=2, last_failed=True)
MONTH = Charges(month_minor=CHARGE)
A, B = RemedyTerms(model="A"), RemedyTerms(model="B", cap_line=None)


def missed(key: str = "1", band: str = "serious", **more: Any) -> Missed:
    given: dict[str, Any] = {"kpi": "K03", "charge_minor": CHARGE, **more}
    return Missed(key=key, band=band, **given)


def heavy(**more: Any) -> Missed:
    """The measure of T-SC-04: 40 % of a line that is 35 % of what is at risk."""
    return missed(line_weight=Decimal("0.35"), weight=Decimal("0.40"), **more)


def net(found: tuple[Credit, ...]) -> int:
    return sum(one.net_minor for one in found)


def points_of_months(*bands: str) -> list[int]:
    run, points = Run(), []
    for band in bands:
        repeated, run = run.last_failed, run_after(run, band)
        points.append(gross(A, missed(band=band, run=run, repeated=repeated)).points if band in BANDS else 0)
    return points


def test_t_sc_01_nine_points_cost_half_a_per_cent_each() -> None:
    found = credits_of_month(A, [missed("1", "critical"), missed("2", "severe"), missed("3", "serious")], MONTH)
    assert sum(one.points for one in found) == 9
    assert net(found) == 6_525_000


def test_t_sc_02_what_is_over_a_tenth_of_the_charges_lapses() -> None:
    bands = ["critical"] * 6 + ["serious"]
    found = credits_of_month(A, [missed(str(number), band) for number, band in enumerate(bands)], MONTH)
    assert sum(one.points for one in found) == 26
    assert sum(one.gross_minor for one in found) == 18_850_000
    assert net(found) == 14_500_000
    assert sum(one.capped_minor for one in found) == 4_350_000


def test_t_sc_03_a_repeated_failure_doubles_the_points_of_that_failure() -> None:
    assert points_of_months("severe", "minor", "severe") == [3, 2, 6]


def test_a_failure_after_a_pass_is_not_doubled_and_a_month_without_measurement_changes_nothing() -> None:
    assert points_of_months("severe", PASSED, "severe") == [3, 0, 3]
    assert points_of_months("severe", NOT_MEASURED, "severe") == [3, 0, 6]


def test_t_sc_04_a_weighted_share_of_the_amount_at_risk() -> None:
    assert gross(B, heavy()).gross_minor == 812_000
    assert gross(B, heavy(band="critical")).gross_minor == 1_624_000


def test_t_sc_05_the_ratchet_turns_with_each_consecutive_failure() -> None:
    run, amounts = Run(), []
    for _month in range(5):
        run = run_after(run, "serious")
        amounts.append(gross(B, heavy(run=run)).gross_minor)
    assert amounts == [812_000, 1_015_000, 1_218_000, 1_624_000, 1_624_000]


def test_t_sc_06_credits_of_two_measures_add_up() -> None:
    other = missed("2", "critical", line_weight=Decimal("0.10"), weight=Decimal("0.25"))
    found = credits_of_month(B, [heavy(), other], MONTH)
    assert [one.net_minor for one in found] == [812_000, 290_000]
    assert net(found) == 1_102_000


def test_t_sc_07_sessions_that_could_not_be_used() -> None:
    year, weight = 240_000_000, Decimal("0.04")
    assert availability_minor(year, weight, days=365, sessions_a_day=3, failed=1) == 8_767
    assert availability_minor(year, weight, days=365, sessions_a_day=3, failed=4) == 35_068
    assert availability_minor(year, weight, days=365, sessions_a_day=3, failed=0, used=4) == 17_534
    assert availability_minor(year, weight, days=366, sessions_a_day=3, failed=1) == 8_743


def test_t_sc_08_one_failure_of_ten_is_allowed() -> None:
    told = judge(Measure(target=Decimal(95)), 9, 10)
    assert (told.value, told.band, told.allowed) == (Decimal("90.00"), PASSED, 1)
    assert judge(Measure(target=Decimal(95)), 8, 10).band == "critical"
    assert judge(Measure(target=Decimal(100), low_volume_under=0), 9, 10).band == "severe"


def test_t_sc_09_three_months_at_the_stretch_level_earn_half_of_it_back() -> None:
    stretch, fine = Judged(Decimal(99), PASSED, stretch=True), Judged(Decimal(96), PASSED)
    assert earned_back(B, 1_624_000, [stretch, stretch, stretch]) == ("earned", 812_000)
    assert earned_back(B, 1_624_000, [stretch, fine, stretch]) == ("lost", 0)
    assert earned_back(B, 1_624_000, [stretch, stretch]) == ("open", 0)


def test_t_sc_10_one_event_costs_the_largest_and_not_the_sum() -> None:
    late = heavy(group="lift-17")
    lift = missed("2", "minor", fixed_minor=35_068, group="lift-17")
    found = credits_of_month(B, [late, lift], MONTH)
    assert [one.net_minor for one in found] == [812_000, 0]
    assert [step.rule for step in found[1].steps] == ["group"]
    dearer = missed("2", "minor", fixed_minor=900_000, group="lift-17")
    assert [one.net_minor for one in credits_of_month(B, [late, dearer], MONTH)] == [0, 900_000]


def test_t_sc_11_nothing_to_measure_is_no_failure_and_leaves_the_ratchet() -> None:
    told = judge(Measure(target=Decimal(95)), 0, 0)
    assert (told.value, told.band) == (None, NOT_MEASURED)
    assert run_after(TWICE, NOT_MEASURED) == TWICE


def test_t_sc_12_in_the_second_month_live_half_is_owed() -> None:
    second = missed(fixed_minor=1_000_000, grace=grace_share(B, 2))
    found = credits_of_month(B, [second], MONTH)
    assert net(found) == 500_000
    assert found[0].capped_minor == 0


def test_bands_lie_two_five_and_ten_points_behind_the_target() -> None:
    target = Measure(target=Decimal(95))
    told = [judge(target, kept, 10_000).band for kept in (9_500, 9_499, 9_300, 9_299, 9_000, 8_999, 8_500, 8_499)]
    assert told == [PASSED, "minor", "minor", "serious", "serious", "severe", "severe", "critical"]
    few = Measure(target=Decimal(4), lower_is_better=True)
    assert [judge(few, back, 10_000).band for back in (400, 401, 601)] == [PASSED, "minor", "serious"]


def test_two_passes_in_a_row_reset_the_ratchet_and_one_does_not() -> None:
    run = TWICE
    once = run_after(run, PASSED)
    assert run_after(once, "minor").failures == 3
    assert run_after(run_after(once, PASSED), "minor").failures == 1


def test_caps_work_measure_line_month_and_year_in_that_order() -> None:
    terms = RemedyTerms(
        cap_kpi=Decimal("0.05"), cap_line=Decimal("0.10"), cap_month=Decimal("0.04"), cap_year=Decimal("0.01")
    )
    charges = Charges(month_minor=10_000, by_line={"MNT": 4_000}, year_minor=120_000, credited_minor=900)
    found = credits_of_month(terms, [missed(fixed_minor=1_000, line="MNT")], charges)
    steps = [(step.rule, step.after_minor) for step in found[0].steps]
    assert steps == [("cap_kpi", 500), ("cap_line", 400), ("cap_year", 300)]


def test_what_stands_already_uses_up_the_caps_and_the_event() -> None:
    standing = (Taken("K01", "MNT", "", 300), Taken("K09", "", "lift-17", 700))
    charges = Charges(month_minor=10_000, by_line={"MNT": 4_000}, taken=standing)
    terms = RemedyTerms(cap_line=Decimal("0.10"), cap_month=Decimal("0.12"))
    late = missed("1", fixed_minor=500, line="MNT")
    same = missed("2", kpi="K02", fixed_minor=1_000, group="lift-17")
    found = credits_of_month(terms, [late, same], charges)
    assert [[(step.rule, step.after_minor) for step in one.steps] for one in found] == [
        [("cap_line", 100), ("cap_month", 50)], [("group", 300), ("cap_month", 150)],
    ]  # fmt: skip


some_missed: st.SearchStrategy[list[dict[str, Any]]] = st.lists(
    st.builds(
        dict, kpi=st.sampled_from(["K01", "K03", "K06"]), line=st.sampled_from(["", "MNT", "CLN"]),
        band=st.sampled_from(BANDS), group=st.sampled_from(["", "", "e1", "e2"]),
        charge_minor=st.integers(0, 10**10), grace=st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(1)]),
        run=st.builds(Run, st.integers(1, 6), last_failed=st.just(value=True)), repeated=st.booleans(),
        weight=st.decimals(0, 1, places=4),
    ),
    max_size=8,
)  # fmt: skip
shares = st.none() | st.decimals(0, "0.3", places=3)


@given(
    rows=some_missed, model=st.sampled_from(MODELS), kpi=shares, line=shares, month=shares, year=shares,
    charge=st.integers(0, 10**10), credited=st.integers(0, 10**9),
)  # fmt: skip
def test_no_credit_is_above_a_cap_and_every_hundredth_is_told_of(
    rows: list[dict[str, Any]], model: str, kpi: Decimal | None, line: Decimal | None, month: Decimal | None,
    year: Decimal | None, charge: int, credited: int,
) -> None:  # fmt: skip
    terms = RemedyTerms(model=model, cap_kpi=kpi, cap_line=line, cap_month=month, cap_year=year)
    charges = Charges(month_minor=charge, by_line={"MNT": charge // 3}, year_minor=12 * charge, credited_minor=credited)
    found = credits_of_month(terms, [missed(f"{n:02}", **row) for n, row in enumerate(rows)], charges)
    for one in found:
        assert 0 <= one.net_minor <= one.gross_minor
        assert one.net_minor == (one.steps[-1].after_minor if one.steps else one.gross_minor)
        levels = [one.gross_minor, *(step.after_minor for step in one.steps)]
        assert levels == sorted(levels, reverse=True)
    if month is not None:
        assert net(found) <= half_up(month * charge)
    if year is not None:
        assert net(found) <= max(0, half_up(year * 12 * charge) - credited)
    if line is not None:
        of_line = sum(one.net_minor for one in found if one.missed.line == "MNT")
        assert of_line <= half_up(line * (charge // 3))
    if kpi is not None:
        for code in ("K01", "K03", "K06"):
            assert sum(one.net_minor for one in found if one.missed.kpi == code) <= half_up(kpi * charge)
    for group in ("e1", "e2"):
        assert sum(one.net_minor > 0 for one in found if one.missed.group == group) <= 1


@given(total=st.integers(0, 10**12), weights=st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_parts_sum_to_the_whole_to_the_last_hundredth(total: int, weights: list[int]) -> None:
    parts = shared_out(total, weights)
    assert sum(parts) == (total if sum(weights) else 0)
    assert all(part >= 0 for part in parts)


@given(bands=st.lists(st.sampled_from([*BANDS, PASSED, NOT_MEASURED]), max_size=14))
def test_the_ratchet_never_falls_but_after_two_measured_passes(bands: list[str]) -> None:
    run = Run()
    for band in bands:
        before, run = run, run_after(run, band)
        if run.failures < before.failures:
            assert band == PASSED
            assert before.passes == 1
            assert run == Run()


@given(kept=st.integers(0, 400), more=st.integers(0, 50), whole=st.integers(1, 400))
def test_keeping_more_promises_never_ends_in_a_worse_band(kept: int, more: int, whole: int) -> None:
    order = [PASSED, *BANDS]
    measure = Measure(target=Decimal(95))
    fewer, better = (judge(measure, min(count, whole), whole).band for count in (kept, kept + more))
    assert order.index(better) <= order.index(fewer)


LOTS = RemedyTerms(per_lot={"K06": 500_000}, sessions={"K25": (Decimal("0.04"), 3)}, cap_line=None, cap_month=None)


def lots(**other: Any) -> Missed:
    return Missed(**{"key": "1", "kpi": "K06", "band": "passed", "failures": 2, "charge_minor": 145_000_000, **other})


def test_a_rejected_lot_costs_its_bod_though_the_month_passed() -> None:
    [credit] = credits_of_month(LOTS, [lots()], Charges(month_minor=145_000_000))
    assert (credit.gross_minor, credit.net_minor) == (0, 1_000_000)
    assert [step.rule for step in credit.steps] == ["per_lot"]


def test_lots_and_the_model_are_never_both_paid_for_one_failure() -> None:
    serious = lots(band="serious", weight=Decimal("0.10"))
    [credit] = credits_of_month(LOTS, [serious], Charges(month_minor=145_000_000))
    assert (credit.gross_minor, credit.net_minor) == (580_000, 1_000_000)
    [alone] = credits_of_month(LOTS, [lots(band="serious", weight=Decimal("0.10"), failures=1)],
                               Charges(month_minor=145_000_000))  # fmt: skip
    assert (alone.net_minor, alone.steps) == (580_000, ())


@pytest.mark.parametrize(("halves", "days", "owed"), [(8, 365, 35_068), (4, 365, 17_534), (2, 366, 8_743)])
def test_t_sc_07_sessions_come_from_a_figures_failures(halves: int, days: int, owed: int) -> None:
    missed = lots(kpi="K25", failures=halves, days=days, charge_minor=20_000_000)
    [credit] = credits_of_month(LOTS, [missed], Charges(month_minor=20_000_000))
    assert (credit.net_minor, credit.steps[0].rule) == (owed, "sessions")


def test_what_a_reduction_gave_is_not_owed_again() -> None:
    serious = lots(kpi="K07", band="serious", weight=Decimal("0.10"))
    nets = [
        credits_of_month(RemedyTerms(), [replace(serious, reduced_minor=reduced)], Charges(month_minor=145_000_000))[0]
        for reduced in (0, 200_000, 900_000)
    ]
    assert [one.net_minor for one in nets] == [580_000, 380_000, 0]
    assert nets[1].capped_minor == 0


@given(
    failures=st.integers(0, 500), band=st.sampled_from(("passed", "minor", "critical")), reduced=st.integers(0, 10**7)
)
def test_a_figure_costs_the_larger_of_its_ways_and_never_their_sum(failures: int, band: str, reduced: int) -> None:
    missed = lots(failures=failures, band=band, weight=Decimal("0.10"), reduced_minor=reduced)
    [credit] = credits_of_month(LOTS, [missed], Charges(month_minor=145_000_000))
    assert credit.net_minor == max(0, max(credit.gross_minor, 500_000 * failures) - reduced)


@given(fee=st.integers(0, 10**10), missing=st.integers(0, 1_000), more=st.integers(0, 1_000))
def test_no_fee_is_reduced_by_more_than_it_is(fee: int, missing: int, more: int) -> None:
    assert 0 <= reduction_minor(fee, Decimal(1), missing, missing + more) <= fee
