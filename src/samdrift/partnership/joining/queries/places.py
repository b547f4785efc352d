"""The places of a body: those of its top unit and of all units below it."""

from typing import Any

from samdrift.foundation.scope import everywhere
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties


def sites_of(unit_id: int) -> dict[int, dict[str, Any]]:
    """A body's places with their names, by id; whoever asks has been let through to the body. Two reads."""
    with everywhere(reason="the places of a body the caller has been let through to"):
        path = parties.Unit.objects.values_list("path", flat=True).get(pk=unit_id)
        rows = estate.Site.objects.filter(unit__path__startswith=path).exclude(data_class="D8")
        return dict(rows.order_by("code", "pk").values_list("pk", "name"))


def site_ids(unit_id: int) -> dict[str, int]:
    """A body's places by their uid, for who names them so."""
    with everywhere(reason="the places of a body the caller has been let through to"):
        rows = estate.Site.objects.filter(pk__in=list(sites_of(unit_id)))
        return {str(uid): pk for uid, pk in rows.values_list("uid", "pk")}
