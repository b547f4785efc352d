"""Rooms and things by a part of what they are called, fast enough to ask at every letter."""

from typing import TypeVar

from django.db.models import QuerySet

from samdrift.foundation.scope import Scope, everywhere
from samdrift.foundation.search.public import fold
from samdrift.registers.estate.models import Asset, PlaceModel, Space

MOST_WORDS = 4

Place = TypeVar("Place", bound=PlaceModel)


def rooms_called(scope: Scope, text: str) -> QuerySet[Space]:
    """Rooms in use whose number and name have every word of `text` in them, by site and number."""
    return _called(Space, scope, text).filter(state="active")


def things_called(scope: Scope, text: str) -> QuerySet[Asset]:
    """Things whose number and name have every word of `text` in them, by site and number."""
    return _called(Asset, scope, text)


def _called(model: type[Place], scope: Scope, text: str) -> QuerySet[Place]:
    with everywhere(reason="asked apart, so that a database reads an index and not the table; narrowed outside"):
        matching = model.objects.filter(community=scope.community_id)
    for word in fold(text).split()[:MOST_WORDS]:
        matching = matching.filter(search_text__contains=word)
    return model.objects.within(scope).filter(pk__in=matching.values("pk")).order_by("site", "number", "pk")
