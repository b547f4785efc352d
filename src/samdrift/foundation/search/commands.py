"""Keeping the index: a room's command writes a thing's row in the transaction that changes the thing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from samdrift.foundation.bulk import insert_rows, new_row
from samdrift.foundation.prepared import insert
from samdrift.foundation.scope import ScopedModel, everywhere
from samdrift.foundation.search.folding import words_of
from samdrift.foundation.search.models import SearchRow

DIMENSIONS = ("contract_id", "site_id", "unit_id", "case_id", "line")
_COPIED = ("community_id", "data_class", "owner_party_id", *DIMENSIONS)
_CHANGED = [
    "data_class", "owner_party_id", "title", "body", *DIMENSIONS, "person_id", "assignee_id", "team_id",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    """One thing as the index should know it; `row` lends it everything the gate looks at.

    `title` holds what it is called by (number, name): matches there come first. `body` holds the rest. Texts of
    restricted classes stay out of the index altogether: leave them away here.
    """

    kind: str
    row: ScopedModel
    title: str
    body: str = ""
    person_id: int | None = None
    assignee_id: int | None = None
    team_id: int | None = None
    where: dict[str, Any] | None = None
    """Gate columns the row does not carry itself, such as its site through a place."""


def index_row(thing: Findable) -> None:
    """Make a thing findable, or findable by its new words and at its new place."""
    index_rows([thing])


def index_new_row(thing: Findable) -> None:
    """Make a thing findable that this transaction has made: nothing to look for, and half the work."""
    insert(_row(thing))


def index_rows(things: Iterable[Findable]) -> None:
    """Many things in one statement a thousand; of one given twice the last words hold."""
    # PostgreSQL refuses to change a row twice in one statement.
    once = {(thing.kind, thing.row.uid): thing for thing in things}
    SearchRow.objects.bulk_create(
        [_row(thing) for thing in once.values()],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["subject_uid", "kind"],
        update_fields=_CHANGED,
    )


def index_new_rows(things: Iterable[Findable]) -> None:
    """Make very many things findable that this transaction has made."""
    insert_rows([_row(thing) for thing in things])


def forget_row(kind: str, uid: UUID) -> None:
    """Let a thing no longer be found."""
    with everywhere(reason="a thing that leaves the index"):
        SearchRow.objects.all().filter(kind=kind, subject_uid=uid).delete()


def _row(thing: Findable) -> SearchRow:
    values = {name: getattr(thing.row, name) for name in _COPIED if hasattr(thing.row, name)}
    values.update(thing.where or {})
    return new_row(
        SearchRow,
        kind=thing.kind,
        subject_uid=thing.row.uid,
        title=words_of(thing.title),
        body=words_of(thing.body),
        person_id=thing.person_id,
        assignee_id=thing.assignee_id,
        team_id=thing.team_id,
        **{name: value for name, value in values.items() if value is not None},
    )


def rebuild() -> None:
    """Make the word index anew from the rows: after a restored backup, or when somebody doubts it."""
    statements = {
        "sqlite": "INSERT INTO search_words(search_words) VALUES ('rebuild')",
        "postgresql": "REINDEX INDEX search_words",
    }
    with connection.cursor() as cursor:
        cursor.execute(statements[connection.vendor])


def tidy() -> None:
    """Merge the word index's pieces, so that searches stay fast after many changes. For a nightly job."""
    statements = {
        "sqlite": "INSERT INTO search_words(search_words) VALUES ('optimize')",
        "postgresql": "SELECT gin_clean_pending_list('search_words')",
    }
    with connection.cursor() as cursor:
        cursor.execute(statements[connection.vendor])
