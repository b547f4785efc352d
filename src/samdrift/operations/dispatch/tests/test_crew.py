"""Who is there: shifts, days away, skills and keys of the workforce decide what the board reckons with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from samdrift.operations.dispatch.commands import proposing
from samdrift.operations.dispatch.commands.proposing import ask_for_plan, propose
from samdrift.operations.dispatch.models import ProposedStop
from samdrift.operations.dispatch.queries.board import board
from samdrift.operations.dispatch.queries.crew import Member, crew, on_shift
from samdrift.operations.dispatch.rules.solving import Effort, plan_of
from samdrift.operations.dispatch.rules.values import Rest
from samdrift.operations.dispatch.tests.conftest import TOMORROW, Actor, Field
from samdrift.operations.dispatch.tests.days import HOUR, worker
from samdrift.operations.workforce.models import Absence, KeyHolding, Qualification, ShiftPattern, SkillKind
from samdrift.operations.workforce.public import Available
from tests.world import NOON

ZONE = "Europe/Copenhagen"
MIDNIGHT = datetime(2025, 5, 5, 22, tzinfo=UTC)


def members(field: Field) -> dict[int, Member]:
    rows = crew(field.planner.scope, [field.world.team], TOMORROW, ZONE, NOON)
    return {row.person_id: row for row in rows}


def row_of(field: Field, actor: Actor, **values: Any) -> dict[str, Any]:
    return {"community": field.world.community, "employment": actor.employment, **values}


def test_written_shifts_count_before_the_hours_of_the_team(field: Field) -> None:
    early = [["06:00-14:00"] * 5 + ["", ""]]
    ShiftPattern.objects.create(**row_of(field, field.tea, timezone=ZONE, weeks=early, valid_from=NOON.date()))
    found = members(field)
    tea, ulf = found[field.tea.person.pk].worker, found[field.ulf.person.pk].worker
    assert (tea.shift_from, tea.shift_to) == (6 * HOUR, 14 * HOUR)
    assert (ulf.shift_from, ulf.shift_to, ulf.rest) == (8 * HOUR, 16 * HOUR, Rest(1800, 11 * HOUR, 13 * HOUR))


def test_whoever_is_away_has_a_lane_and_no_hours_and_is_suggested_nothing(field: Field) -> None:
    absence = {"kind": "leave", "state": "granted", "asked_at": NOON}
    Absence.objects.create(**row_of(field, field.ulf, first_day=TOMORROW, last_day=TOMORROW, **absence))
    field.orders(1)
    found = board(field.planner.scope, [field.world.team], TOMORROW, zone=ZONE, now=NOON)
    lanes = {lane.member.person_id: lane.member.away for lane in found.lanes}
    assert lanes[field.ulf.person.pk]
    assert not lanes[field.tea.person.pk]
    (suggested,) = found.suggested.values()
    assert field.ulf.person.pk not in {one.worker for one in suggested}


def test_a_skill_must_hold_today_and_on_the_day(field: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposing, "plan_of", lambda day, effort: plan_of(day, Effort(2, 50, effort.seed)))
    kind = SkillKind.objects.create(
        community=field.world.community, code="LIFT", kind="skill", name={"en": "Lift", "da": "Elevator", "sv": "Hiss"}
    )
    (order,) = field.orders(1, skills=("lift",))

    def given_to() -> int | None:
        made = ask_for_plan(field.planner.scope, field.world.team, TOMORROW, now=NOON, seconds=1)
        propose(field.planner.scope, made, now=NOON)
        return ProposedStop.objects.within(field.planner.scope).get(proposal=made, work_order=order).person_id

    assert given_to() is None
    held = Qualification.objects.create(
        **row_of(field, field.tea, skill=kind, valid_from=NOON.date(), valid_to=NOON.date())
    )
    assert given_to() is None  # it runs out today
    held.valid_to = TOMORROW
    held.save_changes("valid_to")
    assert given_to() == field.tea.person.pk


def test_whoever_holds_the_key_is_suggested_first(field: Field) -> None:
    (order,) = field.orders(1)
    assert order.site is not None
    KeyHolding.objects.create(**row_of(field, field.ulf, site=order.site, label="K1", kind="key", handed_at=NOON))
    found = board(field.planner.scope, [field.world.team], TOMORROW, zone=ZONE, now=NOON)
    best = found.suggested[order.pk][0]
    holds = members(field)[field.ulf.person.pk].keys
    # Whether the planner may know who holds keys is the workforce's to say.
    assert (best.worker == field.ulf.person.pk) == bool(holds) == best.has_key


def shift(*spans: tuple[int, int], rostered: bool = True, away: frozenset[Any] = frozenset()) -> Available:
    parts = tuple((MIDNIGHT + timedelta(hours=a), MIDNIGHT + timedelta(hours=b)) for a, b in spans)
    return Available(1, 1, parts, away, rostered)


def test_the_gap_of_a_split_shift_is_the_rest() -> None:
    day = on_shift(worker(), shift((6, 10), (15, 19)), MIDNIGHT, TOMORROW)
    assert (day.shift_from, day.shift_to, day.rest) == (6 * HOUR, 19 * HOUR, Rest(5 * HOUR, 10 * HOUR, 10 * HOUR))


def test_a_short_shift_has_no_rest_and_a_long_one_keeps_it_inside() -> None:
    usual = worker(rest=Rest(1800, 11 * HOUR, 13 * HOUR))
    assert on_shift(usual, shift((8, 12)), MIDNIGHT, TOMORROW).rest is None
    assert on_shift(usual, shift((7, 13)), MIDNIGHT, TOMORROW).rest == Rest(1800, 11 * HOUR, 13 * HOUR - 1800)
    assert on_shift(usual, shift(rostered=False), MIDNIGHT, TOMORROW) == usual


def test_a_day_off_has_no_hours() -> None:
    off = on_shift(worker(), shift(), MIDNIGHT, TOMORROW)
    assert off == replace(worker(), shift_to=worker().shift_from)
    assert on_shift(worker(), shift((8, 16), away=frozenset({TOMORROW})), MIDNIGHT, TOMORROW).shift_to == 8 * HOUR
