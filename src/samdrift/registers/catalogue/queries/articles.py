"""Articles as they are read, listed, searched and counted."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from re import compile as pattern
from uuid import UUID

from django.db.models import Count, QuerySet

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.foundation.search.public import fold, matching_uids, search_rows, terms_of
from samdrift.registers.catalogue.models import Article, ArticleAnswer, ArticleLink, ArticleVersion
from samdrift.registers.catalogue.queries.known import catalogue_of
from samdrift.registers.catalogue.rules import articles as rules

KINDS = ("catalogue.help", "catalogue.advice", "catalogue.own")
_WORD = pattern(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Read:
    """A published article as its reader gets it, in one language."""

    uid: UUID
    code: str
    genre: str
    audience: str
    number: int
    title: str
    body: str
    request_types: tuple[str, ...] = ()  # codes

    @property
    def blocks(self) -> list[rules.Block]:
        """The text as it is laid out."""
        return rules.blocks_of(self.body)

    @property
    def steps(self) -> list[str]:
        """The steps of a script."""
        return rules.steps_of(self.body)


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article that was searched for, with the part of it that matches."""

    article: Read
    pieces: list[tuple[str, bool]]


def articles(scope: Scope, *, state: str = "", genre: str = "") -> QuerySet[Article]:
    """Articles this person may know of, by code; only of a state or a genre when one is given."""
    rows = Article.objects.within(scope).order_by("code", "pk")
    rows = rows.filter(state=state) if state else rows
    return rows.filter(genre=genre) if genre else rows


def due_for_review(scope: Scope, today: date) -> QuerySet[Article]:
    """Published articles whose day of review has come, the longest waiting first."""
    rows = Article.objects.within(scope).filter(state="published", review_on__lte=today)
    return rows.order_by("review_on", "code", "pk")


def read_articles(
    scope: Scope, language: str, *, uids: Collection[UUID] | None = None, genre: str = "article"
) -> list[Read]:
    """Published articles in a language, in the order asked for, or else by title; three statements however many."""
    rows = Article.objects.within(scope).filter(state="published", audience__in=Article.audiences_of(scope))
    rows = rows.filter(uid__in=uids) if uids is not None else rows
    found = list(rows.filter(genre=genre) if genre else rows)
    return _read(scope, found, language, order=list(uids) if uids is not None else None)


def _read(scope: Scope, rows: list[Article], language: str, *, order: list[UUID] | None) -> list[Read]:
    pks = [row.pk for row in rows]
    versions = {
        (one.article_id, one.number): one for one in ArticleVersion.objects.within(scope).filter(article__in=pks)
    }
    types = codes_of_types(scope, pks)
    made = []
    for row in rows:
        version = versions.get((row.pk, row.published_number or 0))
        if version is not None:
            made.append(
                Read(
                    row.uid, row.code, row.genre, row.audience, version.number, in_language(version.title, language),
                    in_language(version.body, language), tuple(types.get(row.pk, ())),
                )
            )  # fmt: skip
    if order is None:
        return sorted(made, key=lambda one: (fold(one.title), one.code))
    return sorted(made, key=lambda one: order.index(one.uid))


def codes_of_types(scope: Scope, article_ids: Collection[int]) -> dict[int, list[str]]:
    """The codes of the request types each article is about."""
    found: dict[int, list[str]] = {}
    links = ArticleLink.objects.within(scope).filter(article__in=article_ids)
    for article_id, code in links.order_by("request_type__code").values_list("article_id", "request_type__code"):
        found.setdefault(article_id, []).append(code)
    return found


def read_article(scope: Scope, uid: UUID, language: str) -> Read:
    """One published article.

    Raises:
        DoesNotExist: There is none that this person may read.
    """
    found = read_articles(scope, language, uids=[uid], genre="")
    if not found:
        raise Article.DoesNotExist
    return found[0]


def versions_of(scope: Scope, article: Article) -> list[ArticleVersion]:
    """Every version one may know of, the newest first, with who wrote it."""
    rows = ArticleVersion.objects.within(scope).filter(article=article).select_related("written_by")
    return list(rows.order_by("-number"))


def newest_titles(scope: Scope, rows: Iterable[Article], language: str) -> dict[int, str]:
    """What each article is called in its newest version."""
    pks = [row.pk for row in rows]
    versions = ArticleVersion.objects.within(scope).filter(article__in=pks).order_by("number")
    return {article: in_language(title, language) for article, title in versions.values_list("article_id", "title")}


def search_articles(scope: Scope, text: str, language: str, *, most: int = 20) -> list[FoundArticle]:
    """Published articles that have every word of the text, in whatever language, each with the part that matches."""
    hits = search_rows(scope, text, kinds=KINDS, limit=most).hits
    terms = terms_of(text)
    return [
        FoundArticle(one, marked(one.body, terms)) for one in read_articles(scope, language, uids=[h.uid for h in hits])
    ]


def articles_named(scope: Scope, text: str) -> list[UUID]:
    """Ids of published articles that have the words, for a list of articles that filters."""
    return [uid for kind in KINDS for uid in matching_uids(scope, text, kind=kind)]


def marked(body: str, terms: Collection[str]) -> list[tuple[str, bool]]:
    """The part of a text around the first of the words, its matches marked."""
    plain = " ".join(line for block in rules.blocks_of(body) for line in block.lines)
    words = [(found.start(), found.end(), fold(found.group())) for found in _WORD.finditer(plain)]
    return rules.snippet(words, plain, terms)


def articles_about(scope: Scope, request_type: str, language: str, *, genre: str = "article") -> list[Read]:
    """Published articles, or scripts, about a request type."""
    links = ArticleLink.objects.within(scope).filter(request_type__code=request_type)
    uids = list(links.order_by("article__code").values_list("article__uid", flat=True))
    return read_articles(scope, language, uids=uids, genre=genre) if uids else []


def answers_of(scope: Scope, rows: Iterable[Article]) -> dict[int, dict[str, int]]:
    """How often each answer was given, by article: helped, not_helped, accepted, declined."""
    found = {row.pk: dict.fromkeys(rules.ANSWERS, 0) for row in rows}
    counted = ArticleAnswer.objects.within(scope).filter(article__in=list(found))
    for article, answer, count in counted.values_list("article_id", "answer").annotate(count=Count("pk")).order_by():
        found[article][answer] = count
    return found


def deflection(scope: Scope, begin: datetime, end: datetime) -> Mapping[str, int]:
    """How often suggested answers were accepted (nothing was asked for) and declined in [begin, end), and what
    readers said of articles, for measures. An answer is counted as it was given: nobody is counted who said nothing.
    """
    rows = ArticleAnswer.objects.within(scope).filter(at__gte=begin, at__lt=end)
    counted = dict(rows.values_list("answer").annotate(count=Count("pk")).order_by())
    return {answer: counted.get(answer, 0) for answer in rules.ANSWERS}


def types_of(scope: Scope, codes: Iterable[str], language: str) -> list[tuple[str, str]]:
    """Code and name of request types, as far as they are offered."""
    known = {kind.code: kind for kind in catalogue_of(scope.community_id).types.values()}
    return [(code, in_language(known[code].name, language)) for code in codes if code in known]
