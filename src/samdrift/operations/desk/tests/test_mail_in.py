"""What mails become: answers that let clocks go on, comments, requests with the clocks of their arrival, or held."""

from datetime import timedelta
from pathlib import Path

import pytest

import samdrift.foundation.mail.tests
from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.files.public import files_of
from samdrift.foundation.jobs.public import drain
from samdrift.foundation.mail import public as mails
from samdrift.foundation.mail.tests.doubles import smtp_server
from samdrift.foundation.mail.tests.test_reading import mail_with
from samdrift.foundation.scope import everywhere
from samdrift.operations.desk.commands import mail_held
from samdrift.operations.desk.models import Contact, Mailbox
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import Comment, ServiceRequest
from samdrift.registers.parties.commands import make_token
from tests.world import NOON

SAMPLES = Path(samdrift.foundation.mail.tests.__file__).parent / "samples"
ARRIVED = NOON + timedelta(minutes=20)
LATER = NOON + timedelta(hours=3)


@pytest.fixture(autouse=True)
def _set_up(settings, tmp_path, monkeypatch):
    settings.SAMDRIFT_VAR = tmp_path
    settings.SAMDRIFT_MAIL_FROM = "Servicedesk <desk@fm.example>"
    settings.SAMDRIFT_MAIL_REPLY_TO = "desk@fm.example"
    monkeypatch.setattr("samdrift.foundation.clock.now", lambda: LATER)


@pytest.fixture
def olga(world):
    made = world.someone("USR", name="Olga")
    made.person.email = "olga@police.example"
    made.person.save(update_fields=["email"])
    return made


@pytest.fixture
def box(world):
    return Mailbox.objects.create(community=world.community, address="desk@fm.example", request_type="mnt.fault")


def arrives(world, raw):
    row, _new = mails.hand_in(world.community.pk, raw, arrived_at=ARRIVED, source="http")
    return mails.read_one(row)


def sample(name, **replaced):
    raw = (SAMPLES / f"{name}.eml").read_bytes()
    for old, new in replaced.items():
        raw = raw.replace({"number": b"POL-2025-0000001", "to": b"To: desk@fm.example"}[old], new.encode())
    return raw


def asked(world, olga, **values):
    ask = requests.Ask(**{
        "request_type": "mnt.fault", "channel": "web", "title": "The tap drips", "site_id": world.site.pk,
        "space_id": world.washroom.pk, "requester_id": olga.person.pk, **values,
    })  # fmt: skip
    return requests.submit_request(olga.scope, ask, received_at=NOON, now=NOON).service_request


def rows(model, **where):
    with everywhere(reason="a test looks"):
        return list(model.objects.all().filter(**where).order_by("pk"))


def test_a_mail_of_somebody_we_know_is_a_request_whose_clocks_count_from_its_arrival(world, olga, box):
    taken = arrives(world, sample("plain_da"))
    made = rows(ServiceRequest)[0]
    assert (taken.state, taken.reason, taken.subject_uid) == ("taken", "request", made.uid)
    assert (made.title, made.channel, made.requester_id) == ("Vandhanen på toilettet drypper", "mail", olga.person.pk)
    assert made.description.startswith("Hej\n\nVandhanen på toilettet")
    assert "Politiassistent" not in made.description
    assert made.received_at == ARRIVED, "trap 4: not when a worker came to it"
    contact = rows(Contact)[0]
    assert (contact.channel, contact.started_at, contact.caller_id) == ("mail", ARRIVED, olga.person.pk)


def test_the_same_mail_twice_is_one_request(world, olga, box):
    arrives(world, sample("plain_da"))
    row, new = mails.hand_in(world.community.pk, sample("plain_da"), arrived_at=LATER, source="imap")
    assert not new
    mails.read_one(row)
    assert len(rows(ServiceRequest)) == 1


def test_photos_that_came_along_stand_on_the_request(world, olga, box):
    import io

    from PIL import Image

    photo = io.BytesIO()
    Image.effect_noise((300, 300), 90).convert("RGB").save(photo, "JPEG", quality=95)
    row = arrives(world, mail_with(("tap.jpg", "image/jpeg", photo.getvalue()), ("x.exe", "x/y", b"MZ")))
    made = rows(ServiceRequest)[0]
    kept = files_of(olga.scope, "requests.servicerequest", [made.uid])[made.uid]
    assert [one.name for one in kept] == ["tap.jpg"]
    assert row.left_out == ["x.exe"]


