"""A contract with prices, volumes, senders and receivers, and the people who send, match, accept and approve."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from samdrift.foundation.scope import everywhere
from samdrift.kernel.fees import VolumeStep
from samdrift.partnership.invoicing.commands.billing import PartyDraft, write_party
from samdrift.partnership.invoicing.commands.running import ask_run, make_run
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine
from samdrift.registers.contracts import public as contracts
from tests.world import NOON, START, World, words

MONTH = date(2025, 4, 1)
SENDER = PartyDraft(
    name="Samservice A/S", cvr="10203040", valid_from=START, street="Servicevej", building="1", city="København",
    postcode="2300", registration="1234", account="1234567890", contact="Fie Krone", mail="fie@example.org",
)  # fmt: skip
NORTH = PartyDraft(
    name="Politiet, Nord", cvr="10203050", valid_from=START, gln="5798009811578", street="Havnegade", building="12",
    city="Odense", postcode="5000", order="PO-17", person="BIRK", cost="5250",
)  # fmt: skip
SOUTH = PartyDraft(
    name="Politiet, Syd", cvr="10203050", valid_from=START, gln="5798009811585", street="Søgade", building="2",
    city="Næstved", postcode="4700", order="PO-18", format="oioubl",
)  # fmt: skip


@pytest.fixture
def billed(world: World) -> World:
    """The small world with invoices to be made."""
    return bill(world)


def bill(world: World) -> World:
    """A price book, volumes at both sites, and everybody who handles invoices."""
    for name, role in (("fie", "FIN-P"), ("finn", "FIN-C"), ("aage", "FIN-APPR"), ("bea", "BUD")):
        setattr(world, name, world.someone(role, name=name.title()))
    prices = [
        contracts.PriceDraft(
            code="CLN-OFF", line="CLN", name=words("Office cleaning"), unit="m2_year", price=Decimal(165),
            valid_from=START, settings={"f3": Decimal("0.72")},
        ),
        contracts.PriceDraft(
            code="MNT-ARE", line="MNT", name=words("Upkeep"), unit="m2_year", price=Decimal(92), valid_from=START
        ),
        contracts.PriceDraft(
            code="DSK-USR", line="DSK", name=words("Service desk"), unit="user_month", price=Decimal(30),
            valid_from=START,
        ),
    ]  # fmt: skip
    contracts.write_prices(world.dan.scope, world.contract.pk, prices, now=NOON - timedelta(days=100))
    steps = [
        step("CLN-OFF", world.north.pk, world.site.pk, "1234.567", "f3"),
        step("MNT-ARE", world.north.pk, world.site.pk, "1234.567"),
        step("DSK-USR", world.north.pk, None, "80"),
        step("CLN-OFF", world.south.pk, world.other_site.pk, "500"),
    ]
    contracts.add_steps(world.dan.scope, world.contract.pk, steps, now=NOON - timedelta(days=100))
    write_party(world.fie.scope, world.contract.uid, None, SENDER, now=NOON)
    for unit, draft in ((world.north, NORTH), (world.south, SOUTH)):
        write_party(world.finn.scope, world.contract.uid, unit.uid, draft, now=NOON)
    return world


def step(item, unit, site, change, setting="", on=START):
    """A step of the ledger of volumes."""
    return VolumeStep(item, unit, site, setting, Decimal(change), on, NOON - timedelta(days=100))


def ran(world, month=MONTH, now=NOON):
    """A run of a month, made."""
    return make_run(ask_run(world.fie.scope, world.contract.uid, month, now=now).uid, now=now)


def invoice_of(unit, **more):
    """The invoice of a unit."""
    with everywhere(reason="test"):
        related = ("contract", "buyer", "seller", "unit")
        return Invoice.objects.select_related(*related).get(unit=unit, **{"kind": "invoice"} | more)


def lines_of(invoice):
    """Its lines."""
    with everywhere(reason="test"):
        return list(InvoiceLine.objects.filter(invoice=invoice).order_by("position"))
