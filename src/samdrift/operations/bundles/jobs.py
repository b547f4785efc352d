"""Bundles are made in the background: a month of a large contract takes half a minute."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from samdrift.foundation.clock import now
from samdrift.foundation.jobs.public import job
from samdrift.operations.bundles.commands.making import JOB, make_bundle


@job(JOB, retries=2)
def make(payload: Mapping[str, Any]) -> None:
    """Make one bundle that waits."""
    make_bundle(UUID(payload["bundle"]), now=now())
