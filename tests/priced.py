"""A contract with a price book, volumes, an index and a rule to follow it: what pages of money are shown with."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from samdrift.kernel.fees import VolumeStep
from samdrift.kernel.indexation import Part, Rule, Value
from samdrift.registers.contracts import public as contracts
from samdrift.registers.contracts.commands import wording
from samdrift.registers.contracts.models import ContractFact, PriceItem
from tests.world import NOON, START, words


def price_contract(world: Any) -> PriceItem:
    """Offices at 215.00 with a lever, halls with bands that dip, 1,000 m² ordered, an index; the first item."""
    dan, pk, D = world.dan.scope, world.contract.pk, Decimal  # noqa: N806 (numbers are read at a glance)
    rule = Rule("NPI", (Part("NPI", D(1), D("116.0"), date(2022, 12, 1)),), cap=D("0.03"))
    contracts.record_series(dan, code="NPI", name=words("Net price index"))
    contracts.write_index_rule(dan, pk, contracts.IndexRuleDraft(rule=rule, valid_from=START, clause="9.2"), now=NOON)
    contracts.publish_value(dan, "NPI", Value(date(2025, 3, 1), D("117.2"), date(2025, 4, 10)), now=NOON)
    usual: dict[str, Any] = {"line": "CLN", "unit": "m2_year", "valid_from": START, "index_rule": "NPI"}
    bands = ((D(0), D(215)), (D(10_000), D(209)))
    drafts = [
        contracts.PriceDraft(
            code="OFF", price=D(215), name=words("Offices"), settings={"f3": D("0.70")}, clause="8.1", **usual
        ),
        contracts.PriceDraft(
            code="BIG", price=D(215), name=words("Halls"), bands=bands, band_mode="all_units", **usual
        ),
    ]  # fmt: skip
    made = contracts.write_prices(dan, pk, drafts, now=NOON)
    order(world, 1000, "f3")
    return made[0]


def order(world: Any, many: int, setting: str = "", item: str = "OFF", site: Any = None) -> None:
    """So much more of an item for the north, from the contract's first day."""
    step = VolumeStep(
        item, world.north.pk, (site or world.site).pk, setting, Decimal(many), START, NOON, reference="a change"
    )  # fmt: skip
    contracts.add_steps(world.dan.scope, world.contract.pk, [step], now=NOON)


def word_contract(world: Any) -> ContractFact:
    """A clause with a rule, a reading and a report, an option, an obligation and two sources that differ; one fact."""
    dan, bo, pk, uid = world.dan.scope, world.bo.scope, world.contract.pk, world.contract.uid
    draft = wording.ClauseDraft(number="8.1", title="Prices", text="Prices are those of schedule 4.", valid_from=START)
    wording.write_clause(dan, pk, draft, now=NOON - timedelta(days=1))
    wording.write_option(
        dan, pk, code="O1", name="Two years more", ends_on=date(2031, 12, 31), exercise_by=date(2025, 8, 31), now=NOON
    )
    wording.write_obligation(
        dan,
        pk,
        code="PLAN",
        side="provider",
        text="A training plan",
        due_on=date(2025, 4, 1),
        every_months=12,
        now=NOON,
    )
    wording.report_clause(bo, uid, "8.1", "Schedule 4 has two tables.", now=NOON)
    wording.state_fact(dan, uid, about="Sites", value="250", source="The contract", now=NOON)
    return wording.state_fact(bo, uid, about="Sites", value="over 200", source="The tender notice", now=NOON)
