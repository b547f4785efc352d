"""Web push: encrypted for the device as the standard's own example is, signed for the service, and let go when gone."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.jobs.public import drain
from samdrift.foundation.notices import public as notices
from samdrift.foundation.notices.gateways import webpush
from samdrift.foundation.notices.models import PushDevice, Sending
from samdrift.foundation.notices.tests.test_telling import TAP, all_of, telling

OURS = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
THEIRS = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"


def test_the_example_of_the_standard_comes_out_as_printed_there():
    made = webpush.encrypted(
        b"When I grow up, I want to be a watermelon", webpush.keys_of(THEIRS, SECRET),
        salt=webpush.unbase64("DGv6ra1nlYgDCS1FRnbzlw"), own=webpush.private_key(OURS),
    )  # fmt: skip
    assert webpush.base64url(made) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_who_we_are_holds_for_one_service_and_is_signed():
    key = webpush.private_key(OURS)
    head = webpush.authorization("https://push.example/a/b", key, contact="mailto:a@b.example", now=now())
    token = head.partition("t=")[2].partition(",")[0]
    first, second, signature = token.split(".")
    raw = webpush.unbase64(signature)
    dss = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.public_key().verify(dss, f"{first}.{second}".encode(), ec.ECDSA(hashes.SHA256()))
    assert json.loads(webpush.unbase64(second))["aud"] == "https://push.example"


class Phone:
    """A browser with its keys, and the push service before it."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = b"0123456789abcdef"
        self.got, self.status = [], 201

    def opened(self, body):
        salt, public, sealed = body[:16], body[21:86], body[86:]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public))
        own = webpush.unbase64(webpush.public_of(self.key))
        material = webpush._mac(webpush._mac(self.secret, shared), b"WebPush: info\0" + own + public + b"\x01")
        root = webpush._mac(salt, material)
        key = webpush._mac(root, b"Content-Encoding: aes128gcm\0\x01")[:16]
        nonce = webpush._mac(root, b"Content-Encoding: nonce\0\x01")[:12]
        return json.loads(AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x02"))


@pytest.fixture
def phone(settings):
    made = Phone()

    class Service(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.got.append((dict(self.headers), made.opened(body)))
            self.send_response(made.status)
            self.end_headers()

        def log_message(self, *args):
            pass

    @contextmanager
    def served():
        with HTTPServer(("127.0.0.1", 0), Service) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
            thread.start()
            yield server
            server.shutdown()
            thread.join()

    settings.SAMDRIFT_PUSH_KEY = OURS
    settings.SAMDRIFT_PUSH_HOSTS = ["127.0.0.1"]
    with served() as server:
        made.endpoint = f"http://127.0.0.1:{server.server_port}/device"
        yield made


def allow(world, phone, actor, endpoint=""):
    return notices.allow_device(
        actor.scope, endpoint=endpoint or phone.endpoint, p256dh=webpush.public_of(phone.key),
        auth=webpush.base64url(phone.secret), now=now(),
    )  # fmt: skip


def by_push(world, *people):
    for one in people:
        notices.choose_ways(one.scope, {"tests.tap": ["app", "push"]})


def test_a_push_reaches_the_device_and_only_the_device_can_read_it(world, taps, phone):
    allow(world, phone, world.dan)
    by_push(world, world.dan, world.asta)
    taps.drips(TAP, telling(world.dan, world.asta))
    drain()
    head, said = phone.got[0]
    assert said["title"] == "Tap 7 drips"
    assert said["link"].startswith("http://localhost:8000/notices/")
    assert head["Content-Encoding"] == "aes128gcm"
    assert [(row.channel, row.state) for row in all_of(Sending)] == [("push", "sent")], "Asta has allowed no device"


@pytest.mark.parametrize("data_class", ["D5", "D6", "D7", "D8"])
def test_of_something_restricted_a_push_says_only_that_something_needs_the_reader(world, taps, phone, data_class):
    allow(world, phone, world.dan)
    by_push(world, world.dan)
    taps.drips(TAP, telling(world.dan, data_class=data_class, facts={"tap": "cell"}))
    drain()
    said = phone.got[0][1]
    assert said["title"] == "Something needs you"
    assert "cell" not in json.dumps(said)
    assert str(TAP) not in json.dumps(said)


def test_a_device_that_is_gone_is_forgotten(world, taps, phone):
    allow(world, phone, world.dan)
    by_push(world, world.dan)
    phone.status = 410
    taps.drips(TAP, telling(world.dan))
    drain()
    assert not PushDevice.objects.exists()
    assert [row.state for row in all_of(Sending)] == ["failed"]


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://intranet.example/x",
        "http://fcm.googleapis.com/x",
        "file:///etc/passwd",
        "https://127.0.0.1.evil.example/",
    ],
)
def test_an_address_that_is_no_push_service_is_refused(world, phone, settings, endpoint):
    settings.SAMDRIFT_PUSH_HOSTS = ["fcm.googleapis.com", "127.0.0.1"]
    with pytest.raises(Invalid):
        allow(world, phone, world.dan, endpoint)


def test_a_browser_is_allowed_and_let_go_on_the_page_of_choices(world, taps, phone, client):
    client.force_login(world.dan.person)
    assert webpush.public_of(webpush.private_key(OURS)).encode() in client.get("/notices/choices/").content
    keys = {"p256dh": webpush.public_of(phone.key), "auth": webpush.base64url(phone.secret)}

    def post(path, given):
        return client.post(f"/notices/push/{path}/", json.dumps(given), content_type="application/json").status_code

    assert post("allow", {"endpoint": phone.endpoint, "keys": keys}) == 201
    assert post("allow", {"endpoint": phone.endpoint, "keys": {"p256dh": "x", "auth": "y"}}) == 422
    assert post("allow", "nonsense") == 422
    assert PushDevice.objects.get().person_id == world.dan.person.pk
    assert post("let-go", {"endpoint": phone.endpoint}) == 200
    assert not PushDevice.objects.exists()
