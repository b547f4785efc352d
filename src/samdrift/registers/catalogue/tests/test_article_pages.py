"""The pages of articles: written, published, found, read and answered by hand; the same cost for many."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.registers.catalogue.commands.articles import publish_article, write_article
from samdrift.registers.catalogue.models import Article, ArticleAnswer
from samdrift.registers.catalogue.queries import articles as queries
from samdrift.registers.catalogue.tests.test_articles import BODY, SPILL, TITLE
from tests.world import NOON, Actor, World

NEW = {
    "code": "spill", "genre": "article", "audience": "requesters", "types": ["mnt.fault"],
    **{f"title_{one}": text for one, text in TITLE.items()}, **{f"body_{one}": text for one, text in BODY.items()},
}  # fmt: skip


@pytest.fixture
def lead(world: World, client: Client) -> Actor:
    lead = world.someone("SD-LEAD")
    client.force_login(lead.person)
    return lead


def shown(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_article_goes_from_the_form_to_its_reader(world: World, client: Client, lead: Actor) -> None:
    answer = client.post(reverse("catalogue:article_new"), NEW)
    article = Article.objects.within(lead.scope).get()
    assert answer.headers["Location"] == reverse("catalogue:article", args=[article.uid])
    assert "Publish version 1" in shown(client, "catalogue:article", article.uid)
    client.post(reverse("catalogue:article_act", args=[article.uid, "publish"]), {"version": article.version})
    assert "published" in shown(client, "catalogue:articles")
    client.force_login(world.someone("USR").person)
    assert "A spill on the floor" in shown(client, "catalogue:help")
    told = shown(client, "catalogue:help_article", article.uid)
    assert "<ol><li>Put a chair over it</li><li>Ring the desk</li></ol>" in told
    assert reverse("requests:new", query={"type": "mnt.fault"}) in told
    assert "<mark>Ring</mark>" in shown(client, "catalogue:help", q="ring")


def test_the_form_comes_back_with_what_is_wrong(client: Client, lead: Actor) -> None:
    answer = client.post(reverse("catalogue:article_new"), {**NEW, "code": "No Code"})
    assert answer.status_code == 422
    assert "Put a chair over it" in answer.content.decode()
    assert not Article.objects.within(lead.scope).exists()


def test_the_next_version_is_begun_from_the_last(client: Client, lead: Actor) -> None:
    article = write_article(lead.scope, SPILL, now=NOON)
    publish_article(lead.scope, article.uid, expected_version=None, now=NOON)
    edit = reverse("catalogue:article_edit", args=[article.uid])
    assert "Sæt en stol over" in client.get(edit).content.decode()
    changed = {**NEW, "title_en": "Spilt?", "version": article.version + 1, "note": "Shorter"}
    assert client.post(edit, changed).status_code == 302
    assert client.post(edit, changed).status_code == 409
    assert "Shorter" in shown(client, "catalogue:article", article.uid)
    assert "A spill on the floor" in shown(client, "catalogue:article", article.uid, number="1")


def test_an_incomplete_article_says_what_is_missing(client: Client, lead: Actor) -> None:
    client.post(reverse("catalogue:article_new"), {**NEW, "body_sv": ""})
    article = Article.objects.within(lead.scope).get()
    assert "still missing in: Svenska" in shown(client, "catalogue:article", article.uid)
    publish = reverse("catalogue:article_act", args=[article.uid, "publish"])
    assert "all three languages" in client.post(publish, {"version": article.version}, follow=True).content.decode()
    assert Article.objects.within(lead.scope).get().state == "draft"


def test_what_is_due_is_listed_and_confirmed(client: Client, lead: Actor) -> None:
    article = write_article(lead.scope, SPILL, now=NOON)
    publish_article(lead.scope, article.uid, expected_version=None, now=NOON)
    Article.objects.within(lead.scope).update(review_on=NOON.date())
    assert "A spill on the floor" in shown(client, "catalogue:articles", due="1")
    assert "Read it again" in shown(client, "catalogue:article", article.uid)
    version = Article.objects.within(lead.scope).get().version
    act = reverse("catalogue:article_act", args=[article.uid, "review"])
    assert client.post(act, {"version": version, "review_on": "tomorrow"}).status_code == 302
    assert "Read it again" in shown(client, "catalogue:article", article.uid)
    client.post(act, {"version": version})
    assert "Nothing is due for review" in shown(client, "catalogue:articles", due="1")


def test_ones_own_words_lead_to_what_can_be_asked_for_in_one_click(world: World, client: Client) -> None:
    client.force_login(world.someone("USR").person)
    told = shown(client, "catalogue:help", q="håndtaget er i stykker")
    assert "Or ask for it" in told
    assert "type=mnt.fault&amp;said=h%C3%A5ndtaget+er+i+stykker" in told


@pytest.mark.parametrize("answer", ["helped", "not_helped", "accepted"])
def test_a_reader_says_what_it_was_worth(world: World, client: Client, lead: Actor, answer: str) -> None:
    article = write_article(lead.scope, SPILL, now=NOON)
    publish_article(lead.scope, article.uid, expected_version=None, now=NOON)
    client.force_login(world.someone("USR").person)
    told = client.post(reverse("catalogue:help_answer", args=[article.uid]), {"answer": answer}, follow=True)
    assert told.status_code == 200
    assert ArticleAnswer.objects.within(lead.scope).get().answer == answer


def test_writing_is_for_those_who_may(world: World, client: Client, lead: Actor) -> None:
    article = write_article(lead.scope, SPILL, now=NOON)
    client.force_login(world.someone("USR").person)
    for name, args in (("articles", ()), ("article_new", ()), ("article", (article.uid,))):
        assert client.get(reverse(f"catalogue:{name}", args=args)).status_code == 403
    assert client.get(reverse("catalogue:help_article", args=[article.uid])).status_code == 404
    client.force_login(world.carla.person)
    assert client.get(reverse("catalogue:help_article", args=[article.uid])).status_code == 404


def test_lists_cost_the_same_for_many(
    world: World, client: Client, lead: Actor, django_assert_max_num_queries: Any
) -> None:
    counts: dict[str, list[int]] = {}
    for extra in (1, 30):
        for number in range(extra):
            draft = write_article(lead.scope, _coded(f"more-{extra}-{number}"), now=NOON)
            publish_article(lead.scope, draft.uid, expected_version=None, now=NOON)
        for address in ("/help/", "/help/?q=spill", "/catalogue/articles/", "/search/?q=spill"):
            client.get(address)
            with django_assert_max_num_queries(18) as seen:
                assert client.get(address).status_code == 200
            counts.setdefault(address, []).append(len(seen))
    assert all(few >= many for few, many in counts.values()), counts


def _coded(code: str) -> Any:
    from dataclasses import replace

    return replace(SPILL, code=code)


def test_an_article_is_found_by_the_search_of_every_page(world: World, client: Client, lead: Actor) -> None:
    article = write_article(lead.scope, SPILL, now=NOON)
    publish_article(lead.scope, article.uid, expected_version=None, now=NOON)
    client.force_login(world.someone("USR").person)
    assert reverse("catalogue:help_article", args=[article.uid]) in client.get("/search/?q=gulvet").content.decode()
    assert queries.search_articles(world.carla.scope, "gulvet", "en") == []
