"""Prices and volumes as dated rows: what holds on a day, as known on another, and what may not be written."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.scope import Scope
from samdrift.kernel.fees import VolumeStep
from samdrift.registers.contracts import public as contracts
from samdrift.registers.contracts.commands import proposals
from samdrift.registers.contracts.models import PriceItem
from samdrift.registers.contracts.models import VolumeStep as StepRow
from samdrift.registers.contracts.public import PriceDraft
from tests.world import NOON, START, World, words

D = Decimal
MAY = date(2025, 5, 1)
LATER = NOON + timedelta(days=40)


def draft(code: str = "CLN-PUB", price: str = "215", **more: Any) -> PriceDraft:
    usual: dict[str, Any] = {"line": "CLN", "unit": "m2_year", "valid_from": START, "name": words(code)}
    return PriceDraft(code=code, price=D(price), **usual | more)


def writer(world: World) -> Scope:
    """Dan, who as the customer's contract office also sets contracts up."""
    return world.dan.scope


def step(world: World, change: int, on: date = START, **more: Any) -> VolumeStep:
    usual: dict[str, Any] = {
        "item": "CLN-PUB", "unit_id": world.north.pk, "site_id": world.site.pk, "setting": "", "recorded_at": NOON,
    }  # fmt: skip
    return VolumeStep(change=D(change), on=on, **usual | more)


def ordered(world: World, *steps: VolumeStep, now: datetime = NOON, **more: Any) -> None:
    contracts.add_steps(writer(world), world.contract.pk, steps, now=now, **more)


@pytest.fixture
def priced(world: World) -> World:
    book = [draft(settings={"f3": D("0.70")}), draft("WIN", "40", line="WIN", unit="visit")]
    contracts.write_prices(writer(world), world.contract.pk, book, now=NOON)
    return world


def test_what_is_ordered_comes_to_a_fee_line_by_line(priced: World) -> None:
    ordered(
        priced, step(priced, 18_400), step(priced, -900, date(2025, 5, 12)),
        step(priced, 6, item="WIN", site_id=None, unit_id=priced.south.pk),
    )  # fmt: skip
    lines = contracts.fees_of_month(priced.contract.pk, MAY)
    assert [(line.item, line.unit_id, line.amount_minor) for line in lines] == [
        ("CLN-PUB", priced.north.pk, 319_263_44), ("WIN", priced.south.pk, 20_00),
    ]  # fmt: skip
    assert contracts.year_value(priced.contract.pk, MAY) == {"CLN": 3_956_000_00, "WIN": 240_00}
    (only,) = contracts.fees_of_month(priced.contract.pk, MAY, unit_ids=[priced.south.pk])
    assert only.item == "WIN"
    assert contracts.fees_of_month(priced.contract.pk, date(2030, 1, 1)) == []


def test_every_day_is_read_as_it_was_known(priced: World) -> None:
    pk = priced.contract.pk
    ordered(priced, step(priced, 1000))
    ordered(priced, step(priced, -400, MAY), now=LATER)
    contracts.write_prices(writer(priced), pk, [draft(price="230", valid_from=MAY)], now=LATER)
    assert contracts.price_book(pk, MAY)["CLN-PUB"].price == 230
    assert contracts.price_book(pk, MAY, known_at=NOON)["CLN-PUB"].price == 215
    assert contracts.price_book(pk, MAY - timedelta(days=1))["CLN-PUB"].price == 215
    assert list(contracts.volumes(pk, MAY).values()) == [600]
    assert list(contracts.volumes(pk, MAY, known_at=NOON).values()) == [1000]
    known, today = (contracts.fees_of_month(pk, MAY, known_at=one)[0].amount_minor for one in (NOON, None))
    assert (known, today) == (17_916_67, 11_500_00)


def test_a_price_written_later_holds_over_what_was_written_for_its_days_and_after(priced: World) -> None:
    pk = priced.contract.pk
    for price, day in (("300", date(2025, 9, 1)), ("250", date(2025, 7, 1))):
        contracts.write_prices(writer(priced), pk, [draft(price=price, valid_from=day)], now=NOON)
    days = [date(2025, month, 1) for month in (6, 7, 9)]
    assert [contracts.price_book(pk, day)["CLN-PUB"].price for day in days] == [215, 250, 250]
    dated = contracts.dated_prices(pk, date(2025, 6, 1), date(2025, 12, 31))["CLN-PUB"]
    assert [(day, terms.price) for day, terms in dated] == [(START, 215), (date(2025, 7, 1), 250)]


