"""The board, a proposal and the set-up as people use them, without a script."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.scope import everywhere
from samdrift.operations.dispatch.commands import proposing
from samdrift.operations.dispatch.commands.proposing import ask_for_plan, propose
from samdrift.operations.dispatch.models import DayProposal, TeamDay, Way
from samdrift.operations.dispatch.queries.board import teams_with_board
from samdrift.operations.dispatch.queries.orders import most_waits_at
from samdrift.operations.dispatch.rules.solving import Effort, plan_of
from samdrift.operations.dispatch.tests.conftest import TOMORROW, Field
from samdrift.operations.work.models import WorkOrder
from samdrift.registers.parties.models import Team, TeamMember
from tests.world import NOON, World, words


@pytest.fixture
def signed_in(field: Field, client: Client) -> Client:
    client.force_login(field.planner.person)
    return client


def address(field: Field) -> str:
    return f"{reverse('dispatch:board')}?team={field.world.team.uid}&day={TOMORROW}"


def send(client: Client, field: Field, where: str, *orders: WorkOrder, **more: Any) -> Any:
    given = [f"{order.uid}.{order.version}" for order in orders]
    base = {"team": str(field.world.team.uid), "day": str(TOMORROW)}
    return client.post(reverse(f"dispatch:{where}"), {**base, "order": given, **more})


def test_the_board_shows_what_nobody_has_and_whom_it_suits(field: Field, signed_in: Client) -> None:
    field.orders(2)
    cell = field.behind_doors()
    page = signed_in.get(address(field)).content.decode()
    assert "Work 0" in page
    assert "Suggested: " in page
    assert "0 % of the day taken" in page
    assert cell.number in page or cell.title in page
    assert "Ulf Nps" in page
    assert "style=" not in page


def other_team(field: Field, number: int) -> Team:
    """A team of the same area with somebody in it."""
    team = field.world.team
    made = Team.objects.create(
        community=field.world.community, code=f"T{number}", organisation_id=team.organisation_id, lines=["CLN"],
        name=dict.fromkeys(("en", "da", "sv"), f"Team {number}"), site_ids=[field.world.site.pk],
    )  # fmt: skip
    person = field.world.someone("SVC-E", name=f"Una{number}")
    TeamMember.objects.create(community=field.world.community, team=made, employment=person.employment)
    return made


def test_the_board_of_an_area_shows_all_its_teams_at_the_cost_of_one(
    field: Field, signed_in: Client, django_assert_max_num_queries: Any
) -> None:
    field.world.team.site_ids = [field.world.site.pk]
    field.world.team.save(update_fields=["site_ids"])
    other_team(field, 1)
    assert "Una1" not in signed_in.get(address(field)).content.decode()
    with django_assert_max_num_queries(24) as first:
        page = signed_in.get(f"{address(field)}&area=1").content.decode()
    assert "Una1" in page
    assert "Team 1" in page
    assert page.index("Ulf Nps") < page.index("Una1")
    for number in range(2, 8):
        other_team(field, number)
    with django_assert_max_num_queries(len(first)):
        assert "Una7" in signed_in.get(f"{address(field)}&area=1").content.decode()


def test_work_is_given_across_the_teams_of_an_area(field: Field, signed_in: Client) -> None:
    field.world.team.site_ids = [field.world.site.pk]
    field.world.team.save(update_fields=["site_ids"])
    made = other_team(field, 1)
    (order,) = field.orders(1)
    una = TeamMember.objects.within(field.planner.scope).get(team=made).employment
    answer = send(signed_in, field, "give", order, person=str(una.uid), area="1")
    assert answer.status_code == 302
    assert answer["Location"].endswith("&area=1")
    assert (field.of(order).assignee_id, field.of(order).team_id) == (una.person_id, made.pk)


def test_the_board_costs_the_same_for_many(field: Field, signed_in: Client, django_assert_max_num_queries: Any) -> None:
    counts = []
    for extra in (1, 30):
        for order in field.orders(extra):
            if order.pk % 2:
                WorkOrder.objects.within(field.planner.scope).filter(pk=order.pk).update(
                    assignee=field.tea.person, planned_from=NOON, planned_to=NOON
                )
        with django_assert_max_num_queries(24) as seen:
            assert signed_in.get(address(field)).status_code == 200
        counts.append(len(seen))
    assert counts[0] >= counts[1]


def test_ticked_orders_go_to_the_person_chosen_and_come_back(field: Field, signed_in: Client) -> None:
    one, two = field.orders(2)
    answer = send(signed_in, field, "give", one, two, person=str(field.ulf.employment.uid))
    assert (answer.status_code, answer["Location"]) == (302, address(field))
    assert {field.of(one).assignee_id, field.of(two).assignee_id} == {field.ulf.person.pk}
    page = signed_in.get(address(field)).content.decode()
    assert "2 orders are with Ulf Nps now." in page
    assert "25 % of the day taken" in page or "26 % of the day taken" in page
    assert send(signed_in, field, "back", field.of(one)).status_code == 302
    assert field.of(one).assignee_id is None


def test_one_press_gives_an_order_to_whom_it_suits_at_a_time_one_may_choose(field: Field, signed_in: Client) -> None:
    one, two = field.orders(2)
    quick = f"{one.uid}.{one.version}.{field.tea.employment.uid}"
    assert send(signed_in, field, "give", to=quick).status_code == 302
    assert field.of(one).assignee_id == field.tea.person.pk
    send(signed_in, field, "give", two, person=str(field.ulf.employment.uid), at="13:30")
    begins = field.of(two).planned_from
    assert begins is not None
    assert begins.isoformat() == "2025-05-06T11:30:00+00:00"


def test_the_second_of_two_dispatchers_reads_who_has_it(field: Field, signed_in: Client, world: World) -> None:
    (order,) = field.orders(1)
    send(signed_in, field, "give", order, person=str(field.tea.employment.uid))
    signed_in.force_login(world.asta.person)
    answer = send(signed_in, field, "give", order, person=str(field.ulf.employment.uid))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Somebody changed it meanwhile: Tea Nps has it now." in page
    assert field.of(order).assignee_id == field.tea.person.pk


def test_an_uncleared_person_is_refused_with_the_reason(field: Field, signed_in: Client) -> None:
    answer = send(signed_in, field, "give", field.behind_doors(), person=str(field.ulf.employment.uid))
    assert answer.status_code == 409
    assert "is not cleared for secured places on 2025-05-06" in answer.content.decode()


def test_nothing_ticked_or_nobody_chosen_is_said(field: Field, signed_in: Client) -> None:
    assert send(signed_in, field, "give", person=str(field.tea.employment.uid)).status_code == 422
    assert send(signed_in, field, "give", *field.orders(1)).status_code == 422
    assert send(signed_in, field, "give", to="nonsense").status_code == 404


def test_a_protected_person_is_a_title_to_whoever_need_not_know(field: Field, signed_in: Client) -> None:
    person, employment = field.tea.person, field.tea.employment
    person.protected_identity = True
    person.save(update_fields=["protected_identity"])
    employment.title = "Technician 4"
    employment.save(update_fields=["title"])
    order, *_enough_for_everybody = field.orders(24)
    send(signed_in, field, "give", order, person=str(employment.uid))
    shown = [signed_in.get(address(field)).content.decode()]
    shown.append(send(signed_in, field, "give", order, person=str(employment.uid)).content.decode())
    proposal = propose(field.planner.scope, asked(field), now=NOON)
    shown.append(signed_in.get(reverse("dispatch:proposal", args=[proposal.uid])).content.decode())
    for page in shown:
        assert "Technician 4" in page
        assert "Tea Nps" not in page


def asked(field: Field) -> DayProposal:
    return ask_for_plan(field.planner.scope, field.world.team, TOMORROW, now=NOON, seconds=1)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposing, "plan_of", lambda day, effort: plan_of(day, Effort(2, 50, effort.seed)))


@pytest.mark.usefixtures("quick")
def test_a_day_is_planned_looked_at_accepted_and_taken_back(field: Field, signed_in: Client) -> None:
    field.orders(4, skills=())
    field.orders(1, skills=("boiler",))
    waiting = signed_in.get(send(signed_in, field, "plan")["Location"]).content.decode()
    assert "Routes are being searched for" in waiting
    made = DayProposal.objects.within(field.planner.scope).get()
    propose(field.planner.scope, made, now=NOON)
    where = reverse("dispatch:proposal", args=[made.uid])
    page = signed_in.get(where).content.decode()
    assert "Nobody there has the skill." in page
    assert "5 → 1" in page
    made.refresh_from_db()
    decide = reverse("dispatch:decide", args=[made.uid, "accept"])
    assert signed_in.post(decide, {"version": made.version}).status_code == 302
    assert "4 orders were given." in signed_in.get(where).content.decode()
    assert signed_in.post(decide, {"version": made.version}).status_code == 409
    made.refresh_from_db()
    signed_in.post(reverse("dispatch:decide", args=[made.uid, "undo"]), {"version": made.version})
    assert "4 orders are as they were." in signed_in.get(where).content.decode()
    deliver_all()


@pytest.mark.usefixtures("quick")
def test_the_page_of_a_proposal_costs_the_same_for_many(
    field: Field, signed_in: Client, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for extra in (1, 20):
        field.orders(extra)
        DayProposal.objects.within(field.planner.scope).update(state="dismissed")
        made = propose(field.planner.scope, asked(field), now=NOON)
        with django_assert_max_num_queries(20) as seen:
            assert signed_in.get(reverse("dispatch:proposal", args=[made.uid])).status_code == 200
        counts.append(len(seen))
    assert counts[0] >= counts[1]


def test_a_teams_hours_and_measured_ways_are_kept(field: Field, signed_in: Client) -> None:
    hours = {"shift_from": "07:00", "shift_to": "15:00", "rest_minutes": "45", "rest_from": "11:00", "rest_to": "12:00"}
    saved = send(signed_in, field, "set_hours", site=str(field.world.other_site.uid), **hours)
    assert saved.status_code == 302
    row = TeamDay.objects.within(field.planner.scope).get(team=field.world.team)
    assert (row.site_id, row.shift_from, row.rest_minutes) == (field.world.other_site.pk, 420, 45)
    wrong = send(signed_in, field, "set_hours", **{**hours, "shift_to": "06:00"})
    assert (wrong.status_code, "The day ends after it begins." in wrong.content.decode()) == (422, True)
    a, b = field.world.site.code, field.world.other_site.code
    table = SimpleUploadedFile("ways.csv", f"from;to;seconds;metres\n{a};{b};600;5000\n".encode())
    assert signed_in.post(reverse("dispatch:ways"), {"file": table}).status_code == 302
    assert Way.objects.within(field.planner.scope).get().seconds == 600
    wrong_table = SimpleUploadedFile("ways.csv", f"from,to,seconds,metres\n{a},XX,600,5000\n".encode())
    answer = signed_in.post(reverse("dispatch:ways"), {"file": wrong_table})
    assert (answer.status_code, "Line 2 names a site that is not known." in answer.content.decode()) == (422, True)


def test_only_dispatchers_have_a_board(field: Field, client: Client, world: World) -> None:
    client.force_login(field.tea.person)
    assert client.get(reverse("dispatch:board")).status_code == 403
    client.force_login(world.carla.person)
    page = client.get(address(field)).content.decode()
    assert "Ulf" not in page
    reader = world.someone("SVC-L")
    client.force_login(reader.person)
    field.orders(1)
    page = client.get(address(field)).content.decode()
    assert "Work 0" in page
    assert 'name="order"' not in page
    assert send(client, field, "plan").status_code == 403


def test_a_day_that_is_none_is_today_and_a_board_without_teams_says_so(
    field: Field, signed_in: Client, world: World
) -> None:
    assert signed_in.get(reverse("dispatch:board") + "?day=2025-13-45&page=x").status_code == 200
    with everywhere(reason="a test closes the team"):
        type(world.team).objects.filter(pk=world.team.pk).update(closed_on=NOON.date())
    assert "There is no team to dispatch" in signed_in.get(reverse("dispatch:board")).content.decode()


def test_the_board_opens_where_most_waits(field: Field, world: World) -> None:
    busy = Team.objects.create(
        community=world.community, code="ZZZ", name=words("Roofers"), organisation=world.provider, lines=["MNT"]
    )
    planner = world.someone("OPS-M", name="Per").scope
    teams = [*teams_with_board(planner)]
    assert most_waits_at(planner, []) is None
    assert most_waits_at(planner, teams) == teams[0]
    for order in field.orders(2):
        WorkOrder.objects.within(planner).filter(pk=order.pk).update(team=busy, assignee=None)
    assert most_waits_at(planner, teams) == busy
