"""An agent's day, a coordinator's week and a district's month: of what each may see, once, and easily quietened."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from samdrift.foundation.notices import public as notices
from samdrift.foundation.notices.models import Choice, Notice
from samdrift.foundation.scope import everywhere
from samdrift.operations.desk.notices.digests import tell_agents, tell_coordinators, tell_districts
from samdrift.operations.desk.queries import figures
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import ServiceRequest
from tests.world import NOON

MONDAY = datetime(2025, 5, 12, 4, 10, tzinfo=UTC)  # the week after the world's noon
JUNE = datetime(2025, 6, 1, 4, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("samdrift.foundation.clock.now", lambda: NOON)


def done(world, row, at=NOON + timedelta(hours=2)):
    requests.resolve_at_once(world.asta.scope, row.uid, expected_version=None, resolution="repaired", now=at)


def said(person, kind):
    with everywhere(reason="a test looks"):
        return [notices.said(row) for row in Notice.objects.filter(receiver=person.person, kind=kind).order_by("pk")]


def run(tell, world, now):
    with everywhere(reason="a job runs across the gate"):
        return tell(world.community.pk, now=now)


def test_an_agent_reads_what_waits_at_the_desk_and_what_is_theirs(world, reported):
    agent = world.someone("SD-AG")
    reported()
    reported()
    own = reported()
    requests.triage(agent.scope, own.uid, expected_version=None, now=NOON)
    requests.take_request(agent.scope, own.uid, expected_version=None, now=NOON)
    run(tell_agents, world, NOON + timedelta(days=60))
    (words,) = said(agent, "digest.agent")
    assert words.subject == "2 new at the desk, 1 of yours open, 1 of them late"


def test_who_has_nothing_to_do_is_left_alone(world):
    agent = world.someone("SD-AG")
    assert run(tell_agents, world, NOON) == 0
    assert said(agent, "digest.agent") == []


def test_a_coordinator_reads_last_week_at_their_sites(world, reported):
    near, far = (
        world.someone("LOC-FM", unit=world.north),
        world.someone("LOC-FM", reach_kind="unit", reach_to=[world.south.pk]),
    )
    done(world, reported())
    reported()
    reported(at=MONDAY + timedelta(hours=1))  # this week
    run(tell_coordinators, world, MONDAY + timedelta(hours=2))
    (words,) = said(near, "digest.weekly")
    assert words.subject == "Last week at your sites: 2 reported, 1 done, 1 late now"
    assert words.body == "Promises to complete kept: 1 of 1. Waiting for your word: 0."
    assert said(far, "digest.weekly") == []


def test_a_lower_priority_somebody_asked_for_waits_for_their_word(world, reported):
    near = world.someone("LOC-FM", unit=world.north)
    row = reported(impact=2, urgency=2)
    agent = world.someone("SD-AG")
    requests.confirm_priority(agent.scope, row.uid, expected_version=None, impact=4, urgency=4, now=NOON)
    run(tell_coordinators, world, MONDAY)
    assert "Waiting for your word: 1." in said(near, "digest.weekly")[0].body


def test_a_district_s_month_says_how_many_liked_it(world, reported):
    chief = world.someone("DIST-MGT")
    for rating in (5, 2):
        row = reported()
        done(world, row)
        with everywhere(reason="a test closes it"):
            ServiceRequest.objects.filter(pk=row.pk).update(closed_at=NOON, rating=rating)
    run(tell_districts, world, JUNE)
    (words,) = said(chief, "digest.monthly")
    assert words.subject.startswith("Last month in your district: 2 reported, 2 done")
    assert words.body == "Promises to complete kept: 2 of 2. Satisfied: 1 of 2."
    with translation.override("da"):
        assert "Sidste måned i din kreds" in said(chief, "digest.monthly")[0].subject


def test_each_is_told_once_for_its_time_however_often_the_job_runs(world, reported):
    chief = world.someone("DIST-MGT")
    reported()
    assert [run(tell_districts, world, JUNE + timedelta(hours=hours)) for hours in (0, 5)] == [1, 0]
    assert len(said(chief, "digest.monthly")) == 1


def test_restricted_requests_are_in_no_figure_not_even_for_who_is_named_on_one(world, reported):
    chief, agent = world.someone("DIST-MGT"), world.someone("SD-AG", cleared_for=["D8"])
    row = reported()
    with everywhere(reason="a test hides a request"):
        ServiceRequest.objects.filter(pk=row.pk).update(data_class="D8")
    assert run(tell_agents, world, NOON) == run(tell_districts, world, JUNE) == 0
    assert said(chief, "digest.monthly") == said(agent, "digest.agent") == []


def test_the_other_community_is_told_nothing(world, reported):
    reported()
    with everywhere(reason="a job runs across the gate"):
        assert tell_agents(world.there.community.pk, now=NOON) == 0


def test_one_press_quietens_one_kind_and_another_the_whole_digest(world, reported):
    chief = world.someone("DIST-MGT")
    notices.quieten("digest.monthly", person_id=chief.person.pk)
    assert Choice.objects.get(person=chief.person).channels == ["app"]
    agent = world.someone("SD-AG")
    notices.quieten("digest", person_id=agent.person.pk)
    chosen = dict(Choice.objects.filter(person=agent.person).values_list("kind", "channels"))
    assert chosen["digest.agent"] == chosen["digest.daily"] == ["app"]
    assert "request.received" not in chosen
    reported()
    run(tell_agents, world, NOON)
    with everywhere(reason="a test looks"):
        assert not Notice.objects.get(receiver=agent.person, kind="digest.agent").for_digest


@pytest.mark.parametrize(
    ("now", "first", "begin"),
    [
        (datetime(2025, 3, 31, 22, 30, tzinfo=UTC), "2025-03-01", datetime(2025, 2, 28, 23, tzinfo=UTC)),
        (datetime(2025, 3, 31, 21, 30, tzinfo=UTC), "2025-02-01", datetime(2025, 1, 31, 23, tzinfo=UTC)),
    ],
)
def test_months_are_the_community_s_own_over_the_clock_change_too(world, now, first, begin):
    told = figures.last_month(world.community.pk, now)
    assert (str(told.first), told.begin) == (first, begin)


def test_a_week_lasts_from_monday_to_sunday(world):
    told = figures.last_week(world.community.pk, MONDAY)
    assert (str(told.first), told.end - told.begin) == ("2025-05-05", timedelta(days=7))
