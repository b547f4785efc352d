from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import transaction

from samdrift.foundation.events.commands import record
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.events.sealing import HeadOf, erase_payload, seal_due, sign_heads
from samdrift.foundation.events.tests.test_record import ThingClosed
from samdrift.kernel.seals import Entry, beginning, verify
from tests.world import NOON


@pytest.fixture
def auditor(world, client):
    someone = world.someone("AUD")
    client.force_login(someone.person)
    return someone


def happen(scope, many=1, **values):
    with transaction.atomic():
        rows = [record(ThingClosed(thing_id=uuid4(), **values), scope=scope, at=NOON) for _ in range(many)]
    seal_due()
    return rows


def read(client, **asked):
    return client.get("/api/v1/books/entries", asked).json()


def test_the_other_party_reads_the_book_and_checks_it_without_us(world, client, auditor):
    rows = happen(world.dan.scope, 7)
    erase_payload(rows[2].uid)
    sign_heads(date(2026, 6, 1), NOON)
    (book,) = client.get("/api/v1/books").json()
    kept, after = [], 0
    while True:
        page = read(client, after=after, limit=3)
        kept += page["items"]
        after = page["last"]
        if not page["more"]:
            break
    entries = [
        Entry(
            one["position"], bytes.fromhex(one["leaf"]), bytes.fromhex(one["head"]),
            bytes.fromhex(one["salt"]) or None, one["event"] if one["salt"] else None,
        )
        for one in kept
    ]  # fmt: skip
    (head,) = client.get("/api/v1/books/heads").json()
    signed = {head["position"]: bytes.fromhex(head["head"])}
    verdict = verify(entries, head=beginning(book["title"]), signed=signed)
    assert (verdict.first_difference, verdict.checked, verdict.erased) == (None, 7, 1)
    assert verdict.head.hex() == book["head"]
    changed = replace(entries[4], payload={**entries[4].payload, "person": 99})
    verdict = verify([*entries[:4], changed, *entries[5:]], head=beginning(book["title"]), signed=signed)
    assert (verdict.first_difference.position, verdict.first_difference.code) == (5, "payload")
    as_bytes = {name: bytes.fromhex(head[name]) for name in ("head", "signature", "public_key")}
    assert HeadOf(book=head["book"], day=date.fromisoformat(head["day"]), position=7, **as_bytes).holds()


def test_what_a_reader_may_not_know_is_left_out_and_its_place_is_passed(world, client):
    happen(world.dan.scope, 2, contract_id=world.contract.pk)
    happen(world.dan.scope, 1)
    reader = world.someone("AUD", reach_kind="contract", reach_to=[world.contract.pk])
    client.force_login(reader.person)
    page = read(client)
    assert [one["position"] for one in page["items"]] == [1, 2]
    assert (page["last"], page["more"]) == (3, False)
    assert read(client, after=3) == {"items": [], "last": 3, "more": False}


def test_books_of_others_do_not_exist(world, client, auditor):
    happen(world.dan.scope)
    for name in ("class:D7", f"party:{world.provider.pk}", "nothing"):
        assert client.get("/api/v1/books/entries", {"book": name}).status_code == 404
    client.force_login(world.there.someone("AUD").person)
    assert client.get("/api/v1/books").json() == []
    assert client.get("/api/v1/books/entries").status_code == 404


@pytest.mark.parametrize("path", ["books", "books/entries", "books/heads"])
def test_the_book_is_for_those_who_may(world, client, path):
    assert client.get(f"/api/v1/{path}").status_code == 401
    client.force_login(world.someone("USR").person)
    assert client.get(f"/api/v1/{path}").status_code == 403


def test_a_page_costs_the_same_for_many(world, client, auditor, django_assert_max_num_queries):
    for many in (1, 30):
        happen(world.dan.scope, many)
        client.get("/api/v1/books")
        with django_assert_max_num_queries(6):
            assert len(read(client, limit=50)["items"]) >= many
    assert EventRecord.objects.within(auditor.scope).count() == 31
