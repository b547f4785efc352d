"""A month's fees by unit and line are kept as long as no price, volume, run or term is added, and not a look longer."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from samdrift.registers.contracts.models import Contract, PriceItem, VolumeStep
from samdrift.registers.contracts.queries.kept_fees import fee_sums
from tests.world import NOON, START, World

MAY = date(2025, 5, 1)
NAME = dict.fromkeys(("en", "da", "sv"), "Windows")


def price(world: World, number: int, amount: str, **more: object) -> None:
    row = {"code": "WIN", "line_code": "WIN", "name": NAME, "unit": "month", "valid_from": START, "recorded_at": NOON}
    PriceItem.objects.create(
        community=world.community, contract=world.contract, number=number, price=Decimal(amount), **{**row, **more}
    )


def volume(world: World, change: int) -> None:
    VolumeStep.objects.create(
        community=world.community, contract=world.contract, item="WIN", line_code="WIN", unit=world.north,
        site=world.site, change=Decimal(change), on=START, recorded_at=NOON,
    )  # fmt: skip


def test_what_is_added_is_seen_at_the_next_look(world: World) -> None:
    key = world.north.pk, "WIN"
    price(world, 1, "1200")
    volume(world, 2)
    assert fee_sums(world.contract.pk, MAY) == {key: 200_00}
    volume(world, 1)
    assert fee_sums(world.contract.pk, MAY) == {key: 300_00}
    price(world, 2, "1320", valid_from=MAY)
    assert fee_sums(world.contract.pk, MAY) == {key: 330_00}
    Contract.objects.within(world.dan.scope).filter(pk=world.contract.pk).update(ends_on=MAY - timedelta(days=1))
    assert fee_sums(world.contract.pk, MAY) == {}


def test_a_second_look_prices_nothing_anew(world: World) -> None:
    price(world, 1, "1200")
    for number in (1, 30):
        for _one in range(number):
            volume(world, 1)
        fee_sums(world.contract.pk, MAY)
        with CaptureQueriesContext(connection) as asked:
            fee_sums(world.contract.pk, MAY)
        assert len(asked) == 4
