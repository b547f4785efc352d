"""Grows the world of requests by promises, orders, terms and a year of money, and times every figure here."""

import json
import os
import sys
import time
from datetime import date, timedelta
from typing import Any


def main() -> None:
    """Migrate, fill, time, print."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from benchmarks._requests_world import _fill, _sessions
    from samdrift.foundation.tallies.public import rebuild_all
    from tests.world import NOON, World

    many, rounds = int(os.environ.get("BENCH_REQUESTS", "10000")), int(os.environ.get("BENCH_ROUNDS", "20"))
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    with transaction.atomic():
        world = World()
        told = {
            "sessions": _sessions(world), "district": str(world.north.uid), "contract": str(world.contract.uid),
            "requests": many,
        }  # fmt: skip
        _fill(world, many)
        _promises(world)
        _orders(world)
        _terms(world)
        _money(world)
    rebuild_all(NOON + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    told["figures"] = _timed(world, rounds)
    sys.stdout.write(json.dumps(told) + "\n")


def _promises(world: Any) -> None:
    """One promise to each request: nine of ten of those ended were kept."""
    from samdrift.foundation.scope import everywhere
    from samdrift.operations.promises.models import Promise
    from samdrift.operations.requests.models import ServiceRequest
    from samdrift.registers.contracts.models import ServiceCalendar, SlaClock

    with everywhere(reason="a benchmark fills its own database"):
        clock = SlaClock.objects.filter(kind="complete").order_by("pk")[0]
        calendar = ServiceCalendar.objects.filter(community=world.community).order_by("pk")[0]
        rows: list[Promise] = []
        names = ("uid", "site_id", "unit_id", "line_code", "received_at", "is_open")
        asked = ServiceRequest.objects.filter(community=world.community).values_list(*names)
        for n, (uid, site, unit, line, at, still) in enumerate(asked.iterator(chunk_size=5000)):
            rows.append(
                Promise(
                    community=world.community, subject_kind="requests.servicerequest", subject_uid=uid, site_id=site,
                    contract=world.contract, unit_id=unit, line_code=line, kind="complete", policy_id=clock.policy_id,
                    clock=clock, calendar=calendar, priority=4, started_at=at, due_at=at + timedelta(days=9),
                    state="open" if still else "met" if n % 10 else "breached",
                )
            )  # fmt: skip
            if len(rows) == 5000:
                Promise.objects.bulk_create(rows, batch_size=500)
                rows = []
        Promise.objects.bulk_create(rows, batch_size=500)


def _orders(world: Any) -> None:
    """One order to each request, by its team."""
    from samdrift.foundation.scope import everywhere
    from samdrift.operations.requests.models import ServiceRequest
    from samdrift.operations.work.models import WorkOrder

    with everywhere(reason="a benchmark fills its own database"):
        names = ("pk", "site_id", "unit_id", "line_code", "received_at", "is_open", "team_id", "assignee_id")
        rows: list[WorkOrder] = []
        asked = ServiceRequest.objects.filter(community=world.community).order_by("pk").values_list(*names)
        for n, (request, site, unit, line, at, still, team, assignee) in enumerate(asked.iterator(chunk_size=5000)):
            rows.append(
                WorkOrder(
                    community=world.community, number=f"W-{n}", service_request_id=request, contract=world.contract,
                    site_id=site, unit_id=unit, line_code=line, title="Tap", team_id=team, assignee_id=assignee,
                    state="ready" if still else "closed", is_open=still, due_at=at + timedelta(days=9),
                    done_at=None if still else at, created_at=at, changed_at=at,
                )
            )  # fmt: skip
            if len(rows) == 5000:
                WorkOrder.objects.bulk_create(rows, batch_size=500)
                rows = []
        WorkOrder.objects.bulk_create(rows, batch_size=500)


def _terms(world: Any) -> None:
    """The standard key figures with their remedies, and six priced volumes of every site."""
    from decimal import Decimal

    from samdrift.foundation.scope import Grant, Scope
    from samdrift.partnership.performance import public as performance
    from samdrift.registers.contracts.models import PriceItem, VolumeStep
    from samdrift.registers.estate.models import Site
    from tests.world import NOON, START, words

    grant = Grant("SYS", frozenset({"contracts.write"}), data_classes=frozenset({"D0", "D1", "D2"}))
    scope = Scope(community_id=world.community.pk, grants=(grant,))
    performance.agree_at_signing(
        scope, world.contract.pk, performance.standard_definitions(START), performance.standard_remedies(START),
        now=NOON,
    )  # fmt: skip
    row = {"community": world.community, "contract": world.contract, "recorded_at": NOON}
    steps = []
    for line in ("MNT", "CLN", "CAR", "MAI", "FLT", "REC"):
        PriceItem.objects.create(
            **row, code=line, line_code=line, name=words(line), unit="month", price=Decimal(1200), valid_from=START
        )
        steps += [
            VolumeStep(**row, item=line, line_code=line, unit_id=unit, site_id=site, change=Decimal(7), on=START)
            for site, unit in Site.objects.within(world.dan.scope).values_list("pk", "unit_id")
        ]
    VolumeStep.objects.bulk_create(steps, batch_size=500)


def _money(world: Any) -> None:
    """A year's cost, budgets and baselines of every district and six service lines."""
    from samdrift.partnership.savings.models import Baseline, Budget, CostEntry
    from samdrift.registers.parties.models import Unit
    from tests.world import NOON

    units = [one for one in Unit.objects.within(world.dan.scope) if one.parent_id is not None]
    budgets, costs = [], []
    for unit in units:
        for line in ("MNT", "CLN", "CAR", "MAI", "FLT", "REC"):
            row = {
                "community": world.community, "data_class": "D2", "contract": world.contract, "unit": unit,
                "line_code": line,
            }  # fmt: skip
            for month in range(1, 13):
                first = date(2025, month, 1)
                budgets.append(Budget(**row, month=first, amount_minor=100_000_00, recorded_at=NOON))
                if month < 6:
                    costs.append(CostEntry(**row, month=first, kind="fee", amount_minor=90_000_00, recorded_at=NOON))
            Baseline.objects.create(
                **row, year=2024, number=1, total_minor=120_000_000, evidence="Accounts", side="customer",
                state="agreed", proposed_at=NOON,
                cost_lines=[{"code": "A", "name": "A", "unit": "m²", "unit_cost": "1200000", "driver": "1"}],
            )  # fmt: skip
    Budget.objects.bulk_create(budgets, batch_size=500)
    CostEntry.objects.bulk_create(costs, batch_size=500)


def _timed(world: Any, rounds: int) -> dict[str, float]:
    """The 95th of a hundred of each figure, in milliseconds, by the dearest of what it can be told by."""
    from samdrift.partnership.insight import public as insight
    from tests.world import NOON

    scope = world.dan.scope
    asked = insight.Asked(contract_id=world.contract.pk, since=date(2025, 1, 1), until=date(2026, 1, 1), at=NOON)
    found = {}
    for figure in insight.figures(scope, world.contract.pk):
        slowest = 0.0
        for by in sorted(figure.by):
            spent = []
            for _round in range(rounds + 1):
                begun = time.perf_counter()
                insight.tell(scope, figure.code, asked, by)
                spent.append((time.perf_counter() - begun) * 1000)
            slowest = max(slowest, sorted(spent[1:])[int(rounds * 0.95) - 1])
        found[figure.code] = round(slowest, 1)
    return found


if __name__ == "__main__":
    main()
