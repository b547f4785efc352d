"""What to believe of a phone's clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

OLDEST = timedelta(days=30)
"""Longer than that no report waits on a phone; what claims to is bounded."""

CLOCK_MAY_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class DeviceTime:
    """When something was written on a phone, in our time; `off` when the phone's clock was plainly wrong."""

    written_at: datetime | None
    off: bool = False


def device_time(written: datetime | None, clock: datetime | None, now: datetime) -> DeviceTime:
    """When it was written, by how long ago the phone says that was.

    The phone's own difference between writing and sending is right even where its clock is not; so the moment is
    counted back from our clock. It never lies in the future nor more than thirty days back.

    Args:
        written: What the phone's clock said when it was written.
        clock: What the phone's clock said when it was sent; without it the phone's clock is believed.
        now: Our clock, on arrival.
    """
    if written is None:
        return DeviceTime(None)
    waited = (clock or now) - written
    off = clock is not None and abs(now - clock) > CLOCK_MAY_DIFFER
    outside = not timedelta(0) <= waited <= OLDEST
    bounded = min(max(waited, timedelta(0)), OLDEST)
    return DeviceTime(now - bounded, off or outside)
