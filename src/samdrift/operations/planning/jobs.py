"""What time does to plans: the year ahead is written on, what is near is given out, what is past is missed."""

import logging
from collections.abc import Mapping
from typing import Any

from samdrift.foundation.clock import now
from samdrift.foundation.jobs.public import job
from samdrift.operations.planning.commands import passing
from samdrift.operations.planning.commands.ahead import system_scope
from samdrift.registers.parties import public as parties

log = logging.getLogger(__name__)


@job("planning.plan_ahead", every="20 * * * *", each_community=True)
def plan_ahead(payload: Mapping[str, Any]) -> None:
    """Hourly, for every time zone's midnight: each step is safe to repeat and to be killed in."""
    scope, moment = system_scope(payload["community_id"]), now()
    today = parties.community_day(scope, moment)
    passing.write_on(scope, today=today, now=moment)
    passing.make_firm(scope, today=today)
    _issued, refused = passing.issue_due(scope, today=today, now=moment)
    for reason in refused:
        log.warning("A planned order was not given out: %s", reason)
    passing.miss_overdue(scope, today=today, now=moment)
