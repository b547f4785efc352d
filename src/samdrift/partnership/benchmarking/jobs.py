"""Packs are made in the background; who has not answered in time is reminded."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from samdrift.foundation.clock import now
from samdrift.foundation.jobs.public import job
from samdrift.partnership.benchmarking.commands.comparing import JOB as COMPARE
from samdrift.partnership.benchmarking.commands.comparing import compare_asked, fail_comparison
from samdrift.partnership.benchmarking.commands.making import JOB, fail_making, make_asked
from samdrift.partnership.benchmarking.commands.reminding import remind


@job(JOB, retries=2)
def make(payload: Mapping[str, Any]) -> None:
    """Make one pack that waits; when that fails, whoever asked can read it and ask again."""
    uid = UUID(payload["making"])
    try:
        make_asked(uid, now=now())
    except Exception:
        fail_making(uid, now=now())
        raise


@job(COMPARE, retries=2)
def compare(payload: Mapping[str, Any]) -> None:
    """Make one pack again that somebody wants compared; when that fails, it can be asked for again."""
    uid = UUID(payload["comparison"])
    try:
        compare_asked(uid, now=now())
    except Exception:
        fail_comparison(uid, now=now())
        raise


@job("benchmarking.reminders", every="15 5 * * *", each_community=True)
def reminders(payload: Mapping[str, Any]) -> None:
    """Remind parties that have not answered to a pack; safe to repeat."""
    remind(payload["community_id"], now=now())
