"""Help on a round: called by one press, answered by whoever comes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.operations.rounds import events, rules
from samdrift.operations.rounds.commands.marking import DO
from samdrift.operations.rounds.commands.writing import require_over
from samdrift.operations.rounds.models import HelpCall, Round, RoundStop
from samdrift.operations.work import public as work

ANSWER = "rounds.answer"


@transaction.atomic
def call_help(
    scope: Scope, round_uid: UUID, kind: str, *, stop_uid: UUID | None, moment: work.Moment, uid: UUID | None = None
) -> HelpCall:  # fmt: skip
    """Call the buddy and whoever leads the team.

    Args:
        stop_uid: The room where one is, if one knows.
        uid: Chosen by the phone: said again, it is the same call.

    Raises:
        DoesNotExist: No such round or room within the scope.
        Invalid: There is no such kind of call.
        NotAllowed: The round is not theirs.
    """
    one = Round.objects.within(scope).get(uid=round_uid)
    require_over(scope, DO, one)
    if scope.person_id is None:
        raise NotAllowed(_("Only people at work can do this."))
    if kind not in rules.HELP_KINDS:
        raise Invalid({"kind": _("Choose what you need.")})
    if uid is not None:
        before = HelpCall.objects.within(scope).filter(uid=uid, round=one, person=scope.person_id).first()
        if before is not None:
            return before
    stop = RoundStop.objects.within(scope).get(uid=stop_uid, round=one) if stop_uid else None
    call = HelpCall(
        community_id=one.community_id, data_class=stop.data_class if stop else one.data_class, round=one, stop=stop,
        kind=kind, person_id=scope.person_id, called_at=moment.happened_at, device_at=moment.device_at,
        received_at=moment.now,
    )  # fmt: skip
    if uid is not None:
        call.uid = uid
    call.save(force_insert=True)
    told = events.HelpCalled(round_uid=one.uid, call_uid=call.uid, help_kind=kind)
    record(told, scope=scope, at=moment.happened_at, device_at=moment.device_at, subject=call)
    return call


@transaction.atomic
def answer_help(scope: Scope, uid: UUID, *, now: datetime) -> HelpCall:
    """Say that one comes; the first to say so is who comes. Safe to repeat.

    Raises:
        DoesNotExist: No such call within the scope.
        NotAllowed: The actor answers no calls of this round, or called themselves.
    """
    call = HelpCall.objects.within(scope).locked(uid)
    one = Round.objects.within(scope).get(pk=call.round_id)
    require_over(scope, ANSWER, one)
    if call.person_id == scope.person_id:
        raise NotAllowed(_("Somebody else has to answer your call."))
    if call.answered_at is None:
        call.answered_at, call.answered_by_id = now, scope.person_id
        call.save_changes("answered_at", "answered_by")
        told = events.HelpAnswered(round_uid=one.uid, call_uid=call.uid)
        record(told, scope=scope, at=now, subject=call)
    return call
