"""J3: a technician's shift on a phone without signal, killed in between, and everything arrives once."""

from typing import Any

import pytest
from django.test import Client

from samdrift.foundation.files.models import StoredFile
from samdrift.foundation.scope import everywhere
from samdrift.operations.work import public as work
from samdrift.operations.work.commands.giving import assign_work
from samdrift.operations.work.models import WorkLine, WorkOrder
from tests.journeys.conftest import picture
from tests.journeys.phone import (
    TAG,
    away,
    code_typed,
    given,
    near,
    opened_sheet,
    order_now,
    press,
    queued,
    quiet,
    ready,
    settled,
)
from tests.world import NOON

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_order_is_accepted_in_one_tap_and_the_screen_is_for_everybody(phone, house, faults):
    press(phone, "next")
    phone.locator(".task .chip", has_text="Accepted").wait_for()
    settled(phone)
    with everywhere(reason="a journey looks at what became of the order"):
        assert WorkOrder.objects.latest("pk").assignee_id == house.tea.person.pk
    phone.locator(".task h2 a").first.click()
    phone.locator("article").wait_for()
    assert faults(phone) == []
    small = phone.evaluate(
        "[...document.querySelectorAll('main button, main label.button, .field-bar a, .field-top .button')]"
        ".filter((one) => one.offsetParent && one.getBoundingClientRect().height < 48)"
        ".map((one) => one.textContent.trim())"
    )
    assert small == []
    assert phone.complaints == []


def test_a_whole_shift_without_signal_killed_in_between_arrives_once(phone, house):
    uid = phone.locator(".task").first.get_attribute("data-order")
    away(phone)
    press(phone, "next")
    phone.locator(".task h2 a").first.click()
    phone.locator("article").wait_for()
    press(phone, "next")  # start: asks for the tag
    opened_sheet(phone)
    press(phone, "scan")
    code_typed(phone, TAG)
    phone.locator(".chip", has_text="You are here").wait_for()
    press(phone, "make_safe")
    press(phone, "material")
    phone.locator("dialog input[name=text]").fill("Pipe clamp")
    phone.locator("dialog input[name=quantity]").fill("1,5")
    press(phone, "material_now")
    phone.get_by_text("1.5 × Pipe clamp").wait_for()
    assert order_now(uid).state == "dispatched", "nothing has reached the server"

    # The phone dies. Opened again in the basement it stands as it was left.
    context, address = phone.context, phone.url
    phone.close()
    page = context.new_page()
    page.goto(address)
    page.get_by_text("1.5 × Pipe clamp").wait_for()
    assert page.locator(".chip", has_text="Started").count() == 1
    press(page, "next")
    page.locator("dialog input[type=file]").set_input_files(picture())
    page.locator("[data-photo-said]", has_text="Photo kept").wait_for()
    page.locator("dialog [data-code=repaired]").click()
    press(page, "finish_now")
    page.locator("[data-f=loaded]").wait_for()

    # New work found on the way out: begun, done, still without signal.
    page.locator(".field-bar a[href='#/new']").click()
    page.locator("[data-new] input[name=title]").fill("Loose handle")
    press(page, "scan_new")
    code_typed(page, TAG)
    press(page, "new_begin")
    page.locator("h1", has_text="Loose handle").wait_for()
    press(page, "next")
    page.locator(".chip", has_text="Started").wait_for()
    press(page, "next")
    page.locator("dialog [data-code=repaired]").click()
    press(page, "finish_now")
    page.locator("[data-f=loaded]").wait_for()
    assert {state for _kind, state in queued(page)} == {"waiting"}
    page.locator(".field-bar a[href='#/outbox']").click()
    page.locator("main").get_by_text("New work on the spot").wait_for()

    near(page)
    settled(page)
    assert {state for _kind, state in queued(page)} == {"done"}, queued(page)
    with everywhere(reason="a journey looks at what arrived"):
        orders = {order.title: order for order in WorkOrder.objects.all()}
        lines = sorted(WorkLine.objects.values_list("work_order__title", "kind"))
        photos = StoredFile.objects.filter(owner_kind="work.workorder").count()
    assert {title: order.state for title, order in orders.items()} == {
        "A pipe has burst": "done", "Loose handle": "done",
    }  # fmt: skip
    assert orders["A pipe has burst"].made_safe_at is not None
    assert orders["A pipe has burst"].place_confirmed_at is not None
    assert lines == [("A pipe has burst", "material"), ("A pipe has burst", "time"), ("Loose handle", "time")]
    assert photos == 1


