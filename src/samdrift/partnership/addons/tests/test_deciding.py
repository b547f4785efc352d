"""Deciding: each decision by whoever may, once; nothing charged without the customer's yes, nothing twice."""

from datetime import date, timedelta

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.operations.approvals import public as approvals
from samdrift.operations.approvals.models import Approval
from samdrift.operations.work.commands import quoting, verifying
from samdrift.operations.work.models import Charge, Quote
from samdrift.partnership.addons.commands import deciding
from samdrift.partnership.addons.followers import follow_change, follow_offer
from samdrift.partnership.addons.models import AddOn
from samdrift.partnership.addons.queries.reading import add_ons_shown, by_unit_and_line
from samdrift.partnership.addons.tests.conftest import hours, noted
from samdrift.partnership.invoicing.queries.gathering import gathered
from samdrift.partnership.scaling import commands as scaling
from samdrift.partnership.scaling.models import Scenario
from tests.world import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=2)


def decide(actor, row, move, reason="It was little", **more):
    given = {"expected_version": row.version, "reason": reason, "now": LATER, **more}
    return deciding.decide(actor.scope, row.uid, move, **given)


def charge(actor, *rows, **more):
    return deciding.charge(
        actor.scope, [row.uid for row in rows], versions=[row.version for row in rows], now=LATER, **more
    )


def again(row):
    with everywhere(reason="a test looks again"):
        return AddOn.objects.get(pk=row.pk)


def answered(beyond, quote, *, yes):
    """The customer's budget holder answers the offer, and the followers hear of it."""
    with everywhere(reason="a test looks for the question"):
        asked = Approval.objects.get(subject_uid=quote.uid)
    answer = approvals.give_approval if yes else approvals.refuse_approval
    given = {} if yes else {"reason": "Not agreed"}
    answer(beyond.bud.scope, asked.uid, expected_version=asked.version, now=LATER, **given)
    told("work.quote_approved" if yes else "work.quote_rejected", follow_offer)


def extra_lines(beyond):
    """The extra work on the invoices of the month, as the run gathers it."""
    month = gathered(beyond.world.contract, date(2025, 5, 1), known_at=LATER, zone="Europe/Copenhagen")
    return [line for line in month if line.source == "extra"]


def told(kind, follower):
    with everywhere(reason="a test hands deliveries out"):
        for event in EventRecord.objects.filter(kind=kind):
            follower(event)


def test_forgiving_asks_somebody_else_and_a_reason_and_both_read_it(beyond):
    row = noted(beyond, beyond.manager)
    with pytest.raises(NotAllowed):
        decide(beyond.manager, row, "forgive")
    with pytest.raises(Invalid):
        decide(beyond.other_manager, row, "forgive", reason=" ")
    assert decide(beyond.other_manager, row, "forgive").state == "forgiven"
    assert AddOn.objects.within(beyond.office.scope).get().reason == "It was little"


def test_the_customer_forgives_and_charges_nothing_and_puts_nothing_of_the_provider_s_forward(beyond):
    row = noted(beyond)
    with pytest.raises(AddOn.DoesNotExist):
        decide(beyond.office, row, "stop")
    row = decide(beyond.manager, row, "put_forward")
    with pytest.raises(NotAllowed):
        decide(beyond.office, row, "forgive")
    with pytest.raises(NotAllowed):
        charge(beyond.office, row)
    assert decide(beyond.fm, row, "stop").state == "stopped"


def test_an_offer_is_charged_only_once_the_customer_has_approved_it(beyond):
    row = noted(beyond, text="the back room")
    quote = charge(beyond.manager, row)
    assert (quote.state, quote.amount_minor, quote.work_order) == ("waiting", 1654, None)
    assert (again(row).state, again(row).number) == ("offered", "NPS-2025-A0000001")
    with everywhere(reason="a test counts"):
        assert not Charge.objects.exists()
    answered(beyond, quote, yes=True)
    assert again(row).state == "charged"
    told("work.quote_approved", follow_offer)  # at least once: the second time nothing happens
    order = Quote.objects.within(beyond.manager.scope).get().work_order
    assert (order.kind, order.state) == ("extra", "closed")  # nobody is sent there again
    with everywhere(reason="a test counts"):
        (made,) = Charge.objects.all()
    assert (made.amount_minor, made.written_by_id) == (1654, None)
    with pytest.raises(Refused, match="more than was approved"):
        quoting.write_charge(beyond.world.someone("OPS-M").scope, order.uid, "the back room", "16,54", now=LATER)


