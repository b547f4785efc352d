"""Articles: written, published in three languages, read by whom they are for, reviewed, searched and answered."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.scope import Scope, everywhere
from samdrift.foundation.search.public import fold
from samdrift.registers.catalogue.commands import articles as commands
from samdrift.registers.catalogue.commands.articles import Draft
from samdrift.registers.catalogue.models import Article, ArticleAnswer
from samdrift.registers.catalogue.queries import articles as queries
from samdrift.registers.catalogue.rules import articles as rules
from tests.world import NOON, World

TITLE = {"en": "A spill on the floor", "da": "Spild på gulvet", "sv": "Spill på golvet"}
BODY = {
    "en": "Warn the others first.\n\n1. Put a chair over it\n2. Ring the desk",
    "da": "Advar først de andre.\n\n1. Sæt en stol over\n2. Ring til servicecentret",
    "sv": "Varna de andra först.\n\n1. Ställ en stol över\n2. Ring servicedesken",
}
SPILL = Draft(code="spill", title=TITLE, body=BODY, request_types=("mnt.fault",))


@pytest.fixture
def writer(world: World) -> Scope:
    return world.someone("SD-LEAD").scope


@pytest.fixture
def reader(world: World) -> Scope:
    return world.someone("USR").scope


def published(scope: Scope, draft: Draft = SPILL) -> Article:
    made = commands.write_article(scope, draft, now=NOON)
    return commands.publish_article(scope, made.uid, expected_version=None, now=NOON)


def test_a_draft_is_for_those_who_write_and_a_published_one_for_all(writer: Scope, reader: Scope) -> None:
    draft = commands.write_article(writer, SPILL, now=NOON)
    assert not queries.read_articles(reader, "en")
    with pytest.raises(Article.DoesNotExist):
        queries.read_article(reader, draft.uid, "en")
    commands.publish_article(writer, draft.uid, expected_version=1, now=NOON)
    read = queries.read_article(reader, draft.uid, "sv")
    assert (read.title, read.number, read.request_types) == ("Spill på golvet", 1, ("mnt.fault",))
    assert [block.kind for block in read.blocks] == ["p", "ol"]


def test_only_those_who_may_write_do(reader: Scope, writer: Scope) -> None:
    with pytest.raises(NotAllowed):
        commands.write_article(reader, SPILL, now=NOON)
    uid = published(writer).uid
    for do in (commands.publish_article, commands.withdraw_article, commands.review_article):
        with pytest.raises(NotAllowed):
            do(reader, uid, expected_version=None, now=NOON)


@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_a_missing_language_keeps_it_from_being_published(writer: Scope, language: str) -> None:
    draft = commands.write_article(writer, replace(SPILL, body={**BODY, language: " "}), now=NOON)
    with pytest.raises(Invalid) as wrong:
        commands.publish_article(writer, draft.uid, expected_version=None, now=NOON)
    assert set(wrong.value.fields) == {f"body_{language}"}


def test_readers_keep_the_published_version_while_the_next_is_written(writer: Scope, reader: Scope) -> None:
    article = published(writer)
    better = replace(SPILL, title={**TITLE, "en": "Spilt something?"}, note="Shorter title")
    commands.revise_article(writer, article.uid, better, expected_version=None, now=NOON)
    commands.revise_article(writer, article.uid, better, expected_version=None, now=NOON)
    assert queries.read_article(reader, article.uid, "en").title == "A spill on the floor"
    assert [one.number for one in queries.versions_of(writer, article)] == [2, 1]
    assert [one.number for one in queries.versions_of(reader, article)] == [1]
    commands.publish_article(writer, article.uid, expected_version=None, now=NOON)
    assert queries.read_article(reader, article.uid, "en").title == "Spilt something?"
    with pytest.raises(Refused):
        commands.publish_article(writer, article.uid, expected_version=None, now=NOON)


def test_who_saw_an_older_version_hears_of_it(writer: Scope) -> None:
    article = published(writer)
    with pytest.raises(Stale):
        commands.revise_article(writer, article.uid, SPILL, expected_version=1, now=NOON)


def test_a_code_is_used_once_and_is_a_code(writer: Scope) -> None:
    published(writer)
    for code in ("spill", "Spill!", "x", ""):
        with pytest.raises(Invalid):
            commands.write_article(writer, replace(SPILL, code=code), now=NOON)
    with pytest.raises(Invalid):
        commands.write_article(writer, replace(SPILL, code="new", request_types=("no.type",)), now=NOON)


def test_a_withdrawn_article_is_neither_read_nor_found(writer: Scope, reader: Scope) -> None:
    article = published(writer)
    assert queries.search_articles(reader, "spild", "en")
    commands.withdraw_article(writer, article.uid, expected_version=None, now=NOON)
    assert not queries.search_articles(reader, "spild", "en")
    assert not queries.read_articles(reader, "en")
    with pytest.raises(Refused):
        commands.withdraw_article(writer, article.uid, expected_version=None, now=NOON)
    commands.publish_article(writer, article.uid, expected_version=None, now=NOON)
    assert queries.search_articles(reader, "spild", "en")


def test_each_audience_reads_and_finds_its_own(world: World, writer: Scope, reader: Scope) -> None:
    agent, customer = world.someone("SD-AG").scope, world.someone("CTR-C").scope
    technician = world.someone("SVC-E").scope
    for audience in rules.AUDIENCES:
        published(writer, replace(SPILL, code=audience, audience=audience))

    def codes(scope: Scope) -> list[set[str]]:
        read = {one.code for one in queries.read_articles(scope, "en")}
        return [read, {one.article.code for one in queries.search_articles(scope, "gulvet", "en")}]

    assert codes(reader) == [{"requesters"}] * 2
    assert codes(technician) == [{"requesters", "provider"}] * 2
    assert codes(agent) == [{"requesters", "agents", "provider"}] * 2
    assert codes(customer) == [{"requesters", "agents"}] * 2
    assert {one.code for one in queries.articles(customer)} == {"requesters", "agents"}
    assert codes(world.carla.scope) == [set(), set()]
    with pytest.raises(Invalid):
        commands.write_article(customer, replace(SPILL, code="theirs", audience="provider"), now=NOON)


def test_a_new_audience_is_who_finds_it(world: World, writer: Scope, reader: Scope) -> None:
    article = published(writer)
    agents = replace(SPILL, audience="agents")
    commands.revise_article(writer, article.uid, agents, expected_version=None, now=NOON)
    assert not queries.search_articles(reader, "spill", "en")
    assert queries.search_articles(world.someone("SD-AG").scope, "spill", "en")


def test_articles_come_up_for_review_and_are_confirmed(writer: Scope, reader: Scope) -> None:
    article, today = published(writer), NOON.date()
    assert article.review_on == today + timedelta(days=rules.REVIEW_DAYS)
    later = NOON + timedelta(days=400)
    assert list(queries.due_for_review(writer, later.date())) == [article]
    assert not queries.due_for_review(writer, today)
    with pytest.raises(Invalid):
        commands.review_article(writer, article.uid, expected_version=None, now=later, review_on=later.date())
    commands.review_article(writer, article.uid, expected_version=None, now=later)
    assert not queries.due_for_review(writer, later.date())


def test_what_readers_say_is_counted_and_told_without_their_name(writer: Scope, reader: Scope) -> None:
    article = published(writer)
    for answer in ("helped", "helped", "not_helped", "accepted", "declined", "declined"):
        commands.answer_article(reader, article.uid, answer=answer, channel="web", now=NOON)
    assert queries.answers_of(writer, [article])[article.pk] == {
        "helped": 2, "not_helped": 1, "accepted": 1, "declined": 2,
    }  # fmt: skip
    month = queries.deflection(writer, NOON, NOON + timedelta(days=1))
    assert month == {"helped": 2, "not_helped": 1, "accepted": 1, "declined": 2}
    assert sum(queries.deflection(writer, NOON - timedelta(days=1), NOON).values()) == 0
    assert not {field.name for field in ArticleAnswer._meta.get_fields()} & {"person", "answered_by", "requester"}
    with everywhere(reason="a test"):
        told = EventRecord.objects.filter(kind="catalogue.article_answered")
        assert {one.payload["answer"] for one in told} == {"helped", "not_helped", "accepted", "declined"}


@pytest.mark.parametrize(("answer", "channel"), [("maybe", "web"), ("helped", "pigeon")])
def test_an_answer_is_one_of_those_there_are(writer: Scope, reader: Scope, answer: str, channel: str) -> None:
    article = published(writer)
    with pytest.raises(Invalid):
        commands.answer_article(reader, article.uid, answer=answer, channel=channel, now=NOON)


def test_nobody_answers_what_they_may_not_read(world: World, writer: Scope, reader: Scope) -> None:
    agents = published(writer, replace(SPILL, audience="agents"))
    for scope in (reader, world.carla.scope):
        with pytest.raises(Article.DoesNotExist):
            commands.answer_article(scope, agents.uid, answer="helped", channel="help", now=NOON)


def test_a_script_has_the_same_steps_in_every_language(writer: Scope) -> None:
    steps = {"en": "1. Ask where\n2. Ask who", "da": "Spørg hvor\nSpørg hvem", "sv": "Fråga var\nFråga vem"}
    script = Draft(code="ask", genre="script", audience="agents", title=TITLE, body=steps, request_types=("mnt.fault",))
    published(writer, script)
    assert queries.articles_about(writer, "mnt.fault", "en", genre="script")[0].steps == ["Ask where", "Ask who"]
    assert not queries.search_articles(writer, "ask", "en")
    uneven = commands.write_article(writer, replace(script, code="uneven", body={**steps, "sv": "Fråga"}), now=NOON)
    with pytest.raises(Invalid):
        commands.publish_article(writer, uneven.uid, expected_version=None, now=NOON)


def test_reading_costs_the_same_for_many(writer: Scope, reader: Scope, django_assert_max_num_queries: Any) -> None:
    counts = []
    for extra in (1, 30):
        for number in range(extra):
            published(writer, replace(SPILL, code=f"more-{extra}-{number}"))
        with django_assert_max_num_queries(5) as seen:
            queries.search_articles(reader, "spill", "en")
        counts.append(len(seen))
    assert counts[0] >= counts[1]


def test_a_text_is_laid_out_by_its_lines() -> None:
    text = "One\nparagraph.\n\n- a\n- b\n1. first\n2) second\nThe end"
    assert [(block.kind, block.lines) for block in rules.blocks_of(text)] == [
        ("p", ("One paragraph.",)), ("ul", ("a", "b")), ("ol", ("first", "second")), ("p", ("The end",)),
    ]  # fmt: skip
    assert rules.blocks_of("") == []


@given(st.text(max_size=400), st.text(alphabet="abcæøå ", max_size=12))
def test_a_snippet_is_a_part_of_its_text(text: str, asked: str) -> None:
    pieces = queries.marked(text, fold(asked).split())
    plain = " ".join(line for block in rules.blocks_of(text) for line in block.lines)
    shown = "".join(piece for piece, _marked in pieces).removeprefix("… ").removesuffix(" …")
    assert shown in plain
    assert all(any(fold(piece).startswith(term) for term in fold(asked).split()) for piece, hit in pieces if hit)


def test_a_snippet_marks_the_word_it_was_searched_by() -> None:
    pieces = queries.marked("Noget langt før. " * 20 + "Gulvafløbet lugter. " + "Noget efter. " * 20, ["gulv"])
    assert ("Gulvafløbet", True) in pieces
    assert sum(len(piece) for piece, _marked in pieces) < 230
