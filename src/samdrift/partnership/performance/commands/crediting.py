"""Credits: worked out from frozen figures, agreed by both, waived by the client, earned back by the stretch level."""

from calendar import isleap
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import credits as kernel
from samdrift.kernel.credits import Charges, Credit, Missed, Taken, credits_of_month
from samdrift.kernel.key_figures import Judged, Run
from samdrift.partnership.performance import events
from samdrift.partnership.performance.commands import reducing
from samdrift.partnership.performance.commands.measuring import Key
from samdrift.partnership.performance.models import FeeReduction, KpiPeriod, KpiResult, ServiceCredit
from samdrift.partnership.performance.queries.charges import Charged, charged_in
from samdrift.partnership.performance.queries.months import day_in, tops_of
from samdrift.partnership.performance.queries.telling import credit_told, tops_of_fees
from samdrift.partnership.performance.queries.terms import Remedies, remedies_in_force
from samdrift.partnership.performance.rules import periods
from samdrift.partnership.performance.rules.remedies import months_live, terms_from
from samdrift.registers.contracts import public as contracts

AGREE, WAIVE, WAIVE_LARGE = "performance.agree", "performance.waive", "performance.waive_large"
DATA_CLASS = "D2"
AT_ONCE = 500
KIND, CORRECTION, EARN_BACK = "credit", "correction", "earn_back"
OWED = (KIND, CORRECTION)


def calculate(period: KpiPeriod, rows: Iterable[KpiResult], *, scope: Scope, now: datetime) -> list[ServiceCredit]:
    """What these frozen figures of a month cost, beside the credits of it that stand already."""
    remedies = remedies_in_force(period.contract_id, period.month)
    if remedies is None:
        return []
    reduced = reducing.reduce_fees(period, rows, remedies, scope=scope, now=now)
    missed = {str(row.uid): row for row in rows if row.judged and may_cost(row, remedies)}
    if not missed:
        return []
    charged = charged_in(period.contract_id, period.month, tops_of(period.community_id))
    charges = charges_with(period, charged)
    told = credits_of_month(
        remedies.terms, [missed_by(row, remedies, charged, reduced) for row in missed.values()], charges
    )  # fmt: skip
    billed = bills_in(period.month, day_in(period.community_id, now))
    made = [_credit(missed[one.missed.key], one, remedies, billed, now) for one in told]
    ServiceCredit.objects.bulk_create(made, batch_size=500)
    tell(made, scope=scope, now=now)
    return made


def tell(made: Sequence[ServiceCredit], *, scope: Scope, now: datetime) -> None:
    """Tell the book what credits come to, in their class: each in full, some hundreds an event."""
    tops = tops_of_fees(made[0].community_id, made[0].contract_id)
    for start in range(0, len(made), AT_ONCE):
        some = made[start : start + AT_ONCE]
        event = events.CreditsCalculated(
            month=some[0].month, count=len(some),
            rows=tuple(f"{one.code} {one.unit_id or '-'} {one.gross_minor} {one.net_minor}" for one in some),
            written=tuple(credit_told(one) for one in some), tops=tops,
        )  # fmt: skip
        record(event, scope=scope, at=now, subject=some[0].remedy)  # of no unit alone, and in the class of prices


def failures_of(row: KpiResult) -> int:
    """How many single failures a figure holds."""
    lower = row.definition.lower_is_better
    return kernel.failures_of(row.numerator, row.denominator, lower_is_better=lower)


def may_cost(row: KpiResult, remedies: Remedies) -> bool:
    """Whether a figure may cost something: it missed, or its single failures are paid for."""
    return kernel.costs_something(remedies.terms, row.code, row.band, failures_of(row))


def missed_by(row: KpiResult, remedies: Remedies, charged: Charged, reduced: Mapping[Key, int]) -> Missed:
    """A missed figure as the kernel prices it.

    Args:
        reduced: What fees were reduced by for a figure's failures, by its code and district; None: in all.
    """
    definition = row.definition
    charge = charged.whole if row.unit_id is None else charged.by_unit.get(row.unit_id, 0)
    return Missed(
        key=str(row.uid), kpi=row.code, line=row.line_code, band=row.band, repeated=row.repeated, charge_minor=charge,
        run=Run(row.run_failures, row.run_passes, last_failed=row.run_last_failed), weight=definition.weight / 100,
        grace=kernel.grace_share(remedies.terms, months_live(remedies.row.terms, row.unit_id, row.month)),
        group=f"{definition.remedy_group}/{row.unit_id or ''}" if definition.remedy_group else "",
        failures=failures_of(row), days=366 if isleap(row.month.year) else 365,
        reduced_minor=reduced.get((row.code, row.unit_id), 0),
    )  # fmt: skip


