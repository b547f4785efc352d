"""People, units and teams for other systems."""

from typing import Any
from uuid import UUID

from ninja import Router, Schema

from samdrift.foundation.http import ScopedRequest
from samdrift.registers.parties import queries

router = Router(tags=["People and units"])


class PersonRef(Schema):
    """Somebody, by id and name."""

    uid: UUID
    name: str


class MeOut(Schema):
    """Who a call acts as."""

    person: PersonRef
    employment: UUID
    organisation: dict[str, str]
    community: dict[str, str]
    side: str
    language: str
    roles: list[str]
    permissions: list[str]


@router.get("/me", response=MeOut, operation_id="me", summary="Who this call acts as")
def me(request: ScopedRequest) -> Any:
    """The person, employment, roles and permissions behind a token or session."""
    return queries.who_acts(request.scope)
