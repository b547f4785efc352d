"""Checklists: written once, gone through step by step, and what fails is followed up."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given as example
from hypothesis import strategies as st

from samdrift.foundation import clock
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.files.models import StoredFile
from samdrift.foundation.scope import everywhere
from samdrift.operations.work import queries
from samdrift.operations.work.commands import checking, doing, planning
from samdrift.operations.work.commands.checking import ChecklistDraft
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.commands.planning import PlannedWork
from samdrift.operations.work.models import StepResult, WorkOrder
from samdrift.operations.work.rules import checklists as rules
from tests.world import NOON, Actor, World, words

LATER = Moment(NOON + timedelta(minutes=10))
STEPS = """yes_no | Is the alarm heard? | Høres alarmen? | Hörs larmet?
number | Pressure | Tryk | Tryck | 1.5 – 2.5 bar
choice | State | Stand | Skick | Good/God/Bra; Worn/Slidt/Sliten!
text? | Anything else? | Andet? | Annat?
photo | Photo of the panel | Foto af tavlen | Foto av panelen
signature | Accepted by | Modtaget af | Mottaget av
"""


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    offset = LATER.now - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def tech(world: World) -> Actor:
    return world.join_team(world.someone("SVC-E", name="Tea"))


def publish(world: World, steps: str = STEPS) -> None:
    draft = ChecklistDraft(code="alarm", name=words("Alarm test"), steps=steps)
    checking.publish_checklist(world.asta.scope, draft, now=NOON)


@pytest.fixture
def order(world: World, tech: Actor) -> WorkOrder:
    publish(world)
    wanted = PlannedWork(
        contract_id=world.contract.pk, line_code="MNT", title="Test the alarm", site_id=world.site.pk,
        team_id=world.team.pk, checklist="alarm",
    )  # fmt: skip
    made = planning.plan_order(world.asta.scope, wanted, now=NOON)
    return doing.start_order(tech.scope, made.uid, expected_version=None, moment=LATER)


def say(tech: Actor, order: WorkOrder, key: str, given: str, **more: Any) -> StepResult:
    return checking.answer_step(tech.scope, order.uid, key, given, moment=LATER, **more)


def test_steps_are_read_and_written_alike() -> None:
    steps = rules.steps_in(STEPS)
    assert [(step.kind, step.required) for step in steps] == [
        ("yes_no", True), ("number", True), ("choice", True), ("text", False), ("photo", True), ("signature", True),
    ]  # fmt: skip
    assert (steps[1].low, steps[1].high, steps[1].unit) == (Decimal("1.5"), Decimal("2.5"), "bar")
    assert [one.fails for one in steps[2].choices] == [False, True]
    assert rules.steps_in(rules.written(steps)) == steps
    assert rules.steps_from([step.as_json() for step in steps]) == steps


@pytest.mark.parametrize(
    "line",
    ["", "song | a | b | c", "yes_no | a | b", "choice | a | b | c | One/En/En", "number | a | b | c | 3..2 bar"],
)
def test_a_line_that_is_no_step_is_named(line: str) -> None:
    with pytest.raises(rules.UnreadableStep):
        rules.steps_in(line)


@example(number=st.decimals(min_value=-5, max_value=5, allow_nan=False, places=3))
def test_a_number_passes_exactly_within_its_limits(number: Decimal) -> None:
    step = rules.Step("s1", "number", {}, low=Decimal(-1), high=Decimal("2.5"))
    for text in (str(number), str(number).replace(".", ",")):
        judged = rules.judge(step, text)
        assert judged is not None
        assert judged.passed == (Decimal(-1) <= number <= Decimal("2.5"))


@example(kind=st.sampled_from(rules.KINDS), given=st.text(max_size=40))
def test_any_text_is_an_answer_or_none(kind: str, given: str) -> None:
    judged = rules.judge(rules.Step("s1", kind, {}), given)
    assert judged is None or judged.value


def test_only_whoever_may_writes_checklists_and_versions_follow(world: World, tech: Actor) -> None:
    publish(world)
    publish(world, "yes_no | Heard? | Hørt? | Hörd?")
    (row,) = queries.checklists_of(world.asta.scope)
    assert (row.number, len(row.steps)) == (2, 1)
    assert not queries.checklists_of(world.carla.scope).exists()
    with pytest.raises(NotAllowed):
        checking.publish_checklist(tech.scope, ChecklistDraft(code="a", name=words("A"), steps=STEPS), now=NOON)
    with pytest.raises(Invalid) as wrong:
        checking.publish_checklist(world.asta.scope, ChecklistDraft(code="-", name={}, steps="x"), now=NOON)
    assert set(wrong.value.fields) == {"code", "name", "steps"}


def test_an_order_keeps_the_version_it_was_made_with(world: World, order: WorkOrder) -> None:
    publish(world, "yes_no | Heard? | Hørt? | Hörd?")
    assert len(queries.steps_of(order)) == 6


def test_work_is_done_when_every_required_step_is_answered(world: World, tech: Actor, order: WorkOrder) -> None:
    done = {"expected_version": None, "resolution": "repaired", "moment": LATER}
    with pytest.raises(Invalid) as wrong:
        doing.finish_order(tech.scope, order.uid, **done)
    assert list(wrong.value.fields) == ["checklist"]
    for key, value in (("s1", "yes"), ("s2", "2,0"), ("s3", "c1"), ("s6", "Dan Nps")):
        assert say(tech, order, key, value).follow_up is None
    with pytest.raises(Invalid):
        say(tech, order, "s5", str(uuid4()))
    photo = StoredFile.objects.create(
        community=world.community, owner_kind="work.workorder", owner_uid=order.uid, sha256="0" * 64, name="p.jpg",
        media_type="image/jpeg", size=1, at=NOON,
    )  # fmt: skip
    say(tech, order, "s5", str(photo.uid))
    assert doing.finish_order(tech.scope, order.uid, **done).state == "done"
    with pytest.raises(Refused):
        say(tech, order, "s1", "no")


def test_a_failed_step_is_followed_up_once(world: World, tech: Actor, order: WorkOrder) -> None:
    first = say(tech, order, "s2", "3.1", note="Valve leaks")
    again = say(tech, order, "s2", "3,4")
    assert (first.passed, again.passed) == (False, False)
    assert first.follow_up is not None
    assert first.follow_up == again.follow_up
    made = first.follow_up
    assert (made.title, made.follow_up_of_id, made.site_id, made.state) == (
        "Tryk: 3.1 bar", order.pk, world.site.pk, "ready",
    )  # fmt: skip
    assert made.instructions == "Valve leaks"
    assert queries.answers_of(order)["s2"].value == "3.4"
    assert say(tech, order, "s3", "c2").follow_up.title == "Stand: Slidt"  # type: ignore[union-attr]


def test_a_repeated_answer_changes_nothing(world: World, tech: Actor, order: WorkOrder) -> None:
    uid = uuid4()
    for _try in range(2):
        say(tech, order, "s1", "yes", result_uid=uid)
    with everywhere(reason="a test counts"):
        assert StepResult.objects.count() == 1
    with pytest.raises(Refused):
        say(tech, order, "s2", "2", result_uid=uid)


@pytest.mark.parametrize(("key", "given"), [("s1", "perhaps"), ("s2", "much"), ("s3", "c9"), ("s6", " "), ("s99", "x")])
def test_what_is_no_answer_is_said(tech: Actor, order: WorkOrder, key: str, given: str) -> None:
    with pytest.raises(Invalid) as wrong:
        say(tech, order, key, given)
    assert list(wrong.value.fields) == [key]


def test_only_whoever_has_the_order_answers(world: World, order: WorkOrder) -> None:
    with pytest.raises(NotAllowed):
        say(world.asta, order, "s1", "yes")
    with pytest.raises(WorkOrder.DoesNotExist):
        say(world.carla, order, "s1", "yes")


def test_what_one_saw_beside_becomes_an_order_once(tech: Actor, order: WorkOrder) -> None:
    uid = uuid4()
    made = [
        checking.add_follow_up(tech.scope, order.uid, "Lamp is out", follow_up_uid=uid, now=NOON) for _try in range(2)
    ]
    assert made[0] == made[1]
    with pytest.raises(Invalid):
        checking.add_follow_up(tech.scope, order.uid, " ", now=NOON)


def test_the_phone_goes_from_step_to_step_without_script(world: World, tech: Actor, order: WorkOrder) -> None:
    client = Client()
    client.force_login(tech.person)
    page = reverse("work:checklist", args=[order.uid])
    assert "Is the alarm heard?" in client.get(page).content.decode()
    answer = client.post(reverse("work:answer", args=[order.uid, "s1"]), {"value": "no", "note": "Silent"})
    assert answer["Location"] == f"{page}#step-s2"
    assert "Silent" in client.get(page).content.decode()
    assert client.post(reverse("work:answer", args=[order.uid, "s2"]), {"value": "x"}).status_code == 422
    client.force_login(world.carla.person)
    assert client.get(page).status_code == 404


def test_the_page_costs_the_same_for_many_steps(
    world: World, tech: Actor, order: WorkOrder, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(tech.person)
    page = reverse("work:checklist", args=[order.uid])
    counts = []
    for key in ("s1", "s3"):
        say(tech, order, key, "no" if key == "s1" else "c2")
        with django_assert_max_num_queries(16) as seen:
            client.get(page)
        counts.append(len(seen))
    assert counts[0] >= counts[1]


def test_checklists_are_written_on_a_page(world: World, client: Client) -> None:
    client.force_login(world.asta.person)
    address = reverse("work:checklists")
    said = {"code": "lift", "name_en": "Lift", "name_da": "Elevator", "name_sv": "Hiss", "steps": STEPS}
    assert client.post(address, {**said, "steps": "x"}).status_code == 422
    assert client.post(address, said).status_code == 302
    assert "Høres alarmen?" in client.get(address, {"code": "lift"}).content.decode()


def test_another_system_goes_through_the_checklist(world: World, tech: Actor, order: WorkOrder, client: Client) -> None:
    client.force_login(tech.person)
    address = f"/api/v1/work-orders/{order.uid}/checklist"
    told = client.get(address).json()
    assert told["left"] == ["s1", "s2", "s3", "s5", "s6"]
    uid = str(uuid4())
    for _try in range(2):
        answer = client.post(address, {"uid": uid, "key": "s1", "value": "no"}, content_type="application/json")
        assert answer.status_code == 201, answer.content
    assert answer.json()["follow_up"]
    assert client.get(address).json()["left"] == ["s2", "s3", "s5", "s6"]
    made = client.post(
        f"/api/v1/work-orders/{order.uid}/follow-ups", {"title": "Lamp"}, content_type="application/json"
    )
    assert made.status_code == 201, made.content
