"""Months that were invoiced come to more: agreed on by two, on a supplementary invoice, and proven by the verifier."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.scope import everywhere
from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.checking import verify
from samdrift.operations.bundles.public import write_bundle
from samdrift.operations.bundles.tests.tampering import content_of, events_of, with_cell, with_events, written
from samdrift.partnership.invoicing.commands import late
from samdrift.partnership.invoicing.commands.billing import write_party
from samdrift.partnership.invoicing.commands.issuing import issue_invoice, issue_run
from samdrift.partnership.invoicing.commands.late import LateDraft
from samdrift.partnership.invoicing.commands.matching import (
    accept_delivery,
    approve_invoice,
    match_invoice,
    reject_invoice,
)
from samdrift.partnership.invoicing.models import Invoice
from samdrift.partnership.invoicing.queries import recomputing
from samdrift.partnership.invoicing.queries.invariants import broken
from samdrift.partnership.invoicing.queries.papers import written as as_xml
from samdrift.partnership.invoicing.tests.conftest import MONTH, NORTH, invoice_of, lines_of, ran
from samdrift.registers.contracts import public as contracts
from tests.world import NOON

LATER = NOON + timedelta(days=2)


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """The house's clock stands some weeks after all this."""
    from samdrift.foundation import clock

    offset = NOON + timedelta(days=40) - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def sent(billed):
    issue_run(billed.fie.scope, ran(billed).uid, now=NOON)
    return billed


def volume(world, **more):
    values = {
        "item": "MNT-ARE", "site_uid": world.site.uid, "quantity": Decimal(100), "since": MONTH.replace(day=16),
        "text": "Annex measured on 16 April",
    } | more  # fmt: skip
    return late.propose_late(world.fie.scope, world.contract.uid, world.north.uid, LateDraft(**values), now=LATER)


def agreed(world, row):
    return late.agree_late(world.finn.scope, row.uid, expected_version=row.version, now=LATER + timedelta(hours=1))


def supplement_of(world, **more):
    return invoice_of(world.north, supplements__isnull=False, **more)


def test_a_volume_agreed_on_late_is_billed_by_a_supplementary_invoice(sent):
    first = invoice_of(sent.north)
    row = volume(sent)
    assert row.months == [["2025-04-01", 38_333]]  # 100 m² × 92.00 / 12 × 15/30, rounded once
    assert ran(sent, now=LATER).made == 0  # nothing is due before the other party agrees
    agreed(sent, row)
    assert ran(sent, now=LATER + timedelta(hours=2)).made == 1
    further = supplement_of(sent)
    (line,) = lines_of(further)
    assert (line.source, line.reference, line.amount_minor) == ("change", str(row.uid), 38_333)
    assert (further.supplements_id, further.state) == (first.pk, "prechecked")
    assert contracts.volumes(sent.contract.pk, date(2025, 5, 1))[
        ("MNT-ARE", sent.north.pk, sent.site.pk, "")
    ] == Decimal("1334.567")
    first.refresh_from_db()
    assert first.net_minor == 2_408_722
    for one in (first, further):
        assert recomputing.recomputed(one, lines_of(one)).differences == []
    assert broken(sent.community.pk) == []


def test_a_supplementary_invoice_names_the_first_and_is_made_once(sent):
    agreed(sent, volume(sent))
    run = ran(sent, now=LATER + timedelta(hours=2))
    assert issue_run(sent.fie.scope, run.uid, now=LATER + timedelta(hours=3)) == 1
    further, first = supplement_of(sent), invoice_of(sent.north, supplements=None)
    further.supplements = first
    assert first.number.encode() in as_xml(further, lines_of(further))
    assert ran(sent, now=LATER + timedelta(hours=4)).made == 0


def test_the_first_invoice_of_a_month_is_not_sent_back_alone(sent):
    first = invoice_of(sent.north)
    agreed(sent, volume(sent))
    run = ran(sent, now=LATER + timedelta(hours=2))
    further = supplement_of(sent)
    reject_invoice(sent.finn.scope, first.uid, expected_version=None, now=LATER)
    assert issue_run(sent.fie.scope, run.uid, now=LATER) == 0
    with pytest.raises(Refused, match="was sent back"):
        issue_invoice(sent.fie.scope, further.uid, expected_version=None, now=LATER)
    again = ran(sent, now=LATER + timedelta(hours=3))
    assert issue_run(sent.fie.scope, again.uid, now=LATER) == 1
    anew = invoice_of(sent.north, state="received")
    assert (anew.supplements_id, anew.net_minor) == (None, first.net_minor + 38_333)


def test_an_invoice_beside_which_another_stands_is_not_sent_back(sent):
    first = invoice_of(sent.north)
    agreed(sent, volume(sent))
    issue_run(sent.fie.scope, ran(sent, now=LATER + timedelta(hours=2)).uid, now=LATER)
    further = supplement_of(sent)
    with pytest.raises(Refused, match=f"{further.number} stands beside"):
        reject_invoice(sent.finn.scope, first.uid, expected_version=None, now=LATER)
    for one in (further, first):
        assert reject_invoice(sent.finn.scope, one.uid, expected_version=None, now=LATER).state == "rejected"


