"""Has this been reported? Open requests at the same place that are probably the same matter."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from samdrift.foundation.scope import Scope, everywhere
from samdrift.foundation.search.public import fold
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.rules import likeness, states
from samdrift.registers.catalogue import public as catalogue

COMPARED = 60
COLUMNS = ("pk", "uid", "request_type_id", "chip_code", "title", "description", "space_id", "asset_id", "received_at")


def likely_duplicates(
    scope: Scope, *, request_type: catalogue.RequestType, site_id: int | None, space_id: int | None = None,
    asset_id: int | None = None, chip_code: str = "", text: str = "", now: datetime, exclude: UUID | None = None,
) -> list[ServiceRequest]:  # fmt: skip
    """Open requests at this place within the type's hours that are probably the same, the surest first.

    A stranger at a tag may be told of them as well: only open classes are compared, and the door shows no text.
    """
    place = _place(site_id, space_id, asset_id)
    if place is None:
        return []
    with everywhere(reason="the door tells kind and age only; restricted classes are left out here"):
        rows = ServiceRequest.objects.filter(
            place, community=scope.community_id, is_open=True, state__in=states.UNRESOLVED, data_class__in=("D0", "D1"),
            received_at__gte=now - timedelta(hours=request_type.duplicate_hours), received_at__lte=now,
        )  # fmt: skip
        if exclude is not None:
            rows = rows.exclude(uid=exclude)
        found = list(rows.only(*COLUMNS, "version").order_by("-received_at", "-pk")[:COMPARED])
    by_uid = {row.uid: row for row in found}
    book = catalogue.catalogue_of(scope.community_id)
    spoken = catalogue.spoken_of(book, text)
    candidates = [
        likeness.Candidate(
            row.uid, row.request_type_id, row.chip_code, fold(f"{row.title} {row.description}"), row.space_id,
            row.asset_id, _spoken_alike(book, spoken, f"{row.title} {row.description}"),
        )
        for row in found
    ]  # fmt: skip
    alike = likeness.most_alike(candidates, request_type_id=request_type.pk, chip_code=chip_code, text=fold(text))
    return [by_uid[candidate.uid] for candidate, _score in alike]


def _spoken_alike(book: catalogue.Catalogue, spoken: Mapping[str, float], text: str) -> float:
    return catalogue.same_matter(spoken, catalogue.spoken_of(book, text)) if spoken else 0.0


def _place(site_id: int | None, space_id: int | None, asset_id: int | None) -> Q | None:
    """The thing itself or else its room; a whole site is too large a place to guess from."""
    if asset_id is not None and space_id is not None:
        return Q(asset=asset_id) | Q(space=space_id, asset__isnull=True)
    if asset_id is not None:
        return Q(asset=asset_id)
    if space_id is not None:
        return Q(space=space_id)
    return Q(site=site_id, space__isnull=True, asset__isnull=True) if site_id is not None else None
