"""What time does to work: planned orders become ready, finished ones nobody drew are verified."""

import logging
from collections.abc import Mapping
from typing import Any

from samdrift.foundation.clock import now
from samdrift.foundation.errors import SamdriftError
from samdrift.foundation.jobs.public import job
from samdrift.operations.work.commands import promising, readying, verifying

log = logging.getLogger(__name__)


@job("work.make_ready", every="10m")
def make_ready(payload: Mapping[str, Any]) -> None:
    """Make ready every planned order whose lead time has come, each in its own transaction."""
    moment = now()
    while found := readying.due_to_be_ready(moment):
        moved = 0
        for community_id, uid in found:
            try:
                moved += readying.make_ready(readying.system_scope(community_id), uid, now=moment) != "planned"
            except SamdriftError as refusal:  # the others must not wait for one
                log.warning("Work order %s did not become ready: %s", uid, refusal)
        if not moved:
            return


@job("work.waits_end", every="5m")
def end_waits(payload: Mapping[str, Any]) -> None:
    """Let the clocks of planned work run again where a wait had an agreed end."""
    moment = now()
    for community_id, uid, reason in promising.pauses_to_end(moment):
        promising.end_pause(readying.system_scope(community_id), uid, reason, at=moment)


@job("work.settle", every="1h")
def settle(payload: Mapping[str, Any]) -> None:
    """Verify and close finished work nobody drew for verification, each in its own transaction."""
    moment = now()
    while found := verifying.due_to_settle(moment):
        moved = 0
        for community_id, uid in found:
            try:
                moved += verifying.settle_by_itself(readying.system_scope(community_id), uid, now=moment) != "done"
            except SamdriftError as refusal:  # the others must not wait for one
                log.warning("Work order %s was not settled: %s", uid, refusal)
        if not moved:
            return
