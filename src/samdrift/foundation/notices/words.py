"""What facts are called in notices: moments as people read them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.translation import get_language

LOCALES = {"en": "en_GB", "da": "da_DK", "sv": "sv_SE"}


def moment_words(written: str, zone: str) -> str:
    """A moment kept as ISO text, by the wall clock of a zone: Mon 5 May 2025 14:00."""
    local = datetime.fromisoformat(written).astimezone(ZoneInfo(zone))
    language = LOCALES.get((get_language() or "en")[:2], "en_GB")
    pattern = "EEE d. MMM y" if language == "da_DK" else "EEE d MMM y"  # a Danish day of the month is an ordinal
    return f"{format_date(local.date(), pattern, language)} {local:%H:%M}"
