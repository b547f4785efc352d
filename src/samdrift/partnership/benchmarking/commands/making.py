"""A pack is asked for on a page and made by a job: a year at full size takes longer than a page may."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from samdrift.foundation.jobs.public import enqueue
from samdrift.foundation.scope import Scope, everywhere
from samdrift.foundation.snapshot import as_of_one_moment
from samdrift.partnership.benchmarking.commands.packs import (
    CannotMake,
    asked_period,
    kept_anew,
    kept_as_new,
    next_number,
    refreshable,
    told_of,
)
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
    """Make a pack that was asked for, or whose job broke, or note why it cannot be made. Safe to repeat.

    It is put together outside any transaction that writes, so that nobody waits for it, and kept in a short one that
    looks again whether it is still wanted: another worker may have made it, or a party answered.
    """
    with everywhere(reason="a benchmark pack somebody was allowed to ask for is made"):
        asked = Making.objects.select_related("contract", "again").get(uid=uid)
    if asked.state == states.DONE or asked.problem:
        return
    try:
        with as_of_one_moment():
            data = _told(asked, now)
        _keep(asked.uid, data, now)
    except CannotMake as cannot:
        _cannot(asked.uid, cannot, now)


def fail_making(uid: UUID, *, now: datetime) -> None:
    """Note that a pack could not be made, so that nobody waits for it and it can be asked for again."""
    with everywhere(reason="a benchmark pack somebody was allowed to ask for could not be made"):
        asked = Making.objects.get(uid=uid)
    if asked.state == states.WAITING:
        _end(asked, states.FAILED, now)


def _told(asked: Making, now: datetime) -> dict[str, Any]:
    period = (asked.first_day, asked.last_day)
    number = asked.again.number if asked.again else next_number(asked.contract_id, *period)
    return told_of(asked.community_id, asked.contract_id, *period, asked.level, now, number)


@transaction.atomic
def _keep(uid: UUID, data: Mapping[str, Any], now: datetime) -> None:
    asked = _still_wanted(uid)
    if asked is None:
        return
    scope = _scope_of(asked, now)
    if asked.again is None:
        asked.pack = kept_as_new(scope, asked.contract, asked.first_day, asked.last_day, asked.level, data, now)
    else:
        with everywhere(reason="the open pack somebody was allowed to have made anew"):
            pack = Pack.objects.get_queryset().locked(asked.again.uid)
        asked.pack = kept_anew(scope, pack, data, now)
    _end(asked, states.DONE, now)


@transaction.atomic
def _cannot(uid: UUID, cannot: CannotMake, now: datetime) -> None:
    asked = _still_wanted(uid)
    if asked is not None:
        asked.problem, asked.what = cannot.problem, cannot.what[:200]
        _end(asked, states.FAILED, now)


def _still_wanted(uid: UUID) -> Making | None:
    """What was asked for, locked; None where it was made meanwhile, or found that it cannot be."""
    with everywhere(reason="a benchmark pack somebody was allowed to ask for is kept"):
        asked = Making.objects.get_queryset().select_related("contract", "again").locked(uid)
    return None if asked.state == states.DONE or asked.problem else asked


def _scope_of(asked: Making, now: datetime) -> Scope:
    """Whoever asked, as they are employed now; nobody in particular where they left meanwhile."""
    held = parties.employed_here(asked.community_id, asked.asked_by_id, now=now) if asked.asked_by_id else None
    return held.scope if held else Scope(community_id=asked.community_id, person_id=asked.asked_by_id)


def _end(asked: Making, state: str, now: datetime) -> None:
    asked.state, asked.done_at = state, now
    asked.save_changes("state", "done_at", "pack", "problem", "what")
