"""Verifying: finance says what was saved in a year, by a budget that was reduced, and never twice."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.kernel import savings
from samdrift.partnership.savings import rules
from samdrift.partnership.savings.events import SavingMoved
from samdrift.partnership.savings.models import BudgetTransfer, SavingItem, Verification
from samdrift.partnership.savings.queries import budgets, figures, ledger, schemes, telling

VERIFY = "savings.verify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What finance found: how much in which year, and what shows it. `transfer_uid`: the budget that was reduced."""

    year: int
    amount_minor: int
    evidence: str
    transfer_uid: UUID | None = None


@transaction.atomic
def verify_saving(scope: Scope, uid: UUID, found: Found, *, expected_version: int, now: datetime) -> Verification:
    """Verify what an initiative saved in a year.

    Raises:
        DoesNotExist: No such initiative, or no such budget transfer, within the scope.
        Invalid: Nothing shows it.
        NotAllowed: The actor does not verify savings there.
        Refused: The actor wrote the baseline; nothing was delivered; it was verified for the year already; its budget
            was not reduced by as much; or more would be saved than the baseline would have cost.
    """
    row = SavingItem.objects.within(scope).select_related("baseline").locked(uid, expected_version)
    where = {"contract": row.contract_id, "unit": row.unit_id, "line": row.line_code}
    scope.require(VERIFY, **where, data_class=row.data_class)
    state = rules.after(row.state, "verify")
    if state is None or row.baseline is None:
        raise Refused(_("Only what was delivered can be verified."))
    if not found.evidence.strip():
        raise Invalid({"evidence": _("Name what shows it.")})
    if Verification.objects.within(scope).filter(item=row, year=found.year).exists():
        raise Refused(_("What it saved in %(year)s is verified already.") % {"year": found.year})
    transfer = budgets.transfer(scope, found.transfer_uid) if found.transfer_uid else None
    _check(scope, row, found, transfer)
    made = Verification.objects.create(
        community_id=row.community_id, data_class=row.data_class, contract_id=row.contract_id, unit_id=row.unit_id,
        line_code=row.line_code, item=row, baseline=row.baseline, year=found.year, amount_minor=found.amount_minor,
        cashable=row.cashable, counts=_counts(scope, row), transfer=transfer, evidence=found.evidence.strip()[:400],
        verified_by_id=scope.person_id, verified_at=now,
    )  # fmt: skip
    row.state, row.moved_at = state, now
    row.save_changes("state", "moved_at")
    event = SavingMoved(
        saving_uid=row.uid, number=row.number, state=row.state, year=found.year, amount_minor=found.amount_minor,
        written=(telling.verification_told(made),),
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=row)
    return made


def _check(scope: Scope, row: SavingItem, found: Found, transfer: BudgetTransfer | None) -> None:
    baseline = row.baseline
    assert baseline is not None
    if transfer is not None and (transfer.contract_id, transfer.unit_id, transfer.line_code) != (
        row.contract_id, row.unit_id, row.line_code,
    ):  # fmt: skip
        raise Refused(_("That budget is another unit's or another service's."))
    room = savings.room_left_minor(
        figures.adjusted_minor(baseline, found.year), ledger.verified_of_service(baseline, found.year)
    )
    why = rules.refused_verification(
        amount_minor=found.amount_minor, room_left_minor=room, cashable=row.cashable,
        transfer_minor=ledger.transfer_left(transfer) if transfer else None, verifier=scope.person_id,
        baseline_people=[baseline.author_id],
    )  # fmt: skip
    if why is not None:
        raise Refused(verification_refused(why))


def verification_refused(why: str) -> str:
    """Why a saving cannot be verified, in words."""
    return {
        "baseline_author": _("Whoever wrote the baseline does not verify what was saved against it."),
        "amount": _("Say what was saved."),
        "no_transfer": _("A saving in cash is verified by a budget that was reduced: name the transfer."),
        "transfer_too_small": _("The budget was not reduced by as much, or other savings have claimed it."),
        "more_than_baseline": _("More would be saved than the adjusted baseline of this service."),
    }[why]


def _counts(scope: Scope, row: SavingItem) -> bool:
    held = schemes.schemes_of(scope, row.contract_id).get(schemes.GUARANTEE)
    avoided = bool(held and schemes.guarantee_of(held.terms).avoidance_counts)
    return rules.counts_to_guarantee(row.kind, cashable=row.cashable, avoidance_counts=avoided)
