"""A replay may let a reason stop clocks that stopped none at the time: the book holds every wait."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from samdrift.foundation.scope import everywhere
from samdrift.operations.promises.models import Pause, Promise
from samdrift.operations.promises.public import reach, strike_pause
from samdrift.operations.promises.queries import whatif
from samdrift.operations.promises.queries.waits import Tally
from samdrift.operations.promises.tests.test_trying import (
    BEGIN,
    DRAFT,
    LATER,
    asked,
    cases_of,
    due_times,
    page,
    then,  # noqa: F401
)
from samdrift.operations.requests import events
from samdrift.operations.requests.commands import loading
from samdrift.operations.requests.commands.progress import put_on_hold, resume
from samdrift.operations.requests.models import ServiceRequest
from samdrift.registers.catalogue.models import HoldReason
from samdrift.registers.contracts.commands import proposals
from samdrift.registers.contracts.commands.terms import ClockTerms
from samdrift.registers.contracts.rules import PauseTerms
from tests.world import World, words

DAY = timedelta(days=1)
PARTS = frozenset({"awaiting_parts"})


@pytest.fixture(autouse=True)
def reasons(world: World) -> None:
    """Reasons with what the standard catalogue asks of them, before anybody has read the catalogue."""
    known: dict[str, dict[str, Any]] = {
        "landlord": {"stops_clock": True, "caused_by": "third"},
        "subcontractor": {"stops_clock": False, "caused_by": "provider"},
        "force_majeure": {"stops_clock": True, "caused_by": "nobody", "needs_other_party": True},
    }
    for code, values in known.items():
        HoldReason.objects.create(community=world.community, code=code, name=words(code), **values)
    with everywhere(reason="a test's catalogue"):
        HoldReason.objects.filter(code="awaiting_parts").update(limit_work_days=20)
        HoldReason.objects.filter(code="no_access").update(needs_end=True)


def waited(
    world: World, reason: str, begun: timedelta, lasted: timedelta | None, *, until: datetime | None = None
) -> Any:
    """A request that waited for a reason."""
    row, scope = asked(world), world.asta.scope
    at = BEGIN + begun
    put_on_hold(scope, row.uid, expected_version=None, reason=reason, note="PO 4711", until=until, now=at)
    if lasted is not None:
        resume(scope, row.uid, expected_version=None, now=at + lasted)
    return row


def stopping(*reasons: str, **more: Any) -> whatif.Alternative:
    return whatif.Alternative(stops_on=frozenset(reasons), **more)


def tallied(world: World, other: whatif.Alternative) -> tuple[int, int]:
    tally = Tally()
    facts = whatif.facts_of(world.bo.scope, cases_of(world), now=LATER)
    whatif.count(facts, world.contract.pk, other, now=LATER, tally=tally)
    return len(tally.counted), len(tally.left_out)


def test_a_wait_that_stopped_no_clock_moves_the_due_time_once_its_reason_does(world: World) -> None:
    row = waited(world, "awaiting_parts", DAY, DAY)
    with everywhere(reason="a test looks"):
        assert not Pause.objects.filter(subject_uid=row.uid).exists()
        promised = Promise.objects.get(subject_uid=row.uid, kind="complete").due_at
    assert due_times(world) == [promised], "today's terms say what the promise says"
    assert due_times(world, other=stopping("awaiting_parts")) == [promised + DAY]
    assert tallied(world, stopping("awaiting_parts")) == (1, 0)
    assert tallied(world, whatif.Alternative()) == (0, 0)


def test_a_wait_that_goes_on_is_counted_until_now_and_one_ends_when_the_work_is_done(world: World) -> None:
    first, _second = waited(world, "workload", DAY, None), waited(world, "workload", DAY, None)
    reach(world.asta.scope, first.uid, "resolved", at=BEGIN + 2 * DAY)
    facts = whatif.facts_of(world.bo.scope, cases_of(world), now=LATER)
    # The milestone alone ends no wait; the request's own event does.
    assert {wait.ended for wait in facts.waits} == {int(LATER.timestamp() * 1_000_000)}


def test_a_pause_that_held_is_not_counted_twice_and_one_that_was_struck_stays_struck(world: World) -> None:
    row = waited(world, "no_access", DAY, DAY, until=BEGIN + 9 * DAY)
    today = due_times(world)
    assert due_times(world, other=stopping("no_access")) == today
    with everywhere(reason="a test strikes"):
        pause = Pause.objects.get(subject_uid=row.uid)
    strike_pause(world.asta.scope, pause.uid, at=LATER)
    struck = due_times(world)
    assert struck == [today[0] - DAY]
    assert due_times(world, other=stopping("no_access")) == struck


def test_a_wait_counts_up_to_the_limit_of_its_reason(world: World) -> None:
    # 20 working days from Tuesday 29 April: Thursday 1 May is a working day here.
    waited(world, "awaiting_parts", DAY, None)
    now = LATER + timedelta(days=60)
    facts = whatif.facts_of(world.bo.scope, cases_of(world), now=now)
    due = [
        whatif.count(facts, world.contract.pk, one, now=now)["complete"].due[0]
        for one in (whatif.Alternative(), stopping("awaiting_parts"), stopping("subcontractor", "awaiting_parts"))
    ]
    assert due[1] == due[2]
    moved = timedelta(microseconds=int(due[1] - due[0]))
    assert timedelta(days=27) <= moved <= timedelta(days=29), "20 working days and the weekends between"


def test_what_a_reason_asks_for_and_the_book_does_not_show_is_left_out_and_told(world: World) -> None:
    waited(world, "force_majeure", DAY, DAY)
    assert due_times(world, other=stopping("force_majeure")) == due_times(world)
    assert tallied(world, stopping("force_majeure")) == (0, 1)


def test_no_access_is_brought_in_only_up_to_the_end_that_was_agreed(world: World) -> None:
    row = asked(world)
    noted(world, row, 1, None)
    assert tallied(world, stopping("no_access")) == (0, 1)
    noted(world, row, 3, BEGIN + 4 * DAY)
    without = whatif.Alternative(runs_on=frozenset({"no_access"}))
    assert due_times(world, other=stopping("no_access"))[0] - due_times(world, other=without)[0] == DAY


def noted(world: World, row: ServiceRequest, begun: int, until: datetime | None) -> None:
    """A wait in the book without a clock: the contract did not name the reason then."""
    moved = {"before": "submitted", "after": "submitted", "reason": "no_access"}
    at = BEGIN + begun * DAY
    with transaction.atomic():
        loading.tell(world.asta.scope, row, events.RequestPutOnHold, at=at, until=until, **moved)
        loading.tell(world.asta.scope, row, events.RequestResumed, at=at + 2 * DAY, **moved)


def test_a_proposed_rule_that_names_one_more_reason_counts_its_waits_on_its_terms(world: World) -> None:
    waited(world, "landlord", DAY, DAY)
    week = ClockTerms("complete", "work_days", 5, "OFFICE", "resolved", pausable=("landlord",))
    plain = proposals.propose_policy(world.dan.scope, world.contract.uid, _draft(clocks=(week,)), now=BEGIN)
    proven = {"landlord": PauseTerms(evidence="photo")}
    strict = proposals.propose_policy(
        world.dan.scope, world.contract.uid, _draft(clocks=(week,), pauses=proven), now=BEGIN
    )
    rules = [proposals.proposed_terms(one)[0] for one in (plain, strict)]
    counting, asking = (whatif.Alternative(policies=one) for one in rules)
    assert due_times(world, other=counting)[0] - due_times(world, other=asking)[0] == DAY
    assert tallied(world, counting) == (1, 0)
    assert tallied(world, asking) == (0, 1)


def _draft(**values: Any) -> Any:
    return replace(DRAFT, **values)


def test_the_page_says_how_many_waits_it_brought_in_and_how_many_it_left_out(
    world: World,
    client: Client,
    then: None,  # noqa: F811
) -> None:
    waited(world, "awaiting_parts", DAY, DAY)
    told = page(world, client, "promises:replay", stops_on="awaiting_parts")
    assert "1 wait that stopped no clock then does so here." in told
    assert "left out" not in told
    waited(world, "force_majeure", DAY, DAY)
    assert "1 wait is left out" in page(world, client, "promises:replay", stops_on="force_majeure")
    both = page(world, client, "promises:replay", stops_on="no_access", runs_on="no_access")
    assert "choose it once" in both
