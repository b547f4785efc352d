"""Answers that come by themselves: mails once on their day, feeds and wall screens under a secret."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from samdrift.doors.ask.telling import tell_due
from samdrift.doors.ask.tests.test_pages import write
from samdrift.foundation.datasets import public as datasets
from samdrift.foundation.datasets.models import SecretLink, Subscription
from samdrift.foundation.datasets.public import Question, SavedQuestion, Where
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from tests.world import NOON, Actor, World


@pytest.fixture
def manager(world: World) -> Actor:
    return world.someone("CTR-C", name="Karen")


def keep(actor: Actor, **asked: Any) -> SavedQuestion:
    question = Question(dataset="requests", **asked)
    return datasets.save_question(actor.scope, question, name="Open now", shared=False, now=NOON)


def follow(actor: Actor, saved: SavedQuestion, *, only_changes: bool = False) -> Subscription:
    return datasets.follow_question(
        actor.scope, saved.uid, every="day", only_changes=only_changes, today=NOON.date()
    )  # fmt: skip


def told() -> list[Notice]:
    with everywhere(reason="test"):
        return list(Notice.objects.filter(kind="ask.answer").order_by("pk"))


def test_an_answer_is_told_once_on_its_day(world: World, manager: Actor) -> None:
    write(world, 3)
    follow(manager, keep(manager, by=("received:month",)))
    place, tomorrow = world.community.pk, NOON + timedelta(days=1)
    assert tell_due(place, now=NOON) == 0
    assert tell_due(place, now=tomorrow) == 1
    assert tell_due(place, now=tomorrow) == 0
    (notice,) = told()
    assert notice.facts["headline"].endswith("3")
    assert "2025: 3" in notice.facts["lines"]
    assert tell_due(place, now=NOON + timedelta(days=2)) == 1


def test_only_a_changed_answer_is_told_when_so_wished(world: World, manager: Actor) -> None:
    write(world, 1)
    follow(manager, keep(manager), only_changes=True)
    place = world.community.pk
    assert [tell_due(place, now=NOON + timedelta(days=n)) for n in (1, 2)] == [1, 0]
    write(world, 1)
    assert tell_due(place, now=NOON + timedelta(days=3)) == 1


def test_nothing_restricted_is_in_a_mail(world: World) -> None:
    cleared = world.someone("SEC-OFF", "CTR-C", name="Sejr")
    write(world, 1, data_class="D8", title="The cell door")
    write(world, 1)
    follow(cleared, keep(cleared))
    tell_due(world.community.pk, now=NOON + timedelta(days=1))
    (notice,) = told()
    assert "cell" not in str(notice.facts)
    assert notice.facts["headline"].startswith("1 ")


def test_who_left_is_told_nothing_more(world: World, manager: Actor) -> None:
    write(world, 1)
    follow(manager, keep(manager))
    manager.person.state = "left"
    manager.person.save()
    assert tell_due(world.community.pk, now=NOON + timedelta(days=1)) == 0
    assert told() == []


@pytest.mark.parametrize(("every", "day"), [("day", "2025-05-06"), ("week", "2025-05-12"), ("month", "2025-06-01")])
def test_the_next_day_is_tomorrow_monday_or_the_first(every: str, day: str) -> None:
    assert datasets.next_day(NOON.date(), every).isoformat() == day


def feed_of(actor: Actor, saved: SavedQuestion) -> str:
    _link, token = datasets.make_link(actor.scope, kind="feed", name="Mine", saved_uid=saved.uid, now=NOON)
    return f"/ask/feeds/{token}/"


def test_a_feed_shows_the_rows_without_names_of_people(world: World, client: Client, manager: Actor) -> None:
    bo = world.someone("SVC-E", name="Birger")
    write(world, 1, assignee=bo.person)
    answer = client.get(feed_of(manager, keep(manager)))
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert "The tap drips" in text
    assert "Birger" not in text


def test_an_ended_feed_and_a_guessed_one_answer_alike(world: World, client: Client, manager: Actor) -> None:
    address = feed_of(manager, keep(manager))
    assert client.get(address).status_code == 200
    with everywhere(reason="test"):
        link = SecretLink.objects.get()
    client.force_login(manager.person)
    client.post(f"/ask/links/{link.uid}/end/")
    client.logout()
    assert client.get(address).status_code == 404
    assert client.get("/ask/feeds/guessed/").status_code == 404


def test_a_feed_of_somebody_who_left_is_closed(world: World, client: Client, manager: Actor) -> None:
    address = feed_of(manager, keep(manager))
    manager.person.state = "left"
    manager.person.save()
    assert client.get(address).status_code == 404


def wall_of(actor: Actor, *saved: UUID) -> str:
    shows = {"saved": [str(uid) for uid in saved], "seconds": 10}
    _link, token = datasets.make_link(actor.scope, kind="wall", name="Hall", shows=shows, now=NOON)
    return f"/wall/{token}/"


def test_a_wall_shows_one_answer_after_another_and_names_nobody(world: World, client: Client, manager: Actor) -> None:
    bo = world.someone("SVC-E", name="Birger")
    write(world, 2, assignee=bo.person)
    counted = keep(manager, by=("received:month",))
    rows = datasets.save_question(
        manager.scope, Question(dataset="requests", columns=("number", "assignee")), name="Rows", shared=False, now=NOON
    )  # fmt: skip
    people = datasets.save_question(
        manager.scope, Question(dataset="requests", by=("assignee",)), name="People", shared=False, now=NOON
    )  # fmt: skip
    address = wall_of(manager, counted.uid, rows.uid, people.uid)
    first, second, third = (client.get(f"{address}?at={n}").content.decode() for n in range(3))
    assert "url=" + address + "?at=1" in first
    assert "wall-figure" in first
    assert "N-0001" in second
    assert "There is nothing to show here." in third
    assert not [page for page in (first, second, third) if "Birger" in page]


@pytest.mark.parametrize("at", ["x", "-1", "99999999", "٣", "3"])
def test_a_wall_takes_any_place(world: World, client: Client, manager: Actor, at: str) -> None:
    address = wall_of(manager, keep(manager).uid)
    assert client.get(f"{address}?at={at}").status_code == 200


def test_a_wall_is_made_on_its_page(world: World, client: Client, manager: Actor) -> None:
    saved = keep(manager)
    client.force_login(manager.person)
    assert client.post("/ask/walls/", {"name": "Hall"}).status_code == 422
    page = client.post("/ask/walls/", {"name": "Hall", "shows": [str(saved.uid)], "seconds": "30"}).content.decode()
    assert "/wall/" in page
    assert "Hall" in client.get("/ask/walls/").content.decode()


def test_a_wall_shows_figures_in_tiles_through_its_makers_gate(world: World, client: Client) -> None:
    manager = world.someone("CTR-C", name="Mette")
    write(world, 3)
    client.force_login(manager.person)
    form = client.get("/ask/walls/").content.decode()
    assert "Requests received" in form
    asked = {"name": "Hall", "figures": ["requests.open", "requests.reported"], "contract": str(world.contract.uid)}
    assert client.post("/ask/walls/", {**asked, "district": str(uuid4())}).status_code == 422
    assert client.post("/ask/walls/", {**asked, "contract": ""}).status_code == 422
    page = client.post("/ask/walls/", {**asked, "district": str(world.north.uid)}).content.decode()
    address = re.search(r"/wall/[^/]+/", page)
    assert address
    client.logout()
    text = client.get(address[0]).content.decode()
    assert text.count("wall-number") == 2
    assert "Mette" not in text
    manager.person.state = "left"
    manager.person.save()
    assert client.get(address[0]).status_code == 404


def test_who_may_make_no_links_makes_none(world: World, client: Client) -> None:
    client.force_login(world.someone("USR").person)
    assert client.get("/ask/walls/").status_code == 403


def test_a_narrowed_question_says_so_in_its_mail(world: World, manager: Actor) -> None:
    write(world, 1)
    write(world, 2, state="closed", is_open=False, closed_at=NOON)
    follow(manager, keep(manager, where=(Where(column="open", test="in", values=("yes",)),)))
    tell_due(world.community.pk, now=NOON + timedelta(days=1))
    assert told()[0].facts["headline"].startswith("1 ")


def stopped(actor: Actor) -> list[Notice]:
    with everywhere(reason="test"):
        return list(Notice.objects.filter(kind="ask.stopped", employment_id=actor.employment.pk).order_by("pk"))


def test_who_follows_what_can_no_longer_be_answered_is_told_once_and_sees_it_in_the_list(
    world: World, manager: Actor, client: Client
) -> None:
    saved = keep(manager, by=("received:month",))
    follow(manager, saved)
    client.force_login(manager.person)
    assert "cannot be answered any more" not in client.get("/ask/").content.decode()
    with everywhere(reason="a column of the question has gone"):
        SavedQuestion.objects.filter(pk=saved.pk).update(
            question=saved.question.replace("received:month", "vanished:month")
        )  # fmt: skip
    assert [tell_due(world.community.pk, now=NOON + timedelta(days=n)) for n in (1, 2, 3)] == [0, 0, 0]
    (notice,) = stopped(manager)
    assert "vanished" in notice.facts["why"]
    page = client.get("/ask/").content.decode()
    assert page.count("cannot be answered any more") == 2, "by the question and by what one is told of"


def test_the_maker_of_a_feed_is_told_once_that_it_has_ended(world: World, manager: Actor, client: Client) -> None:
    saved = keep(manager, by=("received:month",))
    address = feed_of(manager, saved)
    with everywhere(reason="a column of the question has gone"):
        SavedQuestion.objects.filter(pk=saved.pk).update(
            question=saved.question.replace("received:month", "vanished:month")
        )  # fmt: skip
    for _try in range(2):
        assert client.get(address).status_code == 404
    assert len(stopped(manager)) == 1
