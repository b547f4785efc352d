"""Makes a database with so many sites on the map, open requests at them, and sessions of people who look."""

import json
import os
import random
import sys
from decimal import Decimal
from typing import Any

from benchmarks import _requests_world


def main() -> None:
    """Migrate, fill, print."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from samdrift.operations.requests.models import ServiceRequest
    from tests.world import World

    many = int(os.environ.get("BENCH_SITES", "250"))
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    with transaction.atomic():
        world, chance = World(), random.Random(7)
        sites = _placed(world, many, chance)
        rows = [_requests_world._row(world, sites[:250], chance, n, 20_000) for n in range(20_000)]
        for row in rows:
            row.site = chance.choice(sites)
            row.unit_id = row.site.unit_id
        ServiceRequest.objects.bulk_create(rows, batch_size=500)
        told = {"sessions": _requests_world._sessions(world), "sites": many, "code": sites[0].code}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    sys.stdout.write(json.dumps(told) + "\n")


def _placed(world: Any, many: int, chance: random.Random) -> list[Any]:
    """Sites all over Denmark, half of them in six towns."""
    from samdrift.registers.estate.models import Site
    from tests.world import words

    towns = [(57.05, 9.92), (56.16, 10.2), (55.4, 10.39), (55.68, 12.57), (55.48, 8.45), (55.23, 11.76)]
    base = _requests_world._sites(world)
    units = [one.unit_id for one in base[:12]]
    rows = []
    for n in range(many):
        north, east = chance.choice(towns) if n % 2 else (chance.uniform(54.9, 57.5), chance.uniform(8.2, 12.5))
        spread = 0.12 if n % 2 else 0
        rows.append(
            Site(
                community=world.community, code=f"M{n:05d}", name=words(f"Station {n}"), unit_id=units[n % 12],
                kind="station", timezone="Europe/Copenhagen",
                latitude=Decimal(f"{north + chance.uniform(-spread, spread):.5f}"),
                longitude=Decimal(f"{east + chance.uniform(-spread, spread):.5f}"),
            )
        )  # fmt: skip
    return Site.objects.bulk_create(rows, batch_size=500)


if __name__ == "__main__":
    main()
