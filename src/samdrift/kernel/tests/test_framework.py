"""What bodies under one framework share: every case of domain.md §3.19, and what always holds."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel import framework
from samdrift.kernel.framework import CallOff, Tier, largest_remainder, own_charge_minor, tier_of_month

TIERS = [Tier(Decimal(0), Decimal(1)), Tier(Decimal(10_000), Decimal("0.95")), Tier(Decimal(20_000), Decimal("0.90"))]


def test_t_frm_01_a_shared_cost_is_split_without_losing_a_hundredth() -> None:
    assert largest_remainder(1_000_00, [2_600, 1_100, 950]) == [559_14, 236_56, 204_30]


def test_t_frm_02_one_bodys_share_by_population() -> None:
    assert framework.key_share_minor(840_000_00, 88_000, 1_116_000) == 66_236_56


def test_t_frm_03_who_enters_on_the_seventeenth_pays_its_days_and_moves_the_tier_next_month() -> None:
    bodies = [CallOff("county", Decimal(8_000), date(2024, 1, 1)), CallOff("town", Decimal(4_000), date(2025, 4, 17))]
    assert own_charge_minor(30_000_00, date(2025, 4, 1), date(2025, 4, 17)) == 14_000_00  # 14 of 30 days
    assert tier_of_month(TIERS, bodies, date(2025, 4, 1)).factor == 1
    assert tier_of_month(TIERS, bodies, date(2025, 5, 1)).factor == Decimal("0.95")


def test_t_frm_04_what_would_pass_the_ceiling_is_told() -> None:
    assert not framework.passes_ceiling(200_000_000_00, 180_000_000_00, 20_000_000_00)
    assert framework.passes_ceiling(200_000_000_00, 180_000_000_00, 20_000_000_01)
    assert framework.ceiling_left_minor(200, 180) == 20
    assert framework.ceiling_left_minor(200, 230) == 0


def test_who_leaves_pushes_the_tier_back_only_after_three_months_notice() -> None:
    bodies = [
        CallOff("county", Decimal(8_000), date(2024, 1, 1)),
        CallOff("town", Decimal(4_000), date(2024, 1, 1), notice_on=date(2025, 3, 10), leaves_on=date(2025, 4, 30)),
    ]
    assert tier_of_month(TIERS, bodies, date(2025, 6, 1)).factor == Decimal("0.95")
    assert tier_of_month(TIERS, bodies, date(2025, 7, 1)).factor == 1
    assert own_charge_minor(30_00, date(2025, 4, 1), date(2024, 1, 1), date(2025, 4, 10)) == 10_00
    assert own_charge_minor(30_00, date(2025, 5, 1), date(2024, 1, 1), date(2025, 4, 10)) == 0


def test_a_tier_never_changes_inside_a_month() -> None:
    with pytest.raises(ValueError, match="first day"):
        tier_of_month(TIERS, [], date(2025, 4, 2))
    with pytest.raises(ValueError, match="no tier"):
        framework.tier_reached(TIERS[1:], Decimal(5))


@pytest.mark.parametrize("keys", [[], [0, 0], [3, -1]])
def test_keys_that_are_none_are_refused(keys: list[int]) -> None:
    with pytest.raises(ValueError, match="keys"):
        largest_remainder(100, keys)
    if keys:
        with pytest.raises(ValueError, match="keys"):
            framework.key_share_minor(100, keys[-1], sum(keys) if keys[-1] >= 0 else 5)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-11-30", 3, "2025-02-28"),
        ("2025-12-01", 1, "2026-01-01"),
        ("2025-03-10", 3, "2025-06-10"),
    ],
)
def test_months_are_added_by_the_calendar(day: str, months: int, then: str) -> None:
    assert framework.add_months(date.fromisoformat(day), months) == date.fromisoformat(then)


@given(st.integers(-(10**13), 10**13), st.lists(st.integers(0, 10**7), min_size=1, max_size=40).filter(any))
def test_the_parts_are_the_whole_and_each_within_a_hundredth_of_its_share(amount: int, keys: list[int]) -> None:
    parts = largest_remainder(amount, keys)
    assert sum(parts) == amount
    assert all(abs(part * sum(keys) - amount * key) < sum(keys) for part, key in zip(parts, keys, strict=True))
    assert parts == [-one for one in largest_remainder(-amount, keys)]
