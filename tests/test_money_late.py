"""What is agreed after a month was invoiced comes later or is refused: nothing is lost between two invoices."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from samdrift.foundation.errors import Refused
from samdrift.foundation.scope import everywhere
from samdrift.kernel.fees import VolumeStep
from samdrift.partnership.invoicing.commands.issuing import issue_run
from samdrift.partnership.invoicing.commands.running import ask_run, make_run
from samdrift.partnership.invoicing.models import InvoiceLine
from samdrift.partnership.performance import jobs as measuring
from samdrift.partnership.performance.commands import correcting, crediting
from samdrift.partnership.performance.models import ServiceCredit
from samdrift.partnership.savings.commands import settling
from samdrift.registers.contracts.commands import price_proposals, proposals
from tests.money_world import BEGINS, partnership
from tests.world import World

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


@pytest.fixture
def made(world: World) -> SimpleNamespace:
    return partnership(world)


def bill(made: SimpleNamespace, month: date, at: Any) -> None:
    """Make and send the invoices of a month."""
    issue_run(made.fie, make_run(ask_run(made.fie, made.contract.uid, month, now=at).uid, now=at).uid, now=at)


def on_invoices(source: str) -> list[tuple[date, int]]:
    with everywhere(reason="test"):
        rows = InvoiceLine.objects.filter(source=source).exclude(invoice__state__in=("draft", "prechecked"))
        return list(rows.order_by("pk").values_list("invoice__month", "amount_minor"))


def test_a_credit_agreed_after_its_invoice_was_sent_comes_on_the_next(made: SimpleNamespace) -> None:
    community, contract = made.world.community.pk, made.contract.pk
    read = {"evidence": "Control", "now": BEGINS}
    correcting.record_reading(made.peter, contract, "K06", date(2025, 12, 1), (50, 100), **read)
    measuring.move_months(community, BEGINS)
    with everywhere(reason="test"):
        credit = ServiceCredit.objects.get(code="K06")
    assert (credit.bills_in, credit.net_minor > 0) == (JANUARY, True)
    bill(made, JANUARY, BEGINS + timedelta(days=20))
    assert on_invoices("credit") == []
    late = BEGINS + timedelta(days=25)
    for by in (made.carl, made.peter):
        crediting.agree_credits(by, contract, credit.month, now=late)
    bill(made, FEBRUARY, BEGINS + timedelta(days=50))
    billed = on_invoices("credit")
    assert {month for month, _amount in billed} == {FEBRUARY}
    assert sum(amount for _month, amount in billed) == -credit.net_minor


def test_volumes_and_prices_of_an_invoiced_month_stand(made: SimpleNamespace) -> None:
    late = BEGINS + timedelta(days=20)
    bill(made, JANUARY, late)
    step = VolumeStep(
        "CLN-OFF", made.world.north.pk, made.world.site.pk, "f3", Decimal(100), date(2026, 1, 10), late, "measured"
    )
    with pytest.raises(Refused, match="January 2026 is invoiced"):
        price_proposals.propose_volumes(made.carl, made.contract.uid, [step], now=late)
    run: dict[str, Any] = {"effective_from": JANUARY, "cut_off": late.date(), "now": late}
    with pytest.raises(Refused, match="January 2026 is invoiced"):
        price_proposals.propose_index(made.carl, made.contract.uid, "NPI", applies_from=JANUARY, **run)
    due = price_proposals.propose_index(made.carl, made.contract.uid, "NPI", applies_from=FEBRUARY, **run)
    proposals.accept_terms(made.peter, due.uid, expected_version=None, now=late)
    bill(made, FEBRUARY, BEGINS + timedelta(days=50))
    assert {month for month, _amount in on_invoices("index")} == {FEBRUARY}


def test_a_unit_whose_invoice_was_sent_back_can_still_be_measured_anew(made: SimpleNamespace) -> None:
    from samdrift.partnership.invoicing.commands.matching import reject_invoice
    from samdrift.partnership.invoicing.models import Invoice

    late = BEGINS + timedelta(days=20)
    bill(made, JANUARY, late)
    with everywhere(reason="test"):
        invoice = Invoice.objects.get(unit=made.world.north)
    reject_invoice(made.finn, invoice.uid, expected_version=None, now=late)
    step = VolumeStep(
        "CLN-OFF", made.world.north.pk, made.world.site.pk, "f3", Decimal(100), date(2026, 1, 10), late, "measured"
    )
    assert price_proposals.propose_volumes(made.carl, made.contract.uid, [step], now=late).standing == "open"


def test_a_settlement_is_approved_for_a_month_that_is_not_invoiced(made: SimpleNamespace) -> None:
    late = BEGINS + timedelta(days=20)
    bill(made, JANUARY, late)
    row = settling.settle_guarantee(made.money.finance.scope, made.contract.pk, 1, now=late)
    for version, who in enumerate((made.money.finance, made.money.their_finance), start=1):
        row = settling.sign_settlement(who.scope, row.uid, expected_version=version, now=late)
    steering = made.money.steering.scope
    with pytest.raises(Refused, match="invoiced already"):
        settling.approve_settlement(steering, row.uid, month=JANUARY, expected_version=row.version, now=late)
    settling.approve_settlement(steering, row.uid, month=FEBRUARY, expected_version=row.version, now=late)
