"""The console: found, beside, ordered, answered, joined, handed over; all by plain forms."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.foundation.clock import now
from samdrift.foundation.scope import everywhere
from samdrift.operations.desk import public as desk_room
from samdrift.operations.desk.models import Contact
from samdrift.operations.desk.tests.conftest import BACKEND
from samdrift.operations.requests.public import Comment, ServiceRequest, Witness
from samdrift.registers.catalogue.commands import articles
from samdrift.registers.catalogue.commands.articles import Draft, publish_article, write_article
from samdrift.registers.catalogue.models import ArticleAnswer, RequestType
from tests.world import NOON, words

PAGE = "desk:console"


def do(client, act, **fields):
    return client.post(reverse(PAGE), {"do": act, **fields}, follow=True)


def taken(client):
    do(client, "take:phone")
    with everywhere(reason="test"):
        return Contact.objects.order_by("-pk").first()


def again(row):
    with everywhere(reason="test"):
        return type(row).objects.get(pk=row.pk)


def only_request():
    with everywhere(reason="test"):
        return ServiceRequest.objects.get()


def buttons(html):
    return re.findall(r'name="do" value="([^"]+)"', html)


def test_lookers_and_strangers_have_no_console(world, client):
    for actor in (world.bo, world.dan):
        client.force_login(actor.person, backend=BACKEND)
        assert client.get(reverse(PAGE)).status_code == 403
        assert client.get(reverse("desk:found") + "?q=nord").status_code == 403
        assert client.post(reverse("desk:beside")).status_code == 403


@pytest.mark.parametrize("text", ["0.12", "toilet", "S1", "nord", "7K3M9PQRS2N", "Olga"])
def test_one_field_finds_caller_and_place(world, desk, text):
    world.someone("USR", name="Olga")
    world.washroom.search_text = "0.12 toilet"
    world.washroom.save(update_fields=["search_text"])
    html = desk.get(reverse("desk:found"), {"q": text}).content.decode()
    expected = {
        "0.12": f"pick:space:{world.washroom.pk}", "toilet": f"pick:space:{world.washroom.pk}",
        "S1": f"pick:site:{world.site.pk}", "nord": f"pick:site:{world.site.pk}",
        "7K3M9PQRS2N": f"pick:space:{world.washroom.pk}", "Olga": "pick:who:",
    }  # fmt: skip
    assert any(button.startswith(expected[text]) for button in buttons(html)), buttons(html)


def test_a_caller_is_found_by_the_number_they_call_from(world, desk):
    olga = world.someone("USR", name="Olga")
    olga.person.work_phone = "+45 33 14 88-88"
    olga.person.save(update_fields=["work_phone"])
    for typed in ("33148888", "+45 33148888", "3314 8888"):
        html = desk.get(reverse("desk:found"), {"q": typed}).content.decode()
        assert f"pick:who:{olga.person.pk}" in buttons(html), typed


def test_nothing_of_another_community_is_found(world, client):
    client.force_login(world.carla.person, backend=BACKEND)
    for text in ("NPS", "7K3M9PQRS2N", "Asta"):
        assert buttons(client.get(reverse("desk:found"), {"q": text}).content.decode()) == [], text


def test_a_person_with_protected_identity_is_found_by_nobody(world, desk):
    hidden = world.someone("USR", name="Hidden")
    hidden.person.protected_identity = True
    hidden.person.save(update_fields=["protected_identity"])
    assert buttons(desk.get(reverse("desk:found"), {"q": "Hidden"}).content.decode()) == []
    assert "Hidden" not in do(desk, f"pick:who:{hidden.person.pk}").content.decode()


def test_what_was_typed_stays_when_a_place_is_chosen(world, desk):
    html = do(desk, f"pick:space:{world.washroom.pk}", text="The tap drips", q="0.12").content.decode()
    assert "The tap drips</textarea>" in html
    assert "0.12 Toilet" in html
    assert f'name="at" value="space:{world.washroom.pk}"' in html


def test_beside_the_words_stand_what_is_open_the_type_and_the_promise(world, desk, reported, words_of_faults):
    row = reported()
    html = desk.post(
        reverse("desk:beside"), {"at": f"space:{world.washroom.pk}", "text": "the tap drips again"}
    ).content.decode()
    assert f"me_too:{row.uid}" in buttons(html)
    assert 'value="mnt.fault" checked' in html
    assert "included in the contract" in html
    assert "Schedule 3" in html


def test_the_article_and_the_script_for_what_is_typed_stand_beside_it(world, desk, words_of_faults):
    lead, told = (
        world.someone("SD-LEAD").scope,
        dict.fromkeys(("en", "da", "sv"), "Ask which handle.\nAsk for a photo."),
    )
    for code, genre, title in (("handle", "article", "A broken handle"), ("ask-handle", "script", "Broken things")):
        draft = Draft(
            code=code, genre=genre, audience="agents", title=dict.fromkeys(told, title), body=told,
            request_types=("mnt.fault",),
        )  # fmt: skip
        made = write_article(lead, draft, now=now())
        publish_article(lead, made.uid, expected_version=None, now=now())
    html = desk.post(reverse("desk:beside"), {"text": "the handle is broken"}).content.decode()
    assert "A broken handle" in html
    assert "<ol><li>Ask which handle.</li><li>Ask for a photo.</li></ol>" in html


def test_an_order_keeps_the_contact_its_caller_and_the_moment_they_rang(world, desk, words_of_faults):
    olga = world.someone("USR", name="Olga")
    contact = taken(desk)
    page = do(
        desk, "order", contact=contact.uid, who=olga.person.pk, at=f"space:{world.washroom.pk}", text="The tap drips"
    )
    row, done = only_request(), again(contact)
    assert row.number in page.content.decode()
    assert (row.requester_id, row.channel, row.received_at) == (olga.person.pk, "phone", contact.started_at)
    assert (done.outcome, done.service_request_id, done.caller_id) == ("request_created", row.pk, olga.person.pk)
    assert done.eligible_for_fcr is True
    assert done.subject == "mnt.fault"


def test_an_anonymous_caller_is_no_account(world, desk, words_of_faults):
    before = world.asta.person.__class__.objects.count()
    do(desk, "order", at=f"site:{world.site.pk}", text="It drips", name="A neighbour", reach="22334455")
    row = only_request()
    assert (row.requester_id, row.on_behalf_of, row.contact) == (None, "A neighbour", "22334455")
    with everywhere(reason="test"):
        contact = Contact.objects.get()
    assert (contact.caller_id, contact.caller_hint) == (None, "…455")
    assert world.asta.person.__class__.objects.count() == before


def test_pressed_twice_it_is_one_request(world, desk, words_of_faults):
    contact = taken(desk)
    uid = "01970000-0000-7000-8000-000000000001"
    for _twice in range(2):
        do(desk, "order", contact=contact.uid, at=f"site:{world.site.pk}", text="It drips", uid=uid)
    assert only_request().is_open


def test_an_order_without_place_or_type_says_what_is_missing(world, desk):
    contact = taken(desk)
    page = desk.post(reverse(PAGE), {"do": "order", "contact": contact.uid, "text": "Hm"})
    html = page.content.decode()
    assert page.status_code == 422
    assert "Search for the place and choose it." in html
    assert "Hm</textarea>" in html
    assert again(contact).outcome == ""


def test_they_want_something_else_as_well(world, desk, words_of_faults):
    contact = taken(desk)
    do(desk, "order:more", contact=contact.uid, at=f"site:{world.site.pk}", text="It drips")
    assert again(contact).outcome == ""
    do(desk, "order", contact=contact.uid, at=f"site:{world.other_site.pk}", text="It drips here too")
    assert again(contact).outcome == "request_created"
    with everywhere(reason="test"):
        assert desk_room.ContactLink.objects.count() == 1
        assert ServiceRequest.objects.count() == 2


def test_forty_people_and_one_fault_are_one_request_with_one_key(world, desk, reported):
    row = reported(requester_id=world.dan.person.pk)
    for number in range(40):
        page = do(desk, f"me_too:{row.uid}", at=f"space:{world.washroom.pk}", reach=f"223344{number:02}")
        assert row.number in page.content.decode()
    with everywhere(reason="test"):
        assert ServiceRequest.objects.count() == 1
        assert Witness.objects.count() == 40
        assert set(Contact.objects.values_list("outcome", "service_request")) == {("me_too", row.pk)}
    assert again(row).me_too == 40


def test_whoever_asks_how_it_stands_is_a_chaser_and_not_asked_about(world, desk, reported):
    olga = world.someone("USR", name="Olga")
    row = reported(requester_id=olga.person.pk)
    html = do(desk, f"pick:who:{olga.person.pk}").content.decode()
    assert f"chaser:{row.uid}" in buttons(html)
    assert f"me_too:{row.uid}" not in buttons(html)
    do(desk, f"chaser:{row.uid}", who=olga.person.pk, text="Asks when", avoidable="no_news")
    with everywhere(reason="test"):
        contact, comment = Contact.objects.get(), Comment.objects.get()
    assert (contact.outcome, contact.eligible_for_fcr, contact.avoidable) == ("chaser", False, "no_news")
    assert comment.body == "Asks when"


@pytest.mark.parametrize("outcome", ["resolved", "wrong_number", "spam", "call_back"])
def test_wrap_up_is_one_press(world, desk, outcome):
    contact = taken(desk)
    do(desk, f"end:{outcome}", contact=contact.uid, text="Opens at eight")
    done = again(contact)
    assert (done.outcome, done.note) == (outcome, "Opens at eight")


def test_an_outcome_that_needs_more_is_not_taken_alone(world, desk):
    contact = taken(desk)
    assert desk.post(reverse(PAGE), {"do": "end:request_created", "contact": contact.uid}).status_code == 422
    assert again(contact).outcome == ""


def test_a_colleague_goes_on_with_what_was_said(world, desk, client):
    other = world.someone("SD-AG", name="Sara")
    contact = taken(desk)
    html = desk.get(reverse(PAGE)).content.decode()
    assert f"hand_over:person:{other.person.pk}" in buttons(html)
    do(desk, f"hand_over:person:{other.person.pk}", contact=contact.uid, note="Wants to know about overtime")
    client.force_login(other.person, backend=BACKEND)
    html = client.get(reverse(PAGE)).content.decode()
    assert "Wants to know about overtime" in html
    (mine,) = [button for button in buttons(html) if button.startswith("answer:")]
    html = do(client, mine).content.decode()
    assert "Said so far" in html
    assert desk.post(reverse(PAGE), {"do": "hand_over:person:999999", "note": "x"}).status_code == 422


def test_a_caller_recognised_once_is_recognised_by_the_number(world, desk):
    olga = world.someone("USR", name="Olga")
    first = desk_room.open_contact(
        world.asta.scope,
        desk_room.Opening(channel="phone", started_at=now(), caller_id=olga.person.pk, caller_handle="33148888"),
        now=now(),
    )
    desk_room.wrap_up(world.asta.scope, first.uid, desk_room.WrapUp(outcome="resolved"), now=now())
    ringing = desk_room.open_contact(
        world.asta.scope, desk_room.Opening(channel="phone", started_at=now(), caller_handle="+45 33148888"), now=now()
    )
    html = desk.get(reverse(PAGE), {"contact": ringing.uid}).content.decode()
    assert "Olga" in html
    assert "Earlier contacts" in html


def test_opening_it_costs_the_same_for_many(world, desk, reported, words_of_faults):
    olga = world.someone("USR", name="Olga")
    counted = []
    for many in (1, 29):
        for number in range(many):
            reported(description=f"The tap drips {many} {number}", requester_id=olga.person.pk)
            desk_room.open_contact(
                world.asta.scope,
                desk_room.Opening(
                    channel="phone", started_at=now() - timedelta(minutes=1), caller_handle=f"331488{number:02}"
                ),
                now=now(),
            )
            world.someone("USR", name=f"Olga{number}")
        fields = {
            "do": "look",
            "who": olga.person.pk,
            "at": f"space:{world.washroom.pk}",
            "text": "it drips",
            "q": "olga",
        }
        desk.post(reverse(PAGE), fields)
        with CaptureQueriesContext(connection) as queries:
            assert desk.post(reverse(PAGE), fields).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1], counted
    assert counted[0] <= 45, counted


def test_restricted_requests_are_not_beside_anything(world, desk, reported):
    world.fault.request_class = "D7"
    world.fault.version += 1
    world.fault.save(update_fields=["request_class", "version"])
    world.receive_cases()
    row = reported(description="About a colleague")
    html = do(desk, f"pick:space:{world.washroom.pk}", text="colleague", q="colleague").content.decode()
    assert str(row.uid) not in html
    assert row.number not in html


def test_the_line_of_keys_is_written_on_the_buttons(desk):
    html = desk.get(reverse(PAGE)).content.decode()
    for key in "noabxz":
        assert f'data-key="{key}"' in html


def test_the_script_and_the_article_for_what_they_say_stand_beside_it(world, desk, words_of_faults):
    writer = world.someone("SD-LEAD").scope
    made = {}
    for genre, body in (("article", "Turn the small tap below."), ("script", "1. Ask where it drips")):
        draft = Draft(
            code=f"leak-{genre}", title=words("A tap that drips"), body=words(body), genre=genre,
            audience="requesters" if genre == "article" else "agents", request_types=("mnt.fault",),
        )  # fmt: skip
        made[genre] = articles.write_article(writer, draft, now=NOON)
        articles.publish_article(writer, made[genre].uid, expected_version=None, now=NOON)
    contact = taken(desk)
    html = desk.post(reverse("desk:beside"), {"text": "the tap drips"}).content.decode()
    assert "Turn the small tap below." in html
    assert "Ask where it drips" in html
    do(desk, f"article:{made['article'].uid}", contact=contact.uid, text="It drips")
    with everywhere(reason="test"):
        assert ArticleAnswer.objects.get().answer == "accepted"
    assert again(contact).outcome == "resolved"
    do(desk, f"article:{contact.uid}", text="No such article")
    with everywhere(reason="test"):
        assert ArticleAnswer.objects.count() == 1


def test_a_type_that_was_only_guessed_follows_the_words_and_a_chosen_one_stays(world, desk, words_of_faults):
    lamp = RequestType.objects.create(
        community=world.community, service=world.fault.service, line_code="MNT", code="mnt.light", name=words("Light"),
        hint=words("Dark"), audience="public", keywords={"en": ["lamp"]}, version=9,
    )  # fmt: skip

    def checked(**fields):
        html = desk.post(reverse("desk:beside"), {"at": f"space:{world.washroom.pk}", **fields}).content.decode()
        return re.findall(r'value="([a-z.]+)" checked', html), re.findall(r'name="auto" value="([^"]*)"', html)

    assert checked(text="it drips") == (["mnt.fault"], ["mnt.fault"])
    assert checked(text="the lamp", type="mnt.fault", auto="mnt.fault") == ([lamp.code], [lamp.code])
    assert checked(text="the lamp", type="mnt.fault", auto="") == (["mnt.fault"], [""])
