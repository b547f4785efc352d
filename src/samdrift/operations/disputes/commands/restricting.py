"""What becomes of proposals when the request they are about becomes a case."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from samdrift.foundation.scope import everywhere
from samdrift.operations.disputes.models import Proposal


def restrict_proposals(service_request: Any, data_class: str) -> Iterable[UUID]:
    """Bring the proposals about a request into its class; their uids."""
    with everywhere(reason="proposals follow the class of what they are about"):
        rows = Proposal.objects.filter(service_request=service_request)
        found = list(rows.values_list("uid", flat=True))
        rows.update(data_class=data_class)
    return found
