"""What a phone queued: noted once, on the day it was done, also when it is sent hours later."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from samdrift.foundation.clock import now
from samdrift.foundation.scope import everywhere
from samdrift.operations.field.commands.pieces import Piece
from samdrift.operations.work import public as work
from samdrift.partnership.addons.commands.pieces import note_piece
from samdrift.partnership.addons.models import AddOn

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
