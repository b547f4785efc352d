"""Handing requests over to another body: sent in the background and followed; what is restricted never goes."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from django.urls import reverse

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.jobs.models import JobRow
from samdrift.foundation.scope import everywhere
from samdrift.operations.exchange.commands.handing_over import hand_over
from samdrift.operations.exchange.commands.setting_up import set_partner
from samdrift.operations.exchange.formats.client import NoAnswer, Server
from samdrift.operations.exchange.jobs import partners as jobs
from samdrift.operations.exchange.models import Handover
from samdrift.operations.requests.commands.submit import Ask, submit_request
from samdrift.operations.requests.models import ServiceRequest


class City(ThreadingHTTPServer):
    """A neighbouring city's Open311 server, as small as it gets."""

    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.reported: list[dict[str, list[str]]] = []
        self.status, self.code, self.body = "open", 200, b""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v2"


class Desk(BaseHTTPRequestHandler):
    server: City

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.reported.append(parse_qs(sent.decode()))
        self._answer(
            b"<service_requests><request><service_request_id>C-17</service_request_id></request></service_requests>"
        )

    def do_GET(self) -> None:
        told = f"<status>{self.server.status}</status><status_notes>Tree removed</status_notes>"
        self._answer(f"<service_requests><request>{told}</request></service_requests>".encode())

    def _answer(self, body: bytes) -> None:
        self.send_response(self.server.code)
        self.send_header("Content-Type", "text/xml")
        self.end_headers()
        self.wfile.write(self.server.body or body)

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def city() -> Iterator[City]:
    server = City()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def partner(world, city):
    return set_partner(
        world.dan.scope, name="The city", base_url=city.address, services={"mnt.fault": "017"}, api_key="k",
        now=now(),
    )  # fmt: skip


@pytest.fixture
def tree(world):
    ask = Ask(
        request_type="mnt.fault", channel="web", description="A tree fell outside the fence", site_id=world.site.pk,
        requester_id=world.dan.person.pk, contact="dan@example.org",
    )  # fmt: skip
    return submit_request(world.dan.scope, ask, received_at=now(), now=now()).service_request


def only():
    with everywhere(reason="test"):
        return Handover.objects.get()


def send(row):
    jobs.send({"handover": row.pk})


def test_a_request_is_sent_once_and_followed_until_it_is_closed_there(world, city, partner, tree):
    row = hand_over(world.asta.scope, tree.uid, partner.uid, now=now())
    assert JobRow.objects.filter(name="exchange.send").count() == 1
    send(row)
    send(row)
    assert len(city.reported) == 1
    assert city.reported[0]["service_code"] == ["017"]
    assert only().remote_id == "C-17"
    city.status = "closed"
    jobs.ask_partners({"community_id": world.community.pk})
    assert (only().state, only().remote_words) == ("closed", "Tree removed")
    with everywhere(reason="test"):
        told = EventRecord.objects.filter(kind="exchange.partner_answered", subject_uid=tree.uid)
        assert [event.payload["state"] for event in told.order_by("pk")] == ["sent", "closed"]


def test_who_asked_stays_with_us(world, city, partner, tree):
    send(hand_over(world.asta.scope, tree.uid, partner.uid, now=now()))
    assert "dan@example.org" not in str(city.reported)
    assert "Dan" not in str(city.reported)


def test_a_refusal_is_kept_and_another_try_is_possible(world, city, partner, tree):
    city.code, city.body = 400, b"<errors><error><code>400</code><description>Not ours</description></error></errors>"
    send(hand_over(world.asta.scope, tree.uid, partner.uid, now=now()))
    assert (only().state, "Not ours" in only().remote_words) == ("refused", True)
    assert hand_over(world.asta.scope, tree.uid, partner.uid, now=now()).state == "waiting"


@pytest.mark.parametrize(("code", "body"), [(500, b""), (200, b"<html>"), (200, b"<!DOCTYPE x><x/>"), (302, b"")])
def test_a_server_that_answers_nonsense_is_tried_again(world, city, partner, tree, code, body):
    city.code, city.body = code, body
    row = hand_over(world.asta.scope, tree.uid, partner.uid, now=now())
    with pytest.raises(NoAnswer):
        send(row)
    assert only().state == "waiting"


def test_a_server_that_is_gone_is_tried_again(world, tree):
    with pytest.raises(NoAnswer):
        Server("http://127.0.0.1:9").request("1")


def test_handing_over_is_for_the_desk_and_never_for_what_is_restricted_or_ended(world, partner, tree):
    with pytest.raises(NotAllowed):
        hand_over(world.bo.scope, tree.uid, partner.uid, now=now())
    with pytest.raises(ServiceRequest.DoesNotExist):
        hand_over(world.carla.scope, tree.uid, partner.uid, now=now())
    hand_over(world.asta.scope, tree.uid, partner.uid, now=now())
    with pytest.raises(Refused):
        hand_over(world.asta.scope, tree.uid, partner.uid, now=now())
    with everywhere(reason="test"):
        Handover.objects.all().update(state="refused")
        ServiceRequest.objects.filter(pk=tree.pk).update(space_id=world.cell.pk, data_class="D8")
    cleared = world.someone("SD-AG", cleared_for=["D8"])
    with pytest.raises((Refused, ServiceRequest.DoesNotExist)):
        hand_over(cleared.scope, tree.uid, partner.uid, now=now())


def test_a_partner_needs_an_address_and_known_types(world):
    for wrong in ({"base_url": "ftp://x"}, {"base_url": "nowhere"}, {"services": {"no.such": "1"}}):
        with pytest.raises(Invalid):
            set_partner(
                world.dan.scope,
                **{"name": "A", "base_url": "https://a.example/v2", "services": {}, "now": now(), **wrong},
            )
    with pytest.raises(NotAllowed):
        set_partner(world.bo.scope, name="A", base_url="https://a.example/v2", services={}, now=now())


def test_the_request_s_page_offers_the_partner_and_says_how_it_stands(world, client, partner, tree):
    client.force_login(world.asta.person)
    page = client.get(reverse("requests:page", args=[tree.uid]))
    assert b"Hand over to The city" in page.content
    answer = client.post(reverse("exchange:hand_over", args=[tree.uid]), {"partner": partner.uid}, follow=True)
    assert b"Being sent" in answer.content


def test_the_pages_set_up_bodies_and_partners(world, client):
    client.force_login(world.dan.person)
    assert client.get(reverse("exchange:overview")).status_code == 200
    sent = {
        "code": "police.example", "name_en": "Police", "name_da": "Politiet", "name_sv": "Polisen",
        "unit_code": "TOP", "catch_all_code": world.site.code, "reach_m": "300", "types": ["mnt.fault"],
        "active": "1",
    }  # fmt: skip
    client.post(reverse("exchange:jurisdiction"), sent)
    sent = {"name": "City", "base_url": "https://city.example/v2", "services": "mnt.fault = 017", "active": "1"}
    client.post(reverse("exchange:partner"), sent)
    page = client.get(reverse("exchange:overview")).content.decode()
    assert "police.example" in page
    assert "https://city.example/v2" in page
    assert client.post(reverse("exchange:partner"), {**sent, "services": "nonsense"}).status_code == 422
    assert client.get(reverse("exchange:jurisdiction") + "?code=police.example").status_code == 200
