"""L9: work nobody asked for carries promises of its own, from the plan to the proof, where a rule names it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.promises import public as promises
from samdrift.operations.promises.queries.recount import recount
from samdrift.operations.work.commands import doing, planning, promising
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.commands.planning import PlannedWork
from samdrift.operations.work.models import WorkOrder
from samdrift.registers.contracts.commands.terms import write_calendar
from samdrift.registers.contracts.models import SlaClock, SlaPolicy
from samdrift.registers.contracts.queries import forget as forget_terms
from tests.world import NOON, OFFICE, START, World, words

HERE = ZoneInfo("Europe/Copenhagen")


def at(text: str) -> datetime:
    """A wall-clock moment of May 2025 in Copenhagen, as "6 08:00"."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2025-05-{int(day):02}T{clock}").replace(tzinfo=HERE)


@pytest.fixture
def rule(world: World) -> SlaPolicy:
    """Statutory work is begun within a working day of its window and completed within five."""
    policy = SlaPolicy.objects.create(
        community=world.community, contract=world.contract, code="STATUTORY", name=words("Statutory"),
        request_type_code="work.statutory", valid_from=START, recorded_at=NOON,
    )  # fmt: skip
    for kind, amount, stops in (("attend", 1, "started"), ("complete", 5, "resolved")):
        SlaClock.objects.create(
            community=world.community, policy=policy, kind=kind, unit="work_days", amount=amount,
            calendar_code="OFFICE", stops_with=stops, pausable=["no_access"],
        )  # fmt: skip
    forget_terms()
    return policy


def planned(world: World, **values: Any) -> WorkOrder:
    wanted: dict[str, Any] = {
        "contract_id": world.contract.pk, "line_code": "MNT", "title": "Test the lift", "asset_id": world.lift.pk,
        "kind": "statutory", "planned_from": at("6 08:00"), "planned_to": at("30 16:00"), "source_uid": uuid4(),
        "source_kind": "planning.occurrence", "team_id": world.team.pk,
    }  # fmt: skip
    return planning.plan_order(world.asta.scope, PlannedWork(**{**wanted, **values}), now=NOON)


def technician(world: World) -> Scope:
    return world.join_team(world.someone("SVC-E")).scope


def standing(world: World, order: WorkOrder) -> list[tuple[str, str, str]]:
    rows = promises.promises_of(world.asta.scope, order.uid)
    return [(one.kind, one.state, f"{one.due_at.astimezone(HERE):%-d %H:%M}") for one in rows]


def drift(world: World) -> list[Any]:
    with everywhere(reason="a test works promises out again"):
        return recount(world.community.pk).differences


@pytest.mark.usefixtures("rule")
def test_from_the_plan_to_the_proof_its_clocks_follow_the_order(world: World) -> None:
    scope, order = technician(world), planned(world)
    assert standing(world, order) == [("attend", "open", "7 16:00"), ("complete", "open", "13 16:00")]
    assert order.due_at == at("13 16:00"), "it is due when it is promised"
    doing.start_order(scope, order.uid, reason="cannot_scan", expected_version=None, moment=Moment(at("7 15:59")))
    doing.pause_order(
        scope, order.uid, expected_version=None, reason="no_access", note="Nobody opened", until=at("9 08:00"),
        moment=Moment(at("8 08:00")),
    )  # fmt: skip
    with everywhere(reason="a test looks"):
        assert WorkOrder.objects.get(pk=order.pk).state == "paused"
    assert promises.standing_of(order.uid).paused
    order = doing.resume_order(scope, order.uid, expected_version=None, moment=Moment(at("9 08:00")))
    assert order.due_at == at("14 16:00"), "a working day waited is a working day later"
    with pytest.raises(Invalid):
        doing.finish_order(
            scope, order.uid, expected_version=None, resolution="repaired", moment=Moment(at("14 15:00"))
        )
    assert standing(world, order)[1][1] == "open", "what is refused stops nothing"
    order = doing.finish_order(
        scope, order.uid, expected_version=None, resolution="repaired", certificate="C-1", moment=Moment(at("14 16:00"))
    )
    assert standing(world, order) == [("attend", "met", "7 16:00"), ("complete", "met", "14 16:00")]
    assert drift(world) == []


