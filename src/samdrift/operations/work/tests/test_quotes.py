"""Extra work: a quote, a yes within the limit, an order; no approval, no charge."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given as example
from hypothesis import strategies as st

from samdrift.foundation import clock
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.scope import everywhere
from samdrift.operations.approvals import public as approvals
from samdrift.operations.work.commands import doing, planning, quoting, verifying
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.commands.planning import PlannedWork
from samdrift.operations.work.commands.slotting import Place, slot_order
from samdrift.operations.work.models import Charge, Quote, WorkOrder
from samdrift.operations.work.rules import quotes as rules
from tests.world import NOON, Actor, World

LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    offset = LATER - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def holder(world: World) -> Actor:
    return world.someone("BUD", "LOC-FM")


def offer(world: World, *lines: tuple[str, str], **more: Any) -> Quote:
    draft = quoting.QuoteDraft(
        contract_id=world.contract.pk, site_id=world.site.pk, line_code="MNT", title="Paint the hall",
        lines=lines or (("Paint", "8 000,00"), ("Work", "4500.50")), **more,
    )  # fmt: skip
    return quoting.submit_quote(world.asta.scope, draft, now=NOON)


def decide(holder: Actor, quote: Quote, *, yes: bool) -> Quote:
    (approval,) = approvals.waiting_for_me(holder.scope)
    if yes:
        approvals.give_approval(holder.scope, approval.uid, expected_version=approval.version, now=LATER)
    else:
        approvals.refuse_approval(
            holder.scope, approval.uid, expected_version=approval.version, reason="Too dear", now=LATER
        )
    quote.refresh_from_db()
    return quote


@example(
    state=st.sampled_from(["waiting", "approved", "rejected", "withdrawn"]), quoted=st.integers(1, 1000),
    charges=st.lists(st.integers(-500, 900), max_size=8),
)  # fmt: skip
def test_never_more_is_charged_than_was_approved(state: str, quoted: int, charges: list[int]) -> None:
    charged = 0
    for amount in charges:
        if rules.may_charge(state, quoted, charged, amount):
            charged += amount
    assert 0 <= charged <= quoted
    assert charged == 0 or state == "approved"


def test_a_yes_to_the_price_makes_the_order(world: World, holder: Actor) -> None:
    quote = offer(world)
    assert (quote.state, quote.amount_minor, quote.number) == ("waiting", 1_250_050, "NPS-2025-Q0000001")
    decide(holder, quote, yes=True)
    assert (quote.state, quote.decided_by_id) == ("approved", holder.person.pk)
    order = quote.work_order
    assert order is not None
    assert (order.kind, order.state, order.title, order.site_id) == ("extra", "ready", "Paint the hall", world.site.pk)


def test_a_no_makes_no_order(world: World, holder: Actor) -> None:
    quote = decide(holder, offer(world), yes=False)
    assert (quote.state, quote.work_order_id) == ("rejected", None)


def test_whoever_offers_does_not_approve(world: World) -> None:
    both = world.someone("OPS-M", "BUD")
    draft = quoting.QuoteDraft(
        contract_id=world.contract.pk, site_id=world.site.pk, line_code="MNT", title="Paint", lines=[("Paint", "1")]
    )
    quoting.submit_quote(both.scope, draft, now=NOON)
    assert list(approvals.waiting_for_me(both.scope)) == []


def test_no_approval_no_charge(world: World, holder: Actor) -> None:
    wanted = PlannedWork(contract_id=world.contract.pk, line_code="MNT", title="Tap", site_id=world.site.pk)
    plain = planning.plan_order(world.asta.scope, wanted, now=NOON)
    with pytest.raises(Refused, match="approved a price"):
        quoting.write_charge(world.asta.scope, plain.uid, "Paint", "100", now=LATER)
    with pytest.raises(Invalid) as wrong:
        planning.plan_order(world.asta.scope, PlannedWork(
            contract_id=world.contract.pk, line_code="MNT", title="Tap", site_id=world.site.pk, kind="extra"
        ), now=NOON)  # fmt: skip
    assert list(wrong.value.fields) == ["kind"]
    order = decide(holder, offer(world), yes=True).work_order
    assert order is not None
    uid = uuid4()
    for _try in range(2):
        quoting.write_charge(world.asta.scope, order.uid, "Paint", "12 000,50", charge_uid=uid, now=LATER)
    with pytest.raises(Refused, match="more than"):
        quoting.write_charge(world.asta.scope, order.uid, "More", "500.01", now=LATER)
    quoting.write_charge(world.asta.scope, order.uid, "Work", "500", now=LATER)
    with everywhere(reason="a test counts"):
        assert Charge.objects.count() == 2
    with pytest.raises(NotAllowed):
        quoting.write_charge(world.dan.scope, order.uid, "Paint", "1", now=LATER)


def test_extra_work_closes_when_it_is_charged_and_another_accepts_it(world: World, holder: Actor) -> None:
    order = decide(holder, offer(world), yes=True).work_order
    assert order is not None
    tech = world.join_team(world.someone("SVC-E"))
    at: dict[str, Any] = {"expected_version": None, "moment": Moment(LATER)}
    slot_order(world.asta.scope, order.uid, Place(world.team.pk), expected_version=None, now=LATER)
    doing.start_order(tech.scope, order.uid, **at)
    doing.finish_order(tech.scope, order.uid, resolution="repaired", **at)
    with pytest.raises(NotAllowed, match="approved the price"):
        verifying.verify_order(holder.scope, order.uid, expected_version=None, now=LATER)
    verified = verifying.verify_order(world.someone("LOC-INS").scope, order.uid, expected_version=None, now=LATER)
    assert verified.state == "verified"
    quoting.write_charge(world.asta.scope, order.uid, "Paint", "100", now=LATER)
    assert WorkOrder.objects.within(world.asta.scope).get(pk=order.pk).state == "closed"


def test_an_offer_is_taken_back_before_it_is_decided(world: World, holder: Actor) -> None:
    quote = offer(world)
    with pytest.raises(NotAllowed):
        quoting.withdraw_quote(holder.scope, quote.uid, expected_version=None, now=LATER)
    assert quoting.withdraw_quote(world.asta.scope, quote.uid, expected_version=None, now=LATER).state == "withdrawn"
    assert list(approvals.waiting_for_me(holder.scope)) == []
    with pytest.raises(Refused):
        quoting.withdraw_quote(world.asta.scope, quote.uid, expected_version=None, now=LATER)


@pytest.mark.parametrize("lines", [(("", "1"),), (("Paint", "x"),), (("Paint", "0"),), (("A", "1"), ("B", "-2"))])
def test_an_offer_of_nothing_is_refused(world: World, lines: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(Invalid) as wrong:
        offer(world, *lines)
    assert list(wrong.value.fields) == ["lines"]


def test_offers_are_the_contract_parties(world: World, holder: Actor, client: Client) -> None:
    quote = offer(world)
    page = reverse("work:quote", args=[quote.uid])
    client.force_login(world.asta.person)
    assert "Paint the hall" in client.get(reverse("work:quotes")).content.decode()
    assert client.get(page).status_code == 200
    client.force_login(world.someone("USR").person)
    assert client.get(reverse("work:quotes")).status_code == 403
    client.force_login(world.carla.person)
    assert client.get(page).status_code == 404


def test_an_offer_is_written_and_charged_on_pages(world: World, holder: Actor, client: Client) -> None:
    client.force_login(world.asta.person)
    said = {
        "title": "Shelf", "contract": world.contract.code, "site": world.site.code, "line": "MNT", "text_1": "Shelf",
        "amount_1": "x",
    }  # fmt: skip
    assert client.post(reverse("work:quotes"), said).status_code == 422
    assert client.post(reverse("work:quotes"), {**said, "amount_1": "250"}).status_code == 302
    with everywhere(reason="a test looks"):
        quote = Quote.objects.get()
    decide(holder, quote, yes=True)
    page = reverse("work:quote", args=[quote.uid])
    assert client.post(page, {"text": "Shelf", "amount": ""}).status_code == 422
    assert client.post(page, {"text": "Shelf", "amount": "250"}).status_code == 302


def test_another_system_offers_and_charges(world: World, holder: Actor, client: Client) -> None:
    client.force_login(world.asta.person)
    body = {
        "contract": world.contract.code, "site": str(world.site.uid), "line": "MNT", "title": "Shelf",
        "lines": [{"text": "Shelf", "amount": "250.00"}], "uid": str(uuid4()),
    }  # fmt: skip
    for _try in range(2):
        answer = client.post("/api/v1/quotes", body, content_type="application/json")
        assert answer.status_code == 201, answer.content
    with everywhere(reason="a test looks"):
        quote = Quote.objects.get()
    order = decide(holder, quote, yes=True).work_order
    assert order is not None
    answer = client.post(
        f"/api/v1/work-orders/{order.uid}/charges", {"text": "Shelf", "amount": "250"}, content_type="application/json"
    )
    assert answer.status_code == 201, answer.content
    assert client.get(f"/api/v1/quotes/{quote.uid}/charges").json()[0]["amount_minor"] == 25_000


def test_who_offered_is_a_title_when_their_name_is_protected(world: World, holder: Actor, client: Client) -> None:
    quote = offer(world)
    world.asta.person.protected_identity = True
    world.asta.person.save(update_fields=["protected_identity"])
    world.asta.employment.title = "Planner 2"
    world.asta.employment.save(update_fields=["title"])
    decide(holder, quote, yes=True)
    client.force_login(world.dan.person)
    main = client.get(reverse("work:quote", args=[quote.uid])).content.decode().partition("<main")[2]
    assert "Planner 2" in main
    assert world.asta.person.full_name not in main
    assert holder.person.full_name in main
