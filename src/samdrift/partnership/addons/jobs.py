"""What time does: signs are looked for every night."""

from collections.abc import Mapping
from typing import Any

from samdrift.foundation.clock import now
from samdrift.foundation.jobs.public import job
from samdrift.partnership.addons.commands.looking import look_everywhere


@job("addons.look_for_signs", every="35 3 * * *", each_community=True)
def look_for_signs(payload: Mapping[str, Any]) -> None:
    """Write down what the data say of work beyond what is ordered."""
    look_everywhere(payload["community_id"], now=now())
