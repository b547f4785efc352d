"""A call-off goes its way: each step by the sides the table names, each side by another person."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.framework import passes_ceiling
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.commands import counting, opening
from samdrift.partnership.joining.commands.wishing import note_step
from samdrift.partnership.joining.events import AccessionMoved, AccessionSigned
from samdrift.partnership.joining.models import Accession, AccessionStep, BusinessCase, Framework
from samdrift.partnership.joining.queries import terms
from samdrift.registers.parties import public as parties

NEEDS_WORDS = ("open_data", "decide", "clear", "pass_gates")
"""Moves that say what they rest on: the NDA, the decision's minutes, capacity and clearance, the gates' record."""


@transaction.atomic
def move_call_off(
    scope: Scope, uid: UUID, move: str, *, reason: str = "", last_day: date | None = None, expected_version: int,
    now: datetime,
) -> Accession:  # fmt: skip
    """Make one move of the table for the side one works for; it is done once all its sides have made it.

    Args:
        reason: What it rests on, where the move needs that said.
        last_day: For giving notice: the last day, or the first one possible.
    Raises:
        DoesNotExist: No such call-off within the scope.
        Invalid: What it rests on is not said, or the last day is too early.
        NotAllowed: One's side does not make this move, or the same person has spoken for another side.
        Refused: The state does not allow it, it was made already, or the ceiling would be passed.
        Stale: Somebody changed it meanwhile.
    """
    row, framework = _locked(scope, uid, expected_version)
    found = rules.moves_from(row.state).get(move)
    side = _side(scope, row, framework)
    if found is None or row.core:
        raise Refused(_("This call-off can no longer be moved so."))
    if side not in found.sides:
        raise NotAllowed(_("This step is for somebody else to make."))
    if move in NEEDS_WORDS and not reason.strip():
        raise Invalid({"reason": _("Say what this rests on.")})
    given = _given(row, move)
    _refuse_second_hat(scope, row, side)
    if side in given:
        raise Refused(_("Your side has made this step already."))
    today = parties.community_day(scope, now)
    _guard(row, framework, move, today)
    missing = rules.missing(found, {*given, side})
    note_step(scope, row, move, side, row.state, "" if missing else found.to, reason=reason, now=now)
    if missing:
        row.save_changes("version")
        told = AccessionSigned(accession_uid=row.uid, number=row.number, move=move, side=side)
        record(told, scope=scope, at=now, subject=row)
        return row
    if move == "give_notice":
        _give_notice(row, framework, last_day, today)
        opening.end_volumes(row, framework, now=now)
    if move == "pass_gates":
        opening.open_contract(row, framework, today=today, now=now)
    went_live = row.live_from is not None and row.live_from <= today
    to = row.state if move == "pass_gates" and not went_live else found.to
    enter(scope, row, to, now=now)
    if row.live_from is not None:
        counting.recount(framework.pk, now=now)
    return row


@transaction.atomic
def refuse_call_off(scope: Scope, uid: UUID, *, reason: str, expected_version: int, now: datetime) -> Accession:
    """Say no to a call-off before all have signed: it goes no further, and nobody else's changes.

    Raises:
        DoesNotExist: No such call-off within the scope.
        Invalid: No reason is given.
        NotAllowed: One speaks for none of its sides.
        Refused: All have signed; then all three undo it together, or the joiner gives notice.
    """
    row, framework = _locked(scope, uid, expected_version)
    side = _side(scope, row, framework)
    if not side:
        raise NotAllowed(_("This step is for somebody else to make."))
    if row.state not in rules.REFUSABLE:
        raise Refused(_("All three have signed. Now they undo it together, or the joiner gives notice."))
    if not reason.strip():
        raise Invalid({"reason": _("Say why not.")})
    note_step(scope, row, "refuse", side, row.state, rules.REFUSED, reason=reason, now=now)
    enter(scope, row, rules.REFUSED, now=now)
    return row


def note_exit_pack(scope: Scope, contract_id: int, *, pack: str, day: date, now: datetime) -> bool:
    """Note on a leaving call-off that its exit pack was handed over, in the caller's transaction; whether it was.

    The room that makes packs calls this once both parties have confirmed one; without it a call-off does not end.

    Args:
        day: Of the pack: one from before the notice hands nothing over.
    """
    with everywhere(reason="the call-off whose exit pack both parties have confirmed"):
        found = Accession.objects.filter(contract=contract_id, core=False).values_list("framework", flat=True).first()
        if found is None:
            return False
        Framework.objects.select_for_update().get(pk=found)
        row = Accession.objects.select_for_update().get(contract=contract_id, core=False)
    if row.state != rules.EXITING or row.exit_pack or row.notice_on is None or day < row.notice_on:
        return False
    row.exit_pack = pack[:400]
    note_step(replace(scope, person_id=None), row, "exit_pack", "", row.state, "", reason=pack, now=now)
    row.save_changes("exit_pack")
    return True


def enter(scope: Scope, row: Accession, state: str, *, now: datetime) -> None:
    """Let a call-off be in a state, in the caller's transaction, and tell it."""
    before, row.state, row.moved_at = row.state, state, now
    row.save_changes("state", "moved_at", "live_from", "notice_on", "leaves_on", "contract", "year_minor", "factor",
                     "value_minor")  # fmt: skip
    if state != before:
        event = AccessionMoved(accession_uid=row.uid, number=row.number, state=state, before=before)
        record(event, scope=scope, at=now, subject=row)


