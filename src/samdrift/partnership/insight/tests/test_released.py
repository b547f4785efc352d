"""Managers' time released: written by one party, agreed by the other, counted once and beside money."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.partnership.insight.commands import ReleaseDraft, agree_to_release, propose_release, refuse_release
from samdrift.partnership.insight.models import TimeReleased
from samdrift.partnership.insight.queries import tell, whole
from samdrift.partnership.insight.registry import Asked
from tests.world import NOON, World


def draft(world: World, **changes: Any) -> ReleaseDraft:
    values: dict[str, Any] = {
        "contract_id": world.contract.pk, "unit_id": world.north.pk, "activity": "invoices",
        "hours_before": Decimal("420.0"), "hours_now": Decimal("95.5"), "method": "records", "how": "Counted vouchers",
        "evidence": "Case 12", "from_day": date(2025, 1, 1),
    }  # fmt: skip
    return ReleaseDraft(**{**values, **changes})


def agreed(world: World, **changes: Any) -> TimeReleased:
    made = propose_release(world.dan.scope, draft(world, **changes), now=NOON)
    return agree_to_release(world.bo.scope, made.uid, expected_version=1, now=NOON)


def test_it_counts_once_the_other_party_has_agreed(world: World, year: Asked):
    made = propose_release(world.dan.scope, draft(world), now=NOON)
    assert whole(world.dan.scope, "managers.hours", year).value is None
    agree_to_release(world.bo.scope, made.uid, expected_version=1, now=NOON)
    assert whole(world.dan.scope, "managers.hours", year).value == Decimal("324.5") * 60
    assert [one.key for one in tell(world.dan.scope, "managers.hours", year, "unit")] == [world.north.pk]
    with everywhere(reason="the book is looked at"):
        told = list(EventRecord.objects.filter(kind="insight.release_moved").order_by("pk"))
    assert [one.payload["state"] for one in told] == ["proposed", "agreed"]


def test_a_later_reckoning_holds_from_its_day_and_the_one_before_until_then(world: World, year: Asked):
    agreed(world)
    agreed(world, hours_now=Decimal(20), from_day=date(2025, 7, 1))
    half = replace(year, until=date(2025, 7, 1))
    assert whole(world.dan.scope, "managers.hours", half).value == Decimal("324.5") * 60
    assert whole(world.dan.scope, "managers.hours", year).value == 400 * 60


def test_nobody_agrees_with_themselves(world: World):
    made = propose_release(world.dan.scope, draft(world), now=NOON)
    for actor in (world.dan, world.here.someone("CTR-C")):
        with pytest.raises(NotAllowed):
            agree_to_release(actor.scope, made.uid, expected_version=1, now=NOON)
    with pytest.raises(NotAllowed):
        agree_to_release(world.asta.scope, made.uid, expected_version=1, now=NOON)
    with pytest.raises(TimeReleased.DoesNotExist):
        agree_to_release(world.carla.scope, made.uid, expected_version=1, now=NOON)


def test_one_waits_at_a_time_and_is_answered_once(world: World):
    made = propose_release(world.dan.scope, draft(world), now=NOON)
    with pytest.raises(Refused):
        propose_release(world.dan.scope, draft(world), now=NOON)
    with pytest.raises(Invalid):
        refuse_release(world.bo.scope, made.uid, expected_version=1, answer=" ", now=NOON)
    refuse_release(world.bo.scope, made.uid, expected_version=1, answer="Not shown", now=NOON)
    with pytest.raises(Refused):
        agree_to_release(world.bo.scope, made.uid, expected_version=2, now=NOON)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("activity", "gardening"), ("method", "guess"), ("hours_before", Decimal(-1)), ("hours_now", Decimal("1.25")),
        ("how", " "), ("evidence", ""),
    ],
)  # fmt: skip
def test_hours_without_method_or_evidence_are_none(world: World, name: str, value: object):
    with pytest.raises(Invalid) as wrong:
        propose_release(world.dan.scope, draft(world, **{name: value}), now=NOON)
    assert name in wrong.value.fields


def test_who_may_not_propose_is_refused(world: World):
    with pytest.raises(NotAllowed):
        propose_release(world.asta.scope, draft(world), now=NOON)


def test_the_pages_write_show_and_answer(world: World, client: Client):
    client.force_login(world.dan.person)
    typed = {
        "unit": str(world.north.uid), "activity": "rosters", "hours_before": "300,5", "hours_now": "20",
        "method": "survey", "how": "All managers asked", "evidence": "Report 4", "from_day": "2025-01-01",
    }  # fmt: skip
    assert client.post(reverse("insight:release_new"), {**typed, "hours_now": "few"}).status_code == 422
    assert client.post(reverse("insight:release_new"), typed).status_code == 302
    with everywhere(reason="what was written"):
        row = TimeReleased.objects.get()
    client.force_login(world.bo.person)
    one = reverse("insight:release", args=[row.uid])
    assert "Your answer" in client.get(one).content.decode()
    client.post(reverse("insight:release_answer", args=[row.uid]), {"version": 1, "move": "agree"})
    shown = " ".join(client.get(reverse("insight:released")).content.decode().split())
    assert "281 h" in shown
    assert "Agreed" in shown
    counts = []
    for number in range(2):
        for activity in (("order",), ("tenders", "safety", "other"))[number]:
            agreed(world, activity=activity)
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("insight:released"))
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_the_api_writes_lists_and_answers(world: World, client: Client):
    client.force_login(world.dan.person)
    said = {
        "unit_uid": str(world.north.uid), "activity": "tenders", "hours_before": "90", "hours_now": "9.5",
        "method": "comparison", "how": "Two units", "evidence": "Memo", "from_day": "2025-01-01",
    }  # fmt: skip
    answers = [
        client.post(
            "/api/v1/time-released", json.dumps(said), content_type="application/json",
            headers={"Idempotency-Key": "once"},
        )
        for _again in range(2)
    ]  # fmt: skip
    uid = answers[0].json()["uid"]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[1].json()["uid"] == uid
    client.force_login(world.bo.person)
    made = client.post(
        f"/api/v1/time-released/{uid}/answer", json.dumps({"agrees": True}), content_type="application/json",
        headers={"If-Match": '"1"'},
    )  # fmt: skip
    assert (made.status_code, made.json()["state"]) == (200, "agreed")
    (row,) = client.get(f"/api/v1/contracts/{world.contract.uid}/time-released").json()
    assert (row["hours_before"], row["hours_now"]) == ("90.0", "9.5")
