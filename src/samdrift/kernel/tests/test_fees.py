"""Fees: the book's worked cases, and what must hold for any volumes and prices."""

import pickle
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.fees import (
    ALL_UNITS,
    INCREMENTAL,
    Band,
    NoPrice,
    PriceTerms,
    VolumeStep,
    banded,
    dips,
    half_up,
    lines_of_month,
    missing_price,
    month_fee_minor,
    setting_factor,
    volumes_on,
    year_fee,
    year_fees,
)

THEN = datetime(2024, 1, 1, tzinfo=UTC)
START = date(2024, 1, 1)
D = Decimal
PUBLIC = PriceTerms("CLN-PUB", "CLN", "m2_year", D("215.00"), settings={"f5": D(1), "f3": D("0.7"), "q4": D("1.1")})
BANDS = (Band(D(0), D(215)), Band(D(10_000), D(209)), Band(D(25_000), D(203)))


def step(change: str | int | Decimal, on: date = START, **more: object) -> VolumeStep:
    said: dict[str, object] = {
        "item": "CLN-PUB", "unit_id": 1, "site_id": 7, "setting": "", "change": D(change), "on": on,
        "recorded_at": THEN, **more,
    }  # fmt: skip
    return VolumeStep(**said)  # type: ignore[arg-type]


def month(steps: list[VolumeStep], first_day: date, terms: PriceTerms = PUBLIC) -> int:
    return month_fee_minor([(START, terms)], steps, first_day).amount_minor


def test_t_chg_01_a_month_is_a_twelfth_of_the_year() -> None:
    assert month([step(18_400)], date(2025, 5, 1)) == 329_666_67
    assert month([step(18_400)], date(2025, 2, 1)) == 329_666_67


def test_t_chg_02_the_month_after_the_reduction() -> None:
    assert month([step(18_400), step(-900, date(2025, 5, 1))], date(2025, 5, 1)) == 313_541_67


def test_t_chg_03_a_change_inside_a_month_is_shared_by_calendar_days() -> None:
    fee = month_fee_minor([(START, PUBLIC)], [step(18_400), step(-900, date(2025, 5, 12))], date(2025, 5, 1))
    assert fee.amount_minor == 319_263_44
    assert [(one.days, one.quantity) for one in fee.stretches] == [(11, D(18_400)), (20, D(17_500))]
    assert [half_up(one.year_fee * 100 * one.days / 12 / 31) for one in fee.stretches] == [116_978_49, 202_284_95]


@pytest.mark.parametrize(
    ("quantity", "all_units", "incremental"),
    [
        (9_900, 2_128_500, 2_128_500),
        (10_000, 2_090_000, 2_150_000),
        (18_400, 3_845_600, 3_905_600),
        (26_000, 5_278_000, 5_488_000),
    ],
)
def test_t_chg_05_bands_by_slices_or_all_units(quantity: int, all_units: int, incremental: int) -> None:
    assert banded(BANDS, D(quantity), ALL_UNITS) == all_units
    assert banded(BANDS, D(quantity), INCREMENTAL) == incremental


def test_a_larger_volume_that_gets_cheaper_is_told() -> None:
    found = dips(BANDS, ALL_UNITS)
    assert [(one.start, one.before, one.fee) for one in found] == [
        (D(10_000), D(2_150_000), D(2_090_000)), (D(25_000), D(5_225_000), D(5_075_000)),
    ]  # fmt: skip
    assert dips(BANDS, INCREMENTAL) == []


def test_items_with_bands_are_priced_by_the_units_total() -> None:
    terms = PriceTerms("CLN-PUB", "CLN", "m2_year", D(215), bands=BANDS)
    steps = [step(9_000), step(9_400, site_id=8)]
    (line,) = lines_of_month({"CLN-PUB": [(START, terms)]}, steps, date(2025, 5, 1))
    assert (line.site_id, line.quantity, line.amount_minor) == (None, D(18_400), half_up(D(390_560_000) / 12))


