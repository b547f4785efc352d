"""What time does to changes of service."""

import logging
from collections.abc import Mapping
from typing import Any

from samdrift.foundation.clock import now
from samdrift.foundation.errors import SamdriftError
from samdrift.foundation.jobs.public import job
from samdrift.partnership.scaling import commands

log = logging.getLogger(__name__)


@job("scaling.time_passes", every="15m")
def let_time_pass(payload: Mapping[str, Any]) -> None:
    """Let every order expire or take effect whose day has come, each in its own transaction."""
    moment = now()
    for community_id, uid in commands.due_to_act(moment):
        try:
            commands.let_time_act(commands.system_scope(community_id), uid, now=moment)
        except SamdriftError as refusal:  # the others must not wait for one
            log.warning("Change order %s did not act: %s", uid, refusal)
