"""The pages of rounds: what they tell, to whom, at which cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.rounds import public as rounds
from samdrift.operations.rounds.commands import helping, marking
from samdrift.operations.rounds.models import Round
from samdrift.operations.rounds.queries import rounds as queries
from samdrift.operations.rounds.tests.conftest import MONDAY, TAG, Going, at
from samdrift.operations.work.public import Moment
from samdrift.registers.estate.models import Space
from tests.world import NOON, Actor

pytestmark = pytest.mark.django_db


def page(client: Client, actor: Actor, name: str, *args, **query):
    client.force_login(actor.person)
    return client.get(reverse(f"rounds:{name}", args=args), query_params=query)


def test_the_day_shows_how_far_each_round_is_what_was_left_out_and_who_calls(going: Going, client: Client) -> None:
    marking.mark_done(going.clea.scope, going.of(0, code=TAG), moment=at())
    marking.mark_skipped(going.clea.scope, going.of(1), "occupied", moment=at(3))
    helping.call_help(going.clea.scope, going.round.uid, "come", stop_uid=None, moment=at(4))
    text = page(client, going.leader, "today").content.decode()
    for told in ("Ground floor, morning", "1 of 3", "Somebody is in there", "1 by scan", "I come", "Clea"):
        assert told in text
    client.post(reverse("rounds:answer", args=[queries.open_calls(going.leader.scope)[0].uid]))
    assert "I come" not in page(client, going.leader, "today").content.decode()


def test_a_days_proof_tells_of_each_room_when_how_and_by_both_clocks(going: Going, client: Client) -> None:
    moment = Moment(NOON + timedelta(hours=2), NOON + timedelta(hours=1), NOON + timedelta(hours=3))
    mark, _words = marking.mark_done(going.clea.scope, going.of(0, code=TAG), moment=moment)
    marking.undo_mark(going.clea.scope, mark.uid, moment=at(200))
    text = page(client, going.world.dan, "proof", going.round.uid, MONDAY.isoformat()).content.decode()
    for told in ("scan", "taken back", "60 min off", "Clea", "To do"):
        assert told in text
    assert page(client, going.world.dan, "proof", going.round.uid, "someday").status_code == 404
    assert page(client, going.world.carla, "proof", going.round.uid, MONDAY.isoformat()).status_code == 404


def test_a_protected_person_is_named_to_nobody_who_need_not_know(going: Going, client: Client) -> None:
    going.clea.person.protected_identity = True
    going.clea.person.save(update_fields=["protected_identity"])
    marking.mark_done(going.clea.scope, going.of(0), moment=at())
    for reader in (going.leader, going.world.dan, going.world.asta):
        for name, args in (
            ("today", ()), ("all", ()), ("round", (going.round.uid,)), ("proof", (going.round.uid, MONDAY.isoformat())),
        ):  # fmt: skip
            assert "Clea Nps" not in page(client, reader, name, *args).content.decode(), name
    for name, args in (("new", ()), ("edit", (going.round.uid,))):
        assert "Clea Nps" not in page(client, going.leader, name, *args).content.decode(), name


def test_only_planners_make_rounds(going: Going, client: Client) -> None:
    assert page(client, going.world.asta, "new").status_code == 200
    for other in (going.clea, going.world.bo, going.world.dan):
        assert page(client, other, "new").status_code == 403
        assert page(client, other, "edit", going.round.uid).status_code == 404
    assert page(client, going.world.someone("USR"), "today").status_code == 403


def test_a_round_is_made_on_two_pages_and_wrong_fields_are_said(going: Going, client: Client) -> None:
    client.force_login(going.world.asta.person)
    said = {
        "name": "Evening", "site": str(going.world.site.uid), "line": "MNT", "team": str(going.world.team.uid),
        "weekdays": ["0", "2"], "every": "2", "off_days": "keep", "starts": "18:30", "first_day": "2025-05-05",
    }  # fmt: skip
    wrong = client.post(reverse("rounds:new"), said | {"weekdays": [], "name": ""})
    assert wrong.status_code == 422
    assert "Choose the weekdays." in wrong.content.decode()
    answer = client.post(reverse("rounds:new"), said)
    made = Round.objects.within(going.world.asta.scope).get(name="Evening")
    assert answer.url == reverse("rounds:rooms", args=[made.uid])
    assert (made.rule, made.starts_minute) == ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", 1110)
    first, second = (stop.space.uid for stop in going.stops()[:2])
    rooms = {
        "version": made.version, "room": [str(first), str(second)], f"position-{first}": "2", f"position-{second}": "1",
        f"tasks-{first}": ["bins"], f"minutes-{first}": "7", f"note-{second}": "Knock",
    }  # fmt: skip
    assert client.post(answer.url, rooms).status_code == 302
    assert [stop.space.uid for stop in queries.stops_from(going.world.asta.scope, made, MONDAY)] == [second, first]
    assert client.post(answer.url, rooms).status_code == 409, "made on an older version"
    text = client.get(reverse("rounds:round", args=[made.uid])).content.decode()
    assert "Mon, Wed every 2 weeks" in text
    again = said | {"name": "Late evening", "version": made.version + 1}
    assert client.post(reverse("rounds:edit", args=[made.uid]), again).status_code == 302
    client.post(reverse("rounds:end", args=[made.uid]), {"version": made.version + 2, "last_day": "2025-12-31"})
    assert Round.objects.within(going.world.asta.scope).get(uid=made.uid).last_day is not None


def test_a_phone_without_scripts_goes_the_round_on_a_plain_page(going: Going, client: Client) -> None:
    client.force_login(going.clea.person)
    address = reverse("rounds:mine")
    assert "Next room" in client.get(address).content.decode()
    first, second, third = (str(stop.uid) for stop in going.stops())
    day = {"day": MONDAY.isoformat()}
    for said in (
        {"do": "done", "stop": first}, {"do": "skip", "stop": second, "reason": "locked"},
        {"do": "report", "stop": third, "deviation": "broken"}, {"do": "help", "round": str(going.round.uid)},
    ):  # fmt: skip
        assert client.post(address, said | day).status_code == 302
    assert [mark.kind for mark in going.marks()] == ["done", "skipped"]
    client.post(address, {"do": "undo", "mark": str(going.marks()[0].uid)})
    assert going.marks()[0].undone_at is not None
    assert ServiceRequest.objects.within(going.world.asta.scope).count() == 1
    assert client.post(address, {"do": "dance"}).status_code == 404
    assert page(client, going.world.dan, "mine").status_code == 403


def test_the_day_and_its_proof_cost_the_same_for_many(going: Going, client: Client) -> None:
    marking.mark_done(going.clea.scope, going.of(0), moment=at())
    costs: list[dict[str, int]] = []
    for extra in (0, 30):
        for number in range(extra):
            more(going, number)
        costs.append({
            address: len(asked(client, going.world.asta, address))
            for address in ("/rounds/", "/rounds/all/", f"/rounds/{going.round.uid}/days/{MONDAY}/")
        })  # fmt: skip
        mine = len(asked(client, going.clea, "/api/v1/field/day"))
        costs[-1]["day"] = mine
        costs[-1]["rooms"] = len(asked(client, going.world.asta, f"/rounds/{going.round.uid}/rooms/"))
    assert costs[0] == costs[1]
    assert max(costs[1].values()) <= 45, costs


def asked(client: Client, actor: Actor, address: str) -> list:
    client.force_login(actor.person)
    client.get(address)  # what is remembered between requests is not counted
    with CaptureQueriesContext(connection) as queries_asked:
        assert client.get(address).status_code == 200
    return queries_asked.captured_queries


def more(going: Going, number: int) -> None:
    """One round more of Clea's with a room of its own, and one room more of the first round, done."""
    space = Space.objects.create(
        community=going.world.community, site=going.world.site, storey=going.world.storey, number=f"1.{number:02}",
        name="Office", use="office", outline=going.world.washroom.outline,
    )  # fmt: skip
    draft = rounds.RoundDraft(
        name=f"Round {number}", site=going.world.site.uid, line="MNT", rule="FREQ=DAILY", first_day=MONDAY,
        team=going.world.team.uid, person=going.clea.person.uid,
    )  # fmt: skip
    made = rounds.write_round(going.world.asta.scope, draft, now=NOON)
    stops = [rounds.StopDraft(space=space.uid)]
    rounds.set_stops(going.world.asta.scope, made.uid, stops, expected_version=None, now=NOON)
    (stop,) = queries.stops_from(going.world.asta.scope, made, MONDAY)
    rounds.mark_done(going.clea.scope, rounds.OfRoom(stop.uid, MONDAY), moment=at())


def test_the_day_of_whoever_has_a_round_begins_with_it_and_nobody_elses_does(going: Going, client: Client) -> None:
    for actor, address in ((going.clea, "/field/round/"), (going.bea, "/work/")):
        client.force_login(actor.person)
        assert client.get("/").headers["location"] == address