def test_the_next_invoice_takes_what_was_approved_a_line_for_each_add_on(beyond):
    rows = [noted(beyond, happened_on=date(2025, 4, day)) for day in (1, 11)]
    quote = charge(beyond.manager, *rows)
    assert extra_lines(beyond) == []
    answered(beyond, quote, yes=True)
    lines = extra_lines(beyond)
    assert [(line.source, line.amount_minor) for line in lines] == [("extra", 1654), ("extra", 1654)]
    assert all(str(quote.uid) in line.evidence for line in lines)


def test_what_is_dear_is_charged_once_somebody_else_than_the_approver_accepts_it(beyond):
    row = noted(beyond, code="extra_hours", quantity="40")
    quote = charge(beyond.manager, row, amount="10.000,00")
    answered(beyond, quote, yes=True)
    order = Quote.objects.within(beyond.manager.scope).get().work_order
    assert order.state == "done"
    with everywhere(reason="a test counts"):
        assert not Charge.objects.exists()
    inspector = beyond.world.someone("LOC-INS")
    assert verifying.verify_order(inspector.scope, order.uid, expected_version=None, now=LATER).state == "closed"
    with everywhere(reason="a test counts"):
        assert [one.amount_minor for one in Charge.objects.all()] == [1_000_000]
    assert [one.charged_minor for one in by_unit_and_line(
        beyond.manager.scope, LATER.date(), add_ons_shown(beyond.manager.scope)
    )] == [1_000_000]  # fmt: skip


def test_what_is_charged_or_invoiced_is_never_decided_otherwise(beyond):
    row = noted(beyond)
    quote = charge(beyond.manager, row)
    answered(beyond, quote, yes=True)
    row = again(row)
    for move in ("forgive", "stop", "take_back", "put_forward"):
        with pytest.raises(Refused):
            decide(beyond.other_manager, row, move)
    with pytest.raises(Refused):
        charge(beyond.other_manager, row)
    with pytest.raises(Refused):
        deciding.propose(beyond.fm.scope, row.uid, expected_version=None, now=LATER)


def test_without_a_yes_it_is_decided_anew_and_may_be_forgiven(beyond):
    row = noted(beyond)
    answered(beyond, charge(beyond.manager, row), yes=False)
    row = again(row)
    assert (row.state, row.quote) == ("open", None)
    assert decide(beyond.manager, row, "forgive").state == "forgiven"


def test_while_an_offer_waits_nothing_else_is_decided(beyond):
    row = noted(beyond)
    charge(beyond.manager, row)
    with pytest.raises(Refused):
        decide(beyond.manager, again(row), "forgive")
    with pytest.raises(Refused):
        charge(beyond.other_manager, again(row))


def test_several_of_one_place_go_on_one_offer_and_of_two_services_do_not(beyond):
    from samdrift.partnership.addons.tests.conftest import order_in

    rows = [noted(beyond, happened_on=date(2025, 4, day)) for day in (1, 11, 21)]
    quote = charge(beyond.manager, *rows)
    assert (quote.amount_minor, len(quote.lines)) == (4962, 3)
    assert "between 1 Apr 2025 and 21 Apr 2025" in quote.text
    assert quote.lines[0]["text"].startswith("1 Apr 2025 ")
    other = noted(beyond, code="extra_hours", quantity="1", order_uid=order_in(beyond.world, "CAR").uid)
    with pytest.raises(Invalid):
        charge(beyond.manager, noted(beyond), other)


def test_what_has_no_price_needs_an_amount(beyond):
    row = noted(beyond, quantity="")
    with pytest.raises(Invalid):
        charge(beyond.manager, row)
    assert again(row).state == "noted"
    assert charge(beyond.manager, row, amount="1.250,50").amount_minor == 125_050


@pytest.mark.parametrize("typed", ["0", "-5", "1e9", "9" * 30, "much"])
def test_an_amount_that_is_none_offers_nothing(beyond, typed):
    row = noted(beyond, quantity="")
    with pytest.raises(Invalid):
        charge(beyond.manager, row, amount=typed)
    with everywhere(reason="a test counts"):
        assert not Quote.objects.exists()


