"""Whatever people do in whatever order, and whenever a worker is killed, the sums are those of the raw rows."""

import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samdrift.foundation.errors import SamdriftError
from samdrift.foundation.events.public import seal_due
from samdrift.foundation.scope import everywhere
from samdrift.foundation.tallies import comparing, keeping, reading
from samdrift.foundation.tallies.comparing import compare
from samdrift.foundation.tallies.public import keep_up, rebuild_all, tallies
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.tests.conftest import *  # noqa: F403  (a desk at noon, and a way to ask)
from samdrift.operations.work.models import WorkOrder
from tests.world import NOON, World

ANY = {"expected_version": None}
ASKS = ("submitted", "awaiting_approval")


class Desk:
    """People at work, an hour at a time."""

    def __init__(self, world: World, report) -> None:
        self.world, self.report = world, report
        self.now = NOON + timedelta(days=2)
        self.rows: list[ServiceRequest] = []
        self.asker = world.someone("USR", "LOC-FM", name="Olga")
        self.desk = world.here.join_team(world.someone("SD-AG", "SD-LEAD", "OPS-M", "SVC-E", name="Hal"))

    def do(self, step: str, which: int, much: int) -> None:
        """One step, where it is allowed; what is refused changes nothing."""
        self.now += timedelta(hours=1 + much)
        row = self.rows[which % len(self.rows)] if self.rows else None
        with contextlib.suppress(SamdriftError, ServiceRequest.DoesNotExist):
            if row is not None or step in ("ask", "look", "killed"):
                getattr(self, step)(row, much)

    def ask(self, _row, much) -> None:
        site = (self.world.site, self.world.other_site, self.world.empty_site)[much % 3]
        at = self.now - timedelta(hours=much)
        place = {"site_id": site.pk, "space_id": None}
        self.rows.append(self.report(actor=self.asker, received_at=at, **place))

    def triage(self, row, _much) -> None:
        requests.triage(self.desk.scope, row.uid, **ANY, now=self.now)

    def begin(self, row, _much) -> None:
        to = {"team_id": self.world.team.pk, "assignee_id": self.desk.person.pk}
        requests.assign_request(self.desk.scope, row.uid, **ANY, now=self.now, **to)
        requests.start(self.desk.scope, row.uid, **ANY, now=self.now)

    def question(self, row, _much) -> None:
        requests.ask_requester(self.desk.scope, row.uid, **ANY, question="Where?", now=self.now)

    def answer(self, row, _much) -> None:
        requests.answer_question(self.asker.scope, row.uid, body="Here.", now=self.now)

    def resolve(self, row, _much) -> None:
        requests.resolve(self.desk.scope, row.uid, **ANY, resolution="repaired", now=self.now)

    def confirm(self, row, _much) -> None:
        requests.confirm_closed(self.asker.scope, row.uid, **ANY, now=self.now)

    def reopen(self, row, _much) -> None:
        requests.reopen(self.asker.scope, row.uid, **ANY, reason="Drips", now=self.now)

    def rate(self, row, much) -> None:
        requests.rate(self.asker.scope, row.uid, rating=1 + much % 5, now=self.now)

    def earlier(self, row, much) -> None:
        at = row.received_at - timedelta(hours=11 * (1 + much))
        requests.correct_received_at(
            self.desk.scope, row.uid, **ANY, received_at=at, reason="noted_on_paper", now=self.now
        )

    def elsewhere(self, row, much) -> None:
        site = (self.world.other_site, self.world.site)[much % 2]
        requests.confirm_place(self.desk.scope, row.uid, **ANY, now=self.now, site_id=site.pk)

    def secured(self, row, _much) -> None:
        requests.confirm_place(
            self.desk.scope, row.uid, **ANY, now=self.now, site_id=self.world.site.pk, space_id=self.world.cell.pk
        )

    def priority(self, row, much) -> None:
        requests.confirm_priority(
            self.desk.scope, row.uid, **ANY, impact=1 + much % 3, urgency=1, now=self.now, safety=False
        )

    def cancel(self, row, _much) -> None:
        requests.cancel(self.asker.scope, row.uid, **ANY, reason="Not needed", now=self.now)

    def look(self, _row, _much) -> None:
        seal_all()
        keep_up(self.now)

    def killed(self, _row, much) -> None:
        """A worker that reads on and is gone while it counts."""
        seal_all()
        reading.read_on(limit=1 + much)
        real = reading.recount

        def gone(*arguments):
            real(*arguments)
            raise KilledHere

        reading.recount = gone
        try:
            reading.count_stale(self.now)
        except KilledHere:
            pass
        finally:
            reading.recount = real


class KilledHere(Exception):
    """Somebody pulled the plug."""


STEPS = [name for name in vars(Desk) if not name.startswith("_") and name != "do"]


def seal_all() -> None:
    while seal_due():
        pass


def differing(world, now):
    seal_all()
    keep_up(now)
    with everywhere(reason="holding sums against the raw rows"):
        return compare(world.community.pk, now, nights=1)[1]


@settings(
    max_examples=6, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9), st.integers(0, 30)), min_size=5, max_size=40)
)
def test_sums_are_those_of_the_rows_whatever_happened(world, report, steps):
    desk = Desk(world, report)
    desk.ask(None, 0)
    for step, which, much in steps:
        desk.do(step, which, much)
    assert differing(world, desk.now) == []


