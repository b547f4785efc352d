"""What is reported already at a place, as far as somebody who stands there may know: kind and age."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from samdrift.foundation.prepared import Prepared
from samdrift.foundation.scope import OPEN_CLASSES
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


_COLUMNS = ("pk", "uid", "request_type_id", "chip_code", "received_at", "data_class")
_WHY = "whoever stands here learns kind and age of open requests; restricted classes are left out"
_MARKER = -77_002


def _open_at(here: Q) -> QuerySet[requests.ServiceRequest, tuple[Any, ...]]:
    rows = requests.ServiceRequest.objects.filter(here, is_open=True, data_class__in=sorted(OPEN_CLASSES))
    return rows.exclude(state="resolved").order_by("-received_at", "-pk").values_list(*_COLUMNS)[:MOST]


_AT_ASSET = Prepared(lambda pk: _open_at(Q(asset=pk)), _MARKER, reason=_WHY)
_AT_SPACE = Prepared(lambda pk: _open_at(Q(space=pk, asset__isnull=True)), _MARKER, reason=_WHY)
_AT_SITE = Prepared(lambda pk: _open_at(Q(site=pk, space__isnull=True, asset__isnull=True)), _MARKER, reason=_WHY)


def known_here(*, site_id: int | None, space_id: int | None, asset_id: int | None) -> list[Known]:
    """Open requests at exactly this thing, room or site, the newest first, five at most.

    Asked for nowhere, it costs the same statement and finds nothing.
    """
    if asset_id is not None:
        rows = _AT_ASSET.rows(asset_id)
    elif space_id is not None or site_id is None:
        rows = _AT_SPACE.rows(NOWHERE if space_id is None else space_id)
    else:
        rows = _AT_SITE.rows(site_id)
    return [Known(*row) for row in rows]
