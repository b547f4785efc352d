"""Handing out events as a worker goes along."""

from samdrift.foundation.events.deliveries import deliver_due
from samdrift.foundation.jobs.public import loop


@loop("events.deliver", pause=0.5)
def deliver() -> int:
    """Hand out what is due; how much."""
    return deliver_due()
