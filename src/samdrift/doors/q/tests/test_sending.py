"""Sending: two taps become a request with its clocks, once; what is wrong comes back with what was written."""

import io
import re
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection, connections
from django.test import Client
from PIL import Image

from samdrift.doors.q import tokens
from samdrift.foundation.clock import now
from samdrift.foundation.files.public import files_of
from samdrift.foundation.scope import everywhere
from samdrift.operations.desk.models import Contact
from samdrift.operations.promises.public import promises_of
from samdrift.operations.requests.public import ServiceRequest, Witness
from samdrift.registers.tags.models import HeldReport, Tag

OPEN, SECURED, UNKNOWN = "7K3M9PQRS2N", "8K3M9PQRS2B", "ZZZZZZZZZZZ"
JSON = {"Accept": "application/json"}


def requests_sent():
    with everywhere(reason="test"):
        return list(ServiceRequest.objects.order_by("pk"))


def photo(size=(40, 30), kind="JPEG"):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind)
    out.seek(0)
    out.name = "wall.jpg"
    return out


def test_two_taps_become_a_request_with_promises_and_a_link(chips, client, opened):
    answer = client.post(f"/q/{OPEN}", {**opened(client, OPEN), "problem": "leak"})
    assert answer.status_code == 303
    (row,) = requests_sent()
    assert (row.channel, row.state, row.chip_code, row.title) == ("qr", "submitted", "leak", "Leak")
    assert (row.site_id, row.space_id, row.tag_id) == (chips.site.pk, chips.washroom.pk, chips.tag.pk)
    assert row.requester_id is None
    assert [p.kind for p in promises_of(chips.asta.scope, row.uid)] == ["acknowledge", "attend", "complete"]
    page = client.get(answer["Location"]).content.decode()
    assert row.number in page
    assert "Your report has arrived" in page
    with everywhere(reason="test"):
        contact = Contact.objects.get()
    assert (contact.channel, contact.service_request_id, contact.outcome) == ("qr", row.pk, "request_created")


def test_text_photo_and_contact_go_along(chips, client, opened):
    sent = {**opened(client, OPEN), "problem": "leak", "text": "Under the sink\nsince noon", "contact": "x@example.org"}
    answer = client.post(f"/q/{OPEN}", {**sent, "photo": photo()}, headers=JSON)
    assert answer.status_code == 201
    (row,) = requests_sent()
    assert (row.title, row.description, row.contact) == (
        "Under the sink",
        "Under the sink\nsince noon",
        "x@example.org",
    )
    (kept,) = files_of(chips.asta.scope, "requests.servicerequest", [row.uid])[row.uid]
    assert kept.media_type == "image/jpeg"


def test_a_bad_photo_does_not_cost_the_report(chips, client, opened):
    bad = io.BytesIO(b"GIF89a" + b"x" * 100)
    bad.name = "evil.gif"
    answer = client.post(f"/q/{OPEN}", {**opened(client, OPEN), "problem": "leak", "photo": bad})
    assert answer.status_code == 303
    assert "The photo could not be used" in client.get(answer["Location"]).content.decode()
    assert len(requests_sent()) == 1


def test_a_photo_of_too_many_pixels_is_left_out(chips, client, opened):
    bomb = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(bomb, "PNG")
    bomb.seek(0)
    bomb.name = "bomb.png"
    answer = client.post(f"/q/{OPEN}", {**opened(client, OPEN), "problem": "leak", "photo": bomb}, headers=JSON)
    assert answer.status_code == 201
    assert answer.json()["track"].endswith("?new=no_photo")


def test_the_same_key_twice_is_one_report_with_one_answer(chips, client, opened):
    sent = {**opened(client, OPEN), "problem": "leak"}
    answers = [client.post(f"/q/{OPEN}", sent, headers={**JSON, "User-Agent": agent}) for agent in ("wifi", "4G")]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert len(requests_sent()) == 1


def test_one_key_for_two_different_reports_is_refused_and_nothing_written_is_lost(chips, client, opened):
    sent = {**opened(client, OPEN), "problem": "leak"}
    client.post(f"/q/{OPEN}", sent)
    again = client.post(f"/q/{OPEN}", {**sent, "text": "Something quite different"})
    assert again.status_code == 422
    assert "Something quite different" in again.content.decode()
    assert len(requests_sent()) == 1


