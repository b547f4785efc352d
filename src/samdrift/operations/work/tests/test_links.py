"""A subcontractor's link: who makes it, what it opens, what it never opens, and who is refused (W15)."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from hypothesis import given as example
from hypothesis import strategies as st

from samdrift.foundation import clock
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.letters import write
from samdrift.foundation.notices.models import Sending
from samdrift.foundation.scope import everywhere
from samdrift.operations.work.commands import companies, doing, linking, planning
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.commands.planning import PlannedWork
from samdrift.operations.work.commands.slotting import Place, slot_order
from samdrift.operations.work.models import CompanyClearance, WorkLink, WorkOrder
from samdrift.operations.work.queries.links import opened
from samdrift.operations.work.rules import links
from samdrift.registers.parties.models import Team
from tests.world import NOON, World

LATER = NOON + timedelta(minutes=10)
MANY_DAYS = st.lists(st.dates(date(2025, 1, 1), date(2025, 3, 1)), min_size=1, max_size=4)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    offset = LATER - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def firm(world: World) -> Team:
    return world.subcontractor()


def made(world: World, **more: Any) -> WorkOrder:
    wanted: dict[str, Any] = {
        "contract_id": world.contract.pk, "line_code": "MNT", "title": "Two sockets", "site_id": world.site.pk,
        "team_id": world.team.pk,
    }  # fmt: skip
    return planning.plan_order(world.asta.scope, PlannedWork(**(wanted | more)), now=NOON)


def hand_over(world: World, order: WorkOrder, team: Team, **more: Any) -> WorkLink:
    draft = linking.LinkDraft(company_uid=team.organisation.uid, **more)
    return linking.hand_over(
        world.asta.scope, order.uid, draft, expected_version=None, now=LATER, real_now=clock.real_now()
    )


def token_of(link: WorkLink) -> str:
    return links.token_of(link.uid, settings.SECRET_KEY)


def opens(link: WorkLink, *, after: timedelta = timedelta(0)) -> Any:
    return opened(token_of(link), real_now=clock.real_now() + after)


def fresh(order: WorkOrder) -> WorkOrder:
    with everywhere(reason="a test looks at the order"):
        return WorkOrder.objects.get(pk=order.pk)


def test_a_link_opens_exactly_its_order(world: World, firm: Team) -> None:
    order, other = made(world), made(world, team_id=firm.pk)
    found = opens(hand_over(world, order, firm))
    assert (found.standing, [one.uid for one in found.orders]) == ("open", [order.uid])
    seen = WorkOrder.objects.within(found.scope)
    assert list(seen.values_list("uid", flat=True)) == [order.uid]
    assert not seen.filter(uid=other.uid).exists()
    with pytest.raises(WorkOrder.DoesNotExist):
        doing.accept_order(found.scope, other.uid, expected_version=None, moment=Moment(LATER))


def test_a_company_s_list_has_what_it_has_and_nothing_of_others(world: World, firm: Team) -> None:
    order, _other = made(world), made(world)
    second = world.subcontractor(number=2)
    hand_over(world, order, firm)
    hand_over(world, made(world), second)
    draft = linking.LinkDraft(company_uid=firm.organisation.uid)
    made_link = linking.make_list_link(world.asta.scope, draft, now=LATER, real_now=clock.real_now())
    assert [one.uid for one in opens(made_link).orders] == [order.uid]


def test_only_the_hash_of_the_secret_is_kept(world: World, firm: Team) -> None:
    link = hand_over(world, made(world), firm)
    token = token_of(link)
    columns = {name: str(value) for name, value in vars(link).items()}
    assert token not in columns.values()
    assert link.digest == links.digest_of(token)
    assert len(token) == 25


def test_unknown_forged_and_expired_links_open_nothing(world: World, firm: Team) -> None:
    link = hand_over(world, made(world), firm, days=2)
    assert opens(link, after=timedelta(days=1)).standing == "open"
    assert opens(link, after=timedelta(days=2)) is None
    for token in ("", "a" * 25, token_of(link)[:-1], token_of(link)[:-1] + "*", links.token_of(link.uid, "another")):
        assert opened(token, real_now=clock.real_now()) is None


def test_a_withdrawn_link_says_so_and_opens_no_order(world: World, firm: Team) -> None:
    order = made(world)
    link = hand_over(world, order, firm)
    linking.withdraw_link(world.asta.scope, link.uid, now=LATER)
    found = opens(link)
    assert (found.standing, list(found.orders)) == ("gone", [])
    assert not WorkOrder.objects.within(found.scope).exists()
    with pytest.raises(Refused):
        linking.withdraw_link(world.asta.scope, link.uid, now=LATER)


def test_handing_it_to_another_closes_the_first_link(world: World, firm: Team) -> None:
    order, second = made(world), world.subcontractor(number=2)
    first = hand_over(world, order, firm)
    then = hand_over(world, order, second)
    assert (opens(first).standing, opens(then).standing) == ("gone", "open")


def test_giving_it_to_one_s_own_team_closes_the_link_too(world: World, firm: Team) -> None:
    order = made(world)
    link = hand_over(world, order, firm)
    slot_order(world.asta.scope, order.uid, Place(world.team.pk), expected_version=None, now=LATER)
    assert opens(link).standing == "gone"


def test_only_whoever_dispatches_hands_over(world: World, firm: Team) -> None:
    order = made(world)
    draft = linking.LinkDraft(company_uid=firm.organisation.uid)
    terms: dict[str, Any] = {"expected_version": None, "now": LATER, "real_now": clock.real_now()}
    with pytest.raises(NotAllowed):
        linking.hand_over(world.bo.scope, order.uid, draft, **terms)
    with pytest.raises(WorkOrder.DoesNotExist):
        linking.hand_over(world.carla.scope, order.uid, draft, **terms)
    link = hand_over(world, order, firm)
    with pytest.raises(NotAllowed):
        linking.withdraw_link(world.bo.scope, link.uid, now=LATER)
    with pytest.raises(WorkLink.DoesNotExist):
        linking.withdraw_link(world.carla.scope, link.uid, now=LATER)


def test_a_company_of_another_community_is_none(world: World) -> None:
    stranger = world.there.subcontractor()
    with pytest.raises(Invalid):
        hand_over(world, made(world), stranger)


def test_the_same_uid_makes_one_link(world: World, firm: Team) -> None:
    order, uid = made(world), uuid4()
    first, again = (hand_over(world, order, firm, uid=uid) for _ in range(2))
    assert first.pk == again.pk
    with pytest.raises(Refused):
        hand_over(world, made(world), firm, uid=uid)


@pytest.mark.parametrize("wrong", [{"address": "no address"}, {"days": 0}, {"days": 93}])
def test_an_address_that_is_none_and_days_out_of_bounds_are_told(
    world: World, firm: Team, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as told:
        hand_over(world, made(world), firm, **wrong)
    assert set(told.value.fields) == set(wrong)


def test_a_company_that_is_not_cleared_on_the_day_is_refused(world: World) -> None:
    firm = world.subcontractor(cleared=False)
    order = made(world, planned_from=NOON + timedelta(days=3))
    with pytest.raises(Refused):
        hand_over(world, order, firm)
    officer = world.someone("SEC-OFF")
    today = NOON.date()
    until_tomorrow = companies.ClearanceDraft(
        company_uid=firm.organisation.uid, site_uid=world.site.uid, valid_from=today,
        valid_to=today + timedelta(days=1),
    )  # fmt: skip
    companies.clear_company(officer.scope, until_tomorrow, now=LATER)
    with pytest.raises(Refused):
        hand_over(world, order, firm)  # cleared today, not on the planned day
    always = companies.ClearanceDraft(company_uid=firm.organisation.uid, site_uid=world.site.uid, valid_from=today)
    companies.clear_company(officer.scope, always, now=LATER)
    assert opens(hand_over(world, order, firm)).standing == "open"


def test_a_clearance_that_ends_meanwhile_stops_the_start(world: World, firm: Team) -> None:
    order = made(world)
    found = opens(hand_over(world, order, firm))
    doing.accept_order(found.scope, order.uid, expected_version=None, moment=Moment(LATER))
    with everywhere(reason="a test looks for the clearance"):
        row = CompanyClearance.objects.get()
    companies.end_clearance(world.someone("SEC-OFF").scope, row.uid, now=LATER)
    with pytest.raises(Refused):
        doing.start_order(found.scope, order.uid, expected_version=None, moment=Moment(LATER))


def test_the_board_refuses_an_uncleared_company_as_it_refuses_people(world: World) -> None:
    firm, order = world.subcontractor(cleared=False), made(world)
    with pytest.raises(Refused):
        slot_order(world.asta.scope, order.uid, Place(firm.pk), expected_version=None, now=LATER)


def test_restricted_work_never_goes_to_a_company(world: World, firm: Team) -> None:
    cleared = world.someone("OPS-M", cleared_for=["D8"]).scope
    wanted = PlannedWork(
        contract_id=world.contract.pk, line_code="MNT", title="Cell door", site_id=world.site.pk,
        space_id=world.cell.pk,
    )  # fmt: skip
    (order,) = planning.make_orders(cleared, [wanted], now=NOON)
    assert order.data_class == "D8"
    draft = linking.LinkDraft(company_uid=firm.organisation.uid)
    with pytest.raises(Refused):
        linking.hand_over(cleared, order.uid, draft, expected_version=None, now=LATER, real_now=clock.real_now())


def test_what_becomes_restricted_leaves_the_link(world: World, firm: Team) -> None:
    order = made(world)
    link = hand_over(world, order, firm)
    with everywhere(reason="the place was secured meanwhile"):
        WorkOrder.objects.filter(pk=order.pk).update(data_class="D8")
    assert opens(link).standing == "gone"


def test_a_company_without_the_skill_is_refused(world: World, firm: Team) -> None:
    order = made(world, skills=("EL",))
    with pytest.raises(Refused):
        hand_over(world, order, firm)
    firm.skills = ["EL"]
    firm.save(update_fields=["skills"])
    assert opens(hand_over(world, order, firm)).standing == "open"


def test_only_security_clears_companies(world: World, firm: Team) -> None:
    draft = companies.ClearanceDraft(company_uid=firm.organisation.uid, valid_from=NOON.date())
    with pytest.raises(NotAllowed):
        companies.clear_company(world.asta.scope, draft, now=LATER)
    wrong = companies.ClearanceDraft(
        company_uid=firm.organisation.uid, valid_from=NOON.date(), valid_to=NOON.date() - timedelta(days=1)
    )
    with pytest.raises(Invalid):
        companies.clear_company(world.someone("SEC-OFF").scope, wrong, now=LATER)


def test_the_book_names_the_company_by_link_on_both_sides(world: World, firm: Team, client: Client) -> None:
    order = made(world)
    found = opens(hand_over(world, order, firm))
    doing.accept_order(found.scope, order.uid, expected_version=None, moment=Moment(LATER))
    with everywhere(reason="a test looks for the move"):
        moved = EventRecord.objects.filter(subject_uid=order.uid, payload__move="accept").get()
    assert (moved.person_id, moved.party_id) == (None, firm.organisation_id)
    for actor in (world.someone("AUD"), world.someone("CTR-C"), world.someone("CTR-P")):
        client.force_login(actor.person)
        page = client.get(reverse("events:list"), {"subject": str(order.uid)})
        if page.status_code == 200:
            assert "Lynx El 1 by link" in page.content.decode()


def test_opening_is_seen_and_told_once(world: World, firm: Team) -> None:
    found = opens(hand_over(world, made(world), firm))
    for minutes in (0, 5, 30):
        with everywhere(reason="a test reads the link"):
            link = WorkLink.objects.get(pk=found.link.pk)
        linking.note_opened(found.scope, link, now=LATER + timedelta(minutes=minutes))
    with everywhere(reason="a test reads the link"):
        link = WorkLink.objects.get(pk=found.link.pk)
        told = EventRecord.objects.filter(kind="work.link_opened").count()
    assert (link.opened_at, link.last_opened_at, told) == (LATER, LATER + timedelta(minutes=30), 1)


def test_the_mail_has_the_link_and_no_place(world: World, firm: Team) -> None:
    link = hand_over(world, made(world), firm, address="el@lynx.example", language="da")
    assert link.sending is not None
    with everywhere(reason="a test reads the message"):
        row = Sending.objects.get(pk=link.sending.pk)
        letter = write(row)
    assert letter is not None
    assert token_of(link) in letter.link
    assert "Station" not in f"{letter.title} {letter.text}"
    assert (row.address, row.language, row.receiver_id) == ("el@lynx.example", "da", None)
    linking.withdraw_link(world.asta.scope, link.uid, now=LATER)
    assert write(row) is None


def test_the_order_s_page_shows_the_link_to_whoever_may_and_to_nobody_else(
    world: World, firm: Team, client: Client
) -> None:
    order = made(world)
    link = hand_over(world, order, firm)
    for actor, seen in ((world.asta, True), (world.bo, False)):
        client.force_login(actor.person)
        html = client.get(reverse("work:page", args=[order.uid])).content.decode()
        assert (token_of(link) in html) is seen
        assert "Not opened yet" in html


def test_handing_over_withdrawing_and_clearing_on_the_pages(world: World, firm: Team, client: Client) -> None:
    order = made(world)
    client.force_login(world.asta.person)
    form = {"company": str(firm.organisation.uid), "address": "", "days": "7", "version": str(order.version)}
    assert client.post(reverse("work:hand_over", args=[order.uid]), {**form, "days": "x"}).status_code == 422
    assert client.post(reverse("work:hand_over", args=[order.uid]), form).status_code == 302
    assert client.post(reverse("work:companies"), {**form, "action": "link"}).status_code == 302
    assert client.post(reverse("work:companies"), {**form, "company": "x", "action": "link"}).status_code == 422
    with everywhere(reason="a test counts links"):
        both = list(WorkLink.objects.order_by("pk"))
    assert [link.work_order_id for link in both] == [order.pk, None]
    for link in both:
        assert client.post(reverse("work:link_withdraw", args=[link.uid])).status_code == 302
    officer = world.someone("SEC-OFF")
    client.force_login(officer.person)
    clear = {"action": "clear", "company": str(firm.organisation.uid), "site": "", "valid_from": "2025-05-05"}
    assert client.post(reverse("work:companies"), clear).status_code == 302
    assert client.post(reverse("work:companies"), {**clear, "valid_from": ""}).status_code == 422
    assert "Every site" in client.get(reverse("work:companies")).content.decode()


def test_the_page_of_companies_costs_the_same_for_many(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(world.asta.person)
    world.subcontractor()
    client.get(reverse("work:companies"))
    for number in range(2, 12):
        world.subcontractor(number=number)
    with django_assert_max_num_queries(16):
        client.get(reverse("work:companies"))


def test_other_systems_hand_over_and_withdraw(world: World, firm: Team, client: Client) -> None:
    order = made(world)
    client.force_login(world.asta.person)
    address = f"/api/v1/work-orders/{order.uid}/links"
    said = {"company": str(firm.organisation.uid), "days": 3}
    headers = {"If-Match": f'"{fresh(order).version}"', "Idempotency-Key": "k-1"}
    for _ in range(2):
        answer = client.post(address, said, content_type="application/json", headers=headers)
        assert answer.status_code == 201, answer.content
    link = answer.json()
    assert link["standing"] == "open"
    assert "/job/" in link["address"]
    assert len(client.get(address).json()) == 1
    gone = client.post(f"/api/v1/subcontractor-links/{link['uid']}/withdraw").json()
    assert (gone["standing"], gone["address"]) == ("withdrawn", "")
    assert [one["teams"] for one in client.get("/api/v1/subcontractors").json()] == [["SUB1"]]
    assert len(client.get("/api/v1/company-clearances").json()) == 1


@example(first=st.dates(date(2025, 1, 1), date(2025, 3, 1)), length=st.integers(0, 40), days=MANY_DAYS)
def test_cleared_means_every_day_lies_within(first: date, length: int, days: list[date]) -> None:
    last = first + timedelta(days=length)
    within = all(first <= day <= last for day in days)
    assert links.is_cleared([(7, first, last)], 7, days) is within
    assert links.is_cleared([(None, first, None)], 7, days) is all(first <= day for day in days)
    assert not links.is_cleared([(8, first, None)], 7, days)
