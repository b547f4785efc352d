"""The page: both contract managers get the same file, nobody else gets any, and the book knows."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from samdrift.foundation.errors import NotAllowed, Refused
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.jobs.models import JobRow
from samdrift.foundation.scope import everywhere
from samdrift.kernel.bundles.checking import verify
from samdrift.operations.bundles.commands.making import ask_bundle, make_bundle
from samdrift.operations.bundles.models import Bundle
from samdrift.operations.bundles.tests.conftest import HOUR, PERIOD
from tests.world import NOON

MONTH = date.fromisoformat(f"{PERIOD}-01")
LATER = NOON + 800 * HOUR


def made(world, actor=None):
    bundle = ask_bundle((actor or world.dan).scope, world.contract.uid, PERIOD, now=LATER)
    make_bundle(bundle.uid, now=LATER)
    with everywhere(reason="test"):
        return Bundle.objects.get(pk=bundle.pk)


def kinds_of(bundle):
    with everywhere(reason="test"):
        return list(EventRecord.objects.filter(subject_uid=bundle.uid).order_by("pk").values_list("kind", flat=True))


def test_each_party_takes_the_same_file_along_and_it_verifies(month, client, tmp_path):
    bundle = made(month)
    files = []
    for actor in (month.dan, month.bo, month.someone("AUD")):
        client.force_login(actor.person)
        answer = client.get(reverse("bundles:file", args=[bundle.uid]))
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
        files.append(b"".join(answer.streaming_content))
    assert len(set(files)) == 1
    path: Path = tmp_path / "taken.zip"
    path.write_bytes(files[0])
    assert verify(path).differences == []
    assert kinds_of(bundle) == ["bundles.made", *["bundles.taken"] * 3]


def test_nobody_else_sees_or_makes_one(month, client):
    bundle = made(month)
    for actor in (month.asta, month.olga, month.carla):
        client.force_login(actor.person)
        assert client.get(reverse("bundles:file", args=[bundle.uid])).status_code in (403, 404)
        assert client.get(reverse("bundles:list")).status_code == 403
    with pytest.raises(NotAllowed):
        ask_bundle(month.someone("AUD").scope, month.contract.uid, PERIOD, now=LATER)


def test_a_month_is_asked_for_at_the_page_and_made_once(month, client):
    client.force_login(month.bo.person)
    form = {"contract": str(month.contract.uid), "period": PERIOD}
    for _twice in range(2):
        answer = client.post(reverse("bundles:make"), form, follow=True)
        assert "Being made" in answer.content.decode()
    with everywhere(reason="test"):
        (bundle,) = Bundle.objects.all()
    assert JobRow.objects.filter(name="bundles.make").count() == 1
    assert client.get(reverse("bundles:file", args=[bundle.uid])).status_code == 404
    make_bundle(bundle.uid, now=LATER)
    make_bundle(bundle.uid, now=LATER)
    page = client.get(reverse("bundles:list")).content.decode()
    assert "8 requests" in page
    assert kinds_of(bundle) == ["bundles.made"]
    assert client.post(reverse("bundles:make"), {"contract": "x", "period": "2025-13"}).status_code == 422


def test_a_period_outside_the_contract_or_to_come_or_none_is_refused(month):
    for period in ("2024-12", "2026-01", "2024", "2026", "2025-5", "2025-13", "May", "", "٢٠٢٥"):
        with pytest.raises(Refused):
            ask_bundle(month.dan.scope, month.contract.uid, period, now=LATER)


def test_the_page_costs_the_same_for_many(world, client, django_assert_num_queries):
    client.force_login(world.dan.person)
    client.get(reverse("bundles:list"))
    for extra in (1, 30):
        with everywhere(reason="test"):
            Bundle.objects.bulk_create(
                Bundle(
                    community=world.community,
                    contract=world.contract,
                    month=MONTH,
                    period=PERIOD,
                    state="ready",
                    asked_at=NOON,
                )
                for _one in range(extra)
            )
        with django_assert_num_queries(5):
            client.get(reverse("bundles:list"))


def test_the_command_writes_the_same_bundle(month, tmp_path, monkeypatch):
    from samdrift.doors.cli import bundle as command

    monkeypatch.setattr("samdrift.doors.cli.django_ready.start_django", lambda **_more: None)
    out = io.StringIO()
    words = ["--contract", month.contract.code, "--period", PERIOD, "-o", str(tmp_path / "b.zip")]
    assert command.main(words, io.StringIO(), out, io.StringIO()) == 0
    assert "8 requests" in out.getvalue()
    assert made(month).fingerprint in out.getvalue()
    for wrong in ({"--contract": "NONE"}, {"--period": "2025-3"}, {"-o": "/nowhere/b.zip"}):
        changed = [wrong.get(before, word) for before, word in zip(["", *words], words, strict=False)]
        with pytest.raises(command.Problem):
            command.main(changed, io.StringIO(), io.StringIO(), io.StringIO())
    assert [path.name for path in tmp_path.iterdir()] == ["b.zip"]
