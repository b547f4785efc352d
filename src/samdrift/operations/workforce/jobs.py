"""What time does: alerts climb, people alone are missed, and what runs out is told."""

from collections.abc import Mapping
from typing import Any

from samdrift.foundation.clock import now
from samdrift.foundation.jobs.public import job
from samdrift.operations.workforce.commands.alerts import climb_alerts
from samdrift.operations.workforce.commands.lone import miss_watches
from samdrift.operations.workforce.commands.skills import tell_expiries


@job("workforce.call_the_next", every="30s")
def call_the_next(payload: Mapping[str, Any]) -> None:
    """Call the next ones of alerts nobody took; what is due stands in the rows, so a killed worker loses nothing."""
    while climb_alerts(now=now()):
        pass


@job("workforce.miss_the_lone", every="30s")
def miss_the_lone(payload: Mapping[str, Any]) -> None:
    """Tell of signs of life that are missing."""
    while miss_watches(now=now()):
        pass


@job("workforce.expiries", every="20 * * * *", each_community=True)
def expiries(payload: Mapping[str, Any]) -> None:
    """Say what runs out in 90, 30, 7 or 0 days; hourly, for every time zone's midnight."""
    tell_expiries(payload["community_id"], now=now())
