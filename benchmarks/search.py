"""Full-text search over many rows: rare and common words, wide and narrow scopes, one asker after another."""

import json
import random
import sys
import time
from typing import Any

from benchmarks._databases import on_both

COMMON = ["lampe", "defekt", "vand", "rør", "dør", "varme", "rengøring", "toilet", "vindue", "nøgle"]
QUESTIONS = ("lampe", "l", "ord17", "zebra12", "lampe vand", "0048211", "pol", "lampe zebra3")


def run(rows: int = 100_000, searches: int = 25) -> dict[str, Any]:
    """Both databases."""
    return on_both("benchmarks.search", rows, searches)


def fill(community: Any, rows: int) -> float:
    """Index so many things; seconds taken."""
    from django.db import connection, transaction

    from samdrift.foundation.search.commands import tidy
    from samdrift.foundation.search.public import Findable, index_rows
    from samdrift.registers.parties.models import Member

    chance = random.Random(1)
    words = COMMON + [f"ord{n}" for n in range(5000)]
    weights = [200] * len(COMMON) + [1] * 5000
    begun = time.perf_counter()
    for start in range(0, rows, 5000):
        with transaction.atomic():
            index_rows(
                Findable(
                    kind="bench", row=Member(community=community), title=f"POL-2025-{n:07d}",
                    body=" ".join(chance.choices(words, weights, k=20)) + (f" zebra{n // 100}" if n % 50 == 0 else ""),
                    where={"site_id": chance.randrange(250), "contract_id": 1},
                )
                for n in range(start, min(start + 5000, rows))
            )  # fmt: skip
    tidy()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return time.perf_counter() - begun


def measure(rows: int, searches: int) -> dict[str, Any]:
    """Searches a second over all questions and scopes, and the slowest question's."""
    import django

    django.setup()
    from django.core.management import call_command

    from samdrift.foundation.scope import Grant, Scope
    from samdrift.foundation.search.public import search_rows, searchable
    from samdrift.registers.parties.models import Community

    call_command("migrate", verbosity=0)
    searchable("bench", permission="requests.view")
    community = Community.objects.create(code="bench", name={}, currency="DKK", timezone="UTC")
    indexing = fill(community, rows)
    wide = Grant(role="tester", permissions=frozenset({"requests.view"}))
    narrow = Grant(role="tester", permissions=frozenset({"requests.view"}), sites=frozenset({7}))
    spent: dict[str, list[float]] = {}
    for name, grants in (("everything", (wide,)), ("one_site", (narrow,))):
        scope = Scope(community_id=community.pk, person_id=1, grants=grants)
        for question in QUESTIONS:
            for _ in range(searches):
                begun = time.perf_counter()
                search_rows(scope, question)
                spent.setdefault(f"{name} {question}", []).append(time.perf_counter() - begun)
    every = sorted(one for some in spent.values() for one in some)
    slowest = max(spent, key=lambda name: sum(spent[name]))
    return {
        "searches_per_second": round(len(every) / sum(every)),
        "p95_ms": round(every[int(len(every) * 0.95)] * 1000, 1),
        "slowest": slowest,
        "slowest_ms": round(sum(spent[slowest]) / searches * 1000, 1),
        "rows_indexed_per_second": round(rows / indexing),
    }


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:]))))