@pytest.mark.usefixtures("rule")
def test_a_wait_with_an_agreed_end_ends_by_itself_for_the_clocks(world: World) -> None:
    scope, order = technician(world), planned(world)
    doing.start_order(scope, order.uid, reason="cannot_scan", expected_version=None, moment=Moment(at("7 15:59")))
    doing.pause_order(
        scope, order.uid, expected_version=None, reason="no_access", note="Nobody opened", until=at("9 08:00"),
        moment=Moment(at("8 08:00")),
    )  # fmt: skip
    found = promising.pauses_to_end(at("12 10:00"))
    assert [one[1:] for one in found] == [(order.uid, "no_access")]
    promising.end_pause(scope, order.uid, "no_access", at=at("12 10:00"))
    with everywhere(reason="a test looks"):
        order = WorkOrder.objects.get(pk=order.pk)
    assert (order.state, order.due_at) == ("paused", at("14 16:00")), "noticed late, and nobody's promise is longer"
    assert drift(world) == []


@pytest.mark.usefixtures("rule")
def test_work_no_rule_names_is_promised_nothing(world: World) -> None:
    """P4 in ten working days is a promise to whoever asks; nobody gave it to the plan."""
    order = planned(world, kind="planned", priority=4)
    assert standing(world, order) == []
    assert order.due_at == at("30 16:00")
    done = doing.start_order(
        technician(world), order.uid, reason="cannot_scan", expected_version=None, moment=Moment(at("7 09:00"))
    )
    assert done.due_at == at("30 16:00")


@pytest.mark.usefixtures("rule")
def test_a_calendar_put_right_moves_it_like_any_other(world: World) -> None:
    order = planned(world)
    closed: dict[str, Any] = {**OFFICE, "holidays": [{"date": "2025-05-08", "name": "Closed"}]}
    write_calendar(
        world.dan.scope, code="OFFICE", name=words("OFFICE"), definition=closed, valid_from=START, now=at("6 09:00")
    )
    deliver_all()
    with everywhere(reason="a test looks"):
        assert WorkOrder.objects.get(pk=order.pk).due_at == at("14 16:00")
    assert drift(world) == []


@pytest.mark.usefixtures("rule")
def test_many_orders_cost_as_many_statements_as_one(world: World, django_assert_max_num_queries: Any) -> None:
    planned(world)  # terms are read once and remembered
    counts = []
    for many in (1, 30):
        batch = [
            PlannedWork(
                contract_id=world.contract.pk, line_code="MNT", title="Test the lift", asset_id=world.lift.pk,
                kind="statutory", source_kind="planning.occurrence", source_uid=uuid4(), planned_from=at("6 08:00"),
            )
            for _number in range(many)
        ]  # fmt: skip
        with django_assert_max_num_queries(45) as seen:
            planning.make_orders(world.asta.scope, batch, now=NOON)
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.usefixtures("rule")
def test_the_page_draws_its_clocks_and_the_api_tells_them(world: World, client: Client) -> None:
    order = planned(world)
    client.force_login(world.asta.person)
    text = client.get(reverse("work:page", args=[order.uid])).content.decode()
    assert "Promises" in text
    assert "<svg" in text.split('id="promises"')[1]
    assert "Statutory inspections" in text
    client.force_login(world.carla.person)
    assert client.get(reverse("work:page", args=[order.uid])).status_code == 404


def test_work_of_a_kind_nobody_announced_is_refused(world: World) -> None:
    subject = promises.Subject(
        kind="secret.work", uid=uuid4(), community_id=world.community.pk, contract_id=world.contract.pk,
        site_id=None, unit_id=None, line_code="MNT", request_type_code="x",
    )  # fmt: skip
    with pytest.raises(ValueError, match="No room announced work"):
        promises.open_promises(world.asta.scope, subject, priority=4, started_at=NOON, at=NOON + timedelta(hours=1))
