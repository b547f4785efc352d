"""The month's review: each party agrees, disputes a row with reasons, answers, and settles what the other offered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.key_figures import Run
from samdrift.partnership.performance.commands import freezing
from samdrift.partnership.performance.commands.measuring import TOLD, runs_before, told
from samdrift.partnership.performance.events import MonthAgreed, ResultAnswered, ResultDisputed, ResultSettled
from samdrift.partnership.performance.models import KpiPeriod, KpiResult, ResultWord
from samdrift.partnership.performance.rules import periods

AGREE, COMMENT = "performance.agree", "performance.comment"
LONGEST = 600
Numbers = tuple[int, int]
"""How many of how many."""


@transaction.atomic
def agree_month(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> KpiPeriod:
    """Agree on a month for one's own party, but for rows in dispute; with the other's word those rows are agreed.

    Raises:
        DoesNotExist: No such month within the scope.
        NotAllowed: The actor does not speak for a party of this contract.
        Refused: It is not under review, or one's own party has agreed already.
        Stale: It changed meanwhile.
    """
    period = KpiPeriod.objects.within(scope).locked(uid, expected_version)
    side = _speaks(scope, AGREE, period.contract_id)
    if period.state != periods.UNDER_REVIEW:
        raise Refused(_("This month is not under review."))
    if getattr(period, f"{side}_agreed_at") is not None:
        raise Refused(_("Your party has agreed on this month already."))
    setattr(period, f"{side}_agreed_at", now)
    setattr(period, f"{side}_agreed_by_id", scope.person_id)
    if period.customer_agreed_at and period.provider_agreed_at:
        _agreed_by_both(period)
    period.save_changes("state", f"{side}_agreed_at", f"{side}_agreed_by")
    event = MonthAgreed(period_uid=period.uid, month=period.month, side=side)
    record(event, scope=scope, at=now, subject=period)
    return period


def _agreed_by_both(period: KpiPeriod) -> None:
    """Both have said yes: what nobody disputes is agreed, and the month with it where nothing is disputed."""
    with everywhere(reason="every row of a month both parties agreed on"):
        rows = KpiResult.objects.filter(period=period, latest=True)
        rows.filter(state=periods.PROVISIONAL).update(state=periods.AGREED)
        if not rows.filter(state=periods.DISPUTED).exists():
            period.state = periods.AGREED


@transaction.atomic
def remark(scope: Scope, uid: UUID, text: str, *, now: datetime) -> ResultWord:
    """Say something about a figure, for both parties to read. Errors as for `dispute`."""
    row = KpiResult.objects.within(scope).get(uid=uid)
    side = _speaks(scope, COMMENT, row.contract_id, row.unit_id)
    return _say(scope, row, "remark", text, side, now)


@transaction.atomic
def dispute(scope: Scope, uid: UUID, reasons: str, *, expected_version: int | None, now: datetime) -> KpiResult:
    """Say that a figure is not right, and why; the other rows of the month go on without it.

    Raises:
        DoesNotExist: No such figure within the scope.
        Invalid: No reasons are given.
        NotAllowed: The actor does not speak for a party of this contract.
        Refused: It is frozen or disputed already.
        Stale: It changed meanwhile.
    """
    row = KpiResult.objects.within(scope).locked(uid, expected_version)
    side = _speaks(scope, AGREE, row.contract_id, row.unit_id)
    state = periods.result_after(row.state, "dispute")
    if state is None:
        raise Refused(_("This figure can no longer be disputed. A frozen one is corrected by both parties."))
    _say(scope, row, "dispute", reasons, side, now)
    row.state = state
    row.save_changes("state")
    period = KpiPeriod.objects.within(scope).locked(row.period.uid)
    moved = periods.period_after(period.state, "dispute")
    if moved is not None and moved != period.state:
        period.state = moved
        period.save_changes("state")
    event = ResultDisputed(result_uid=row.uid, code=row.code, month=row.month, side=side)
    record(event, scope=scope, at=now, subject=row)
    return row


@transaction.atomic
def answer(
    scope: Scope, uid: UUID, text: str, *, numbers: Numbers | None, expected_version: int | None, now: datetime
) -> ResultWord:
    """Answer what is in dispute, and offer other numbers where one's own party found them.

    The party that did not write the latest answer settles it. Errors as for `dispute`; Invalid too where the numbers
    are none.
    """
    row = KpiResult.objects.within(scope).locked(uid, expected_version)
    side = _speaks(scope, AGREE, row.contract_id, row.unit_id)
    if row.state != periods.DISPUTED:
        raise Refused(_("This figure is not in dispute."))
    check_numbers(numbers)
    said = _say(scope, row, "answer", text, side, now, numbers)
    part, whole = numbers or (None, None)
    event = ResultAnswered(
        result_uid=row.uid, code=row.code, month=row.month, side=side, numerator=part, denominator=whole
    )
    record(event, scope=scope, at=now, subject=row)
    return said


@transaction.atomic
def settle(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> KpiResult:
    """Accept the other party's latest answer: the figure is agreed, with the numbers it offers or as it stood.

    After the day of freezing it is frozen at once, with its credit.

    Raises:
        DoesNotExist, NotAllowed, Stale: As for `dispute`.
        Refused: It is not in dispute, or the other party has not answered.
    """
    row = KpiResult.objects.within(scope).select_related("definition").locked(uid, expected_version)
    side = _speaks(scope, AGREE, row.contract_id, row.unit_id)
    state = periods.result_after(row.state, "settle")
    if state is None:
        raise Refused(_("This figure is not in dispute."))
    said = ResultWord.objects.within(scope).filter(result=row, kind="answer").order_by("-said_at", "-pk").first()
    if said is None or said.side == side:
        raise Refused(_("The other party answers first; its answer is what you settle on."))
    if said.person_id is not None and said.person_id == scope.person_id:
        raise NotAllowed(_("Nobody settles on what they wrote themselves."))
    if said.numerator is not None and said.denominator is not None:
        with everywhere(reason="the run of months of a figure both parties agreed on"):
            before = runs_before(row.contract_id, row.month).get((row.code, row.unit_id), Run())
        told(row, row.definition, (said.numerator, said.denominator), before)
        row.reason = said.text[:400]
    row.state = state
    row.save_changes("state", "reason", *TOLD)
    _say(scope, row, "settle", _("Agreed."), side, now)
    event = ResultSettled(
        result_uid=row.uid, code=row.code, month=row.month, side=side, numerator=row.numerator,
        denominator=row.denominator,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=row)
    freezing.after_settling(scope, row, now=now)
    return row


def check_numbers(numbers: Numbers | None) -> None:
    """Raise Invalid unless they are some of so many."""
    if numbers is not None and not 0 <= numbers[0] <= 10**12:
        raise Invalid({"numerator": _("Write a whole number from 0.")})
    if numbers is not None and not 0 <= numbers[1] <= 10**12:
        raise Invalid({"denominator": _("Write a whole number from 0.")})


def _speaks(scope: Scope, permission: str, contract_id: int, unit_id: int | None = None) -> str:
    scope.require(permission, contract=contract_id, **({} if unit_id is None else {"unit": unit_id}))
    if scope.side not in periods.SIDES:
        raise NotAllowed(_("Only the two parties speak about a month."))
    return scope.side


def _say(
    scope: Scope, row: KpiResult, kind: str, text: str, side: str, now: datetime, numbers: Numbers | None = None
) -> ResultWord:
    if not text.strip() or len(text) > LONGEST:
        raise Invalid({"text": _("Say why, in at most %(most)s characters.") % {"most": LONGEST}})
    part, whole = numbers or (None, None)
    return ResultWord.objects.create(
        community_id=row.community_id, data_class=row.data_class, result=row, kind=kind, text=text.strip(), side=side,
        person_id=scope.person_id, said_at=now, numerator=part, denominator=whole,
    )  # fmt: skip
