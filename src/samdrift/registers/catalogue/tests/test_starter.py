"""The starter set is complete, taken over once, and answers what people write."""

import csv
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.errors import NotAllowed
from samdrift.foundation.scope import Scope
from samdrift.registers.catalogue.commands.articles import revise_article
from samdrift.registers.catalogue.commands.standard import install_standard_catalogue
from samdrift.registers.catalogue.commands.starter import draft_of, install_starter_articles, starter_set
from samdrift.registers.catalogue.models import Article
from samdrift.registers.catalogue.queries import advice, articles
from samdrift.registers.catalogue.queries.suggesting import standard_words
from samdrift.registers.catalogue.rules import articles as rules
from samdrift.registers.parties.models import Community
from tests.world import NOON, World, words

TEXTS = Path(__file__).parents[5] / "benchmarks" / "data" / "suggestion_texts.csv"
SET = dict(starter_set())


@pytest.fixture
def standard(world: World) -> Scope:
    community = Community.objects.create(code="starter", name=words("Starter"), currency="DKK", timezone="UTC")
    lead = world.someone("SD-LEAD", "CTR-C").scope
    scope = Scope(community_id=community.pk, grants=lead.grants, side="provider")
    install_standard_catalogue(scope, now=NOON)
    return scope


def test_there_are_enough_of_each() -> None:
    genres = [one["genre"] for one in SET.values()]
    assert genres.count("article") >= 25
    assert genres.count("script") >= 6


@pytest.mark.parametrize("code", SET)
def test_each_can_be_published_as_it_stands(code: str) -> None:
    written = SET[code]
    draft = draft_of(code, written, tuple(written["request_types"]))
    assert rules.is_code(code)
    assert draft.genre in rules.GENRES
    assert draft.audience in rules.AUDIENCES
    assert not rules.missing_languages(draft.title, draft.body)
    assert all(len(title) <= rules.LONGEST_TITLE for title in draft.title.values())
    assert set(draft.request_types) <= set(standard_words())
    layout = [[(block.kind, len(block.lines)) for block in rules.blocks_of(draft.body[one])] for one in rules.LANGUAGES]
    assert layout[0] == layout[1] == layout[2], "the languages are laid out differently"


def test_it_is_taken_over_once_and_leaves_alone_what_was_changed(standard: Scope) -> None:
    assert install_starter_articles(standard, now=NOON) == len(SET)
    spill = Article.objects.within(standard).get(code="spill")
    changed = draft_of("spill", {**SET["spill"], "en": {"title": "Ours", "body": "Ours"}}, ("cln.spill",))
    revise_article(standard, spill.uid, changed, expected_version=None, now=NOON)
    Article.objects.within(standard).filter(code="printer").update(state="withdrawn")
    assert install_starter_articles(standard, now=NOON) == 0
    assert articles.versions_of(standard, spill)[0].title["en"] == "Ours"
    assert Article.objects.within(standard).get(code="printer").state == "withdrawn"


def test_a_community_with_few_types_gets_what_is_about_them(world: World) -> None:
    lead = world.someone("SD-LEAD").scope
    assert install_starter_articles(lead, now=NOON) == sum("mnt.fault" in one["request_types"] for one in SET.values())
    with pytest.raises(NotAllowed):
        install_starter_articles(world.someone("USR").scope, now=NOON)


def test_labelled_texts_get_the_article_that_answers_them(standard: Scope) -> None:
    install_starter_articles(standard, now=NOON)
    with TEXTS.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter=";") if row["article"]]
    sample = rows[::5]
    hits = [
        row["article"] in {one.code for one in advice.articles_suggested(standard, row["text"], row["language"])}
        for row in sample
    ]
    assert sum(hits) / len(hits) > 0.8


def test_a_script_stands_beside_its_request_type(standard: Scope) -> None:
    install_starter_articles(standard, now=NOON)
    [script] = articles.articles_about(standard, "mnt.lift_trapped", "da", genre="script")
    assert script.steps[0].startswith("Hvilken bygning")
    assert [one.code for one in articles.articles_about(standard, "mnt.lift_trapped", "da")] == ["lift-trapped"]


def test_whoever_writes_takes_it_over_by_one_press(world: World, client: Client) -> None:
    client.force_login(world.someone("SD-LEAD").person)
    assert "Take over the starter articles" in client.get(reverse("catalogue:articles")).content.decode()
    assert client.post(reverse("catalogue:article_starter")).status_code == 302
    client.force_login(world.someone("USR").person)
    assert client.post(reverse("catalogue:article_starter")).status_code == 403