@pytest.mark.parametrize("name", ["gmail_da", "outlook_da", "apple_da", "thunderbird_da_below", "html_gmail"])
def test_an_answer_in_any_program_lets_the_clock_go_on_from_its_arrival(world, olga, name):
    row = asked(world, olga)
    requests.ask_requester(world.asta.scope, row.uid, expected_version=None, question="Which?", now=NOON)
    settled = arrives(world, sample(name, number=row.number))
    row.refresh_from_db()
    assert (settled.state, row.waiting_for_requester, row.paused) == ("taken", False, False)
    comment = rows(Comment, asks=False)[-1]
    assert comment.body.startswith("De")
    assert "skrev" not in comment.body
    assert (comment.by_requester, comment.said_at) == (True, ARRIVED)


def test_an_answer_is_found_by_the_token_of_our_mail_without_any_number(world, olga, settings):
    with smtp_server() as server:
        settings.SAMDRIFT_SMTP_URL = server.url
        row = asked(world, olga)
        requests.ask_requester(world.asta.scope, row.uid, expected_version=None, question="Which?", now=LATER)
        deliver_all()
        drain()
        ours = next(mail for mail in server.mails if "question" in mail["Subject"])
    for heads in (
        f"To: {ours['Reply-To']}", f"To: x@y.example\r\nReferences: {ours['References']} {ours['Message-ID']}",
    ):  # fmt: skip
        raw = (
            f"From: olga@police.example\r\n{heads}\r\nSubject: hi\r\nMessage-ID: <{len(heads)}@x>\r\n\r\nThe left one."
        )
        assert arrives(world, raw.encode()).subject_uid == row.uid
    assert [one.body for one in rows(Comment, asks=False)] == ["The left one."] * 2


def test_somebody_else_with_the_token_does_not_answer_for_whoever_was_asked(world, olga, settings):
    row = asked(world, olga)
    requests.ask_requester(world.asta.scope, row.uid, expected_version=None, question="Which?", now=NOON)
    token = mails.token_for(world.community.pk, ("requests.servicerequest", row.uid), "olga@police.example")
    raw = f"From: mallory@elsewhere.example\r\nTo: desk+r.{token}@fm.example\r\nMessage-ID: <z@x>\r\n\r\nThe right one."
    held = arrives(world, raw.encode())
    row.refresh_from_db()
    assert (held.state, held.reason, held.subject_uid) == ("held", "other_sender", row.uid)
    assert row.waiting_for_requester
    assert rows(Comment, asks=False) == []


def test_a_token_of_another_community_opens_nothing_here(world, olga, box):
    row = asked(world, olga)
    token = mails.token_for(world.there.community.pk, ("requests.servicerequest", row.uid), "olga@police.example")
    raw = f"From: olga@police.example\r\nTo: desk+r.{token}@fm.example\r\nMessage-ID: <z@x>\r\nSubject: a\r\n\r\nHello"
    assert arrives(world, raw.encode()).subject_uid != row.uid


def test_a_mail_nobody_asked_for_is_a_comment_and_a_contact_that_chases(world, olga):
    row = asked(world, olga)
    assert arrives(world, sample("gmail_en", number=row.number)).reason == "comment"
    assert [one.body for one in rows(Comment)] == ["The left one."]
    assert [(one.outcome, one.service_request_id) for one in rows(Contact)] == [("chaser", row.pk)]


def test_a_stranger_answers_by_mail_as_by_the_link(world, olga):
    row = asked(world, world.asta, requester_id=None, contact="olga@elsewhere.example", on_behalf_of="Olga")
    requests.ask_requester(world.asta.scope, row.uid, expected_version=None, question="Which?", now=NOON)
    raw = sample("gmail_da", number=row.number).replace(b"olga@police.example", b"olga@elsewhere.example")
    assert arrives(world, raw).state == "taken"
    row.refresh_from_db()
    assert not row.waiting_for_requester


@pytest.mark.parametrize(
    ("name", "reason"), [("plain_da", "no_mailbox"), ("newsletter", "list"), ("monitoring", "machine")]
)
def test_what_no_rule_can_place_is_held(world, olga, name, reason):
    assert arrives(world, sample(name)).reason == reason


def test_an_ended_request_is_not_answered_but_shown_to_the_desk(world, olga):
    row = asked(world, olga)
    requests.cancel(olga.scope, row.uid, expected_version=None, now=NOON)
    held = arrives(world, sample("gmail_en", number=row.number))
    assert (held.reason, held.subject_uid) == ("ended", row.uid)


