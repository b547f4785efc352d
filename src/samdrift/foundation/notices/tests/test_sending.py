import threading
from datetime import time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from samdrift.foundation.clock import now
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.jobs.models import JobRow
from samdrift.foundation.jobs.public import drain
from samdrift.foundation.mail.threads import threaded, tokens_in
from samdrift.foundation.notices import public as notices
from samdrift.foundation.notices.commands import digest as digests
from samdrift.foundation.notices.commands.sending import send
from samdrift.foundation.notices.models import Habits, Notice, Sending
from samdrift.foundation.notices.tests.test_telling import TAP, all_of, telling
from samdrift.foundation.scope import everywhere


def test_a_mail_says_what_why_and_how_to_stop_it_in_the_receivers_language(world, taps, smtp):
    taps.drips(TAP, telling(world.dan))
    drain()
    mail = smtp.mails[0]
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert mail["Subject"] == "Tap 7 drips"
    assert mail["To"] == f"Dan Nps <{world.dan.person.email}>"
    for part in (text, html):
        assert "It has been dripping." in part
        assert "You look after taps." in part
        assert "/notices/" in part
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].strip().startswith("<http://localhost:8000/notices/quieten/")
    assert [row.state for row in all_of(Sending)] == ["sent"]


@pytest.mark.parametrize(("language", "word"), [("da", "Færre beskeder"), ("sv", "Färre meddelanden")])
def test_the_frame_of_a_mail_is_in_the_receivers_language(world, taps, smtp, language, word):
    world.dan.person.language = language
    world.dan.person.save(update_fields=["language"])
    taps.drips(TAP, telling(world.dan))
    drain()
    assert word in smtp.mails[0].get_body(("plain",)).get_content()


def test_an_answer_finds_the_thread_by_address_or_by_reference(world, taps, smtp):
    taps.drips(TAP, telling(world.dan))
    drain()
    mail = smtp.mails[0]
    for addresses, references in (([mail["Reply-To"]], []), ([], [mail["References"]])):
        found = threaded(tokens_in(addresses, references))
        assert found
        assert (found.subject_uid, found.address) == (TAP, world.dan.person.email)
    assert threaded(tokens_in(["desk+r.aaaaaaaaaaaaaaaaaaaaaaaaaa@fm.example"], [])) is None


@pytest.mark.parametrize("data_class", ["D5", "D6", "D7", "D8"])
def test_a_mail_about_something_restricted_names_nothing_and_has_no_thread(world, taps, smtp, data_class):
    taps.drips(TAP, telling(world.dan, data_class=data_class, facts={"tap": "in the cell block"}))
    drain()
    _to, raw = smtp.taken[0]
    mail = smtp.mails[0]
    said = raw.decode() + str(mail.get_body(("plain",)).get_content()) + str(mail.get_body(("html",)).get_content())
    assert mail["Subject"] == "Something needs you"
    for secret in ("cell", "Tap", "taps.", str(TAP), "POL-"):
        assert secret not in said, secret
    assert mail["Reply-To"] is None


def test_a_busy_server_is_tried_again_and_the_mail_goes_once(world, taps, smtp):
    smtp.busy = 1
    taps.drips(TAP, telling(world.dan))
    drain()
    assert [(row.state, row.attempts) for row in all_of(Sending)] == [("waiting", 1)]
    JobRow.objects.update(run_at=now() - timedelta(days=400))
    drain()
    row = all_of(Sending)[0]
    assert (row.state, row.attempts, len(smtp.taken)) == ("sent", 2, 1)
    assert send(row.uid) == "sent"
    assert len(smtp.taken) == 1


def test_after_three_tries_somebody_is_told(world, taps, smtp):
    smtp.busy = 9
    taps.drips(TAP, telling(world.dan))
    for _each in range(4):
        drain()
        JobRow.objects.update(run_at=now() - timedelta(days=400))
    with everywhere(reason="a test looks"):
        assert EventRecord.objects.filter(kind="notices.sending_failed").count() == 1


def test_an_address_that_does_not_exist_is_not_tried_again(world, taps, smtp):
    smtp.refuse[world.dan.person.email] = "550 no such mailbox"
    taps.drips(TAP, telling(world.dan))
    drain()
    row = all_of(Sending)[0]
    assert row.state == "failed"
    assert "550 no such mailbox" in row.last_error
    assert not JobRow.objects.exists()


