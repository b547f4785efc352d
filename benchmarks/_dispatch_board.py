"""A team of twelve with a day of many orders, in a database of its own; measures the board's page and prints JSON."""

import json
import statistics
import sys
import time
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

PEOPLE, SITES, PAGES = 12, 30, 15


def main(orders: int) -> None:
    """Migrate, fill, ask for the page again and again."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test import Client

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    with transaction.atomic():
        planner, address = fill(orders)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(planner)
    seen: list[str] = []

    def counted(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(counted):
        page = client.get(address)
    assert page.status_code == 200, page.status_code
    walls, own = [], []
    for _again in range(PAGES):
        began, used = time.perf_counter(), time.process_time()
        client.get(address)
        walls.append(1e3 * (time.perf_counter() - began))
        own.append(1e3 * (time.process_time() - used))
    print(
        json.dumps(
            {
                "orders": orders, "queries": len(seen), "page_kilobytes": round(len(page.content) / 1000),
                "ms_wall_median": round(statistics.median(walls), 1),
                "ms_processor_median": round(statistics.median(own), 1),
            }
        )
    )  # fmt: skip


def fill(orders: int) -> tuple[Any, str]:
    """Half of the orders nobody has, the other half lie in people's lanes."""
    from samdrift.foundation.bulk import insert_rows
    from samdrift.operations.dispatch.commands.settling import Hours, set_team_day
    from samdrift.operations.work.models import WorkOrder
    from samdrift.registers.estate.models import Site
    from tests.world import NOON, World, words

    world, chance = World(), Random(1)
    world.team.lines = ["MNT"]
    world.team.save(update_fields=["lines"])
    people = [world.join_team(world.someone("SVC-E", name=f"Tea {number}")) for number in range(PEOPLE)]
    planner = world.join_team(world.someone("OPS-M"))
    sites = Site.objects.bulk_create(
        Site(
            community=world.community, code=f"B{number}", name=words(f"Station {number}"), unit=world.north,
            timezone="Europe/Copenhagen", latitude=Decimal("55.6") + number * Decimal("0.01"),
            longitude=Decimal("12.5") + number % 7 * Decimal("0.02"),
        )
        for number in range(SITES)
    )  # fmt: skip
    set_team_day(planner.scope, world.team, Hours(sites[0].pk), now=NOON)
    eight = NOON + timedelta(days=1, hours=-4)
    rows = []
    for number in range(orders):
        begins = eight + timedelta(minutes=20 * (number // 2 // PEOPLE % 24))
        given = number % 2 == 1
        rows.append(
            WorkOrder(
                community=world.community, number=f"W{number}", contract=world.contract, site=chance.choice(sites),
                unit=world.north, line_code="MNT", title=f"Work to be done number {number}", priority=number % 5 + 1,
                team=world.team, assignee=people[number // 2 % PEOPLE].person if given else None, state="dispatched",
                due_at=eight + timedelta(hours=number % 30), planned_from=begins if given else None,
                planned_to=begins + timedelta(minutes=20) if given else None, estimated_minutes=20, created_at=NOON,
                changed_at=NOON,
            )
        )  # fmt: skip
    insert_rows(rows)
    return planner.person, f"/dispatch/?team={world.team.uid}&day=2025-05-06"


if __name__ == "__main__":
    main(int(sys.argv[1]))