def test_a_held_mail_becomes_a_request_without_an_account_being_made_up(world, box):
    held = arrives(world, sample("plain_da"))
    assert held.reason == "unknown_sender"
    taken = mail_held.begin_request(
        world.asta.scope, held.uid, request_type="mnt.fault", site_code=world.site.code, now=LATER
    )
    made = rows(ServiceRequest)[0]
    assert (made.contact, made.on_behalf_of, made.requester_id) == ("olga@police.example", "Olga Nielsen", None)
    assert (made.received_at, made.number) == (ARRIVED, taken.number)
    with pytest.raises(mail_held.Refused):
        mail_held.dismiss(world.asta.scope, held.uid, now=LATER)


def test_a_held_mail_is_written_down_on_the_request_it_belongs_to(world, olga):
    row = asked(world, olga)
    held = arrives(world, sample("plain_da").replace(b"olga@police.example", b"o@home.example"))
    mail_held.add_to_request(world.asta.scope, held.uid, number=row.number, now=LATER)
    assert rows(Comment)[0].body.startswith("Olga Nielsen wrote: Hej")


def test_only_the_desk_sees_and_settles_mails(world, box, client):
    held = arrives(world, sample("plain_da"))
    for actor, status in ((world.asta, 200), (world.dan, 404), (world.carla, 404)):
        client.force_login(actor.person)
        assert client.get(f"/desk/mail/{held.uid}/").status_code == status, actor.person.given_name
    client.force_login(world.asta.person)
    page = client.get(f"/desk/mail/{held.uid}/").content.decode()
    assert "Vandhanen på toilettet i stuen drypper." in page
    assert client.get(f"/desk/mail/{held.uid}/raw/").content == sample("plain_da")
    answer = client.post(f"/desk/mail/{held.uid}/", {"do": "begin", "type": "mnt.fault", "site": "nowhere"})
    assert answer.status_code == 422
    answer = client.post(f"/desk/mail/{held.uid}/", {"do": "begin", "type": "mnt.fault", "site": world.site.code})
    assert answer.status_code == 302


def test_what_a_mail_about_a_restricted_request_said_is_seen_by_the_cleared_only(world, olga, client):
    row = asked(world, olga, space_id=world.cell.pk, title="The cell door")
    assert row.data_class == "D8"
    requests.cancel(olga.scope, row.uid, expected_version=None, now=NOON)
    held = arrives(world, sample("gmail_en", number=row.number))
    assert held.data_class == "D8"
    client.force_login(world.asta.person)
    assert client.get(f"/desk/mail/{held.uid}/").status_code == 404
    assert "POL-" not in client.get("/desk/mail/").content.decode()


def test_the_lists_cost_the_same_for_many(world, box, client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(world.asta.person)
    costs = []
    for many in (1, 30):
        for number in range(many):
            arrives(world, sample("plain_da").replace(b"olga@", f"o{many}.{number}@".encode()))
        client.get("/desk/mail/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/desk/mail/").status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]


# The door.


def handed(client, raw, key="", **headers):
    head = {"Authorization": f"Bearer {key}"} if key else {}
    return client.post("/mail/in/", raw, content_type="message/rfc822", headers={**head, **headers})


def test_a_mail_server_hands_mails_in_with_a_key(world, olga, box, client, settings):
    admin = world.someone("ADMIN")
    _token, key = make_token(admin.scope, name="MX", permissions=["mail.hand_in"], expires_at=None, now=LATER)
    _token, weak = make_token(world.dan.scope, name="No", permissions=None, expires_at=None, now=LATER)
    assert handed(client, sample("plain_da")).status_code == 401
    assert handed(client, sample("plain_da"), "sd_wrong").status_code == 401
    assert handed(client, sample("plain_da"), weak).status_code == 403
    assert handed(client, sample("plain_da"), key).status_code == 202
    assert handed(client, sample("plain_da"), key).status_code == 200
    settings.SAMDRIFT_MAX_MAIL_MB = 0
    assert handed(client, sample("gmail_da"), key).status_code == 413
    assert client.get("/mail/in/").status_code == 405
    drain()
    assert len(rows(ServiceRequest)) == 1


def test_what_becomes_of_mails_is_set_by_who_leads_the_desk(world, client):
    client.force_login(world.asta.person)
    good = {"address": "Desk@fm.example", "type": "mnt.fault", "site": ""}
    assert client.post("/desk/mail/boxes/", good).status_code == 302
    assert client.post("/desk/mail/boxes/", {**good, "type": "no.such"}).status_code == 422
    assert [row.address for row in rows(Mailbox)] == ["desk@fm.example"]
    client.force_login(world.dan.person)
    assert client.post("/desk/mail/boxes/", good).status_code == 403
