"""What time does to approvals."""

import logging
from collections.abc import Mapping
from typing import Any

from samdrift.foundation.clock import now
from samdrift.foundation.errors import SamdriftError
from samdrift.foundation.jobs.public import job
from samdrift.operations.approvals import commands

log = logging.getLogger(__name__)


@job("approvals.time_passes", every="15m")
def let_time_pass(payload: Mapping[str, Any]) -> None:
    """Remind, pass on or let lapse every step whose moment has come, each in its own transaction."""
    moment = now()
    while found := commands.due_to_act(moment):
        acted = 0
        for community_id, uid in found:
            try:
                acted += commands.let_time_act(commands.system_scope(community_id), uid, now=moment) != "nothing"
            except SamdriftError as refusal:  # the others must not wait for one
                log.warning("Approval %s did not act: %s", uid, refusal)
        if not acted:
            return


@job("approvals.ask_again", every="4 * * * *", each_community=True)
def ask_again(payload: Mapping[str, Any]) -> None:
    """Ask others wherever nobody of those asked may still decide; hourly, for every time zone's midnight."""
    scope = commands.system_scope(payload["community_id"])
    commands.ask_again_where_nobody_may(scope, now=now())
