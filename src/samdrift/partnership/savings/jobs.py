"""What time does to savings: months that have ended are taken over, and a nightly count that all still holds."""

import logging
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.checks.public import Outcome, nightly_check
from samdrift.foundation.clock import now
from samdrift.foundation.jobs.public import job
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.fees import NoPrice
from samdrift.kernel.framework import add_months
from samdrift.partnership.savings.commands.booking import book_month
from samdrift.partnership.savings.commands.commitments import as_customer, book_promised
from samdrift.partnership.savings.models import Baseline, Budget
from samdrift.partnership.savings.queries.recount import differences, looked_at
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

log = logging.getLogger(__name__)
BEHIND = 3  # months a job that stood still catches up with; a correction of these is one more entry


@job("savings.months", every="30 2 * * *", each_community=True)
def months(payload: Mapping[str, Any]) -> None:
    """Take over what ended months cost, where baselines are agreed or budgets set; safe to repeat."""
    take_over(payload["community_id"], now())


def take_over(community_id: int, moment: datetime) -> int:
    """Take over the last ended months of every contract with baselines or budgets; how many entries that took."""
    made = 0
    this_month = parties.community_day(Scope(community_id=community_id), moment).replace(day=1)
    for contract in _contracts(community_id):
        for step in range(BEHIND, 0, -1):
            first = add_months(this_month, -step)
            if contract.starts_on <= first <= contract.ends_on:
                made += _booked(contract, first, moment)
        book_promised(as_customer(contract), contract, this_month, now=moment)
    return made


def _contracts(community_id: int) -> list[contracts.Contract]:
    with everywhere(reason="the contracts for which baselines are agreed or budgets are set"):
        held = Baseline.objects.filter(community=community_id, state="agreed").order_by()
        budgeted = Budget.objects.filter(community=community_id).order_by()
        known = {
            *held.values_list("contract_id", flat=True),
            *budgeted.values_list("contract_id", flat=True).distinct(),
        }
        return list(contracts.Contract.objects.filter(pk__in=known).order_by("pk"))


def _booked(contract: contracts.Contract, first: date, moment: datetime) -> int:
    try:
        return book_month(as_customer(contract), contract.pk, first, now=moment)
    except NoPrice as missing:  # the others must not wait for one
        log.warning("The fees of %s for %s have no price: %s", contract.code, first, missing)
        return 0


@nightly_check(
    "savings.check", every="50 3 * * *", invariant="6, 7",
    title=_("Savings lie within their baselines, and what is shared out is what there was to share."),
    counted=_("verifications and settlements"),
    rules={
        "verified": _("More was verified than the adjusted baseline of the unit's service."),
        "settlement": _("The settlement comes out otherwise from its own facts."),
    },
)  # fmt: skip
def check(community_id: int, moment: datetime) -> Outcome:
    """Count again what was verified and settled."""
    return Outcome(looked_at(community_id), differences(community_id))
