"""Comments, questions and answers; and that one side's words never reach the other."""

from datetime import UTC, datetime, timedelta

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import EventRecord, history_of, recent_events
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.foundation.search.public import matching_uids
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.commands.by_itself import due_by_themselves, settle_by_itself, system_scope
from samdrift.operations.requests.models import Comment, ServiceRequest
from samdrift.operations.requests.queries.tracked import followed
from samdrift.operations.requests.rules.numbers import track_token
from tests.world import NOON

LATER = NOON + timedelta(hours=1)


def link(row, settings):
    return track_token(row.uid, settings.SECRET_KEY)


def said_to(scope, row):
    return [c.body for c in Comment.objects.within(scope).filter(service_request=row).order_by("pk")]


@pytest.mark.parametrize("side", ["customer", "provider"])
def test_what_one_side_says_to_itself_reaches_nobody_else(world, report, settings, side):
    row = report()
    ours, theirs = (world.dan, world.asta) if side == "customer" else (world.asta, world.dan)
    requests.add_comment(ours.scope, row.uid, body="The secret zebra", visibility=side, now=LATER)
    assert said_to(ours.scope, row) == ["The secret zebra"]
    assert said_to(theirs.scope, row) == []
    assert "requests.commented" not in {e.kind for e in recent_events(theirs.scope)}
    assert "requests.commented" not in {e.kind for e in history_of(theirs.scope, row.uid)}
    assert matching_uids(theirs.scope, "zebra", kind="requests.request") == []
    tracked = followed(link(row, settings))
    assert tracked is not None
    assert tracked.comments == []
    with everywhere(reason="test"):
        assert (
            EventRecord.objects.filter(kind="requests.commented")
            .values_list("book", flat=True)
            .get()
            .startswith("party:")
        )


def test_nobody_speaks_for_the_other_side(world, report):
    for actor, side in ((world.asta, "customer"), (world.dan, "provider"), (world.asta, "nobody")):
        with pytest.raises(Invalid):
            requests.add_comment(actor.scope, report().uid, body="Hello", visibility=side, now=LATER)


def test_a_comment_says_something(world, report):
    for body in ("", "   ", "x" * 4001):
        with pytest.raises(Invalid):
            requests.add_comment(world.asta.scope, report().uid, body=body, now=LATER)


def test_who_may_not_see_it_cannot_comment(world, report):
    row = report()
    with pytest.raises(ServiceRequest.DoesNotExist):
        requests.add_comment(world.carla.scope, row.uid, body="Hello", now=LATER)
    with pytest.raises(NotAllowed):
        requests.add_comment(world.someone("FIN-C").scope, row.uid, body="Hello", now=LATER)


def test_a_question_stops_the_clock_and_the_answer_lets_it_run(world, officer, report):
    row = requests.ask_requester(
        world.asta.scope, report().uid, expected_version=None, question="Which tap?", now=LATER
    )
    assert (row.state, row.paused, row.waiting_for_requester) == ("submitted", True, True)
    due = row.due_at
    requests.answer_question(officer.scope, row.uid, body="The left one", now=LATER + timedelta(days=1))
    row = ServiceRequest.objects.within(world.asta.scope).get(pk=row.pk)
    assert (row.paused, row.waiting_for_requester, row.hold_reason) == (False, False, "")
    assert row.due_at > due


def test_a_question_while_working_puts_it_on_hold_and_the_answer_takes_it_off(world, officer, report):
    row = report()
    requests.assign_request(
        world.asta.scope, row.uid, expected_version=None, assignee_id=world.asta.person.pk, now=NOON
    )
    requests.start(world.asta.scope, row.uid, expected_version=None, now=NOON)
    row = requests.ask_requester(world.asta.scope, row.uid, expected_version=None, question="Which?", now=LATER)
    assert row.state == "on_hold"
    requests.answer_question(officer.scope, row.uid, body="Left", now=LATER)
    assert ServiceRequest.objects.within(world.asta.scope).get(pk=row.pk).state == "in_progress"


def test_a_stranger_answers_by_the_tracking_link(world, report, settings):
    row = report(actor=world.asta, requester_id=None, channel="phone")
    requests.ask_requester(world.asta.scope, row.uid, expected_version=None, question="Which tap?", now=LATER)
    tracked = followed(link(row, settings))
    assert tracked.question.body == "Which tap?"
    comment = requests.answer_question(tracked.scope, row.uid, body="Left", now=LATER, channel="qr")
    assert comment.by_requester
    assert comment.answers_id == tracked.question.pk
    assert followed(link(row, settings)).question is None


