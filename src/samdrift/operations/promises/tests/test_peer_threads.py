"""What users of other systems complain about, as tests: each names the thread that taught it."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.kernel.clock import due_at
from samdrift.kernel.targets import WorkingTime
from samdrift.operations.promises.commands import running
from samdrift.operations.promises.models import Pause, Promise
from samdrift.operations.promises.public import (
    PauseReason,
    Subject,
    SubjectKind,
    open_promises,
    pause,
    promises_of,
    reach,
    reopen,
    resume,
)
from samdrift.operations.promises.registry import with_subject_kind
from samdrift.operations.requests.commands import talk
from samdrift.operations.requests.commands.submit import Ask, submit_request
from samdrift.registers.contracts import public as contracts
from samdrift.registers.contracts.models import Contract, SlaClock, SlaPolicy
from tests.world import NOON, OFFICE, START, World, words

ZONE = ZoneInfo("Europe/Copenhagen")
ASKED = PauseReason("awaiting_requester", "customer", stops_clock=True)
MONDAY = datetime(2025, 5, 5, 7, tzinfo=UTC)


def local(text: str) -> datetime:
    """A Copenhagen wall-clock time as a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def subject_of(world: World, kind: str = "requests.servicerequest", type_code: str = "mnt.fault") -> Subject:
    return Subject(
        kind=kind, uid=uuid4(), community_id=world.community.pk, contract_id=world.contract.pk, site_id=world.site.pk,
        unit_id=world.north.pk, line_code="MNT", request_type_code=type_code, timezone="Europe/Copenhagen",
        unit_ids=frozenset({world.north.pk, world.authority.pk}),
    )  # fmt: skip


def asked(world: World, channel: str, at: datetime, **more: Any) -> Any:
    ask = Ask(
        request_type="mnt.fault", channel=channel, description="The tap drips", site_id=world.site.pk,
        space_id=world.washroom.pk, requester_id=world.dan.person.pk, **more,
    )  # fmt: skip
    return submit_request(world.dan.scope, ask, received_at=at, now=at + timedelta(hours=2)).service_request


TOLD = ("kind", "policy__code", "started_at", "due_at", "at_risk_at", "state", "priority")


def told(world: World, uid: Any) -> list[Any]:
    return list(promises_of(world.asta.scope, uid).order_by("kind").values_list(*TOLD))


@pytest.mark.parametrize("channel", ["qr", "web", "phone", "mail", "counter", "api"])
def test_every_entry_point_gives_the_same_promise(world: World, channel: str) -> None:
    """glpi#24650: tickets made through the simplified interface had no SLA at all (L10)."""
    assert told(world, asked(world, channel, MONDAY).uid) == told(world, asked(world, "web", MONDAY).uid)


def test_a_lunch_break_is_not_working_time() -> None:
    """Frappe helpdesk#2212: two intervals on one weekday were refused."""
    with_lunch = contracts.kernel_calendar({**OFFICE, "week": {"mon": ["08:00-12:00", "12:30-16:00"]}})
    due = due_at(local("2025-05-05T11:00"), WorkingTime(timedelta(hours=2)), with_lunch)
    assert due == local("2025-05-05T13:30")


def test_whoever_answers_by_whatever_channel_lets_the_clock_go_on(world: World) -> None:
    """zammad#1322 and django-helpdesk: a customer's note did not restart the clock; hold was unticked by hand (L3)."""
    row = asked(world, "web", NOON)
    talk.ask_requester(world.asta.scope, row.uid, expected_version=None, question="Which tap?", now=NOON)
    assert all(one.paused for one in promises_of(world.asta.scope, row.uid))
    talk.answer_question(world.dan.scope, row.uid, body="The left one", channel="mail", now=NOON + timedelta(hours=1))
    assert not any(one.paused for one in promises_of(world.asta.scope, row.uid))


def test_reopening_does_not_breach_at_once(world: World) -> None:
    """Zammad's own documentation: a ticket "may instantly escalate" when it is opened again (L6)."""
    subject, scope = subject_of(world), world.asta.scope
    open_promises(scope, subject, priority=3, started_at=MONDAY, at=MONDAY)
    reach(scope, subject.uid, "resolved", at=MONDAY + timedelta(hours=1))
    reopen(
        scope, subject.uid, resolved_at=MONDAY + timedelta(hours=1), at=MONDAY + timedelta(days=14)
    )  # fmt: skip
    complete = promises_of(scope, subject.uid).get(kind="complete")
    assert (complete.state, complete.breached_at) == ("open", None)
    assert complete.due_at > MONDAY + timedelta(days=14)


