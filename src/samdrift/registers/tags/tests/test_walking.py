"""Walks: what a phone takes along, what it queued and sends twice, what others did meanwhile, what is kept."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samdrift.foundation.errors import NotAllowed, Refused
from samdrift.foundation.events.public import history_of
from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.models import Space
from samdrift.registers.tags import rules
from samdrift.registers.tags.commands.batches import make_batch, make_tags_for
from samdrift.registers.tags.commands.claiming import claim_tag, take_back_claim
from samdrift.registers.tags.commands.hanging import hang_tag, skip_place
from samdrift.registers.tags.commands.life import report_trouble, settle_trouble
from samdrift.registers.tags.commands.walking import Piece, settle_walk_piece, take_all
from samdrift.registers.tags.formats.codes import new_code
from samdrift.registers.tags.models import Tag, TagBinding, WalkPiece
from samdrift.registers.tags.queries.walking import walk_of
from tests.world import NOON

BASE = "https://samdrift.example"
LATE = NOON + timedelta(hours=3)


@pytest.fixture
def rooms(world):
    return [
        Space.objects.create(
            community=world.community, site=world.site, storey=world.storey, number=f"0.3{n}", name="Kontor"
        )
        for n in range(3)
    ]


@pytest.fixture
def blank(world):
    batch = make_batch(world.asta.scope, 4, base_url=BASE, now=NOON)
    with everywhere(reason="test"):
        return list(Tag.objects.filter(batch=batch).order_by("pk"))


def fresh(tag):
    with everywhere(reason="test"):
        return Tag.objects.get(pk=tag.pk)


def pieces():
    with everywhere(reason="test"):
        return list(WalkPiece.objects.order_by("pk"))


def piece(world, kind, **body: Any) -> Piece:
    return Piece(uuid4(), kind, world.site.uid, NOON, body)


def hang(world, tag, room, **body: Any) -> Piece:
    return piece(world, "hang", code=tag.code, at="space", place=str(room.uid), **body)


def send(actor, *sent, at=LATE):
    return take_all(actor.scope, list(sent), sent_at=at, now=lambda: at)


def outcomes(told):
    return [(one.outcome, one.why) for one in told]


def test_a_queue_sent_twice_hangs_each_tag_once(world, blank, rooms):
    sent = [hang(world, tag, room) for tag, room in zip(blank, rooms, strict=False)]
    assert outcomes(send(world.asta, *sent)) == [("done", "")] * 3
    assert outcomes(send(world.asta, *sent)) == [("duplicate", "")] * 3
    assert [(fresh(tag).state, fresh(tag).space_id) for tag in blank[:3]] == [("mounted", r.pk) for r in rooms]
    assert [one.outcome for one in pieces()] == ["done"] * 3
    with everywhere(reason="test"):
        assert TagBinding.objects.filter(tag__in=[tag.pk for tag in blank]).count() == 3


def test_a_tag_somebody_else_hung_meanwhile_stays_there_and_is_told_every_time(world, blank, rooms):
    other = world.someone("OPS-M", name="Eli")
    claim_tag(other.scope, blank[0].code, kind="space", place_uid=rooms[1].uid, now=NOON)
    sent = hang(world, blank[0], rooms[0])
    for _time in range(2):
        (told,) = send(world.asta, sent)
        assert (told.outcome, told.why) == ("conflict", "elsewhere")
        assert "0.31 Kontor" in told.words
    assert fresh(blank[0]).space_id == rooms[1].pk
    (kept,) = pieces()
    assert (kept.outcome, kept.space_id, kept.tag_id) == ("conflict", rooms[0].pk, blank[0].pk)


def test_a_place_somebody_else_tagged_meanwhile_is_told_and_gets_a_second_only_when_asked(world, blank, rooms):
    other = world.someone("OPS-M", name="Eli")
    claim_tag(other.scope, blank[0].code, kind="space", place_uid=rooms[0].uid, now=NOON)
    (told,) = send(world.asta, hang(world, blank[1], rooms[0]))
    assert (told.outcome, told.why) == ("conflict", "taken")
    assert "Eli" in told.words
    assert fresh(blank[1]).site_id is None
    assert outcomes(send(world.asta, hang(world, blank[1], rooms[0], second=True))) == [("done", "")]
    assert fresh(blank[1]).space_id == rooms[0].pk


@pytest.mark.parametrize(("role", "becomes"), [("OPS-M", "replaced"), ("UNIT-ADM", "damaged")])
def test_where_a_tag_was_damaged_the_new_one_takes_over_for_those_who_may_replace(world, blank, rooms, role, becomes):
    claim_tag(world.asta.scope, blank[0].code, kind="space", place_uid=rooms[0].uid, now=NOON)
    report_trouble(world.asta.scope, blank[0].uid, "damaged", now=NOON)
    settle_trouble(world.asta.scope, blank[0].uid, confirmed=True, expected_version=None, now=NOON)
    actor = world.someone(role, name="Eli")
    assert outcomes(send(actor, hang(world, blank[1], rooms[0]))) == [("done", "")]
    assert (fresh(blank[1]).state, fresh(blank[1]).space_id) == ("mounted", rooms[0].pk)
    assert fresh(blank[0]).state == becomes
    assert fresh(blank[0]).successor_id == (blank[1].pk if becomes == "replaced" else None)


def test_a_label_made_for_another_room_is_refused_loudly_and_hangs_in_its_own(world, rooms):
    batch = make_tags_for(world.asta.scope, world.site.uid, what="spaces", base_url=BASE, now=NOON)
    with everywhere(reason="test"):
        tag = Tag.objects.get(batch=batch, space=rooms[1])
    (told,) = send(world.asta, hang(world, tag, rooms[0]))
    assert (told.outcome, told.why) == ("conflict", "made_elsewhere")
    assert outcomes(send(world.asta, hang(world, tag, rooms[1]))) == [("done", "")]
    assert (fresh(tag).state, fresh(tag).space_id) == ("mounted", rooms[1].pk)


def test_the_last_one_is_taken_back_by_who_hung_it_and_soon_only(world, blank, rooms):
    hung = hang(world, blank[0], rooms[0])
    send(world.asta, hung, piece(world, "undo", of=str(hung.uid)))
    tag = fresh(blank[0])
    assert (tag.state, tag.site_id) == ("printed", None)
    assert [e.kind for e in history_of(world.asta.scope, tag.uid)][-1:] != []
    claimed = claim_tag(world.asta.scope, tag.code, kind="space", place_uid=rooms[0].uid, now=NOON)
    other = world.someone("OPS-M", name="Eli")
    with pytest.raises(Refused):
        take_back_claim(other.scope, claimed.uid, now=NOON)
    with pytest.raises(Refused):
        take_back_claim(world.asta.scope, claimed.uid, now=NOON + timedelta(minutes=31))
    # Told later than it was done: the moment it was done counts.
    back = take_back_claim(
        world.asta.scope, claimed.uid, now=NOON + timedelta(hours=3), done_at=NOON + timedelta(minutes=5)
    )
    assert back.site_id is None


def test_taking_back_a_label_made_for_its_place_lets_it_wait_again(world, rooms):
    batch = make_tags_for(world.asta.scope, world.site.uid, what="spaces", base_url=BASE, now=NOON)
    with everywhere(reason="test"):
        tag = Tag.objects.get(batch=batch, space=rooms[1])
    hung = hang(world, tag, rooms[1])
    assert outcomes(send(world.asta, hung, piece(world, "undo", of=str(hung.uid)))) == [("done", "")] * 2
    assert (fresh(tag).state, fresh(tag).space_id, fresh(tag).mounted_at) == ("printed", rooms[1].pk, None)


def test_nobody_takes_back_what_another_phone_hung(world, blank, rooms):
    other = world.someone("OPS-M", name="Eli")
    hung = hang(world, blank[0], rooms[0])
    send(other, hung)
    send(world.asta, piece(world, "undo", of=str(hung.uid)))
    assert fresh(blank[0]).space_id == rooms[0].pk


def test_skips_and_reports_are_kept_with_their_reason(world, rooms):
    told = send(
        world.asta, piece(world, "skip", at="space", place=str(rooms[0].uid), reason="locked"),
        piece(world, "report", tag=str(world.tag.uid), trouble="damaged"),
        piece(world, "skip", at="space", place=str(rooms[0].uid), reason="lazy"),
        piece(world, "dance"),
    )  # fmt: skip
    assert [one.outcome for one in told] == ["done", "done", "refused", "refused"]
    assert fresh(world.tag).trouble == "damaged"
    places = {one["uid"]: one for one in walk_of(world.asta.scope, world.site.uid, now=LATE)["places"]}
    assert places[rooms[0].uid]["skipped"] == "locked"


def test_an_unknown_or_mistyped_code_says_so(world, rooms):
    told = send(
        world.asta, piece(world, "hang", code=new_code(bytes(range(7))), at="space", place=str(rooms[0].uid)),
        piece(world, "hang", code="nonsense", at="space", place=str(rooms[0].uid)),
        piece(world, "hang", code="nonsense", at="space", place="nowhere"),
        piece(world, "hang", code=new_code(bytes(range(7))), at="space", place=str(uuid4())),
    )  # fmt: skip
    assert outcomes(told) == [
        ("conflict", "unknown"), ("refused", "refused"), ("refused", "refused"), ("refused", "gone"),
    ]  # fmt: skip


def test_hanging_and_skipping_are_for_those_who_may(world, blank, rooms):
    for does in (
        lambda: hang_tag(
            world.bo.scope, blank[0].code, kind="space", place_uid=rooms[0].uid, second=False, now=NOON
        ),
        lambda: skip_place(world.bo.scope, kind="space", place_uid=rooms[0].uid, why="locked", now=NOON),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            does()
    assert outcomes(send(world.bo, hang(world, blank[0], rooms[0]))) == [("refused", "refused")]


def test_what_went_wrong_waits_until_somebody_looked(world, blank, rooms):
    claim_tag(world.asta.scope, blank[0].code, kind="space", place_uid=rooms[0].uid, now=NOON)
    send(world.asta, hang(world, blank[0], rooms[1]))
    (kept,) = pieces()
    with pytest.raises(NotAllowed):
        settle_walk_piece(world.bo.scope, kept.uid, now=LATE)
    with pytest.raises(WalkPiece.DoesNotExist):
        settle_walk_piece(world.carla.scope, kept.uid, now=LATE)
    for _time in range(2):
        assert settle_walk_piece(world.asta.scope, kept.uid, now=LATE).looked_at == LATE


@pytest.fixture
def phone(world, client):
    client.force_login(world.asta.person)
    return client


def post(client, *actions, **more):
    body = {"sent_at": NOON.isoformat(), "actions": list(actions), **more}
    return client.post("/api/v1/walk/actions", json.dumps(body), content_type="application/json")


def test_the_phone_takes_a_site_along_in_walking_order_without_a_single_code(world, phone, rooms):
    answer = phone.get(f"/api/v1/walk/day?site={world.site.uid}")
    day = answer.json()
    numbers = [one["number"] for one in day["places"]]
    assert numbers == ["0.12", "LIFT-1", "0.30", "0.31", "0.32"] or numbers == [
        "0.12", "LIFT-1", "0.20", "0.30", "0.31", "0.32",
    ]  # fmt: skip
    (tag,) = day["places"][0]["tags"]
    assert (tag["state"], tag["mark"]) == ("mounted", rules.mark_of(world.tag.code, str(world.site.uid)))
    text = answer.content.decode()
    for code in (world.tag.code, world.secured_tag.code):
        assert code not in text
        assert code[-4:] not in set(text.split('"'))
    assert day["csrf"]
    assert [one["code"] for one in phone.get("/api/v1/walk/day").json()["sites"]] == ["NPS-S1", "NPS-S2", "NPS-S3"]


def test_a_walk_costs_the_same_for_many_rooms(world, phone, rooms):
    counts = []
    phone.get(f"/api/v1/walk/day?site={world.site.uid}")
    for extra in (1, 30):
        made = [
            Space.objects.create(
                community=world.community, site=world.site, storey=world.storey, number=f"{extra}.{n}"
            )
            for n in range(extra)
        ]  # fmt: skip
        Tag.objects.bulk_create(
            Tag(
                community=world.community, code=new_code(bytes([extra, n, 3, 4, 5, 6, 7])), state="mounted",
                site=world.site, space=room,
            )
            for n, room in enumerate(made)
        )  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            assert phone.get(f"/api/v1/walk/day?site={world.site.uid}").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1], counts


def test_the_door_takes_a_queue_and_sends_nothing_as_somebody_else(world, phone, blank, rooms):
    action = {
        "uid": str(uuid4()), "kind": "hang", "site": str(world.site.uid), "device_at": NOON.isoformat(),
        "body": {"code": f"HTTPS://FM.EXAMPLE/Q/{blank[0].code}", "at": "space", "place": str(rooms[0].uid)},
    }  # fmt: skip
    assert post(phone, action, person=str(world.bo.person.uid)).status_code == 409
    assert [one["outcome"] for one in post(phone, action).json()["told"]] == ["done"]
    assert [one["outcome"] for one in post(phone, action).json()["told"]] == ["duplicate"]
    assert fresh(blank[0]).space_id == rooms[0].pk


def test_a_walk_is_for_those_who_may_and_of_the_own_community(world, client):
    client.force_login(world.bo.person)
    assert client.get("/api/v1/walk/day").status_code == 403
    assert post(client).status_code == 403
    client.force_login(world.carla.person)
    assert client.get(f"/api/v1/walk/day?site={world.site.uid}").status_code == 404
