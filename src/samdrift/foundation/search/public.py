"""What every room uses of search."""

from samdrift.foundation.search.commands import (
    Findable,
    forget_row,
    index_new_row,
    index_new_rows,
    index_row,
    index_rows,
)
from samdrift.foundation.search.folding import fold, sort_key, terms_of, words_of
from samdrift.foundation.search.queries import Found, Hit, count_found, matching_uids, search_rows
from samdrift.foundation.search.registry import searchable

__all__ = [
    "Findable",
    "Found",
    "Hit",
    "count_found",
    "fold",
    "forget_row",
    "index_new_row",
    "index_new_rows",
    "index_row",
    "index_rows",
    "matching_uids",
    "search_rows",
    "searchable",
    "sort_key",
    "terms_of",
    "words_of",
]
