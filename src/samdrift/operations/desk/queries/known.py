"""What is reported already at a place, as far as somebody who stands there may know: kind and age."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from samdrift.foundation.scope import OPEN_CLASSES, everywhere
from samdrift.operations.requests import public as requests

MOST = 5
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Known:
    """An open request at the place: what kind it is and since when; never a text, a number or a person."""

    pk: int
    uid: UUID
    request_type_id: int
    chip_code: str
    received_at: datetime
    data_class: str


def known_here(*, site_id: int | None, space_id: int | None, asset_id: int | None) -> list[Known]:
    """Open requests at exactly this thing, room or site, the newest first, five at most.

    Asked for nowhere, it costs the same statement and finds nothing.
    """
    if asset_id is not None:
        here = Q(asset=asset_id)
    elif space_id is not None or site_id is None:
        here = Q(space=space_id or NOWHERE, asset__isnull=True)
    else:
        here = Q(site=site_id, space__isnull=True, asset__isnull=True)
    with everywhere(reason="whoever stands here learns kind and age of open requests; restricted classes are left out"):
        rows = requests.ServiceRequest.objects.filter(here, is_open=True, data_class__in=sorted(OPEN_CLASSES))
        found = rows.exclude(state="resolved").order_by("-received_at", "-pk")
        columns = ("pk", "uid", "request_type_id", "chip_code", "received_at", "data_class")
        return [Known(*row) for row in found.values_list(*columns)[:MOST]]