@pytest.mark.parametrize("seen_before", [False, True])
def test_a_tags_link_without_signal_leads_to_the_order_with_the_scan_taken(phone, house, live_server, seen_before):
    uid = phone.locator(".task").first.get_attribute("data-order")
    if seen_before:  # the scan page is kept on the phone, and does not stand in the way
        phone.goto(f"{live_server.url}/q/{TAG}")
        phone.wait_for_timeout(500)
        phone.goto(f"{live_server.url}/field/")
        ready(phone)
    press(phone, "next")
    phone.locator(".task .chip", has_text="Accepted").wait_for()
    settled(phone)
    whole_house = (
        "navigator.serviceWorker.getRegistrations()"
        ".then((all) => all.some((one) => one.active && new URL(one.scope).pathname === '/'))"
    )
    for _time in range(60):
        if phone.evaluate(whole_house):
            break
        phone.wait_for_timeout(250)
    away(phone)
    phone.goto(f"{live_server.url}/Q/{TAG}")
    phone.locator(".chip", has_text="You are here").wait_for()
    assert phone.url.endswith(f"/field/#/o/{uid}")
    phone.goto(f"{live_server.url}/q/8K3M9PQRS2B")
    phone.locator("#told", has_text="None of your orders is at this tag").wait_for()
    assert [kind for kind, _state in queued(phone)] == ["accept", "scan", "start"]
    near(phone)
    settled(phone)
    assert order_now(uid).place_confirmed_at is not None
    assert order_now(uid).state == "started"


def test_a_checklist_is_gone_through_without_signal(opens, house):
    draft = work.ChecklistDraft(
        code="pipe", name=dict.fromkeys(("en", "da", "sv"), "Pipe"),
        steps=(
            "yes_no | Dry? | Tørt? | Torrt?\nnumber | Pressure | Tryk | Tryck | 1..3 bar\n"
            "photo | Seal | Tætning | Tätning"
        ),
    )  # fmt: skip
    version = work.publish_checklist(house.asta.scope, draft, now=NOON)
    order = given(house, "A pipe has burst")
    with everywhere(reason="a journey gives the order a checklist"):
        WorkOrder.objects.filter(pk=order.pk).update(checklist=version)
    page = opens(house.tea, "/field/", width=390)
    ready(page)
    away(page)
    page.locator(".task h2 a").first.click()
    page.locator("article").wait_for()
    press(page, "next")
    page.locator(".chip", has_text="Accepted").wait_for()
    press(page, "next")
    opened_sheet(page)
    page.locator("dialog [data-code=remote]").click()
    page.locator(".chip", has_text="Started").wait_for()
    page.locator("[data-step=s1] [data-code=yes]").click()
    page.locator("[data-step=s1] .chip", has_text="Yes").wait_for()
    page.locator("[data-step=s2] input.input").fill("2,1")
    page.locator("[data-step=s2] [data-do=step]").click()
    page.locator("[data-step=s2] .chip", has_text="2,1").wait_for()
    press(page, "next")
    opened_sheet(page)
    page.locator("dialog [data-code=repaired]").click()
    press(page, "finish_now")
    page.get_by_text("Steps of the checklist left: 1").wait_for()
    press(page, "close")
    page.locator("[data-step=s3] input[type=file]").set_input_files(picture())
    page.locator("[data-step=s3] .chip", has_text="✓").wait_for()
    press(page, "next")
    opened_sheet(page)
    page.locator("dialog [data-code=repaired]").click()
    press(page, "finish_now")
    page.locator("[data-f=loaded]").wait_for()
    near(page)
    settled(page)
    assert {state for _kind, state in queued(page)} == {"done"}, queued(page)
    assert order_now(order.uid).state == "done"
    quiet(page.context)


