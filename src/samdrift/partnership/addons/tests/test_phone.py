"""What a phone queued: noted once, on the day it was done, also when it is sent hours later."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.scope import everywhere
from samdrift.operations.field.commands.pieces import Piece
from samdrift.operations.field.queries.day import day_of
from samdrift.operations.rounds import public as rounds
from samdrift.operations.work import public as work
from samdrift.partnership.addons.commands.pieces import note_piece
from samdrift.partnership.addons.models import AddOn
from samdrift.registers.estate.models import Space
from tests.world import NOON

pytestmark = pytest.mark.django_db
DONE = datetime(2025, 3, 29, 23, 30, tzinfo=UTC)  # the 30th in Copenhagen, when clocks go forward


def test_a_piece_sent_twice_hours_later_is_one_add_on_of_its_own_day(beyond):
    piece = Piece(uuid4(), "add_on", beyond.order.uid, DONE, {"code": "extra_hours", "quantity": "0,5"})
    moment = work.Moment(now=DONE + timedelta(hours=9), device_at=DONE)
    for _sent in range(2):
        note_piece(beyond.technician.scope, piece, moment)
    with everywhere(reason="a test looks"):
        row = AddOn.objects.get()
    assert (row.happened_on, row.noted_by, row.price_minor) == (date(2025, 3, 30), beyond.technician.person, 21_500)


@pytest.fixture
def room(beyond):
    """A room of the technician's round of cleaning in the north."""
    world = beyond.world
    office = Space.objects.create(
        community=world.community, site=world.site, storey=world.storey, number="0.31", name="Office", use="office"
    )
    draft = rounds.RoundDraft(
        name="Morning", site=world.site.uid, line="CLN", rule=rounds.rule_of(range(5), 1), first_day=date(2025, 3, 3),
        team=world.team.uid, person=beyond.technician.person.uid,
    )  # fmt: skip
    lead = world.someone("SVC-L", name="Lea")
    made = rounds.write_round(lead.scope, draft, now=NOON)
    rounds.set_stops(lead.scope, made.uid, [rounds.StopDraft(space=office.uid)], expected_version=None, now=NOON)
    with everywhere(reason="a test looks"):
        return rounds.RoundStop.objects.get(round=made)


def test_a_room_of_a_round_says_where_it_was(beyond, room):
    body = {"code": "extra_area", "quantity": "20", "stop": str(room.uid), "day": "2025-05-05"}
    piece = Piece(uuid4(), "add_on", None, NOON, body)
    for _sent in range(2):
        note_piece(beyond.technician.scope, piece, work.Moment(now=NOON, device_at=NOON))
    with everywhere(reason="a test looks"):
        row = AddOn.objects.get()
    assert (row.space_id, row.line_code, row.price_minor) == (room.space_id, "CLN", 1654)
    assert row.team_id == beyond.world.team.pk
    with pytest.raises(ObjectDoesNotExist):
        note_piece(beyond.world.carla.scope, Piece(uuid4(), "add_on", None, NOON, body), work.Moment(now=NOON))


def test_what_names_neither_an_order_nor_a_room_is_refused(beyond):
    with pytest.raises(Invalid):
        note_piece(
            beyond.technician.scope, Piece(uuid4(), "add_on", None, NOON, {"code": "waiting"}), work.Moment(NOON)
        )


def test_a_round_on_the_phone_has_the_button_too(beyond, client):
    text = client.get("/field/round/").content.decode()
    assert 'data-do="choose" data-kind="add_on"' in text
    assert 'data-do="choose_now" data-kind="add_on" data-code="extra_area"' in text


def test_phones_know_the_kind():
    from samdrift.operations.field.registry import piece_kind

    assert piece_kind("add_on") is not None


def test_the_phone_s_page_has_a_button_for_it_with_a_tap_for_each_kind(beyond, client):
    text = client.get(reverse("field:app")).content.decode()
    assert 'data-do="choose" data-kind="add_on"' in text
    for code in ("extra_area", "extra_hours", "waiting"):
        assert f'data-do="choose_now" data-kind="add_on" data-code="{code}"' in text
    assert 'data-code="materials"' not in text


def test_what_a_phone_sends_by_its_door_is_noted(beyond, client):
    client.force_login(beyond.technician.person)
    piece = {
        "uid": str(uuid4()), "kind": "add_on", "order": str(beyond.order.uid), "device_at": now().isoformat(),
        "body": {"code": "extra_area", "quantity": "20"},
    }  # fmt: skip
    sent = {"sent_at": now().isoformat(), "actions": [piece, piece]}
    answer = client.post("/api/v1/field/actions", json.dumps(sent), content_type="application/json")
    assert [one["outcome"] for one in answer.json()["told"]] == ["done", "duplicate"]
    with everywhere(reason="a test looks"):
        assert AddOn.objects.get().price_minor == 1654


def test_the_button_is_for_those_only_whose_note_would_be_kept(beyond):
    """A subcontractor's worker notes nothing: the phone's day does not name the kind, and its button goes."""
    worker = beyond.world.join_team(beyond.world.someone("SUB", name="Sune"))
    assert "add_on" in day_of(beyond.technician.scope, now=NOON)["kinds"]
    assert "add_on" not in day_of(worker.scope, now=NOON)["kinds"]
    piece = Piece(uuid4(), "add_on", beyond.order.uid, NOON, {"code": "waiting"})
    with pytest.raises(NotAllowed):
        note_piece(worker.scope, piece, work.Moment(NOON))
