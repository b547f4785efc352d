"""Whoever kills the worker or cuts the database's line, at whatever statement, changes no promise."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connection

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.operations.promises.commands.agreeing import agree_deadline, strike_pause
from samdrift.operations.promises.commands.changing import recalculate_running
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
    void,
)
from samdrift.operations.promises.queries.recount import recount
from samdrift.registers.contracts.commands.terms import write_calendar
from tests.world import OFFICE, START, World, words

BEGIN = datetime(2025, 5, 5, 7, tzinfo=UTC)
AT = BEGIN + timedelta(hours=4)
ASKED, LOCKED = PauseReason("awaiting_requester", "customer", True), PauseReason("no_access", "customer", True)
MOST = 200
Act = Callable[[World, Subject], object]


class Cut:
    """Cuts the line at the so-manieth statement, once."""

    def __init__(self, at: int) -> None:
        self.left, self.happened = at, False

    def __call__(self, execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            self.happened = True
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, params, many, context)


def standing() -> list[Any]:
    with everywhere(reason="a test looks"):
        return [
            list(Promise.objects.order_by("pk").values()), list(Pause.objects.order_by("pk").values()),
            list(EventRecord.objects.order_by("pk").values("kind", "payload", "happened_at")),
        ]  # fmt: skip


def _waited(uid: UUID) -> UUID:
    with everywhere(reason="a test looks"):
        return Pause.objects.filter(subject_uid=uid).order_by("pk")[0].uid


def _complete(uid: UUID) -> UUID:
    with everywhere(reason="a test looks"):
        return Promise.objects.get(subject_uid=uid, kind="complete").uid


ACTS: dict[str, Act] = {
    "reach": lambda w, s: reach(w.asta.scope, s.uid, "resolved", at=AT),
    "pause": lambda w, s: pause(w.asta.scope, s.uid, LOCKED, at=AT, until=AT + timedelta(days=1)),
    "resume": lambda w, s: resume(w.asta.scope, s.uid, at=AT),
    "retarget": lambda w, s: retarget(w.asta.scope, s, priority=2, at=AT, by_customer=True),
    "strike": lambda w, s: strike_pause(w.asta.scope, _waited(s.uid), at=AT),
    "agree": lambda w, s: agree_deadline(w.asta.scope, _complete(s.uid), AT + timedelta(days=9), at=AT),
    "void": lambda w, s: void(w.asta.scope, s.uid, at=AT, reason="cancelled"),
    "calendar": lambda w, s: recalculate_running(w.community.pk, "OFFICE", 2, at=AT),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_a_line_cut_at_any_statement_leaves_all_or_nothing(world: World, name: str) -> None:
    subject = _begun(world)
    if name == "calendar":
        closed: dict[str, Any] = {**OFFICE, "holidays": [{"date": "2025-05-06", "name": "Closed"}]}
        write_calendar(world.dan.scope, code="OFFICE", name=words("Office"), definition=closed, valid_from=START,
                       now=AT - timedelta(hours=1))  # fmt: skip
    before = standing()
    for statement in range(1, MOST):
        cut = Cut(statement)
        with connection.execute_wrapper(cut), suppress(OperationalError):
            ACTS[name](world, subject)
        if not cut.happened:
            break
        assert standing() == before, f"cut at statement {statement}"
    assert not cut.happened
    assert standing() != before
    with everywhere(reason="a test works promises out again"):
        assert recount(world.community.pk).differences == []


def test_a_reopening_cut_at_any_statement_leaves_all_or_nothing(world: World) -> None:
    subject, scope = _begun(world), world.asta.scope
    reach(scope, subject.uid, "resolved", at=AT)
    before = standing()
    for statement in range(1, MOST):
        cut = Cut(statement)
        with connection.execute_wrapper(cut), suppress(OperationalError):
            reopen(scope, subject.uid, resolved_at=AT, at=AT + timedelta(hours=9))
        if not cut.happened:
            break
        assert standing() == before, f"cut at statement {statement}"
    with everywhere(reason="a test works promises out again"):
        assert recount(world.community.pk).differences == []
    assert standing() != before


def _begun(world: World) -> Subject:
    subject = Subject(
        kind="requests.servicerequest", uid=uuid4(), community_id=world.community.pk,
        contract_id=world.contract.pk, site_id=world.site.pk, unit_id=world.north.pk, line_code="MNT",
        request_type_code="mnt.fault", timezone="Europe/Copenhagen",
        unit_ids=frozenset({world.north.pk, world.authority.pk}),
    )  # fmt: skip
    open_promises(world.asta.scope, subject, priority=3, started_at=BEGIN, at=BEGIN)
    pause(world.asta.scope, subject.uid, ASKED, at=BEGIN + timedelta(hours=1))
    return subject
