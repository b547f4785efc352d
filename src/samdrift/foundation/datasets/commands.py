"""Keeping questions, following them, making and ending secret links, and noting what was taken along."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.datasets.events import LinkEnded, LinkMade, ListExported
from samdrift.foundation.datasets.models import SavedQuestion, SecretLink, Subscription
from samdrift.foundation.datasets.periods import first_of_month
from samdrift.foundation.datasets.question import Question, from_json
from samdrift.foundation.datasets.reading import checked
from samdrift.foundation.datasets.registry import datasets
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope

MOST, MOST_LINKS = 100, 40
EVERY = ("day", "week", "month")
LINK, SHARE = "datasets.link", "datasets.share"


@transaction.atomic
def save_question(scope: Scope, question: Question, *, name: str, shared: bool, now: datetime) -> SavedQuestion:
    """Keep a question under a name; the same name again replaces it.

    Raises:
        Invalid: There is no name, or the question cannot be asked by this person.
        NotAllowed: The actor may not share with the party.
        Refused: There are too many already.
    """
    name = name.strip()[:80]
    if not name or scope.person_id is None:
        raise Invalid({"name": _("Give the question a name.")})
    if shared:
        scope.require_somewhere(SHARE)
    dataset = datasets[question.dataset]
    scope.require_somewhere(dataset.permission)
    checked(dataset, scope, question)
    mine = SavedQuestion.objects.within(scope).filter(person=scope.person_id)
    known = mine.filter(name=name, dataset=dataset.code).first()
    if known is not None:
        known.question, known.shared = question.as_json(), shared
        known.save_changes("question", "shared")
        return known
    if mine.count() >= MOST:
        raise Refused(_("You have kept many questions already. Forget one first."))
    return SavedQuestion.objects.create(
        community_id=scope.community_id, owner_party_id=scope.party_id, person_id=scope.person_id, name=name,
        dataset=dataset.code, question=question.as_json(), shared=shared, made_at=now,
    )  # fmt: skip


@transaction.atomic
def forget_question(scope: Scope, uid: UUID) -> None:
    """Forget a question of one's own, with all that follows it.

    Raises:
        DoesNotExist: There is none, or it is somebody else's.
    """
    SavedQuestion.objects.within(scope).filter(person=scope.person_id).locked(uid).delete()


@transaction.atomic
def follow_question(
    scope: Scope, saved_uid: UUID, *, every: str, only_changes: bool, today: date
) -> Subscription:  # fmt: skip
    """Be told of a kept question's answer every day, week or month; again changes how often.

    Raises:
        DoesNotExist: No such question within the scope.
        Invalid: There is no such rhythm.
        NotAllowed: The actor acts for no employment, or may not see the list.
    """
    if scope.employment_id is None or scope.person_id is None:
        raise NotAllowed(_("Only somebody with an employment is told of answers."))
    saved = SavedQuestion.objects.within(scope).get(uid=saved_uid)
    scope.require_somewhere(datasets[saved.dataset].permission)
    if every not in EVERY:
        raise Invalid({"every": _("Choose every day, every week or every month.")})
    known = Subscription.objects.within(scope).filter(saved=saved).first()
    if known is not None:
        known.every, known.only_changes, known.next_on = every, only_changes, next_day(today, every)
        known.save_changes("every", "only_changes", "next_on")
        return known
    return Subscription.objects.create(
        community_id=scope.community_id, owner_party_id=scope.party_id, saved=saved, person_id=scope.person_id,
        employment_id=scope.employment_id, every=every, only_changes=only_changes, next_on=next_day(today, every),
    )  # fmt: skip


@transaction.atomic
def unfollow_question(scope: Scope, uid: UUID) -> None:
    """Be told no more.

    Raises:
        DoesNotExist: It is not one's own.
    """
    Subscription.objects.within(scope).locked(uid).delete()


def next_day(today: date, every: str) -> date:
    """The day after `today` on which somebody is told: tomorrow, Monday, or the first of the month."""
    if every == "day":
        return today + timedelta(days=1)
    if every == "week":
        return today + timedelta(days=7 - today.weekday())
    return first_of_month(today, 1)


def digest_of(text: str) -> str:
    """Under what a secret or an answer is kept: who reads the table cannot open it."""
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def make_link(
    scope: Scope, *, kind: str, name: str, now: datetime, saved_uid: UUID | None = None,
    shows: dict[str, Any] | None = None,
) -> tuple[SecretLink, str]:  # fmt: skip
    """Make a secret address for a feed or a wall screen; gives it and its secret, which is shown once.

    Raises:
        DoesNotExist: No such question within the scope.
        Invalid: It has no name.
        NotAllowed: The actor makes no links.
        Refused: There are too many already.
    """
    scope.require_somewhere(LINK)
    if scope.employment_id is None:
        raise NotAllowed(_("Only somebody with an employment makes links."))
    if not name.strip():
        raise Invalid({"name": _("Give the link a name, such as where it is used.")})
    if SecretLink.objects.within(scope).filter(ended_at__isnull=True).count() >= MOST_LINKS:
        raise Refused(_("You have made many links already. End one first."))
    saved = SavedQuestion.objects.within(scope).get(uid=saved_uid) if saved_uid else None
    token = secrets.token_urlsafe(32)
    link = SecretLink.objects.create(
        community_id=scope.community_id, kind=kind, name=name.strip()[:80], digest=digest_of(token), saved=saved,
        employment_id=scope.employment_id, shows=shows or {}, made_at=now,
    )  # fmt: skip
    record(LinkMade(link_uid=link.uid, what=kind), scope=scope, at=now, subject=link)
    return link, token


@transaction.atomic
def end_link(scope: Scope, uid: UUID, *, now: datetime) -> SecretLink:
    """Let a link of one's own open nothing any more; a second time changes nothing.

    Raises:
        DoesNotExist: It is not one's own.
    """
    link = SecretLink.objects.within(scope).locked(uid)
    if link.ended_at is None:
        link.ended_at = now
        link.save_changes("ended_at")
        record(LinkEnded(link_uid=link.uid, what=link.kind), scope=scope, at=now, subject=link)
    return link


@transaction.atomic
def note_export(scope: Scope, question: Question, *, form: str, rows: int, now: datetime) -> None:
    """Write into the book that somebody took a list along."""
    told = ListExported(
        dataset=question.dataset, form=form, rows=rows, question=digest_of(question.as_json())[:16]
    )  # fmt: skip
    record(told, scope=scope, at=now)


def question_of(saved: SavedQuestion) -> Question:
    """What a kept question asks."""
    return from_json(saved.question)
