"""What time does to months: figures on the fifth, the freeze on the fifteenth, a nightly recount of the frozen."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.checks.public import Finding, Outcome, nightly_check
from samdrift.foundation.clock import now
from samdrift.foundation.jobs.public import job
from samdrift.foundation.notices.public import Telling, To, tell
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.performance.commands.freezing import freeze_month
from samdrift.partnership.performance.commands.measuring import compute_month
from samdrift.partnership.performance.commands.running import count_running_months, defined_contracts
from samdrift.partnership.performance.models import KpiPeriod
from samdrift.partnership.performance.queries.months import counting_scope
from samdrift.partnership.performance.queries.recount import recount
from samdrift.partnership.performance.rules import periods
from samdrift.registers.parties import public as parties

TOLD = ("ADMIN", "CTR-C", "CTR-P")
# Every night the last two years; what lies further back nobody's command reaches.
LOOKED_AT = timedelta(days=730)
BEHIND = 3  # months a job that stood still catches up with


@job("performance.months", every="40 1 * * *", each_community=True)
def months(payload: Mapping[str, Any]) -> None:
    """Work out and freeze what is due today; safe to repeat and to be killed in."""
    move_months(payload["community_id"], now())


@job("performance.running", every="15m", each_community=True)
def running(payload: Mapping[str, Any]) -> None:
    """Count of the running month what no sum tells; safe to repeat and to be killed in."""
    count_running_months(payload["community_id"], now=now())


def move_months(community_id: int, moment: datetime) -> None:
    """Work out the figures of months whose fifth day has come, and freeze those whose fifteenth has."""
    today = parties.community_day(Scope(community_id=community_id), moment)
    for contract_id in defined_contracts(community_id):
        for first in _months(today):
            if today >= periods.provisional_on(first):
                compute_month(community_id, contract_id, first, now=moment)
            if periods.closing_on(first) <= today < periods.frozen_on(first):
                _remind(community_id, contract_id, first, moment)
            if today >= periods.frozen_on(first):
                with everywhere(reason="the month of one contract that is due to be frozen"):
                    period = KpiPeriod.objects.filter(contract=contract_id, month=first).first()
                if period is not None and period.state != periods.FROZEN:
                    freeze_month(counting_scope(community_id), period, now=moment)


def _remind(community_id: int, contract_id: int, first: date, moment: datetime) -> None:
    """Tell the manager of a party that has not agreed on a month, once, that its review is about to end."""
    with everywhere(reason="who has agreed on one contract's month"):
        period = KpiPeriod.objects.filter(contract=contract_id, month=first, state=periods.UNDER_REVIEW).first()
    if period is None:
        return
    agreed = {"CTR-C": period.customer_agreed_at, "CTR-P": period.provider_agreed_at}
    roles = [role for role, at in agreed.items() if at is None]
    found = parties.holders_of(community_id, roles, now=moment, contract_id=contract_id) if roles else []
    telling = Telling(
        to=[To(one.person_id, one.employment_id, language=one.scope.language) for one in found],
        facts={"month": f"{first:%Y-%m}"},
    )
    cause = f"closing:{contract_id}:{first:%Y-%m}"
    tell("performance.closing", telling, community_id=community_id, cause=cause, at=moment)


def _months(today: date) -> list[date]:
    first = today.replace(day=1)
    found = []
    for _step in range(BEHIND):
        first = periods.month_before(first)
        found.append(first)
    return sorted(found)


@nightly_check(
    "performance.check", every="20 3 * * *", invariant="5", telling=False,
    title=_("Every frozen figure comes out of its rows as it was frozen."),
    counted=_("frozen figures"),
    rules={"differs": _("The frozen figure comes out otherwise now.")},
)  # fmt: skip
def check(community_id: int, moment: datetime) -> Outcome:
    """Count every frozen figure again from what the house has."""
    found = recount(community_id, since=moment.date() - LOOKED_AT)
    if found.differences:
        _tell(community_id, len(found.differences), moment=moment)
    with everywhere(reason="the codes of the units whose figures differ"):
        units = dict(parties.Unit.objects.filter(community=community_id).values_list("pk", "code"))
    wrong = [
        Finding(
            "differs", f"{one.month:%Y-%m} {one.code} {units.get(one.unit_id or 0, '')}".strip(),
            f"/performance/?month={one.month:%Y-%m}",
        )
        for one in found.differences
    ]  # fmt: skip
    return Outcome(found.results, wrong)


def _tell(community_id: int, count: int, *, moment: datetime) -> None:
    """Tell those who look after it, once a day."""
    found = parties.holders_of(community_id, TOLD, now=moment)
    to = [To(one.person_id, one.employment_id, language=one.scope.language) for one in found]
    cause = f"figures:{moment.date()}"
    tell(
        "performance.drifted", Telling(to=to, facts={"count": count}), community_id=community_id, cause=cause, at=moment
    )
