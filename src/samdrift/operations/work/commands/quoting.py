"""Extra work (W13): a quote, its yes within somebody's limit, its order; and no charge without that yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.fields import uuid7
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import money
from samdrift.operations.approvals import public as approvals
from samdrift.operations.requests import public as requests
from samdrift.operations.work import events
from samdrift.operations.work.commands import charging, loading, verifying
from samdrift.operations.work.commands.planning import PlannedWork, make_orders
from samdrift.operations.work.models import Charge, Quote, WorkOrder
from samdrift.operations.work.rules import quotes as rules
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

KIND = "work.quote"
QUOTE, CHARGE = "work.quote", "work.charge"
# What approval rules call extra work; where none speaks of it a budget holder decides, whatever it costs.
NAMED = "work.extra"
BY_DEFAULT = approvals.of_type("budget", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDraft:
    """What is offered: lines of a text and an amount as typed.

    Attributes:
        done_on: Until which day the work was done already; its yes then charges it. None: it is to be done.
    """

    contract_id: int
    site_id: int
    line_code: str
    title: str
    lines: Sequence[tuple[str, str]]
    text: str = ""
    uid: UUID | None = None
    done_on: date | None = None


@transaction.atomic
def submit_quote(scope: Scope, draft: QuoteDraft, *, now: datetime) -> Quote:
    """Offer extra work and ask whoever may approve what it costs; the same uid gives the same quote.

    Raises:
        Invalid: Nothing is offered, an amount is none, or there is no such contract or site.
        NotAllowed: The actor does not quote there.
    """
    if draft.uid is not None:
        with everywhere(reason="whether a quote of this uid stands already"):
            there = Quote.objects.filter(uid=draft.uid, community=scope.community_id).first()
        if there is not None:
            return there
    with everywhere(reason="contract and site of a quote; the community is asked for here"):
        contract = contracts.Contract.objects.filter(community=scope.community_id, pk=draft.contract_id).first()
        site = estate.Site.objects.filter(community=scope.community_id, pk=draft.site_id).first()
    lines = [{"text": text.strip()[:160], "amount_minor": money.minor(amount)} for text, amount in draft.lines]
    wrong = {}
    if contract is None:
        wrong["contract"] = _("There is no such contract.")
    if site is None:
        wrong["site"] = _("There is no such place.")
    if not draft.title.strip():
        wrong["title"] = _("Write what is to be done.")
    if not lines or any(not line["text"] or not line["amount_minor"] for line in lines):
        wrong["lines"] = _("Write for each line what it is and what it costs.")
    if wrong or contract is None or site is None:
        raise Invalid(wrong)
    if rules.total(lines) <= 0:
        raise Invalid({"lines": _("A quote comes to more than nothing.")})
    scope.require(
        QUOTE, contract=contract.pk, line=draft.line_code, site=site.pk, unit=site.unit_id, data_class="D2"
    )  # fmt: skip
    day = parties.community_day(scope, now)
    number = requests.next_number(scope.community_id, day.year, "D1", kind="quote")
    head, year, last = number.rsplit("-", 2)
    quote = Quote.objects.create(
        uid=draft.uid or uuid7(), community_id=scope.community_id, data_class="D2", number=f"{head}-{year}-Q{last}",
        contract=contract, site=site, unit_id=site.unit_id, line_code=draft.line_code, title=draft.title.strip()[:160],
        text=draft.text.strip(), lines=lines, amount_minor=rules.total(lines), currency=contract.currency,
        quoted_by_id=scope.person_id, quoted_at=now, done_on=draft.done_on,
    )  # fmt: skip
    _tell(scope, quote, events.QuoteSubmitted, now)
    terms = approvals.terms_for(
        contract, line_code=draft.line_code, request_type_code=NAMED, of_type=BY_DEFAULT, day=day
    )
    asked = approvals.ask_approval(
        scope, quote, subject_kind=KIND, unit_id=quote.unit_id, contract_id=contract.pk, terms=terms,
        amount_minor=quote.amount_minor, requested_by=scope.person_id, entered_by=scope.person_id, at=now,
    )  # fmt: skip
    if asked is None:  # a rule both parties know asks nobody for so little
        _approve(scope, quote, None, now)
    return quote


def quote_decided(scope: Scope, uid: UUID, yes: bool, at: datetime) -> None:  # noqa: FBT001 - the registry's form
    """Let the order stand, or the quote end as not approved; called in the deciding transaction."""
    with everywhere(reason="the approver has passed the approval's own gate; the quote follows it"):
        quote = Quote.objects.get_queryset().filter(community=scope.community_id).locked(uid)
    if rules.after(quote.state, "approve") is None:
        return
    if yes:
        _approve(scope, quote, scope.person_id, at)
        return
    quote.state, quote.decided_by_id, quote.decided_at = "rejected", scope.person_id, at
    quote.save_changes("state", "decided_by", "decided_at")
    _tell(scope, quote, events.QuoteRejected, at)


def _approve(scope: Scope, quote: Quote, by: int | None, at: datetime) -> None:
    quote.state, quote.decided_by_id, quote.decided_at = "approved", by, at
    wanted = PlannedWork(
        contract_id=quote.contract_id, line_code=quote.line_code, title=quote.title, kind="extra",
        site_id=quote.site_id, instructions=quote.text, source_kind=KIND, source_uid=quote.uid,
    )  # fmt: skip
    (quote.work_order,) = make_orders(scope, [wanted], now=at)
    quote.save_changes("state", "decided_by", "decided_at", "work_order")
    _tell(scope, quote, events.QuoteApproved, at)
    if quote.done_on is not None:
        _done_already(quote, quote.work_order, at)


def _done_already(quote: Quote, order: WorkOrder, at: datetime) -> None:
    """Nobody goes there again: the order is done, and accepted with its price unless somebody else accepts so much."""
    system, moment = Scope(community_id=quote.community_id), loading.Moment(at)
    loading.move(system, order, "start", moment)
    loading.move(system, order, "finish", moment)
    order.done_at, order.resolution_code = at, "delivered"
    order.sampled = not rules.accepted_with_its_price(quote.amount_minor)
    loading.save(order, "done_at", "resolution_code", "sampled")
    if not order.sampled:
        verifying.settle(system, order, now=at, reason="accepted_with_its_price")


@transaction.atomic
def withdraw_quote(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Quote:
    """Take a quote back before anybody has decided; the question falls away with it.

    Raises:
        DoesNotExist: No such quote within the scope.
        NotAllowed: The actor does not quote there.
        Refused, Stale: It is decided already, or somebody changed it since.
    """
    quote = Quote.objects.within(scope).locked(uid, expected_version)
    _require(scope, QUOTE, quote)
    if rules.after(quote.state, "withdraw") is None:
        raise Refused(_("Somebody has decided about this already."))
    quote.state, quote.decided_at = "withdrawn", now
    quote.save_changes("state", "decided_at")
    approvals.withdraw_approvals(scope, quote.uid, at=now)
    _tell(scope, quote, events.QuoteWithdrawn, now)
    return quote


@transaction.atomic
def write_charge(
    scope: Scope, uid: UUID, text: str, typed: str, *, now: datetime, charge_uid: UUID | None = None
) -> Charge:
    """Charge for the extra work of an order: under its approved quote, and never more than that in all.

    Raises:
        DoesNotExist: No such order within the scope.
        Invalid: No text, or an amount that is none.
        NotAllowed: The actor does not charge there.
        Refused: There is no approved quote, or it is used up; the uid is another's.
    """
    order = loading.locked(scope, uid)
    with everywhere(reason="the quote of an order the actor has been let through to"):
        quote = Quote.objects.filter(work_order=order).first()
        there = Charge.objects.filter(uid=charge_uid).first() if charge_uid else None
    scope.require(
        CHARGE, contract=order.contract_id, line=order.line_code, site=order.site_id, unit=order.unit_id,
        data_class="D2",
    )  # fmt: skip
    if quote is None or quote.state != "approved":
        raise Refused(_("Nobody has approved a price for this work, so nothing is charged for it."))
    if there is not None:
        if there.quote_id != quote.pk:
            raise Refused(_("This identifier is already used for something else. Choose a new one."))
        return there
    amount = money.minor(typed)
    if not text.strip() or not amount:
        raise Invalid({"text" if amount else "amount": _("Write for each line what it is and what it costs.")})
    if not rules.may_charge(quote.state, quote.amount_minor, charging.charged(quote), amount):
        raise Refused(_("That is more than was approved. Quote the rest, and let it be approved first."))
    charge = charging.write(scope, quote, order, text.strip()[:160], amount, now=now, uid=charge_uid)
    if order.state == "verified":
        verifying.close(scope, order, now=now)
    return charge


def _require(scope: Scope, permission: str, quote: Quote) -> None:
    scope.require(
        permission, contract=quote.contract_id, line=quote.line_code, site=quote.site_id, unit=quote.unit_id,
        data_class=quote.data_class,
    )  # fmt: skip


def _tell(scope: Scope, quote: Quote, event: type[events.QuoteEvent], at: datetime) -> None:
    order: WorkOrder | None = quote.work_order
    told = event(
        quote_id=quote.uid, amount_minor=quote.amount_minor, currency=quote.currency, line=quote.line_code,
        work_order_id=order.uid if order else None,
    )  # fmt: skip
    record(told, scope=scope, at=at, subject=quote)
