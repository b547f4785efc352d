"""From the uids other systems know to the rows they mean, within the scope's community."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties


def place_ids(scope: Scope, *, site: UUID | None, space: UUID | None, asset: UUID | None) -> dict[str, int | None]:
    """The ids of a place named by uids.

    Raises:
        Invalid: One of them is not in the community.
    """
    with everywhere(reason="the community is checked here; whether one may report there, by the command"):
        return {
            "site_id": _id(estate.Site.objects.filter(community=scope.community_id), site, "site"),
            "space_id": _id(estate.Space.objects.filter(community=scope.community_id), space, "space"),
            "asset_id": _id(estate.Asset.objects.filter(community=scope.community_id), asset, "asset"),
        }


def unit_id(scope: Scope, uid: UUID | None) -> int | None:
    """The id of a unit of the community."""
    return _id(parties.Unit.objects.within(scope), uid, "unit")


def team_id(scope: Scope, uid: UUID | None) -> int | None:
    """The id of a team of the community."""
    return _id(parties.Team.objects.within(scope), uid, "team")


def person_id(uid: UUID | None, field: str) -> int | None:
    """The id of a person; whether they work here is the command's question."""
    return _id(parties.Person.objects.all(), uid, field)


def _id(rows: Any, uid: UUID | None, field: str) -> int | None:
    if uid is None:
        return None
    found: int | None = rows.filter(uid=uid).values_list("pk", flat=True).first()
    if found is None:
        raise Invalid({field: _("There is no such thing here.")})
    return found
