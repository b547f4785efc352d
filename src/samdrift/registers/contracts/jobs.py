"""What happens to contracts by itself: people hear in time of options that have to be used."""

from collections.abc import Mapping
from typing import Any

from samdrift.foundation import clock
from samdrift.foundation.jobs.public import job
from samdrift.registers.contracts.commands.wording import tell_of_options


@job("contracts.option_deadlines", every="20 5 * * *", each_community=True)
def option_deadlines(payload: Mapping[str, Any]) -> None:
    """Tell of options whose deadline comes near, each milestone once."""
    tell_of_options(payload["community_id"], now=clock.now())
