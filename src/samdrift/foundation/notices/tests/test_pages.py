from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from samdrift.foundation.notices import public as notices
from samdrift.foundation.notices.tests.test_telling import TAP, telling


def test_the_bell_counts_and_costs_nothing_to_who_has_nothing_to_read(world, taps, client):
    client.force_login(world.dan.person)
    client.get("/account/")
    with CaptureQueriesContext(connection) as nothing:
        assert b'class="count"' not in client.get("/account/").content
    taps.drips(TAP, telling(world.dan))
    with CaptureQueriesContext(connection) as one:
        assert b'<span class="count">1</span>' in client.get("/account/").content
    assert len(one) == len(nothing) + 1


def test_the_list_costs_the_same_for_many(world, taps, client):
    client.force_login(world.dan.person)

    def cost():
        with CaptureQueriesContext(connection) as seen:
            assert b"Tap 7 drips" in client.get("/notices/").content
        return len(seen)

    taps.drips(TAP, telling(world.dan))
    client.get("/notices/")
    first = cost()
    for _each in range(29):
        taps.drips(uuid4(), telling(world.dan, subject_uid=uuid4()))
    assert cost() == first


def test_opening_one_reads_it_and_leads_on(world, taps, client):
    taps.drips(TAP, telling(world.dan, world.asta))
    notice = notices.notices_of(world.dan.scope).get()
    client.force_login(world.asta.person)
    assert client.get(f"/notices/{notice.uid}/").status_code == 404
    client.force_login(world.dan.person)
    answer = client.get(f"/notices/{notice.uid}/")
    assert (answer.status_code, answer["Location"]) == (302, "/requests/mine/")
    assert notices.unread_count(world.dan.scope) == 0


def test_everything_is_read_with_one_press(world, taps, client):
    for _each in range(3):
        taps.drips(uuid4(), telling(world.dan, world.asta, subject_uid=uuid4()))
    client.force_login(world.dan.person)
    client.post("/notices/read/")
    assert (notices.unread_count(world.dan.scope), notices.unread_count(world.asta.scope)) == (0, 3)


def test_choices_are_kept_and_half_a_quiet_hour_is_refused(world, taps, client):
    client.force_login(world.dan.person)
    assert b"You look after taps." in client.get("/notices/choices/").content
    hours = {"digest_at": "06:00", "quiet_from": "22:00", "quiet_to": "06:30"}
    assert client.post("/notices/choices/", {"tests.tap": ["app", "digest"], **hours}).status_code == 302
    chosen = {one.kind.key: one.ways for one in notices.choices_of(world.dan.scope)}
    assert chosen["tests.tap"] == {"app", "digest", "sms"}, "what is not offered here stays as it was"
    answer = client.post("/notices/choices/", {"digest_at": "06:00", "quiet_from": "22:00"})
    assert answer.status_code == 422
    assert b"both ends" in answer.content


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "One-Click"}])
def test_the_link_in_a_mail_stops_the_kind_without_signing_in(world, taps, body):
    path = notices.quieten_path("tests.tap", person_id=world.dan.person.pk)
    strict = Client(enforce_csrf_checks=True)
    assert b"Stop them" in strict.get(path).content
    chosen = {one.kind.key: one.ways for one in notices.choices_of(world.dan.scope)}
    assert "mail" in chosen["tests.tap"], "looking changes nothing: programs follow links before people do"
    assert strict.post(path, body).status_code == 200
    chosen = {one.kind.key: one.ways for one in notices.choices_of(world.dan.scope)}
    assert chosen["tests.tap"] == {"app"}


def test_a_link_somebody_made_up_is_not_there(world, taps, client):
    path = notices.quieten_path("tests.tap", person_id=world.dan.person.pk)
    assert client.get(path[:-2] + "x/").status_code == 404
    assert client.post(path[:-2] + "x/").status_code == 404


def test_what_was_sent_is_seen_by_who_looks_after_it_without_what_it_said(world, taps, client):
    taps.drips(TAP, telling(world.dan))
    taps.drips(uuid4(), telling(world.dan, data_class="D7"))
    client.force_login(world.someone("ADMIN").person)
    page = client.get("/notices/sent/").content.decode()
    assert "Taps" in page
    assert "Dan Nps" in page
    assert "no mail server is configured" in page
    assert "Tap 7" not in page
    assert page.count("Dan Nps") == 1, "that there is something restricted is hidden from the technician"
    client.force_login(world.dan.person)
    assert client.get("/notices/sent/").status_code == 403


def test_other_systems_read_and_note_as_read(world, taps, client):
    taps.drips(TAP, telling(world.dan))
    client.force_login(world.dan.person)
    told = client.get("/api/v1/notices?unread=true").json()["items"][0]
    assert (told["title"], told["about"], told["read_at"]) == ("Tap 7 drips", str(TAP), None)
    assert client.post(f"/api/v1/notices/{told['uid']}/read").json()["read_at"]
    assert client.get("/api/v1/notices?unread=true").json()["items"] == []
