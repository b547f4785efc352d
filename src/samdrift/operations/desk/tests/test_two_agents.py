"""Two agents and one contact: the second learns of the first, and nothing that was written is lost."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Stale
from samdrift.foundation.scope import everywhere
from samdrift.operations.desk import public as desk_room
from samdrift.operations.desk.commands.contacts import end_contact
from samdrift.operations.desk.commands.linking import hand_over, link_contact
from samdrift.operations.desk.commands.wrapping import WrapUp, correct_outcome, identify_caller, wrap_up
from samdrift.operations.desk.models import Contact
from samdrift.operations.desk.tests.conftest import BACKEND
from samdrift.operations.requests.public import ServiceRequest
from samdrift.registers.catalogue.commands.articles import Draft, publish_article, write_article
from samdrift.registers.catalogue.models import ArticleAnswer
from tests.world import NOON, words

PAGE = "desk:console"


@pytest.fixture
def second(world):
    """Another agent's browser."""
    client = Client()
    client.force_login(world.someone("SD-AG", name="Agda").person, backend=BACKEND)
    return client


@pytest.fixture
def contact(world):
    opening = desk_room.Opening(
        channel="phone", started_at=now(), answered_at=now(), site_id=world.site.pk, unit_id=world.north.pk,
        line_code="MNT", agent_id=world.asta.person.pk,
    )  # fmt: skip
    return desk_room.open_contact(world.asta.scope, opening, now=now())


def fields_of(html):
    return dict(re.findall(r'<input type="hidden" name="(contact|version|uid|passed)" value="([^"]*)"', html))


def opened(client, contact):
    return fields_of(client.get(reverse(PAGE), {"contact": contact.uid}).content.decode())


def do(client, act, **fields):
    return client.post(reverse(PAGE), {"do": act, **fields}, follow=True)


def again(contact):
    with everywhere(reason="a test looks"):
        return Contact.objects.get(pk=contact.pk)


def test_every_command_holds_to_the_version_that_was_seen(world, contact, reported):
    row, seen = reported(), contact.version
    identify_caller(world.asta.scope, contact.uid, caller_handle="+4533148888", expected_version=seen, now=now())
    late = {"expected_version": seen, "now": now()}
    scope, uid = world.asta.scope, contact.uid
    for change in (
        lambda: identify_caller(scope, uid, caller_handle="+4533140000", **late),
        lambda: link_contact(scope, uid, request_uid=row.uid, relation="about", **late),
        lambda: hand_over(scope, uid, note="About a tap", queue="second", **late),
        lambda: wrap_up(scope, uid, WrapUp(outcome="resolved"), **late),
        lambda: correct_outcome(scope, uid, outcome="spam", reason="It was", **late),
        lambda: desk_room.answer_contact(scope, uid, **late),
    ):
        with pytest.raises(Stale):
            change()
    assert (again(contact).outcome, again(contact).service_request_id) == ("", None)


def test_the_telephone_hanging_up_makes_no_page_stale(world, desk, contact):
    page = opened(desk, contact)
    end_contact(world.asta.scope, contact.uid, at=now() + timedelta(seconds=30), now=now() + timedelta(seconds=30))
    answer = do(desk, "end:resolved", **page)
    assert answer.status_code == 200
    assert again(contact).outcome == "resolved"


def test_who_comes_second_reads_what_happened_and_keeps_what_they_wrote(world, desk, second, contact):
    page = opened(second, contact)
    identify_caller(world.asta.scope, contact.uid, caller_handle="+4533148888", now=now())
    answer = do(second, "end:resolved", **page, text="The tap drips in the cellar")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed this contact meanwhile." in html
    assert "The tap drips in the cellar</textarea>" in html
    assert again(contact).outcome == ""
    # Having looked, they press again, and it holds.
    assert do(second, "end:resolved", **fields_of(html), text="The tap drips in the cellar").status_code == 200
    assert again(contact).note == "The tap drips in the cellar"


def test_what_a_colleague_wrapped_up_is_not_silently_begun_anew(world, desk, second, contact):
    page = opened(second, contact)
    do(desk, "end:spam", **opened(desk, contact))
    answer = do(second, "order", **page, text="The tap drips", at=f"site:{world.site.pk}", type="mnt.fault")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody has wrapped this contact up already." in html
    assert "The tap drips</textarea>" in html
    assert fields_of(html)["contact"] == ""
    with everywhere(reason="a test counts"):
        assert (Contact.objects.count(), ServiceRequest.objects.count()) == (1, 0)


def test_the_same_order_pressed_twice_is_no_conflict(world, desk, contact):
    page = opened(desk, contact) | {"text": "The tap drips", "at": f"site:{world.site.pk}", "type": "mnt.fault"}
    for _each in range(2):
        answer = do(desk, "order", **page)
        assert answer.status_code == 200
        assert "It is request" in answer.content.decode()
    with everywhere(reason="a test counts"):
        assert ServiceRequest.objects.count() == 1


def test_two_agents_taking_one_that_waits(world, desk, second, contact):
    with everywhere(reason="a test lets it wait"):
        Contact.objects.filter(pk=contact.pk).update(answered_at=None, agent=None)
    act = f"answer:{contact.uid}:{contact.version}"
    assert do(desk, act).status_code == 200
    assert do(second, act).status_code == 409
    assert again(contact).agent_id == world.asta.person.pk


@pytest.fixture
def article(world):
    writer = world.someone("SD-LEAD").scope
    draft = Draft(
        code="leak", title=words("A tap that drips"), body=words("Turn the small tap below."),
        request_types=("mnt.fault",),
    )  # fmt: skip
    made = write_article(writer, draft, now=NOON)
    return publish_article(writer, made.uid, expected_version=None, now=NOON)


def test_an_article_that_did_not_fit_is_counted_once_and_not_suggested_again(
    world, desk, contact, article, words_of_faults
):
    page = opened(desk, contact) | {"text": "the tap drips"}
    assert "Turn the small tap below." in desk.post(reverse("desk:beside"), page).content.decode()
    html = do(desk, f"not_it:{article.uid}", **page).content.decode()
    assert "Turn the small tap below." not in html
    assert "the tap drips</textarea>" in html
    page |= fields_of(html)
    assert page["passed"] == str(article.uid)
    do(desk, f"not_it:{article.uid}", **page)
    with everywhere(reason="a test counts"):
        assert list(ArticleAnswer.objects.values_list("answer", "channel")) == [("declined", "desk")]
    assert again(contact).outcome == ""


def test_without_a_contact_or_an_article_nothing_is_counted(world, desk, contact, article):
    assert do(desk, f"not_it:{contact.uid}", **opened(desk, contact)).status_code in (404, 422)
    do(desk, "end:spam", **opened(desk, contact))
    assert do(desk, f"not_it:{article.uid}").status_code == 422
    with everywhere(reason="a test counts"):
        assert ArticleAnswer.objects.count() == 0
