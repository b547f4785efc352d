"""Schemes both parties agree on, and the settlement of a year under them: signed twice, approved, invoiced."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import gainshare
from samdrift.kernel.gainshare import Quality, Shared
from samdrift.partnership.performance import public as performance
from samdrift.partnership.savings import rules
from samdrift.partnership.savings.events import SchemeMoved, SettlementMoved
from samdrift.partnership.savings.models import Scheme, Settlement
from samdrift.partnership.savings.queries import charges, schemes, telling
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

CLASS = "D2"
MONTHS = 12


@transaction.atomic
def propose_scheme(
    scope: Scope, contract_id: int, kind: str, terms: Mapping[str, Any], *, clause: str = "", now: datetime
) -> Scheme:
    """Propose a guarantee, or how gains are shared, for the other party to agree to.

    Raises:
        Invalid: The terms cannot be read.
        NotAllowed: The actor speaks for neither party here.
    """
    scope.require("savings.agree", contract=contract_id, data_class=CLASS)
    if scope.side not in rules.SIDES:
        raise NotAllowed(_("Only the two parties propose to each other."))
    check_terms(kind, terms)
    made = Scheme.objects.create(
        community_id=scope.community_id, data_class=CLASS, contract_id=contract_id, kind=kind, terms=dict(terms),
        clause=clause, number=_next(contract_id, kind), side=scope.side, proposed_by_id=scope.person_id,
        proposed_at=now,
    )  # fmt: skip
    record(SchemeMoved(scheme_uid=made.uid, about=kind, state=made.state), scope=scope, at=now, subject=made)
    return made


@transaction.atomic
def agree_to_scheme(scope: Scope, uid: UUID, *, expected_version: int, now: datetime) -> Scheme:
    """Agree to the other party's scheme: it holds, and the one before no longer does.

    Raises:
        DoesNotExist: No such scheme within the scope.
        NotAllowed: It is one's own side's, or one's own.
        Refused: It was answered already.
    """
    row = Scheme.objects.within(scope).locked(uid, expected_version)
    scope.require("savings.agree", contract=row.contract_id, data_class=row.data_class)
    if not rules.may_answer(
        proposed_by_side=row.side, side=scope.side, proposer=row.proposed_by_id, person=scope.person_id
    ):  # fmt: skip
        raise NotAllowed(_("The other party answers a proposal."))
    state = rules.AGREEMENTS.get((row.state, "agree"))
    if state is None:
        raise Refused(_("This scheme was answered already."))
    for before in Scheme.objects.within(scope).filter(
        contract=row.contract_id, kind=row.kind, state=rules.AGREED
    ):  # fmt: skip
        before.state = rules.REPLACED
        before.save_changes("state")
    row.state, row.decided_by_id, row.decided_at = state, scope.person_id, now
    row.save_changes("state", "decided_by", "decided_at")
    event = SchemeMoved(scheme_uid=row.uid, about=row.kind, state=row.state, written=(telling.scheme_told(row),))
    record(event, scope=scope, at=now, subject=row)
    return row


def check_terms(kind: str, terms: Mapping[str, Any]) -> None:
    """Raise unless the terms of a scheme can be read.

    Raises:
        Invalid: They cannot, or there is no such kind.
    """
    try:
        if kind == schemes.GUARANTEE:
            schemes.guarantee_of(terms)
        elif kind == schemes.GAINSHARE:
            schemes.sharing_of(terms)
            rules.gate_figures(terms)
        else:
            raise Invalid({"kind": _("Choose a guarantee or a way of sharing.")})
    except (KeyError, ValueError, ArithmeticError, TypeError):
        raise Invalid({"terms": _("These terms cannot be read.")}) from None


@transaction.atomic
def settle_guarantee(scope: Scope, contract_id: int, year: int, *, now: datetime) -> Settlement:
    """Calculate a year of the guarantee's term, counted since its beginning.

    Args:
        year: The year of the term, from 1; it must have ended.

    Raises:
        NotAllowed: The actor settles nothing here.
        Refused: No guarantee is agreed, the year has not ended, or it is signed already.
    """
    scheme = _scheme(scope, contract_id, schemes.GUARANTEE)
    terms = schemes.guarantee_of(scheme.terms)
    today = parties.community_day(scope, now)
    if not 1 <= year <= len(terms.yearly) or rules.months_gone(terms.starts_on, today) < year * 12:
        raise Refused(_("Only a year that has ended is settled."))
    counted = schemes.counted_by_year(contract_id)
    verified = sum(amount for of, amount in counted.items() if of <= terms.starts_on.year + year - 1)
    before = Settlement.objects.within(scope).filter(scheme=scheme, year__lt=year).exclude(state="draft")
    paid = -sum(before.values_list("charge_minor", flat=True))
    settled = gainshare.settle_guarantee(terms.up_to(year), verified, paid, terms.caught_up)
    facts = {"guaranteed_cum_minor": terms.up_to(year), "verified_cum_minor": verified, "paid_minor": paid}
    return _calculated(scope, scheme, year, facts, asdict(settled), -settled.due_minor, now)


@transaction.atomic
def settle_gain(
    scope: Scope, contract_id: int, year: int, *, quality: Quality, evidence: str, now: datetime
) -> Settlement:
    """Calculate how a year's gain beyond the guarantee is shared.

    Args:
        year: The calendar year; it must have ended.
        quality: What the gate asks: KPI results and answers of users. What people think of each other is not asked.

    Raises:
        Invalid: Nothing shows how quality was.
        NotAllowed: The actor settles nothing here.
        Refused: No sharing is agreed, the year has not ended, or it is signed already.
    """
    scheme = _scheme(scope, contract_id, schemes.GAINSHARE)
    if rules.gate_figures(scheme.terms) is not None:
        raise Refused(_("The parties named the key figures that decide this: nobody types how quality was."))
    if not evidence.strip():
        raise Invalid({"evidence": _("Name what shows how quality was, such as the agreed KPI report.")})
    return _shared(scope, scheme, year, quality, {"evidence": evidence.strip()}, now)


@transaction.atomic
def settle_gain_by_figures(scope: Scope, contract_id: int, year: int, *, now: datetime) -> Settlement:
    """Calculate how a year's gain is shared, its quality told by the frozen key figures the scheme names.

    Raises:
        NotAllowed: The actor settles nothing here.
        Refused: No sharing by figures is agreed, the year has not ended, a month of it is not frozen, or it is signed.
    """
    scheme = _scheme(scope, contract_id, schemes.GAINSHARE)
    gate = rules.gate_figures(scheme.terms)
    if gate is None:
        raise Refused(_("The parties named no key figures for this."))
    known = performance.frozen_year(contract_id, year)
    if known.months < MONTHS:
        raise Refused(_("Only %(count)s months of the year are frozen.") % {"count": known.months})
    figures = {code: (one.line, one.missed) for code, one in known.figures.items()}
    told = {
        code: {"value": None if one.value is None else str(one.value), "missed": one.missed, "line": one.line}
        for code, one in known.figures.items()
    }
    shown = {"evidence": f"KPI {year}", "figures": told}
    return _shared(scope, scheme, year, rules.quality_of(figures, gate), shown, now)


def _shared(
    scope: Scope, scheme: Scheme, year: int, quality: Quality, shown: Mapping[str, Any], now: datetime
) -> Settlement:
    contract_id = scheme.contract_id
    if parties.community_day(scope, now) <= date(year, 12, 31):
        raise Refused(_("Only a year that has ended is settled."))
    terms = schemes.sharing_of(scheme.terms)
    base, verified = schemes.fees_of_year(contract_id, year), schemes.counted_by_year(contract_id).get(year, 0)
    guaranteed = _guaranteed_of_year(scope, contract_id, year, int(scheme.terms.get("threshold_minor", 0)))
    gate = gainshare.gate_of(terms, quality)
    shared = gainshare.share_gain(terms, base, verified - guaranteed, gate)
    facts = {
        "base_minor": base, "verified_minor": verified, "guaranteed_minor": guaranteed, **shown,
        "gate": gainshare.gate_reason(quality), "quality": asdict(quality),
    }  # fmt: skip
    return _calculated(scope, scheme, year, facts, written(shared), shared.paid_minor, now)


def written(shared: Shared) -> dict[str, Any]:
    """How a gain was shared, as it is kept: decimals as texts."""
    told = asdict(shared)
    told["gate"] = f"{shared.gate:f}"
    told["slices"] = [
        {
            "start_minor": one.start_minor, "end_minor": one.end_minor, "share": f"{one.share:f}",
            "amount": f"{one.amount:f}",
        }
        for one in shared.slices
    ]  # fmt: skip
    return told


@transaction.atomic
def sign_settlement(scope: Scope, uid: UUID, *, expected_version: int, now: datetime) -> Settlement:
    """Sign for one's own side; once finance of both sides has, the settlement is agreed.

    Raises:
        DoesNotExist: No such settlement within the scope.
        NotAllowed: The actor signs for neither side.
        Refused: One's side has signed, or the same person signed for the other.
    """
    row = _loaded(scope, uid, "sign", expected_version)
    if scope.side not in rules.SIDES:
        raise NotAllowed(_("Finance of the two parties signs."))
    column = f"{scope.side}_signed"
    other = row.provider_signed_id if scope.side == "customer" else row.customer_signed_id
    if getattr(row, f"{column}_id") is not None:
        raise Refused(_("Your side has signed already."))
    if other is not None and other == scope.person_id:
        raise Refused(_("The same person does not sign for both."))
    setattr(row, f"{column}_id", scope.person_id)
    move = "agree" if other is not None else "sign"
    row.state = rules.SETTLEMENTS[row.state, move]
    row.save_changes(column, "state")
    return _told(scope, row, move, now)


@transaction.atomic
def dispute_settlement(scope: Scope, uid: UUID, *, reason: str, expected_version: int, now: datetime) -> Settlement:
    """Say that a settlement is wrong; both signatures fall, and it is calculated anew.

    Raises:
        DoesNotExist: No such settlement within the scope.
        Invalid: No reason is given.
        Refused: The table of moves does not have it.
    """
    if not reason.strip():
        raise Invalid({"reason": _("Say why.")})
    row = _loaded(scope, uid, "dispute", expected_version)
    row.state, row.reason = rules.SETTLEMENTS[row.state, "dispute"], reason.strip()[:400]
    row.customer_signed = row.provider_signed = None
    row.save_changes("state", "reason", "customer_signed", "provider_signed")
    return _told(scope, row, "dispute", now)


@transaction.atomic
def approve_settlement(scope: Scope, uid: UUID, *, month: date, expected_version: int, now: datetime) -> Settlement:
    """Approve it for the steering committee, for the invoice of a month that is still open.

    Raises:
        DoesNotExist: No such settlement within the scope.
        Refused: Both parties have not signed, or the month is frozen or invoiced.
    """
    row = _loaded(scope, uid, "approve", expected_version)
    first = month.replace(day=1)
    if first in contracts.frozen_months(row.contract_id):
        raise Refused(_("That month is frozen: choose a later one."))
    if any(month >= first for month in contracts.settled_months(row.contract_id)):
        raise Refused(_("That month is invoiced already: choose a later one."))
    row.state, row.approved_by_id, row.invoice_month = rules.APPROVED, scope.person_id, first
    row.save_changes("state", "approved_by", "invoice_month")
    return _told(scope, row, "approve", now)


@transaction.atomic
def mark_invoiced(scope: Scope, uid: UUID, *, expected_version: int | None = None, now: datetime) -> Settlement:
    """Say that an approved settlement stands on an invoice.

    Raises:
        DoesNotExist: No such settlement within the scope.
        Refused: It is not approved.
    """
    row = _loaded(scope, uid, "invoice", expected_version)
    row.state = rules.INVOICED
    row.save_changes("state")
    return _told(scope, row, "invoice", now)


def _scheme(scope: Scope, contract_id: int, kind: str) -> Scheme:
    scope.require("savings.settle", contract=contract_id, data_class=CLASS)
    found = schemes.schemes_of(scope, contract_id).get(kind)
    if found is None:
        raise Refused(_("Nothing is agreed about this under the contract."))
    # Locked: of two who calculate at once the second waits and calculates anew, and no year is settled twice.
    return Scheme.objects.within(scope).locked(found.uid)


def _calculated(
    scope: Scope, scheme: Scheme, year: int, facts: dict[str, Any], result: dict[str, Any], charge: int, now: datetime
) -> Settlement:
    row = Settlement.objects.within(scope).select_for_update().filter(scheme=scheme, year=year).first()
    if row is None:
        row = Settlement(
            community_id=scheme.community_id, data_class=CLASS, contract_id=scheme.contract_id, scheme=scheme, year=year
        )
    state = rules.settled(row.state, "calculate")
    if state is None or row.customer_signed_id or row.provider_signed_id:
        raise Refused(_("It is signed already; dispute it if it is wrong."))
    row.state, row.facts, row.result, row.charge_minor, row.calculated_at = state, facts, result, charge, now
    if row.pk is None:
        row.save()
    else:
        row.save_changes("state", "facts", "result", "charge_minor", "calculated_at")
    return _told(scope, row, "calculate", now)


def _guaranteed_of_year(scope: Scope, contract_id: int, year: int, threshold_minor: int) -> int:
    """What a year has to save before anything is shared: the guarantee's part of it, or an agreed threshold."""
    held = schemes.schemes_of(scope, contract_id).get(schemes.GUARANTEE)
    if held is None:
        return threshold_minor
    terms = schemes.guarantee_of(held.terms)
    number = year - terms.starts_on.year
    return terms.yearly[number] if 0 <= number < len(terms.yearly) else threshold_minor


def _loaded(scope: Scope, uid: UUID, move: str, expected_version: int | None) -> Settlement:
    row = Settlement.objects.within(scope).locked(uid, expected_version)
    scope.require(rules.SETTLING[move], contract=row.contract_id, data_class=row.data_class)
    if rules.settled(row.state, move) is None:
        raise Refused(_("This cannot be done with the settlement as it stands now."))
    return row


def _told(scope: Scope, row: Settlement, move: str, now: datetime) -> Settlement:
    told = telling.settlement_told(row, charges.top_unit_of(row.contract_id))
    event = SettlementMoved(
        settlement_uid=row.uid, year=row.year, move=move, charge_minor=row.charge_minor, written=(told,)
    )
    record(event, scope=scope, at=now, subject=row)
    return row


def _next(contract_id: int, kind: str) -> int:
    with everywhere(reason="the versions of a scheme are numbered, whoever sees them"):
        return Scheme.objects.filter(contract=contract_id, kind=kind).count() + 1
