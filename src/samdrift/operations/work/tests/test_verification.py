"""Finished work is drawn for the customer by chance nobody can foretell, verified in one tap, or sent back."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given as example
from hypothesis import strategies as st
from PIL import Image

from samdrift.foundation import clock
from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.files.public import files_of
from samdrift.operations.work import queries, rules
from samdrift.operations.work.commands import doing, planning, verifying
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.commands.planning import PlannedWork
from samdrift.operations.work.models import WorkOrder
from tests.world import NOON, Actor, World

LATER = Moment(NOON + timedelta(minutes=10))


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    offset = LATER.now - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def tech(world: World) -> Actor:
    return world.join_team(world.someone("SVC-E", name="Tea"))


@pytest.fixture
def inspector(world: World) -> Actor:
    return world.someone("LOC-INS")


def done(world: World, tech: Actor, count: int = 1) -> list[WorkOrder]:
    wanted = [
        PlannedWork(
            contract_id=world.contract.pk, line_code="MNT", title=f"Tap {number}", site_id=world.site.pk,
            team_id=world.team.pk,
        )
        for number in range(count)
    ]  # fmt: skip
    at: dict[str, Any] = {"expected_version": None, "moment": LATER}
    orders = planning.make_orders(world.asta.scope, wanted, now=NOON)
    for order in orders:
        doing.start_order(tech.scope, order.uid, **at)
    return [doing.finish_order(tech.scope, order.uid, resolution="repaired", **at) for order in orders]


@example(uid=st.uuids(), one_in=st.integers(1, 50))
def test_a_draw_is_the_same_whenever_it_is_made(uid: UUID, one_in: int) -> None:
    drawn = rules.is_drawn(uid, one_in=one_in, secret="s")
    assert drawn == rules.is_drawn(uid, one_in=one_in, secret="s")
    assert rules.is_drawn(uid, one_in=1, secret="s")
    assert not rules.is_drawn(uid, one_in=0, secret="s")


def test_about_one_in_ten_is_drawn() -> None:
    many = sum(rules.is_drawn(UUID(int=number), one_in=10, secret="s") for number in range(5000))
    assert 400 < many < 600


def test_a_line_has_its_own_share_or_that_of_every_line() -> None:
    shares = {"": 10, "CLN": 1}
    assert [rules.share_for(line, shares) for line in ("CLN", "MNT")] == [1, 10]
    assert rules.share_for("MNT", {}) == 0


def test_the_customer_says_how_many_are_drawn(world: World, tech: Actor) -> None:
    assert not done(world, tech)[0].sampled
    with pytest.raises(NotAllowed):
        verifying.set_share(world.asta.scope, world.contract.pk, "", 1, now=NOON)
    with pytest.raises(Invalid):
        verifying.set_share(world.dan.scope, world.contract.pk, "", 1001, now=NOON)
    verifying.set_share(world.dan.scope, world.contract.pk, "", 1, now=NOON)
    drawn = done(world, tech)[0]
    assert (drawn.sampled, drawn.settles_at) == (True, None)
    verifying.set_share(world.dan.scope, world.contract.pk, "MNT", 0, now=NOON)
    assert not done(world, tech)[0].sampled


def test_an_inspector_sees_finished_work_and_verifies_in_one_tap(
    world: World, tech: Actor, inspector: Actor, client: Client
) -> None:
    (order,) = done(world, tech)
    client.force_login(inspector.person)
    assert "Tap 0" in client.get(reverse("work:verify")).content.decode()
    body = {"version": order.version, "back": "verify"}
    answer = client.post(reverse("work:act", args=[order.uid, "verify"]), body)
    assert answer["Location"] == reverse("work:verify")
    assert "Tap 0" not in client.get(reverse("work:verify")).content.decode()
    order.refresh_from_db()
    assert order.state == "closed"


def test_an_inspector_sends_it_back_with_a_photo(world: World, tech: Actor, inspector: Actor, client: Client) -> None:
    (order,) = done(world, tech)
    client.force_login(inspector.person)
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "JPEG")
    photo = SimpleUploadedFile("wet.jpg", picture.getvalue(), "image/jpeg")
    body = {"version": order.version, "reason": "Still wet", "photo": photo}
    assert client.post(reverse("work:act", args=[order.uid, "rework"]), body).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.note) == ("started", "Still wet")
    assert len(files_of(tech.scope, "work.workorder", [order.uid])[order.uid]) == 1


def test_who_may_not_verify_finds_no_list(world: World, tech: Actor, client: Client) -> None:
    done(world, tech)
    elsewhere = world.someone("LOC-INS", reach_kind="sites", reach_to=[world.other_site.pk])
    assert not queries.to_verify(elsewhere.scope).exists()
    assert not queries.to_verify(world.carla.scope).exists()
    client.force_login(tech.person)
    assert client.get(reverse("work:verify")).status_code == 403


def test_the_list_costs_the_same_for_many(
    world: World, tech: Actor, inspector: Actor, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(inspector.person)
    counts = []
    for extra in (1, 8):
        done(world, tech, extra)
        with django_assert_max_num_queries(12) as seen:
            assert client.get(reverse("work:verify")).status_code == 200
        counts.append(len(seen))
    assert counts[0] >= counts[1]


def test_the_share_is_set_on_the_page_and_the_api_lists_what_to_verify(
    world: World, tech: Actor, inspector: Actor, client: Client
) -> None:
    client.force_login(world.dan.person)
    body = {"contract": world.contract.code, "line": "", "one_in": "x"}
    assert client.post(reverse("work:verify"), body).status_code == 422
    assert client.post(reverse("work:verify"), {**body, "one_in": "1"}).status_code == 302
    (order,) = done(world, tech)
    client.force_login(inspector.person)
    told = client.get("/api/v1/orders-to-verify").json()["items"]
    assert [(one["uid"], one["sampled"]) for one in told] == [(str(order.uid), True)]