def test_a_price_that_changes_inside_a_month_is_shared_by_days_too() -> None:
    dearer = PriceTerms("CLN-PUB", "CLN", "m2_year", D("217.21"), base_price=D(215), factor=D("1.0103"))
    fee = month_fee_minor([(START, PUBLIC), (date(2025, 6, 16), dearer)], [step(1200)], date(2025, 6, 1))
    assert [one.price for one in fee.stretches] == [D("215.00"), D("217.21")]
    assert fee.amount_minor == 21_610_50  # 100 m² × (215.00 + 217.21) / 2


def test_settings_multiply_and_an_unknown_one_has_no_price() -> None:
    assert setting_factor(PUBLIC, "f3 q4") == D("0.77")
    assert year_fee(PUBLIC, D(100), "f3") == D("15050.00")
    with pytest.raises(NoPrice):
        year_fee(PUBLIC, D(100), "f9")
    with pytest.raises(NoPrice):
        lines_of_month({}, [step(1)], date(2025, 5, 1))
    with pytest.raises(NoPrice):
        month_fee_minor([(date(2025, 5, 9), PUBLIC)], [step(1)], date(2025, 5, 1))


def test_users_are_billed_by_the_month() -> None:
    assert month([step(30)], date(2025, 5, 1), PriceTerms("ICT", "ICT", "user_month", D("85.50"))) == 2_565_00


def test_the_fixed_share_stays_when_the_volume_falls() -> None:
    terms = PriceTerms("CLN-PUB", "CLN", "m2_year", D(120), fixed_share=D("0.25"))
    fallen = [step(1000), step(-400, date(2025, 3, 1))]
    assert month(fallen, date(2025, 2, 1), terms) == 10_000_00
    assert month(fallen, date(2025, 3, 1), terms) == 7_000_00  # a quarter of 10,000 and three quarters of 6,000
    assert month([step(1000), step(400, date(2025, 3, 1))], date(2025, 3, 1), terms) == 14_000_00


def test_nothing_is_owed_outside_the_contract() -> None:
    def fee(first_day: date) -> int:
        within = (date(2024, 1, 1), date(2025, 5, 10))
        return month_fee_minor([(START, PUBLIC)], [step(1200)], first_day, within=within).amount_minor

    assert [fee(date(2025, 4, 1)), fee(date(2025, 5, 1)), fee(date(2025, 6, 1))] == [21_500_00, 6_935_48, 0]


def test_the_book_is_read_as_it_was_known() -> None:
    later = step(-900, date(2025, 5, 1), recorded_at=datetime(2025, 6, 3, tzinfo=UTC))
    known = datetime(2025, 6, 1, tzinfo=UTC)
    assert volumes_on([step(18_400), later], date(2025, 5, 2), known) == {("CLN-PUB", 1, 7, ""): D(18_400)}
    assert volumes_on([step(18_400), later], date(2025, 5, 2)) == {("CLN-PUB", 1, 7, ""): D(17_500)}
    book = {"CLN-PUB": [(START, PUBLIC)]}
    before = lines_of_month(book, [step(18_400), later], date(2025, 5, 1), known_at=known)
    assert [line.amount_minor for line in before] == [329_666_67]


months = st.dates(date(2024, 2, 1), date(2030, 12, 1)).map(lambda day: day.replace(day=1))
quantities = st.decimals(0, 50_000, places=2)
prices = st.decimals(0, 900, places=2)


@st.composite
def ledgers(draw: st.DrawFn, first_day: date) -> list[VolumeStep]:
    days = st.integers(-40, 40).map(lambda many: max(START, first_day + timedelta(days=many)))
    return [step(draw(quantities), START)] + [
        step(draw(quantities), draw(days)) for _number in range(draw(st.integers(0, 5)))
    ]  # fmt: skip


