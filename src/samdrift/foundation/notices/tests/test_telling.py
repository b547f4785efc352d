from datetime import timedelta
from uuid import uuid4

import pytest

from samdrift.foundation.clock import now
from samdrift.foundation.events.public import deliver_all, replay
from samdrift.foundation.notices import public as notices
from samdrift.foundation.notices.commands.telling import ME
from samdrift.foundation.notices.models import Choice, Notice, Sending
from samdrift.foundation.scope import everywhere

TAP = uuid4()


def telling(*people, **values):
    to = [notices.To(person.person.pk) for person in people]
    values = {"facts": {"tap": "7"}, "subject_kind": "tests.tap", "subject_uid": TAP, **values}
    return notices.Telling(to=to, **values)


def all_of(model):
    with everywhere(reason="a test counts"):
        return list(model.objects.all().order_by("pk"))


def test_an_event_is_told_once_however_often_it_is_handed_out(world, taps):
    taps.drips(TAP, telling(world.dan, world.asta))
    replay(ME, community_id=world.community.pk)
    deliver_all()
    assert [row.receiver_id for row in all_of(Notice)] == [world.dan.person.pk, world.asta.person.pk]
    assert notices.unread_count(world.dan.scope) == 1
    assert notices.unread_count(world.carla.scope) == 0


def test_nobody_is_told_what_they_did_themselves(world, taps):
    taps.drips(TAP, telling(world.bo, world.dan))
    assert [row.receiver_id for row in all_of(Notice)] == [world.dan.person.pk]


def test_without_a_mail_server_mails_are_kept_where_somebody_sees_them(world, taps):
    taps.drips(TAP, telling(world.dan))
    assert [(row.channel, row.state) for row in all_of(Sending)] == [("mail", "kept")]
    admin = world.someone("ADMIN")
    assert notices.sending_counts(admin.scope) == {"kept": 1}


def test_within_the_window_the_same_thing_is_not_told_again(world, taps):
    from dataclasses import replace

    kind = notices.kinds["tests.tap"]
    notices.register_kinds(replace(kind, again_after=timedelta(hours=1)))
    start = now()
    taps.drips(TAP, telling(world.dan))
    taps.drips(TAP, telling(world.dan))
    taps.drips(uuid4(), telling(world.dan, subject_uid=uuid4()))
    assert len(all_of(Notice)) == 2
    with everywhere(reason="time passes"):
        Notice.objects.update(told_at=start - timedelta(hours=2))
    taps.drips(TAP, telling(world.dan))
    assert len(all_of(Notice)) == 3


@pytest.mark.parametrize("data_class", ["D5", "D6", "D7", "D8", "D9"])
def test_of_restricted_things_nothing_is_kept_and_nothing_said(world, taps, data_class):
    taps.drips(TAP, telling(world.dan, data_class=data_class, facts={"tap": "in the cell block"}))
    notice = all_of(Notice)[0]
    assert notice.facts == {}
    words = notices.said(notice)
    assert words.subject == "Something needs you"
    assert "cell" not in f"{words.subject}{words.body}{words.reason}"
    assert "tap" not in words.reason


def test_who_is_not_cleared_any_more_neither_reads_nor_counts_it(world, taps):
    cleared = world.someone("SEC-OFF")
    taps.drips(TAP, telling(cleared, data_class="D8"))
    assert notices.unread_count(cleared.scope) == 1
    taps.drips(TAP, telling(world.dan, data_class="D8"))
    assert notices.unread_count(world.dan.scope) == 0
    assert list(notices.notices_of(world.dan.scope)) == []


def test_what_becomes_restricted_is_forgotten_in_what_was_told(world, taps):
    taps.drips(TAP, telling(world.dan))
    notices.reclassify(TAP, "D8")
    notice = all_of(Notice)[0]
    assert (notice.data_class, notice.facts) == ("D8", {})


def test_what_becomes_a_case_vanishes_for_those_who_were_told(world, taps):
    taps.drips(TAP, telling(world.dan))
    notices.reclassify(TAP, "D7")
    assert not all_of(Notice)


def test_one_partys_own_stays_with_that_party(world, taps):
    taps.drips(TAP, telling(world.dan, world.asta, owner_party_id=world.provider.pk))
    assert notices.unread_count(world.dan.scope) == 0
    assert notices.unread_count(world.asta.scope) == 1


def test_a_choice_decides_the_ways_and_the_same_as_default_is_no_choice(world, taps):
    notices.choose_ways(world.dan.scope, {"tests.tap": ["app"]})
    taps.drips(TAP, telling(world.dan, world.asta))
    assert [(row.receiver_id, row.channel) for row in all_of(Sending)] == [(world.asta.person.pk, "mail")]
    notices.choose_ways(world.dan.scope, {"tests.tap": ["app", "mail", "sms"]})
    assert not Choice.objects.exists()


def test_a_stranger_is_told_by_mail_only_and_can_stop_it(world, taps):
    stranger = notices.Telling(to=[notices.To(address=" Eva@Example.org ", language="sv")], facts={"tap": "7"})
    taps.drips(TAP, stranger)
    row = all_of(Sending)[0]
    assert (row.address, row.language, row.receiver_id) == ("eva@example.org", "sv", None)
    notices.quieten("tests.tap", address="eva@example.org")
    taps.drips(TAP, stranger)
    assert len(all_of(Sending)) == 1


def test_what_is_told_days_later_does_not_leave_the_house(world, taps):
    taps.telling = telling(world.dan)
    notices.tell("tests.tap", taps.telling, community_id=world.community.pk, cause="old", at=now() - timedelta(days=3))
    assert len(all_of(Notice)) == 1
    assert all_of(Sending) == []


def test_telling_many_costs_the_same_statements_as_telling_one(world, taps, django_assert_num_queries):
    many = [world.someone("USR") for _each in range(12)]

    def cost(people):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as seen:
            notices.tell("tests.tap", telling(*people), community_id=world.community.pk, cause=str(uuid4()), at=now())
        return len(seen)

    assert cost(many[:1]) == cost(many)
