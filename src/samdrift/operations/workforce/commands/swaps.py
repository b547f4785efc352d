"""Swaps: one asks a colleague to take a shift or a turn, perhaps for one of theirs; it holds when both agree."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.workforce.commands.covering import day_of, joined
from samdrift.operations.workforce.commands.shared import (
    colleague,
    of_party,
    own_employment,
    require_over,
    system_scope,
    who,
)
from samdrift.operations.workforce.commands.shifts import put_day
from samdrift.operations.workforce.events import SwapAnswered, SwapAsked
from samdrift.operations.workforce.models import Roster, Swap
from samdrift.operations.workforce.queries.on_call import members_of, rota_of, swaps_of
from samdrift.operations.workforce.rules import calling as rules
from samdrift.operations.workforce.rules import shifts as shift_rules
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapWish:
    """What is given away, and what is taken for it: the day of a shift, or the first day of a turn of the roster."""

    given_day: date
    back_day: date | None = None
    roster_uid: UUID | None = None


@transaction.atomic
def ask_swap(scope: Scope, other_uid: UUID, wish: SwapWish, *, now: datetime) -> Swap:
    """Ask a colleague to take one's shift or turn; nothing changes before they agree.

    Raises:
        DoesNotExist: No such colleague or roster.
        Invalid: It is not one's own shift or turn, or not theirs that is asked back.
        NotAllowed: It is nobody at work, or no colleague of the same employer.
        Refused: The day has begun, or a swap of it waits already.
    """
    mine, other = own_employment(scope), colleague(scope, other_uid)
    require_over(scope, "workforce.ask", mine)
    if other.organisation_id != mine.organisation_id or other.person_id == mine.person_id:
        raise NotAllowed(_("Ask a colleague."))
    roster = Roster.objects.within(scope).get(uid=wish.roster_uid) if wish.roster_uid else None
    today = parties.community_day(scope, now)
    if wish.given_day <= today or (wish.back_day is not None and wish.back_day <= today):
        raise Refused(_("Only days to come are swapped."))
    _check_days(scope, mine, other, roster, wish.given_day, wish.back_day)
    with everywhere(reason="whether a swap of this day waits already"):
        waits = Swap.objects.filter(employment=mine, roster=roster, given_day=wish.given_day, state="asked").exists()
    if waits:
        raise Refused(_("A swap of this day waits for an answer already."))
    row = Swap.objects.create(
        **of_party(mine), employment=mine, other=other, roster=roster, given_day=wish.given_day,
        back_day=wish.back_day, asked_at=now,
    )  # fmt: skip
    event = SwapAsked(
        **who(mine), swap_id=row.uid, other_id=other.person_id, given_day=row.given_day, back_day=row.back_day
    )
    record(event, scope=scope, at=now, subject=row)
    return row


def _check_days(
    scope: Scope, mine: parties.Employment, other: parties.Employment, roster: Roster | None, given: date,
    back: date | None,
) -> None:  # fmt: skip
    """Refuse what is not theirs to swap.

    Raises:
        Invalid: The first day is not the one's, or the second not the other's.
    """
    if not _has(scope, mine, roster, given):
        raise Invalid({"given_day": _("This is not a shift or turn of yours.")})
    if back is not None and not _has(scope, other, roster, back):
        raise Invalid({"back_day": _("This is not a shift or turn of your colleague.")})


def _has(scope: Scope, employment: parties.Employment, roster: Roster | None, day: date) -> bool:
    if roster is None:
        return bool(day_of(system_scope(scope.community_id, employment.organisation_id), employment, day))
    with everywhere(reason="whose turn it is"):
        rota = rota_of(roster, members_of([roster.pk]).get(roster.pk, []))
        moment = shift_rules.moment_on(rota.zone, day, rota.hand_over)
        turn = rules.turn_at(rota, moment)
        taken = swaps_of([roster.pk], day, day).get(roster.pk, {})
    return turn is not None and turn.first_day == day and taken.get(day, turn.member) == employment.pk


@transaction.atomic
def answer_swap(scope: Scope, uid: UUID, *, answer: str, expected_version: int | None, now: datetime) -> Swap:
    """Agree to a swap or refuse it, as the colleague who was asked; or withdraw it, as whoever asked.

    Raises:
        DoesNotExist: No such swap within the scope.
        Invalid: The answer is none.
        NotAllowed: It is for somebody else to answer.
        Refused: It was answered already, or the shifts have changed meanwhile.
        Stale: Somebody changed it first.
    """
    rows = Swap.objects.within(scope).select_related("employment", "other", "roster")
    row = rows.locked(uid, expected_version)
    by = row.employment if answer == "withdraw" else row.other
    if by.person_id != scope.person_id:
        raise NotAllowed(_("Whoever was asked answers; whoever asked may withdraw."))
    if answer not in ("agree", "refuse", "withdraw"):
        raise Invalid({"answer": _("Say yes or no.")})
    state = rules.swap_after(row.state, answer)
    if state is None:
        raise Refused(_("This swap was answered already."))
    if state == "agreed":
        _carry_out(scope, row, now)
    row.state, row.answered_at = state, now
    row.save_changes("state", "answered_at")
    event = SwapAnswered(
        **who(row.employment), swap_id=row.uid, other_id=row.other.person_id, given_day=row.given_day,
        back_day=row.back_day, state=state,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=row)
    return row


def _carry_out(scope: Scope, row: Swap, now: datetime) -> None:
    """Write the changed days of shifts; turns follow from the agreed swap itself."""
    if row.given_day <= parties.community_day(scope, now):
        raise Refused(_("Only days to come are swapped."))
    try:
        _check_days(scope, row.employment, row.other, row.roster, row.given_day, row.back_day)
    except Invalid as changed:
        raise Refused(_("The shifts have changed since the swap was asked for.")) from changed
    if row.roster_id is not None:
        return
    _move_day(scope, row.employment, row.other, row.given_day, now)
    if row.back_day is not None:
        _move_day(scope, row.other, row.employment, row.back_day, now)


def _move_day(scope: Scope, giver: parties.Employment, taker: parties.Employment, day: date, now: datetime) -> None:
    system = system_scope(scope.community_id, giver.organisation_id)
    given = day_of(system, giver, day)
    both = joined(given, day_of(system, taker, day))
    put_day(scope, giver, day, "", now=now, reason="swap")
    put_day(scope, taker, day, shift_rules.day_text(both), now=now, reason="swap")
