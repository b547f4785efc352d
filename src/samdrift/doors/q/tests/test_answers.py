"""Before somebody sends: an article under the chosen problem, and what fits the words; counted as it was said."""

from collections import Counter

import pytest

from samdrift.doors.q import answers
from samdrift.doors.q.tests.test_looking import OPEN, SECURED, UNKNOWN, reported, without_what_varies
from samdrift.foundation.clock import now
from samdrift.foundation.scope import everywhere
from samdrift.operations.desk.models import Contact
from samdrift.operations.requests.public import ServiceRequest
from samdrift.registers.catalogue.commands.articles import Draft, publish_article, write_article
from samdrift.registers.catalogue.models import ArticleAnswer, RequestType
from tests.world import words

JSON = {"Accept": "application/json"}


@pytest.fixture
def publish(chips):
    """Publishes an article about faults, in English and with marks for the other languages."""

    def published(code, title, *, audience="requesters", about=("mnt.fault",)):
        lead = chips.someone("SD-LEAD")
        text = "Close the tap.\n\n- Put a note on the door\n- Use another one"
        draft = Draft(
            code=code, title=words(title), body=words(text), audience=audience, request_types=tuple(about)
        )  # fmt: skip
        made = write_article(lead.scope, draft, now=now())
        answers.forget()
        return publish_article(lead.scope, made.uid, expected_version=None, now=now())

    return published


@pytest.fixture
def taps(chips):
    """Words by which a text is known to speak of faults."""
    with everywhere(reason="test"):
        keywords = {"en": ["dripping tap"], "da": ["dryppende hane"], "sv": ["droppande kran"]}
        RequestType.objects.filter(code="mnt.fault").update(keywords=keywords)


def said():
    with everywhere(reason="test"):
        rows = ArticleAnswer.objects.values_list("article__code", "answer", "channel")
        return Counter(tuple(row) for row in rows)


def sent():
    with everywhere(reason="test"):
        return ServiceRequest.objects.count()


def test_an_article_for_everybody_stands_under_its_problem(chips, client, publish):
    publish("tap", "A dripping tap")
    publish("inner", "How agents take it", audience="agents")
    html = client.get(f"/q/{OPEN}").content.decode()
    assert html.count("A dripping tap") == 4, "once under each problem of that kind"
    assert "<li>Put a note on the door</li>" in html
    assert "How agents take it" not in html


def test_articles_are_in_the_phones_language_and_a_new_one_is_shown_after_a_minute(chips, client, publish, monkeypatch):
    client.get(f"/q/{OPEN}")
    article = publish("tap", "A dripping tap")
    assert "A dripping tap" in client.get(f"/q/{OPEN}").content.decode()
    with everywhere(reason="test"):
        type(article).objects.filter(pk=article.pk).update(state="withdrawn")
    assert "A dripping tap" in client.get(f"/q/{OPEN}").content.decode(), "remembered for a minute"
    monkeypatch.setattr(answers, "REMEMBERED_SECONDS", -1)
    assert "A dripping tap" not in client.get(f"/q/{OPEN}").content.decode()


def test_looking_shows_what_fits_the_words_and_keeps_what_was_filled_in(chips, client, opened, publish, taps):
    publish("tap", "A dripping tap")
    row = reported(chips, chip_code="leak")
    form = {**opened(client, OPEN), "look": "1", "text": "the dripping tap again", "problem": "light", "contact": "me"}
    html = client.post(f"/q/{OPEN}", form).content.decode()
    assert "Is it one of these?" in html
    assert "2 h ago" in html
    assert "the dripping tap again</textarea>" in html
    assert 'value="light" required checked' in html
    for secret in ("Jensen", "Prisoner", row.number, "Asta"):
        assert secret not in html
    assert sent() == 1
    assert "Nothing fits so far" in client.post(f"/q/{OPEN}", {**form, "text": "hello there"}).content.decode()


def test_a_script_gets_only_the_part_and_me_too_from_there_joins(chips, client, opened, publish, taps):
    publish("tap", "A dripping tap")
    row = reported(chips, chip_code="leak")
    form = opened(client, OPEN)
    part = client.post(f"/q/{OPEN}", {**form, "look": "1", "part": "1", "text": "dryppende hane"}).content.decode()
    assert "<html" not in part
    assert "A dripping tap" in part
    assert str(row.uid) in part
    joined = client.post(f"/q/{OPEN}", {**form, "same": str(row.uid), "text": "dryppende hane"})
    assert joined.status_code == 303
    assert sent() == 1


def test_silent_codes_offer_nothing_and_look_alike(chips, client, opened, publish, taps):
    publish("tap", "A dripping tap")
    seen = set()
    for code in (SECURED, UNKNOWN):
        assert "dripping" not in client.get(f"/q/{code}").content.decode()
        form = {**opened(client, code), "look": "1", "text": "dripping tap"}
        whole = client.post(f"/q/{code}", form).content.decode().replace("dripping tap</textarea>", "</textarea>")
        assert "dripping" not in whole
        part = client.post(f"/q/{code}", {**form, "part": "1"}).content.decode()
        assert part.strip() == ""
        helped = client.post(f"/q/{code}", {**form, "look": "", "helped": "00000000-0000-0000-0000-000000000000"})
        seen.add((without_what_varies(whole), without_what_varies(helped.content.decode())))
    assert len(seen) == 1


def test_that_it_helped_is_counted_once_and_nothing_is_sent(chips, client, opened, publish):
    article = publish("tap", "A dripping tap")
    form = {**opened(client, OPEN), "helped": str(article.uid)}
    for _time in range(2):
        assert "Nothing was sent" in client.post(f"/q/{OPEN}", form).content.decode()
    assert said() == {("tap", "accepted", "qr"): 1}
    assert sent() == 0
    with everywhere(reason="test"):
        assert not Contact.objects.exists()


def test_whoever_sends_all_the_same_passed_the_articles_over_once(chips, client, opened, publish):
    publish("tap", "A dripping tap")
    typed = publish("note", "Notes on doors", about=())
    inner = publish("inner", "How agents take it", audience="agents", about=())
    form = {**opened(client, OPEN), "problem": "leak", "shown": f"{typed.uid} {inner.uid} nonsense"}
    for headers in (JSON, {}):
        client.post(f"/q/{OPEN}", form, headers=headers)
    assert said() == {("tap", "declined", "qr"): 1, ("note", "declined", "qr"): 1}
    assert sent() == 1


def test_an_article_for_colleagues_cannot_be_answered_from_a_wall(chips, client, opened, publish):
    inner = publish("inner", "How agents take it", audience="agents")
    for helped in (str(inner.uid), "nonsense"):
        assert client.post(f"/q/{OPEN}", {**opened(client, OPEN), "helped": helped}).status_code == 200
    assert said() == {}


def test_the_page_costs_two_statements_with_articles_too(chips, client, publish, django_assert_num_queries):
    publish("tap", "A dripping tap")
    client.get(f"/q/{OPEN}")
    with django_assert_num_queries(2):
        client.get(f"/q/{OPEN}")


def test_looking_costs_the_same_for_many(chips, client, opened, publish, taps, django_assert_max_num_queries):
    publish("tap", "A dripping tap")
    form = {**opened(client, OPEN), "look": "1", "part": "1", "text": "the dripping tap again"}
    for extra in (1, 30):
        for _one in range(extra):
            reported(chips, chip_code="leak")
        client.post(f"/q/{OPEN}", form)
        with django_assert_max_num_queries(10):
            client.post(f"/q/{OPEN}", form)
