"""What time does to frameworks, every night: who begins and ends, the tier of the month, the cost that is shared."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.checks.public import Finding, Outcome, nightly_check
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Refused
from samdrift.foundation.jobs.public import job
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.joining.commands.timing import let_time_act
from samdrift.partnership.joining.models import Framework
from samdrift.partnership.joining.queries.recount import broken, looked_at
from samdrift.registers.parties import public as parties

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


@nightly_check(
    "joining.check", every="20 3 * * *",
    title=_("Parts of shared cost are the whole, tiers are their table's, and prices in contracts are their tier's."),
    counted=_("counts, parts and call-offs"),
    rules={
        "shares": _("The parts of a shared cost are together not the whole."),
        "counts": _("What was counted of each body is together not what the tier was counted from."),
        "tier": _("A month's tier is not the one its volume reaches."),
        "prices": _("A price in a call-off's contract is not the list's at the tier of the month."),
        "ceiling": _("The call-offs that were signed pass the framework's ceiling."),
    },
)  # fmt: skip
def check(community_id: int, moment: datetime) -> Outcome:
    """Lay parts and totals of a community's frameworks beside each other."""
    day = parties.community_day(Scope(community_id=community_id), moment)
    found = [Finding(one.rule, one.code, "/frameworks/") for one in broken(community_id, day)]
    return Outcome(looked_at(community_id), found)
