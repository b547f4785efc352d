"""Whatever somebody changes in the tables directly, the nightly check finds: what is made, and what it is made from."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from samdrift.foundation import clock
from samdrift.foundation.checks.public import DoesNotHold
from samdrift.foundation.scope import everywhere
from samdrift.operations.promises import jobs
from samdrift.operations.promises.commands.agreeing import agree_deadline, exclude, strike_pause
from samdrift.operations.promises.models import Pause, Promise
from samdrift.operations.promises.public import (
    PauseReason,
    Subject,
    open_promises,
    pause,
    reach,
    reopen,
    resume,
    retarget,
)
from samdrift.operations.promises.queries.recount import recount
from samdrift.registers.contracts.commands.terms import write_calendar
from samdrift.registers.contracts.models import ServiceCalendar, SlaClock, SlaPolicy
from tests.world import OFFICE, START, World, words

BEGIN = datetime(2025, 5, 5, 7, tzinfo=UTC)
ASKED, LOCKED = PauseReason("awaiting_requester", "customer", True), PauseReason("no_access", "customer", True)
LATER = BEGIN + timedelta(days=400)


def subject_of(world: World) -> Subject:
    return Subject(
        kind="requests.servicerequest", uid=uuid4(), community_id=world.community.pk,
        contract_id=world.contract.pk, site_id=world.site.pk, unit_id=world.north.pk, line_code="MNT",
        request_type_code="mnt.fault", timezone="Europe/Copenhagen",
        unit_ids=frozenset({world.north.pk, world.authority.pk}),
    )  # fmt: skip


@pytest.fixture
def simple(world: World) -> Subject:
    """Waited once, and waits again; both parties agreed on another deadline and on what does not count."""
    subject, scope = subject_of(world), world.asta.scope
    open_promises(scope, subject, priority=3, started_at=BEGIN, at=BEGIN)
    pause(scope, subject.uid, ASKED, at=BEGIN + timedelta(hours=1))
    resume(scope, subject.uid, at=BEGIN + timedelta(hours=3))
    reach(scope, subject.uid, "acknowledged", at=BEGIN + timedelta(hours=4))
    pause(scope, subject.uid, LOCKED, at=BEGIN + timedelta(hours=5), until=BEGIN + timedelta(hours=26))
    with everywhere(reason="a test agrees"):
        complete, attend = (Promise.objects.get(subject_uid=subject.uid, kind=kind) for kind in ("complete", "attend"))
    agree_deadline(scope, complete.uid, complete.due_at + timedelta(days=5), at=BEGIN + timedelta(hours=6))
    exclude(scope, attend.uid, "weather", at=BEGIN + timedelta(hours=6))
    return subject


@pytest.fixture
def intricate(world: World) -> Subject:
    """Its priority was raised, it was resolved and reopened, and one of its pauses was struck."""
    subject, scope = subject_of(world), world.asta.scope
    open_promises(scope, subject, priority=3, started_at=BEGIN, at=BEGIN)
    pause(scope, subject.uid, ASKED, at=BEGIN + timedelta(hours=1))
    resume(scope, subject.uid, at=BEGIN + timedelta(hours=2))
    retarget(scope, subject, priority=2, at=BEGIN + timedelta(hours=3), by_customer=True)
    with everywhere(reason="a test agrees"):
        waited = Pause.objects.get(subject_uid=subject.uid)
    strike_pause(scope, waited.uid, at=BEGIN + timedelta(hours=4))
    reach(scope, subject.uid, "resolved", at=BEGIN + timedelta(hours=5))
    reopen(scope, subject.uid, resolved_at=BEGIN + timedelta(hours=5), at=BEGIN + timedelta(hours=8))
    return subject


def found(world: World) -> set[tuple[str, str]]:
    with everywhere(reason="a test works promises out again"):
        return {(one.kind, one.column) for one in recount(world.community.pk).differences}


def other_row(model: Any, community: int, than: int) -> int:
    pk = model.objects.filter(community=community).exclude(pk=than).values_list("pk", flat=True).first()
    assert pk is not None
    return int(pk)


MADE: dict[str, Any] = {
    "due_at": LATER, "at_risk_at": LATER, "breached_at": LATER, "paused_seconds": 7, "state": "met",
    "retro_breach": True, "credit_excluded": True, "stopped_at": LATER,
}  # fmt: skip
WORKED_FROM: dict[str, Any] = {
    "priority": 5, "started_at": BEGIN - timedelta(hours=1), "given_at": BEGIN, "agreed_due_at": LATER,
    "excluded": "landlord", "changes": [{"clock": 1, "calendar": 1}],
}  # fmt: skip
TERMS = {"policy_id": SlaPolicy, "clock_id": SlaClock, "calendar_id": ServiceCalendar}


@pytest.mark.parametrize("life", ["simple", "intricate"])
@pytest.mark.parametrize("column", [*MADE, *WORKED_FROM, *TERMS])
def test_a_promise_changed_by_hand_is_found_in_the_column(
    world: World, life: str, column: str, request: pytest.FixtureRequest
) -> None:
    subject = request.getfixturevalue(life)
    assert found(world) == set()
    with everywhere(reason="a test meddles"):
        if column == "calendar_id":
            write_calendar(
                world.dan.scope, code="SPARE", name=words("Spare"), definition=OFFICE, valid_from=START, now=BEGIN
            )
        row = Promise.objects.get(subject_uid=subject.uid, kind="complete")
        changed = {**MADE, **WORKED_FROM}
        old = getattr(row, column)
        value = changed[column] if column in changed else other_row(TERMS[column], world.community.pk, old)
        assert value != old
        Promise.objects.filter(pk=row.pk).update(**{column: value})
    assert ("complete", column) in found(world)


PAUSE: dict[str, Any] = {
    "started_at": BEGIN + timedelta(minutes=61), "reason_code": "workload", "caused_by": "provider", "kinds": [],
    "standing": "proposed", "ends_by_itself_at": LATER,
}  # fmt: skip


@pytest.mark.parametrize("life", ["simple", "intricate"])
@pytest.mark.parametrize("column", [*PAUSE, "ended_at"])
def test_a_pause_changed_by_hand_is_found_although_no_due_time_shows_it_yet(
    world: World, life: str, column: str, request: pytest.FixtureRequest
) -> None:
    subject = request.getfixturevalue(life)
    with everywhere(reason="a test meddles"):
        first = Pause.objects.filter(subject_uid=subject.uid).order_by("started_at")[0]
        value = PAUSE.get(column, first.started_at + timedelta(minutes=1))
        Pause.objects.filter(pk=first.pk).update(**{column: value})
    assert found(world) == {("pause", column)}


def test_a_pause_made_or_taken_away_by_hand_is_found(world: World, simple: Subject) -> None:
    with everywhere(reason="a test meddles"):
        first = Pause.objects.filter(subject_uid=simple.uid).order_by("started_at")[0]
        Pause.objects.filter(pk=first.pk).update(uid=uuid4())
    assert found(world) == {("pause", "unknown"), ("pause", "missing")}


def test_an_agreement_taken_away_by_hand_is_found(world: World, simple: Subject) -> None:
    with everywhere(reason="a test meddles"):
        Promise.objects.filter(subject_uid=simple.uid).update(agreed_due_at=None, excluded="")
    assert found(world) == {("complete", "agreed_due_at"), ("attend", "excluded")}


def test_hours_changed_by_hand_are_found_although_the_worker_remembered_them(
    world: World, simple: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version of a calendar never changes, so its hours are remembered; the check reads them anew."""
    monkeypatch.setattr(clock, "now", lambda: BEGIN + timedelta(hours=20))
    jobs.check({"community_id": world.community.pk})
    with everywhere(reason="a test meddles"):
        row = ServiceCalendar.objects.get(community=world.community, code="OFFICE")
        shorter = {**OFFICE, "week": {**OFFICE["week"], "mon": ["08:00-12:00"]}}
        ServiceCalendar.objects.filter(pk=row.pk).update(definition=shorter)
    with pytest.raises(DoesNotHold, match="acknowledge due_at"):
        jobs.check({"community_id": world.community.pk})
