"""Clearing bytes nobody speaks of."""

from collections.abc import Mapping
from typing import Any

from samdrift.foundation import clock
from samdrift.foundation.files.commands import clear_orphans
from samdrift.foundation.jobs.public import job


@job("files.clear_orphans", every="20 2 * * *", make_up_after=1800)
def clear(payload: Mapping[str, Any]) -> None:
    """Delete bytes no row has spoken of for a day."""
    clear_orphans(clock.real_now())
