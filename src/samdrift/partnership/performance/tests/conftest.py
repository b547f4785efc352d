"""A contract with key figures, remedies and prices, both contract managers, and a quick way to months."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.partnership.performance.commands import defining
from samdrift.partnership.performance.commands.correcting import record_reading
from samdrift.partnership.performance.commands.freezing import freeze_month
from samdrift.partnership.performance.commands.measuring import compute_month
from samdrift.partnership.performance.commands.standard import standard_definitions, standard_remedies
from samdrift.partnership.performance.models import KpiPeriod, KpiResult, ServiceCredit
from samdrift.partnership.performance.queries import charges
from samdrift.partnership.performance.queries.charges import Charged
from samdrift.partnership.performance.queries.months import counting_scope
from samdrift.partnership.performance.rules import periods
from samdrift.registers.contracts.models import Contract
from tests.world import START, Actor, World

MARCH = date(2025, 3, 1)
CHARGE = 145_000_000


def day(month: date, number: int = 16) -> datetime:
    """Noon of a day of the month after."""
    return datetime.combine(periods.next_month(month).replace(day=number), datetime.min.time(), UTC).replace(hour=12)


@dataclass
class Measured:
    """The contract, its two managers, and what months are made of."""

    world: World
    client: Actor
    provider: Actor

    @property
    def contract(self) -> Contract:
        found: Contract = self.world.contract
        return found

    def read(self, code: str, part: int, whole: int, month: date = MARCH, **more: Any) -> None:
        """A figure counted by hand."""
        record_reading(
            self.client.scope, self.contract.pk, code, month, (part, whole), evidence="Control 17", now=day(month, 3),
            **more,
        )  # fmt: skip

    def compute(self, month: date = MARCH, number: int = 6) -> KpiPeriod:
        """The month worked out."""
        made = compute_month(self.world.community.pk, self.contract.pk, month, now=day(month, number))
        assert made is not None
        return made

    def freeze(self, month: date = MARCH) -> KpiPeriod:
        """The month worked out and frozen."""
        period = self.compute(month)
        freeze_month(counting_scope(self.world.community.pk), period, now=day(month))
        return period

    def row(self, code: str, month: date = MARCH, unit: Any = None) -> KpiResult:
        """The latest entry of a figure."""
        with everywhere(reason="test"):
            return KpiResult.objects.get(
                contract=self.contract, month=month, code=code, unit=unit, latest=True
            ) if unit else KpiResult.objects.get(
                contract=self.contract, month=month, code=code, unit__isnull=True, latest=True
            )  # fmt: skip

    def credits(self, **which: Any) -> list[ServiceCredit]:
        """Credits, the first calculated first."""
        with everywhere(reason="test"):
            return list(ServiceCredit.objects.filter(contract=self.contract, **which).order_by("month", "pk"))


@pytest.fixture
def measured(world: World, monkeypatch: pytest.MonkeyPatch) -> Measured:
    """The standard figures, K06 and K19 read by hand for the whole contract, and a month's charge of 1.45 million."""
    return measured_of(world, monkeypatch)


def measured_of(world: World, monkeypatch: pytest.MonkeyPatch) -> Measured:
    """The same in a world of the caller's."""
    grant = Grant("SYS", frozenset({"contracts.write"}), data_classes=frozenset({"D0", "D1", "D2"}))
    drafts = [
        replace(one, per="contract", source="reading") if one.code == "K06" else one
        for one in standard_definitions(START)
    ]
    scope = Scope(community_id=world.community.pk, grants=(grant,))
    defining.agree_at_signing(scope, world.contract.pk, drafts, standard_remedies(START), now=day(START, 2))
    charged = Charged(
        CHARGE, {"CLN": 60_000_000, "MNT": 40_000_000}, {world.north.pk: 100_000_000, world.south.pk: 45_000_000}
    )
    for room in ("crediting", "correcting"):
        name = f"samdrift.partnership.performance.commands.{room}.charged_in"
        monkeypatch.setattr(name, lambda *_args: charged)
    assert charges.charged_in is not None
    client = world.someone("CTR-C", name="Carl", cleared_for=["D2"])
    provider = world.someone("CTR-P", name="Peter", cleared_for=["D2"])
    return Measured(world, client, provider)
