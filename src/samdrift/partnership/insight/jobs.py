"""What time does to the overview: reads of audits are forgotten."""

from collections.abc import Mapping
from typing import Any

from samdrift.foundation.clock import now
from samdrift.foundation.jobs.public import job
from samdrift.partnership.insight.commands import forget_reads


@job("insight.forget_reads", every="35 3 * * *", make_up_after=1800)
def forget(payload: Mapping[str, Any]) -> None:
    """Forget reads that have been kept long enough."""
    while forget_reads(now()):
        pass
