"""Versions of prices and index factors put together."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.fees import Band
from samdrift.kernel.price_chain import PriceVersion, Regulation, dated_terms, factor_on, factors_of

NEW_YEAR, YEAR_END = date(2025, 1, 1), date(2025, 12, 31)
DAYS = st.dates(NEW_YEAR, YEAR_END)
PRICES = st.decimals(1, 999, places=2)


def version(price: str | Decimal, valid_from: date = NEW_YEAR) -> PriceVersion:
    return PriceVersion("OFF", "CLN", "m2_year", Decimal(price), valid_from, index_rule="NPI")


def test_a_version_written_later_holds_over_what_was_written_for_later_days() -> None:
    written = [version("215"), version("230", date(2025, 6, 1)), version("220", date(2025, 3, 1))]
    terms = dated_terms(written, (), NEW_YEAR, YEAR_END)
    assert [(day, one.price) for day, one in terms] == [(NEW_YEAR, 215), (date(2025, 3, 1), 220)]


def test_an_index_is_a_turn_and_counts_from_the_base_price_of_the_day() -> None:
    """T-IDX-01 on two versions: 215.00 × 1.0103 = 217.21 and 230.00 × 1.0103 = 232.37."""
    factors = [(date(2025, 2, 1), Decimal("1.0103"))]
    terms = dated_terms([version("215"), version("230", date(2025, 6, 1))], factors, NEW_YEAR, YEAR_END)
    assert [str(one.price) for _day, one in terms] == ["215", "217.21", "232.37"]
    assert [one.base_price for _day, one in terms] == [215, 215, 230]


def test_bands_follow_the_index_like_the_price() -> None:
    banded = PriceVersion(
        "BIG", "CLN", "m2_year", Decimal(215), NEW_YEAR, bands=(Band(Decimal(0), Decimal(215)),), index_rule="NPI"
    )
    ((_day, terms),) = dated_terms([banded], [(NEW_YEAR, Decimal("1.0103"))], NEW_YEAR, YEAR_END)
    assert str(terms.bands[0].price) == "217.21"


def test_what_begins_after_the_days_asked_for_is_no_terms() -> None:
    assert dated_terms([version("215", date(2026, 1, 1))], (), NEW_YEAR, YEAR_END) == []


def test_a_later_run_holds_over_earlier_ones_from_its_day_on() -> None:
    runs = [Regulation("NPI", date(2025, 1, 1), Decimal("1.01")), Regulation("NPI", date(2025, 4, 1), Decimal("1.02"))]
    again = Regulation("NPI", date(2025, 3, 1), Decimal("1.03"))
    assert factors_of([*runs, again])["NPI"] == [(NEW_YEAR, Decimal("1.01")), (date(2025, 3, 1), Decimal("1.03"))]
    assert factor_on((), NEW_YEAR) == 1


@given(st.lists(st.tuples(PRICES, DAYS), min_size=1, max_size=5), st.lists(st.tuples(DAYS, PRICES), max_size=3), DAYS)
def test_asking_for_a_day_alone_gives_what_asking_for_the_year_gives_for_it(
    written: list[tuple[Decimal, date]], runs: list[tuple[date, Decimal]], day: date
) -> None:
    versions = [version(price, begins) for price, begins in written]
    factors = factors_of(Regulation("NPI", begins, factor) for begins, factor in runs).get("NPI", [])
    whole = [terms for begins, terms in dated_terms(versions, factors, NEW_YEAR, YEAR_END) if begins <= day]
    alone = dated_terms(versions, factors, day, day)
    assert [terms for _begins, terms in alone[-1:]] == whole[-1:]
    if versions[-1].valid_from <= day:
        assert alone[-1][1].base_price == versions[-1].price


@given(st.lists(st.tuples(PRICES, DAYS), min_size=1, max_size=6))
def test_terms_stand_in_order_of_days_without_gaps(written: list[tuple[Decimal, date]]) -> None:
    terms = dated_terms([version(price, begins) for price, begins in written], (), NEW_YEAR, YEAR_END)
    days = [begins for begins, _terms in terms]
    assert days == sorted(set(days))
    assert days[0] == min(begins for _price, begins in written)
