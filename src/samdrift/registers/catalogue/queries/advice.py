"""Which articles answer a text: by the request types it speaks of, and by their own words."""

from functools import lru_cache
from uuid import UUID

from django.db.models import Count, Max, Sum

from samdrift.foundation.scope import Scope, everywhere
from samdrift.foundation.search.public import words_of
from samdrift.registers.catalogue.models import Article, ArticleLink, ArticleVersion
from samdrift.registers.catalogue.queries.articles import Read, read_articles
from samdrift.registers.catalogue.queries.known import catalogue_of
from samdrift.registers.catalogue.queries.suggesting import spoken_of
from samdrift.registers.catalogue.rules import suggesting

CONSIDERED = 8


def articles_suggested(scope: Scope, text: str, language: str, *, most: int = 2) -> list[Read]:
    """Published articles that probably answer a text and that this person may read, the best first."""
    best = [UUID(uid) for uid in suggesting.best(_scores(scope.community_id, text), CONSIDERED)]
    return read_articles(scope, language, uids=best)[:most] if best else []


def _scores(community_id: int, text: str) -> dict[str, float]:
    spoken = spoken_of(catalogue_of(community_id), text)
    known = _known(community_id, _stamp(community_id))
    if not spoken or known is None:
        return {}
    own, types = known
    return suggesting.answering(spoken, own.spoken_of(words_of(text)), types)


def _stamp(community_id: int) -> tuple[object, ...]:
    with everywhere(reason="whether what is remembered of articles is still the newest"):
        rows = Article.objects.filter(community=community_id, state="published", genre="article")
        return tuple(rows.aggregate(Count("pk"), Max("pk"), Sum("version")).values())


def forget() -> None:
    """Drop what this process remembers of articles; for tests, whose rows come back under the same numbers."""
    _known.cache_clear()


@lru_cache(maxsize=32)
def _known(
    community_id: int, _newest: tuple[object, ...]
) -> tuple[suggesting.Subjects, dict[str, tuple[str, ...]]] | None:
    """What published articles say, in every language, and the codes of the types they are about."""
    with everywhere(reason="which articles a text speaks of; the reader's gate is asked before any is shown"):
        rows = {
            row.pk: row
            for row in Article.objects.filter(community=community_id, state="published", genre="article").order_by("pk")
        }
        versions = list(ArticleVersion.objects.filter(article__in=rows))
        links = list(ArticleLink.objects.filter(article__in=rows).values_list("article_id", "request_type__code"))
    if not rows:
        return None
    titles: dict[str, list[str]] = {}
    texts: dict[str, list[str]] = {}
    for one in versions:
        row = rows[one.article_id]
        if one.number == row.published_number:
            titles[str(row.uid)] = [words_of(text) for text in one.title.values()]
            texts[str(row.uid)] = [words_of(text) for text in (*one.title.values(), *one.body.values())]
    types: dict[str, tuple[str, ...]] = dict.fromkeys(titles, ())
    for article_id, code in links:
        types[str(rows[article_id].uid)] += (code,)
    single = {uid: [word for title in of for word in title.split() if len(word) > 3] for uid, of in titles.items()}
    return suggesting.Subjects(single, texts), types
