"""What one must know about places: for the phone, for the site's own page, and for whoever writes it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from samdrift.foundation.scope import OPEN_CLASSES, Scope, everywhere
from samdrift.operations.field.models import PlaceNote
from samdrift.operations.field.queries.words import note_word
from samdrift.operations.work import public as work
from samdrift.registers.estate import public as estate

MOST = 20


def notes_for(scope: Scope, orders: Iterable[work.WorkOrder]) -> dict[tuple[int, int | None], list[PlaceNote]]:
    """The notes that hold where these orders are, by site and room, in one statement."""
    sites = {order.site_id for order in orders if order.site_id}
    rows = PlaceNote.objects.within(scope).filter(site__in=sites, ended_at__isnull=True).order_by("kind", "pk")
    found: dict[tuple[int, int | None], list[PlaceNote]] = {}
    for note in rows:
        found.setdefault((note.site_id, note.space_id), []).append(note)
    return found


def notes_at(notes: dict[tuple[int, int | None], list[PlaceNote]], order: work.WorkOrder) -> list[dict[str, str]]:
    """Those of the room, then those of the whole site."""
    if order.site_id is None:
        return []
    of_room = notes.get((order.site_id, order.space_id), []) if order.space_id else []
    here = [*of_room, *notes.get((order.site_id, None), [])]
    return [{"kind": note.kind, "word": note_word(note.kind), "text": note.text} for note in here]


def open_notes_at(order: work.WorkOrder) -> list[dict[str, str]]:
    """What somebody without a seat must know about the place of an order their link opens; nothing restricted."""
    with everywhere(reason="notes at the place of an order a link opens"):
        rows = PlaceNote.objects.filter(
            community=order.community_id, site=order.site_id or 0, ended_at__isnull=True, data_class__in=OPEN_CLASSES
        )
        rows = rows.filter(Q(space=order.space_id or 0) | Q(space__isnull=True)).order_by("kind", "pk")
        return [{"kind": note.kind, "word": note_word(note.kind), "text": note.text} for note in rows[:MOST]]


def notes_of(scope: Scope, site: estate.Site) -> list[PlaceNote]:
    """The notes that hold at a site, those of the whole site first."""
    rows = (
        PlaceNote.objects.within(scope).filter(site=site, ended_at__isnull=True).select_related("space", "written_by")
    )
    return sorted(rows, key=lambda note: (note.space_id is not None, note.space_id or 0, note.kind, note.pk))


def notes_panel(scope: Scope, where: Mapping[str, int | None]) -> dict[str, Any] | None:
    """The notes that hold at a site or room, for the place's own page; None for a thing."""
    if where.get("site") is None or where.get("asset") is not None:
        return None
    rows = PlaceNote.objects.within(scope).filter(site=where["site"], ended_at__isnull=True)
    if where.get("space") is not None:
        rows = rows.filter(Q(space=where["space"]) | Q(space__isnull=True))
    found = rows.select_related("site").order_by("kind", "pk")[:MOST]
    return {"notes": [(note_word(note.kind), note) for note in found]}
