"""The cases of domain.md §3.20, and what holds of every invoice."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.holiday_sets import holiday_set
from samdrift.kernel.invoice_checks import (
    Billed,
    differences,
    findings_of_lines,
    gln_check_digit,
    is_british_vat,
    is_company,
    is_cvr,
    is_gln,
    is_round,
    number_key,
    unallocated,
)
from samdrift.kernel.invoices import (
    Charge,
    Taxed,
    VatGroup,
    document_of,
    due_day,
    net_minor,
    net_of_credits,
    shares,
    split,
    totals,
    turned,
)

BANK_CLOSED = frozenset(day.day for day in holiday_set("DK").holidays(("public", "bank")))
amounts = st.integers(-(10**10), 10**10)
taxed = st.builds(lambda minor, rate: Taxed(minor, Decimal(rate)), amounts, st.sampled_from([6, 12, 25]))


def test_t_inv_01_lines_are_rounded_before_they_are_summed():
    lines = [
        net_minor(Decimal(1), Decimal("313541.67")),
        net_minor(Decimal("1234.567"), Decimal("0.333")),
        net_minor(Decimal(7), Decimal("12.345")),
    ]
    assert lines == [31_354_167, 41_111, 8_642]
    whole = totals(Taxed(line) for line in lines)
    assert (whole.net_minor, whole.vat_minor, whole.gross_minor) == (31_403_920, 7_850_980, 39_254_900)
    unrounded = Decimal("313541.67") + Decimal("1234.567") * Decimal("0.333") + 7 * Decimal("12.345")
    assert unrounded == Decimal("314039.195811")  # cut off it would be 314,039.19: each line is rounded first


def test_t_inv_02_three_times_half_a_hundredth_is_three_hundredths():
    line = net_minor(Decimal(1), Decimal("33.335"))
    assert line == 3_334
    assert totals([Taxed(line)] * 3).net_minor == 10_002


def test_t_inv_03_credits_above_the_rest_make_a_credit_note():
    lines = [Taxed(100_000), Taxed(-250_000)]
    assert document_of(lines) == "credit_note"
    assert totals(turned(lines)).gross_minor == 187_500
    assert document_of([Taxed(100_000), Taxed(-100_000)]) == "invoice"


def test_t_inv_04_a_due_day_on_a_bank_holiday_moves_to_the_next_bank_day():
    # 18 March 2025 and thirty days is Maundy Thursday; Good Friday, the weekend and Easter Monday follow.
    assert due_day(date(2025, 3, 18), 30, BANK_CLOSED) == date(2025, 4, 22)
    assert due_day(date(2025, 5, 1), 30, BANK_CLOSED) == date(2025, 6, 2)  # a Saturday
    assert due_day(date(2025, 5, 5), 30, BANK_CLOSED) == date(2025, 6, 4)
    assert due_day(date(2025, 5, 6), 30, BANK_CLOSED) == date(2025, 6, 6)  # 5 June: banks are closed
    with pytest.raises(ValueError, match="30"):
        due_day(date(2025, 5, 5), 31, BANK_CLOSED)


def test_t_inv_05_two_rates_make_two_groups():
    whole = totals([Taxed(10_000), Taxed(3_333, Decimal(12)), Taxed(3_333, Decimal("12.00"))])
    assert whole.groups == (
        VatGroup("S", Decimal(12), 6_666, 800),
        VatGroup("S", Decimal(25), 10_000, 2_500),
    )
    assert whole.gross_minor == 16_666 + 3_300


@pytest.mark.parametrize("again", ["F-00123", " F-123", "f-123", "F - 0123"])
def test_t_inv_06_a_number_is_the_same_with_spaces_capitals_and_zeros(again):
    assert number_key(again) == number_key("F-123")


def test_other_numbers_are_others():
    assert len({number_key(one) for one in ("F-123", "F-1230", "F123", "1-11", "11-1", "0", "")}) == 7


@given(st.lists(taxed, max_size=12), st.lists(taxed, max_size=3))
def test_sums_are_exact(lines, allowances):
    whole = totals(lines, allowances)
    assert whole.net_minor == sum(one.amount_minor for one in lines) - sum(one.amount_minor for one in allowances)
    assert whole.net_minor == sum(group.base_minor for group in whole.groups)
    assert whole.gross_minor == whole.net_minor + sum(group.vat_minor for group in whole.groups)
    for group in whole.groups:
        assert abs(group.base_minor * group.percent / 100 - group.vat_minor) <= Decimal("0.5")


@given(st.lists(taxed, min_size=1, max_size=12))
def test_a_credit_note_of_everything_gives_everything_back(lines):
    assert totals(turned(lines)).gross_minor == -totals(lines).gross_minor
    assert document_of(lines) == "invoice" or document_of(turned(lines)) == "invoice"


@given(st.lists(taxed, min_size=1, max_size=8), st.data())
def test_what_is_disputed_and_what_is_not_is_the_whole(lines, data):
    disputed = data.draw(st.lists(st.sampled_from(lines), max_size=len(lines)))
    cut = split(lines, disputed)
    assert cut.undisputed_minor + cut.disputed_minor == totals(lines).gross_minor
    assert split(lines, []).disputed_minor == 0
    assert split(lines, lines).undisputed_minor == 0


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(0, 30))
def test_due_days_are_bank_days_and_never_early(issued, days):
    due = due_day(issued, days, BANK_CLOSED)
    assert (due - issued).days >= days
    assert due.weekday() < 5
    assert due not in BANK_CLOSED
    assert (due - issued).days <= days + 6


@given(amounts, st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=20).filter(any))
def test_shares_are_the_whole_and_each_is_near(amount, weights):
    cut = shares(amount, weights)
    assert sum(cut) == amount
    whole = sum(weights)
    assert all(abs(one - amount * weight / whole) < 1 for one, weight in zip(cut, weights, strict=True))


@given(st.decimals(-10_000, 10_000, places=4), st.decimals(0, 1_000, places=4))
def test_a_line_taken_back_is_the_line_with_the_other_sign(quantity, price):
    assert net_minor(-quantity, price) == -net_minor(quantity, price)
    assert abs(net_minor(quantity, price) - quantity * price * 100) <= Decimal("0.5")


def test_what_cannot_be_computed_is_refused():
    for quantity, price, base in ((1, -1, 1), (1, 1, 0)):
        with pytest.raises(ValueError):
            net_minor(Decimal(quantity), Decimal(price), Decimal(base))
    for wrong in (Taxed(1, Decimal(0)), Taxed(1, Decimal(25), "Z"), Taxed(1, Decimal(25), "X")):
        with pytest.raises(ValueError):
            totals([wrong])
    with pytest.raises(ValueError):
        Charge("volume", 1, None, "CLN", 1, "x", "code")
    with pytest.raises(ValueError, match="behind"):
        Charge("credit", 1, None, "CLN", -1, "", "code")
    with pytest.raises(ValueError):
        shares(1, [Decimal(0)])


def test_a_location_number_has_its_check_digit():
    assert is_gln("5798009811578")
    assert not is_gln("5798009811579")
    assert not is_gln("579800981157")
    assert not is_gln("579800981157x")


@given(st.from_regex(r"[0-9]{12}", fullmatch=True), st.integers(0, 11), st.integers(1, 9))
def test_any_one_digit_wrong_is_noticed(digits, at, more):
    right = digits + str(gln_check_digit(digits))
    assert is_gln(right)
    assert not is_gln(right[:at] + str((int(right[at]) + more) % 10) + right[at + 1 :])


def test_a_company_number_has_eight_digits():
    assert is_cvr("12345678")
    assert is_cvr("DK12345678")
    assert is_company("09876543", "GB")
    assert is_company("SC123456", "GB")
    assert not is_company("SC123456", "DK")


def test_a_british_vat_number_has_two_digits_that_check_the_others():
    assert is_british_vat("GB123456782")
    assert is_british_vat("GB123456727")  # reckoned with 55 more, as numbers since 2010 are
    assert not any(is_british_vat(wrong) for wrong in ("GB123456783", "123456782", "GB12345678", "DK12345678"))


def test_no_other_form_is_a_company_number():
    assert not any(is_cvr(one) for one in ("1234567", "SE12345678", "DK 12345678", "123456789"))


def test_lines_that_nothing_stands_behind_are_found():
    lines = [
        Billed("volume", "a", 31_354_167, derived=True, evidence=1),
        Billed("", "", 5_000, derived=True, evidence=1),
        Billed("extra", "q1", 10_000_000, derived=False, evidence=1),
        Billed("extra", "q1", 10_000_000, derived=True, evidence=1),
        Billed("change", "q9", 5_000, derived=False, evidence=0),
    ]
    found = [(one.code, one.line) for one in findings_of_lines(lines, frozenset({"q1"}))]
    assert found == [
        ("no_source", 2), ("round_sum", 3), ("twice", 4), ("unknown_order", 5), ("no_evidence", 5)
    ]  # fmt: skip
    assert all(one.blocks for one in findings_of_lines(lines))


def test_a_round_sum_is_a_large_whole_thousand():
    assert is_round(10_000_000)
    assert is_round(-25_000_000)
    assert not is_round(9_900_000)
    assert not is_round(31_354_167)


def test_differences_are_named():
    assert differences({"a": 1, "b": 2}, {"a": 1, "b": 2}) == []
    found = differences({"a": 1, "b": 2}, {"b": 3, "c": 4})
    assert [(one.key, one.billed_minor, one.computed_minor) for one in found] == [
        ("a", 1, None), ("b", 2, 3), ("c", None, 4)
    ]  # fmt: skip


def test_unit_costs_are_the_contract_s():
    assert unallocated({"CLN": 3, "WIN": 2}, [{"CLN": 1}, {"CLN": 2, "WIN": 2}]) == {}
    assert unallocated({"CLN": 3}, [{"CLN": 1}, {"WIN": 2}]) == {"CLN": 2, "WIN": -2}


def test_credits_come_off_what_is_paid_and_what_is_left_of_them_waits():
    found = net_of_credits([10_000, 5_000], [2_000, 9_000])
    assert (found.transfers, found.used) == ((0, 4_000), (2_000, 9_000))
    more = net_of_credits([1_000], [600, 600])
    assert (more.transfers, more.used) == ((0,), (600, 400))
    assert net_of_credits([], [600]).used == (0,)
    with pytest.raises(ValueError, match="sign"):
        net_of_credits([100], [-1])


@given(st.lists(st.integers(0, 10**9), max_size=6), st.lists(st.integers(0, 10**9), max_size=6))
def test_nothing_is_lost_between_what_is_owed_and_what_is_given_back(owed, given_back):
    found = net_of_credits(owed, given_back)
    assert sum(found.transfers) == sum(owed) - sum(found.used)
    assert sum(found.used) == min(sum(owed), sum(given_back))
    assert all(0 <= paid <= one for paid, one in zip(found.transfers, owed, strict=True))
    assert all(0 <= used <= one for used, one in zip(found.used, given_back, strict=True))