def test_an_order_is_closed_in_four_taps_and_one_photo(phone, house):
    uid = phone.locator(".task").first.get_attribute("data-order")
    away(phone)
    phone.locator(".task h2 a").first.click()
    phone.locator("article").wait_for()
    press(phone, "next")  # accepted
    phone.locator(".chip", has_text="Accepted").wait_for()
    press(phone, "scan")  # at the place: begun
    code_typed(phone, TAG)
    phone.locator(".chip", has_text="Started").wait_for()
    taps = 0
    for tap in ("Finish", "Repaired", "photo", "Done"):
        if tap == "photo":
            phone.locator("dialog input[type=file]").set_input_files(picture())
            phone.locator("[data-photo-said]", has_text="Photo kept").wait_for()
        else:
            screen = "dialog[open]" if phone.locator("dialog[open]").count() else "main"
            phone.locator(f"{screen} button:visible").filter(has_text=tap).first.click()
            if tap == "Finish":
                opened_sheet(phone)
        taps += 1
    phone.locator("[data-f=loaded]").wait_for()
    near(phone)
    settled(phone)
    assert taps <= 4
    assert order_now(uid).state == "done"


def test_work_on_an_order_given_away_meanwhile_is_kept_for_the_leader(phone, house, opens):
    uid = phone.locator(".task").first.get_attribute("data-order")
    press(phone, "next")
    settled(phone)
    phone.wait_for_timeout(800)  # the day has come anew
    away(phone)
    eli = house.someone("SVC-E", name="Eli")
    request = order_now(uid).service_request
    assign_work(house.asta.scope, request.uid, expected_version=None, assignee_id=eli.person.pk, now=NOON)
    phone.locator(".task h2 a").first.click()
    press(phone, "time")
    press(phone, "time_now")
    phone.get_by_text("15 min").wait_for()
    near(phone)
    settled(phone)
    phone.goto(phone.url.split("#")[0] + "#/outbox")
    phone.locator("main").get_by_text("given to somebody else").first.wait_for()
    page = opens(house.asta, "/work/review/", width=390)
    page.get_by_role("button", name="It counts").click()
    page.get_by_text("Nothing to look at").wait_for()
    with everywhere(reason="a journey looks at what was kept"):
        assert WorkLine.objects.get().minutes == 15


def test_signing_out_keeps_what_waits_until_the_same_person_is_back(phone, house, live_server):
    eli = house.join_team(house.someone("SVC-E", name="Eli"))
    away(phone)
    press(phone, "next")
    phone.locator(".chip", has_text="Accepted").wait_for()
    press(phone, "leave")
    phone.locator("dialog").get_by_text("1 things wait").wait_for()
    press(phone, "leave_now")
    phone.get_by_text("Sign in once with signal").wait_for()
    assert phone.get_by_text("A pipe has burst").count() == 0
    assert queued(phone) == [("accept", "waiting")]
    near(phone)

    def signed_in(actor: Any) -> None:
        client = Client()
        client.force_login(actor.person)
        phone.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        phone.goto(f"{live_server.url}/field/")
        phone.locator("[data-f=loaded]").wait_for()

    signed_in(eli)
    phone.wait_for_timeout(500)
    assert queued(phone) == [("accept", "waiting")], "never sent as somebody else"
    phone.goto(f"{live_server.url}/field/#/outbox")
    phone.get_by_text("1 things of other people wait").wait_for()
    signed_in(house.tea)
    settled(phone)
    assert queued(phone) == [("accept", "done")]
    with everywhere(reason="a journey looks at who has it"):
        assert WorkOrder.objects.get().assignee_id == house.tea.person.pk
