"""The phone's door and the pages around it: what is in the day, what never is, and what it costs."""

import json
import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from samdrift.foundation.scope import everywhere
from samdrift.operations.field import rules
from samdrift.operations.field.models import FieldAction, PlaceNote
from samdrift.operations.field.tests.conftest import given, order_now, piece, send
from samdrift.operations.work import public as work
from tests.world import NOON, Actor, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(client: Client, tech: Actor) -> Client:
    """Tea's phone, signed in."""
    client.force_login(tech.person)
    return client


def queue(client: Client, *actions: dict[str, Any], **more: Any) -> Any:
    body = {"sent_at": NOON.isoformat(), "actions": list(actions), **more}
    return client.post("/api/v1/field/actions", json.dumps(body), content_type="application/json")


def action(kind: str, order: Any, **body: Any) -> dict[str, Any]:
    return {"uid": str(uuid4()), "kind": kind, "order": str(order), "device_at": NOON.isoformat(), "body": body}


def picture() -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(drawn, "JPEG")
    return SimpleUploadedFile("photo.jpg", drawn.getvalue(), content_type="image/jpeg")


def test_the_day_has_everything_to_work_without_asking_again(world: World, tech: Actor, phone: Client) -> None:
    order = given(world)
    with everywhere(reason="a test writes a note about the place"):
        PlaceNote.objects.create(
            community=world.community, site=world.site, kind="key", text="At the guard", written_at=NOON
        )
    day = phone.get("/api/v1/field/day").json()
    (one,) = day["orders"]
    assert (one["uid"], one["title"], one["state"]) == (str(order.uid), "Tap drips", "dispatched")
    assert one["way"] == ["Hovedbygning", "Stuen", "0.12 Toilet"]
    assert one["notes"] == [{"kind": "key", "word": "Key", "text": "At the guard"}]
    assert {clock["why"] for clock in one["clocks"]} == {"Schedule 3, table 1, P4"}
    assert one["marks"] == [rules.mark_of("7K3M9PQRS2N", str(order.uid))]
    assert day["moves"]["started finish"] == "done"
    assert {one["code"] for one in day["failures"]} == {"no_access", "part_missing", "unsafe", "not_found"}
    assert day["csrf"]


def test_the_day_costs_the_same_for_many(world: World, phone: Client, django_assert_max_num_queries: Any) -> None:
    counts = []
    for extra in (1, 12):
        for number in range(extra):
            given(world, f"Tap {number}")
        with django_assert_max_num_queries(22) as seen:
            assert phone.get("/api/v1/field/day").status_code == 200
        counts.append(len(seen))
    assert counts[0] >= counts[1], counts


def test_no_list_print_or_answer_of_work_tells_the_code_of_a_tag(world: World, tech: Actor, phone: Client) -> None:
    order = given(world)
    with everywhere(reason="a test gives the order a thing with a tag"):
        work.WorkOrder.objects.filter(pk=order.pk).update(asset=world.lift)
    send(tech, piece("accept", order.uid))
    addresses = (
        "/api/v1/field/day", "/api/v1/work-orders", f"/api/v1/work-orders/{order.uid}", "/work/", "/work/done/",
        f"/work/{order.uid}/",
    )  # fmt: skip
    for address in addresses:
        answer = phone.get(address).content.decode().upper()
        for code in (world.tag.code, world.secured_tag.code):
            assert code not in answer, address
            assert f"{code[:5]}-{code[5:10]}" not in answer, address
    phone.force_login(world.asta.person)
    for address in ("/work/all/", "/work/review/", f"/work/{order.uid}/", "/api/v1/work-orders"):
        assert world.tag.code not in phone.get(address).content.decode().upper(), address


def test_a_queue_goes_in_and_is_told_piece_by_piece(world: World, phone: Client) -> None:
    order = given(world)
    sent = [action("accept", order.uid), action("start", order.uid, reason="remote"), action("dance", order.uid)]
    answer = queue(phone, *sent).json()
    assert [one["outcome"] for one in answer["told"]] == ["done", "done", "refused"]
    assert [one["uid"] for one in answer["told"]] == [one["uid"] for one in sent]
    assert queue(phone, *sent).json()["told"][0]["outcome"] == "duplicate"
    assert order_now(order).state == "started"


def test_more_than_fifty_at_once_do_not_fit(world: World, phone: Client) -> None:
    order = given(world)
    assert queue(phone, *[action("time", order.uid, minutes=1)] * 51).status_code == 422


def test_what_one_person_did_is_never_sent_as_another(world: World, tech: Actor, phone: Client) -> None:
    order = given(world)
    phone.force_login(world.join_team(world.someone("SVC-E", name="Eli")).person)
    answer = queue(phone, action("start", order.uid), person=str(tech.person.uid))
    assert answer.status_code == 409
    assert order_now(order).state == "dispatched"


def test_a_photo_sent_twice_is_kept_once(world: World, tech: Actor, phone: Client) -> None:
    order = given(world)
    said = {"photo_uid": str(uuid4()), "device_at": NOON.isoformat(), "sent_at": NOON.isoformat()}
    address = f"/api/v1/field/orders/{order.uid}/photos"
    outcomes = [phone.post(address, {**said, "photo": picture()}).json()["outcome"] for _time in range(2)]
    assert outcomes == ["done", "duplicate"]
    broken = {**said, "photo_uid": str(uuid4()), "photo": SimpleUploadedFile("x.jpg", b"no picture")}
    answer = phone.post(address, broken).json()
    assert answer["outcome"] == "refused"
    assert answer["words"]


