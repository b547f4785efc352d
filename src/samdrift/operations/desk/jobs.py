"""What time does to contacts: their contents are forgotten."""

from collections.abc import Mapping
from typing import Any

from samdrift.foundation.clock import now
from samdrift.foundation.jobs.public import job
from samdrift.operations.desk.commands.forgetting import forget_contents


@job("desk.forget_contents", every="20 3 * * *")
def forget(payload: Mapping[str, Any]) -> None:
    """Forget the contents of contacts whose ninety days are over."""
    while forget_contents(now()):
        pass
