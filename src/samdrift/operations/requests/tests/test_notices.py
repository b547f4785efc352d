"""What people are told of requests: the right ones, once, in their language, and of restricted ones nothing."""

from datetime import timedelta

import pytest

from samdrift.foundation.events.public import deliver_all, replay
from samdrift.foundation.notices import public as notices
from samdrift.foundation.notices.models import Notice, Sending
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.notices.ladder import tell_figures, tell_ladder, tell_unanswered
from samdrift.operations.requests.rules import ladder
from tests.world import NOON


@pytest.fixture
def olga(world):
    return world.someone("USR", name="Olga")


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    """Notices are told now; the world's now is its noon."""
    monkeypatch.setattr("samdrift.foundation.clock.now", lambda: NOON)


def ask(world, olga, **values):
    asked = requests.Ask(**{
        "request_type": "mnt.fault", "channel": "web", "title": "The tap drips", "description": "All night",
        "site_id": world.site.pk, "space_id": world.washroom.pk, "requester_id": olga.person.pk, **values,
    })  # fmt: skip
    return requests.submit_request(olga.scope, asked, received_at=NOON, now=NOON).service_request


def told(actor=None, kind=""):
    with everywhere(reason="a test looks"):
        rows = Notice.objects.all().order_by("pk")
        if actor is not None:
            rows = rows.filter(receiver=actor.person)
        if kind:
            rows = rows.filter(kind=kind)
        return [(row.kind, notices.said(row).subject) for row in rows]


def test_whoever_asked_hears_that_it_arrived_and_by_when_in_their_language(world, olga):
    olga.person.language = "da"
    olga.person.save(update_fields=["language"])
    row = ask(world, olga)
    deliver_all()
    from django.utils import translation

    with everywhere(reason="a test looks"), translation.override("da"):
        words = notices.said(Notice.objects.get(receiver=olga.person))
    assert words.subject == f"{row.number} er modtaget: The tap drips"
    assert "man. 19. maj 2025 16:00" in words.body
    assert "bedt om det" in words.reason


def test_everything_that_happens_is_told_once_even_when_the_book_is_handed_out_again(world, olga):
    row = ask(world, olga)
    requests.ask_requester(world.asta.scope, row.uid, expected_version=None, question="Which tap?", now=NOON)
    deliver_all()
    requests.answer_question(olga.scope, row.uid, body="The left one", now=NOON)
    deliver_all()
    first = told()
    replay("notices.tell", community_id=world.community.pk)
    deliver_all()
    assert told() == first
    assert (("request.needs_you", f"{row.number}: a question for you")) in told(olga)


def test_the_question_itself_stands_in_the_mail_and_nobody_else_gets_it(world, olga):
    row = ask(world, olga)
    requests.ask_requester(world.asta.scope, row.uid, expected_version=None, question="Which tap?", now=NOON)
    deliver_all()
    with everywhere(reason="a test looks"):
        notice = Notice.objects.get(kind="request.needs_you")
    assert "Which tap?" in notices.said(notice).body
    assert notice.receiver_id == olga.person.pk


@pytest.mark.parametrize(("who", "visibility"), [("asta", "provider"), ("dan", "customer")])
def test_what_one_side_says_to_itself_is_told_to_nobody_of_the_other(world, olga, who, visibility):
    row = ask(world, olga)
    deliver_all()
    before = told()
    requests.add_comment(
        getattr(world, who).scope, row.uid, body="They always break it", now=NOON, visibility=visibility
    )
    deliver_all()
    assert told() == before


def test_of_something_restricted_whoever_asked_hears_only_that_something_needs_them(world, olga):
    ask(world, olga, space_id=world.cell.pk, title="The cell door does not lock")
    deliver_all()
    with everywhere(reason="a test looks"):
        row = ServiceRequest.objects.get(requester=olga.person)
        rows = list(Notice.objects.filter(subject_uid=row.uid))
    assert row.data_class == "D8"
    assert {notices.said(one).subject for one in rows} == {"Something needs you"}
    assert all(one.facts == {} for one in rows)
    assert [subject for _kind, subject in told(olga)] == ["Something needs you"]
    assert notices.unread_count(olga.scope) == 1


