"""Rosters of who is on call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.kernel.local_time import zone_named
from samdrift.operations.workforce.commands.shared import colleague, zone_for
from samdrift.operations.workforce.events import RosterSet
from samdrift.operations.workforce.models import Roster, RosterMember

PLAN = "workforce.plan_on_call"
LONGEST_TURN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterDraft:
    """A roster to write: for what it is meant, when a turn changes hands, and who takes turns in which order.

    Attributes:
        outside: The code of a service calendar: the roster is called while it is closed; "" is always.
        hand_over: Minutes after local midnight.
        members: Employments by uid, in their order.
    """

    code: str
    name: dict[str, str]
    first_day: date
    members: Sequence[UUID]
    lines: Sequence[str] = ()
    site_ids: Sequence[int] = ()
    priorities: Sequence[int] = ()
    outside: str = ""
    timezone: str = ""
    turn_days: int = 7
    hand_over: int = 480
    acknowledge_minutes: int = 10


@transaction.atomic
def set_roster(scope: Scope, draft: RosterDraft, *, now: datetime) -> Roster:
    """Write a roster, new or in place of the one of the same code; safe to repeat.

    Raises:
        DoesNotExist: A member is no colleague.
        Invalid: Something is missing or out of its limits.
        NotAllowed: The actor writes no rosters.
    """
    scope.require(PLAN)
    _check(draft)
    people = [colleague(scope, uid) for uid in dict.fromkeys(draft.members)]
    values: Any = {
        "name": draft.name, "lines": list(draft.lines), "site_ids": list(draft.site_ids),
        "priorities": list(draft.priorities), "outside": draft.outside, "timezone": zone_for(scope, draft.timezone),
        "first_day": draft.first_day, "turn_days": draft.turn_days, "hand_over": draft.hand_over,
        "acknowledge_minutes": draft.acknowledge_minutes, "closed_on": None,
    }  # fmt: skip
    row = Roster.objects.within(scope).filter(code=draft.code.strip().upper()).first()
    if row is None:
        row = Roster.objects.create(community_id=scope.community_id, code=draft.code.strip().upper(), **values)
    else:
        for name, value in values.items():
            setattr(row, name, value)
        row.save_changes(*values)
        RosterMember.objects.within(scope).filter(roster=row).delete()
    RosterMember.objects.bulk_create(
        RosterMember(community_id=scope.community_id, roster=row, employment=one, position=number)
        for number, one in enumerate(people)
    )
    record(RosterSet(code=row.code), scope=scope, at=now, subject=row)
    return row


def _check(draft: RosterDraft) -> None:
    wrong = {}
    if not draft.code.strip() or len(draft.code) > 20:
        wrong["code"] = _("Give a code of at most 20 letters.")
    if not all(draft.name.get(language, "").strip() for language in ("en", "da", "sv")):
        wrong["name"] = _("Give the name in all three languages.")
    if not draft.members:
        wrong["members"] = _("Somebody must take turns.")
    if not 1 <= draft.turn_days <= LONGEST_TURN:
        wrong["turn_days"] = _("A turn has between 1 and %(days)s days.") % {"days": LONGEST_TURN}
    if not 0 <= draft.hand_over < 1440:
        wrong["hand_over"] = _("Give the time of day at which turns change.")
    if not 1 <= draft.acknowledge_minutes <= 120:
        wrong["acknowledge_minutes"] = _("Give between 1 and 120 minutes.")
    try:
        zone_named(draft.timezone or "UTC")
    except ValueError:
        wrong["timezone"] = _("There is no such time zone.")
    if wrong:
        raise Invalid(wrong)


@transaction.atomic
def close_roster(scope: Scope, uid: UUID, *, on: date, expected_version: int | None, now: datetime) -> Roster:
    """Let nobody be called by a roster from a day on.

    Raises:
        DoesNotExist: No such roster within the scope.
        NotAllowed: The actor writes no rosters.
        Stale: Somebody changed it first.
    """
    scope.require(PLAN)
    row = Roster.objects.within(scope).locked(uid, expected_version)
    row.closed_on = on
    row.save_changes("closed_on")
    record(RosterSet(code=row.code, closed=True), scope=scope, at=now, subject=row)
    return row
