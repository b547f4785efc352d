"""A contract with a year of volumes at both sites, both offices, an auditor, and three peers with their sources."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from samdrift.foundation.scope import everywhere
from samdrift.kernel.fees import VolumeStep
from samdrift.partnership.benchmarking.commands import packs, stating
from samdrift.partnership.benchmarking.commands import terms as terms_commands
from samdrift.partnership.benchmarking.commands.terms import BenchmarkTermsDraft
from samdrift.partnership.benchmarking.models import BenchmarkTerms, Pack, PackWord, PeerValue
from samdrift.partnership.benchmarking.rules.facts import Stated
from samdrift.registers.contracts import public as contracts
from tests.world import START, Actor, World, words

EARLY = datetime(2024, 12, 20, 9, tzinfo=UTC)
LATER = datetime(2026, 2, 10, 9, tzinfo=UTC)
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


@dataclass
class Market:
    """Who compares, and what stands."""

    world: World
    client: Actor
    provider: Actor
    auditor: Actor

    @property
    def contract(self) -> Any:
        return self.world.contract

    def pack(self, **changes: Any) -> Pack:
        told = {"first": FIRST, "last": LAST, "now": LATER, **changes}
        first, last = told.pop("first"), told.pop("last")
        return packs.make_pack(self.client.scope, self.contract.uid, first, last, **told)

    def fresh(self, pack: Pack) -> Pack:
        with everywhere(reason="test"):
            return Pack.objects.select_related("contract").get(pk=pack.pk)

    def stated(self, value: Any, peer: str = "Peer 1 (invented)", by: Actor | None = None, **changes: Any) -> PeerValue:
        return stating.state_value(
            (by or self.client).scope, self.contract.uid, statement(value, peer, **changes), now=LATER
        )  # fmt: skip

    def three_peers(self) -> None:
        """140, 150 and 158 a square metre of offices."""
        for number, value in enumerate(("140", "150", "158"), start=1):
            self.stated(value, f"Peer {number} (invented)")

    def agreed_terms(self, **changes: Any) -> BenchmarkTerms:
        """What one proposed and the other accepted."""
        draft = BenchmarkTermsDraft(**{"valid_from": FIRST, "clause": "14.2", "tolerance": Decimal(5), **changes})
        row = terms_commands.propose_terms(self.client.scope, self.contract.uid, draft, now=LATER)
        return terms_commands.answer_terms(self.provider.scope, row.uid, "accept", expected_version=1, now=LATER)

    def order(
        self, item: str, quantity: Any, *, unit: Any = None, site: Any = None, setting: str = "", on: date = START
    ) -> None:
        step = VolumeStep(
            item, (unit or self.world.north).pk, site.pk if site else None, setting, Decimal(quantity), on, EARLY
        )  # fmt: skip
        contracts.add_steps(self.client.scope, self.contract.pk, [step], now=EARLY)

    def said(self) -> list[PackWord]:
        with everywhere(reason="test"):
            return list(PackWord.objects.order_by("pk"))


def statement(value: Any, peer: str = "Peer 1 (invented)", **changes: Any) -> Stated:
    told: dict[str, Any] = {
        "source": "Tender of 2025, invented for a test", "year": 2025, "level": "2025", "line": "CLN",
        "item": "CLN-OFF", "unit": "m2_year", "area_basis": "NRA", "quality": "q3", "currency": "DKK",
    }  # fmt: skip
    return Stated(peer=peer, value=Decimal(value), **{**told, **changes})


@pytest.fixture
def market(world: World) -> Market:
    """Offices cleaned at two sites, meals by unit, and an agreed sum."""
    return market_of(world)


def market_of(world: World) -> Market:
    """The same in a world of the caller's."""
    made = Market(world, world.dan, world.bo, world.someone("AUD", name="Aud", cleared_for=["D2"]))
    prices = [
        contracts.PriceDraft(
            code=code, line=line, name=words(name), unit=unit, price=Decimal(price), valid_from=START,
            area_basis="NRA" if unit == "m2_year" else "", settings=settings,
        )
        for code, line, name, unit, price, settings in (
            ("CLN-OFF", "CLN", "Offices", "m2_year", "165", {"f5": Decimal(1), "q3": Decimal(1), "q4": Decimal("1.2")}),
            ("RES-MEA", "RES", "Meals", "meal", "40", {}), ("FLT-VEH", "FLT", "Vehicles", "vehicle_year", "4900", {}),
        )
    ]  # fmt: skip
    contracts.write_prices(made.client.scope, made.contract.pk, prices, now=EARLY)
    made.order("CLN-OFF", "6000", site=world.site, setting="f5 q3")
    made.order("CLN-OFF", "4000", unit=world.south, site=world.other_site, setting="f5 q3")
    made.order("RES-MEA", "12000")
    return made