@given(months, st.data())
def test_the_stretches_of_a_month_are_all_its_days(first_day: date, data: st.DataObject) -> None:
    steps = [step(1), *data.draw(ledgers(first_day))]
    turns = data.draw(st.lists(st.integers(1, 27), max_size=3, unique=True).map(sorted))
    terms = [(START, PUBLIC), *((first_day + timedelta(days=many), PUBLIC) for many in turns)]
    fee = month_fee_minor(terms, steps, first_day)
    assert sum(one.days for one in fee.stretches) == monthrange(first_day.year, first_day.month)[1]
    low, high = (pick(one.year_fee for one in fee.stretches) for pick in (min, max))
    assert half_up(low * 100 / 12) <= fee.amount_minor <= half_up(high * 100 / 12)


@given(months, st.data())
def test_two_pending_steps_commute(first_day: date, data: st.DataObject) -> None:
    steps = data.draw(ledgers(first_day))[:4]
    fees = {month(list(order), first_day) for order in permutations(steps)}
    assert len(fees) == 1


@given(st.lists(st.tuples(st.integers(1, 9_000), prices), max_size=4, unique_by=lambda one: one[0]), prices, st.data())
def test_more_is_cheaper_only_where_it_was_warned_of(
    more: list[tuple[int, Decimal]], first: Decimal, data: st.DataObject
) -> None:
    bands = [Band(D(0), first), *(Band(D(start), price) for start, price in sorted(more))]
    low, high = sorted((data.draw(quantities), data.draw(quantities)))
    assert banded(bands, low, INCREMENTAL) <= banded(bands, high, INCREMENTAL)
    if banded(bands, low, ALL_UNITS) > banded(bands, high, ALL_UNITS):
        assert any(low < one.start <= high for one in dips(bands, ALL_UNITS))


@given(months, quantities, quantities, prices)
def test_a_year_is_twelve_months_and_the_lines_are_its_parts(
    first_day: date, one: Decimal, other: Decimal, price: Decimal
) -> None:
    terms = PriceTerms("CLN-PUB", "CLN", "m2_year", price)
    steps = [step(one), step(other, site_id=8)]
    lines = lines_of_month({"CLN-PUB": [(START, terms)]}, steps, first_day)
    fees = year_fees({"CLN-PUB": terms}, volumes_on(steps, first_day))
    assert sum(fees.values(), D(0)) == year_fee(terms, one + other)
    assert abs(sum(line.amount_minor for line in lines) * 12 - sum(fees.values(), D(0)) * 100) <= 12


@given(months, quantities, prices, st.sampled_from(["", "f3", "f3 q4"]), st.integers(-20, 40), st.booleans())
def test_a_volume_that_stands_all_month_comes_to_what_any_volume_does(
    first_day: date, many: Decimal, price: Decimal, setting: str, since: int, bounded: bool
) -> None:
    terms = [(START, PriceTerms("CLN-PUB", "CLN", "user_month", price, settings=PUBLIC.settings))]
    held = [step(many, first_day + timedelta(days=since), setting=setting)]
    within = (first_day + timedelta(days=3), first_day + timedelta(days=20)) if bounded else None
    asked = lines_of_month({"CLN-PUB": terms}, held, first_day, within=within)
    told = month_fee_minor(terms, held, first_day, within=within)
    assert [(line.amount_minor, line.stretches) for line in asked] == (
        [(told.amount_minor, told.stretches)] if told.stretches else []
    )


_CODES = st.from_regex(r"[A-Z][A-Z0-9-]{0,11}", fullmatch=True)


@given(
    item=_CODES, day=st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    setting=st.sampled_from(["", "f5", "evening", "it's|odd"]),
)  # fmt: skip
def test_a_missing_price_is_read_back_from_its_code_and_from_the_sentence_kept_before(
    item: str, day: date | None, setting: str
) -> None:
    missing = NoPrice(item, None if setting else day, setting)
    for kept in (missing.code, str(missing) if "'" not in setting else missing.code):
        again = missing_price(kept)
        assert again is not None
        assert (again.item, again.day, again.setting) == (missing.item, missing.day, missing.setting)
    assert pickle.loads(pickle.dumps(missing)).code == missing.code


def test_other_words_name_no_missing_price() -> None:
    assert missing_price("The worker was lost.") is None
