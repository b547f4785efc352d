"""Reports under codes that lead nowhere, as the desk and their senders see them."""

from uuid import UUID

from django.db.models import Q, QuerySet

from samdrift.foundation.scope import Scope
from samdrift.registers.tags.models import HeldReport


def waiting_reports(scope: Scope, *, settled: bool = False) -> QuerySet[HeldReport]:
    """Held reports this desk may settle, the oldest first: its own community's, and those of codes nobody knows.

    Args:
        settled: Also those already settled.
    """
    scope.require("tags.settle_held")
    rows = _of(scope)
    if not settled:
        rows = rows.filter(settled_at__isnull=True)
    return rows.order_by("received_at", "pk")


def held_report(scope: Scope, uid: UUID) -> HeldReport:
    """One held report, to settle it.

    Raises:
        DoesNotExist: There is none, or it belongs to another community.
        NotAllowed: The actor does not settle held reports.
    """
    report = _of(scope).get(uid=uid)
    scope.require("tags.settle_held")
    return report


def _of(scope: Scope) -> QuerySet[HeldReport]:
    return HeldReport.objects.filter(Q(community=scope.community_id) | Q(community__isnull=True))


def held_by_track_digest(digest: str) -> HeldReport | None:
    """The held report behind a tracking link: whoever has the link sent it."""
    return HeldReport.objects.filter(track_digest=digest).first()
