"""The tables of a pack that are lists of the house: what both parties may take along, narrowed to what is open."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from samdrift.foundation.datasets.public import Column, datasets, plain_columns, plain_rows
from samdrift.foundation.sections import told
from samdrift.partnership.handover.formats.packing import Field
from samdrift.partnership.handover.queries.asking import Asked

AHEAD = ("forecast", "scheduled", "issued")
OUT = ("issued", "received", "matched", "queried", "approved")
ON_THEIR_WAY = ("submitted", "local_approved", "central_approved", "accepted_by_provider", "scheduled")


@dataclass(frozen=True, slots=True)
class Listed:
    """A list and which of its rows belong into a pack."""

    dataset: str
    open: Callable[[Asked], Q] = lambda _asked: Q()


def _owed(_asked: Asked) -> Q:
    """Invoices that went out and are neither paid nor given back, and what is in dispute of any."""
    return Q(state__in=OUT) | Q(disputed_minor__gt=0)


LISTED: dict[str, Listed] = {
    "sites": Listed("sites"),
    "rooms": Listed("rooms"),
    "assets": Listed("assets"),
    "tags": Listed("tags"),
    "requests": Listed("requests", lambda asked: Q(is_open=True, received_at__lt=asked.end)),
    "work": Listed("work", lambda asked: Q(is_open=True, created_at__lt=asked.end)),
    "planned": Listed("planned", lambda _asked: Q(state__in=AHEAD)),
    "changes": Listed("changes", lambda _asked: Q(state__in=ON_THEIR_WAY)),
    "invoices": Listed("invoices", _owed),
    "credits": Listed("credits", lambda _asked: Q(state__in=("calculated", "agreed"))),
}


def rows_of(asked: Asked, code: str) -> QuerySet[Any]:
    """The rows of one of these tables, in no order yet."""
    one = LISTED[code]
    dataset = datasets[one.dataset]
    return dataset.rows(asked.scope(dataset.permission), dataset.permission).filter(one.open(asked))


def columns_of(asked: Asked, code: str) -> list[Column]:
    """The columns that leave: none that names people, none of a stricter class, not the contract of each row."""
    dataset = datasets[LISTED[code].dataset]
    shown = dataset.columns_for(asked.scope(dataset.permission))
    return [one for one in shown if one.kind != "person" and one.code != "contract"]


def fields_of(asked: Asked, code: str) -> list[Field]:
    """How these columns are described."""
    return [
        Field(name, kind, told(one.name), told(one.meaning) if one.meaning else {})
        for one in columns_of(asked, code) for name, kind in plain_columns(one)
    ]  # fmt: skip


def written(asked: Asked, code: str) -> Iterator[tuple[str, ...]]:
    """The rows as texts, in an order that is always the same."""
    dataset = datasets[LISTED[code].dataset]
    scope = asked.scope(dataset.permission)
    return plain_rows(rows_of(asked, code).order_by("uid"), columns_of(asked, code), scope)
