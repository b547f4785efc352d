"""The pages of one's own questions: looked at, counted, kept, taken along."""

import csv
import io
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.datasets.models import SavedQuestion
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.models import ServiceRequest
from tests.world import NOON, Actor, World


@pytest.fixture
def manager(world: World) -> Actor:
    """Somebody of the customer who looks after the contract."""
    return world.someone("CTR-C", name="Karen")


def write(world: World, count: int, **values: Any) -> list[ServiceRequest]:
    from samdrift.registers.catalogue.models import RequestType

    kind = RequestType.objects.within(world.asta.scope).first()
    with everywhere(reason="test"):
        start = ServiceRequest.objects.count()
    known: dict[str, Any] = {
        "community": world.community, "contract": world.contract, "site": world.site, "unit": world.north,
        "line_code": "MNT", "request_type": kind, "channel": "web", "title": "The tap drips", "received_at": NOON,
        "changed_at": NOON,
    }  # fmt: skip
    rows = [
        ServiceRequest(**{**known, "number": f"N-{start + n:04}", "track_digest": f"{start + n:064}", **values})
        for n in range(count)
    ]
    return ServiceRequest.objects.bulk_create(rows)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def table(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body(answer).decode("utf-8-sig"))))


def test_every_list_there_is_for_somebody_stands_on_one_page(world: World, client: Client, manager: Actor) -> None:
    client.force_login(manager.person)
    page = client.get("/ask/").content.decode()
    assert "/ask/requests/" in page


def test_a_list_shows_its_rows_with_their_words(world: World, client: Client, manager: Actor) -> None:
    write(world, 2)
    client.force_login(manager.person)
    page = client.get("/ask/requests/?state=submitted").content.decode()
    assert page.count("The tap drips") == 2
    assert "Station Nord" in page


def test_a_count_by_month_is_a_table_and_a_picture_that_lead_to_rows(
    world: World, client: Client, manager: Actor
) -> None:
    write(world, 3)
    client.force_login(manager.person)
    page = client.get("/ask/requests/?by=received:month&by=state").content.decode()
    assert "<svg" in page
    assert "received=2025-05-01..2025-05-31&amp;state=submitted" in page


def test_what_cannot_be_asked_is_said_on_the_page(world: World, client: Client, manager: Actor) -> None:
    client.force_login(manager.person)
    answer = client.get("/ask/requests/?secret=1")
    assert answer.status_code == 422
    assert "This list has no column" in answer.content.decode()


def test_a_service_line_the_catalogue_does_not_offer_is_asked_for_all_the_same(
    world: World, client: Client, manager: Actor
) -> None:
    write(world, 1, line_code="WIN", title="Windows of the hall")
    client.force_login(manager.person)
    answer = client.get("/ask/requests/?line=WIN")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Windows of the hall" in page
    assert ">WIN<" in page.replace(" ", "")
    assert client.get("/ask/requests/?line=none+such").status_code == 422


@pytest.mark.parametrize("address", ["/ask/requests/", "/ask/requests/?by=received&by=unit:district", "/ask/"])
def test_a_page_costs_the_same_for_many(
    world: World, client: Client, manager: Actor, django_assert_max_num_queries: Any, address: str
) -> None:
    client.force_login(manager.person)
    client.get(address)
    for extra in (1, 30):
        write(world, extra)
        with django_assert_max_num_queries(24):
            client.get(address)


def test_a_question_is_kept_shared_and_opened(world: World, client: Client, manager: Actor) -> None:
    client.force_login(manager.person)
    client.post("/ask/requests/keep/", {"query": "by=state&received=last_month", "name": "By state", "shared": "1"})
    with everywhere(reason="test"):
        saved = SavedQuestion.objects.get()
    assert saved.shared
    answer = client.get(reverse("ask:kept", args=[saved.uid]))
    assert answer["Location"] == "/ask/requests/?received=last_month&by=state"
    colleague = world.someone("CTR-C", name="Bodil")
    client.force_login(colleague.person)
    assert "By state" in client.get("/ask/").content.decode()
    client.force_login(world.bo.person)  # the other party
    assert "By state" not in client.get("/ask/").content.decode()
    assert client.get(reverse("ask:kept", args=[saved.uid])).status_code == 404


def test_a_file_has_the_rows_of_the_moment_and_is_noted_in_the_book(
    world: World, client: Client, manager: Actor
) -> None:
    client.force_login(manager.person)
    write(world, 1, title="=1+1")
    lines = table(client.get("/ask/requests/export/csv/?columns=number,title,site,received"))
    assert lines == [["Number", "Title", "Site", "Received"], ["N-0000", "'=1+1", "Station Nord", "2025-05-05 12:00"]]
    write(world, 1)
    assert len(table(client.get("/ask/requests/export/csv/"))) == 3
    with everywhere(reason="test"):
        told = EventRecord.objects.filter(kind="datasets.exported").order_by("pk").values_list("payload", flat=True)
    assert [(one["dataset"], one["form"], one["rows"]) for one in told] == [
        ("requests", "csv", 1), ("requests", "csv", 2),
    ]  # fmt: skip


def test_restricted_rows_never_leave_by_a_file(world: World, client: Client) -> None:
    cleared = world.someone("SEC-OFF", "CTR-C", name="Sejr")
    write(world, 1, title="The cell door", data_class="D8")
    write(world, 1, title="The tap drips")
    client.force_login(cleared.person)
    text = body(client.get("/ask/requests/export/csv/")).decode()
    assert "The tap drips" in text
    assert "The cell door" not in text


def test_commercial_rows_say_who_took_them_along(world: World, client: Client, manager: Actor) -> None:
    client.force_login(manager.person)
    write(world, 1)
    assert "Karen" not in body(client.get("/ask/requests/export/csv/")).decode()
    write(world, 1, data_class="D2")
    last = table(client.get("/ask/requests/export/csv/"))[-1]
    assert len(last) == 1
    assert "Karen" in last[0]


def test_who_may_look_but_not_take_along_gets_no_file(world: World, client: Client) -> None:
    client.force_login(world.someone("USR", name="Olga").person)
    assert client.get("/ask/requests/").status_code == 200
    assert client.get("/ask/requests/export/csv/").status_code == 403


@pytest.mark.parametrize("text", ["<script>", "' OR 1=1 --", "%", "\\", "æøå", "a" * 199])
def test_hostile_words_find_nothing_and_break_nothing(world: World, client: Client, manager: Actor, text: str) -> None:
    write(world, 1)
    client.force_login(manager.person)
    answer = client.get(f"/ask/requests/?title={quote(text)}")
    assert answer.status_code == 200
    assert "The tap drips" not in answer.content.decode()


def test_a_mean_leads_to_the_rows_that_have_a_value(world: World, client: Client, manager: Actor) -> None:
    write(world, 6, rating=4)
    write(world, 3)
    client.force_login(manager.person)
    page = client.get("/ask/requests/?by=state&show=mean:rating").content.decode()
    assert "/ask/requests/?rating=*&amp;state=submitted" in page
    assert "6 of 6" in client.get("/ask/requests/?rating=*&state=submitted").content.decode()