def test_a_photo_of_an_order_given_away_is_kept_for_review(world: World, tech: Actor, phone: Client) -> None:
    order = given(world)
    send(tech, piece("accept", order.uid))
    row = order_now(order).service_request
    assert row is not None
    other = world.someone("SVC-E", name="Eli")
    work.assign_work(
        world.asta.scope, row.uid, expected_version=None, assignee_id=other.person.pk, now=NOON + timedelta(minutes=1)
    )
    said = {"photo_uid": str(uuid4()), "device_at": NOON.isoformat(), "sent_at": NOON.isoformat()}
    answer = phone.post(f"/api/v1/field/orders/{order.uid}/photos", {**said, "photo": picture()})
    assert answer.json()["outcome"] == "conflict"
    assert order_now(order).for_review == "done_after_reassigning"


def test_strangers_get_the_shell_and_nobodys_data(world: World, client: Client) -> None:
    given(world)
    shell = client.get("/field/")
    assert shell.status_code == 200
    assert "Tap drips" not in shell.content.decode()
    assert client.get("/api/v1/field/day").status_code == 401
    assert client.get("/field/manifest.webmanifest").json()["scope"] == "/field/"
    worker = client.get("/field/sw.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert re.search(r'version: "[0-9a-f]{40,}"', worker.content.decode())


def test_without_a_script_the_plain_pages_are_named(world: World, client: Client) -> None:
    page = client.get("/field/").content.decode()
    assert re.search(r"<noscript>.*?/work/.*?</noscript>", page, re.DOTALL)


@pytest.fixture
def late(world: World, tech: Actor) -> work.WorkOrder:
    """An order Tea worked on after it had been given to Eli."""
    order = given(world, "Late tap")
    send(tech, piece("accept", order.uid))
    row = order_now(order).service_request
    assert row is not None
    eli = world.someone("SVC-E", name="Eli")
    work.assign_work(world.asta.scope, row.uid, expected_version=None, assignee_id=eli.person.pk, now=NOON)
    send(tech, piece("time", order.uid, minutes=40), piece("finish", order.uid, resolution="repaired", note="All dry"))
    return order_now(order)


def test_a_leader_sees_what_came_too_late_and_decides_in_one_tap(
    world: World, tech: Actor, client: Client, late: work.WorkOrder
) -> None:
    client.force_login(world.asta.person)
    page = client.get(reverse("field:review")).content.decode()
    for text in ("Late tap", "Worked on after it had been given to somebody else", "All dry", "Tea"):
        assert text in page
    answer = client.post(reverse("field:decide", args=[late.uid, "count"]), {"version": late.version})
    assert answer.status_code == 302
    assert order_now(late).state == "done"
    assert (
        "Late tap"
        not in client.get(reverse("field:review")).content.decode().partition("<main")[2].partition("toasts")[0]
    )


def test_the_review_costs_the_same_for_many_and_is_for_leaders(
    world: World, tech: Actor, client: Client, late: work.WorkOrder, django_assert_max_num_queries: Any
) -> None:
    client.force_login(tech.person)
    assert client.get(reverse("field:review")).status_code == 403
    client.force_login(world.asta.person)
    counts = []
    for extra in (0, 5):
        for number in range(extra):
            order = given(world, f"Late {number}")
            with everywhere(reason="a test puts orders up for review"):
                work.WorkOrder.objects.filter(pk=order.pk).update(for_review="done_after_cancelling")
            send(tech, piece("time", order.uid, minutes=5))
        client.get(reverse("field:review"))
        with django_assert_max_num_queries(14) as seen:
            assert client.get(reverse("field:review")).status_code == 200
        counts.append(len(seen))
    assert counts[0] >= counts[1], counts


def test_notes_about_places_are_written_shown_and_ended(world: World, client: Client) -> None:
    client.force_login(world.asta.person)
    address = reverse("field:notes", args=[world.site.uid])
    assert client.post(address, {"kind": "hazard", "text": " "}).status_code == 422
    assert client.post(address, {"kind": "hazard", "text": "Asbestos in the duct"}).status_code == 302
    assert "Asbestos in the duct" in client.get(address).content.decode()
    assert "Asbestos in the duct" in client.get(f"/sites/{world.site.uid}/").content.decode()
    with everywhere(reason="a test looks"):
        note = PlaceNote.objects.get()
    client.force_login(world.bo.person)
    assert client.post(reverse("field:end_note", args=[note.uid])).status_code == 403
    client.force_login(world.asta.person)
    assert client.post(reverse("field:end_note", args=[note.uid])).status_code == 302
    assert "Asbestos in the duct" not in client.get(address).content.decode()


def test_a_refused_piece_is_on_the_leaders_page(world: World, tech: Actor, client: Client) -> None:
    order = given(world)
    send(tech, piece("finish", order.uid, resolution="repaired"))
    with everywhere(reason="a test looks"):
        assert FieldAction.objects.get().outcome == "refused"
    client.force_login(world.asta.person)
    assert "Sent by phones and not done" in client.get(reverse("field:review")).content.decode()