def charges_with(
    period: KpiPeriod, charged: Charged, *, without: QuerySet[ServiceCredit] | None = None
) -> Charges:  # fmt: skip
    """The month's charges and what its caps have given already, but for some."""
    own = ServiceCredit.objects.filter(contract=period.contract_id, kind__in=OWED).exclude(state="waived")
    standing = own.filter(month=period.month).select_related("result__definition")
    if without is not None:
        standing = standing.exclude(pk__in=list(without.values_list("pk", flat=True)))
    january = period.month.replace(month=1)
    before = own.filter(month__gte=january, month__lt=period.month).aggregate(sum=Sum("net_minor"))["sum"] or 0
    taken = tuple(
        Taken(
            one.code, one.line_code,
            f"{one.result.definition.remedy_group}/{one.unit_id or ''}" if one.result.definition.remedy_group else "",
            one.net_minor,
        )
        for one in standing
    )  # fmt: skip
    return Charges(
        month_minor=charged.whole, by_line=charged.by_line, year_minor=12 * charged.whole,
        credited_minor=before + sum(one.net_minor for one in taken), taken=taken,
    )  # fmt: skip


def _credit(row: KpiResult, told: Credit, remedies: Remedies, billed: date, now: datetime) -> ServiceCredit:
    return ServiceCredit(
        community_id=row.community_id, data_class=DATA_CLASS, contract_id=row.contract_id, month=row.month,
        bills_in=billed, result=row, remedy=remedies.row, code=row.code,
        line_code=row.line_code, unit_id=row.unit_id, charge_minor=told.missed.charge_minor, points=told.points,
        factor=told.factor, gross_minor=told.gross_minor, net_minor=told.net_minor,
        steps=[[step.rule, step.after_minor] for step in told.steps], calculated_at=now,
    )  # fmt: skip


def bills_in(month: date, today: date) -> date:
    """The month whose invoice takes it: the one after the month measured, or the running one where that is later."""
    return max(periods.next_month(month), today.replace(day=1))


@transaction.atomic
def agree_credits(scope: Scope, contract_id: int, month: date, *, now: datetime) -> int:
    """Agree on a month's credits for one's own party; with the other's word they are agreed and go on an invoice.

    Returns:
        How many one's party agreed on now.

    Raises:
        NotAllowed: The actor does not speak for a party of this contract.
        Refused: There are none left to agree on.
    """
    scope.require(AGREE, contract=contract_id, data_class=DATA_CLASS)
    side = scope.side
    if side not in periods.SIDES:
        raise NotAllowed(_("Only the two parties speak about a month."))
    rows = ServiceCredit.objects.within(scope).filter(contract=contract_id, month=month, state="calculated")
    # Locked: of two parties who agree at the same moment the second sees the first one's word.
    waiting = list(rows.filter(**{f"{side}_agreed_at__isnull": True}).select_for_update().order_by("pk"))
    if not waiting:
        raise Refused(_("There are no credits of this month left for your party to agree on."))
    today = day_in(scope.community_id, now)
    for row in waiting:
        setattr(row, f"{side}_agreed_at", now)
        if row.customer_agreed_at and row.provider_agreed_at:
            row.state = str(periods.credit_after(row.state, "agree"))
            # Agreed late, the invoice of its month may have been sent: it comes on the one of the running month.
            row.bills_in = bills_in(row.month, today)
        row.version += 1
    ServiceCredit.objects.bulk_update(waiting, [f"{side}_agreed_at", "state", "bills_in", "version"], batch_size=200)
    event = events.CreditsAgreed(month=month, side=side, credits=tuple(row.uid for row in waiting), day=today)
    record(event, scope=scope, at=now, subject=waiting[0])
    return len(waiting)


@transaction.atomic
def waive_credit(scope: Scope, uid: UUID, reason: str, *, expected_version: int | None, now: datetime) -> ServiceCredit:
    """Let a credit go, with a reason: the client's contract manager, and above a limit its steering committee.

    Raises:
        DoesNotExist: No such credit within the scope.
        Invalid: No reason is given.
        NotAllowed: The actor is not of the client, or may not waive so much.
        Refused: It is agreed or waived already.
        Stale: It changed meanwhile.
    """
    row = ServiceCredit.objects.within(scope).select_related("remedy").locked(uid, expected_version)
    limit = alone_up_to(row)
    scope.require(WAIVE_LARGE if row.net_minor > limit else WAIVE, contract=row.contract_id, data_class=DATA_CLASS)
    if scope.side != periods.CUSTOMER:
        raise NotAllowed(_("Only the client lets go what is owed to it."))
    if not reason.strip():
        raise Invalid({"reason": _("Say why.")})
    state = periods.credit_after(row.state, "waive")
    if state is None or row.kind == EARN_BACK:
        raise Refused(_("This credit can no longer be waived."))
    row.state, row.reason, row.waived_at, row.waived_by_id = state, reason.strip()[:400], now, scope.person_id
    row.save_changes("state", "reason", "waived_at", "waived_by")
    event = events.CreditWaived(credit_uid=row.uid, code=row.code, net_minor=row.net_minor)
    record(event, scope=scope, at=now, subject=row)
    return row


