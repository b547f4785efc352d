"""Teams and counterparts by hand and through the API: made, corrected, ended, and by whom."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.errors import NotAllowed, Refused, Stale
from samdrift.foundation.scope import everywhere
from samdrift.registers.parties.commands import change_team, close_team, end_counterparts, make_team, name_counterparts
from samdrift.registers.parties.models import Counterpart, Team, TeamMember
from samdrift.registers.parties.queries import people_who_answer, teams
from tests.world import NOON, World, words

TODAY = NOON.date()


def named(world: World, **values: Any) -> Counterpart:
    return name_counterparts(
        world.dan.scope, tier="tactical", unit_uid=world.north.uid, customer_uid=world.dan.employment.uid,
        provider_uid=world.bo.employment.uid, valid_from=TODAY, now=NOON, **values,
    )  # fmt: skip


def changed(world: World, scope: Any, **values: Any) -> Team:
    known: dict[str, Any] = {"name": words("New"), "lines": ["MNT"], "site_ids": [], "skills": ["lifts"]}
    return change_team(scope, world.team.uid, **{**known, **values}, expected_version=1, now=NOON)


def test_a_team_is_corrected_by_whoever_puts_teams_together(world: World) -> None:
    with pytest.raises(NotAllowed):
        changed(world, world.dan.scope)
    with pytest.raises(Team.DoesNotExist):
        changed(world, world.carla.scope)
    team = changed(world, world.asta.scope, site_ids=[world.site.pk])
    assert (team.name["da"], team.skills, team.site_ids) == ("New", ["lifts"], [world.site.pk])
    with pytest.raises(Stale):
        changed(world, world.asta.scope)


def test_whoever_manages_some_sites_manages_the_teams_of_these_sites(world: World) -> None:
    narrow = world.someone("OPS-M", reach_kind="sites", reach_to=[world.site.pk]).scope
    with pytest.raises(NotAllowed):
        changed(world, narrow)  # it serves every site
    made = make_team(
        narrow, code="T2", name=words("T2"), organisation_uid=world.provider.uid, lines=["MNT"],
        site_ids=[world.site.pk], now=NOON,
    )  # fmt: skip
    assert made.pk
    with pytest.raises(NotAllowed):
        change_team(
            narrow, made.uid, name=words("T2"), lines=["MNT"], site_ids=[world.other_site.pk], skills=[],
            expected_version=made.version, now=NOON,
        )  # fmt: skip


def test_a_closed_team_is_given_no_more_work(world: World) -> None:
    team = close_team(world.asta.scope, world.team.uid, expected_version=1, today=TODAY, now=NOON)
    assert team.closed_on == TODAY
    assert team not in teams(world.asta.scope)
    with pytest.raises(Refused):
        close_team(world.asta.scope, world.team.uid, expected_version=team.version, today=TODAY, now=NOON)


def test_a_pair_ends_on_a_day_and_leaves_a_gap(world: World) -> None:
    pair = named(world)
    with pytest.raises(NotAllowed):
        end_counterparts(world.asta.scope, pair.uid, last_day=TODAY, expected_version=1, now=NOON)
    with pytest.raises(Refused):
        end_counterparts(world.bo.scope, pair.uid, last_day=TODAY - timedelta(1), expected_version=1, now=NOON)
    assert end_counterparts(world.bo.scope, pair.uid, last_day=TODAY, expected_version=1, now=NOON).valid_to == TODAY


def test_those_whose_role_answers_for_their_side_may_be_named(world: World) -> None:
    found = people_who_answer(world.dan.scope, day=TODAY)
    assert world.dan.employment in found["customer"]
    assert {world.asta.employment, world.bo.employment} <= set(found["provider"])
    assert world.carla.employment not in found["provider"]


def test_a_team_is_put_together_filled_and_closed_by_hand(world: World, client: Client) -> None:
    client.force_login(world.asta.person)
    form = {
        "code": "NIGHT", "name_en": "Night", "name_da": "Nat", "name_sv": "Natt", "lines": ["MNT"],
        "organisation_uid": str(world.provider.uid), "skills": "lifts, doors", "sites": [str(world.site.pk)],
    }  # fmt: skip
    assert "Property maintenance" in client.get(reverse("parties:team_new")).content.decode()
    assert client.post(reverse("parties:team_new"), form).status_code == 302
    with everywhere(reason="a test looks"):
        team = Team.objects.get(code="NIGHT")
    assert (team.lines, team.skills, team.site_ids) == (["MNT"], ["lifts", "doors"], [world.site.pk])
    page = reverse("parties:team", args=[team.uid])
    assert "Take in as leader" in client.get(page, {"q": "Bo"}).content.decode()
    join = {"employment": str(world.bo.employment.uid), "leads": "1"}
    client.post(reverse("parties:team_act", args=[team.uid, "join"]), join)
    assert "Bo Nps" in client.get(page).content.decode()
    client.post(reverse("parties:team_act", args=[team.uid, "leave"]), join)
    with everywhere(reason="a test looks"):
        assert not TeamMember.objects.filter(team=team).exists()
    edit = reverse("parties:team_edit", args=[team.uid])
    again = {**form, "name_en": "Nights", "lines": [], "version": team.version}
    assert client.post(edit, again).status_code == 302
    with everywhere(reason="a test looks"):
        team = Team.objects.get(code="NIGHT")
    assert (team.name["en"], team.lines) == ("Nights", [])
    client.post(reverse("parties:team_act", args=[team.uid, "close"]), {"version": team.version})
    assert "Closed" in client.get(page).content.decode()


def test_a_team_that_cannot_be_is_refused_on_the_form(world: World, client: Client) -> None:
    client.force_login(world.asta.person)
    answer = client.post(reverse("parties:team_new"), {"code": "TECH", "organisation_uid": str(world.provider.uid)})
    assert answer.status_code == 422
    client.force_login(world.someone("USR").person)
    assert client.get(reverse("parties:team_new")).status_code == 403
    assert client.get(reverse("parties:counterparts_name")).status_code == 403


def test_who_is_in_a_team_is_told_to_those_who_look_people_up_and_to_the_team(world: World, client: Client) -> None:
    page = reverse("parties:team", args=[world.team.uid])
    stranger, member = world.someone("USR"), world.join_team(world.someone("SVC-E"))
    for actor, status in ((stranger, 403), (member, 200), (world.bo, 200), (world.carla, 404)):
        client.force_login(actor.person)
        assert client.get(page).status_code == status
    client.force_login(stranger.person)
    assert "Asta" not in client.get(reverse("parties:teams")).content.decode()


def test_counterparts_are_named_and_ended_by_hand(world: World, client: Client) -> None:
    client.force_login(world.dan.person)
    page = client.get(reverse("parties:counterparts_name"), {"tier": "tactical", "unit_uid": str(world.north.uid)})
    assert "Bo Nps" in page.content.decode()
    form = {
        "tier": "tactical", "unit_uid": str(world.north.uid), "customer_uid": str(world.dan.employment.uid),
        "provider_uid": str(world.bo.employment.uid), "provider_deputy_uid": str(world.asta.employment.uid),
        "valid_from": "2025-05-05",
    }  # fmt: skip
    assert client.post(reverse("parties:counterparts_name"), form).status_code == 302
    assert client.post(reverse("parties:counterparts_name"), form).status_code == 422  # from that day already
    with everywhere(reason="a test looks"):
        pair = Counterpart.objects.get()
    shown = client.get(reverse("parties:counterparts")).content.decode()
    assert "Bo Nps (deputy: Asta Nps)" in shown
    end = reverse("parties:counterparts_end", args=[pair.uid])
    client.post(end, {"last_day": "2025-06-30", "version": pair.version})
    with everywhere(reason="a test looks"):
        assert Counterpart.objects.get().valid_to == date(2025, 6, 30)


def test_the_page_of_a_team_costs_the_same_for_many(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(world.asta.person)
    page = reverse("parties:team", args=[world.team.uid])
    client.get(page, {"q": "Person"})
    for extra in (1, 30):
        for _ in range(extra):
            one = world.someone("SVC-E")
            TeamMember.objects.create(community=world.community, team=world.team, employment=one.employment)
            world.someone("SVC-E")
        with django_assert_num_queries(7):
            client.get(page, {"q": "Person"})


def test_other_systems_make_and_close_teams(world: World, client: Client) -> None:
    client.force_login(world.asta.person)
    body = {"code": "API", "organisation_uid": str(world.provider.uid), "name": words("Api"), "lines": ["MNT"]}
    made = client.post("/api/v1/teams", body, content_type="application/json")
    assert made.status_code == 201
    uid, version = made.json()["uid"], made.json()["version"]
    member = {"employment": str(world.bo.employment.uid), "leads": True}
    joined = client.post(f"/api/v1/teams/{uid}/join", member, content_type="application/json")
    assert [one["name"] for one in joined.json()["members"]] == ["Bo Nps"]
    done = client.post(f"/api/v1/teams/{uid}/close", headers={"If-Match": f'"{version}"'})
    assert done.json()["closed_on"]


def test_other_systems_name_counterparts(world: World, client: Client) -> None:
    client.force_login(world.dan.person)
    body = {
        "tier": "user", "unit_uid": str(world.north.uid), "customer_uid": str(world.dan.employment.uid),
        "provider_uid": str(world.bo.employment.uid), "valid_from": "2025-05-05",
    }  # fmt: skip
    made = client.post("/api/v1/counterparts", body, content_type="application/json")
    assert made.status_code == 201
    assert client.get("/api/v1/counterparts").json()["items"][0]["provider"] == "Bo Nps"
