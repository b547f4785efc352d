"""A disputed figure that the parties do not settle: both members of the steering committee decide it (§2.23)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.key_figures import Run
from samdrift.partnership.performance import events
from samdrift.partnership.performance.commands import freezing
from samdrift.partnership.performance.commands.measuring import TOLD, runs_before, told
from samdrift.partnership.performance.commands.reviewing import LONGEST, Numbers, check_numbers
from samdrift.partnership.performance.models import KpiResult, ResultWord
from samdrift.partnership.performance.rules import periods

STEER = "performance.steer"


@transaction.atomic
def propose_decision(
    scope: Scope, uid: UUID, text: str, *, numbers: Numbers | None, expected_version: int | None, now: datetime
) -> ResultWord:
    """Sign a decision of the steering committee about a figure in dispute; it holds once the other member signs it.

    Args:
        numbers: What the figure shall be; None lets it stand as it was counted.

    Raises:
        DoesNotExist: No such figure within the scope.
        Invalid: No reasons are given, or the numbers are none.
        NotAllowed: The actor is not of the steering committee.
        Refused: It is not in dispute, or one decision waits.
        Stale: It changed meanwhile.
    """
    row = KpiResult.objects.within(scope).locked(uid, expected_version)
    side = _member(scope, row)
    if row.state != periods.DISPUTED:
        raise Refused(_("This figure is not in dispute."))
    if not text.strip() or len(text) > LONGEST:
        raise Invalid({"text": _("Say why, in at most %(most)s characters.") % {"most": LONGEST}})
    check_numbers(numbers)
    if _waiting(scope, row) is not None:
        raise Refused(_("A decision about this waits for the other member already."))
    part, whole = numbers or (None, None)
    said = ResultWord.objects.create(
        community_id=row.community_id, data_class=row.data_class, result=row, kind="steer", text=text.strip(),
        side=side, person_id=scope.person_id, said_at=now, numerator=part, denominator=whole,
    )  # fmt: skip
    event = events.DecisionSigned(
        result_uid=row.uid, code=row.code, month=row.month, side=side, numerator=part, denominator=whole
    )
    record(event, scope=scope, at=now, subject=row)
    return said


@transaction.atomic
def sign_decision(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> KpiResult:
    """Sign the other member's decision: the dispute is over, and after the day of freezing the figure is frozen.

    Raises:
        DoesNotExist, Stale: As for `propose_decision`.
        NotAllowed: The actor is not of the committee, or wrote the decision, or stands on the same side.
        Refused: None waits.
    """
    row = KpiResult.objects.within(scope).select_related("definition").locked(uid, expected_version)
    side = _member(scope, row)
    said = _waiting(scope, row)
    state = periods.result_after(row.state, "settle")
    if said is None or state is None:
        raise Refused(_("No decision about this waits."))
    if said.side == side or (said.person_id is not None and said.person_id == scope.person_id):
        raise NotAllowed(_("The other party's member signs a decision, never the one that wrote it."))
    said.signed_at = now
    said.save_changes("signed_at")
    if said.numerator is not None and said.denominator is not None:
        with everywhere(reason="the run of months of a figure the steering committee decided"):
            before = runs_before(row.contract_id, row.month).get((row.code, row.unit_id), Run())
        told(row, row.definition, (said.numerator, said.denominator), before)
        row.reason = said.text[:400]
    row.state = state
    row.save_changes("state", "reason", *TOLD)
    for kind in (events.DecisionMade, events.ResultSettled):
        event = kind(
            result_uid=row.uid, code=row.code, month=row.month, side=side, numerator=row.numerator,
            denominator=row.denominator,
        )  # fmt: skip
        record(event, scope=scope, at=now, subject=row)
    freezing.after_settling(scope, row, now=now)
    return row


def _member(scope: Scope, row: KpiResult) -> str:
    scope.require(STEER, contract=row.contract_id, **({} if row.unit_id is None else {"unit": row.unit_id}))
    if scope.side not in periods.SIDES:
        raise NotAllowed(_("Only the two parties speak about a month."))
    return scope.side


def _waiting(scope: Scope, row: KpiResult) -> ResultWord | None:
    words = ResultWord.objects.within(scope).filter(result=row, kind="steer", signed_at__isnull=True)
    return words.order_by("-said_at").first()
