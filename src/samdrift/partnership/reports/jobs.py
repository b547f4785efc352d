"""What time does to reports: drafts on the tenth, made anew while nobody agreed, and kept ones counted over again."""

import logging
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.checks.public import Finding, Outcome, nightly_check
from samdrift.foundation.clock import now
from samdrift.foundation.errors import SamdriftError
from samdrift.foundation.jobs.public import job
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.performance import public as performance
from samdrift.partnership.reports.commands.drafting import make_draft, may_be_refreshed, refresh_open
from samdrift.partnership.reports.models import Report
from samdrift.partnership.reports.queries.reading import newest
from samdrift.partnership.reports.rules import canonical, periods, states
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

log = logging.getLogger(__name__)
CHECKED = 32  # two years of a contract


@job("reports.day", every="10 5 * * *", each_community=True)
def day(payload: Mapping[str, Any]) -> None:
    """Draft what is due and make open drafts anew; safe to repeat."""
    act(payload["community_id"], now())


def act(community_id: int, moment: datetime) -> int:
    """Draft what is due for each contract that is measured, and make open drafts anew; how many were made."""
    scope = Scope(community_id=community_id)
    today = parties.community_day(scope, moment)
    made = 0
    for contract_id, starts_on in _contracts(community_id):
        for kind, first in periods.due_on(today):
            if first < starts_on.replace(day=1) or newest(contract_id, kind, first) is not None:
                continue
            try:
                make_draft(scope, contract_id, kind, first, now=moment)
                made += 1
            except SamdriftError as refused:  # the others must not wait for one
                log.warning("No report of %s for contract %s: %s", first, contract_id, refused)
    return made + _renewed(scope, moment)


def _contracts(community_id: int) -> list[tuple[int, date]]:
    """The contracts whose key figures are defined: what is reported rests on them."""
    with everywhere(reason="the contracts of a community that are reported on"):
        rows = performance.KpiDefinition.objects.filter(community=community_id).order_by()
        found = contracts.Contract.objects.filter(pk__in=rows.values("contract"))
        return list(found.order_by("pk").values_list("pk", "starts_on"))


def _renewed(scope: Scope, moment: datetime) -> int:
    with everywhere(reason="the open reports of a community, made anew by the clock"):
        rows = Report.objects.filter(community=scope.community_id, state__in=(states.DRAFT, states.COMMENTED))
        found = [one.uid for one in rows.filter(drafted_at__lt=moment).order_by("pk") if may_be_refreshed(one)]
    return sum(refresh_open(scope, uid, now=moment) for uid in found)


@nightly_check(
    "reports.check", every="10 4 * * *",
    title=_("Frozen reports have the fingerprint they were frozen with."), counted=_("frozen reports"),
    rules={"changed": _("A frozen report no longer has the fingerprint the book tells.")},
)  # fmt: skip
def check(community_id: int, moment: datetime) -> Outcome:
    """Lay every frozen report beside its fingerprint.

    What the rooms would tell today is compared where somebody asks: a request reopened later is no fault of a report.
    """
    with everywhere(reason="the frozen reports of a community, counted over again"):
        rows = Report.objects.filter(community=community_id, state=states.FROZEN).order_by("-first_day", "pk")
        kept = list(rows[:CHECKED])
    findings = [
        Finding("changed", f"{periods.name_of(one.kind, one.first_day)} {one.number}", f"/reports/{one.uid}/")
        for one in kept if canonical.digest(one.data) != one.digest
    ]  # fmt: skip
    return Outcome(len(kept), findings)
