"""What becomes of what was reported or handed over when the request becomes a case."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from samdrift.foundation.scope import everywhere
from samdrift.operations.exchange.models import Handover, OpenReport


def restrict_exchange(service_request: Any, data_class: str) -> Iterable[UUID]:
    """Bring what passed between the bodies about a request into its class; their uids."""
    with everywhere(reason="what was exchanged follows the class of its request"):
        found: list[UUID] = []
        for model in (OpenReport, Handover):
            rows = model.objects.filter(service_request=service_request)
            found += rows.values_list("uid", flat=True)
            rows.update(data_class=data_class)
    return found
