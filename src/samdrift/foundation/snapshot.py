"""Reading much at one moment: what others write meanwhile is not seen, and they do not wait for us."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def as_of_one_moment() -> Iterator[None]:
    """Let every read inside see the database as it stands at the first of them. Nothing can be written inside.

    Within a transaction that is open already it changes nothing: that one sees what its own rules say.
    """
    if connection.in_atomic_block:
        yield
        return
    # Django begins SQLite's transactions as writers do; a reader beside them needs the plain word.
    begin = "BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
