"""The small world with money: finance of both sides, steering, an agreed baseline, a year of cost."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from samdrift.partnership.savings.commands import baselines, booking, budgets, commitments, initiatives
from samdrift.partnership.savings.commands.baselines import BaselineDraft, LineDraft
from samdrift.partnership.savings.commands.initiatives import SavingDraft
from samdrift.partnership.savings.models import Baseline, Commitment, SavingItem
from tests.world import Actor, World

LATER = datetime(2026, 1, 15, 8, tzinfo=UTC)
YEAR = 2025


@dataclass
class Money:
    """Who acts in money, and what stands."""

    world: World
    finance: Actor
    their_finance: Actor
    steering: Actor
    owner: Actor

    @property
    def place(self) -> budgets.Place:
        return budgets.Place(self.world.contract.pk, self.world.north.pk, "MNT")

    def draft(self, **changes: Any) -> BaselineDraft:
        values: dict[str, Any] = {
            "contract_id": self.world.contract.pk, "unit_id": self.world.north.pk, "line_code": "MNT", "year": 2023,
            "lines": [
                LineDraft(code="MNT-1", name="Cleaning", unit="m²", unit_cost=Decimal("312.00"), driver=Decimal(41_000))
            ],
            "carried": {"2025": {"MNT-1": {"driver": "39800", "scope": "1", "index": "1.0450"}}},
            "evidence": "Accounts of 2023, department 12",
        }  # fmt: skip
        return BaselineDraft(**{**values, **changes})

    def agreed(self, **changes: Any) -> Baseline:
        """A baseline the customer's manager wrote and the provider's agreed to."""
        made = baselines.propose_baseline(self.world.dan.scope, self.draft(**changes), now=LATER)
        return baselines.agree_to_baseline(self.world.bo.scope, made.uid, expected_version=1, now=LATER)

    def cost(self, amount_minor: int = 11_620_000_00, months: int = 12) -> None:
        """What the service cost, spread over months."""
        for month in range(1, months + 1):
            share = amount_minor * month // months - amount_minor * (month - 1) // months
            booked = [booking.Booked(self.world.north.pk, "MNT", "fee", share)]
            booking.book_costs(self.finance.scope, self.world.contract.pk, date(YEAR, month, 1), booked, now=LATER)

    def noted(self, title: str = "Heat off at night", **changes: Any) -> SavingItem:
        values: dict[str, Any] = {
            "contract_id": self.world.contract.pk, "unit_id": self.world.north.pk, "line_code": "MNT", "title": title,
            "kind": "process",
        }  # fmt: skip
        return initiatives.note_saving(self.owner.scope, SavingDraft(**{**values, **changes}), now=LATER)

    def delivered(self, title: str = "Heat off at night", **changes: Any) -> SavingItem:
        """An initiative its owner has delivered."""
        at: dict[str, Any] = {"now": LATER}
        item = self.noted(title, **changes)
        owner = self.owner.scope
        initiatives.give_forecast(owner, item.uid, amount_minor=500_000_00, expected_version=1, **at)
        initiatives.bind_to_baseline(self.world.dan.scope, item.uid, cost_line="MNT-1", expected_version=2, **at)
        initiatives.begin_delivery(owner, item.uid, expected_version=3, **at)
        return initiatives.deliver_saving(owner, item.uid, evidence="Changed order 7", expected_version=4, **at)

    def budget(self, months: int = 1_100_000_00) -> None:
        budgets.set_budget(self.finance.scope, self.place, YEAR, [months] * 12, now=LATER)

    def promised(self, amount_minor: int, month: int = 3) -> Commitment:
        draft = commitments.CommitmentDraft(
            month=date(YEAR, month, 1), amount_minor=amount_minor, title="New gates", reference="PO-7"
        )
        return commitments.note_commitment(self.finance.scope, self.place, draft, now=LATER)

    def reduced(self, amount_minor: int = 600_000_00) -> Any:
        return budgets.transfer_budget(
            self.finance.scope, self.place, from_month=date(YEAR, 7, 1), amount_minor=amount_minor,
            reason="Saved by the night setting", now=LATER,
        )  # fmt: skip


@pytest.fixture
def money(world: World) -> Money:
    """Finance of both sides, steering and an owner."""
    return money_of(world)


def money_of(world: World) -> Money:
    """The same in a world of the caller's."""
    return Money(
        world, world.someone("FIN-C", name="Finn"), world.someone("FIN-P", name="Per"),
        world.someone("STEER-C", name="Stine"), world.someone("CTR-P", name="Olaf"),
    )  # fmt: skip