def test_a_link_opens_one_request_and_no_other(world, report, settings):
    row, other = report(), report()
    scope = followed(link(row, settings)).scope
    assert list(ServiceRequest.objects.within(scope)) == [row]
    with pytest.raises(ServiceRequest.DoesNotExist):
        requests.answer_question(scope, other.uid, body="x", now=LATER)
    with pytest.raises(NotAllowed):
        requests.triage(scope, row.uid, expected_version=None, now=LATER)
    assert followed("x" * 25) is None
    assert followed("") is None


def test_a_stranger_confirms_and_rates_by_the_link(world, report, settings):
    row = report(actor=world.asta, requester_id=None, channel="phone")
    requests.resolve_at_once(world.asta.scope, row.uid, expected_version=None, resolution="repaired", now=LATER)
    scope = followed(link(row, settings)).scope
    closed = requests.confirm_closed(scope, row.uid, expected_version=None, now=LATER, rating=4)
    assert (closed.state, closed.rating) == ("closed", 4)


def test_nobody_reads_a_strangers_request_as_the_own(world, report):
    report(actor=world.asta, requester_id=None, channel="phone")
    nobody = world.someone("USR").scope
    assert not ServiceRequest.objects.within(nobody).exists()


@pytest.mark.parametrize("reach", ["own", "assigned"])
def test_a_scope_without_a_person_owns_nothing(world, report, reach):
    row = report(actor=world.asta, requester_id=None, channel="phone")
    requests.add_comment(world.asta.scope, row.uid, body="Hello", now=LATER)
    nobody = Scope(community_id=world.community.pk, grants=(Grant("USR", frozenset({"requests.view"}), reach=reach),))
    assert not ServiceRequest.objects.within(nobody).exists()
    assert not Comment.objects.within(nobody).exists()


def test_only_one_question_at_a_time(world, report):
    row = report()
    requests.ask_requester(world.asta.scope, row.uid, expected_version=None, question="Which?", now=LATER)
    with pytest.raises(Refused):
        requests.ask_requester(world.asta.scope, row.uid, expected_version=None, question="Which?", now=LATER)


def test_an_agent_notes_down_an_answer_but_another_user_cannot(world, report):
    row = requests.ask_requester(world.asta.scope, report().uid, expected_version=None, question="?", now=LATER)
    with pytest.raises(ServiceRequest.DoesNotExist):
        requests.answer_question(world.someone("USR").scope, row.uid, body="x", now=LATER)
    with pytest.raises(NotAllowed):
        requests.answer_question(world.bo.scope, row.uid, body="x", now=LATER)
    assert not requests.answer_question(world.asta.scope, row.uid, body="Left", now=LATER, channel="phone").by_requester


def test_five_working_days_without_an_answer_end_it(world, report):
    row = requests.ask_requester(world.asta.scope, report().uid, expected_version=None, question="?", now=LATER)
    scope = system_scope(world.community.pk)
    before, after = datetime(2025, 5, 12, 13, tzinfo=UTC), datetime(2025, 5, 12, 15, tzinfo=UTC)
    assert due_by_themselves(before) == []
    assert due_by_themselves(after) == [(world.community.pk, row.uid)]
    assert settle_by_itself(scope, row.uid, now=after) == "given_up"
    row = ServiceRequest.objects.within(world.asta.scope).get(pk=row.pk)
    assert (row.state, row.resolution_code) == ("resolved", "no_answer")


def test_silence_closes_and_an_agreed_time_resumes(world, report):
    row = requests.resolve_at_once(
        world.asta.scope, report().uid, expected_version=None, resolution="repaired", now=LATER
    )
    scope = system_scope(world.community.pk)
    late = LATER + timedelta(days=7)
    assert settle_by_itself(scope, row.uid, now=LATER) == "nothing"
    assert settle_by_itself(scope, row.uid, now=late) == "closed"
    assert settle_by_itself(scope, row.uid, now=late) == "nothing"
    tomorrow = LATER + timedelta(days=1)
    row = requests.put_on_hold(
        world.asta.scope, report().uid, expected_version=None, reason="no_access", until=tomorrow, now=LATER
    )
    assert settle_by_itself(scope, row.uid, now=tomorrow) == "resumed"
    assert not ServiceRequest.objects.within(world.asta.scope).get(pk=row.pk).paused
