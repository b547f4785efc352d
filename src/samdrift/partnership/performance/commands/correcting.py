"""What comes after the freeze: readings that came late are refused, and corrections are new entries signed by both."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.credits import credits_of_month
from samdrift.kernel.key_figures import Run
from samdrift.partnership.performance import events
from samdrift.partnership.performance.commands import crediting, reducing
from samdrift.partnership.performance.commands.measuring import runs_before, told
from samdrift.partnership.performance.commands.reviewing import LONGEST, Numbers, check_numbers
from samdrift.partnership.performance.models import (
    KpiDefinition,
    KpiPeriod,
    KpiReading,
    KpiResult,
    ResultWord,
    ServiceCredit,
)
from samdrift.partnership.performance.queries.charges import charged_in
from samdrift.partnership.performance.queries.months import day_in, tops_of
from samdrift.partnership.performance.queries.telling import result_told
from samdrift.partnership.performance.queries.terms import definitions_in_force, remedies_in_force
from samdrift.partnership.performance.rules import periods

RECORD, AGREE = "performance.record", "performance.agree"


@transaction.atomic
def record_reading(
    scope: Scope, contract_id: int, code: str, month: date, numbers: Numbers, *, evidence: str,
    unit_id: int | None = None, now: datetime,
) -> KpiReading:  # fmt: skip
    """Record what was counted by hand for a definition whose source is a reading; the newest one counts.

    Raises:
        Invalid: No definition asks for it, the numbers are none, or nothing shows it.
        NotAllowed: The actor may not record readings here.
        Refused: The month is agreed or frozen.
    """
    scope.require(RECORD, contract=contract_id, **({} if unit_id is None else {"unit": unit_id}))
    definition = _asks_for(contract_id, code, month)
    check_numbers(numbers)
    if numbers[0] > numbers[1] and definition.scale == 100:
        raise Invalid({"numerator": _("No more can be counted than there are.")})
    if not evidence.strip():
        raise Invalid({"evidence": _("Name what shows it, such as the report of a control.")})
    period = KpiPeriod.objects.within(scope).filter(contract=contract_id, month=month).first()
    if period is not None and period.state in (periods.AGREED, periods.FROZEN):
        raise Refused(_("This month is agreed. What changes now is a correction signed by both parties."))
    if period is not None and _stands(period, code, unit_id):
        raise Refused(_("A party has agreed on this figure already, so it is not counted anew. Dispute it instead."))
    row = KpiReading.objects.create(
        community_id=scope.community_id, contract_id=contract_id, code=code, month=month, unit_id=unit_id,
        numerator=numbers[0], denominator=numbers[1], evidence=evidence.strip()[:400], side=scope.side,
        recorded_by_id=scope.person_id, recorded_at=now,
    )  # fmt: skip
    event = events.ReadingRecorded(
        reading_uid=row.uid, code=code, month=month, numerator=numbers[0], denominator=numbers[1]
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=row)
    return row


def _stands(period: KpiPeriod, code: str, unit_id: int | None) -> bool:
    """Whether a figure is not worked out anew: somebody has said yes to the month, or the row itself is settled.

    A reading taken then would lie beside a figure that was frozen without it.
    """
    if period.customer_agreed_at or period.provider_agreed_at:
        return True
    with everywhere(reason="how one figure of a month stands, whoever sees it"):
        rows = KpiResult.objects.filter(period=period, code=code, latest=True).exclude(
            state__in=(periods.PROVISIONAL, periods.DISPUTED)
        )
        return (rows.filter(unit=unit_id) if unit_id else rows.filter(unit__isnull=True)).exists()


def _asks_for(contract_id: int, code: str, month: date) -> KpiDefinition:
    for definition in definitions_in_force(contract_id, month):
        if definition.code == code and definition.source == "reading":
            return definition
    raise Invalid({"code": _("No definition of that month asks for a reading of this.")})


@transaction.atomic
def ask_correction(
    scope: Scope, uid: UUID, numbers: Numbers, reason: str, *, expected_version: int | None, now: datetime
) -> ResultWord:
    """Sign a correction of a frozen figure for one's own party; it holds once the other signs it.

    Raises:
        DoesNotExist: No such figure within the scope.
        Invalid: The numbers are none, or no reason is given.
        NotAllowed: The actor does not speak for a party.
        Refused: It is not frozen, was corrected already, or one correction waits.
        Stale: It changed meanwhile.
    """
    row = KpiResult.objects.within(scope).locked(uid, expected_version)
    _speaks(scope, row)
    check_numbers(numbers)
    if not reason.strip() or len(reason) > LONGEST:
        raise Invalid({"text": _("Say why, in at most %(most)s characters.") % {"most": LONGEST}})
    if row.state != periods.FROZEN or not row.latest:
        raise Refused(_("Only the latest frozen entry is corrected."))
    if ResultWord.objects.within(scope).filter(result=row, kind="correct", signed_at__isnull=True).exists():
        raise Refused(_("A correction of this waits for the other party already."))
    said = ResultWord.objects.create(
        community_id=row.community_id, data_class=row.data_class, result=row, kind="correct", text=reason.strip(),
        side=scope.side, person_id=scope.person_id, said_at=now, numerator=numbers[0], denominator=numbers[1],
    )  # fmt: skip
    event = events.CorrectionAsked(
        result_uid=row.uid, code=row.code, month=row.month, side=scope.side, numerator=numbers[0],
        denominator=numbers[1],
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=row)
    return said


@transaction.atomic
def sign_correction(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> KpiResult:
    """Sign the other party's correction: a new entry follows the frozen one, and its credit changes by an entry too.

    Raises:
        DoesNotExist, Stale: As for `ask_correction`.
        NotAllowed: The other party signs, never the one that asked.
        Refused: None waits.
    """
    row = KpiResult.objects.within(scope).select_related("definition").locked(uid, expected_version)
    _speaks(scope, row)
    words = ResultWord.objects.within(scope).filter(result=row, kind="correct", signed_at__isnull=True)
    said = words.order_by("-said_at").first()
    if said is None or said.numerator is None or said.denominator is None:
        raise Refused(_("No correction of this waits."))
    if said.side == scope.side or (said.person_id is not None and said.person_id == scope.person_id):
        raise NotAllowed(_("The other party signs a correction, never the one that asked for it."))
    said.signed_at = now
    said.save_changes("signed_at")
    made = _new_entry(row, said, now)
    event = events.ResultCorrected(
        result_uid=made.uid, code=row.code, month=row.month, side=scope.side, number=made.number,
        numerator=made.numerator, denominator=made.denominator, written=(result_told(made),),
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=made)
    _credit_of(scope, made, now)
    return made


def _speaks(scope: Scope, row: KpiResult) -> None:
    scope.require(AGREE, contract=row.contract_id, **({} if row.unit_id is None else {"unit": row.unit_id}))
    if scope.side not in periods.SIDES:
        raise NotAllowed(_("Only the two parties speak about a month."))


def _new_entry(row: KpiResult, said: ResultWord, now: datetime) -> KpiResult:
    row.state, row.latest = periods.CORRECTED, False
    row.save_changes("state", "latest")
    made = KpiResult(
        community_id=row.community_id, data_class=row.data_class, period_id=row.period_id, contract_id=row.contract_id,
        month=row.month, code=row.code, unit_id=row.unit_id, number=row.number + 1, state=periods.FROZEN,
        frozen_at=now, reason=said.text[:400],
    )  # fmt: skip
    with everywhere(reason="the run of months of a figure both parties corrected"):
        before = runs_before(row.contract_id, row.month).get((row.code, row.unit_id), Run())
    told(made, row.definition, (said.numerator or 0, said.denominator or 0), before)
    made.save(force_insert=True)
    return made


def _credit_of(scope: Scope, made: KpiResult, now: datetime) -> None:
    """The difference between what the figure costs now and what stands of it; later months keep their ratchet."""
    remedies = remedies_in_force(made.contract_id, made.month)
    if remedies is None or not made.judged:
        return
    with everywhere(reason="the credit of a figure both parties corrected"):
        standing = ServiceCredit.objects.filter(
            contract=made.contract_id, month=made.month, code=made.code, kind__in=crediting.OWED
        ).exclude(state="waived")
        own = standing.filter(unit=made.unit_id) if made.unit_id else standing.filter(unit__isnull=True)
        stands = sum(own.values_list("net_minor", flat=True))
        charged = charged_in(made.contract_id, made.month, tops_of(made.community_id))
        reduced = reducing.reduced_by(made.contract_id, made.month)
        missed = crediting.missed_by(made, remedies, charged, reduced)
        charges = crediting.charges_with(made.period, charged, without=own)
        told_ = credits_of_month(remedies.terms, [missed] if crediting.may_cost(made, remedies) else [], charges)
        owed = sum(one.net_minor for one in told_)
        if owed != stands:
            billed = crediting.bills_in(made.month, day_in(made.community_id, now))
            entry = ServiceCredit.objects.create(
                community_id=made.community_id, data_class=crediting.DATA_CLASS, contract_id=made.contract_id,
                month=made.month, bills_in=billed, kind=crediting.CORRECTION,
                result=made, remedy=remedies.row, code=made.code, line_code=made.line_code, unit_id=made.unit_id,
                charge_minor=missed.charge_minor, factor=told_[0].factor if told_ else 1, gross_minor=owed,
                net_minor=owed - stands, calculated_at=now,
            )  # fmt: skip
            crediting.tell([entry], scope=scope, now=now)