def _locked(scope: Scope, uid: UUID, expected_version: int) -> tuple[Accession, Framework]:
    """The call-off and its framework. The framework is locked first: whoever signs waits for who signs before them."""
    found = Accession.objects.within(scope).values_list("framework", flat=True).get(uid=uid)
    with everywhere(reason="the framework of a call-off the actor has been let through to"):
        framework = Framework.objects.select_for_update().get(pk=found)
    row = Accession.objects.within(scope).locked(uid, expected_version)
    return row, framework


def _side(scope: Scope, row: Accession, framework: Framework) -> str:
    """For which side the actor speaks; "" where they may for none."""
    side = rules.side_in(scope.party_id, row.organisation_id, framework.owner_id, framework.provider_id)
    where = {"contract": framework.contract_id, "unit": row.unit_id, "data_class": row.data_class}
    return side if side and scope.allows(rules.PERMISSION[side], **where) else ""


def _given(row: Accession, move: str) -> set[str]:
    with everywhere(reason="the signatures of a call-off the actor has been let through to"):
        found = AccessionStep.objects.filter(accession=row, move=move, from_state=row.state)
        return set(found.values_list("side", flat=True))


def _refuse_second_hat(scope: Scope, row: Accession, side: str) -> None:
    """One person speaks for one side of a call-off, whatever their employments (trap 34)."""
    with everywhere(reason="who has spoken for which side of a call-off the actor has been let through to"):
        rows = AccessionStep.objects.filter(accession=row, person=scope.person_id).exclude(side="")
        if scope.person_id is None or rows.exclude(side=side).exists():
            raise NotAllowed(_("You have spoken for another side of this call-off."))


def _guard(row: Accession, framework: Framework, move: str, today: date) -> None:
    if move in ("clear", "sign") and passes_ceiling(
        framework.ceiling_minor, terms.committed_minor(framework.pk, row.pk), row.value_minor
    ):
        raise Refused(_("This call-off would pass the framework's ceiling."))
    if move in ("clear", "sign") and today > framework.ends_on:
        raise Refused(_("The framework has ended."))
    if move == "decide":
        with everywhere(reason="whether the joiner has written a business case; what it says is not read"):
            if not BusinessCase.objects.filter(accession=row).exists():
                raise Refused(_("Write the business case first."))


def _give_notice(row: Accession, framework: Framework, last_day: date | None, today: date) -> None:
    earliest = rules.earliest_leaving(today, row.notice_months)
    last_day = last_day or earliest
    if last_day < earliest:
        raise Invalid({"last_day": _("The last day is no earlier than the notice allows.")})
    row.notice_on, row.leaves_on = today, min(last_day, framework.ends_on)
