"""What is promised of a budget: noted by its holder, or by an approved offer or an agreed change; then booked."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.kernel.framework import add_months
from samdrift.operations.work import public as work
from samdrift.partnership.savings import rules
from samdrift.partnership.savings.commands.budgets import CLASS, Place, customer_of, raise_alerts
from samdrift.partnership.savings.events import CommitmentMoved
from samdrift.partnership.savings.models import BUDGETS, VIEW, Commitment, CostEntry
from samdrift.partnership.savings.queries.figures import COMMITMENT
from samdrift.partnership.scaling import public as scaling
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

COMMIT = "savings.commit"
ENDED = ("closed", "cancelled")  # states of an order for which nothing more is charged
LOOKS_BACK = 3  # months in which something may still have been charged for what nothing is left of
ONE_OFF = "scaling.one_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentDraft:
    """What is promised: in which month of the budget, how much in hundredths, what for, and the order's number."""

    month: date
    amount_minor: int
    title: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class _Source:
    """What committed money: its kind and uid, and what it comes to."""

    kind: str
    uid: UUID
    left_minor: int
    booked: Mapping[date, int]  # by month, of months that were taken over


def as_customer(contract: contracts.Contract) -> Scope:
    """The scope in which time and followers keep the customer's budget: it is the customer's own."""
    grant = Grant("SYS", frozenset({VIEW, BUDGETS}), data_classes=frozenset({"D0", "D1", "D2"}))
    return Scope(community_id=contract.community_id, party_id=contract.customer_id, grants=(grant,))


@transaction.atomic
def note_commitment(scope: Scope, place: Place, draft: CommitmentDraft, *, now: datetime) -> Commitment:
    """Note what was promised to be spent of a unit's service; it burdens the budget until it is booked or released.

    Raises:
        Invalid: The amount is nothing or less, or nobody says what for.
        NotAllowed: The actor does not hold this budget.
    """
    scope.require(COMMIT, contract=place.contract_id, unit=place.unit_id, line=place.line_code, data_class=CLASS)
    wrong = {}
    if draft.amount_minor <= 0:
        wrong["amount"] = _("Say how much is promised.")
    if not draft.title.strip():
        wrong["title"] = _("Say what was ordered.")
    if not place.line_code:
        wrong["line"] = _("Choose one.")
    if wrong:
        raise Invalid(wrong)
    return _commit(scope, place, draft, rules.BY_HAND, None, now)


@transaction.atomic
def change_commitment(
    scope: Scope, uid: UUID, *, left_minor: int, expected_version: int | None, now: datetime
) -> Commitment:  # fmt: skip
    """Say how much of a commitment is still to come; nothing releases it.

    Raises:
        DoesNotExist: No such commitment within the scope.
        Invalid: The amount is below nothing.
        NotAllowed: The actor does not hold this budget.
        Refused, Stale: It follows an offer or a change, or somebody changed it since.
    """
    row = Commitment.objects.within_permission(scope, BUDGETS).locked(uid, expected_version)
    scope.require(COMMIT, contract=row.contract_id, unit=row.unit_id, line=row.line_code, data_class=CLASS)
    if left_minor < 0:
        raise Invalid({"left": _("An amount that is left is not below nothing.")})
    if row.source != rules.BY_HAND:
        raise Refused(_("This follows the work or the change it was promised for, and is booked by itself."))
    _let_be(scope, row, left_minor, "change" if left_minor else "release", now)
    raise_alerts(scope, row.contract_id, row.month.year, [row.unit_id], now=now)
    return row


@transaction.atomic
def follow_quote(scope: Scope, quote_uid: UUID, *, now: datetime) -> None:
    """Let an approved offer of extra work burden the budget of the unit it is for; safe to repeat."""
    with everywhere(reason="the offer an event speaks of"):
        quote = (
            work.Quote.objects.filter(community=scope.community_id, uid=quote_uid).select_related("contract").first()
        )
    if quote is None or quote.unit_id is None or quote.state != "approved" or _stands(scope.community_id, quote_uid):
        return
    day = parties.community_day(scope, now)
    draft = CommitmentDraft(month=day, amount_minor=quote.amount_minor, title=quote.title, reference=quote.number)
    place = Place(quote.contract_id, quote.unit_id, quote.line_code)
    _commit(as_customer(quote.contract), place, draft, rules.OF_QUOTE, quote_uid, now)


