"""What was said in a contact is forgotten when its time is over; what it counts as stays."""

from datetime import datetime

from samdrift.foundation.scope import everywhere
from samdrift.operations.desk.models import Contact

AT_ONCE = 1000


def forget_contents(now: datetime) -> int:
    """Blank the words, the number and the key of every contact whose ninety days are over; how many. For a job."""
    with everywhere(reason="retention in every community"):
        rows = Contact.objects.filter(content_until__lte=now)
        chosen = list(rows.order_by("content_until").values_list("pk", flat=True)[:AT_ONCE])
        return Contact.objects.filter(pk__in=chosen).update(note="", caller_hint="", caller_key="", content_until=None)
