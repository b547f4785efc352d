"""Makes a database of so many work orders over six years, straight in the database, and measures what tallies cost."""

import json
import os
import sys
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

LINES = ("MNT", "CLN", "CAR", "MAI", "FLT", "REC", "GRD", "WIN", "CAT", "MOV", "WST", "LOS")
FROM, UNTIL = date(2019, 6, 1), date(2025, 6, 1)
YEAR = (date(2024, 4, 10), date(2025, 4, 20))
SITES = 250


def main(largest: int, writes: int) -> None:
    """Grow from 10,000 orders on, tenfold at a time, and measure at each size."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from tests.world import World

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        world = World()
        _sites(world)
    figures: dict[str, Any] = {}
    size, have = 10_000, 0
    while size <= largest:
        _grow(world, have, size)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        figures.update(_measured(world, size))
        have, size = size, size * 10 if size * 10 <= largest or size >= largest else largest
    figures.update(_upkeep(world, writes))
    sys.stdout.write(json.dumps(figures) + "\n")


def _sites(world: Any) -> None:
    """Two hundred and fifty stations in twelve districts of one contract."""
    from samdrift.registers.estate.models import Site
    from samdrift.registers.parties.models import Unit
    from tests.world import words

    units = [world.north, world.south]
    for n in range(10):
        unit = Unit.objects.create(
            community=world.community, organisation=world.customer, parent=world.authority, code=f"U{n}",
            name=words(f"District {n}"), kind="district", path="",
        )  # fmt: skip
        unit.path = f"{world.authority.path}{unit.pk}/"
        unit.save(update_fields=["path"])
        units.append(unit)
    for n in range(SITES):
        Site.objects.create(
            community=world.community, code=f"B{n}", name=words(f"Site {n}"), unit=units[n % 12], kind="station",
            timezone="Europe/Copenhagen",
        )  # fmt: skip


def _grow(world: Any, have: int, size: int) -> None:
    """One order beside the other by a rule, written by the database itself; all but the newest are closed."""
    from django.db import connection, transaction

    from samdrift.foundation.scope import everywhere
    from samdrift.operations.work.models import WorkOrder
    from samdrift.registers.estate.models import Site

    with everywhere(reason="a benchmark"):
        first = Site.objects.filter(code="B0").values_list("pk", flat=True)[0]
        units = list(Site.objects.filter(code__startswith="B").order_by("pk").values_list("unit_id", flat=True)[:12])
        if not have:
            pattern = WorkOrder.objects.create(
                community=world.community, number="W-0", contract=world.contract, site_id=first, unit_id=units[0],
                line_code="MNT", title="Tap", state="closed", is_open=False, done_at=datetime(2019, 6, 1, tzinfo=UTC),
                created_at=datetime(2019, 6, 1, tzinfo=UTC), changed_at=datetime(2019, 6, 1, tzinfo=UTC),
            )  # fmt: skip
        else:
            pattern = WorkOrder.objects.get(number="W-0")
    seconds = int((UNTIL - FROM).total_seconds())
    lite = connection.vendor == "sqlite"
    at = f"(n * 7919 + (n * 2654435761) % 86400) % {seconds}"
    pick = lambda of, by: f"CASE {by} " + " ".join(f"WHEN {i} THEN {one}" for i, one in enumerate(of)) + " END"  # noqa: E731
    fresh = {
        "uid": "lower(hex(randomblob(16)))" if lite else "gen_random_uuid()",
        "number": "'B' || n",
        "site_id": f"{first} + (n * 31) % {SITES}",
        "unit_id": pick(units, f"((n * 31) % {SITES}) % 12"),
        "line_code": pick([f"'{line}'" for line in LINES], "(n * 17) % 12"),
        "kind": pick(["'corrective'", "'corrective'", "'planned'", "'extra'"], "(n * 13) % 4"),
        "done_at": f"datetime('{FROM}', '+' || ({at}) || ' seconds')"
        if lite else f"timestamptz '{FROM} 00:00:00+00' + ({at}) * interval '1 second'",
    }  # fmt: skip
    columns = [field.column for field in WorkOrder._meta.concrete_fields if field.column != "id"]
    rows = (
        f"(WITH RECURSIVE c(n) AS (SELECT {have + 1} UNION ALL SELECT n + 1 FROM c WHERE n < {size}) SELECT n FROM c)"
        if lite else f"(SELECT generate_series({have + 1}::bigint, {size}::bigint) AS n)"
    )  # fmt: skip
    given = ", ".join(fresh.get(name, f'w."{name}"') for name in columns)
    named = ", ".join(f'"{name}"' for name in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        if lite:
            cursor.execute("PRAGMA cache_size=-400000")
        cursor.execute(
            f"INSERT INTO work_workorder ({named}) SELECT {given} FROM {rows} AS c CROSS JOIN work_workorder w "
            f"WHERE w.id = {pattern.pk}"
        )


def _measured(world: Any, size: int) -> dict[str, Any]:
    from django.db import connection

    from samdrift.foundation.tallies.models import Tally
    from samdrift.foundation.tallies.public import rebuild_all, tallies

    begun, used = time.perf_counter(), time.process_time()
    rebuild_all(datetime(2025, 6, 1, tzinfo=UTC), ["work.done"])
    figures: dict[str, Any] = {
        f"rebuild_{size}_s": round(time.perf_counter() - begun, 2),
        # On PostgreSQL only what waits for it; the work is the server's.
        f"rebuild_{size}_processor_s": round(time.process_time() - used, 2),
    }
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE tallies_tally")
    figures[f"sums_{size}"] = Tally.objects.within_permission(world.bo.scope, "work.view").count()
    bo = world.bo.scope
    district = world.someone("DIST-MGT", reach_kind="unit", reach_to=[world.north.pk]).scope
    wide: dict[str, Any] = {"source": "work.done", "contract_id": world.contract.pk}
    asked = {
        "contract": (bo, {}), "months": (bo, {"by": ("month",)}), "lines": (bo, {"by": ("line",)}),
        "units": (bo, {"by": ("unit",)}), "sites": (bo, {"by": ("site",)}),
        "units_of_line": (bo, {"by": ("unit", "month"), "line": "CLN"}),
        "district": (district, {}), "district_months": (district, {"by": ("month",)}),
        "district_lines": (district, {"by": ("line", "month")}),
    }  # fmt: skip
    slowest = 0.0
    for name, (scope, how) in asked.items():
        for span, (since, until) in {"year": (date(2024, 4, 1), date(2025, 4, 1)), "days": YEAR}.items():
            spent = []
            for _round in range(31):
                begun = time.perf_counter()
                tallies(scope, since=since, until=until, **wide, **how)
                spent.append((time.perf_counter() - begun) * 1000)
            figures[f"{name}_{span}_{size}_ms"] = round(sorted(spent)[15], 2)
            slowest = max(slowest, sorted(spent)[29])
    figures[f"slowest_p95_{size}_ms"] = round(slowest, 2)
    return figures


def _upkeep(world: Any, writes: int) -> dict[str, Any]:
    """The processor's time of people's commands against that of the tallies' keeping up with them."""
    from samdrift.foundation.events.public import seal_due
    from samdrift.foundation.tallies.public import keep_up, rebuild_all
    from samdrift.operations.requests import public as requests

    now = datetime(2025, 5, 5, 6, tzinfo=UTC)
    rebuild_all(now)
    asker, desk = (
        world.someone("USR", "LOC-FM"),
        world.here.join_team(world.someone("SD-AG", "SD-LEAD", "OPS-M", "SVC-E")),
    )
    places = (world.site.pk, world.other_site.pk, world.empty_site.pk)
    to = {"team_id": world.team.pk, "assignee_id": desk.person.pk}
    spent, kept, sealed, turns = 0.0, 0.0, 0.0, 0
    for n in range(writes):
        at = now + timedelta(minutes=3 * n)
        begun = time.process_time()
        ask = requests.Ask(
            request_type="mnt.fault", channel="web", description="The tap drips", site_id=places[n % 3],
            requester_id=asker.person.pk,
        )  # fmt: skip
        row = requests.submit_request(asker.scope, ask, received_at=at, now=at).service_request
        requests.triage(desk.scope, row.uid, expected_version=None, now=at)
        requests.assign_request(desk.scope, row.uid, expected_version=None, now=at, **to)
        requests.start(desk.scope, row.uid, expected_version=None, now=at)
        requests.resolve(desk.scope, row.uid, expected_version=None, resolution="repaired", now=at)
        requests.confirm_closed(asker.scope, row.uid, expected_version=None, now=at, rating=4)
        spent += time.process_time() - begun
        if n % 20 == 19:  # one look in an hour of a quiet day
            begun = time.process_time()
            while seal_due():
                pass
            sealed += time.process_time() - begun
            begun = time.process_time()
            keep_up(at)
            kept += time.process_time() - begun
            turns += 1
    return {
        "upkeep_percent": round(100 * kept / spent, 2), "write_ms_each": round(1000 * spent / writes / 6, 2),
        "upkeep_ms_a_turn": round(1000 * kept / turns, 2), "turns": turns,
        "sealing_percent": round(100 * sealed / spent, 2),
    }  # fmt: skip


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samdrift.doors.settings")
    main(int(sys.argv[1]), int(sys.argv[2]))