@transaction.atomic
def follow_change(scope: Scope, change_uid: UUID, *, now: datetime) -> None:
    """Let what a change costs once burden the budget from when both agreed, and no longer when it was withdrawn.

    What a change does to the fees is no commitment: fees are expected at the budget's rhythm and booked as they fall.
    """
    with everywhere(reason="the change an event speaks of"):
        rows = scaling.ChangeOrder.objects.filter(community=scope.community_id, uid=change_uid)
        change = rows.select_related("contract").first()
        held = Commitment.objects.filter(community=scope.community_id, source_uid=change_uid).first()
    if change is None or change.first_day is None:
        return
    amount, line = _one_off(change)
    customer = as_customer(change.contract)
    if held is None and amount > 0:
        draft = CommitmentDraft(
            month=change.first_day, amount_minor=amount, title=change.one_off_for or change.name or change.reason,
            reference=change.number,
        )  # fmt: skip
        _commit(customer, Place(change.contract_id, change.unit_id, line), draft, rules.OF_CHANGE, change_uid, now)
    elif held is not None and amount == 0 and held.left_minor:
        row = Commitment.objects.within_permission(customer, BUDGETS).locked(held.uid)
        _let_be(customer, row, 0, "release", now)


@transaction.atomic
def book_promised(scope: Scope, contract: contracts.Contract, this_month: date, *, now: datetime) -> int:
    """Book what became of promises in months that have ended, and lessen what is left of them; safe to repeat.

    Args:
        scope: The customer's, as `as_customer` makes it.

    Returns: How many commitments moved.
    """
    rows = Commitment.objects.within_permission(scope, BUDGETS).filter(contract=contract.pk)
    rows = rows.exclude(source=rules.BY_HAND)
    recent = _charged_since(contract.pk, add_months(this_month, -LOOKS_BACK))
    rows = rows.filter(Q(left_minor__gt=0) | Q(source_uid__in=recent)).order_by("pk")
    moved = 0
    for row in rows:
        source = _of_quote(row, this_month) if row.source == rules.OF_QUOTE else _of_change(row, this_month)
        kind = "extra" if row.source == rules.OF_QUOTE else "one_off"
        years = {month.year for month, amount in source.booked.items() if _book(row, kind, month, amount, now)}
        if source.left_minor != row.left_minor:
            held = Commitment.objects.within_permission(scope, BUDGETS).locked(UUID(str(row.uid)))
            _let_be(scope, held, source.left_minor, "book" if source.booked else "release", now)
            years.add(row.month.year)
        for year in sorted(years):
            raise_alerts(scope, contract.pk, year, [row.unit_id], now=now)
        moved += bool(years)
    return moved


def _of_quote(row: Commitment, this_month: date) -> _Source:
    """What of an offer was charged in months that have ended, and what is still to come."""
    with everywhere(reason="what became of the offer a commitment follows"):
        quote = work.Quote.objects.filter(uid=_source(row)).select_related("work_order").get()
        charges = list(work.Charge.objects.filter(quote=quote).values_list("written_at", "amount_minor"))
    booked: dict[date, int] = defaultdict(int)
    system = Scope(community_id=row.community_id)
    for at, amount in charges:
        month = parties.community_day(system, at).replace(day=1)
        if month < this_month:
            booked[month] += amount
    ended = quote.work_order is None or quote.work_order.state in ENDED
    left = rules.left_of_offer(
        approved_minor=quote.amount_minor, charged_minor=sum(amount for _at, amount in charges),
        booked_minor=sum(booked.values()), ended=ended,
    )  # fmt: skip
    return _Source(row.source, _source(row), left, booked)


