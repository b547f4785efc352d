"""Promise rules are tried on past work before anybody agrees to them; nothing is written by trying."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.operations.promises.models import Promise
from samdrift.operations.promises.public import PauseReason, pause, reach, reopen, resume
from samdrift.operations.promises.queries import whatif
from samdrift.operations.promises.registry import PastCase, Wanted, past_work
from samdrift.operations.promises.web import trying
from samdrift.operations.requests.commands.submit import Ask, submit_request
from samdrift.registers.contracts.commands.proposals import propose_calendar, propose_policy
from samdrift.registers.contracts.commands.terms import ClockTerms, PolicyDraft
from tests.world import NOON, OFFICE, World, words

REASON = PauseReason("no_access", "customer", stops_clock=True)
BEGIN = datetime(2025, 4, 28, 7, tzinfo=UTC)
LATER = datetime(2025, 5, 20, 7, tzinfo=UTC)


def asked(world: World, hours: int = 0) -> Any:
    ask = Ask(
        request_type="mnt.fault", channel="web", description="The tap drips", site_id=world.site.pk,
        space_id=world.washroom.pk, requester_id=world.dan.person.pk,
    )  # fmt: skip
    at = BEGIN + timedelta(hours=hours)
    return submit_request(world.dan.scope, ask, received_at=at, now=at).service_request


def cases_of(world: World) -> list[PastCase]:
    return past_work(world.bo.scope, Wanted(world.contract.pk, BEGIN.date(), LATER.date()))


def counted(world: World, other: whatif.Alternative | None = None) -> dict[str, whatif.Counted]:
    facts = whatif.facts_of(world.bo.scope, cases_of(world), now=LATER)
    return whatif.count(facts, world.contract.pk, other or whatif.Alternative(), now=LATER)


def due_times(world: World, kind: str = "complete", other: whatif.Alternative | None = None) -> list[datetime]:
    table = counted(world, other)[kind]
    return [datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(due)) for due in table.due]


def lived(world: World) -> list[Any]:
    """Three requests: one paused and done, one reopened, one still open."""
    rows, scope = [asked(world, hours) for hours in (0, 5, 30)], world.asta.scope
    pause(scope, rows[0].uid, REASON, at=BEGIN + timedelta(days=1))
    resume(scope, rows[0].uid, at=BEGIN + timedelta(days=3))
    reach(scope, rows[0].uid, "resolved", at=BEGIN + timedelta(days=8))
    reach(scope, rows[1].uid, "acknowledged", at=BEGIN + timedelta(hours=9))
    reach(scope, rows[1].uid, "resolved", at=BEGIN + timedelta(days=1))
    reopen(scope, rows[1].uid, resolved_at=BEGIN + timedelta(days=1), at=BEGIN + timedelta(days=4))
    reach(scope, rows[1].uid, "resolved", at=BEGIN + timedelta(days=16))
    return rows


def test_under_todays_terms_the_replay_says_what_the_promises_say(world: World) -> None:
    rows = lived(world)
    with everywhere(reason="a test compares"):
        for kind, table in counted(world).items():
            for number, row in enumerate(rows):
                promise = Promise.objects.get(subject_uid=row.uid, kind=kind)
                assert due_times(world, kind)[number] == promise.due_at
                late = promise.state == "breached" or (promise.stopped_at is None and promise.due_at < LATER)
                kept = promise.state == "met"
                expected = whatif.BROKEN if late else whatif.KEPT if kept else whatif.RUNNING
                assert table.state[number] == expected


def test_a_reason_that_no_longer_stops_clocks_brings_due_times_forward(world: World) -> None:
    lived(world)
    now, without = due_times(world), due_times(world, other=whatif.Alternative(runs_on=frozenset({"no_access"})))
    assert now[0] - without[0] == timedelta(days=2)
    assert now[1:] == without[1:]


def test_targets_are_tried_as_a_share_for_one_priority_or_all(world: World) -> None:
    rows = lived(world)
    half = whatif.Alternative(percent={"complete": 50})
    assert due_times(world, other=half)[2] < due_times(world)[2]
    assert due_times(world, other=replace(half, priority=rows[0].priority)) == due_times(world, other=half)
    assert due_times(world, other=replace(half, priority=1)) == due_times(world)


DRAFT = PolicyDraft(
    code="TAPS", name=words("Taps"), request_type_code="mnt.fault", valid_from=NOON.date() + timedelta(days=30),
    clocks=(ClockTerms("complete", "work_minutes", 60, "OFFICE", "resolved"),),
)  # fmt: skip


def page(world: World, client: Client, name: str, **given: Any) -> str:
    client.force_login(world.bo.person)
    given = {"contract": world.contract.uid, "since": BEGIN.date(), "until": LATER.date(), **given}
    answer = client.get(reverse(name), given)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.fixture
def then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "now", lambda: LATER)


def test_the_bench_shows_case_by_case_what_a_proposed_rule_would_change(
    world: World, client: Client, then: None
) -> None:
    row = asked(world)
    proposal = propose_policy(world.dan.scope, world.contract.uid, DRAFT, now=NOON)
    same = page(world, client, "promises:bench")
    assert row.number in same
    assert "0 promises differ" in same
    told = page(world, client, "promises:bench", proposal=proposal.uid)
    assert "3 promises differ" in told
    assert "not promised" in told
    assert "28 Apr 2025 10:00" in told
    with everywhere(reason="a test looks"):
        assert Promise.objects.get(subject_uid=row.uid, kind="complete").due_at > BEGIN + timedelta(days=1)


def test_a_proposed_calendar_is_tried_too(world: World, client: Client, then: None) -> None:
    asked(world)
    holiday = {**OFFICE, "holidays": [{"date": "2025-04-29", "name": "Closed"}]}
    proposal = propose_calendar(
        world.dan.scope, world.contract.uid, code="OFFICE", name=words("OFFICE"), definition=holiday,
        valid_from=BEGIN.date(), now=NOON,
    )  # fmt: skip
    assert "0 promises differ" not in page(world, client, "promises:bench", proposal=proposal.uid)


def test_the_replay_counts_kept_and_broken_before_and_after(world: World, client: Client, then: None) -> None:
    lived(world)
    told = page(world, client, "promises:replay", percent_complete=400, runs_on="no_access")
    assert "3 requests replayed" in told
    for heading in ("By promise", "By priority", "By service line", "By district", "Property maintenance", "NORTH"):
        assert heading in told


def test_a_period_is_at_most_a_quarter_and_a_bit(world: World, client: Client, then: None) -> None:
    assert "at most 100 days" in page(world, client, "promises:replay", since="2024-01-01")
    assert "No past requests there" in page(world, client, "promises:bench", since="2025-01-01", until="2025-01-02")


def test_a_case_typed_in_by_hand_says_which_rule_and_why(world: World, client: Client) -> None:
    told = page(
        world, client, "promises:why", request_type="mnt.fault", priority="3", site=world.site.code,
        received="2025-05-02T15:30",
    )  # fmt: skip
    assert "<strong>P3</strong>" in told
    assert "P2 – another priority" in told
    assert "5 May 2025 11:30" in told


def test_only_who_may_try_rules_and_only_on_requests_one_may_see(world: World, client: Client, then: None) -> None:
    row = asked(world)
    client.force_login(world.asta.person)
    for name in ("promises:bench", "promises:replay", "promises:why"):
        assert client.get(reverse(name)).status_code == 403
    stranger = world.there.someone("CTR-C")
    client.force_login(stranger.person)
    given = {"contract": world.contract.uid, "since": BEGIN.date(), "until": LATER.date()}
    told = client.get(reverse("promises:bench"), given).content.decode()
    assert row.number not in told


def test_the_bench_costs_the_same_for_many(
    world: World, client: Client, then: None, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for extra in (1, 30):
        for number in range(extra):
            asked(world, number)
        page(world, client, "promises:bench")
        with django_assert_max_num_queries(30) as seen:
            page(world, client, "promises:bench")
        counts.append(len(seen))
    assert counts[1] <= counts[0]
