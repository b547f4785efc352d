"""A figure leads to the rows it counted, no more and no fewer, and a row to the work it is of."""

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import resolve, reverse

from samdrift.foundation.datasets.public import Today, datasets, listed, question_from
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.tests.conftest import Reporter
from samdrift.partnership.insight.queries import whole
from samdrift.partnership.insight.queries.counting import zone_of
from samdrift.partnership.insight.registry import Asked, figure, figures
from tests.world import NOON, World


def rows_behind(scope: Scope, code: str, asked: Asked) -> int:
    """How many rows the list has that a figure leads to."""
    rows = figure(code).rows
    assert rows is not None, f"{code} leads to no rows"
    address = urlsplit(rows(scope, asked))
    dataset = datasets[resolve(address.path).kwargs["code"]]
    question = question_from(dataset, scope, parse_qs(address.query))
    assert asked.at is not None
    return listed(dataset, scope, question, Today(asked.at, zone_of(scope))).count


@pytest.fixture
def told(world: World, report: Reporter, year: Asked) -> Asked:
    """Three requests of which two are closed and one was rated; asked when every promise of them is decided."""
    made = [report(received_at=NOON - timedelta(days=n)) for n in (0, 1, 40)]
    with everywhere(reason="a test has requests closed"):
        for one, rating in zip(made[:2], (4, None), strict=True):
            closed = {"closed_at": NOON, "resolved_at": NOON, "state": "closed", "is_open": False, "rating": rating}
            ServiceRequest.objects.filter(pk=one.pk).update(**closed)
    return replace(year, at=NOON + timedelta(days=60))


@pytest.mark.parametrize("code", ["promises.kept", "requests.satisfaction", "requests.reopened"])
def test_a_share_leads_to_what_it_was_divided_from(world: World, told: Asked, code: str) -> None:
    cell = whole(world.dan.scope, code, told)
    counted = cell.denominator if code != "requests.satisfaction" else 1
    assert counted
    assert rows_behind(world.dan.scope, code, told) == counted
    nothing = replace(told, since=date(2025, 1, 1), until=date(2025, 2, 1))
    assert rows_behind(world.dan.scope, code, nothing) == 0, "another period has other rows"


def test_every_figure_of_a_period_leads_to_a_list_that_can_be_asked(world: World, told: Asked) -> None:
    scope = world.dan.scope
    site = replace(told, site_ids=frozenset((world.site.pk,)), unit_ids=frozenset((world.north.pk,)), line="MNT")
    for asked in (told, site):
        for one in figures(scope):
            address = urlsplit(one.rows(scope, asked)) if one.rows else None
            if address and resolve(address.path).view_name == "ask:question":
                rows_behind(scope, one.code, asked)


def test_a_promise_leads_to_the_request_it_is_about(world: World, report: Reporter, client: Client) -> None:
    made = report()
    client.force_login(world.dan.person)
    page = client.get(reverse("ask:question", args=["promises"])).content.decode()
    address = reverse("promises:about", args=[made.uid])
    assert address in page
    assert made.number in page
    taken = client.get("/api/v1/datasets/promises/export", {"form": "csv"})
    assert made.number in b"".join(taken.streaming_content).decode(), "nor does a file leave out what it is about"
    assert client.get(address).headers["Location"] == reverse("requests:page", args=[made.uid])
    client.force_login(world.carla.person)
    assert client.get(address).status_code in (403, 404)