def test_two_changes_of_one_volume_both_count_unless_one_had_not_seen_the_other(priced: World) -> None:
    ordered(priced, step(priced, 1000))
    key = ("CLN-PUB", priced.north.pk)
    seen = contracts.seen_steps(priced.contract.pk, [priced.north.pk])
    assert seen[key] == 1
    ordered(priced, step(priced, 300, MAY), expected_version={key: 1}, reference="first")
    with pytest.raises(Stale):
        ordered(priced, step(priced, -900, MAY), expected_version={key: 1}, reference="second")
    ordered(priced, step(priced, -900, MAY), expected_version={key: 2}, reference="second")
    assert list(contracts.volumes(priced.contract.pk, MAY).values()) == [400]


def test_less_than_nothing_is_never_ordered_on_any_day(priced: World) -> None:
    ordered(priced, step(priced, 1000), step(priced, -800, date(2025, 9, 1)))
    with pytest.raises(Refused, match="less than nothing"):
        ordered(priced, step(priced, -300, date(2025, 6, 1)))
    ordered(priced, step(priced, -300, date(2025, 6, 1)), step(priced, 300, date(2025, 9, 1)))
    with pytest.raises(Refused):
        ordered(priced, step(priced, -1, site_id=priced.other_site.pk))


def test_what_lies_outside_the_contract_or_has_no_price_is_refused(priced: World) -> None:
    with pytest.raises(Refused, match="option"):
        ordered(priced, step(priced, 1, date(2030, 1, 1)))
    with pytest.raises(Refused):
        ordered(priced, step(priced, 1, date(2024, 12, 31)))
    for wrong in (replace(step(priced, 1), item="NONE"), step(priced, 1, setting="f9")):
        with pytest.raises(Invalid):
            ordered(priced, wrong)
    with pytest.raises(Invalid):
        ordered(priced)
    ordered(priced, step(priced, 1000, setting="f3"))
    assert contracts.year_value(priced.contract.pk, MAY) == {"CLN": 150_500_00}


def test_a_frozen_month_is_changed_by_no_price_and_no_volume(priced: World) -> None:
    ordered(priced, step(priced, 1000))
    june = datetime(2025, 6, 10, 12, tzinfo=UTC)
    proposed = proposals.propose_freeze(priced.dan.scope, priced.contract.uid, MAY, now=june)
    proposals.accept_terms(priced.bo.scope, proposed.uid, expected_version=None, now=june)
    before = contracts.fees_of_month(priced.contract.pk, MAY)
    for day in (MAY - timedelta(days=1), date(2025, 5, 31)):
        with pytest.raises(Refused, match="May 2025 is frozen"):
            ordered(priced, step(priced, 1, day))
        with pytest.raises(Refused, match="May 2025 is frozen"):
            contracts.write_prices(writer(priced), priced.contract.pk, [draft(valid_from=day)], now=june)
    ordered(priced, step(priced, 1, date(2025, 6, 1)))
    assert contracts.fees_of_month(priced.contract.pk, MAY) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": "box"}, {"price": "-1"}, {"bands": [(D(5), D(1))]}, {"bands": [(D(0), D(1)), (D(0), D(2))]},
        {"band_mode": "some"}, {"fixed_share": D(2)}, {"settings": {"f 3": D(1)}}, {"line": ""},
    ],
)  # fmt: skip
def test_an_item_that_cannot_be_counted_with_is_refused(world: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        contracts.write_prices(writer(world), world.contract.pk, [draft(**wrong)], now=NOON)


def test_prices_and_volumes_are_seen_where_they_may_be(priced: World) -> None:
    ordered(priced, step(priced, 1000), step(priced, 10, unit_id=priced.south.pk, site_id=priced.other_site.pk))
    for actor, many in ((priced.dan, 2), (priced.bo, 2), (priced.someone("SD-AG"), 0), (priced.carla, 0)):
        assert StepRow.objects.within(actor.scope).count() == many
        assert PriceItem.objects.within(actor.scope).exists() == bool(many)
    with pytest.raises(NotAllowed):
        contracts.write_prices(priced.someone("SD-AG").scope, priced.contract.pk, [draft()], now=NOON)
