"""Finding: matches in titles first, then matches anywhere, the newest first in each, page by page."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from samdrift.foundation.scope import Scope
from samdrift.foundation.search.folding import terms_of
from samdrift.foundation.search.models import SearchRow

COUNTED = 1000
FEW = 500


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found; its room shows it, through its own gate."""

    kind: str
    uid: UUID


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, and where the next one begins; empty `after` on the last page."""

    hits: list[Hit]
    after: str


def search_rows(scope: Scope, text: str, *, kinds: Collection[str] = (), after: str = "", limit: int = 25) -> Found:
    """What this scope may see that has every word of `text`, each as the beginning of a word.

    Args:
        kinds: Only these kinds; all that the scope may find when none is named.
        after: Where an earlier page said the next one begins; anything else begins at the top.
    """
    terms = terms_of(text)
    if not terms:
        return Found([], "")
    tier, below = _place(after)
    rows: list[tuple[int, int, str, UUID]] = []
    for each in (1, 2):
        if each < tier or len(rows) > limit:
            continue
        matching = _matching(_of_kinds(scope, kinds), terms, tier=each)
        newest = _newest(matching, tier=each, below=below if each == tier else 0, limit=limit + 1 - len(rows))
        rows += [(each, *row) for row in newest]
    more = f"{rows[limit - 1][0]}.{rows[limit - 1][1]}" if len(rows) > limit else ""
    return Found([Hit(kind, uid) for _, _, kind, uid in rows[:limit]], more)


def matching_uids(scope: Scope, text: str, *, kind: str, at_most: int = COUNTED) -> list[UUID]:
    """The newest things of one kind that match, for a list that filters by words; none without words."""
    terms = terms_of(text)
    if not terms:
        return []
    rows = _matching(_of_kinds(scope, [kind]), terms, tier=0)
    return list(rows.values_list("subject_uid", flat=True)[:at_most])


def count_found(scope: Scope, text: str, *, kinds: Collection[str] = ()) -> int:
    """How many match, counted up to 1,000: whoever sees the 1,000 reads "more than"."""
    terms = terms_of(text)
    return len(_matching(_of_kinds(scope, kinds), terms, tier=0).values_list("pk")[:COUNTED]) if terms else 0


def _of_kinds(scope: Scope, kinds: Collection[str]) -> QuerySet[SearchRow]:
    rows = SearchRow.objects.within(scope)
    return rows.filter(kind__in=kinds) if kinds else rows


def _place(after: str) -> tuple[int, int]:
    tier, _, below = after.partition(".")
    return (int(tier), int(below)) if tier in {"1", "2"} and below.isdecimal() and len(below) < 19 else (1, 0)


def _newest(rows: QuerySet[SearchRow], *, tier: int, below: int, limit: int) -> list[tuple[int, str, UUID]]:
    columns = rows.values_list("pk", "kind", "subject_uid")
    if connection.vendor != "postgresql":
        return list((columns.extra(where=["search_words.rowid < %s"], params=[below]) if below else columns)[:limit])
    if below:
        columns = columns.filter(pk__lt=below)
    if tier == 1:
        # The planner takes most words in titles for common and would walk the whole table for the newest few; asked
        # without an order it goes by the word index. Only words that really are common are left to the walk.
        few = list(columns.order_by()[:FEW])
        if len(few) < FEW:
            return sorted(few, reverse=True)[:limit]
    return list(columns[:limit])


def _matching(rows: QuerySet[SearchRow], terms: list[str], *, tier: int) -> QuerySet[SearchRow]:
    """Rows matching in the title (tier 1), elsewhere only (tier 2), or anywhere (tier 0); the newest first."""
    return _BY_VENDOR[connection.vendor](rows, terms, tier)


def _on_postgresql(rows: QuerySet[SearchRow], terms: list[str], tier: int) -> QuerySet[SearchRow]:
    query = " & ".join(f"'{term}':*" for term in terms)
    rows = rows.filter(_has("title_words" if tier == 1 else "words", query))
    if tier == 2:
        rows = rows.exclude(_has("title_words", query))
    return rows.order_by("-pk")


def _has(column: str, query: str) -> RawSQL:
    return RawSQL(f"search_searchrow.{column} @@ %s::tsquery", [query], output_field=BooleanField())  # noqa: S611


def _on_sqlite(rows: QuerySet[SearchRow], terms: list[str], tier: int) -> QuerySet[SearchRow]:
    anywhere = " AND ".join(f'"{term}" *' for term in terms)
    in_title = f"title : ({anywhere})"
    query = {0: anywhere, 1: in_title, 2: f"({anywhere}) NOT ({in_title})"}[tier]
    # The plus keeps the planner from asking the word index anew for every row; walking the word index's own row
    # number downwards needs no sorting.
    return rows.extra(
        tables=["search_words"],
        where=["search_searchrow.id = +search_words.rowid", "search_words MATCH %s"],
        params=[query],
        order_by=["-search_words.rowid"],
    )


_BY_VENDOR = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}
