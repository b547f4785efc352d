"""What each move of a work order asks: skill, clearance, scan, permit, attempt, reason; and who verifies what."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work import registry, rules
from samdrift.operations.work.commands import doing, giving, planning, slotting, steering, verifying
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.commands.planning import PlannedWork
from samdrift.operations.work.commands.slotting import Place
from samdrift.operations.work.models import WorkOrder
from samdrift.registers.parties.models import RoleAssignment
from tests.world import NOON, Actor, World

LATER = Moment(NOON + timedelta(minutes=10))
AT: dict[str, Any] = {"expected_version": None, "moment": LATER}
NOW: dict[str, Any] = {"expected_version": None, "now": LATER.now}


@pytest.fixture
def tech(world: World) -> Actor:
    return world.join_team(world.someone("SVC-E", name="Tea"))


def planned(world: World, **more: Any) -> WorkOrder:
    values = {"space_id": world.washroom.pk, "team_id": world.team.pk, **more}
    wanted = PlannedWork(contract_id=world.contract.pk, line_code="MNT", title="Check the tap", **values)
    return planning.make_orders(world.asta.scope, [wanted], now=NOON)[0]


def done(world: World, tech: Actor, **more: Any) -> WorkOrder:
    order = planned(world, **more)
    doing.start_order(tech.scope, order.uid, reason="cannot_scan", **AT)
    return doing.finish_order(tech.scope, order.uid, resolution="repaired", **AT)


@pytest.fixture
def skills() -> Iterator[dict[int, set[str]]]:
    """A room that keeps skills: by person what they lack."""
    lacks: dict[int, set[str]] = {}
    registry.register_skills(
        "tests", lambda community, person, codes, days, site: sorted(lacks.get(person, set()) & set(codes))
    )
    yield lacks
    registry.forget_skills("tests")


def test_whoever_lacks_a_skill_neither_accepts_nor_is_given_the_order(
    world: World, tech: Actor, skills: dict[int, set[str]]
) -> None:
    from samdrift.operations.work import registry as known

    workforce = known._sources.pop("workforce", None)  # its own tests are elsewhere: here one source speaks
    try:
        order = planned(world, skills=("lift",))
        skills[tech.person.pk] = {"lift"}
        with pytest.raises(Refused, match="lift"):
            doing.accept_order(tech.scope, order.uid, **AT)
        with pytest.raises(Refused, match="lift"):
            slotting.slot_order(world.asta.scope, order.uid, Place(world.team.pk, tech.person.pk), **NOW)
        skills.clear()
        assert doing.accept_order(tech.scope, order.uid, **AT).state == "accepted"
        skills[tech.person.pk] = {"lift"}  # it ran out between accepting and the visit (trap 35)
        with pytest.raises(Refused, match="lift"):
            doing.start_order(tech.scope, order.uid, reason="cannot_scan", **AT)
    finally:
        if workforce is not None:
            known._sources["workforce"] = workforce


def clear(world: World, actor: Actor, *, until: Any = None) -> None:
    with everywhere(reason="a test clears somebody"):
        role = RoleAssignment.objects.get(employment=actor.employment)
    role.cleared_for, role.valid_to = ["D8"], until
    role.save(update_fields=["cleared_for", "valid_to"])
    actor.person.grants_version += 1
    actor.person.save(update_fields=["grants_version"])


def test_clearance_holds_on_the_planned_day_too(world: World, tech: Actor) -> None:
    week = NOON + timedelta(days=7)
    order = planned(world, space_id=world.cell.pk, planned_from=week, planned_to=week)
    with pytest.raises(WorkOrder.DoesNotExist):
        doing.accept_order(tech.scope, order.uid, **AT)
    clear(world, tech, until=NOON.date() + timedelta(days=2))
    with pytest.raises(Refused, match="not cleared"):
        doing.accept_order(tech.scope, order.uid, **AT)
    clear(world, tech)
    assert doing.accept_order(tech.scope, order.uid, **AT).state == "accepted"


def test_work_begins_with_a_scan_or_a_reason(world: World, tech: Actor) -> None:
    order = planned(world)
    with pytest.raises(Invalid) as wrong:
        doing.start_order(tech.scope, order.uid, **AT)
    assert list(wrong.value.fields) == ["start_reason"]
    doing.confirm_place(tech.scope, order.uid, space_id=world.washroom.pk, asset_id=None, moment=LATER)
    assert doing.start_order(tech.scope, order.uid, **AT).start_reason == ""
    elsewhere = planned(world, space_id=None, site_id=world.site.pk)
    assert doing.start_order(tech.scope, elsewhere.uid, **AT).start_reason == "no_tag"


@example(confirmed=st.booleans(), has_tag=st.booleans(), said=st.sampled_from(["", "odd", *rules.NO_SCAN]))
def test_only_a_known_reason_stands_in_for_a_scan(confirmed: bool, has_tag: bool, said: str) -> None:
    why = rules.start_reason(confirmed=confirmed, has_tag=has_tag, said=said)
    assert (why is None) == (not confirmed and has_tag and said not in rules.NO_SCAN)


def test_work_that_takes_a_permit_begins_with_its_number(world: World, tech: Actor) -> None:
    order = planned(world, permit_kind="hot_work", space_id=None, site_id=world.site.pk)
    with pytest.raises(Invalid) as wrong:
        doing.start_order(tech.scope, order.uid, **AT)
    assert list(wrong.value.fields) == ["permit"]
    assert doing.start_order(tech.scope, order.uid, permit="HW-7", **AT).permit_number == "HW-7"


def test_no_work_begins_at_a_site_that_has_closed(world: World, tech: Actor) -> None:
    order = planned(world, space_id=None, site_id=world.site.pk)
    world.site.state = "closed"
    world.site.save(update_fields=["state"])
    with pytest.raises(Refused, match="not in service"):
        doing.start_order(tech.scope, order.uid, **AT)


def test_no_access_keeps_when_it_was_tried_and_is_planned_anew(world: World, tech: Actor) -> None:
    order = planned(world)
    doing.accept_order(tech.scope, order.uid, **AT)
    with pytest.raises(Invalid) as wrong:
        doing.fail_order(tech.scope, order.uid, reason="no_access", note="", **AT)
    assert list(wrong.value.fields) == ["note"]
    tried = NOON + timedelta(minutes=4)
    failed = doing.fail_order(tech.scope, order.uid, reason="no_access", note="Rang twice", attempted_at=tried, **AT)
    assert (failed.state, failed.attempted_at, failed.started_at) == ("failed", tried, LATER.now)
    with pytest.raises(NotAllowed):
        steering.replan_order(tech.scope, order.uid, Place(None), **NOW)
    again = steering.replan_order(world.asta.scope, order.uid, Place(world.team.pk), **NOW)
    assert (again.state, again.assignee_id, again.started_at, again.failure_reason) == ("dispatched", None, None, "")


def test_an_attempt_never_lies_ahead(world: World, tech: Actor) -> None:
    order = planned(world)
    doing.accept_order(tech.scope, order.uid, **AT)
    ahead = LATER.now + timedelta(days=1)
    failed = doing.fail_order(tech.scope, order.uid, reason="no_access", note="Rang", attempted_at=ahead, **AT)
    assert failed.attempted_at == LATER.now


def test_work_begun_is_called_off_with_a_reason_by_whoever_may(world: World, tech: Actor) -> None:
    order = planned(world)
    doing.start_order(tech.scope, order.uid, reason="cannot_scan", **AT)
    with pytest.raises(NotAllowed):
        steering.cancel_order(tech.scope, order.uid, reason="Late", **NOW)
    with pytest.raises(Invalid):
        steering.cancel_order(world.dan.scope, order.uid, reason=" ", **NOW)
    off = steering.cancel_order(world.dan.scope, order.uid, reason="Building sold", **NOW)
    assert (off.state, off.is_open, off.note) == ("cancelled", False, "Building sold")


def test_an_inspector_verifies_and_the_system_closes(world: World, tech: Actor) -> None:
    order = done(world, tech)
    inspector = world.someone("LOC-INS")
    for nobody in (tech, world.asta, world.bo):
        with pytest.raises(NotAllowed):
            verifying.verify_order(nobody.scope, order.uid, **NOW)
    verified = verifying.verify_order(inspector.scope, order.uid, **NOW)
    assert (verified.state, verified.verified_by_id, verified.closed_at) == ("closed", inspector.person.pk, LATER.now)


def test_whoever_did_the_work_does_not_verify_it(world: World) -> None:
    both = world.join_team(world.someone("SVC-E", "LOC-FM"))
    order = done(world, both)
    with pytest.raises(NotAllowed, match="did the work"):
        verifying.verify_order(both.scope, order.uid, **NOW)


def test_finished_work_nobody_drew_verifies_itself_after_three_days(world: World, tech: Actor) -> None:
    order = done(world, tech)
    settles = LATER.now + timedelta(days=3)
    assert verifying.due_to_settle(settles - timedelta(seconds=1)) == []
    assert verifying.due_to_settle(settles) == [(world.community.pk, order.uid)]
    from samdrift.operations.work.commands.readying import system_scope

    assert verifying.settle_by_itself(system_scope(world.community.pk), order.uid, now=LATER.now) == "done"
    assert verifying.settle_by_itself(system_scope(world.community.pk), order.uid, now=settles) == "closed"
    assert verifying.settle_by_itself(system_scope(world.community.pk), order.uid, now=settles) == "closed"


@pytest.fixture
def asked(world: World, tech: Actor) -> WorkOrder:
    """An order of a request, finished."""
    ask = requests.Ask(
        request_type="mnt.fault",
        channel="web",
        title="Tap drips",
        site_id=world.site.pk,
        requester_id=world.dan.person.pk,
    )
    made = requests.submit_request(world.asta.scope, ask, received_at=NOON, now=NOON).service_request
    order = giving.assign_work(world.asta.scope, made.uid, expected_version=None, team_id=world.team.pk, now=NOON)
    doing.start_order(tech.scope, order.uid, **AT)
    return doing.finish_order(tech.scope, order.uid, resolution="repaired", **AT)


def request_of(order: WorkOrder) -> requests.ServiceRequest:
    with everywhere(reason="a test looks"):
        return requests.ServiceRequest.objects.get(pk=order.service_request_id)


def test_rework_takes_the_request_along(world: World, asked: WorkOrder) -> None:
    inspector = world.someone("LOC-INS")
    with pytest.raises(Invalid):
        verifying.rework_order(inspector.scope, asked.uid, reason="", **NOW)
    with pytest.raises(NotAllowed):
        verifying.rework_order(world.dan.scope, asked.uid, reason="Drips", **NOW)
    back = verifying.rework_order(inspector.scope, asked.uid, reason="Drips", **NOW)
    deliver_all()
    back.refresh_from_db()
    assert (back.state, back.done_at, request_of(back).state) == ("started", None, "in_progress")
    with everywhere(reason="a test counts"):
        assert WorkOrder.objects.filter(service_request=back.service_request).count() == 1


def test_whoever_asked_says_yes_and_the_order_is_closed(world: World, asked: WorkOrder) -> None:
    deliver_all()
    requests.confirm_closed(world.dan.scope, request_of(asked).uid, expected_version=None, now=LATER.now)
    deliver_all()
    asked.refresh_from_db()
    assert (asked.state, asked.verified_by_id) == ("closed", world.dan.person.pk)


def test_drawn_work_waits_for_whoever_verifies(world: World, asked: WorkOrder) -> None:
    asked.sampled = True
    asked.save(update_fields=["sampled"])
    requests.confirm_closed(world.dan.scope, request_of(asked).uid, expected_version=None, now=LATER.now)
    deliver_all()
    asked.refresh_from_db()
    assert asked.state == "done"
    verifying.verify_order(world.someone("LOC-INS").scope, asked.uid, **NOW)


def test_work_that_lacks_its_proof_is_not_done_because_the_desk_says_so(world: World, tech: Actor) -> None:
    ask = requests.Ask(
        request_type="mnt.fault", channel="web", title="Tap", site_id=world.site.pk, requester_id=world.dan.person.pk
    )
    made = requests.submit_request(world.asta.scope, ask, received_at=NOON, now=NOON).service_request
    order = giving.assign_work(world.asta.scope, made.uid, expected_version=None, team_id=world.team.pk, now=NOON)
    order.evidence = ["reading"]
    order.save(update_fields=["evidence"])
    doing.start_order(tech.scope, order.uid, **AT)
    requests.resolve(world.asta.scope, made.uid, expected_version=None, resolution="repaired", now=LATER.now)
    deliver_all()
    order.refresh_from_db()
    assert order.state == "cancelled"
