"""Sending: a message leaves the house from a job, outside every transaction, and its fate is written down."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation

from samdrift.foundation import clock
from samdrift.foundation.events.public import record
from samdrift.foundation.jobs.public import enqueue
from samdrift.foundation.notices import gateways, letters
from samdrift.foundation.notices.events import SendingFailed
from samdrift.foundation.notices.models import Sending
from samdrift.foundation.scope import Scope, everywhere

JOB = "notices.send"
TELL_AFTER = 3
"""After so many failed tries somebody who looks after the mail is told (N-55)."""


def queue(sendings: Sequence[Sending]) -> None:
    """Write messages down and let a worker send those that have a way out, not before their time."""
    Sending.objects.bulk_create(sendings)
    ahead = clock.now() - clock.real_now()  # the demonstration's clock stands elsewhere; jobs run by the real one
    for one in sendings:
        if one.state == "waiting":
            payload = {"community_id": one.community_id, "sending": str(one.uid)}
            enqueue(JOB, payload, run_at=max(one.not_before - ahead, clock.real_now()), key=f"{JOB}:{one.uid}")


def send(uid: UUID) -> str:
    """Send one message; how it stands afterwards. Safe to repeat: one that is sent stays sent.

    Raises:
        Exception: Whatever kept it from leaving, so that the worker tries again later.
    """
    with everywhere(reason="a message on its way out"):
        row = Sending.objects.filter(uid=uid).select_related("receiver", "notice", "community").first()
    if row is None or row.state != "waiting":
        return row.state if row else "gone"
    try:
        with translation.override(_language(row)):
            letter = letters.write(row)
            if letter is None:
                return _note(row, "failed", "There is nobody left to send it to, or nothing left to say.")
            gateways.gateway(row.channel).send(row, letter)
    except gateways.Undeliverable as refusal:
        _note_failure(row, str(refusal), final=True)
        return "failed"
    except Exception as error:
        _note_failure(row, f"{type(error).__name__}: {error}", final=False)
        raise
    return _note(row, "sent", "")


def _language(row: Sending) -> str:
    return row.receiver.language if row.receiver else row.language


def _note(row: Sending, state: str, error: str) -> str:
    with everywhere(reason="the fate of a message"):
        Sending.objects.filter(pk=row.pk).update(
            state=state, sent_at=clock.now() if state == "sent" else None, attempts=row.attempts + 1,
            last_error=error[:400],
        )  # fmt: skip
    return state


@transaction.atomic
def _note_failure(row: Sending, error: str, *, final: bool) -> None:
    _note(row, "failed" if final else "waiting", error)
    if final or row.attempts + 1 == TELL_AFTER:
        event = SendingFailed(sending_id=row.uid, channel=row.channel, letter=row.letter)
        record(event, scope=Scope(community_id=row.community_id), at=clock.now(), subject=row)


@transaction.atomic
def give_up_old() -> int:
    """Let messages fail whose tries are used up; how many. For a job."""
    with everywhere(reason="messages nobody tries any more"):
        old = Sending.objects.filter(state="waiting", not_before__lt=clock.now() - timedelta(days=3))
        return old.update(state="failed")
