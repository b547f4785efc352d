"""Invoices and their lines as lists that are asked: sums over them are what is owed."""

from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.datasets import public as datasets
from samdrift.foundation.datasets.public import Question, Today
from samdrift.partnership.insight import public as insight
from samdrift.partnership.invoicing.commands import disputing
from samdrift.partnership.invoicing.commands.issuing import issue_run
from samdrift.partnership.invoicing.models import Invoice
from samdrift.partnership.invoicing.tests.conftest import MONTH, invoice_of, lines_of, ran
from tests.world import NOON, World

TODAY = Today(NOON, ZoneInfo("Europe/Copenhagen"))


@pytest.fixture
def credited(billed: World) -> Invoice:
    """April's invoices were sent, and a line of the north's was given back by a credit note."""
    issue_run(billed.fie.scope, ran(billed).uid, now=NOON)
    line = lines_of(invoice_of(billed.north))[1]
    dispute = disputing.query_line(
        billed.finn.scope, line.uid, amount="", reason="not_delivered", text="Not cleaned", expected_version=None,
        now=NOON,
    )  # fmt: skip
    return disputing.credit_query(billed.fie.scope, dispute.uid, answer="Yes", expected_version=None, now=NOON)


def total(world: World, code: str, show: str) -> Decimal:
    question = Question(dataset=code, by=("month",), show=show)
    answer = datasets.grouped(datasets.datasets[code], world.finn.scope, question, TODAY)
    assert answer.total is not None
    assert answer.total.value is not None
    return Decimal(answer.total.value)


def test_a_sum_over_invoices_takes_off_what_credit_notes_give_back(billed: World, credited: Invoice) -> None:
    asked = insight.Asked(
        contract_id=billed.contract.pk, since=MONTH, until=MONTH + timedelta(days=60), at=NOON
    )  # fmt: skip
    told = insight.whole(billed.finn.scope, "cost.invoiced", asked).value
    assert total(billed, "invoices", "sum:net") == told
    assert total(billed, "invoice-lines", "sum:amount") == told
    assert credited.net_minor > 0  # it is kept as it is sent


def test_a_credit_notes_row_lies_below_nothing_and_its_quantity_too(billed: World, credited: Invoice) -> None:
    only = (datasets.Where(column="kind", test="in", values=("credit_note",)),)
    question = Question(dataset="invoices", where=only, columns=("net", "vat", "gross"))
    [(_uid, values)] = datasets.listed(datasets.datasets["invoices"], billed.finn.scope, question, TODAY).rows
    assert list(values) == [-credited.net_minor, -credited.vat_minor, -credited.gross_minor]
    question = Question(dataset="invoice-lines", where=only, columns=("quantity", "price", "amount"))
    rows = datasets.listed(datasets.datasets["invoice-lines"], billed.finn.scope, question, TODAY).rows
    for _line, (quantity, price, amount) in rows:
        assert quantity < 0 < price
        assert amount < 0


def test_credit_notes_are_negative_in_files_too(billed: World, credited: Invoice, client: Client) -> None:
    client.force_login(billed.finn.person)
    address = reverse("ask:export", args=["invoices", "csv"])
    answer = client.get(address, {"kind": "credit_note", "columns": "number,net"})
    text = b"".join(answer.streaming_content).decode()
    assert f"-{credited.net_minor // 100}" in text.replace("−", "-")