def test_an_emergency_goes_to_who_answers_for_it_there_and_to_nobody_elsewhere(world, olga):
    elsewhere = world.someone("LOC-FM", name="Else", reach_kind="unit", reach_to=[world.south.pk])
    row = ask(world, olga, impact=1, urgency=1)
    assert row.priority == 1
    deliver_all()
    for actor, many in ((world.asta, 1), (world.dan, 1), (elsewhere, 0), (world.carla, 0), (world.bo, 0)):
        assert len(told(actor, "p1.raised")) == many, actor.person.given_name


def test_five_urgent_ones_at_a_site_are_one_major_incident(world, olga):
    for _each in range(7):
        ask(world, olga, impact=1, urgency=1)
    deliver_all()
    assert len(told(world.dan, "major_incident")) == 1
    assert told(world.dan, "major_incident")[0][1].startswith("7 urgent reports at")


def test_a_stranger_with_a_mail_address_is_told_by_mail_with_the_link_that_follows_it(world, olga):
    ask(world, olga, requester_id=None, contact="eva@example.org", language="sv")
    deliver_all()
    with everywhere(reason="a test looks"):
        notice = Notice.objects.get(address="eva@example.org", kind="request.received")
        assert Sending.objects.get(notice=notice).language == "sv"
    assert notices.link_of(notice).startswith("/track/")
    assert requests.followed(notices.link_of(notice).rpartition("/")[2]).service_request.uid == notice.subject_uid


def test_forty_witnesses_hear_that_it_is_done_and_only_who_asked_is_asked_how_it_went(world, olga):
    row = ask(world, olga)
    people = [world.someone("USR") for _each in range(3)]
    for one in people:
        requests.me_too(world.asta.scope, row.uid, now=NOON, person_id=one.person.pk)
    _resolve_and_close(world, olga, row)
    for one in people:
        assert [kind for kind, _s in told(one)].count("request.resolved") == 1
        assert "survey" not in [kind for kind, _s in told(one)]
    assert [kind for kind, _s in told(olga)].count("survey") == 1


def _resolve_and_close(world, olga, row):
    scope = world.asta.scope
    requests.triage(scope, row.uid, expected_version=None, now=NOON)
    requests.take_request(scope, row.uid, expected_version=None, now=NOON)
    requests.start(scope, row.uid, expected_version=None, now=NOON)
    requests.resolve(scope, row.uid, expected_version=None, resolution="repaired", now=NOON)
    requests.confirm_closed(olga.scope, row.uid, expected_version=None, now=NOON)
    deliver_all()


def test_nobody_is_asked_how_it_went_twice_within_two_weeks(world, olga):
    for _each in range(2):
        _resolve_and_close(world, olga, ask(world, olga))
    assert [kind for kind, _s in told(olga)].count("survey") == 1


# The ladder.


def test_each_rung_is_told_once_to_the_right_people(world, olga, monkeypatch):
    row = ask(world, olga, impact=2, urgency=2)
    manager = world.someone("CTR-C", name="Cilla")
    deliver_all()
    row.refresh_from_db()
    assert row.priority == 2
    due = row.next_due_at
    with everywhere(reason="a test climbs"):
        for moment, kind, actor in (
            (row.at_risk_at, "request.delay_expected", olga),
            (due, "request.breach", world.asta),
            (due + (due - NOON), "request.breach_doubled", manager),
            (due + timedelta(hours=2), "request.breach_managers", world.bo),
        ):
            monkeypatch.setattr("samdrift.foundation.clock.now", lambda moment=moment: moment)
            tell_ladder(world.community.pk, now=moment - timedelta(seconds=1))
            before = len(told(actor, kind))
            tell_ladder(world.community.pk, now=moment)
            tell_ladder(world.community.pk, now=moment + timedelta(minutes=5))
            assert (before, len(told(actor, kind))) == (0, 1), kind


