"""Mail reaches us once, by IMAP or handed in, and whatever is in it never raises."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from samdrift.foundation.clock import now
from samdrift.foundation.files.models import StoredFile
from samdrift.foundation.mail import imap, intake, jobs, registry
from samdrift.foundation.mail.models import IncomingMail
from samdrift.foundation.mail.registry import Outcome
from samdrift.foundation.mail.tests.doubles import imap_server
from samdrift.foundation.scope import everywhere

SAMPLES = Path(__file__).parent / "samples"
PLAIN = (SAMPLES / "plain_da.eml").read_bytes()


@pytest.fixture
def received(monkeypatch):
    """What the room that makes something of mails was given; here it takes everything."""
    given = []

    def take(row, mail, files, moment):
        given.append((row, mail, files))
        return Outcome(state="taken", reason="request")

    monkeypatch.setattr(registry, "_receiver", [take])
    return given


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.SAMDRIFT_VAR = tmp_path


def all_mails():
    with everywhere(reason="a test looks"):
        return list(IncomingMail.objects.all().order_by("pk"))


def hand_in(world, raw, **values):
    return intake.hand_in(world.community.pk, raw, arrived_at=now(), source="http", **values)


def test_the_same_mail_is_taken_in_once(world, received):
    first, new = hand_in(world, PLAIN)
    again, not_new = hand_in(world, PLAIN)
    assert (new, not_new, first.pk) == (True, False, again.pk)
    assert intake.read_waiting() == 1
    assert intake.read_waiting() == 0
    assert [mail.subject for _row, mail, _files in received] == ["Vandhanen på toilettet drypper"]


def test_two_workers_that_read_the_same_mail_make_one_thing_of_it(world, received):
    row, _new = hand_in(world, PLAIN)
    with everywhere(reason="the other worker's own look at the row"):
        same = IncomingMail.objects.all().get(pk=row.pk)
    intake.read_one(row)
    intake.read_one(same)
    assert len(received) == 1


def test_one_mail_to_two_of_our_addresses_is_one(world, received):
    hand_in(world, PLAIN)
    hand_in(world, PLAIN.replace(b"Delivered-To: desk@", b"Delivered-To: help@"))
    intake.read_waiting()
    assert [(row.state, row.reason) for row in all_mails()] == [("taken", "request"), ("ignored", "duplicate")]
    assert len(received) == 1


def test_the_mail_as_it_came_is_kept_and_forgotten_after_its_time(world, received):
    row, _new = hand_in(world, PLAIN)
    intake.read_waiting()
    assert intake.content_of(row) == PLAIN
    assert intake.forget_old(now() + timedelta(days=89)) == 0
    assert intake.forget_old(now() + timedelta(days=91)) == 1
    gone = all_mails()[0]
    assert (gone.sender, gone.subject, gone.forgotten, gone.state) == ("", "", True, "taken")
    with everywhere(reason="a test looks"):
        assert not StoredFile.objects.all().filter(owner_kind=intake.FILES_OF).exists()


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [
        ("absence_outlook_da", "ignored", "auto_reply"), ("absence_rfc3834", "ignored", "auto_reply"),
        ("bounce", "ignored", "bounce"), ("read_receipt", "ignored", "auto_reply"),
        ("newsletter", "held", "list"), ("monitoring", "held", "machine"),
    ],
)  # fmt: skip
def test_what_nobody_wrote_starts_nothing(world, received, name, state, reason):
    hand_in(world, (SAMPLES / f"{name}.eml").read_bytes())
    intake.read_waiting()
    assert [(row.state, row.reason) for row in all_mails()] == [(state, reason)]
    assert received == []


def test_our_own_mail_that_comes_back_starts_nothing(world, received, settings):
    settings.SAMDRIFT_MAIL_FROM = "samdrift <desk@fm.example>"
    hand_in(world, PLAIN.replace(b"<a1@police.example>", b"<m.0123456789abcdef@fm.example>"))
    intake.read_waiting()
    assert [(row.state, row.reason) for row in all_mails()] == [("ignored", "own")]


def test_a_flood_from_one_sender_is_held_for_a_person(world, received, monkeypatch):
    monkeypatch.setattr(intake, "A_SENDER_AN_HOUR", 3)
    for number in range(5):
        hand_in(world, PLAIN.replace(b"<a1@", f"<n{number}@".encode()))
    intake.read_waiting()
    assert [row.reason for row in all_mails()] == ["request"] * 3 + ["too_many"] * 2


@pytest.mark.parametrize("raw", [b"", b"hello", b"\x00" * 1000])
def test_what_is_no_mail_is_refused_and_kept_for_who_wants_to_look(world, received, raw):
    hand_in(world, raw)
    intake.read_waiting()
    assert [row.state for row in all_mails()] == ["refused"]
    assert received == []


def test_a_mail_that_is_too_large_is_not_kept(world, received, settings):
    settings.SAMDRIFT_MAX_MAIL_MB = 1
    with pytest.raises(intake.TooLarge):
        hand_in(world, PLAIN + b"x" * 1_000_001)
    assert all_mails() == []


def test_what_came_along_goes_through_the_rules_for_files(world, received):
    from samdrift.foundation.mail.tests.test_reading import mail_with

    hand_in(
        world,
        mail_with(("run.exe", "application/x-msdownload", b"MZ" * 50), ("r.pdf", "application/pdf", b"%PDF-1.4 %%EOF")),
    )
    intake.read_waiting()
    assert [one.name for one in received[0][2]] == ["r.pdf"]
    assert all_mails()[0].left_out == ["run.exe"]


def test_a_fault_of_ours_is_tried_again_and_then_shown_to_a_person(world, monkeypatch):
    def fails(*given):
        raise ZeroDivisionError

    monkeypatch.setattr(registry, "_receiver", [fails])
    hand_in(world, PLAIN)
    hand_in(world, PLAIN.replace(b"<a1@", b"<b1@"))
    for _each in range(4):
        intake.read_waiting()
    assert [(row.state, row.reason, row.attempts) for row in all_mails()] == [("held", "fault", 3)] * 2


# IMAP.


def test_a_mailbox_is_taken_over_with_the_moment_it_arrived(world, received, settings):
    with imap_server() as box:
        box.mails += [PLAIN, (SAMPLES / "gmail_da.eml").read_bytes()]
        settings.SAMDRIFT_IMAP_URL = box.url()
        jobs.fetch({})
        jobs.fetch({})
    rows = all_mails()
    assert [row.source for row in rows] == ["imap", "imap"]
    assert rows[0].arrived_at == datetime(2025, 5, 5, 10, 0, 3, tzinfo=UTC)
    assert (box.seen, box.gone, box.fetched) == ({1, 2}, set(), [1, 2])


def test_mails_are_deleted_there_when_that_is_asked_for(world, settings):
    with imap_server() as box:
        box.mails.append(PLAIN)
        settings.SAMDRIFT_IMAP_URL = box.url(query="&after=delete")
        jobs.fetch({})
    assert box.gone == {1}
    assert len(all_mails()) == 1


def test_two_gigabytes_are_never_fetched(world, settings):
    with imap_server() as box:
        box.mails += [PLAIN, PLAIN + b"."]
        box.sizes[1] = 2_000_000_000
        settings.SAMDRIFT_IMAP_URL = box.url()
        jobs.fetch({})
    assert box.fetched == [2]
    assert len(all_mails()) == 1


def test_a_mail_interrupted_before_it_was_marked_is_not_taken_twice(world, settings):
    with imap_server() as box:
        box.mails.append(PLAIN)
        settings.SAMDRIFT_IMAP_URL = box.url()
        jobs.fetch({})
        box.seen.clear()
        jobs.fetch({})
    assert len(all_mails()) == 1


def test_a_wrong_password_fails_the_job_where_somebody_sees_it(world, settings):
    with imap_server() as box:
        settings.SAMDRIFT_IMAP_URL = box.url().replace("secret", "wrong")
        with pytest.raises(imap.imaplib.IMAP4.error):
            jobs.fetch({})


@pytest.mark.parametrize("url", ["http://x/INBOX?community=NPS", "imaps://host/INBOX", "imaps:///INBOX?community=X"])
def test_an_address_that_is_no_mailbox_is_refused(url):
    with pytest.raises(ValueError, match="SAMDRIFT_IMAP_URL"):
        imap.mailbox_of(url)
