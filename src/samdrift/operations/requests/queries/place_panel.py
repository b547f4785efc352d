"""What is open at a place, for the place's own page."""

from collections.abc import Mapping
from typing import Any

from samdrift.foundation.scope import Scope
from samdrift.operations.requests.queries.lists import requests_at, requests_of_spaces
from samdrift.operations.requests.queries.words import state_word
from samdrift.registers.estate import public as estate

MOST = 8


def open_here(scope: Scope, where: Mapping[str, int | None]) -> dict[str, Any] | None:
    """The newest open requests at a site, space or thing, or None for somebody who may see none anywhere."""
    if not scope.may("requests.view"):
        return None
    named = {"asset": "asset_id", "space": "space_id", "site": "site_id"}
    narrowest = next((name for name in named if where.get(name) is not None), "site")
    rows = list(requests_at(scope, **{named[narrowest]: where.get(narrowest)})[: MOST + 1])
    return {
        "rows": [(row, state_word(row.state)) for row in rows[:MOST]], "more": len(rows) > MOST,
        "site": where.get("site"),
    }  # fmt: skip


def of_earlier_rooms(scope: Scope, where: Mapping[str, int | None]) -> dict[str, Any] | None:
    """Requests about the rooms a space took over from, open or ended; None where it took over from none."""
    space_id = where.get("space")
    if space_id is None or where.get("asset") is not None or not scope.may("requests.view"):
        return None
    earlier = estate.came_from(scope, space_id)
    rows = list(requests_of_spaces(scope, earlier).select_related("space")[:MOST]) if earlier else []
    return {"rows": [(row, state_word(row.state)) for row in rows]} if rows else None
