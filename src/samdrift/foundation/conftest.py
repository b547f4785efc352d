"""Two communities with two parties in one of them: all that the foundation's own tests need to know of tenants."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from samdrift.foundation.scope import Grant, Scope

NOON = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
def community(db: None) -> Any:
    """A community."""
    return _community("police")


@pytest.fixture
def elsewhere(db: None) -> Any:
    """Another community."""
    return _community("county")


def _community(code: str) -> Any:
    from samdrift.registers.parties.models import Community

    return Community.objects.create(code=code, name={"en": code}, currency="DKK", timezone="Europe/Copenhagen")


@pytest.fixture
def party(db: None) -> Callable[[str], int]:
    """Makes an organisation and gives its id."""
    from samdrift.registers.parties.models import Organisation

    return lambda code: Organisation.objects.create(code=code, name={"en": code}, kind="customer", country="DK").pk


@pytest.fixture
def scope(community: Any, party: Callable[[str], int]) -> Scope:
    """Somebody of the customer who may read the book and the search rows of the whole community."""
    return scope_in(community, party_id=party("customer"))


def scope_in(community: Any, *, permissions: str = "events.read things.read", **values: Any) -> Scope:
    """A scope with one grant over a whole community; `values` for the grant and the scope by name."""
    names = ("reach", "contracts", "lines", "units", "sites", "cases", "data_classes")
    limits = {name: values.pop(name) for name in names if name in values}
    grant = Grant(role="tester", permissions=frozenset(permissions.split()), **limits)
    return Scope(community_id=community.pk, grants=(grant,), **{"person_id": 7, "employment_id": 9, **values})
