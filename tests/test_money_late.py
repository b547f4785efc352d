"""What is agreed after a month was invoiced comes later or is refused: nothing is lost between two invoices."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest

from samdrift.foundation import clock
from samdrift.foundation.errors import Refused
from samdrift.foundation.scope import everywhere
from samdrift.kernel.bundles.checking import verify
from samdrift.kernel.fees import VolumeStep
from samdrift.operations.bundles.public import write_bundle
from samdrift.partnership.invoicing.commands.issuing import issue_run
from samdrift.partnership.invoicing.commands.running import ask_run, make_run
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine
from samdrift.partnership.performance import jobs as measuring
from samdrift.partnership.performance.commands import correcting, crediting
from samdrift.partnership.performance.models import ServiceCredit
from samdrift.partnership.savings.commands import initiatives, settling, verifying
from samdrift.partnership.savings.commands.verifying import Found
from samdrift.partnership.savings.models import SavingItem
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


def test_a_credit_agreed_after_its_invoice_was_sent_comes_on_the_next(made: SimpleNamespace, tmp_path: Path) -> None:
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
    for period in ("2026-01", "2026-02", "2026"):
        assert differences(made, period, tmp_path, BEGINS + timedelta(days=52)) == []


def differences(made: SimpleNamespace, period: str, folder: Path, at: datetime) -> list[str]:
    """What the other party's verifier says of the bundle of a period."""
    path = folder / f"{period}.zip"
    with patch("samdrift.foundation.clock._offset", lambda: at - clock.real_now()):
        write_bundle(made.contract, period, path)
    report = verify(path)
    assert report.untold == {}
    return [str(one) for one in report.differences]


def test_a_settlement_holds_the_savings_known_when_it_was_calculated(made: SimpleNamespace, tmp_path: Path) -> None:
    day = BEGINS + timedelta(days=1)
    row = settling.settle_guarantee(made.money.finance.scope, made.contract.pk, 1, now=day)
    with everywhere(reason="test"):
        item = SavingItem.objects.get()
    told = Found(year=2024, amount_minor=50_000_00, evidence="Ledger", transfer_uid=made.money.reduced(100_000_00).uid)
    initiatives.let_recur(made.money.finance.scope, item.uid, expected_version=item.version, now=day)
    verifying.verify_saving(made.money.finance.scope, item.uid, told, expected_version=item.version + 1, now=day)
    for who in (made.money.finance, made.money.their_finance):
        settling.sign_settlement(who.scope, row.uid, expected_version=None, now=day + timedelta(days=1))
    steering = made.money.steering.scope
    settling.approve_settlement(steering, row.uid, month=JANUARY, expected_version=None, now=day + timedelta(days=2))
    bill(made, JANUARY, BEGINS + timedelta(days=20))
    assert differences(made, "2026", tmp_path, BEGINS + timedelta(days=22)) == []


def test_a_credit_of_the_last_month_comes_as_a_credit_note_after_the_end(made: SimpleNamespace, tmp_path: Path) -> None:
    contract = made.contract
    with everywhere(reason="test"):
        type(contract).objects.filter(pk=contract.pk).update(ends_on=date(2025, 12, 31))
    read = {"evidence": "Control", "now": BEGINS}
    correcting.record_reading(made.peter, contract.pk, "K06", date(2025, 12, 1), (50, 100), **read)
    measuring.move_months(made.world.community.pk, BEGINS)
    for by in (made.carl, made.peter):
        crediting.agree_credits(by, contract.pk, date(2025, 12, 1), now=BEGINS)
    bill(made, JANUARY, BEGINS + timedelta(days=20))
    with everywhere(reason="test"):
        credit = ServiceCredit.objects.get(code="K06")
        notes = list(Invoice.objects.order_by("pk").values_list("kind", "net_minor"))
    assert {kind for kind, _net in notes} == {"credit_note"}
    assert sum(net for _kind, net in notes) == credit.net_minor > 0
    assert differences(made, "2026-01", tmp_path, BEGINS + timedelta(days=22)) == []
    with pytest.raises(Refused, match="month of the contract"):
        ask_run(made.fie, contract.uid, date(2027, 2, 1), now=BEGINS + timedelta(days=500))


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
