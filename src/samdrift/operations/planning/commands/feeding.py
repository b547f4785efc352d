"""Secret links under which calendar programs read occurrences."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.operations.planning import events
from samdrift.operations.planning.models import CalendarFeed, MaintenancePlan
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

VIEW = "planning.view"


def digest_of(token: str) -> str:
    """Under what a link is kept: who reads the table cannot open it."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_feed(
    scope: Scope, *, name: str, now: datetime, plan_uid: UUID | None = None, team_id: int | None = None,
    site_id: int | None = None,
) -> tuple[CalendarFeed, str]:  # fmt: skip
    """Make a link to the occurrences of a plan, team or site, or of all one sees; gives it and its secret, shown once.

    Raises:
        DoesNotExist: No such plan or site within the scope.
        Invalid: It has no name, or there is no such team.
        NotAllowed: The actor acts for no employment, or sees no plans.
    """
    scope.require_somewhere(VIEW)
    if scope.employment_id is None:
        raise NotAllowed(_("Only somebody with an employment makes links."))
    if not name.strip():
        raise Invalid({"name": _("Give the link a name, such as the calendar it is for.")})
    if team_id is not None and not parties.teams(scope).filter(pk=team_id).exists():
        raise Invalid({"team": _("There is no such team.")})
    plan = MaintenancePlan.objects.within(scope).get(uid=plan_uid) if plan_uid else None
    site = estate.Site.objects.within(scope).get(pk=site_id) if site_id else None
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        community_id=scope.community_id, name=name.strip()[:80], digest=digest_of(token), plan=plan, team_id=team_id,
        site=site, employment_id=scope.employment_id, made_at=now,
    )  # fmt: skip
    record(events.FeedMade(feed_uid=feed.uid), scope=scope, at=now, subject=feed)
    return feed, token


@transaction.atomic
def end_feed(scope: Scope, uid: UUID, *, now: datetime) -> CalendarFeed:
    """Let a link of one's own open nothing any more; a second time changes nothing.

    Raises:
        DoesNotExist: It is not one's own.
    """
    feed = CalendarFeed.objects.within(scope).locked(uid)
    if feed.ended_at is None:
        feed.ended_at = now
        feed.save_changes("ended_at")
        record(events.FeedEnded(feed_uid=feed.uid), scope=scope, at=now, subject=feed)
    return feed
