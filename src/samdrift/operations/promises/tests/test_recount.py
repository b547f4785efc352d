"""Whatever happens to a piece of work, the book alone gives the same promises as the columns."""

import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import deliver_all, import_history
from samdrift.foundation.scope import everywhere
from samdrift.operations.promises.commands.history import PastPause, PastWork, import_promises
from samdrift.operations.promises.models import Promise
from samdrift.operations.promises.public import (
    PauseReason,
    Subject,
    open_promises,
    pause,
    reach,
    reopen,
    resume,
    retarget,
    void,
)
from samdrift.operations.promises.queries.recount import recount
from samdrift.registers.contracts.commands.terms import write_calendar
from samdrift.registers.contracts.models import SlaPolicy
from tests.world import OFFICE, START, World, words

BEGIN = datetime(2025, 5, 5, 7, tzinfo=UTC)
REASONS = [PauseReason("awaiting_requester", "customer", True), PauseReason("no_access", "customer", True)]
HOLIDAY: dict[str, Any] = {**OFFICE, "holidays": [{"date": "2025-05-09", "name": "Closed"}]}


def subject_of(world: World, uid: UUID | None = None) -> Subject:
    return Subject(
        kind="requests.servicerequest", uid=uid or uuid4(), community_id=world.community.pk,
        contract_id=world.contract.pk, site_id=world.site.pk, unit_id=world.north.pk, line_code="MNT",
        request_type_code="mnt.fault", timezone="Europe/Copenhagen",
        unit_ids=frozenset({world.north.pk, world.authority.pk}),
    )  # fmt: skip


def differences(world: World) -> list[Any]:
    with everywhere(reason="a test works promises out again"):
        return recount(world.community.pk).differences


class Life:
    """One piece of work to which things happen by chance."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance, self.subject = world, chance, subject_of(world)
        self.at = BEGIN + timedelta(minutes=chance.randrange(20_000))
        self.resolved: datetime | None = None
        open_promises(
            world.asta.scope, self.subject, priority=chance.randint(1, 5), started_at=self.at, at=self.at
        )  # fmt: skip

    def go_on(self) -> None:
        """One more thing happens, some time later."""
        self.at += timedelta(minutes=self.chance.randrange(1, 2500), microseconds=self.chance.randrange(1000))
        scope, uid, at = self.world.asta.scope, self.subject.uid, self.at
        what = self.chance.choice(["reach", "reach", "pause", "pause", "resume", "retarget", "resolve", "reopen"])
        if what == "reach":
            reach(scope, uid, self.chance.choice(["acknowledged", "arrived", "started", "made_safe"]), at=at)
        elif what == "pause" and self.resolved is None:
            until = at + timedelta(hours=3) if self.chance.random() < 0.3 else None
            with suppress(Refused):
                pause(scope, uid, self.chance.choice(REASONS), at=at, until=until)
        elif what == "resume":
            resume(scope, uid, at=at, reason_code=self.chance.choice([None, "no_access"]))
        elif what == "retarget":
            retarget(
                scope, self.subject, priority=self.chance.randint(1, 5), at=at,
                by_customer=self.chance.random() < 0.5,
            )  # fmt: skip
        elif what == "resolve" and self.resolved is None:
            reach(scope, uid, "resolved", at=at)
            self.resolved = at
        elif what == "reopen" and self.resolved is not None:
            reopen(scope, uid, resolved_at=self.resolved, at=at)
            self.resolved = None


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_the_book_gives_the_same_promises(world: World, seed: int) -> None:
    chance = random.Random(seed)
    with everywhere(reason="a test writes terms"):
        SlaPolicy.objects.filter(community=world.community, code="P2").update(retarget="from_change")
        SlaPolicy.objects.filter(community=world.community, code="P3").update(
            pause_terms={"awaiting_requester": {"limit_work_days": 1}}
        )
    lives = [Life(world, chance) for _number in range(6)]
    for step in range(10):
        for life in lives:
            life.go_on()
        if step in (3, 6):
            write_calendar(
                world.dan.scope, code="OFFICE", name=words("OFFICE"), definition=HOLIDAY if step == 3 else OFFICE,
                valid_from=START, now=max(life.at for life in lives),
            )  # fmt: skip
            deliver_all()
    assert differences(world) == []
    void(world.asta.scope, lives[0].subject.uid, at=lives[0].at, reason="cancelled")
    assert differences(world) == []


def test_simple_work_is_counted_together_and_intricate_work_event_by_event(world: World) -> None:
    for _number in range(3):
        open_promises(world.asta.scope, subject_of(world), priority=3, started_at=BEGIN, at=BEGIN)
    other = subject_of(world)
    open_promises(world.asta.scope, other, priority=3, started_at=BEGIN, at=BEGIN)
    retarget(world.asta.scope, other, priority=2, at=BEGIN + timedelta(hours=1), by_customer=True)
    with everywhere(reason="a test counts"):
        found = recount(world.community.pk)
    assert (found.promises, found.intricate, found.differences) == (3 * 3 + 4, 1, [])


def test_work_brought_in_from_elsewhere_agrees_with_its_book(world: World) -> None:
    """L10: what is imported gets the promises it would have had here."""
    work = PastWork(
        subject_of(world), 3, BEGIN,
        {"acknowledged": BEGIN + timedelta(hours=1), "resolved": BEGIN + timedelta(days=9)},
        (
            PastPause(uuid4(), "no_access", "customer", BEGIN + timedelta(hours=2), BEGIN + timedelta(days=1)),
            PastPause(uuid4(), "workload", "provider", BEGIN + timedelta(days=2), BEGIN + timedelta(days=3), False),
        ),
    )  # fmt: skip
    written = import_promises(world.dan.scope, [work], as_of=BEGIN + timedelta(days=30))
    import_history(written.happenings, scope=world.dan.scope)
    assert differences(world) == []
    same = subject_of(world)
    scope = world.asta.scope
    open_promises(scope, same, priority=3, started_at=BEGIN, at=BEGIN)
    reach(scope, same.uid, "acknowledged", at=BEGIN + timedelta(hours=1))
    pause(scope, same.uid, REASONS[1], at=BEGIN + timedelta(hours=2))
    resume(scope, same.uid, at=BEGIN + timedelta(days=1))
    reach(scope, same.uid, "resolved", at=BEGIN + timedelta(days=9))
    told = ("kind", "due_at", "at_risk_at", "stopped_at", "state", "paused_seconds", "breached_at")
    with everywhere(reason="a test compares"):
        one, other = (
            list(Promise.objects.filter(subject_uid=uid).order_by("kind").values_list(*told))
            for uid in (work.subject.uid, same.uid)
        )
    assert one == other
