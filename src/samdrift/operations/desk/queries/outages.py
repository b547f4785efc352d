"""What is out where. Asked with every scan, so a process remembers a community's few for some seconds."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import OPEN_CLASSES, Scope, everywhere
from samdrift.operations.desk.models import Outage
from samdrift.operations.desk.queries.known import Known
from samdrift.operations.requests import public as requests
from samdrift.registers.estate import public as estate

SECONDS = 10
CASE_COLUMNS = ("pk", "uid", "request_type_id", "chip_code", "received_at", "data_class")


@dataclass(frozen=True, slots=True)
class Out:
    """A known issue as everybody of the community may read it.

    Attributes:
        request_uid, request_id: The case that whoever has the same trouble joins, or None.
    """

    uid: UUID
    title: dict[str, str]
    text: dict[str, str]
    site_id: int | None
    building_id: int | None
    line_code: str
    request_uid: UUID | None
    request_id: int | None
    started_at: datetime
    expected_until: datetime | None


_COLUMNS = (
    "uid", "title", "text", "site_id", "building_id", "line_code", "service_request__uid", "service_request_id",
    "started_at", "expected_until",
)  # fmt: skip
_known: dict[int, tuple[float, tuple[Out, ...]]] = {}


def current_outages(community_id: int) -> tuple[Out, ...]:
    """What is out now in a community, the newest first; at most ten seconds old."""
    known = _known.get(community_id)
    if known is None or time.monotonic() - known[0] > SECONDS:
        with everywhere(reason="what is out is told to everybody who stands there, in words written for them"):
            rows = Outage.objects.filter(
                community=community_id, ended_at__isnull=True, data_class__in=sorted(OPEN_CLASSES)
            )
            found = tuple(Out(*row) for row in rows.order_by("-started_at", "-pk").values_list(*_COLUMNS))
        known = _known[community_id] = (time.monotonic(), found)
    return known[1]


def outages_at(
    community_id: int, *, site_id: int | None, space_id: int | None = None, building_id: int | None = None,
    lines: Collection[str] | None = None,
) -> list[Out]:  # fmt: skip
    """What is out at a place, and what is out everywhere.

    Args:
        building_id: The building, where the caller knows it; else it is looked up for the space, if it matters.
        lines: Only these lines' (and those about no line); all when None. What is out at no site but in one line is
            told only to whoever names the line.
    """
    here = [one for one in current_outages(community_id) if one.site_id in (None, site_id)]
    here = [one for one in here if not one.line_code or lines is None or one.line_code in lines]
    if space_id is not None and building_id is None and any(one.building_id for one in here):
        building_id = _building_of(community_id, space_id)
    return [one for one in here if one.building_id is None or building_id in (None, one.building_id)]


def issues_at(scope: Scope, site_id: int | None, space_id: int | None, line: str) -> list[requests.KnownIssue]:
    """What somebody who is about to ask should know, in their language; of a line only once the line is chosen."""
    here = outages_at(scope.community_id, site_id=site_id, space_id=space_id, lines={line} if line else None)
    language = (get_language() or scope.language)[:2]
    return [
        requests.KnownIssue(in_language(one.title, language), in_language(one.text, language), one.expected_until)
        for one in here
        if one.site_id is not None or line
    ]


def outages(scope: Scope, *, ended: bool = False) -> QuerySet[Outage]:
    """Known issues for the desk's page, the newest first; those that are over when asked for."""
    rows = Outage.objects.within(scope).filter(ended_at__isnull=not ended)
    return rows.select_related("site", "building", "service_request").order_by("-started_at", "-pk")


def place_ids(scope: Scope, site: UUID | None, building: UUID | None) -> tuple[int | None, int | None]:
    """The ids of a site and a building one sees; None for what there is not."""
    sites = estate.Site.objects.within(scope).values_list("pk", flat=True)
    buildings = estate.Building.objects.within(scope).values_list("pk", flat=True)
    return (
        sites.filter(uid=site).first() if site is not None else None,
        buildings.filter(uid=building).first() if building is not None else None,
    )


def cases_out(
    community_id: int, *, site_id: int | None, space_id: int | None, building_id: int | None, lines: Collection[str]
) -> list[Known]:
    """The open cases of known issues at a place, for whoever stands there and has the same trouble."""
    here = outages_at(community_id, site_id=site_id, space_id=space_id, building_id=building_id, lines=lines)
    ids = [one.request_id for one in here if one.request_id is not None]
    if not ids:
        return []
    with everywhere(reason="whoever stands here learns that its case is open; restricted classes are left out"):
        rows = requests.ServiceRequest.objects.filter(pk__in=ids, is_open=True, data_class__in=sorted(OPEN_CLASSES))
        rows = rows.exclude(state="resolved").order_by("-received_at", "-pk")
        return [Known(*row) for row in rows.values_list(*CASE_COLUMNS)]


def forget(community_id: int | None = None) -> None:
    """Forget what is remembered: after a change, and in tests."""
    if community_id is None:
        _known.clear()
    else:
        _known.pop(community_id, None)


def _building_of(community_id: int, space_id: int) -> Any:
    with everywhere(reason="in which building a room lies, to leave out what is out in another one"):
        rows = estate.Space.objects.filter(community=community_id, pk=space_id)
        return rows.values_list("storey__building_id", flat=True).first()