def test_me_too_joins_in_one_tap_and_gives_a_link_of_ones_own(chips, client, opened):
    client.post(f"/q/{OPEN}", {**opened(client, OPEN), "problem": "leak"})
    (row,) = requests_sent()
    answer = client.post(f"/q/{OPEN}", {**opened(client, OPEN), "same": str(row.uid)}, headers={"User-Agent": "other"})
    assert answer.status_code == 303
    (row,) = requests_sent()
    assert row.me_too == 1
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert row.number in page.content.decode()
    with everywhere(reason="test"):
        assert Witness.objects.count() == 1


def test_me_too_reaches_only_requests_of_this_place(chips, client, opened):
    client.post(f"/q/{OPEN}", {**opened(client, OPEN), "problem": "leak"})
    (row,) = requests_sent()
    elsewhere = "7K3M9PQRT2Y"
    answer = client.post(f"/q/{elsewhere}", {**opened(client, elsewhere), "same": str(row.uid)})
    assert answer.status_code == 422


def test_a_report_without_a_problem_comes_back_with_what_was_written(chips, client, opened):
    answer = client.post(f"/q/{OPEN}", {**opened(client, OPEN), "text": "<script>alert(1)</script>"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html
    assert "Choose what the problem is." in html


def test_an_old_or_foreign_form_is_asked_for_again_and_keeps_what_was_written(chips, client, opened, monkeypatch):
    sent = {**opened(client, OPEN), "problem": "leak", "text": "Still here"}
    for wrong in ({"token": "made-up"}, {"token": opened(client, SECURED)["token"]}, {"token": ""}):
        answer = client.post(f"/q/{OPEN}", {**sent, **wrong})
        assert answer.status_code == 403
        assert "Still here" in answer.content.decode()
        assert 'value="leak" required checked' in answer.content.decode()
    monkeypatch.setattr(tokens, "MAX_AGE_SECONDS", -1)
    assert client.post(f"/q/{OPEN}", sent, headers=JSON).status_code == 403
    assert not requests_sent()


def test_a_flood_from_one_phone_is_told_to_wait_and_loses_nothing(chips, client, opened):
    fields = opened(client, OPEN)
    answers = [
        client.post(f"/q/{OPEN}", {"token": fields["token"], "key": f"k{n}", "problem": "leak"}, headers=JSON)
        for n in range(14)
    ]
    assert [a.status_code for a in answers].count(201) == 12
    last = answers[-1]
    assert last.status_code == 429
    assert int(last["Retry-After"]) > 0
    assert "112" in last.json()["errors"]["limit"]
    page = client.post(f"/q/{OPEN}", {"token": fields["token"], "key": "k99", "problem": "leak"})
    assert page.status_code == 429
    assert "112" in page.content.decode()


def test_a_report_at_a_secured_place_is_restricted_and_its_receipt_tells_no_place(chips, client, opened):
    answer = client.post(f"/q/{SECURED}", {**opened(client, SECURED), "problem": "light", "text": "Lamp in cell"})
    (row,) = requests_sent()
    assert (row.data_class, row.space_id) == ("D8", chips.cell.pk)
    page = client.get(answer["Location"])
    whole = page.content.decode() + str(page.headers) + str(answer.headers)
    assert row.number.partition("-")[2] in whole
    for secret in ("Arrest", "Station", "Stuen", "NPS", "promise"):
        assert secret not in whole
    assert not ServiceRequest.objects.within(chips.asta.scope).exists()


def test_a_report_under_an_unknown_code_is_held_and_looks_exactly_alike(chips, client, opened):
    shapes = {}
    for code in (SECURED, UNKNOWN):
        answer = client.post(f"/q/{code}", {**opened(client, code), "problem": "light"}, headers=JSON)
        told = answer.json()
        page = client.get(told["track"]).content.decode()
        for varying in (told["reference"], told["track"].partition("?")[0]):
            page = page.replace(varying, "…")
        page = re.sub(r'name="(key|token)" value="[^"]*"', "", page)
        page = re.sub(r'title="[^"]*"|datetime="[^"]*"', "", page)
        shapes[code] = (
            answer.status_code, sorted(answer.headers), re.sub(r"[0-9A-Z]", "x", told["reference"]),
            re.sub(r"[0-9a-z]", "x", told["track"]), page,
        )  # fmt: skip
    assert shapes[SECURED] == shapes[UNKNOWN]
    held = HeldReport.objects.get()
    assert (held.code, held.community_id, held.problem) == (UNKNOWN, None, "light")


def test_a_blank_tag_of_ours_holds_its_report_for_its_own_desk(chips, client, opened):
    Tag.objects.create(community=chips.community, code="9K3M9PQRS29", state="printed")
    client.post("/q/9K3M9PQRS29", {**opened(client, "9K3M9PQRS29"), "problem": "light"})
    assert HeldReport.objects.get().community_id == chips.community.pk


def test_held_reports_are_sent_once_too(chips, client, opened):
    sent = {**opened(client, UNKNOWN), "problem": "light"}
    answers = [client.post(f"/q/{UNKNOWN}", sent, headers=JSON).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert HeldReport.objects.count() == 1


def test_a_place_without_a_contract_still_takes_the_report(chips, client, opened):
    with everywhere(reason="test"):
        type(chips.contract).objects.filter(pk=chips.contract.pk).update(lines=["CLN"])
    answer = client.post(f"/q/{OPEN}", {**opened(client, OPEN), "problem": "leak"}, headers=JSON)
    assert answer.status_code == 201
    assert HeldReport.objects.get().community_id == chips.community.pk


def test_a_report_that_waited_on_a_phone_tells_when_it_was_written(chips, client, opened):
    clock = now() + timedelta(hours=3)  # the phone's clock is three hours fast
    sent = {"problem": "leak", "at": (clock - timedelta(minutes=50)).isoformat(), "clock": clock.isoformat()}
    client.post(f"/q/{OPEN}", {**opened(client, OPEN), **sent}, headers=JSON)
    (row,) = requests_sent()
    assert abs(row.received_at - row.described_at - timedelta(minutes=50)) < timedelta(seconds=30)
    with everywhere(reason="test"):
        assert Contact.objects.get().clock_off


def test_a_signed_in_persons_report_is_theirs(chips, client, opened):
    officer = chips.someone("USR")
    client.force_login(officer.person, backend="samdrift.doors.account.backend.PasswordBackend")
    client.post(f"/q/{OPEN}", {**opened(client, OPEN), "problem": "leak"})
    assert requests_sent()[0].requester_id == officer.person.pk


def test_a_strangers_form_cannot_be_sent_in_a_colleagues_name(chips, client, opened):
    fields = opened(client, OPEN)
    client.force_login(chips.someone("USR").person, backend="samdrift.doors.account.backend.PasswordBackend")
    assert client.post(f"/q/{OPEN}", {**fields, "problem": "leak"}).status_code == 403


def test_the_report_costs_a_known_number_of_statements(chips, client, opened, django_assert_max_num_queries):
    client.post(f"/q/{OPEN}", {**opened(client, OPEN), "problem": "leak"}, headers=JSON)  # terms are remembered
    fields = opened(client, OPEN)
    with django_assert_max_num_queries(15):
        client.post(f"/q/{OPEN}", {**fields, "problem": "leak"}, headers=JSON)


@pytest.mark.parametrize("given", ["", "nonsense", "2025-05-05T10:00:00", str(datetime.now(UTC))[:4]])
def test_a_phones_nonsense_about_time_is_ignored(chips, client, opened, given):
    client.post(f"/q/{OPEN}", {**opened(client, OPEN), "problem": "leak", "at": given, "clock": given}, headers=JSON)
    assert requests_sent()[0].described_at is None


def test_one_report_sent_by_many_at_once_is_one_report(transactional_db, chips, client, opened):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite tests in memory, where one thread cannot wait for another; PostgreSQL's run does it")
    sent = {**opened(client, OPEN), "problem": "leak"}
    answers = []

    def send():
        try:
            answers.append(Client().post(f"/q/{OPEN}", sent, headers=JSON))
        finally:
            connections.close_all()

    threads = [Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [a.status_code for a in answers] == [201] * 6
    assert len({a.json()["track"] for a in answers}) == 1
    assert len(requests_sent()) == 1
