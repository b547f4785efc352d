"""Writing articles and scripts: drafts, publishing, withdrawing, reviewing, and what readers say of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.foundation.search.public import Findable, forget_row, index_row
from samdrift.registers.catalogue import events
from samdrift.registers.catalogue.models import Article, ArticleAnswer, ArticleLink, ArticleVersion, RequestType
from samdrift.registers.catalogue.rules import articles as rules
from samdrift.registers.parties import public as parties

WRITE = "catalogue.write_articles"
FOUND_AS = {"requesters": "catalogue.help", "agents": "catalogue.advice", "provider": "catalogue.own"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody writes. Titles and bodies by language; a body has paragraphs, "- " points and "1. " steps."""

    code: str
    title: Mapping[str, str]
    body: Mapping[str, str]
    genre: str = "article"
    audience: str = "requesters"
    request_types: tuple[str, ...] = ()
    note: str = ""


@transaction.atomic
def write_article(scope: Scope, draft: Draft, *, now: datetime) -> Article:
    """Begin an article or a script; nobody reads it until it is published.

    Raises:
        Invalid: Its code is taken or no code, a text is too long, or a request type does not exist.
        NotAllowed: The actor may not write articles, or not for this audience.
    """
    scope.require(WRITE)
    _check(scope, draft)
    if Article.objects.within(scope).filter(code=draft.code).exists():
        raise Invalid({"code": _("There is an article with this code already.")})
    owner = scope.party_id if draft.audience == "provider" else None
    article = Article.objects.create(
        community_id=scope.community_id, owner_party_id=owner, code=draft.code, genre=draft.genre,
        audience=draft.audience,
    )  # fmt: skip
    _write(scope, article, draft, number=1, now=now)
    return article


@transaction.atomic
def revise_article(scope: Scope, uid: UUID, draft: Draft, *, expected_version: int | None, now: datetime) -> Article:
    """Write the next version; readers keep the published one until this one is published too.

    Raises:
        DoesNotExist: There is no such article for this actor.
        Invalid: As when it was begun.
        NotAllowed: The actor may not write articles, or not for this audience.
        Stale: Somebody changed it meanwhile.
    """
    article = _locked(scope, uid, expected_version)
    _check(scope, draft)
    last = _last(scope, article)
    if draft.audience != article.audience:
        _move_audience(scope, article, draft.audience)
    _write(scope, article, draft, number=last.number + 1 if last.published_at else last.number, now=now)
    article.save_changes("audience", "owner_party")
    if article.state == "published":
        _index(scope, article)
    return article


@transaction.atomic
def publish_article(
    scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime, review_on: date | None = None
) -> Article:
    """Let readers have the newest version from now on.

    Args:
        review_on: When it must be read again; a year from now when nothing is said.

    Raises:
        Invalid: A language is missing, the languages' steps differ, or the day of review has passed.
        Refused: Its newest version is published already.
    """
    article = _locked(scope, uid, expected_version)
    last = _last(scope, article)
    if article.state == "published" and last.published_at:
        raise Refused(_("Its newest version is published already."))
    _require_complete(article, last)
    article.state = str(rules.after(article.state, "publish"))
    article.published_number = last.number
    article.review_on = _review_day(scope, review_on, now)
    if last.published_at is None:
        last.published_at = now
        last.save_changes("published_at")
    article.save_changes("state", "published_number", "review_on")
    _index(scope, article)
    event = events.ArticlePublished(article_uid=article.uid, number=last.number, review_on=article.review_on)
    record(event, scope=scope, at=now, subject=article)
    return article


