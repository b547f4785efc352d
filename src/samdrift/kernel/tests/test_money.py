"""Amounts as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.money import MOST_MINOR, minor, reads_two_ways


@given(
    amount=st.integers(-(10**12), 10**12),
    marks=st.sampled_from([("", "."), ("", ","), (".", ","), (",", "."), (" ", ",")]),
)
def test_an_amount_is_read_however_it_is_written(amount: int, marks: tuple[str, str]) -> None:
    group, mark = marks
    whole = f"{abs(amount) // 100:,}".replace(",", group)
    typed = f"{'-' if amount < 0 else ''}{whole}{mark}{abs(amount) % 100:02d}"
    assert minor(typed) == amount


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("3.400", 340_000), ("3,400", 340_000), ("1.234.567,8", 123_456_780), ("1,234,567.80", 123_456_780),
     ("12 500", 1_250_000), ("12\u00a0500,50", 1_250_050), ("1'000", 100_000), ("-1.005", -100_500), ("0,5", 50),
     ("3400", 340_000), (" 7 ", 700)],
)  # fmt: skip
def test_three_figures_behind_a_mark_are_thousands(typed: str, amount: int) -> None:
    assert minor(typed) == amount


@pytest.mark.parametrize(
    "typed",
    ["", "much", "1.0055", "NaN", "1e20", "1e5", "1.00.5", "1.234,567.8", "1,2,3", "12.3456", "٣", "9" * 15, "0,001",
     "0.125", "-0.999", "00.500", "012.345", "0.001.000"],
)  # fmt: skip
def test_what_is_no_amount_is_none(typed: str) -> None:
    assert minor(typed) is None


@given(
    whole=st.integers(0, 10**9), mark=st.sampled_from(".,"), sign=st.sampled_from(["", "-"]),
    finer=st.from_regex(r"[0-9]{3,8}", fullmatch=True),
)  # fmt: skip
def test_what_is_finer_than_hundredths_is_never_read_as_an_amount_but_as_thousands_or_not_at_all(
    whole: int, mark: str, sign: str, finer: str
) -> None:
    found = minor(f"{sign}{whole}{mark}{finer}")
    if len(finer) == 3 and 1 <= whole <= 999:
        assert found == int(f"{sign}{whole}{finer}") * 100
    else:
        assert found is None


@given(st.text(st.characters(codec="utf-8"), max_size=24) | st.text("0123456789.,- '", max_size=24))
def test_whatever_is_typed_is_an_amount_within_bounds_or_none(typed: str) -> None:
    found = minor(typed)
    assert found is None or abs(found) <= MOST_MINOR


@pytest.mark.parametrize(("typed", "told"), [("1.234", True), (" 999,125 ", True), ("-2.500", True), ("0.125", False),
                                             ("1.2340", False), ("1234.5", False), ("1234,567", False)])  # fmt: skip
def test_a_price_of_three_decimals_may_be_a_thousand(typed: str, told: bool) -> None:
    assert reads_two_ways(typed) is told