def test_the_same_decision_sent_twice_is_one(beyond):
    row = noted(beyond)
    first = decide(beyond.manager, row, "put_forward")
    assert decide(beyond.manager, row, "put_forward").version == first.version
    quote = charge(beyond.manager, first)
    assert charge(beyond.manager, first) == quote
    with everywhere(reason="a test counts"):
        assert Quote.objects.count() == 1


def test_of_two_who_looked_at_the_same_the_second_is_told(beyond):
    row = decide(beyond.manager, noted(beyond), "put_forward")
    decide(beyond.fm, row, "stop")
    with pytest.raises(Stale):
        decide(beyond.manager, row, "forgive")


def test_a_change_is_proposed_by_the_provider_and_put_into_the_basket_by_the_district(beyond):
    row = deciding.propose(beyond.manager.scope, noted(beyond).uid, expected_version=None, now=LATER)
    assert (row.state, row.scenario) == ("proposed", None)
    with pytest.raises(Refused):
        deciding.propose(beyond.manager.scope, row.uid, expected_version=None, now=LATER)
    row = deciding.propose(beyond.fm.scope, row.uid, expected_version=row.version, now=LATER)
    with everywhere(reason="a test looks at the basket"):
        scenario = Scenario.objects.get()
    (wish,) = scenario.wishes
    assert (wish["item"], wish["setting"], wish["to_quantity"]) == ("CLN-PUB", "f5 q3", "18420.0000")
    assert not Scenario.objects.within(beyond.manager.scope).exists()
    with pytest.raises(Refused):
        deciding.propose(beyond.fm.scope, row.uid, expected_version=None, now=LATER)
    with pytest.raises(Refused):
        charge(beyond.manager, again(row))


def test_once_the_change_is_agreed_the_add_on_became_it(beyond):
    row = decide(beyond.manager, noted(beyond), "put_forward")
    row = deciding.propose(beyond.fm.scope, row.uid, expected_version=None, now=LATER)
    change = scaling.submit_scenario(
        beyond.bud.scope, row.scenario.uid, expected_version=None, reason="Asked", now=LATER
    )
    told("scaling.change_accepted", follow_change)
    row = again(row)
    assert (change.state, row.state, row.change) == ("scheduled", "agreed", change)
    with pytest.raises(Refused):
        decide(beyond.manager, row, "forgive")


def test_what_nobody_knows_the_size_of_is_not_proposed_as_a_change(beyond):
    for row in (noted(beyond, quantity=""), hours(beyond)):
        with pytest.raises(Invalid):
            deciding.propose(beyond.manager.scope, row.uid, expected_version=None, now=LATER)


def test_taking_a_proposal_back_opens_it_again(beyond):
    row = deciding.propose(beyond.manager.scope, noted(beyond).uid, expected_version=None, now=LATER)
    assert decide(beyond.fm, row, "take_back").state == "open"


def test_whoever_noted_it_by_mistake_takes_it_back_and_nobody_else(beyond):
    row = noted(beyond)
    with pytest.raises(NotAllowed):
        decide(beyond.manager, row, "withdraw")
    assert decide(beyond.technician, row, "withdraw").state == "withdrawn"


def test_technicians_and_readers_decide_nothing_and_strangers_see_nothing(beyond):
    row = decide(beyond.manager, noted(beyond), "put_forward")
    for actor in (beyond.technician, beyond.leader, beyond.world.someone("DIST-MGT")):
        with pytest.raises(NotAllowed):
            decide(actor, row, "stop")
    with pytest.raises(AddOn.DoesNotExist):
        decide(beyond.world.carla, row, "stop")


def test_a_coordinator_of_another_district_decides_nothing_here(beyond):
    row = decide(beyond.manager, noted(beyond), "put_forward")
    south = beyond.world.someone("LOC-FM", reach_kind="unit", reach_to=[beyond.world.south.pk])
    with pytest.raises((AddOn.DoesNotExist, NotAllowed)):
        decide(south, row, "stop")


def test_a_move_there_is_not_is_told(beyond):
    with pytest.raises(Invalid):
        decide(beyond.manager, noted(beyond), "accepted")
