"""Telling people of the answers they follow: once on its day, in their language, or only when it has changed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from samdrift.doors.ask.answers import Told, told, why_not
from samdrift.foundation.datasets import public as datasets
from samdrift.foundation.datasets.public import SavedQuestion, SecretLink, Subscription, Today
from samdrift.foundation.notices.public import MAIL, Notice, NoticeKind, Telling, To, register_kinds, tell
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties import public as parties

KEY, STOPPED = "ask.answer", "ask.stopped"


def _link(notice: Notice) -> str:
    return reverse("ask:kept", args=[notice.subject_uid]) if notice.subject_uid else ""


register_kinds(
    NoticeKind(
        key=KEY, number="N-68", name=_("The answer to a question you follow"), subject=_("%(name)s: %(headline)s"),
        body=_("%(lines)s"), reason=_("You get this because you asked to be told of this question."),
        channels=frozenset({MAIL}), to_actor=True, link=_link,
    ),
    NoticeKind(
        key=STOPPED, number="N-68", name=_("A question you follow can no longer be answered"),
        subject=_("“%(name)s” can no longer be answered"),
        body=_("%(why)s Nothing more is told of it until it is changed. Open it, put it right and keep it again, or "
               "stop following it."),
        reason=_("You get this once, because you follow this question or made a feed of it."),
        channels=frozenset({MAIL}), to_actor=True, link=_link,
    ),
)  # fmt: skip


def tell_due(community_id: int, *, now: datetime) -> int:
    """Tell everybody of a community whose day has come; how many were told."""
    zone = ZoneInfo(parties.Community.objects.values_list("timezone", flat=True).get(pk=community_id))
    today = Today(now, zone)
    with everywhere(reason="what is followed, by anybody; each answer is asked through its follower's own gate"):
        rows = Subscription.objects.filter(community=community_id, next_on__lte=today.day)
        due = list(rows.select_related("saved", "person").order_by("pk"))
    return sum(_tell_one(one, today) for one in due)


def _tell_one(one: Subscription, today: Today) -> bool:
    scope = parties.scope_at(one.person, one.employment_id, now=today.now) if one.person.state == "active" else None
    answer = None
    if scope is not None and scope.employment_id == one.employment_id:
        with translation.override(scope.language), timezone.override(today.zone):
            answer = told(scope, one.saved, today)
            if answer is None:
                tell_stopped(one, one.saved, scope, today.now)
            return _advance(one, today, scope, answer)
    return _advance(one, today, scope, None)


@transaction.atomic
def tell_stopped(one: Subscription | SecretLink, saved: SavedQuestion, scope: Scope, now: datetime) -> None:
    """Tell whoever follows a question, once, that it can no longer be answered and why."""
    why = why_not(scope, saved)
    if one.stopped_at is not None or not why or scope.person_id is None or scope.employment_id is None:
        return
    telling = Telling(
        to=[To(scope.person_id, scope.employment_id, language=scope.language)],
        facts={"name": saved.name, "why": why},
        subject_kind="datasets.savedquestion",
        subject_uid=saved.uid,
    )
    tell(STOPPED, telling, community_id=one.community_id, cause=f"{STOPPED}:{one.uid}:{now:%Y-%m-%d}", at=now)
    one.stopped_at = now
    one.save_changes("stopped_at")


@transaction.atomic
def _advance(one: Subscription, today: Today, scope: Scope | None, answer: Told | None) -> bool:
    """Tell, and note the next day, in one step: told twice or never is both wrong."""
    says = scope is not None and answer is not None
    if says and answer is not None and one.only_changes and answer.digest == one.answer_digest:
        says = False
    if says and scope is not None and answer is not None:
        lines = "\n".join(f"{what}: {value}" if value else what for what, value in answer.lines) or answer.headline
        telling = Telling(
            to=[To(one.person_id, one.employment_id, language=scope.language)],
            facts={"name": one.saved.name, "headline": answer.headline, "lines": lines[:4000]},
            data_class="D2" if answer.dataset.data_class == "D2" else "D1",
            subject_kind="datasets.savedquestion", subject_uid=one.saved.uid,
        )  # fmt: skip
        tell(KEY, telling, community_id=one.community_id, cause=f"{KEY}:{one.uid}:{one.next_on}", at=today.now)
        one.answer_digest, one.told_at, one.stopped_at = answer.digest, today.now, None
    one.next_on = datasets.next_day(today.day, one.every)
    one.save_changes("next_on", "answer_digest", "told_at", "stopped_at")
    return says