def test_what_waits_or_is_done_climbs_no_ladder(world, olga):
    row = ask(world, olga)
    requests.ask_requester(world.asta.scope, row.uid, expected_version=None, question="Which?", now=NOON)
    deliver_all()
    with everywhere(reason="a test climbs"):
        assert tell_ladder(world.community.pk, now=NOON + timedelta(days=20)) == 0


def test_the_rungs_of_a_p2_are_in_order():
    rungs = ladder.steps(
        started_at=NOON, at_risk_at=NOON + timedelta(minutes=22), due_at=NOON + timedelta(minutes=30),
        late_at=NOON + timedelta(minutes=150),
    )  # fmt: skip
    assert [rung.name for rung in rungs] == ["at_risk", "due", "double", "late"]
    assert [rung.name for rung in ladder.reached(rungs, NOON + timedelta(minutes=31))] == ["at_risk", "due"]
    assert ladder.reached(rungs, NOON + timedelta(days=3)) == []


def test_the_figures_of_the_day_go_into_the_digest_of_who_leads(world, olga):
    ask(world, olga)
    with everywhere(reason="a test looks"):
        assert tell_figures(world.community.pk, now=NOON) == 1
        notice = Notice.objects.get(kind="digest.daily")
    assert notice.for_digest
    assert not notice.listed
    assert notices.said(notice).subject == "1 open, 0 late, 0 due within a day"


def test_half_and_nine_tenths_of_the_time_are_told_to_who_has_it(world, olga, monkeypatch):
    lead = world.someone("SD-LEAD", name="Lea")
    row = ask(world, olga, impact=2, urgency=2)
    deliver_all()
    row.refresh_from_db()
    whole = row.next_due_at - NOON  # P2 runs round the clock
    with everywhere(reason="a test climbs"):
        for share, kind in ((0.5, "request.half_used"), (0.9, "request.nearly_late")):
            moment = NOON + whole * share
            monkeypatch.setattr("samdrift.foundation.clock.now", lambda moment=moment: moment)
            tell_ladder(world.community.pk, now=moment - timedelta(seconds=1))
            assert told(lead, kind) == []
            tell_ladder(world.community.pk, now=moment + timedelta(seconds=1))
            tell_ladder(world.community.pk, now=moment + timedelta(minutes=1))
            assert len(told(lead, kind)) == 1, kind


def test_what_whoever_asked_writes_is_told_to_who_has_it(world, olga):
    row = ask(world, olga)
    requests.triage(world.asta.scope, row.uid, expected_version=None, now=NOON)
    requests.take_request(world.asta.scope, row.uid, expected_version=None, now=NOON)
    requests.add_comment(olga.scope, row.uid, body="It is worse now", now=NOON)
    deliver_all()
    assert [kind for kind, _s in told(world.asta)].count("request.answered") == 1
    requests.add_comment(world.dan.scope, row.uid, body="Please hurry", now=NOON)
    deliver_all()
    assert [kind for kind, _s in told(world.asta)].count("request.answered") == 1


def test_an_emergency_nobody_takes_up_climbs_until_somebody_does(world, olga, monkeypatch):
    row = ask(world, olga, impact=1, urgency=1)
    taken = ask(world, olga, impact=1, urgency=1)
    requests.triage(world.asta.scope, taken.uid, expected_version=None, now=NOON)
    deliver_all()
    with everywhere(reason="a test climbs"):
        for minutes, asta, bo in ((9, 0, 0), (10, 1, 0), (15, 1, 0), (20, 1, 1), (25, 1, 1)):
            moment = NOON + timedelta(minutes=minutes)
            monkeypatch.setattr("samdrift.foundation.clock.now", lambda moment=moment: moment)
            tell_unanswered(world.community.pk, now=moment)
            assert len(told(world.asta, "p1.unanswered")) == asta, minutes
            assert len(told(world.bo, "p1.unanswered")) == bo, minutes
    assert row.number in told(world.bo, "p1.unanswered")[0][1]
