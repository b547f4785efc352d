"""Terms change while clocks run: another priority or type, or a calendar that turned out to be wrong."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.promises.commands import loading
from samdrift.operations.promises.commands.loading import NO_PROMISE, Standing, Subject
from samdrift.operations.promises.events import PromisesRecalculated, PromisesRetargeted, PromisesVoided
from samdrift.operations.promises.models import Pause, Promise
from samdrift.operations.promises.queries import columns
from samdrift.registers.contracts import public as contracts


@transaction.atomic
def retarget(scope: Scope, subject: Subject, *, priority: int, at: datetime, by_customer: bool) -> Standing:
    """Count by the terms of another priority or type: pauses kept, breaches kept, stopped clocks left as they are.

    A promise an upgrade by the customer makes late on arrival is marked, so that it stays out of credits.
    """
    promises, pauses = loading.load(subject.uid)
    if not promises:
        return NO_PROMISE
    started_at = min(p.started_at for p in promises)
    terms = loading.terms_of(subject, priority, started_at)
    if terms is None:
        return _promised_nothing(scope, promises, at)
    before = {p.kind: p for p in promises}
    rows: list[Promise] = []
    for kind, change in _changes(terms, priority, at, by_customer=by_customer):
        old = before.pop(kind, None)
        rows.append(_changed(old, change) if old else _brought(subject, change, started_at, at, kind, pauses))
    for promise in before.values():
        _no_longer_promised(promise, pauses, at)
    event = PromisesRetargeted(
        subject_uid=subject.uid, policy_uid=UUID(terms.policy.uid), priority=priority,
        counted_from=terms.policy.retarget, by_customer=by_customer, calendars=terms.calendar_uids,
    )  # fmt: skip
    record(event, scope=scope, at=at, subject=rows[0])
    kept = [promise for promise in before.values() if promise.state != "voided"]
    return loading.projected([*rows, *kept], pauses)


def _promised_nothing(scope: Scope, promises: list[Promise], at: datetime) -> Standing:
    """The new terms promise nothing at all for such work."""
    for promise in promises:
        promise.state = "voided"
        promise.save_changes("state")
    event = PromisesVoided(subject_uid=promises[0].subject_uid, reason="nothing_promised")
    record(event, scope=scope, at=at, subject=promises[0])
    return NO_PROMISE


def _changes(
    terms: loading.Terms, priority: int, at: datetime, *, by_customer: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    """For each kind of clock of the new terms, the change as `columns.facts` reads it."""
    told = {
        "policy": terms.policy.terms.policy_id, "priority": priority, "at": at.isoformat(),
        "mode": terms.policy.retarget, "by": "customer" if by_customer else "provider",
    }  # fmt: skip
    for clock, (calendar_id, _hours) in zip(terms.policy.clocks, terms.calendars, strict=True):
        yield clock.kind, {"clock": clock.id, "calendar": calendar_id, **told}


def _changed(promise: Promise, change: dict[str, Any]) -> Promise:
    promise.changes = [*_terms_so_far(promise), change]
    if promise.stopped_at is None:
        take_waiting_terms(promise)
    return promise


def _terms_so_far(promise: Promise) -> list[dict[str, Any]]:
    return promise.changes or [{"clock": promise.clock_id, "calendar": promise.calendar_id}]


def take_waiting_terms(promise: Promise) -> None:
    """Let the columns name the latest terms, once the clock follows them."""
    for change in promise.changes[1:]:
        promise.calendar_id = change["calendar"]
        if "clock" in change:
            promise.clock_id, promise.policy_id = change["clock"], change["policy"]
            promise.priority = change["priority"]


def _brought(
    subject: Subject, change: dict[str, Any], started_at: datetime, at: datetime, kind: str, pauses: list[Pause]
) -> Promise:
    """A clock the new terms have and the old ones had not; nobody can have broken it before it was given."""
    from_start = change["mode"] == "from_start"
    promise = Promise(
        **loading.about_subject(subject), kind=kind, policy_id=change["policy"], clock_id=change["clock"],
        calendar_id=change["calendar"], priority=change["priority"], started_at=started_at if from_start else at,
        given_at=at if from_start else None,
        changes=[{"clock": change["clock"], "calendar": change["calendar"], "by": change["by"]}] if from_start else [],
    )  # fmt: skip
    columns.take(promise, columns.outcomes([promise], pauses)[0][1])
    promise.save(force_insert=True)
    return promise


def _no_longer_promised(promise: Promise, pauses: list[Pause], at: datetime) -> None:
    """A clock the new terms do not have: what was kept or broken stays recorded, what still ran no longer counts."""
    if promise.stopped_at is not None:
        return
    if columns.seen(promise, pauses, at).breached_at is not None:
        promise.stopped_at = max(at, promise.started_at)
        return
    promise.state = "voided"
    promise.save_changes("state")


def follow_calendars(scope: Scope, running: Iterable[Promise], pauses: list[Pause], *, at: datetime) -> list[Promise]:
    """Let running clocks of one piece of work follow the newest version of their calendars; which of them did."""
    followed: dict[int, list[Promise]] = {}
    for promise in running:
        old = contracts.calendar_version(promise.calendar_id)
        revision = columns.contract_revision(promise.contract_id)
        newest, _hours = contracts.calendar_for(promise.community_id, old.code, at.date(), revision)
        if newest != promise.calendar_id:
            followed.setdefault(newest, []).append(promise)
    for calendar_id, promises in followed.items():
        _recalculate(scope, promises, pauses, calendar_id, at)
    return [promise for promises in followed.values() for promise in promises]


def _recalculate(scope: Scope, promises: list[Promise], pauses: list[Pause], calendar_id: int, at: datetime) -> None:
    """Count by another calendar version, and write the old and the new due moments into the book."""
    before = tuple(outcome.due_at for _promise, outcome in columns.outcomes(promises, pauses))
    for promise in promises:
        promise.changes = [*_terms_so_far(promise), {"at": at.isoformat(), "calendar": calendar_id}]
        promise.calendar_id = calendar_id
    after = tuple(outcome.due_at for _promise, outcome in columns.outcomes(promises, pauses))
    version = contracts.calendar_version(calendar_id)
    event = PromisesRecalculated(
        subject_uid=promises[0].subject_uid, calendar_uid=version.uid, calendar_code=version.code,
        number=version.number, clocks=tuple(p.kind for p in promises), due_before=before, due_after=after,
    )  # fmt: skip
    record(event, scope=scope, at=at, subject=promises[0])


@transaction.atomic
def recalculate_running(community_id: int, code: str, number: int, *, at: datetime) -> int:
    """Count every running promise on an older version of a calendar anew; how many pieces of work that touched.

    Safe to repeat: what already counts by this version is left alone, and so is what has stopped.
    """
    with everywhere(reason="a calendar counts for everybody who shares the contract"):
        older = Promise.objects.filter(
            community=community_id, stopped_at__isnull=True, calendar__code=code, calendar__number__lt=number
        ).exclude(state="voided")
        subjects = list(older.order_by("subject_uid").values_list("subject_uid", flat=True).distinct())
    scope = Scope(community_id=community_id)
    for subject_uid in subjects:
        promises, pauses = loading.load(subject_uid)
        running = [p for p in promises if p.stopped_at is None]
        if follow_calendars(scope, running, pauses, at=at):
            loading.projected(promises, pauses)
    return len(subjects)