def test_the_pause_stops_the_clock_for_years_if_it_must(world: World) -> None:
    """osTicket#3034, open since 2016: the clock ran on while the ticket waited for the customer (L2)."""
    subject, scope = subject_of(world), world.asta.scope
    open_promises(scope, subject, priority=3, started_at=MONDAY, at=MONDAY)
    pause(scope, subject.uid, ASKED, at=MONDAY)
    resume(scope, subject.uid, at=MONDAY + timedelta(days=730))
    assert promises_of(scope, subject.uid).get(kind="acknowledge").due_at > MONDAY + timedelta(days=730)


def test_two_customers_of_one_provider_have_terms_of_their_own(world: World) -> None:
    """Frappe helpdesk#2020 and #1761: individual SLAs per client, and changing them."""
    other = Contract.objects.create(
        community=world.community, code="NPS-2", name=words("Other"), customer=world.customer, provider=world.provider,
        starts_on=START, ends_on=world.contract.ends_on, currency="DKK", lines=["CLN"],
    )  # fmt: skip
    case = contracts.Case("MNT", "mnt.fault", 3, NOON.date())
    assert contracts.policy_for(other.pk, 1, case)[0] is None
    assert contracts.policy_for(world.contract.pk, 1, case)[0] is not None


def test_overlapping_rules_do_not_conflict_and_the_explanation_names_both(world: World) -> None:
    """Zammad documents that overlapping SLAs conflict (L5)."""
    SlaPolicy.objects.create(
        community=world.community, contract=world.contract, code="ALL-MNT", name=words("All"), line_code="MNT",
        valid_from=START, recorded_at=NOON,
    )  # fmt: skip
    chosen, choice = contracts.policy_for(
        world.contract.pk, 99, contracts.Case("MNT", "mnt.fault", 3, NOON.date())
    )  # fmt: skip
    assert chosen is not None
    assert chosen.terms.code == "ALL-MNT"
    assert [one.terms.code for one in choice.considered if not one.against] == ["ALL-MNT", "P3"]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def test_planned_rounds_and_reports_carry_promises_too(world: World, stack: ExitStack) -> None:
    """L9: peers have no promise on planned work. A mail round by 10:00 and a monthly report within ten working days."""
    for code, kind, unit, amount in (
        ("mail.round", "attend", "work_minutes", 120),
        ("report", "complete", "work_days", 10),
    ):
        policy = SlaPolicy.objects.create(
            community=world.community, contract=world.contract, code=code, name=words(code), request_type_code=code,
            valid_from=START, recorded_at=NOON,
        )  # fmt: skip
        SlaClock.objects.create(
            community=world.community, policy=policy, kind=kind, unit=unit, amount=amount, calendar_code="OFFICE",
            stops_with="arrived" if kind == "attend" else "resolved",
        )  # fmt: skip
    for kind in ("test.round", "test.report"):
        stack.enter_context(with_subject_kind(SubjectKind(kind)))
    scope = world.asta.scope
    planned = subject_of(world, "test.round", "mail.round")
    open_promises(scope, planned, priority=4, started_at=local("2025-05-06T08:00"), at=local("2025-04-01T09:00"))
    standing = reach(scope, planned.uid, "arrived", at=local("2025-05-06T09:58"))
    assert [(one.kind, one.state, one.due_at) for one in standing.promises] == [
        ("attend", "met", local("2025-05-06T10:00"))
    ]
    report = subject_of(world, "test.report", "report")
    late = open_promises(scope, report, priority=4, started_at=local("2025-05-01T00:00"), at=local("2025-05-01T00:00"))
    assert late.due_at == local("2025-05-15T16:00")


def test_killing_between_two_writes_changes_no_promise(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Event and columns are one transaction: whoever dies in between leaves neither."""
    subject, scope = subject_of(world), world.asta.scope
    open_promises(scope, subject, priority=3, started_at=MONDAY, at=MONDAY)
    pause(scope, subject.uid, ASKED, at=MONDAY + timedelta(hours=1))

    def standing() -> list[Any]:
        with everywhere(reason="a test looks"):
            return [
                list(Promise.objects.order_by("pk").values()), list(Pause.objects.order_by("pk").values()),
                EventRecord.objects.count(),
            ]  # fmt: skip

    def die(*_args: Any, **_options: Any) -> None:
        raise KeyboardInterrupt

    before = standing()
    monkeypatch.setattr(running.loading, "projected", die)
    for act in (
        lambda: reach(scope, subject.uid, "resolved", at=MONDAY + timedelta(hours=2)),
        lambda: resume(scope, subject.uid, at=MONDAY + timedelta(hours=2)),
        lambda: pause(scope, subject.uid, PauseReason("no_access", "customer", True), at=MONDAY + timedelta(hours=2)),
    ):
        with pytest.raises(KeyboardInterrupt):
            act()
        assert standing() == before
