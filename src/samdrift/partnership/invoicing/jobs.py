"""Runs are made in the background; each night it is checked that units are the contract and lines have a source."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.checks.public import Finding, Outcome, nightly_check
from samdrift.foundation.clock import now
from samdrift.foundation.jobs.public import job
from samdrift.partnership.invoicing.commands.running import JOB, make_run
from samdrift.partnership.invoicing.queries.invariants import broken, looked_at


@job(JOB, retries=2)
def run(payload: Mapping[str, Any]) -> None:
    """Make the invoices of one run that waits."""
    make_run(UUID(payload["run"]), now=now())


@nightly_check(
    "invoicing.check", every="55 2 * * *", invariant="1, 2",
    title=_("Documents are the sum of their lines, every line has a source, and units together are the contract."),
    counted=_("documents and months"),
    rules={
        "sums": _("What it comes to is not the sum of its lines, or more was paid than it comes to."),
        "sources": _("Something goes on to payment that nothing stands behind."),
        "units": _("The units of the month are together not what the contract comes to."),
    },
)  # fmt: skip
def check(community_id: int, moment: datetime) -> Outcome:
    """Check sums, sources and units of a community's invoices."""
    found = [Finding(one.rule, one.code, "/invoices/") for one in broken(community_id)]
    return Outcome(looked_at(community_id), found)
