"""Every (state, move, role): allowed exactly where domain.md §2.23 and decision record 0125 say, by page and API."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from samdrift.foundation import clock
from samdrift.operations.work import rules
from samdrift.operations.work.commands.planning import PlannedWork, make_orders
from samdrift.operations.work.models import WorkOrder
from samdrift.registers.parties.public import ROLES
from samdrift.registers.parties.registry import permissions_of
from tests.world import NOON, Actor, World

STATES = (
    "planned", "ready", "dispatched", "accepted", "started", "paused", "done", "verified", "closed", "failed",
    "cancelled",
)  # fmt: skip
MOVES = (
    "make_ready", "dispatch", "accept", "refuse", "start", "pause", "resume", "finish", "fail", "verify", "rework",
    "close", "cancel", "replan", "make_safe",
)  # fmt: skip
# domain.md §2.23, written out a second time by hand: from, move, who; SYS moves are nobody's to press.
TABLE = """
ready dispatch OPS-M · dispatched accept SVC-E SUB · dispatched refuse SVC-E · accepted start SVC-E SUB
started pause SVC-E · paused resume SVC-E · started finish SVC-E SUB · started fail SVC-E
done verify LOC-INS LOC-FM · done rework LOC-INS OPS-M · failed replan OPS-M
planned cancel OPS-M LOC-FM · ready cancel OPS-M LOC-FM · dispatched cancel OPS-M LOC-FM
"""
# What house.md rule 17, trap 9 and §2.5 add (decision record 0125).
ADDED = """
accepted cancel OPS-M LOC-FM · started cancel OPS-M LOC-FM · paused cancel OPS-M LOC-FM · failed cancel OPS-M LOC-FM
dispatched dispatch OPS-M · accepted dispatch OPS-M · started dispatch OPS-M · paused dispatch OPS-M
accepted refuse SVC-E · started make_safe SVC-E SUB
"""
# What is planned is given a place in somebody's day: it goes there when it is ready, and does not move before.
NAMED = "planned dispatch OPS-M"
# One tap that is several moves of the table, for whoever may make each of them.
TAPS = """
ready accept SVC-E SUB · ready start SVC-E SUB · dispatched start SVC-E SUB · accepted fail SVC-E
paused finish SVC-E · paused fail SVC-E
"""
ASKED = ("SVC-E", "SUB", "OPS-M", "SD-AG", "LOC-INS", "LOC-FM")
BODIES: dict[str, dict[str, Any]] = {
    "refuse": {"reason": "unsafe"}, "start": {"reason": "cannot_scan"}, "pause": {"reason": "awaiting_parts"},
    "finish": {"resolution": "repaired"}, "fail": {"reason": "part_missing"}, "dispatch": {"team": "TECH"},
    "replan": {"team": "TECH"}, "cancel": {"reason": "Not needed"}, "rework": {"reason": "Still drips"},
}  # fmt: skip


def read(text: str) -> dict[tuple[str, str], frozenset[str]]:
    rows = [row.split() for line in text.strip().splitlines() for row in line.split("·")]
    return {(row[0], row[1]): frozenset(row[2:]) for row in rows}


ALLOWED = read(TABLE) | read(ADDED) | read(TAPS)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_let_to_exactly_the_moves_of_the_table(role: str) -> None:
    held = frozenset[str]().union(*permissions_of(role).values())
    for state, move in product(STATES, MOVES):
        steps = rules.steps_of(state, move)
        needed = {rules.PERMISSION.get(step, "") for step in steps if step == move or step != "dispatch"}
        assert bool(steps and needed <= held) == (role in ALLOWED.get((state, move), ())), (state, move)


def test_the_table_is_the_one_of_the_domain() -> None:
    said = {**read(TABLE), ("planned", "make_ready"): frozenset(), ("verified", "close"): frozenset()}
    assert set(rules.TABLE) == set(said)
    for step, (_after, who) in rules.TABLE.items():
        assert who - {"SYS"} == said[step], step
    assert {step: who - {"SYS"} for step, (_after, who) in rules.STEPS.items() if step not in rules.TABLE} == read(
        ADDED
    )


@pytest.fixture
def people(world: World) -> dict[str, Actor]:
    return {role: world.join_team(world.someone(role, name=role)) for role in ASKED}


@pytest.fixture
def order(world: World) -> WorkOrder:
    wanted = PlannedWork(
        contract_id=world.contract.pk, line_code="MNT", title="Tap", space_id=world.washroom.pk, team_id=world.team.pk
    )
    return make_orders(world.asta.scope, [wanted], now=NOON)[0]


@pytest.mark.slow(10)
@pytest.mark.one_database
@pytest.mark.parametrize("door", ["page", "api"])
def test_every_state_move_and_role_at_the_doors(
    world: World, people: dict[str, Actor], order: WorkOrder, door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    offset = NOON + timedelta(hours=1) - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)
    wrong = []
    for role, actor in people.items():
        client = Client()
        client.force_login(actor.person)
        for state, move in product(STATES, MOVES):
            with transaction.atomic():
                order.state, order.is_open = state, rules.is_open(state)
                order.save(update_fields=["state", "is_open"])
                answer = knock(client, order, move, door)
                transaction.set_rollback(True)
            done = answer < 400
            if done != (role in (ALLOWED | read(NAMED)).get((state, move), ())) or answer >= 500 or answer == 422:
                wrong.append((role, state, move, answer))
    assert wrong == []


def knock(client: Client, order: WorkOrder, move: str, door: str) -> int:
    body = BODIES.get(move, {})
    if door == "page":
        given = {**body, "start_reason": "cannot_scan", "version": order.version}
        return client.post(reverse("work:act", args=[order.uid, move]), given).status_code
    address = f"/api/v1/work-orders/{order.uid}/{move.replace('_', '-')}"
    headers = {"If-Match": f'"{order.version}"'}
    return client.post(address, body, content_type="application/json", headers=headers).status_code
