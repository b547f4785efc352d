"""What stands around a request and moves its priority (domain.md §3.2): the place, the thing, how often it failed."""

from datetime import datetime, timedelta

from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.queries.places import Place
from samdrift.operations.requests.rules import states, urgency

REPEATED_WITHIN = timedelta(days=30)
NO_FAULT = (states.CANCELLED, states.DUPLICATE, states.DECLINED, states.REJECTED)


def around(
    place: Place, *, received_at: datetime, row: ServiceRequest | None = None, safety: bool = False
) -> urgency.Circumstances:
    """The circumstances of a request at a place.

    Args:
        row: The request itself, where it is written already; it counts once.
        safety: An agent confirmed that safety or security is at stake.
    """
    return urgency.Circumstances(
        safety_confirmed=safety, availability_weight=place.availability_weight, criticality=place.criticality,
        faults_in_30_days=_faults(place.asset_id, received_at, row),
    )  # fmt: skip


def _faults(asset_id: int | None, received_at: datetime, row: ServiceRequest | None) -> int:
    """How often this thing failed within thirty days, this time included; merged and declined reports are none."""
    if asset_id is None:
        return 1
    with everywhere(reason="how often a thing failed moves the priority, whoever reported it"):
        rows = ServiceRequest.objects.filter(
            asset=asset_id, received_at__gt=received_at - REPEATED_WITHIN, received_at__lte=received_at
        ).exclude(state__in=NO_FAULT)
        if row is not None:
            rows = rows.exclude(uid=row.uid)
        return 1 + rows.count()
