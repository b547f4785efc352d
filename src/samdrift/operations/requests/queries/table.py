"""Requests as a table with the columns of the import: taken along, and brought in again without a change."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from samdrift.foundation.scope import Scope
from samdrift.operations.requests.models import ImportedRequest, ServiceRequest
from samdrift.operations.requests.queries.imported import OURS

AT_ONCE = 2_000


def rows_of_table(scope: Scope, unit: Any) -> Iterable[Mapping[str, object]]:
    """Requests one may take along, in the order received; restricted ones never leave by a table.

    Args:
        unit: Only requests of this unit and those below it; all when None.
    """
    found = ServiceRequest.objects.within_permission(scope, "requests.export").filter(data_class="D1")
    if unit is not None:
        found = found.filter(unit__path__startswith=unit.path)
    found = found.select_related("request_type", "site").order_by("received_at", "pk")
    pending = found.iterator(chunk_size=AT_ONCE)
    while some := list(islice(pending, AT_ONCE)):
        rows = ImportedRequest.objects.within(scope).filter(
            service_request__in=[row.pk for row in some if row.brought_in]
        )
        told = {one.service_request_id: one for one in rows}
        for row in some:
            yield _row(row, told.get(row.pk))


def _row(row: ServiceRequest, told: ImportedRequest | None) -> Mapping[str, object]:
    return {
        "number": told.number if told else row.number, "system": told.system if told else OURS, "title": row.title,
        "description": row.description, "request_type": row.request_type.code, "opened_at": row.received_at,
        "acknowledged_at": row.triaged_at, "resolved_at": row.resolved_at, "closed_at": row.closed_at,
        "due_at": (told.told_due_at if told else None) or row.due_at, "status": row.state, "channel": row.channel,
        "priority": row.priority, "site": row.site.code if row.site else "", "requester": row.on_behalf_of,
        "latitude": told.latitude if told else None, "longitude": told.longitude if told else None,
    }  # fmt: skip
