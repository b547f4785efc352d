"""Taking turns: a lock that lasts until the transaction ends, on both databases."""

import zlib

from django.db import connection


def try_lock(name: str, key: int = 0) -> bool:
    """Take the lock if it is free; False when somebody else has it.

    SQLite's transactions begin IMMEDIATE, so whoever is inside one already is alone.
    """
    _require_transaction(name)
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_space(name), key % 2**31])
        return bool(cursor.fetchone()[0])


def lock(name: str, key: int = 0) -> None:
    """Wait for the lock."""
    _require_transaction(name)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_space(name), key % 2**31])


def _space(name: str) -> int:
    return zlib.crc32(name.encode()) - 2**31


def _require_transaction(name: str) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError(f"The lock {name!r} lasts as long as a transaction, and there is none.")
