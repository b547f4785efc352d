"""Two people of money at once, each on a connection of their own: nothing is sent, credited, taken in or paid twice."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from samdrift.foundation.errors import Refused, Stale
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.tests.test_races import at_once, skip_in_memory
from samdrift.partnership.invoicing.commands import disputing, late, matching, paying
from samdrift.partnership.invoicing.commands.issuing import issue_invoice, issue_run
from samdrift.partnership.invoicing.commands.receiving import receive_document
from samdrift.partnership.invoicing.commands.running import ask_run, make_run
from samdrift.partnership.invoicing.formats import peppol
from samdrift.partnership.invoicing.models import Invoice, InvoiceRun, LateDue, Payment
from samdrift.partnership.invoicing.queries import papers, reading
from samdrift.partnership.invoicing.tests.conftest import MONTH, bill, invoice_of, lines_of, ran
from samdrift.partnership.invoicing.tests.test_late import LATER
from samdrift.partnership.invoicing.tests.test_late import volume as proposed
from tests.world import NOON, World

pytestmark = pytest.mark.slow
NONE: dict[str, Any] = {"expected_version": None, "now": NOON}


@pytest.fixture
def shared(transactional_db: None) -> World:
    skip_in_memory()
    return bill(World())


@pytest.fixture
def sent(shared: World) -> World:
    issue_run(shared.fie.scope, ran(shared).uid, now=NOON)
    return shared


def told(outcomes: list[Any]) -> Counter[Any]:
    return Counter(type(one) if isinstance(one, Exception) else "done" for one in outcomes)


def twice(task: Any) -> Counter[Any]:
    return told(at_once(task, task))


def count(model: Any, **which: Any) -> int:
    with everywhere(reason="a test counts"):
        return int(model.objects.filter(**which).count())


def test_a_month_run_by_two_at_once_is_made_once(shared: World) -> None:
    scope, uid = shared.fie.scope, shared.contract.uid
    runs = at_once(*[lambda: ask_run(scope, uid, MONTH, now=NOON).uid] * 2)
    assert runs[0] == runs[1]
    assert count(InvoiceRun) == 1
    at_once(*[lambda: make_run(runs[0], now=NOON).state] * 2)
    assert count(Invoice) == 2  # one for each unit


def test_an_invoice_sent_by_two_goes_out_once(shared: World) -> None:
    ran(shared)
    scope, invoice = shared.fie.scope, invoice_of(shared.north)
    assert twice(lambda: issue_invoice(scope, invoice.uid, **NONE).number) == {"done": 1, Refused: 1}


def test_a_query_two_open_and_two_answer_is_one(sent: World) -> None:
    line = lines_of(invoice_of(sent.north))[0]
    finn, fie = sent.finn.scope, sent.fie.scope
    told_ = {"amount": "", "reason": "price", "text": "Too much", **NONE}
    assert twice(lambda: disputing.query_line(finn, line.uid, **told_).uid)["done"] == 1
    with everywhere(reason="test"):
        query = disputing.LineDispute.objects.get()
    assert twice(lambda: disputing.credit_query(fie, query.uid, answer="Right", **NONE).number)["done"] == 1
    assert count(Invoice, kind="credit_note") == 1


def test_a_document_two_take_in_at_once_is_a_duplicate_for_the_second(sent: World) -> None:
    north = invoice_of(sent.north)
    matching.reject_invoice(sent.finn.scope, north.uid, **NONE)
    paper = replace(papers.paper_of(north, reading.lines_of(north)), number="X-0017", attachments=())
    content, scope = peppol.write(paper), sent.finn.scope
    states = at_once(*[lambda: receive_document(scope, sent.contract.uid, content, now=NOON).state] * 2)
    assert sorted(map(str, states)) == ["received", "rejected"]


def test_what_is_approved_is_paid_once(sent: World) -> None:
    north = invoice_of(sent.north)
    matching.accept_delivery(sent.bea.scope, north.uid, **NONE)
    matching.match_invoice(sent.finn.scope, north.uid, **NONE)
    scope = sent.aage.scope
    assert twice(lambda: matching.approve_invoice(scope, north.uid, **NONE).state)["done"] == 1
    payer = sent.someone("FIN-C", "FIN-APPR", name="Pay").scope
    day = (NOON + timedelta(days=3)).date()
    assert twice(lambda: paying.make_payments(payer, sent.contract.uid, pay_on=day, now=NOON).number)["done"] == 1
    assert count(Payment) == 1


def test_a_late_amount_proposed_and_agreed_twice_is_billed_once(sent: World) -> None:
    rows = at_once(*[lambda: proposed(sent).pk] * 2)
    assert rows[0] == rows[1]
    with everywhere(reason="test"):
        row = LateDue.objects.get()
    scope = sent.finn.scope
    found = twice(lambda: late.agree_late(scope, row.uid, expected_version=row.version, now=LATER).state)
    assert (found["done"], found[Refused] + found[Stale]) == (1, 1)
