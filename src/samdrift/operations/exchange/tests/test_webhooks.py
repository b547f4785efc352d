"""Webhooks: signed, in order, tried again, replayed, within their maker's reach; and calls told by the telephone."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.clock import real_now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import seal_due
from samdrift.foundation.scope import everywhere
from samdrift.operations.desk.models import Contact
from samdrift.operations.exchange.commands import hooks
from samdrift.operations.exchange.formats import hooks as formats
from samdrift.operations.exchange.jobs import webhooks as jobs
from samdrift.operations.exchange.models import HookMessage, Webhook
from samdrift.operations.requests.commands.submit import Ask, submit_request
from tests.world import NOON


class Listener(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Ear)
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.code = 200

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook"


class Ear(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.code)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def listener(settings) -> Iterator[Listener]:
    settings.SAMDRIFT_HOOKS_INSIDE = True
    server = Listener()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def hook(world, listener):
    return hooks.make_webhook(world.dan.scope, name="BI", url=listener.address, kinds=["requests.*"], now=real_now())[0]


def reported(world, **values):
    ask = Ask(request_type="mnt.fault", channel="web", description="x", **{"site_id": world.site.pk, **values})
    return submit_request(world.asta.scope, ask, received_at=NOON, now=NOON).service_request


def flow():
    """What the worker does until nothing is due."""
    while seal_due():
        pass
    while jobs.fill_all():
        pass
    with everywhere(reason="test"):
        for webhook in Webhook.objects.all():
            jobs.post_messages({"webhook": webhook.pk})


def messages():
    with everywhere(reason="test"):
        return list(HookMessage.objects.order_by("position"))


def again(row):
    with everywhere(reason="test"):
        return Webhook.objects.get(pk=row.pk)


def test_each_event_is_posted_once_signed_and_in_order(world, listener, hook):
    first, second = reported(world), reported(world)
    flow()
    flow()
    told = [json.loads(body) for _headers, body in listener.heard]
    submitted = [one["data"]["subject"] for one in told if one["type"] == "requests.submitted"]
    assert submitted == [str(first.uid), str(second.uid)]
    assert [one["position"] for one in told] == sorted({one["position"] for one in told})
    headers, body = listener.heard[0]
    assert formats.holds(hook.secret, headers, body, int(time.time()))
    assert not formats.holds(hook.secret, headers, body + b" ", int(time.time()))
    assert not formats.holds(hook.secret, headers, body, int(time.time()) + 301)
    assert {message.state for message in messages()} == {"sent"}


def test_only_the_kinds_asked_for_are_posted(world, listener):
    hooks.make_webhook(world.dan.scope, name="A", url=listener.address, kinds=["requests.closed"], now=real_now())
    reported(world)
    flow()
    assert listener.heard == []


def test_restricted_events_never_travel(world, listener, hook):
    reported(world, space_id=world.cell.pk)
    flow()
    assert listener.heard == []


def test_the_other_community_s_events_never_travel(world, listener, hook):
    ask = Ask(request_type="mnt.fault", channel="web", description="x", site_id=world.there.site.pk)
    submit_request(world.carla.scope, ask, received_at=NOON, now=NOON)
    flow()
    assert listener.heard == []


def test_when_its_maker_leaves_nothing_passes_any_more(world, listener, hook):
    world.dan.employment.ends_on = NOON.date() - timedelta(days=1)
    world.dan.employment.save(update_fields=["ends_on"])
    world.dan.person.grants_version += 1
    world.dan.person.save(update_fields=["grants_version"])
    reported(world)
    flow()
    assert listener.heard == []


def test_a_silent_receiver_is_tried_again_later_and_nothing_is_lost(world, listener, hook):
    listener.code = 503
    reported(world)
    flow()
    waiting = [message for message in messages() if message.state == "waiting"]
    assert waiting
    assert all(message.due_at > real_now() for message in waiting if message.attempts)
    listener.code, listener.heard = 200, []
    with everywhere(reason="test"):
        HookMessage.objects.update(due_at=real_now())
    flow()
    assert {message.state for message in messages()} == {"sent"}
    assert again(hook).failures == 0


def test_after_three_days_of_failures_the_webhook_is_paused_and_says_so(world, listener, hook):
    listener.code = 500
    reported(world)
    flow()
    for _ in range(len(formats.PAUSES) + 1):
        with everywhere(reason="test"):
            HookMessage.objects.filter(state="waiting").update(due_at=real_now())
        flow()
    assert again(hook).state == "paused"
    assert "failed" in {message.state for message in messages()}
    assert sum(pause.total_seconds() for pause in formats.PAUSES) >= 3 * 86_400


def test_a_receiver_that_is_gone_ends_the_webhook(world, listener, hook):
    listener.code = 410
    reported(world)
    flow()
    assert again(hook).state == "ended"
    with pytest.raises(Refused):
        hooks.set_webhook_state(world.dan.scope, hook.uid, state="active", now=real_now())


def test_a_message_the_receiver_refuses_does_not_hold_up_the_rest(world, listener, hook):
    listener.code = 400
    reported(world)
    flow()
    assert {message.state for message in messages()} == {"failed"}
    assert again(hook).state == "active"


def test_messages_are_sent_again_with_the_same_id(world, listener, hook):
    reported(world)
    flow()
    first = [headers["webhook-id"] for headers, _body in listener.heard]
    listener.heard = []
    assert hooks.send_again(world.dan.scope, hook.uid, after=0, now=real_now()) == len(first)
    flow()
    assert [headers["webhook-id"] for headers, _body in listener.heard] == first


def test_what_happens_while_paused_is_sent_afterwards(world, listener, hook):
    hooks.set_webhook_state(world.dan.scope, hook.uid, state="paused", now=real_now())
    reported(world)
    flow()
    assert listener.heard == []
    hooks.set_webhook_state(world.dan.scope, hook.uid, state="active", now=real_now())
    flow()
    assert listener.heard


def test_inner_addresses_are_refused_unless_allowed(world, listener, hook, settings):
    settings.SAMDRIFT_HOOKS_INSIDE = False
    reported(world)
    flow()
    assert listener.heard == []
    assert "inner network" in messages()[0].answer


def test_only_whoever_manages_makes_webhooks_of_known_events(world):
    with pytest.raises(NotAllowed):
        hooks.make_webhook(world.asta.scope, name="A", url="https://a.example", kinds=["requests.*"], now=NOON)
    for wrong in ({"url": "ftp://x"}, {"kinds": ["no.such"]}, {"name": " "}, {"kinds": []}):
        values = {"name": "A", "url": "https://a.example", "kinds": ["requests.*"], "now": NOON, **wrong}
        with pytest.raises(Invalid):
            hooks.make_webhook(world.dan.scope, **values)
    made = hooks.make_webhook(world.dan.scope, name="A", url="https://a.example", kinds=["requests.*"], now=NOON)[0]
    stranger = world.there.someone("CTR-C").scope
    with pytest.raises(Webhook.DoesNotExist):
        hooks.set_webhook_state(stranger, made.uid, state="ended", now=NOON)


@given(st.binary(max_size=200), st.text("abcdef0123456789", min_size=1, max_size=20))
def test_only_the_secret_s_own_signature_holds(body, message_id):
    secret, other = formats.new_secret(), formats.new_secret()
    headers = {
        "webhook-id": message_id, "webhook-timestamp": "1700000000",
        "webhook-signature": formats.signature(secret, message_id, 1_700_000_000, body),
    }  # fmt: skip
    assert formats.holds(secret, headers, body, 1_700_000_000)
    assert not formats.holds(other, headers, body, 1_700_000_000)


# Calls told by the telephone exchange


@pytest.fixture
def exchange(world):
    return hooks.make_incoming_hook(world.dan.scope, name="PBX", now=real_now())[0]


def posted(client, hook, kind, secret=None, message_id=None, **data):
    body = json.dumps({"type": kind, "data": data}).encode()
    stamp, message_id = int(time.time()), message_id or uuid4().hex
    headers = {
        "webhook-id": message_id, "webhook-timestamp": str(stamp),
        "webhook-signature": formats.signature(secret or hook.secret, message_id, stamp, body),
    }  # fmt: skip
    address = reverse("exchange:receive", args=[hook.uid])
    return client.post(address, body, content_type="application/json", headers=headers)


def only_contact():
    with everywhere(reason="test"):
        return Contact.objects.get()


def test_a_call_becomes_a_contact_and_the_answer_says_what_to_open(world, client, exchange):
    start = real_now() - timedelta(seconds=90)
    answer = posted(client, exchange, "call.started", call_id="17", at=start.isoformat(), **{"from": "+4512345678"})
    assert answer.status_code == 200, answer.content
    contact = only_contact()
    assert answer.json()["open"].endswith(f"/desk/console/?contact={contact.uid}")
    assert (contact.channel, contact.caller_hint) == ("phone", "…678")
    picked = (start + timedelta(seconds=12)).isoformat()
    posted(client, exchange, "call.answered", call_id="17", at=picked, agent=world.asta.person.email)
    ended = (start + timedelta(seconds=80)).isoformat()
    posted(client, exchange, "call.ended", call_id="17", at=ended, talk_seconds=60, hold_seconds=8)
    contact = only_contact()
    assert (contact.wait_seconds, contact.agent_id, contact.talk_seconds, contact.hold_seconds) == (
        12, world.asta.person.pk, 60, 8,
    )  # fmt: skip


def test_an_abandoned_call_is_kept_and_the_same_message_counts_once(world, client, exchange):
    started = real_now() - timedelta(seconds=30)
    posted(client, exchange, "call.started", call_id="18", at=started.isoformat())
    at = (started + timedelta(seconds=4)).isoformat()
    for _ in range(2):
        assert posted(client, exchange, "call.abandoned", message_id="m1", call_id="18", at=at).status_code == 200
    contact = only_contact()
    assert (contact.outcome, contact.wait_seconds) == ("abandoned", 4)


def test_wrong_signatures_unknown_addresses_and_nonsense_are_refused(world, client, exchange):
    assert posted(client, exchange, "call.started", secret=formats.new_secret(), call_id="1").status_code == 401
    exchange.uid = uuid4()
    assert posted(client, exchange, "call.started", call_id="1").status_code == 401
    with everywhere(reason="test"):
        assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("kind", "data", "status"),
    [
        ("call.started", {}, 422), ("call.started", {"call_id": "1", "at": "yesterday"}, 422),
        ("call.started", {"call_id": "1", "at": "2025-05-05T10:00"}, 422), ("door.opened", {"door": 1}, 202),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_so(world, client, exchange, kind, data, status):
    assert posted(client, exchange, kind, **data).status_code == status


def test_an_ended_address_takes_nothing(world, client, exchange):
    hooks.end_incoming_hook(world.dan.scope, exchange.uid, now=real_now())
    assert posted(client, exchange, "call.started", call_id="1").status_code == 401


def test_the_pages_make_pause_and_end(world, client, listener):
    client.force_login(world.dan.person)
    page = client.post(
        reverse("exchange:webhooks"), {"name": "BI", "url": "https://a.example/x", "kinds": ["requests.*"]}
    )
    assert b"whsec_" in page.content
    assert b"whsec_" not in client.get(reverse("exchange:webhooks")).content
    with everywhere(reason="test"):
        made = Webhook.objects.get()
    client.post(reverse("exchange:webhook_set", args=[made.uid]), {"state": "paused"})
    assert again(made).state == "paused"
    assert b"Resume" in client.get(reverse("exchange:webhook", args=[made.uid])).content
    told = client.post(reverse("exchange:webhook_set", args=[made.uid]), {"state": "again", "after": "x"}, follow=True)
    assert b"place in the book" in told.content
    assert b"Post to" in client.post(reverse("exchange:incoming_make"), {"name": "PBX"}).content
    client.force_login(world.asta.person)
    assert client.get(reverse("exchange:webhooks")).status_code == 403
