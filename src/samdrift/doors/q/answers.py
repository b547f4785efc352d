"""Answers before somebody sends: an article under the chosen problem, and what fits the words that were typed.

For anybody who stands before a code: published articles for requesters, and of open requests kind and age only. A
silent code offers nothing, whatever is asked of it.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samdrift.doors.q import choices
from samdrift.foundation.idempotency import hash_of, once
from samdrift.foundation.scope import Scope
from samdrift.operations.desk import public as desk
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import public as tags

REMEMBERED_SECONDS = 60
MOST = 2
LOOKED_AT = 3  # the types a text speaks of most, with which open requests are compared
LONGEST_LOOK = 400


@dataclass(frozen=True, slots=True)
class Offer:
    """What fits the words somebody typed: articles, and open requests here as {"key", "label", "at"}."""

    articles: Sequence[catalogue.Read] = ()
    alike: Sequence[Mapping[str, object]] = ()


NOTHING = Offer()
ByType = Mapping[str, catalogue.Read]
_answers: dict[tuple[UUID, str], tuple[float, ByType]] = {}


def by_type(found: tags.Scanned, language: str) -> ByType:
    """The article to show under a problem, by the code of its request type; looked at again after a minute.

    The same object as long as it is remembered, so that a drawn page can be told by it.
    """
    moment = time.monotonic()
    kept = _answers.get((found.community_uid, language))
    if kept is not None and moment - kept[0] <= REMEMBERED_SECONDS:
        return kept[1]
    made: dict[str, catalogue.Read] = {}
    for one in catalogue.read_articles(stranger(found, language), language):
        if one.audience == "requesters":
            for code in one.request_types:
                made.setdefault(code, one)
    if len(_answers) > 200:
        _answers.clear()
    _answers[found.community_uid, language] = (moment, made)
    return made


def looked_up(
    found: tags.Scanned | None, text: str, listed: Sequence[Mapping[str, object]], known: Sequence[desk.Known],
    language: str,
) -> Offer:  # fmt: skip
    """What fits a text, for whoever stands before the code.

    Args:
        listed: Open requests here as the page lists them; only those are spoken of, and in no other words.
        known: The same requests, by whose kind they are compared.
    """
    text = text.strip()[:LONGEST_LOOK]
    if found is None or found.secured or found.answer.form != "place" or len(text) < 3:
        return NOTHING
    scope = stranger(found, language)
    suggested = catalogue.articles_suggested(scope, text, language, most=MOST)
    kinds = catalogue.types_suggested_by(choices.book_of(found), text, most=LOOKED_AT)
    near = {kind.pk for kind in kinds}
    alike = {str(one.uid) for one in known if one.request_type_id in near}
    return Offer(
        [one for one in suggested if one.audience == "requesters"],
        [one for one in listed if str(one["key"]) in alike],
    )


def shown_with(found: tags.Scanned, problem: choices.Choice, typed: Iterable[str], language: str) -> list[UUID]:
    """The articles somebody had before their eyes when they sent: under the problem, and for the words typed."""
    under = by_type(found, language).get(problem.request_type)
    first = [under.uid] if under is not None else []
    return list(dict.fromkeys([*first, *uids_of(typed)]))


def uids_of(written: Iterable[str]) -> list[UUID]:
    """The first few of what a form says are articles; what is no uid is passed over."""
    found = []
    for one in list(written)[:MOST]:
        with suppress(ValueError):
            found.append(UUID(one))
    return found


def count(found: tags.Scanned, uids: Iterable[UUID], answer: str, *, key: str, now: datetime) -> int:
    """Count what was said of articles, once for a form: accepted (nothing was sent) or declined (sent all the same).

    Gives how many were counted; an article that is not, or no longer, for everybody counts nothing.
    """
    scope, said = stranger(found, "en"), 0
    for uid in uids:
        # What is for colleagues only is not shown here, so nobody before a code can have read it.
        article = next(iter(catalogue.read_articles(scope, "en", uids=[uid])), None)
        if article is None or article.audience != "requesters":
            continue

        def do(uid: UUID = uid) -> str:
            return str(catalogue.answer_article(scope, uid, answer=answer, channel="qr", now=now).pk)

        once(f"q:{found.code}", f"{answer}:{key}:{uid}"[:200], hash_of(answer, uid), do)
        said += 1
    return said


def stranger(found: tags.Scanned, language: str) -> Scope:
    """Whoever stands there, with an account or without: on a wall everybody reads the same."""
    return parties.tag_scope(found.community_id, site_id=found.site_id, language=language)


def forget() -> None:
    """Drop what this process remembers; for tests."""
    _answers.clear()
