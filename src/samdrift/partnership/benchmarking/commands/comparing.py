"""A pack is made again by a job and laid beside what was kept: that takes as long as making it did."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from samdrift.foundation.jobs.public import enqueue
from samdrift.foundation.notices.public import Telling, To, tell
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.fees import NoPrice
from samdrift.partnership.benchmarking.models import VIEW, Comparison, Pack
from samdrift.partnership.benchmarking.queries.comparing import made_again
from samdrift.partnership.benchmarking.rules import periods, states
from samdrift.registers.parties import public as parties

JOB, COMPARED = "benchmarking.compare", "benchmarking.compared"


@transaction.atomic
def ask_comparison(scope: Scope, uid: UUID, *, now: datetime) -> Comparison:
    """Let a pack be made again and compared; while that is being done, the one that waits.

    Raises:
        DoesNotExist: No such pack within the scope.
    """
    pack = Pack.objects.within(scope).defer("data").get(uid=uid)
    waiting = Comparison.objects.within(scope).filter(pack=pack, state=states.WAITING).first()
    if waiting is not None and waiting.state_at(now) == states.WAITING:
        return waiting
    if waiting is not None:
        _end(waiting, states.FAILED, now)
    asked = Comparison(
        community_id=pack.community_id, data_class=pack.data_class, contract_id=pack.contract_id, pack=pack,
        asked_by_id=scope.person_id, asked_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError:  # somebody of the other party pressed at the same time
        return Comparison.objects.within(scope).get(pack=pack, state=states.WAITING)
    enqueue(JOB, {"comparison": str(asked.uid), "community_id": asked.community_id})
    return asked


def compare_asked(uid: UUID, *, now: datetime) -> None:
    """Make a pack again and keep what differs; whoever asked is told. Safe to repeat.

    It is made outside any transaction, so that nobody waits for a database that is only being read.
    """
    with everywhere(reason="a benchmark pack somebody who may read it asked to have compared"):
        asked = Comparison.objects.select_related("pack").get(uid=uid)
    if asked.state == states.DONE or asked.what:
        return
    try:
        again = made_again(asked.pack)
    except NoPrice as missing:
        state, asked.what = states.FAILED, missing.code[:200]
    else:
        state, asked.whole, asked.found = states.DONE, again.whole, [list(one) for one in again.found]
    with transaction.atomic():
        _end(asked, state, now)
        _tell(asked, now)


def fail_comparison(uid: UUID, *, now: datetime) -> None:
    """Note that a pack could not be compared, so that nobody waits for it and it can be asked for again."""
    with everywhere(reason="a benchmark pack somebody asked to have compared could not be"):
        asked = Comparison.objects.get(uid=uid)
    if asked.state == states.WAITING:
        _end(asked, states.FAILED, now)


def _tell(asked: Comparison, now: datetime) -> None:
    held = parties.employed_here(asked.community_id, asked.asked_by_id, now=now) if asked.asked_by_id else None
    if held is None or not held.scope.allows(VIEW, contract=asked.contract_id, data_class=asked.data_class):
        return
    telling = Telling(
        to=[To(asked.asked_by_id, held.scope.employment_id, language=held.scope.language)],
        facts={
            "period": periods.name_of(asked.pack.first_day, asked.pack.last_day), "count": len(asked.found),
            "whole": asked.whole, "what": asked.what,
        },
        data_class=asked.data_class, subject_kind="benchmarking.pack", subject_uid=asked.pack.uid,
    )  # fmt: skip
    tell(COMPARED, telling, community_id=asked.community_id, cause=f"{COMPARED}:{asked.uid}", at=now)


def _end(asked: Comparison, state: str, now: datetime) -> None:
    asked.state, asked.done_at = state, now
    asked.save_changes("state", "done_at", "whole", "found", "what")
