"""Freezing a month: one party proposes it, the other accepts, and from then on nothing about it is decided anew."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.contracts import queries, rules
from samdrift.registers.contracts.events import MonthFrozen
from samdrift.registers.contracts.models import Contract, ContractMonth, TermsProposal
from samdrift.registers.parties import public as parties


def check_month(scope: Scope, contract: Contract, month: date, *, now: datetime) -> None:
    """Raise unless the month has ended and neither is frozen nor proposed to be."""
    if not rules.may_freeze(month, parties.community_day(scope, now)):
        raise Invalid({"month": _("Only a month that has ended can be frozen.")})
    if month in queries.frozen_months(contract.pk):
        raise Refused(_("%(month)s is frozen already.") % {"month": date_format(month, "F Y")})
    waiting = TermsProposal.objects.within(scope).filter(contract=contract, what="month", code=f"{month:%Y-%m}")
    if waiting.filter(standing="open").exists():
        raise Refused(_("One party has proposed this already; the other accepts it or not."))


@transaction.atomic
def freeze(scope: Scope, proposal: TermsProposal, *, now: datetime) -> UUID:
    """Let a month both parties agreed on be frozen, in the accepting transaction; its uid."""
    month = date.fromisoformat(proposal.content["valid_from"])
    if month in queries.frozen_months(proposal.contract_id):
        raise Refused(_("%(month)s is frozen already.") % {"month": date_format(month, "F Y")})
    row = ContractMonth.objects.create(
        community_id=scope.community_id, contract_id=proposal.contract_id, month=month, frozen_at=now, proposal=proposal
    )
    event = MonthFrozen(month_uid=row.uid, month=month)
    record(event, scope=scope, at=now, subject=("contracts.contract", proposal.contract.uid))
    return UUID(str(row.uid))


@transaction.atomic
def freeze_measured(scope: Scope, contract_id: int, month: date, *, now: datetime) -> None:
    """Freeze a month whose figures both parties let stand; nothing where it is frozen already.

    For the room that measures: the contract says that on its fifteenth day what nobody disputes is frozen.
    """
    if month in queries.frozen_months(contract_id):
        return
    with everywhere(reason="the contract whose month was measured"):
        contract = Contract.objects.get(pk=contract_id, community=scope.community_id)
    row = ContractMonth.objects.create(
        community_id=scope.community_id, contract=contract, month=month, frozen_at=now
    )  # fmt: skip
    record(MonthFrozen(month_uid=row.uid, month=month), scope=scope, at=now, subject=contract)


def refuse_if_frozen(scope: Scope, contract_id: int, *moments: datetime | None) -> None:
    """Raise where one of the moments lies in a month of the contract that both parties have frozen.

    A promise belongs to the month of its due moment, a closure to the month in which the work was resolved (trap 3).

    Raises:
        Refused: It does; the sentence names the month and says what can be done instead.
    """
    frozen = queries.frozen_months(contract_id)
    if not frozen:
        return
    for moment in moments:
        month = parties.community_day(scope, moment).replace(day=1) if moment is not None else None
        if month in frozen:
            assert month is not None
            told = _(
                "%(month)s is frozen: both parties agreed on it. What changes now is a correction in a later month."
            )
            raise Refused(told % {"month": date_format(month, "F Y")})
