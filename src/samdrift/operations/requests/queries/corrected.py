"""What the desk put right: how often suggestions and reporters chose another type than the desk."""

from datetime import datetime

from django.db.models import Count
from django.db.models.fields.json import KT

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import Scope
from samdrift.operations.requests.events import RequestTypeConfirmed


def types_corrected(scope: Scope, begin: datetime, end: datetime, *, most: int = 8) -> list[tuple[str, str, int]]:
    """Types as they came and as the desk put them right in [begin, end), with how often; the most frequent first.

    Of requests this scope may see. It tells whose words the catalogue lacks; nobody is named.
    """
    rows = EventRecord.objects.within_permission(scope, "requests.view").filter(
        kind=RequestTypeConfirmed.kind, happened_at__gte=begin, happened_at__lt=end
    )
    pairs = rows.annotate(was=KT("payload__before"), now=KT("payload__after")).values_list("was", "now")
    counted = pairs.annotate(count=Count("pk")).order_by("-count", "was", "now")
    return [(was, now, count) for was, now, count in counted[:most] if was and now]
