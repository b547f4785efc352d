"""What happens to contracts by itself: options that have to be used are told, and prices and volumes counted again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation import clock
from samdrift.foundation.checks.public import Outcome, nightly_check
from samdrift.foundation.jobs.public import job
from samdrift.registers.contracts.commands.wording import tell_of_options
from samdrift.registers.contracts.queries.recount import counted_again


@job("contracts.option_deadlines", every="20 5 * * *", each_community=True)
def option_deadlines(payload: Mapping[str, Any]) -> None:
    """Tell of options whose deadline comes near, each milestone once."""
    tell_of_options(payload["community_id"], now=clock.now())


@nightly_check(
    "contracts.check", every="35 2 * * *", invariant="1, 2",
    title=_("No volume falls below nothing, and every regulation comes out of what was published when it was agreed."),
    counted=_("steps of volume and regulations"),
    rules={
        "negative": _("Less than nothing is ordered from that day on."),
        "factor": _("The factor comes out otherwise from its rule and the values known then."),
    },
)  # fmt: skip
def check(community_id: int, moment: datetime) -> Outcome:
    """Count the ledgers of volumes and the regulations of a community again."""
    return counted_again(community_id)
