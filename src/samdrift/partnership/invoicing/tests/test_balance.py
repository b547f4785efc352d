"""Whatever people do with invoices in whatever order, nothing is paid twice, lost, or out of balance."""

import random
from datetime import date, timedelta

import pytest

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.scope import everywhere
from samdrift.partnership.invoicing.commands import disputing, matching, paying
from samdrift.partnership.invoicing.commands.issuing import issue_run
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine, LineDispute, Payment
from samdrift.partnership.invoicing.queries import reading
from samdrift.partnership.invoicing.queries.invariants import broken
from samdrift.partnership.invoicing.tests.conftest import MONTH, ran
from tests.world import NOON

STEPS = 60
MOVES = ("query", "query", "credit", "keep", "withdraw", "accept", "match", "approve", "pay", "reject", "run")


def step(world, chance, at):
    """One thing somebody tries; the rules may refuse it."""
    move = chance.choice(MOVES)
    with everywhere(reason="test"):
        invoices = list(Invoice.objects.filter(kind="invoice").order_by("pk"))
        invoice = chance.choice(invoices)
        line = chance.choice(list(InvoiceLine.objects.filter(invoice=invoice).order_by("pk")))
        dispute = _some(chance, LineDispute)
    told = {"expected_version": None, "now": at}
    if move == "query":
        amount = f"{chance.randint(1, abs(line.amount_minor)) / 100:.2f}"
        disputing.query_line(world.finn.scope, line.uid, amount=amount, reason="price", text="Why?", **told)
    elif move in ("credit", "keep", "withdraw") and dispute is not None:
        if move == "credit":
            disputing.credit_query(world.fie.scope, dispute.uid, answer="Yes", **told)
        elif move == "keep":
            disputing.keep_query(world.fie.scope, dispute.uid, answer="No", **told)
        else:
            disputing.withdraw_query(world.finn.scope, dispute.uid, **told)
    elif move == "pay":
        paying.make_payments(world.finn.scope, world.contract.uid, pay_on=date(2025, 6, 4), now=at)
    elif move == "run":
        issue_run(world.fie.scope, ran(world, MONTH.replace(month=chance.randint(1, 4)), now=at).uid, now=at)
    else:
        who = {"accept": world.bea, "match": world.finn, "approve": world.aage, "reject": world.finn}
        does = {
            "accept": matching.accept_delivery, "match": matching.match_invoice, "approve": matching.approve_invoice,
            "reject": matching.reject_invoice,
        }  # fmt: skip
        if move in does:
            does[move](who[move].scope, invoice.uid, **told)


def _some(chance, model):
    rows = list(model.objects.order_by("pk"))
    return chance.choice(rows) if rows else None


def check(world):
    """What must hold after every step."""
    assert broken(world.community.pk) == []
    with everywhere(reason="test"):
        for one in Invoice.objects.filter(kind="invoice"):
            payments = sum(Payment.objects.filter(invoice=one).values_list("amount_minor", flat=True))
            notes = Invoice.objects.filter(credits=one)
            assert payments == one.paid_minor
            assert sum(note.gross_minor for note in notes) == one.credited_minor
            assert 0 <= reading.left_of(one) <= one.gross_minor
            assert one.paid_minor <= one.gross_minor
            assert one.state != "paid" or (one.matched_by_id and one.approved_by_id and one.accepted_by_id)
            people = {one.matched_by_id, one.approved_by_id, one.accepted_by_id} - {None}
            assert one.approved_by_id is None or len(people) == 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.one_database) for seed in (2, 3))])
def test_nothing_people_do_unbalances_it(billed, seed):
    chance, refused = random.Random(seed), 0
    issue_run(billed.fie.scope, ran(billed).uid, now=NOON)
    for number in range(STEPS):
        try:
            step(billed, chance, NOON + timedelta(hours=number))
        except (Refused, Invalid):
            refused += 1
        check(billed)
    assert refused < STEPS
