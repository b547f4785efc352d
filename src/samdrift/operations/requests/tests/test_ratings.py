"""Single ratings are read by those who answer them, and by nobody else beside the name of who gave them."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.clock import standing_at
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.tests.conftest import Reporter
from samdrift.registers.parties.models import RoleAssignment
from tests.world import NOON, Actor, World

LATER = NOON + timedelta(hours=5)
WORDS = "The tap drips again."


@pytest.fixture
def rated(world: World, report: Reporter) -> ServiceRequest:
    """A request of the northern district that was given two stars and why."""
    made = report()
    with everywhere(reason="a test has a rated request"):
        ServiceRequest.objects.filter(pk=made.pk).update(
            state="closed", is_open=False, resolved_at=NOON, closed_at=NOON, rating=2, rating_reason=WORDS
        )  # fmt: skip
    return made


def local_fm(world: World, unit: object) -> Actor:
    return world.someone("LOC-FM", unit=unit, reach_kind="unit", reach_to=[unit.pk])  # type: ignore[attr-defined]


def page(client: Client, actor: Actor, row: ServiceRequest) -> str:
    client.force_login(actor.person)
    with standing_at(LATER):
        answer = client.get(reverse("requests:page", args=[row.uid]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_local_fm_and_the_lines_lead_read_stars_and_words(
    world: World, rated: ServiceRequest, client: Client
) -> None:
    for actor in (local_fm(world, world.north), world.someone("SVC-L")):
        assert WORDS in page(client, actor, rated)
        assert client.get(f"/api/v1/requests/{rated.uid}").json()["rating"] == 2
        assert rated.number in client.get("/ask/requests/?stars=2").content.decode()


@pytest.mark.parametrize("role", ["CTR-C", "CTR-P", "OPS-M", "SD-AG", "AUD", "DIST-MGT"])
def test_whoever_only_reads_requests_reads_no_stars(
    world: World, rated: ServiceRequest, client: Client, role: str
) -> None:
    assert WORDS not in page(client, world.someone(role), rated)
    assert client.get(f"/api/v1/requests/{rated.uid}").json()["rating"] is None
    for address in ("stars=2", "rating=2", "columns=rating", "order=-rating", "by=requester&show=mean:rating"):
        assert client.get(f"/ask/requests/?{address}").status_code == 422, address
    assert rated.number in client.get("/ask/requests/?rated=yes").content.decode()


def test_who_answers_for_one_district_reads_nothing_of_another(
    world: World, rated: ServiceRequest, client: Client
) -> None:
    """Somebody who sees all requests, and answers those of the south."""
    both = local_fm(world, world.south)
    RoleAssignment.objects.create(
        community=world.community, employment=both.employment, role="AUD", valid_from=date(2024, 1, 1)
    )
    assert WORDS not in page(client, both, rated)
    assert rated.number not in client.get("/ask/requests/?stars=2").content.decode()
    assert rated.number in client.get("/ask/requests/?rated=yes").content.decode()


def test_the_history_says_that_somebody_rated_and_not_how(
    world: World, officer: Actor, rated: ServiceRequest, client: Client
) -> None:
    requests.rate(officer.scope, rated.uid, rating=1, now=LATER)
    history = f"/api/v1/requests/{rated.uid}/history"
    told = page(client, world.someone("AUD"), rated)
    assert "Said how it went." in told
    facts = [one["facts"] for one in client.get(history).json() if one["kind"] == "requests.rated"]
    assert "rating" not in facts[0]
    page(client, local_fm(world, world.north), rated)
    facts = [one["facts"] for one in client.get(history).json() if one["kind"] == "requests.rated"]
    assert facts[0]["rating"] == 1


def test_the_file_of_a_list_has_stars_for_those_who_answer_them(
    world: World, rated: ServiceRequest, client: Client
) -> None:
    for actor, stars in ((local_fm(world, world.north), "2"), (world.someone("CTR-C"), "")):
        client.force_login(actor.person)
        with standing_at(LATER):
            lines = b"".join(client.get("/requests/export/csv/?group=all").streaming_content).decode().splitlines()
        (line,) = [one for one in lines if rated.number in one]
        assert line.rpartition(";" if ";" in line else ",")[2].strip('"') == stars