@transaction.atomic
def withdraw_article(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Article:
    """Let nobody read it any more; its versions stay for whoever writes.

    Raises:
        Refused: It is not published.
    """
    article = _moved(scope, uid, expected_version, "withdraw")
    article.save_changes("state")
    for kind in FOUND_AS.values():
        forget_row(kind, article.uid)
    record(events.ArticleWithdrawn(article_uid=article.uid), scope=scope, at=now, subject=article)
    return article


@transaction.atomic
def review_article(
    scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime, review_on: date | None = None
) -> Article:
    """Say that it was read again and is still right.

    Raises:
        Invalid: The day of the next review has passed.
        Refused: It is not published.
    """
    article = _moved(scope, uid, expected_version, "review")
    article.review_on = _review_day(scope, review_on, now)
    article.save_changes("review_on")
    event = events.ArticleReviewed(article_uid=article.uid, review_on=article.review_on)
    record(event, scope=scope, at=now, subject=article)
    return article


@transaction.atomic
def answer_article(scope: Scope, uid: UUID, *, answer: str, channel: str, now: datetime) -> ArticleAnswer:
    """Count what a reader says of a published article. Who it was is not kept with the answer.

    Args:
        answer: helped or not_helped (did this help?); accepted: nothing was asked for then; declined: asked anyway.

    Raises:
        DoesNotExist: There is no such article for this reader.
    """
    article = Article.objects.within(scope).filter(state="published").get(uid=uid)
    if answer not in rules.ANSWERS or channel not in rules.CHANNELS:
        raise Invalid({"answer": _("Say yes or no.")})
    number = article.published_number or 1
    made = ArticleAnswer.objects.create(
        community_id=scope.community_id, owner_party_id=article.owner_party_id, article=article, number=number,
        answer=answer, channel=channel, at=now,
    )  # fmt: skip
    event = events.ArticleAnswered(article_uid=article.uid, number=number, answer=answer, channel=channel)
    record(event, scope=scope, at=now, subject=article)
    return made


def _check(scope: Scope, draft: Draft) -> None:
    wrong: dict[str, str] = {}
    if not rules.is_code(draft.code):
        wrong["code"] = _("Use small letters, figures and hyphens, two to forty.")
    if draft.genre not in rules.GENRES or draft.audience not in rules.AUDIENCES:
        wrong["audience"] = _("Choose who it is for.")
    elif draft.audience == "provider" and scope.side != "provider":
        wrong["audience"] = _("Only the provider writes for the provider’s own people.")
    for one in rules.LANGUAGES:
        if len(draft.title.get(one, "")) > rules.LONGEST_TITLE:
            wrong[f"title_{one}"] = _("At most %(most)s characters.") % {"most": rules.LONGEST_TITLE}
        if len(draft.body.get(one, "")) > rules.LONGEST_BODY:
            wrong[f"body_{one}"] = _("At most %(most)s characters.") % {"most": rules.LONGEST_BODY}
    if wrong:
        raise Invalid(wrong)


def _write(scope: Scope, article: Article, draft: Draft, *, number: int, now: datetime) -> None:
    fresh = ArticleVersion(community_id=scope.community_id, article=article, number=number)
    row = ArticleVersion.objects.within(scope).filter(article=article, number=number).first() or fresh
    row.title = {one: draft.title.get(one, "").strip() for one in rules.LANGUAGES}
    row.body = {one: draft.body.get(one, "").strip() for one in rules.LANGUAGES}
    row.note, row.written_by_id, row.written_at = draft.note[:200], scope.person_id, now
    row.owner_party_id = article.owner_party_id
    row.save()
    _link(scope, article, draft.request_types)
    event = events.ArticleWritten(article_uid=article.uid, number=number)
    record(event, scope=scope, at=now, subject=article)


def _link(scope: Scope, article: Article, codes: tuple[str, ...]) -> None:
    types = list(RequestType.objects.within(scope).filter(code__in=codes))
    if len(types) != len(set(codes)):
        raise Invalid({"request_types": _("There is no such thing to ask for.")})
    ArticleLink.objects.within(scope).filter(article=article).delete()
    ArticleLink.objects.bulk_create(
        ArticleLink(
            community_id=scope.community_id, article=article, request_type=kind, owner_party_id=article.owner_party_id
        )
        for kind in types
    )


def _move_audience(scope: Scope, article: Article, audience: str) -> None:
    forget_row(FOUND_AS[article.audience], article.uid)
    article.audience = audience
    article.owner_party_id = scope.party_id if audience == "provider" else None
    ArticleVersion.objects.within(scope).filter(article=article).update(owner_party_id=article.owner_party_id)
    ArticleAnswer.objects.within(scope).filter(article=article).update(owner_party_id=article.owner_party_id)


def _require_complete(article: Article, last: ArticleVersion) -> None:
    wrong = {
        f"body_{one}": _("Title and text are needed in all three languages before it can be published.")
        for one in rules.missing_languages(last.title, last.body)
    }
    if not wrong and article.genre == "script" and rules.uneven_steps(last.body):
        sentence = _("A script has the same steps in every language, at most %(most)s.")
        wrong["body_en"] = sentence % {"most": rules.MOST_STEPS}
    if wrong:
        raise Invalid(wrong)


def _locked(scope: Scope, uid: UUID, expected_version: int | None) -> Article:
    """Who may read it and not write is told so, before anything about versions."""
    Article.objects.within(scope).only("pk").get(uid=uid)
    scope.require(WRITE)
    return Article.objects.within(scope).locked(uid, expected_version)


def _moved(scope: Scope, uid: UUID, expected_version: int | None, move: str) -> Article:
    article = _locked(scope, uid, expected_version)
    state = rules.after(article.state, move)
    if state is None:
        raise Refused(_("It is not published."))
    article.state = state
    return article


def _review_day(scope: Scope, given: date | None, now: datetime) -> date:
    today = parties.community_day(scope, now)
    if given is not None and given <= today:
        raise Invalid({"review_on": _("Choose a day that is still to come.")})
    return given or rules.review_day(today)


def _last(scope: Scope, article: Article) -> ArticleVersion:
    return ArticleVersion.objects.within(scope).filter(article=article).order_by("-number")[0]


def _index(scope: Scope, article: Article) -> None:
    """Let it be found by what its published version says in every language."""
    if article.genre == "script":
        return  # a script is read beside a call, never found by searching
    read = ArticleVersion.objects.within(scope).get(article=article, number=article.published_number or 0)
    title, body = (" ".join(texts.values()) for texts in (read.title, read.body))
    index_row(Findable(kind=FOUND_AS[article.audience], row=article, title=title, body=body))
