"""Giving numbers: in running order within a community and year, random where a gap would tell something."""

import os
from functools import lru_cache

from django.db import connection

from samdrift.operations.requests.rules import numbers
from samdrift.registers.parties import public as parties

_NEXT = """
INSERT INTO requests_numbercounter AS c (community_id, kind, year, last) VALUES (%s, %s, %s, %s)
ON CONFLICT (community_id, kind, year) DO UPDATE SET last = c.last + %s RETURNING last
"""


def next_number(community_id: int, year: int, data_class: str, *, kind: str = "request") -> str:
    """The number of a new row. Taken as late in the transaction as may be: the next one waits for its end."""
    code = community_code(community_id)
    if numbers.is_restricted(data_class):
        return numbers.random_number(code, year, os.urandom(8))
    return numbers.running_number(code, year, take_numbers(community_id, year, 1, kind=kind))


def take_numbers(community_id: int, year: int, many: int, *, kind: str = "request") -> int:
    """The last of `many` numbers in a row, now taken."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [community_id, kind, year, many, many])
        return int(cursor.fetchone()[0])


@lru_cache(maxsize=256)
def community_code(community_id: int) -> str:
    """The community's code in front of its numbers; it never changes."""
    return parties.Community.objects.values_list("code", flat=True).get(pk=community_id)
