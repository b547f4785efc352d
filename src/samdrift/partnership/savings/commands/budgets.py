"""Budgets: set for a year, reduced or moved by transfers, watched for how much of them is spent and promised."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.savings.events import BudgetMoved, BudgetReached
from samdrift.partnership.savings.models import Budget, BudgetAlert, BudgetTransfer
from samdrift.partnership.savings.queries import budgets
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

WRITE = "savings.write_budgets"
CLASS = "D2"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's service under a contract."""

    contract_id: int
    unit_id: int
    line_code: str


@transaction.atomic
def set_budget(scope: Scope, place: Place, year: int, months: Sequence[int], *, now: datetime) -> list[Budget]:
    """Set a year's budget of a unit's service, twelve months in hundredths; once, for transfers revise it.

    Raises:
        Invalid: There are not twelve amounts, or one is below nothing.
        Refused: It is set already.
    """
    _require(scope, place)
    if len(months) != 12 or any(amount < 0 for amount in months):
        raise Invalid({"months": _("A year's budget is twelve amounts, none below nothing.")})
    with everywhere(reason="whether a budget is set already, whoever sees it"):
        rows = Budget.objects.filter(
            contract=place.contract_id, unit=place.unit_id, line_code=place.line_code, month=date(year, 1, 1)
        )
        if rows.exists():
            raise Refused(_("This budget is set already; a transfer changes it."))
    owner = customer_of(scope, place.contract_id)
    made = [
        Budget(
            community_id=scope.community_id, data_class=CLASS, owner_party_id=owner, contract_id=place.contract_id,
            unit_id=place.unit_id, line_code=place.line_code, month=date(year, month, 1), amount_minor=amount,
            recorded_at=now,
        )
        for month, amount in enumerate(months, start=1)
    ]  # fmt: skip
    return list(Budget.objects.bulk_create(made))


@transaction.atomic
def transfer_budget(
    scope: Scope, place: Place, *, from_month: date, amount_minor: int, reason: str, now: datetime,
    to: Place | None = None,
) -> BudgetTransfer:  # fmt: skip
    """Reduce a year's budget from a month on, spread evenly over the months left; `to` gets what is given up.

    Raises:
        Invalid: Nothing is moved, no reason is given, or nothing is budgeted there.
    """
    _require(scope, place)
    if amount_minor <= 0:
        raise Invalid({"amount": _("Say by how much the budget falls.")})
    if not reason.strip():
        raise Invalid({"reason": _("Say why.")})
    held = budgets.budgets_of_year(scope, place.contract_id, from_month.year, [place.unit_id])
    line = next((one for one in held.lines if one.line == place.line_code), None)
    if line is None or sum(line.revised[from_month.month - 1 :]) < amount_minor:
        raise Invalid({"amount": _("The budget of these months is smaller than that.")})
    made = _transfer(scope, place, from_month, amount_minor, reason, now)
    if to is not None:
        _require(scope, to)
        _transfer(scope, to, from_month, -amount_minor, reason, now, given_by=made)
    record(BudgetMoved(transfer_uid=made.uid, from_month=made.from_month), scope=scope, at=now, subject=made)
    return made


def raise_alerts(
    scope: Scope, contract_id: int, year: int, unit_ids: Iterable[int] | None = None, *, now: datetime
) -> list[BudgetAlert]:
    """Note each threshold of actual and promised cost that a budget has reached, once; inside a transaction."""
    found = budgets.budgets_of_year(scope, contract_id, year, unit_ids)
    with everywhere(reason="an alert is raised once, whoever has seen it"):
        rows = BudgetAlert.objects.filter(contract=contract_id, year=year)
        known = set(rows.values_list("unit_id", "line_code", "percent"))
    owner = customer_of(scope, contract_id)
    made = [
        BudgetAlert(
            community_id=scope.community_id, data_class=CLASS, owner_party_id=owner, contract_id=contract_id,
            unit_id=line.unit_id, line_code=line.line, year=year, percent=percent, raised_at=now,
        )
        for line in found.lines if line.revised_minor > 0
        for percent in line.alerts if (line.unit_id, line.line, percent) not in known
    ]  # fmt: skip
    # Two may pass a threshold in the same moment: the second adds nothing, and so tells nothing.
    BudgetAlert.objects.bulk_create(made, ignore_conflicts=True)
    with everywhere(reason="which of these alerts stand, and which somebody else had raised"):
        alerts = list(BudgetAlert.objects.filter(uid__in=[one.uid for one in made]))
    # Of several thresholds passed at once only the highest is told.
    highest = {(one.unit_id, one.line_code): one for one in sorted(alerts, key=lambda alert: alert.percent)}
    for one in highest.values():
        event = BudgetReached(alert_uid=one.uid, percent=one.percent, year=year)
        record(event, scope=scope, at=now, subject=one)
    return alerts


def _transfer(
    scope: Scope, place: Place, from_month: date, amount: int, reason: str, now: datetime,
    given_by: BudgetTransfer | None = None,
) -> BudgetTransfer:  # fmt: skip
    return BudgetTransfer.objects.create(
        community_id=scope.community_id, data_class=CLASS, owner_party_id=customer_of(scope, place.contract_id),
        contract_id=place.contract_id, unit_id=place.unit_id, line_code=place.line_code,
        from_month=from_month.replace(day=1), amount_minor=amount, reason=reason.strip()[:400],
        person_id=scope.person_id, recorded_at=now, given_by=given_by,
    )  # fmt: skip


def _require(scope: Scope, place: Place) -> None:
    scope.require(WRITE, contract=place.contract_id, unit=place.unit_id, line=place.line_code, data_class=CLASS)


def customer_of(scope: Scope, contract_id: int) -> int:
    """Whose own the budgets under a contract are."""
    customer = contracts.contracts_of(scope).values_list("customer_id", flat=True).get(pk=contract_id)
    assert customer is not None
    return int(customer)


def unit_by_uid(scope: Scope, uid: UUID) -> parties.Unit:
    """A unit of the community.

    Raises:
        DoesNotExist: There is none.
    """
    return parties.Unit.objects.within(scope).get(uid=uid)
