"""What time does to frameworks, every night: who begins and ends, the tier of the month, the cost that is shared."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Refused
from samdrift.foundation.jobs.public import job
from samdrift.foundation.scope import everywhere
from samdrift.partnership.joining.commands.timing import let_time_act
from samdrift.partnership.joining.models import Framework

log = logging.getLogger(__name__)


@job("joining.day", every="40 1 * * *", each_community=True)
def day(payload: Mapping[str, Any]) -> None:
    """Do what the day asks of every framework; safe to repeat."""
    act(payload["community_id"], now())


def act(community_id: int, moment: datetime) -> int:
    """Do what the day asks of every framework of a community; how many things that were."""
    with everywhere(reason="every framework of the community"):
        found = list(Framework.objects.filter(community=community_id).order_by("pk").values_list("pk", "code"))
    done = 0
    for framework_id, code in found:
        try:
            done += let_time_act(framework_id, now=moment)
        except Refused as refused:  # the others must not wait for one
            log.warning("The framework %s stands still: %s", code, refused)
    return done
