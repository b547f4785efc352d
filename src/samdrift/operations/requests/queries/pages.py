"""One request with all its page shows."""

from uuid import UUID

from samdrift.foundation.scope import Scope
from samdrift.operations.requests.models import ServiceRequest


def words_for_approval(scope: Scope, uids: list[UUID]) -> dict[UUID, tuple[str, str]]:
    """What approvals show of requests: title and address, as far as the approver may see them."""
    rows = ServiceRequest.objects.within(scope).filter(uid__in=uids).values_list("uid", "number", "title")
    return {uid: (f"{number} · {title}", f"/requests/{uid}/") for uid, number, title in rows}
