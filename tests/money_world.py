"""A partnership with all its money in the small world: prices that follow an index, volumes, key figures that cost
something, a verified saving with a guarantee, senders and receivers of invoices, and everybody who may decide."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from samdrift.foundation.scope import Grant, Scope
from samdrift.kernel.indexation import Part, Rule, Value
from samdrift.partnership.invoicing.commands.billing import PartyDraft, write_party
from samdrift.partnership.invoicing.tests.conftest import NORTH, SENDER, SOUTH, step
from samdrift.partnership.performance.commands import defining
from samdrift.partnership.performance.commands.standard import standard_definitions, standard_remedies
from samdrift.partnership.savings.commands import settling, verifying
from samdrift.partnership.savings.commands.verifying import Found
from samdrift.partnership.savings.tests.conftest import Money
from samdrift.registers.contracts import public as contracts
from tests.world import START, World, words

SIGNED = datetime(2025, 1, 2, 9, tzinfo=UTC)
BEGINS = datetime(2026, 1, 16, 9, tzinfo=UTC)
KEPT = ("K06", "K19")
GUARANTEE = {
    "floor_minor": 1_000_000_00, "rate": "0.125", "value_minor": 1_000_000_00, "starts_on": "2025-01-01",
    "profile": ["1", "1", "2"], "caught_up": "offset",
}  # fmt: skip
TOP = PartyDraft(
    name="Politiet", cvr="10203050", valid_from=START, gln="5798009811592", street="Polititorvet", building="14",
    city="København", postcode="1567", order="PO-19", person="BIRK", cost="5251",
)  # fmt: skip
ROLES = {
    "fie": ("FIN-P",), "finn": ("FIN-C",), "aage": ("FIN-APPR",), "bea": ("BUD",), "frida": ("LOC-FM",),
    "carl": ("CTR-C",), "cecilie": ("CTR-C",), "peter": ("CTR-P",), "stine": ("STEER-C",),
}  # fmt: skip


def partnership(world: World) -> SimpleNamespace:
    """The small world, ready for money to move; whoever may act by their name."""
    who = {name: world.someone(*roles, name=name.title(), cleared_for=["D2"]).scope for name, roles in ROLES.items()}
    made = SimpleNamespace(world=world, contract=world.contract, **who)
    _prices(made)
    _figures(made)
    _savings(made)
    for unit, draft in ((None, SENDER), (world.north, NORTH), (world.south, SOUTH), (world.authority, TOP)):
        writer = made.fie if unit is None else made.finn
        write_party(writer, world.contract.uid, unit and unit.uid, draft, now=SIGNED)
    return made


def _prices(made: SimpleNamespace) -> None:
    world, pk, D = made.world, made.contract.pk, Decimal  # noqa: N806 (numbers are read at a glance)
    rule = Rule("NPI", (Part("NPI", D("0.8"), D("116.0"), date(2024, 11, 1)),), fixed=D("0.2"), cap=D("0.05"))
    contracts.record_series(made.carl, code="NPI", name=words("Net price index"))
    contracts.write_index_rule(made.carl, pk, contracts.IndexRuleDraft(rule=rule, valid_from=START), now=SIGNED)
    for month, value in ((11, "117.2"), (12, "118.1")):
        published = Value(date(2025, month, 1), D(value), date(2026, 1, 10))
        contracts.publish_value(made.carl, "NPI", published, now=BEGINS)
    usual: dict[str, Any] = {"valid_from": START}
    drafts = [
        contracts.PriceDraft(
            code="CLN-OFF", line="CLN", name=words("Offices"), unit="m2_year", price=D(165), index_rule="NPI",
            settings={"f5": D(1), "f3": D("0.72")}, **usual,
        ),
        contracts.PriceDraft(
            code="MNT-ARE", line="MNT", name=words("Upkeep"), unit="m2_year", price=D(92), index_rule="NPI",
            bands=((D(0), D(92)), (D(1000), D("88.50"))), **usual,
        ),
        contracts.PriceDraft(code="CAR-HRS", line="CAR", name=words("Hours"), unit="hour", price=D(430), **usual),
    ]  # fmt: skip
    contracts.write_prices(made.carl, pk, drafts, now=SIGNED)
    steps = [
        step("CLN-OFF", world.north.pk, world.site.pk, "1234.567", "f3"),
        step("MNT-ARE", world.north.pk, world.site.pk, "1234.567"),
        step("CAR-HRS", world.north.pk, world.site.pk, "1000"),
        step("CLN-OFF", world.south.pk, world.other_site.pk, "500", "f5"),
        step("MNT-ARE", world.south.pk, world.other_site.pk, "333.3"),
    ]
    contracts.add_steps(made.carl, pk, steps, now=SIGNED)


def _figures(made: SimpleNamespace) -> None:
    grant = Grant("SYS", frozenset({"contracts.write"}), data_classes=frozenset({"D0", "D1", "D2"}))
    scope = Scope(community_id=made.world.community.pk, grants=(grant,))
    drafts = [
        replace(one, per="contract", source="reading", weight=Decimal(50))
        for one in standard_definitions(START) if one.code in KEPT
    ]  # fmt: skip
    defining.agree_at_signing(scope, made.contract.pk, drafts, standard_remedies(START), now=SIGNED)


def _savings(made: SimpleNamespace) -> None:
    world = made.world
    steering = world.someone("STEER-C", name="Stella")
    money = Money(
        world, world.someone("FIN-C", name="Finja"), world.someone("FIN-P", name="Per"), steering,
        world.someone("CTR-P", name="Olaf"),
    )  # fmt: skip
    contract = made.contract.pk
    for kind, terms in (("guarantee", GUARANTEE), ("gainshare", {})):
        scheme = settling.propose_scheme(made.peter, contract, kind, terms, now=SIGNED)
        settling.agree_to_scheme(made.carl, scheme.uid, expected_version=1, now=SIGNED)
    money.agreed()
    money.cost(2_000_000_00)
    money.budget()
    item, transfer = money.delivered(), money.reduced(1_600_000_00)
    told = Found(year=2025, amount_minor=1_400_000_00, evidence="Ledger", transfer_uid=transfer.uid)
    verifying.verify_saving(money.finance.scope, item.uid, told, expected_version=5, now=BEGINS)
    made.money = money