def test_the_same_form_sent_twice_is_one_proposal(sent):
    assert volume(sent).pk == volume(sent).pk
    assert volume(sent, quantity=Decimal(101)).pk != volume(sent).pk
    agreed(sent, volume(sent))
    assert volume(sent).state == "open"  # as much again, proposed anew after the first was agreed on


def test_an_amount_of_a_month_is_billed_as_agreed(sent):
    row = volume(sent, item="", line="CLN", quantity=Decimal("2.5"), price=Decimal(400))
    assert row.months == [["2025-04-01", 100_000]]
    agreed(sent, row)
    ran(sent, now=LATER + timedelta(hours=2))
    assert [one.amount_minor for one in lines_of(supplement_of(sent))] == [100_000]


def test_two_persons_of_two_parties_agree_and_none_of_them_approves(sent):
    row = volume(sent)
    with pytest.raises(Refused, match="other party"):
        late.agree_late(sent.fie.scope, row.uid, expected_version=row.version, now=LATER)
    with pytest.raises(NotAllowed):
        late.agree_late(sent.bea.scope, row.uid, expected_version=row.version, now=LATER)
    boss = sent.someone("CTR-C", "FIN-APPR", name="Carl")
    late.agree_late(boss.scope, row.uid, expected_version=row.version, now=LATER)
    with pytest.raises(Refused, match="answered"):
        late.close_late(sent.finn.scope, row.uid, expected_version=None, now=LATER)
    issue_run(sent.fie.scope, ran(sent, now=LATER).uid, now=LATER)
    further = supplement_of(sent)
    match_invoice(sent.finn.scope, further.uid, expected_version=None, now=LATER)
    accept_delivery(sent.bea.scope, further.uid, expected_version=None, now=LATER)
    with pytest.raises(Refused, match="ordered"):
        approve_invoice(boss.scope, further.uid, expected_version=None, now=LATER)
    assert approve_invoice(sent.aage.scope, further.uid, expected_version=None, now=LATER).state == "approved"


def test_the_customer_who_asks_to_be_asked_agrees_before_it_is_sent(sent):
    draft = NORTH.__class__(**{name: getattr(NORTH, name) for name in NORTH.__slots__} | {"asks_first": True})
    write_party(sent.finn.scope, sent.contract.uid, sent.north.uid, draft, now=NOON)
    agreed(sent, volume(sent))
    run = ran(sent, now=LATER + timedelta(hours=2))
    further = supplement_of(sent)
    assert issue_run(sent.fie.scope, run.uid, now=LATER) == 0
    with pytest.raises(Refused, match="before it is sent"):
        issue_invoice(sent.fie.scope, further.uid, expected_version=None, now=LATER)
    with pytest.raises(NotAllowed):
        late.agree_supplement(sent.fie.scope, further.uid, expected_version=None, now=LATER)
    late.agree_supplement(sent.finn.scope, further.uid, expected_version=None, now=LATER)
    assert issue_run(sent.fie.scope, run.uid, now=LATER) == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"since": date(2025, 5, 2)}, "since"),
        ({"since": date(2001, 5, 2)}, "since"),
        ({"quantity": Decimal(-1)}, "quantity"),
        ({"item": "NONE"}, "item"),
        ({"setting": "f9"}, "setting"),
        ({"text": " "}, "text"),
        ({"item": "", "price": Decimal(0)}, "price"),
    ],
)
def test_what_cannot_be_billed_more_is_refused_at_its_field(sent, more, field):
    with pytest.raises(Invalid) as wrong:
        volume(sent, **more)
    assert field in wrong.value.fields


def test_a_proposal_is_declined_or_withdrawn_and_bills_nothing(sent):
    row, other = volume(sent), volume(sent, quantity=Decimal(50))
    assert late.close_late(sent.finn.scope, row.uid, expected_version=None, now=LATER).state == "declined"
    assert late.close_late(sent.fie.scope, other.uid, expected_version=None, now=LATER).state == "withdrawn"
    assert ran(sent, now=LATER + timedelta(hours=2)).made == 0


def test_the_verifier_works_a_supplementary_invoice_out_and_names_what_is_changed(sent, tmp_path):
    row = agreed(sent, volume(sent))
    issue_run(sent.fie.scope, ran(sent, now=LATER + timedelta(hours=2)).uid, now=LATER + timedelta(hours=3))
    path = tmp_path / "bundle.zip"
    write_bundle(sent.contract, f"{MONTH:%Y-%m}", path)
    report = verify(path)
    assert [str(one) for one in report.differences] == []
    assert report.invoices == 3
    content = content_of(path)
    changed = with_cell(content, form.behind_form.CHANGES, 0, "amount_minor", lambda text: str(int(text) + 1))
    assert verify(written(tmp_path / "x.zip", changed)).differences
    with everywhere(reason="test"):
        uid = str(Invoice.objects.get(supplements__isnull=False).uid)
    for kind in ("invoicing.supplement_sent", "invoicing.late_agreed", "contracts.volumes_changed"):
        events = [
            one for one in events_of(content)
            if one["event"]["kind"] != kind or (kind.startswith("contracts") and str(row.uid) not in str(one))
        ]  # fmt: skip
        found = verify(written(tmp_path / "y.zip", with_events(content, events))).differences
        assert any(uid in one.row or str(row.uid) in one.row + one.found for one in found), kind
