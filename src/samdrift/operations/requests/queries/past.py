"""Past requests as the promises room asks for them."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.operations.promises.public import PastCase, WaitTold, Wanted
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.queries.places import units_on
from samdrift.registers.parties import public as parties

# What was never the provider's to do promised nothing.
NEVER_BEGUN = ("awaiting_approval", "rejected", "declined", "duplicate", "cancelled")
# Every wait is in the book, also where no clock stood for it.
PAST_WAITS = (
    WaitTold("requests.put_on_hold", ("requests.resumed", "requests.resolved")),
    WaitTold("requests.awaiting_approval", ("requests.approved",), reason="customer_approval", evidence="approval"),
)
_COLUMNS = (
    "uid", "number", "line_code", "request_type__code", "priority", "received_at", "site__timezone", "site_id",
    "site__kind", "unit_id",
)  # fmt: skip


def past_requests(scope: Scope, wanted: Wanted) -> Iterator[PastCase]:
    """Requests of a contract received in a period, as far as this person may see them."""
    rows = ServiceRequest.objects.within(scope).filter(
        contract=wanted.contract_id, received_at__gte=_midnight(wanted.since), received_at__lt=_midnight(wanted.until)
    )
    narrower: dict[str, Any] = {
        "line_code": wanted.line_code or None, "priority": wanted.priority, "site": wanted.site_id,
    }  # fmt: skip
    rows = rows.exclude(state__in=NEVER_BEGUN).filter(**{key: value for key, value in narrower.items() if value})
    found = list(rows.order_by("received_at", "pk").values_list(*_COLUMNS))
    if wanted.most is not None and len(found) > wanted.most:
        found = [found[number * len(found) // wanted.most] for number in range(wanted.most)]
    units = {
        pk: (units_on(path), in_language(name, scope.language))
        for pk, path, name in parties.Unit.objects.within(scope).order_by("pk").values_list("pk", "path", "name")
    }
    for uid, number, line, kind, priority, received, zone, site, site_kind, unit in found:
        above, district = units.get(unit, (frozenset(), ""))
        yield PastCase(
            uid, number, line, kind, priority, received, zone or "UTC", site, site_kind or "", above, district
        )  # fmt: skip


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), UTC)
