"""Forgetting what no longer guards anything."""

from collections.abc import Mapping
from typing import Any

from samdrift.foundation import clock
from samdrift.foundation.idempotency import forget_old_answers
from samdrift.foundation.jobs.public import job
from samdrift.foundation.limits import forget_spent_limits


@job("guards.forget", every="1h")
def forget(payload: Mapping[str, Any]) -> None:
    """Forget allowances that are whole again and answers older than any phone's outbox."""
    forget_spent_limits(clock.real_now())
    forget_old_answers(clock.real_now())
