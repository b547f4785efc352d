"""Runs are made in the background; each night it is checked that units are the contract and lines have a source."""

import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from samdrift.foundation.clock import now
from samdrift.foundation.jobs.public import job
from samdrift.partnership.invoicing.commands.running import JOB, make_run
from samdrift.partnership.invoicing.queries.invariants import broken

log = logging.getLogger(__name__)


class Unbalanced(RuntimeError):
    """What must always hold of invoices does not: shown among failed jobs until somebody looked."""


@job(JOB, retries=2)
def run(payload: Mapping[str, Any]) -> None:
    """Make the invoices of one run that waits."""
    make_run(UUID(payload["run"]), now=now())


@job("invoicing.check", every="55 2 * * *", each_community=True, retries=0)
def check(payload: Mapping[str, Any]) -> None:
    """Check sums, sources and units of a community's invoices."""
    found = broken(int(payload["community_id"]))
    for one in found[:20]:
        log.error("%s does not hold for %s (%s): %s", one.rule, one.code, one.uid, one.amount_minor)
    if found:
        raise Unbalanced(f"{len(found)} invoices or runs do not balance; the log names the first of them.")
