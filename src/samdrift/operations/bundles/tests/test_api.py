"""The API's door to bundles, and what people read when making one fails."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.kernel.bundles.checking import verify
from samdrift.operations.bundles import jobs
from samdrift.operations.bundles.commands import making
from samdrift.operations.bundles.commands.making import ask_bundle, make_bundle
from samdrift.operations.bundles.models import LONGEST_MAKING, Bundle
from samdrift.operations.bundles.tests.conftest import HOUR, PERIOD
from tests.world import NOON

LATER = NOON + 800 * HOUR
URL = "/api/v1/bundles"


def post(client, body, **headers):
    return client.post(URL, json.dumps(body), content_type="application/json", headers=headers)


def states():
    with everywhere(reason="test"):
        return list(Bundle.objects.order_by("pk").values_list("state", flat=True))


def test_another_system_asks_waits_and_takes_the_file(month, client, tmp_path):
    client.force_login(month.bo.person)
    asked = {"contract": str(month.contract.uid), "period": PERIOD}
    answers = [post(client, asked, **{"Idempotency-Key": "a"}) for _twice in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    first = answers[0].json()
    assert (first["state"], first["period"], first["contract"]) == ("waiting", PERIOD, month.contract.code)
    assert answers[1].json()["uid"] == first["uid"]
    one = f"{URL}/{first['uid']}"
    assert client.get(f"{one}/file").status_code == 409
    make_bundle(Bundle.objects.within(month.bo.scope).get().uid, now=LATER)
    told = client.get(one).json()
    assert (told["state"], told["requests"], told["promises"]) == ("ready", 8, 22)
    assert told in client.get(URL).json()["items"]
    path: Path = tmp_path / "taken.zip"
    path.write_bytes(b"".join(client.get(f"{one}/file").streaming_content))
    assert verify(path).differences == []


@pytest.mark.parametrize("period", ["2025-13", "2030", "2024", "x", ""])
def test_a_period_that_is_none_is_refused(month, client, period):
    client.force_login(month.bo.person)
    answer = post(client, {"contract": str(month.contract.uid), "period": period})
    assert answer.status_code in (409, 422)
    assert states() == []


def test_auditors_take_along_but_ask_for_none_and_strangers_see_nothing(month, client):
    bundle = ask_bundle(month.dan.scope, month.contract.uid, PERIOD, now=LATER)
    asked = {"contract": str(month.contract.uid), "period": PERIOD}
    client.force_login(month.someone("AUD").person)
    assert client.get(f"{URL}/{bundle.uid}").status_code == 200
    assert post(client, asked).status_code == 403
    for actor in (month.asta, month.carla):
        client.force_login(actor.person)
        assert client.get(f"{URL}/{bundle.uid}").status_code == 404
        assert post(client, asked).status_code in (403, 404)


def test_one_that_cannot_be_made_says_so_and_is_asked_for_again(month, client, monkeypatch):
    bundle = ask_bundle(month.bo.scope, month.contract.uid, PERIOD, now=LATER)

    def broken(*_given, **_more):
        raise OSError("the disk is full")

    monkeypatch.setattr(making, "write_bundle", broken)
    with pytest.raises(OSError, match="full"):
        jobs.make({"bundle": str(bundle.uid)})
    client.force_login(month.bo.person)
    told = client.get(f"{URL}/{bundle.uid}").json()
    assert told["state"] == "failed"
    assert told["failed_at"]
    page = client.get(reverse("bundles:list")).content.decode()
    assert "Making it failed" in page
    assert "Try again" in page
    client.post(reverse("bundles:make"), {"contract": str(month.contract.uid), "period": PERIOD})
    assert states() == ["failed", "waiting"]
    monkeypatch.undo()
    make_bundle(bundle.uid, now=LATER)  # the job tries again by itself, too
    assert states() == ["ready", "waiting"]


def test_one_that_was_lost_with_its_worker_is_not_waited_for_for_ever(month):
    lost = ask_bundle(month.bo.scope, month.contract.uid, PERIOD, now=LATER)
    later = LATER + LONGEST_MAKING + timedelta(minutes=1)
    assert (lost.state_at(later - timedelta(hours=1)), lost.state_at(later)) == ("waiting", "failed")
    again = ask_bundle(month.bo.scope, month.contract.uid, PERIOD, now=later)
    assert again.pk != lost.pk
    assert states() == ["failed", "waiting"]
