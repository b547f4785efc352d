"""Keeping searches fast."""

from collections.abc import Mapping
from typing import Any

from samdrift.foundation.jobs.public import job
from samdrift.foundation.search.commands import tidy


@job("search.tidy", every="40 2 * * *", make_up_after=1800)
def merge(payload: Mapping[str, Any]) -> None:
    """Merge the pieces of the word index."""
    tidy()
