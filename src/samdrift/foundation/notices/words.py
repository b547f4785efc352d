"""What facts are called in notices: moments as people read them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from samdrift.foundation import days


def moment_words(written: str, zone: str) -> str:
    """A moment kept as ISO text, by the wall clock of a zone: Mon 5 May 2025 14:00."""
    return days.moment_words(datetime.fromisoformat(written).astimezone(ZoneInfo(zone)))
