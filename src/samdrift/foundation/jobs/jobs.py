"""The jobs' own housekeeping."""

from collections.abc import Mapping
from typing import Any

from samdrift.foundation import clock
from samdrift.foundation.jobs.engine import forget_turns
from samdrift.foundation.jobs.registry import job


@job("jobs.tidy", every="1d")
def tidy(payload: Mapping[str, Any]) -> None:
    """Forget old turns and workers."""
    forget_turns(clock.real_now())
