from datetime import date
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse

from samdrift.foundation.events.jobs import check
from samdrift.foundation.events.public import erase_payload, record, seal_due
from samdrift.foundation.events.sealing import sign_heads
from samdrift.foundation.events.tests.test_record import ThingClosed
from samdrift.operations.requests.events import RequestAssigned, RequestLowerPriorityRefused
from samdrift.operations.requests.public import Ask, submit_request
from tests.world import NOON


@pytest.fixture
def leak(world):
    """A request about a dripping tap."""
    officer = world.someone("USR", name="Olga")
    asked = Ask(request_type="mnt.fault", channel="web", site_id=world.site.pk, requester_id=officer.person.pk)
    return submit_request(officer.scope, asked, received_at=NOON, now=NOON).service_request


def happen(scope, many=1, **values):
    with transaction.atomic():
        return [record(ThingClosed(thing_id=uuid4(), **values), scope=scope, at=NOON) for _ in range(many)][-1]


@pytest.fixture
def auditor(world, client):
    someone = world.someone("AUD", name="Audrey")
    client.force_login(someone.person)
    return someone


def test_an_auditor_reads_what_happened(world, client, auditor):
    row = happen(world.dan.scope, contract_id=world.contract.pk)
    page = client.get(reverse("events:list")).content.decode()
    assert "things.closed" in page
    assert "Dan" in page
    assert str(row.subject_uid) in page


def test_it_reads_as_sentences_with_names_and_links(world, client, auditor, leak, django_assert_max_num_queries):
    about = {"request_id": leak.uid, "before": "triaged", "after": "assigned"}
    one = RequestAssigned(**about, team_id=world.team.pk, assignee_id=world.asta.person.pk)
    for extra in (1, 30):
        with transaction.atomic():
            for _each in range(extra):
                record(one, scope=world.asta.scope, at=NOON, subject=leak)
        client.get(reverse("events:list"))
        with django_assert_max_num_queries(11):
            page = client.get(reverse("events:list")).content.decode()
    assert f"Assigned to {world.team.name['en']}, Asta {world.asta.person.family_name}." in page
    assert f'<a class="nowrap" href="/requests/{leak.uid}/">{leak.number}</a>' in page
    assert '<option value="requests.assigned">Assigned to …</option>' in page


def test_what_was_erased_leaves_a_dash_in_its_sentence(world, client, auditor, leak):
    with transaction.atomic():
        kept = RequestLowerPriorityRefused(request_id=leak.uid, priority=4)
        row = record(kept, scope=world.asta.scope, at=NOON, subject=leak)
    seal_due()
    erase_payload(row.uid)
    assert "The priority stays P–." in client.get(reverse("events:list")).content.decode()


def test_the_book_is_narrowed_to_one_kind_or_one_thing(world, client, auditor):
    first, second = happen(world.dan.scope), happen(world.dan.scope)
    page = client.get(reverse("events:list"), {"subject": str(first.subject_uid)}).content.decode()
    assert str(first.subject_uid) in page
    assert str(second.subject_uid) not in page
    assert client.get(reverse("events:list"), {"kind": "things.unknown"}).status_code == 200
    assert "That is not an id." in client.get(reverse("events:list"), {"subject": "x"}).content.decode()
    assert client.get(reverse("events:list"), {"after": "x"}).status_code == 422


@pytest.mark.parametrize("name", ["events:list", "events:heads", "events:heads_file"])
def test_who_may_not_read_the_book_is_told_so_and_strangers_sign_in(world, client, name):
    assert client.get(reverse(name)).status_code in {302, 401}
    client.force_login(world.someone("USR").person)
    assert client.get(reverse(name)).status_code == 403


def test_the_other_community_reads_nothing_of_it(world, client):
    row = happen(world.dan.scope)
    client.force_login(world.there.someone("AUD").person)
    assert str(row.subject_uid) not in client.get(reverse("events:list")).content.decode()


def test_pages_follow_one_another_by_key(world, client, auditor):
    happen(world.dan.scope, 60)
    first = client.get(reverse("events:list"))
    assert 'rel="next"' in first.content.decode()
    after = first.content.decode().split("after=")[1].split('"')[0]
    assert 'rel="prev"' in client.get(reverse("events:list") + f"?after={after}").content.decode()


def test_the_book_costs_the_same_for_many(world, client, auditor, django_assert_max_num_queries):
    client.get(reverse("events:list"))
    for extra in (1, 30):
        happen(world.dan.scope, extra)
        with django_assert_max_num_queries(8):
            client.get(reverse("events:list"))


def test_signed_heads_are_shown_and_kept_as_a_file(world, client, auditor, django_assert_max_num_queries):
    assert "No head is signed yet" in client.get(reverse("events:heads")).content.decode()
    happen(world.dan.scope, 3)
    seal_due()
    for day in range(1, 9):
        happen(world.dan.scope)
        seal_due()
        sign_heads(date(2026, 6, day), NOON)
    assert "not checked yet" in client.get(reverse("events:heads")).content.decode()
    check({"community_id": world.community.pk})
    with django_assert_max_num_queries(9):
        page = client.get(reverse("events:heads")).content.decode()
    assert "are as they were sealed" in page
    (newest, *_) = kept = client.get(reverse("events:heads_file")).json()["heads"]
    assert len(kept) == 8
    assert newest["position"] == 11
    assert newest["statement"].startswith('{"book":')
