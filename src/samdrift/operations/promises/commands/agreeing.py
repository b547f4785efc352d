"""What both parties agreed on about promises: another deadline, one that does not count, a pause that was none.

The room that keeps the proposals has asked both; here their answer is carried out.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.promises.commands import loading
from samdrift.operations.promises.commands.loading import Standing
from samdrift.operations.promises.events import DeadlineAgreed, PauseStruck, PromiseExcluded
from samdrift.operations.promises.models import Pause, Promise

STRUCK = "struck"


@transaction.atomic
def agree_deadline(scope: Scope, promise_uid: UUID, due_at: datetime, *, at: datetime) -> Standing:
    """Keep another deadline beside the promised one; the state of the promise stays what its terms make it."""
    promise = _promise(promise_uid)
    promise.agreed_due_at = due_at
    promise.save_changes("agreed_due_at")
    event = DeadlineAgreed(
        subject_uid=promise.subject_uid, promise_uid=promise.uid, promised=promise.due_at, agreed=due_at
    )
    record(event, scope=scope, at=at, subject=promise)
    return loading.standing_of(promise.subject_uid)


@transaction.atomic
def exclude(scope: Scope, promise_uid: UUID, reason: str, *, at: datetime) -> Standing:
    """Let a promise count for nobody; its clock and state stay visible."""
    promise = _promise(promise_uid)
    promise.excluded = reason[:24]
    promise.save_changes("excluded")
    event = PromiseExcluded(subject_uid=promise.subject_uid, promise_uid=promise.uid, reason=promise.excluded)
    record(event, scope=scope, at=at, subject=promise)
    return loading.standing_of(promise.subject_uid)


@transaction.atomic
def strike_pause(scope: Scope, pause_uid: UUID, *, at: datetime) -> Standing:
    """Count the clocks of a piece of work anew without one of its pauses. Safe to repeat."""
    with everywhere(reason="a pause both parties have spoken about, each through the gate"):
        pause = Pause.objects.select_for_update(of=("self",)).get(uid=pause_uid)
    if pause.standing == STRUCK:
        return loading.standing_of(pause.subject_uid)
    if pause.ended_at is None:
        loading.end_pauses(scope, [pause], at)
    pause.standing = STRUCK
    pause.save_changes("standing")
    record(PauseStruck(subject_uid=pause.subject_uid, pause_uid=pause.uid), scope=scope, at=at, subject=pause)
    promises, pauses = loading.load(pause.subject_uid)
    return loading.projected(promises, pauses)


def _promise(uid: UUID) -> Promise:
    with everywhere(reason="a promise both parties have spoken about, each through the gate"):
        return Promise.objects.select_for_update(of=("self",)).get(uid=uid)