def _of_change(row: Commitment, this_month: date) -> _Source:
    """What a change costs once: to come until the month it holds from has ended."""
    with everywhere(reason="what became of the change a commitment follows"):
        change = scaling.ChangeOrder.objects.get(uid=_source(row))
    amount, _line = _one_off(change)
    uid = _source(row)
    if change.first_day is None or not amount:
        return _Source(row.source, uid, 0, {})
    month = change.first_day.replace(day=1)
    return _Source(row.source, uid, 0, {month: amount}) if month < this_month else _Source(row.source, uid, amount, {})


def _source(row: Commitment) -> UUID:
    return UUID(str(row.source_uid))


def _one_off(change: scaling.ChangeOrder) -> tuple[int, str]:
    """What an agreed change costs once, and on which line, as it will be charged; (0, "") where nothing will."""
    if change.first_day is None:
        return 0, ""
    charges = scaling.charges_of_month(change.contract_id, change.first_day.replace(day=1))
    for charge in charges:
        if charge.code == ONE_OFF and charge.reference == str(change.uid):
            return charge.amount_minor, charge.line
    return 0, ""


def _charged_since(contract_id: int, first: date) -> list[UUID]:
    with everywhere(reason="offers under which something was charged lately"):
        rows = work.Charge.objects.filter(quote__contract=contract_id, written_at__date__gte=first)
        return list(rows.values_list("quote__uid", flat=True).distinct())


def _stands(community_id: int, source_uid: UUID) -> bool:
    with everywhere(reason="whether a source has committed already"):
        return Commitment.objects.filter(community=community_id, source_uid=source_uid).exists()


def _commit(
    scope: Scope, place: Place, draft: CommitmentDraft, source: str, source_uid: UUID | None, now: datetime
) -> Commitment:  # fmt: skip
    row = Commitment.objects.create(
        community_id=scope.community_id, data_class=CLASS, owner_party_id=customer_of(scope, place.contract_id),
        contract_id=place.contract_id, unit_id=place.unit_id, line_code=place.line_code,
        month=draft.month.replace(day=1), title=draft.title.strip()[:160], reference=draft.reference.strip()[:60],
        source=source, source_uid=source_uid, promised_minor=draft.amount_minor, left_minor=draft.amount_minor,
        person_id=scope.person_id, recorded_at=now,
    )  # fmt: skip
    _enter(row, COMMITMENT, row.month, draft.amount_minor, now)
    _tell(scope, row, "note", now)
    raise_alerts(scope, row.contract_id, row.month.year, [row.unit_id], now=now)
    return row


def _let_be(scope: Scope, row: Commitment, left_minor: int, move: str, now: datetime) -> None:
    """Let so much of a locked commitment be left."""
    if left_minor == row.left_minor:
        return
    _enter(row, COMMITMENT, row.month, left_minor - row.left_minor, now)
    row.left_minor = left_minor
    row.save_changes("left_minor")
    _tell(scope, row, move, now)


def _book(row: Commitment, kind: str, month: date, amount_minor: int, now: datetime) -> bool:
    """Let what a source cost in a month be so much; whether that took an entry."""
    with everywhere(reason="what stands of a month is completed, whoever sees it"):
        entries = CostEntry.objects.filter(
            contract=row.contract_id, unit=row.unit_id, line_code=row.line_code, month=month, kind=kind,
            reference=row.reference,
        )  # fmt: skip
        stands = entries.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    if stands == amount_minor:
        return False
    _enter(row, kind, month, amount_minor - stands, now)
    return True


def _enter(row: Commitment, kind: str, month: date, amount_minor: int, now: datetime) -> None:
    # What is promised is the customer's own; what was charged both parties know.
    CostEntry.objects.create(
        community_id=row.community_id, data_class=CLASS, contract_id=row.contract_id, unit_id=row.unit_id,
        line_code=row.line_code, month=month, kind=kind, amount_minor=amount_minor, reference=row.reference,
        recorded_at=now, owner_party_id=row.owner_party_id if kind == COMMITMENT else None,
    )  # fmt: skip


def _tell(scope: Scope, row: Commitment, move: str, now: datetime) -> None:
    event = CommitmentMoved(commitment_uid=UUID(str(row.uid)), move=move, left_minor=row.left_minor)
    record(event, scope=scope, at=now, subject=row)
