"""A technician's pages: what is mine, one tap each, and what was wrong said where it was typed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation import clock
from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.work.commands.giving import assign_work
from samdrift.operations.work.models import WorkOrder
from samdrift.operations.work.web import pages
from samdrift.registers.contracts.models import SlaPolicy
from samdrift.registers.contracts.queries import forget as forget_terms
from tests.world import NOON, Actor, World


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock stands at a Monday noon in May."""
    offset = NOON - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def tech(world: World) -> Actor:
    return world.join_team(world.someone("SVC-E", name="Tea"))


def given(world: World, count: int = 1) -> list[WorkOrder]:
    orders = []
    for number in range(count):
        ask = requests.Ask(
            request_type="mnt.fault", channel="web", title=f"Tap {number} drips", site_id=world.site.pk,
            space_id=world.washroom.pk, requester_id=world.dan.person.pk,
        )  # fmt: skip
        made = requests.submit_request(world.asta.scope, ask, received_at=NOON, now=NOON).service_request
        orders.append(assign_work(world.asta.scope, made.uid, expected_version=None, team_id=world.team.pk, now=NOON))
    return orders


def post(client: Client, order: WorkOrder, move: str, **values: Any) -> Any:
    with everywhere(reason="a test looks at the version"):
        order = WorkOrder.objects.get(pk=order.pk)
    return client.post(reverse("work:act", args=[order.uid, move]), {"version": order.version, **values})