def alone_up_to(row: ServiceCredit) -> int:
    """Up to here the contract manager may waive alone, in hundredths."""
    return terms_from(row.remedy.terms).waiver_alone_minor


def earn_back(period: KpiPeriod, *, scope: Scope, now: datetime) -> list[ServiceCredit]:
    """Give back a part of those credits whose figure has now kept the stretch level long enough."""
    remedies = remedies_in_force(period.contract_id, period.month)
    if remedies is None or period.month > contract_end(period.contract_id):
        return []
    owed = list(
        ServiceCredit.objects.filter(
            contract=period.contract_id, kind=KIND, net_minor__gt=0, state__in=("agreed", "invoiced"),
            month__lt=period.month, result__definition__earns_back=True,
        ).select_related("result__definition").order_by("-month", "pk")
    )  # fmt: skip
    following = _following(period, owed)
    made: list[ServiceCredit] = []
    for credit in _one_a_figure(owed):
        told = following.get((credit.code, credit.unit_id), [])
        state, amount = kernel.earned_back(
            remedies.terms, credit.net_minor, [verdict for month, verdict in told if month > credit.month]
        )
        if state == kernel.EARNED and told and told[-1][0] == period.month:
            made.append(_given_back(period, credit, amount, remedies, scope, now))
    return made


def _one_a_figure(owed: Sequence[ServiceCredit]) -> Iterable[ServiceCredit]:
    """At most one credit of a figure can be earned back at a time: the newest."""
    newest: dict[tuple[str, int | None], ServiceCredit] = {}
    for credit in owed:
        newest.setdefault((credit.code, credit.unit_id), credit)
    return newest.values()


def _following(
    period: KpiPeriod, owed: Sequence[ServiceCredit]
) -> dict[tuple[str, int | None], list[tuple[date, Judged]]]:
    """The frozen months of the figures that cost something, in order, up to this one."""
    rows = KpiResult.objects.filter(
        contract=period.contract_id, code__in={one.code for one in owed}, latest=True, state=periods.FROZEN,
        month__lte=period.month, month__gt=min((one.month for one in owed), default=period.month),
    ).order_by("month")  # fmt: skip
    found: dict[tuple[str, int | None], list[tuple[date, Judged]]] = {}
    for code, unit, month, value, band, stretch in rows.values_list(
        "code", "unit_id", "month", "value", "band", "stretch"
    ):
        found.setdefault((code, unit), []).append((month, Judged(value, band, stretch=stretch)))
    return found


def _given_back(
    period: KpiPeriod, credit: ServiceCredit, amount: int, remedies: Remedies, scope: Scope, now: datetime
) -> ServiceCredit:
    rows = KpiResult.objects.filter(period=period, code=credit.code, latest=True)
    row = rows.get(unit=credit.unit_id) if credit.unit_id else rows.get(unit__isnull=True)
    credit.state = str(periods.credit_after(credit.state, "earn_back"))
    credit.save_changes("state")
    made = ServiceCredit.objects.create(
        community_id=credit.community_id, data_class=DATA_CLASS, contract_id=credit.contract_id, month=period.month,
        bills_in=bills_in(period.month, day_in(credit.community_id, now)), kind=EARN_BACK, result=row,
        remedy=remedies.row, code=credit.code, line_code=credit.line_code, unit_id=credit.unit_id,
        gross_minor=amount, net_minor=-amount,
        state="agreed", of=credit, calculated_at=now,
    )  # fmt: skip
    event = events.CreditEarnedBack(
        credit_uid=credit.uid, code=credit.code, net_minor=amount, written=(credit_told(made),)
    )
    record(event, scope=scope, at=now, subject=made)
    return made


def contract_end(contract_id: int) -> date:
    """The contract's last day: nothing is earned back after it."""
    with everywhere(reason="the last day of one contract"):
        return contracts.Contract.objects.values_list("ends_on", flat=True).get(pk=contract_id)


@transaction.atomic
def note_invoiced(scope: Scope, uids: Sequence[UUID], *, now: datetime) -> int:
    """Note that credits went onto an invoice; how many. For the room that writes invoices, under its own permission."""
    with everywhere(reason="the credits an invoice was written with"):
        rows = ServiceCredit.objects.filter(community=scope.community_id, uid__in=uids, state="agreed")
        found = list(rows.select_for_update().order_by("pk"))
        rows.update(state="invoiced")
        reduced = FeeReduction.objects.filter(community=scope.community_id, uid__in=uids, invoiced_at__isnull=True)
        reduced.update(invoiced_at=now)
    if found:
        event = events.CreditsInvoiced(credits=tuple(row.uid for row in found))
        record(event, scope=scope, at=now, subject=found[0])
    return len(found)