def test_a_whole_course_is_followed(world, report):
    desk = Desk(world, report)
    course = [
        "ask", "look", "triage", "begin", "look", "question", "look", "answer", "resolve", "look", "confirm", "rate",
        "look", "reopen", "killed", "resolve", "confirm", "rate", "look", "reopen", "elsewhere", "look", "earlier",
        "priority", "look", "resolve", "confirm", "look",
    ]  # fmt: skip
    for place, step in enumerate(course):
        desk.do(step, 0, place % 7)
        assert differing(world, desk.now) == [], step
    last = date(2026, 1, 1)
    expected = {"requests.reported": 1, "requests.closed": 1, "requests.reopened": 2, "requests.rated": 2}
    for source, many in expected.items():
        told = tallies(world.bo.scope, source, world.contract.pk, date(2025, 1, 1), last)
        assert [one.count for one in told] == [many], source
    with everywhere(reason="whether there was work"):
        orders = WorkOrder.objects.filter(done_at__isnull=False).count()
    assert (
        sum(one.count for one in tallies(world.bo.scope, "work.done", world.contract.pk, date(2025, 1, 1), last))
        == orders
    )


def test_what_becomes_restricted_is_in_no_sum_any_more(world, report):
    desk = Desk(world, report)
    desk.ask(None, 0)
    desk.ask(None, 0)
    assert differing(world, desk.now) == []
    desk.do("secured", 0, 0)
    assert differing(world, desk.now) == []
    for actor in (world.bo, world.dan, world.someone("SEC-OFF", cleared_for=["D8"])):
        told = tallies(actor.scope, "requests.reported", world.contract.pk, date(2025, 1, 1), date(2026, 1, 1))
        assert sum(one.count for one in told) == 1, "the same for everybody, so that nothing is told by subtraction"


@pytest.mark.parametrize("clock_change", [date(2025, 3, 30), date(2025, 10, 26)])
def test_a_day_belongs_to_the_zone_of_its_site(world, report, clock_change):
    world.other_site.timezone = "America/New_York"
    world.other_site.save(update_fields=["timezone"])
    midnight = datetime(clock_change.year, clock_change.month, clock_change.day, tzinfo=UTC)
    for hours in range(-6, 32):
        for site in (world.site, world.other_site):
            report(received_at=midnight + timedelta(hours=hours), site_id=site.pk, space_id=None)
    now = midnight + timedelta(days=40)
    assert differing(world, now) == []
    before, after = clock_change - timedelta(days=3), clock_change + timedelta(days=3)
    asked = {"since": before, "until": after, "by": ("site", "day")}
    told = tallies(world.bo.scope, "requests.reported", world.contract.pk, **asked)
    found = {(one.site_id, one.day): one.count for one in told}
    assert found[world.site.pk, clock_change] == (23 if clock_change.month == 3 else 25)
    assert found[world.other_site.pk, clock_change] == 24
    rebuild_all(now)
    assert tallies(world.bo.scope, "requests.reported", world.contract.pk, **asked) == told


def test_what_was_sealed_late_is_counted_late(world, report):
    """A transaction that commits after others have been read is not passed over."""
    report()
    assert differing(world, NOON) == []
    report(received_at=NOON - timedelta(days=20))
    report(received_at=NOON + timedelta(hours=1))
    assert differing(world, NOON + timedelta(hours=1)) == []
    told = tallies(world.bo.scope, "requests.reported", world.contract.pk, date(2025, 4, 1), date(2025, 5, 1))
    assert [one.count for one in told] == [1]


def test_a_rebuild_killed_in_the_middle_loses_nothing_and_counts_nothing_twice(world, report, monkeypatch):
    for days in (0, 31, 62):
        report(received_at=NOON + timedelta(days=days))
    now = NOON + timedelta(days=70)
    assert differing(world, now) == []
    for days in (0, 31, 62):
        report(received_at=NOON + timedelta(days=days))
    seal_all()  # told in the book, and no worker has read it yet
    left = [3]

    def gone(*arguments):
        left[0] -= 1
        if not left[0]:
            raise KilledHere
        derive(*arguments)

    derive = keeping._derive
    with monkeypatch.context() as plug:
        plug.setattr(keeping, "_derive", gone)
        with pytest.raises(KilledHere):
            rebuild_all(now)
    assert differing(world, now) == []
    told = tallies(
        world.bo.scope, "requests.reported", world.contract.pk, date(2025, 5, 1), date(2025, 8, 1), by=("month",)
    )
    assert [one.count for one in told] == [2, 2, 2]


def test_a_check_killed_in_the_middle_changes_no_sum(world, report, monkeypatch):
    report()
    assert differing(world, NOON) == []
    asked = (world.bo.scope, "requests.reported", world.contract.pk, date(2025, 5, 1), date(2025, 6, 1))
    before = tallies(*asked, by=("site", "day", "kind"))

    def gone(*_arguments):
        raise KilledHere

    with monkeypatch.context() as plug, everywhere(reason="holding sums against the raw rows"):
        plug.setattr(comparing, "_total_holds", gone)
        with pytest.raises(KilledHere):
            compare(world.community.pk, NOON)
    assert before == tallies(*asked, by=("site", "day", "kind")) != []
    assert differing(world, NOON) == []
