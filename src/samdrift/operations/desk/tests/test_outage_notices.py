"""Who follows a known issue hears when it changes and when it is over: once, in their language, nothing restricted."""

from datetime import timedelta

import pytest
from django.utils import translation

from samdrift.foundation.events.public import deliver_all, replay
from samdrift.foundation.notices import public as notices
from samdrift.foundation.notices.models import Notice, Sending
from samdrift.foundation.scope import everywhere
from samdrift.operations.desk.commands.outages import Known, change_outage, declare_outage, end_outage
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import ServiceRequest
from tests.world import NOON

THREE = {"en": "The lift stands", "da": "Elevatoren står", "sv": "Hissen står"}
TEXT = {"en": "Take the stairs", "da": "Tag trappen", "sv": "Ta trappan"}
LATER = NOON + timedelta(hours=3)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    """Notices are told now; the world's now is its noon."""
    monkeypatch.setattr("samdrift.foundation.clock.now", lambda: NOON)


@pytest.fixture
def olga(world):
    return world.someone("USR", name="Olga")


@pytest.fixture
def case(reported, olga):
    return reported(requester_id=olga.person.pk)


@pytest.fixture
def outage(world, case):
    known = Known(title=THREE, text={}, site_id=world.site.pk, request_uid=case.uid)
    return declare_outage(world.asta.scope, known, now=NOON)


def change(world, outage, **values):
    said = {"title": THREE, "text": TEXT, "expected_until": LATER} | values
    return change_outage(world.asta.scope, outage.uid, **said, expected_version=None, now=NOON)


def end(world, outage):
    return end_outage(world.asta.scope, outage.uid, expected_version=None, now=NOON)


def told(kind):
    deliver_all()
    with everywhere(reason="a test looks"):
        rows = Notice.objects.filter(kind=kind).order_by("pk")
        return [(row.receiver_id or row.address, notices.said(row)) for row in rows]


def test_who_reported_it_reads_until_when_and_what_to_do(world, case, outage, olga):
    change(world, outage)
    ((whom, words),) = told("outage.changed")
    assert (whom, words.subject) == (olga.person.pk, "News: The lift stands")
    assert "15:00" in words.body
    assert "Take the stairs" in words.body
    with translation.override("sv"):
        ((_whom, words),) = told("outage.changed")
    assert "Hissen står" in words.subject
    assert "Ta trappan" in words.body


def test_it_is_told_that_it_is_over(world, outage, olga):
    end(world, outage)
    assert [(whom, words.subject) for whom, words in told("outage.ended")] == [
        (olga.person.pk, "It is over: The lift stands")
    ]


def test_everybody_who_has_it_too_is_told_once_however_they_joined(world, reported, case, outage, olga):
    mia, dora = world.someone("USR", name="Mia"), world.someone("USR", name="Dora")
    for person in (mia, mia, olga):
        requests.me_too(world.asta.scope, case.uid, person_id=person.person.pk, now=NOON)
    requests.me_too(world.asta.scope, case.uid, contact="Eva@Home.example", device_key="a", now=NOON)
    requests.me_too(world.asta.scope, case.uid, contact="12 34 56 78", device_key="b", now=NOON)
    double = reported(requester_id=dora.person.pk)
    requests.mark_duplicate(world.asta.scope, double.uid, expected_version=None, master_uid=case.uid, now=NOON)
    reported(requester_id=world.someone("USR", name="Somebody else").person.pk)
    end(world, outage)
    receivers = [whom for whom, _words in told("outage.ended")]
    assert sorted(map(str, receivers)) == sorted(
        map(str, [olga.person.pk, mia.person.pk, dora.person.pk, "eva@home.example"])
    )
    replay("notices.tell", community_id=world.community.pk)
    assert [whom for whom, _words in told("outage.ended")] == receivers


def test_a_stranger_gets_a_mail_without_somebody_else_s_link_and_may_quieten_it(world, case, outage):
    requests.me_too(world.asta.scope, case.uid, contact="eva@home.example", device_key="a", now=NOON)
    end(world, outage)
    told("outage.ended")
    from samdrift.foundation.notices import letters

    with everywhere(reason="a test looks"):
        row = Sending.objects.get(address="eva@home.example", notice__kind="outage.ended")
    letter = letters.write(row)
    assert letter is not None
    assert letter.link == ""
    assert "/notices/quiet" in letter.quieten


def test_nothing_new_is_told_to_nobody(world, outage):
    change(world, outage)
    told("outage.changed")
    change(world, outage)
    assert len(told("outage.changed")) == 1


def test_an_issue_nobody_follows_is_told_to_nobody(world, case):
    outage = declare_outage(world.asta.scope, Known(title=THREE, text={}, site_id=world.site.pk), now=NOON)
    end(world, outage)
    assert told("outage.ended") == []


def test_a_case_that_became_restricted_is_told_to_nobody(world, case, outage):
    with everywhere(reason="a test hides a case"):
        ServiceRequest.objects.filter(pk=case.pk).update(data_class="D7")
    change(world, outage)
    end(world, outage)
    assert told("outage.changed") == told("outage.ended") == []


def test_a_restricted_duplicate_s_reporter_is_not_told_of_it(world, reported, case, outage):
    dora = world.someone("USR", name="Dora")
    double = reported(requester_id=dora.person.pk)
    requests.mark_duplicate(world.asta.scope, double.uid, expected_version=None, master_uid=case.uid, now=NOON)
    with everywhere(reason="a test hides a request"):
        ServiceRequest.objects.filter(pk=double.pk).update(data_class="D7")
        requests.Witness.objects.filter(person=dora.person).delete()
    end(world, outage)
    assert dora.person.pk not in [whom for whom, _words in told("outage.ended")]
