"""A forgotten password: the same answer for everybody, a link that works once and for an hour, and the invitation."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from samdrift.doors.account import letters
from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.jobs.public import drain
from samdrift.foundation.mail.tests.doubles import smtp_server
from samdrift.foundation.notices.models import Sending
from samdrift.foundation.scope import everywhere
from samdrift.registers.parties.commands import invite_person
from tests.world import NOON

WORDS = "a long sentence nobody else has"


@pytest.fixture
def smtp(settings):
    with smtp_server() as server:
        settings.SAMDRIFT_SMTP_URL = server.url
        yield server


def ask(client, email):
    answer = client.post("/account/forgotten/", {"email": email})
    assert answer.status_code == 200
    return answer


def link_in(mail):
    text = mail.get_body(("plain",)).get_content()
    return re.search(r"http://localhost:8000(/account/\S+)", text)[1]


def test_a_new_password_by_the_link_in_the_mail(world, client, smtp):
    dan = world.dan.person
    other = Client()
    other.force_login(dan)
    ask(client, dan.email.upper())
    drain()
    path = link_in(smtp.mails[0])
    assert client.get(path).status_code == 200
    assert client.post(path, {"new_password": "short", "repeated": "short"}).status_code == 422
    assert client.post(path, {"new_password": WORDS, "repeated": WORDS}).status_code == 302
    dan.refresh_from_db()
    assert dan.check_password(WORDS)
    assert other.get("/account/").status_code == 302, "signed out everywhere else"
    assert client.get("/account/").status_code == 200
    assert Client().get(path).status_code == 404, "the link works once"
    drain()
    assert [mail["Subject"] for mail in smtp.mails] == ["Choose a new password", "Your password was changed"]


def test_the_answer_tells_nobody_who_has_an_account(world, client, smtp):
    world.bo.person.state = "suspended"
    world.bo.person.save(update_fields=["state"])
    pages = {
        re.sub(rb'value="[^"]*"', b"", ask(client, email).content)
        for email in (world.dan.person.email, "nobody@example.org", world.bo.person.email)
    }
    assert len(pages) == 1
    drain()
    assert len(smtp.taken) == 1


def test_asking_costs_the_same_for_everybody(world, client, smtp):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    costs = []
    for email in ("warm@example.org", world.dan.person.email, "nobody@example.org"):
        with CaptureQueriesContext(connection) as seen:
            ask(client, email)
        costs.append([query["sql"].split(" ", 2)[:2] for query in seen])
    assert costs[1] == costs[2]


def test_a_link_works_for_an_hour(world, client, smtp, monkeypatch):
    path = f"/account/new-password/{world.dan.person.uid}/{letters.forgotten_links.make_token(world.dan.person)}/"
    assert client.get(path).status_code == 200
    later = letters.forgotten_links._now() + timedelta(minutes=61)
    monkeypatch.setattr(letters.forgotten_links, "_now", lambda: later)
    assert client.get(path).status_code == 404


def test_a_link_for_something_else_or_somebody_else_is_not_there(world, client):
    dan, asta = world.dan.person, world.asta.person
    for person, token in (
        (dan, letters.first_links.make_token(dan)), (asta, letters.forgotten_links.make_token(dan)), (dan, "x-y"),
    ):  # fmt: skip
        assert client.get(f"/account/new-password/{person.uid}/{token}/").status_code == 404
    token = letters.forgotten_links.make_token(dan)
    assert client.get(f"/account/welcome/{dan.uid}/{token}/").status_code == 404


def test_asking_again_and_again_is_held_back(world, client, smtp):
    for _each in range(5):
        ask(client, world.dan.person.email)
    assert client.post("/account/forgotten/", {"email": world.dan.person.email}).status_code == 429
    assert client.post("/account/forgotten/", {"email": "other@example.org"}).status_code == 200


def test_without_a_mail_server_the_page_says_whom_to_ask(client, db):
    assert b"Ask whoever looks after it" in client.get("/account/forgotten/").content
    assert b"/account/forgotten/" not in client.get("/account/sign-in/").content


def test_who_signs_in_finds_the_way(client, db, smtp):
    assert b"/account/forgotten/" in client.get("/account/sign-in/").content


def test_who_is_invited_gets_one_mail_in_their_language_and_is_in_by_its_link(world, client, smtp):
    admin = world.someone("ADMIN")
    invite_person(
        admin.scope, email="ny@police.example", given_name="Nya", family_name="N", unit_uid=world.north.uid,
        organisation_uid=world.customer.uid, starts_on=NOON.date(), now=NOON, language="sv",
    )  # fmt: skip
    deliver_all()
    drain()
    assert [mail["Subject"] for mail in smtp.mails] == ["Du är inbjuden till samdrift"]
    path = link_in(smtp.mails[0])
    assert client.post(path, {"new_password": WORDS, "repeated": WORDS}).status_code == 302
    assert client.get(path).status_code == 404


def test_an_invitation_without_a_mail_server_is_kept_where_it_is_seen(world):
    admin = world.someone("ADMIN")
    invite_person(
        admin.scope, email="ny@police.example", given_name="Nya", family_name="N", unit_uid=None,
        organisation_uid=world.customer.uid, starts_on=NOON.date(), now=NOON,
    )  # fmt: skip
    deliver_all()
    with everywhere(reason="a test looks"):
        assert [(row.letter, row.state) for row in Sending.objects.all()] == [("account.invitation", "kept")]