def test_my_work_costs_the_same_for_many(
    world: World, tech: Actor, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(tech.person)
    counts = []
    for extra in (1, 12):
        given(world, extra)
        with django_assert_max_num_queries(9) as seen:
            assert client.get(reverse("work:mine")).status_code == 200
        counts.append(len(seen))
    assert counts[0] >= counts[1]


def test_my_own_day_stands_above_what_the_team_has_open(world: World, tech: Actor, client: Client) -> None:
    given(world, 12)
    (mine,) = given(world)
    with everywhere(reason="a test gives it to somebody"):
        WorkOrder.objects.filter(pk=mine.pk).update(assignee=tech.person, title="My own tap")
    client.force_login(tech.person)
    page = client.get(reverse("work:mine")).content.decode()
    assert page.index("My own tap") < page.index("Open in your team") < page.index("Tap 3 drips")
    assert "1 order" in page
    assert page.count("drips</a>") == pages.IN_POOL
    assert client.get(reverse("work:mine"), {"show": "team"}).content.decode().count("drips</a>") == 12
    assert "Open in your team" not in client.get(reverse("work:mine"), {"show": "waiting"}).content.decode()


def test_from_accept_to_finish_in_single_taps(world: World, tech: Actor, client: Client) -> None:
    (order,) = given(world)
    client.force_login(tech.person)
    assert "Tap 0 drips" in client.get(reverse("work:mine")).content.decode()
    for move in ("accept", "start"):
        assert post(client, order, move, start_reason="cannot_scan").status_code == 302
    assert post(client, order, "finish", resolution="repaired", minutes="25", note="New washer").status_code == 302
    with everywhere(reason="a test looks"):
        done = WorkOrder.objects.get(pk=order.pk)
    assert (done.state, done.service_request.state if done.service_request else "") == ("done", "resolved")
    page = client.get(reverse("requests:page", args=[done.service_request.uid])) if done.service_request else None
    client.force_login(world.asta.person)
    page = client.get(reverse("requests:page", args=[done.service_request.uid])) if done.service_request else page
    assert page is not None
    assert done.number in page.content.decode()


def test_what_is_missing_is_said_and_what_was_typed_stays(world: World, tech: Actor, client: Client) -> None:
    (order,) = given(world)
    client.force_login(tech.person)
    post(client, order, "start", start_reason="cannot_scan")
    answer = post(client, order, "finish", resolution="", note="New washer")
    assert answer.status_code == 422
    assert "New washer" in answer.content.decode()


def test_a_stale_page_is_told_so(world: World, tech: Actor, client: Client) -> None:
    (order,) = given(world)
    client.force_login(tech.person)
    answer = client.post(reverse("work:act", args=[order.uid, "start"]), {"version": order.version + 7})
    assert answer.status_code == 409


def test_the_other_community_finds_nothing(world: World, client: Client) -> None:
    (order,) = given(world)
    client.force_login(world.carla.person)
    assert client.get(reverse("work:page", args=[order.uid])).status_code == 404
    assert post(client, order, "start", start_reason="cannot_scan").status_code == 404


def test_script_in_a_note_is_text(world: World, tech: Actor, client: Client) -> None:
    (order,) = given(world)
    client.force_login(tech.person)
    post(client, order, "start", start_reason="cannot_scan")
    answer = post(client, order, "finish", resolution="", note="<script>alert(1)</script>")
    assert b"<script>alert(1)" not in answer.content


def test_a_request_assigned_on_its_own_page_gets_an_order(world: World, tech: Actor, client: Client) -> None:
    ask = requests.Ask(request_type="mnt.fault", channel="web", site_id=world.site.pk, requester_id=world.dan.person.pk)
    made = requests.submit_request(world.asta.scope, ask, received_at=NOON, now=NOON).service_request
    requests.assign_request(
        world.asta.scope, made.uid, expected_version=None, team_id=world.team.pk, now=NOON + timedelta(minutes=1)
    )
    deliver_all()
    with everywhere(reason="a test looks"):
        assert WorkOrder.objects.get(service_request=made).state == "dispatched"


def test_another_system_does_an_order_through_the_api(world: World, tech: Actor, client: Client) -> None:
    (order,) = given(world)
    client.force_login(tech.person)
    version = order.version
    for step, body in (("accept", {}), ("start", {"reason": "cannot_scan"}), ("finish", {"resolution": "repaired"})):
        answer = client.post(
            f"/api/v1/work-orders/{order.uid}/{step}", body, content_type="application/json",
            headers={"If-Match": f'"{version}"'},
        )  # fmt: skip
        assert answer.status_code == 200, answer.content
        version = answer.json()["version"]
    assert answer.json()["state"] == "done"
    line = client.post(f"/api/v1/work-orders/{order.uid}/lines", {"minutes": 20}, content_type="application/json")
    assert line.status_code == 201, line.content
    assert client.get(f"/api/v1/work-orders/{order.uid}/lines").json()[0]["minutes"] == 20


def test_without_an_agreed_end_the_clock_runs_on_and_the_phone_asks_for_it(
    world: World, tech: Actor, client: Client
) -> None:
    """Domain §3.1.4: no access stops the clock until the agreed time, where the contract's rule says so."""
    with everywhere(reason="a test writes terms"):
        SlaPolicy.objects.filter(community=world.community).update(pause_terms={"no_access": {"needs_end": True}})
    forget_terms()
    first, second = given(world, 2)
    client.force_login(tech.person)
    for order in (first, second):
        post(client, order, "start", start_reason="cannot_scan")
    page = client.get(reverse("work:page", args=[first.uid])).content.decode()
    assert "Agreed until" in page
    told = post(client, first, "pause", reason="no_access", note="Nobody opened")
    assert "On hold. The clock runs on." in client.get(told.url).content.decode()
    told = post(client, second, "pause", reason="no_access", note="Nobody opened", until="2025-05-06T10:00")
    assert "The clock runs on" not in client.get(told.url).content.decode()
    with everywhere(reason="a test looks"):
        rows = {row.pk: row for row in ServiceRequest.objects.all()}
    agreed = datetime(2025, 5, 6, 8, tzinfo=UTC)  # 10:00 in Copenhagen
    assert [(rows[o.service_request_id].paused, rows[o.service_request_id].by_itself_at) for o in (first, second)] == [
        (False, None), (True, agreed),
    ]  # fmt: skip
    third = given(world)[0]
    post(client, third, "start", start_reason="cannot_scan")
    wrong = post(client, third, "pause", reason="no_access", note="Nobody opened", until="soon")
    assert wrong.status_code == 422
    assert "Write a date and a time." in wrong.content.decode()


def test_a_protected_doer_is_a_title_on_every_page_of_work(world: World, tech: Actor, client: Client) -> None:
    tech.person.protected_identity = True
    tech.person.save(update_fields=["protected_identity"])
    tech.employment.title = "Technician 4"
    tech.employment.save(update_fields=["title"])
    (order,) = given(world)
    with everywhere(reason="a test gives the order away"):
        WorkOrder.objects.filter(pk=order.pk).update(assignee=tech.person)
    client.force_login(world.asta.person)
    for address in (reverse("work:list"), reverse("work:page", args=[order.uid])):
        main = client.get(address).content.decode().partition("<main")[2]
        assert "Technician 4" in main
        assert tech.person.full_name not in main.partition('id="history"')[0]
