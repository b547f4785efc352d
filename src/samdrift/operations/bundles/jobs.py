"""Bundles are made in the background: a year of a large contract takes a minute or more."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from samdrift.foundation.clock import now
from samdrift.foundation.jobs.public import job
from samdrift.operations.bundles.commands.making import JOB, fail_bundle, make_bundle


@job(JOB, retries=2)
def make(payload: Mapping[str, Any]) -> None:
    """Make one bundle that waits; when that fails, whoever asked can read it and ask again."""
    uid = UUID(payload["bundle"])
    try:
        make_bundle(uid, now=now())
    except Exception:
        fail_bundle(uid, now=now())
        raise
