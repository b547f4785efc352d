"""The search page: what one may see, folded letters, straight to a number, and a constant number of statements."""

from datetime import timedelta

import pytest

from samdrift.operations.requests import public as requests
from tests.world import NOON


@pytest.fixture
def signed_in(client):
    def enter(actor):
        client.force_login(actor.person)
        session = client.session
        session["employment"] = actor.employment.pk
        session.save()
        return client

    return enter


def ask(world, text, minutes=0):
    moment = NOON + timedelta(minutes=minutes)
    asked = requests.Ask(
        request_type="mnt.fault", channel="web", description=text, site_id=world.site.pk, space_id=world.washroom.pk,
        requester_id=world.dan.person.pk,
    )  # fmt: skip
    return requests.submit_request(world.asta.scope, asked, received_at=moment, now=moment).service_request


def test_words_are_found_however_their_letters_are_written(world, signed_in):
    ask(world, "Døren i kælderen binder")
    for text in ("doren kaelder", "DØREN", "døren binder"):
        page = signed_in(world.asta).get("/search/", {"q": text})
        assert "Døren i kælderen binder" in page.text, text


def test_the_other_community_finds_nothing(world, signed_in):
    ask(world, "Døren i kælderen binder")
    page = signed_in(world.carla).get("/search/", {"q": "døren"})
    assert page.status_code == 200
    assert "binder" not in page.text
    assert "Nothing found" in page.text


def test_a_whole_number_leads_straight_to_the_request(world, signed_in):
    row = ask(world, "Lamp")
    answer = signed_in(world.asta).get("/search/", {"q": row.number.lower()})
    assert (answer.status_code, answer.url) == (302, f"/requests/{row.uid}/")


@pytest.mark.parametrize("read", ["7K3M9PQRS2N", "7k3m9-pqrs2-n", "https://samdrift.example/Q/7K3M9PQRS2N"])
def test_what_a_hand_scanner_types_leads_to_the_tag(world, signed_in, read):
    answer = signed_in(world.asta).get("/search/", {"q": read})
    assert (answer.status_code, answer.url) == (302, "/q/7K3M9PQRS2N")


def test_sites_are_found_by_name(world, signed_in):
    page = signed_in(world.someone("LOC-FM")).get("/search/", {"q": "nord"})
    assert "Station Nord" in page.text
    assert "Station Syd" not in page.text


def test_an_empty_search_says_what_can_be_found(world, signed_in):
    assert "What are you looking for?" in signed_in(world.asta).get("/search/").text


@pytest.mark.parametrize("text", ["\x00", '" OR 1', "*", "NEAR(", "%", "x" * 5000])
def test_no_text_breaks_the_search(world, signed_in, text):
    assert signed_in(world.asta).get("/search/", {"q": text}).status_code == 200


def test_strangers_are_sent_to_sign_in(client, db):
    answer = client.get("/search/", {"q": "x"})
    assert (answer.status_code, answer.url) == (302, "/account/sign-in/?next=/search/%3Fq%3Dx")


def test_the_page_costs_the_same_for_many(world, signed_in, django_assert_max_num_queries):
    client = signed_in(world.asta)
    ask(world, "Lampe one")
    client.get("/search/", {"q": "lampe"})
    for extra in (1, 30):
        for minute in range(extra):
            ask(world, "Lampe again", minute)
        with django_assert_max_num_queries(6):
            assert "Lampe again" in client.get("/search/", {"q": "lampe"}).text