def test_in_quiet_hours_a_mail_waits_and_an_emergency_does_not(world, taps, smtp):
    local = now().astimezone(ZoneInfo("Europe/Copenhagen"))
    before, after = (local - timedelta(hours=1)).time(), (local + timedelta(hours=2)).time()
    notices.choose_hours(world.dan.scope, quiet_from=before, quiet_to=after, digest_at=time(7))
    taps.drips(TAP, telling(world.dan))
    drain()
    assert smtp.taken == []
    taps.drips(uuid4(), telling(world.dan, urgent=True))
    drain()
    assert len(smtp.taken) == 1


def test_who_has_left_gets_no_mail_any_more(world, taps, smtp):
    taps.drips(TAP, telling(world.dan))
    world.dan.person.state = "departed"
    world.dan.person.save(update_fields=["state"])
    drain()
    assert smtp.taken == []
    assert all_of(Sending)[0].state == "failed"


def test_a_digest_gathers_a_day_into_one_mail_and_comes_once(world, taps, smtp):
    notices.choose_ways(world.dan.scope, {"tests.tap": ["app", "digest"]})
    for _each in range(3):
        taps.drips(uuid4(), telling(world.dan, subject_uid=uuid4()))
    Habits.objects.update_or_create(person=world.dan.person, defaults={"digest_at": time(0)})
    assert digests.make_digests(world.community.pk, now=now()) == 1
    drain()
    assert digests.make_digests(world.community.pk, now=now()) == 0
    assert [mail["Subject"] for mail in smtp.mails] == ["3 notices in samdrift"]
    assert smtp.mails[0].get_body(("plain",)).get_content().count("Tap 7 drips") == 3


def test_an_sms_goes_through_the_configured_service(world, taps, settings):
    asked = []

    class Service(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append((self.path, self.headers.get("Authorization")))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Service) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        settings.SAMDRIFT_SMS_URL = f"http://127.0.0.1:{server.server_port}/send?to={{to}}&text={{text}}"
        settings.SAMDRIFT_SMS_TOKEN = "secret"
        world.dan.person.work_phone = "+45 33 14 88 88"
        world.dan.person.save(update_fields=["work_phone"])
        taps.drips(TAP, telling(world.dan, data_class="D8"))
        drain()
        server.shutdown()
        thread.join()
    path, key = asked[0]
    assert path.startswith("/send?to=%2B4533148888&text=Something%20needs%20you")
    assert key == "Bearer secret"
    assert "Tap" not in path
    with everywhere(reason="a test counts"):
        assert Notice.objects.count() == 1


def test_a_digest_says_how_to_stop_each_kind_and_the_whole_of_it(world, taps, smtp, client):
    notices.choose_ways(world.dan.scope, {"tests.tap": ["app", "digest"]})
    for _each in range(2):
        taps.drips(uuid4(), telling(world.dan, subject_uid=uuid4()))
    Habits.objects.update_or_create(person=world.dan.person, defaults={"digest_at": time(0)})
    digests.make_digests(world.community.pk, now=now())
    drain()
    mail = smtp.mails[0]
    # Once for the kind, however many lines it has, and once for the whole.
    assert mail.get_body(("plain",)).get_content().count("/notices/quieten/") == 2
    whole = mail["List-Unsubscribe"].strip("<> \r\n").removeprefix("http://localhost:8000")
    assert "Daily digest" in client.get(whole).content.decode()
    assert client.post(whole).status_code == 200
    taps.drips(uuid4(), telling(world.dan, subject_uid=uuid4()))
    assert digests.make_digests(world.community.pk, now=now() + timedelta(days=1)) == 0


def test_quiet_hours_hold_for_the_digest_too(world, taps):
    local = now().astimezone(ZoneInfo("Europe/Copenhagen"))
    before, after = (local - timedelta(hours=1)).time(), (local + timedelta(hours=2)).time()
    notices.choose_ways(world.dan.scope, {"tests.tap": ["digest"]})
    notices.choose_hours(world.dan.scope, quiet_from=before, quiet_to=after, digest_at=time(0))
    taps.drips(TAP, telling(world.dan))
    assert digests.make_digests(world.community.pk, now=now()) == 1
    row = next(one for one in all_of(Sending) if one.letter == "digest")
    assert row.not_before - now() > timedelta(hours=1, minutes=59)
