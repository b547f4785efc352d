"""What places and imports are called where an event speaks of them."""

from collections.abc import Mapping
from typing import Any

from samdrift.foundation.events.public import Rows, register_codes, register_reader, register_rows
from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.estate.models import Asset, ModelImport, Site, Space
from samdrift.registers.estate.web.words import ZONES


def register() -> None:
    """Announce the room's readers and rows."""
    register_reader("site_id", _sites)
    register_codes("zone", ZONES)
    for kind, rows in ROWS.items():
        register_rows(kind, rows)


def _sites(scope: Scope, ids: set[Any], language: str) -> Mapping[Any, str]:
    with everywhere(reason="names of the community's sites; whoever sees an event of a site sees what it is called"):
        found = Site.objects.filter(community=scope.community_id, pk__in=ids).values_list("pk", "name")
        return {pk: in_language(name, language) for pk, name in found}


def _room(number: str, name: str, _language: str) -> str:
    return number if name == number else f"{number} {name}".strip()


ROWS: dict[str, Rows] = {
    "estate.site": Rows(Site.objects.within, ("name",), in_language, "estate:site"),
    "estate.space": Rows(Space.objects.within, ("number", "name"), _room, "estate:space"),
    "estate.asset": Rows(Asset.objects.within, ("number", "name"), _room, "estate:asset"),
    "estate.modelimport": Rows(
        ModelImport.objects.within, ("file_name",), lambda name, _language: name, "estate:import"
    ),
}  # fmt: skip
