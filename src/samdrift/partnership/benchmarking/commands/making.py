"""A pack is asked for on a page and made by a job: a year at full size takes longer than a page may."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from samdrift.foundation.jobs.public import enqueue
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.benchmarking.commands.packs import CannotMake, asked_period, made_of, refreshable, refreshed
from samdrift.partnership.benchmarking.commands.speaking import DATA_CLASS
from samdrift.partnership.benchmarking.models import Making, Pack
from samdrift.partnership.benchmarking.rules import states
from samdrift.registers.parties import public as parties

JOB = "benchmarking.make"


@transaction.atomic
def ask_pack(
    scope: Scope, contract_uid: UUID, first: date, last: date, *, level: str = "", now: datetime
) -> Making:  # fmt: skip
    """Let the pack of whole months that are over be made; while one of the period is being made, that one.

    Raises:
        DoesNotExist, Invalid, NotAllowed, Refused: As `make_pack` does, but for what only making it shows.
    """
    contract, level = asked_period(scope, contract_uid, first, last, level, now)
    return _asked(
        scope,
        Making(
            community_id=scope.community_id, data_class=DATA_CLASS, contract=contract, first_day=first, last_day=last,
            level=level, asked_by_id=scope.person_id, asked_at=now,
        ),
        now,
    )  # fmt: skip


@transaction.atomic
def ask_refresh(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Making:
    """Let an open pack's data be made anew.

    Raises:
        DoesNotExist, NotAllowed, Refused, Stale: As `refresh_pack` does.
    """
    pack = refreshable(scope, uid, expected_version)
    return _asked(
        scope,
        Making(
            community_id=pack.community_id, data_class=DATA_CLASS, contract_id=pack.contract_id,
            first_day=pack.first_day, last_day=pack.last_day, level=pack.level, again=pack,
            asked_by_id=scope.person_id, asked_at=now,
        ),
        now,
    )  # fmt: skip


def _asked(scope: Scope, asked: Making, now: datetime) -> Making:
    same = {"contract": asked.contract_id, "first_day": asked.first_day, "last_day": asked.last_day}
    waiting = Making.objects.within(scope).filter(**same, state=states.WAITING).first()
    if waiting is not None and waiting.state_at(now) == states.WAITING:
        return waiting
    if waiting is not None:
        _end(waiting, states.FAILED, now)
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError:  # somebody of the other party pressed at the same time
        return Making.objects.within(scope).get(**same, state=states.WAITING)
    enqueue(JOB, {"making": str(asked.uid), "community_id": asked.community_id})
    return asked


def make_asked(uid: UUID, *, now: datetime) -> None:
    """Make a pack that was asked for, or whose job broke, or note why it cannot be made. Safe to repeat."""
    with everywhere(reason="a benchmark pack somebody was allowed to ask for is made"):
        asked = Making.objects.select_related("contract", "again").get(uid=uid)
    if asked.state == states.DONE or asked.problem:
        return
    scope = _scope_of(asked, now)
    try:
        with transaction.atomic():
            asked.pack = _made(scope, asked, now)
            _end(asked, states.DONE, now)
    except CannotMake as cannot:
        asked.pack, asked.problem, asked.what = None, cannot.problem, cannot.what[:200]
        _end(asked, states.FAILED, now)


def fail_making(uid: UUID, *, now: datetime) -> None:
    """Note that a pack could not be made, so that nobody waits for it and it can be asked for again."""
    with everywhere(reason="a benchmark pack somebody was allowed to ask for could not be made"):
        asked = Making.objects.get(uid=uid)
    if asked.state == states.WAITING:
        _end(asked, states.FAILED, now)


def _made(scope: Scope, asked: Making, now: datetime) -> Pack:
    if asked.again_id is None:
        return made_of(scope, asked.contract, asked.first_day, asked.last_day, asked.level, now)
    with everywhere(reason="the open pack somebody was allowed to have made anew"):
        pack = Pack.objects.select_for_update().get(pk=asked.again_id)
    return refreshed(scope, pack, now)


def _scope_of(asked: Making, now: datetime) -> Scope:
    """Whoever asked, as they are employed now; nobody in particular where they left meanwhile."""
    held = parties.employed_here(asked.community_id, asked.asked_by_id, now=now) if asked.asked_by_id else None
    return held.scope if held else Scope(community_id=asked.community_id, person_id=asked.asked_by_id)


def _end(asked: Making, state: str, now: datetime) -> None:
    asked.state, asked.done_at = state, now
    asked.save_changes("state", "done_at", "pack", "problem", "what")
