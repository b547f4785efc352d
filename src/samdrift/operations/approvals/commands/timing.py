"""What time does to a waiting step: reminders, then others are asked or it lapses; and whoever left is replaced."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.operations.approvals import events, registry, rules
from samdrift.operations.approvals.commands.asking import ask_others, begin_round, choose
from samdrift.operations.approvals.models import Approval
from samdrift.operations.approvals.queries import deciding

ALL_CLASSES = frozenset(f"D{number}" for number in range(10))


def system_scope(community_id: int) -> Scope:
    """Nobody in particular, within one community: what the clock does is done by no person."""
    permissions = frozenset({"approvals.view"})
    return Scope(community_id=community_id, grants=(Grant("SYS", permissions, data_classes=ALL_CLASSES),))


def due_to_act(now: datetime, *, most: int = 200) -> list[tuple[int, UUID]]:
    """Community and uid of waiting steps to which time brings something, the longest due first."""
    with everywhere(reason="time passes in every community; each step is then settled within its own"):
        rows = Approval.objects.filter(state=rules.WAITING, acts_at__lte=now).order_by("acts_at", "pk")
        return list(rows.values_list("community_id", "uid")[:most])


@transaction.atomic
def let_time_act(scope: Scope, uid: UUID, *, now: datetime) -> str:
    """Do what the moment brings, and say what it was: reminded, passed_on, left_waiting, lapsed or nothing.

    Safe to repeat: what was done moves the next moment.
    """
    approval = Approval.objects.within(scope).locked(uid)
    if approval.state != rules.WAITING or approval.acts_at is None or approval.acts_at > now:
        return "nothing"
    start = approval.round_at or approval.asked_at
    told = rules.due(approval.reminders, deciding.moments_of(approval, start), now)
    if told.what == "time_out":
        return _time_out(scope, approval, now)
    approval.reminders, approval.acts_at = told.reminders, told.next_at
    approval.save_changes("reminders", "acts_at")
    if told.what == "remind":
        event = events.ApprovalReminded(
            approval_id=approval.uid, subject_uid=approval.subject_uid, approval_kind=approval.kind,
            asked_ids=tuple(deciding.asked_for(approval)), times=told.reminders,
        )  # fmt: skip
        record(event, scope=scope, at=now, subject=approval)
        return "reminded"
    return "nothing"


def _time_out(scope: Scope, approval: Approval, now: datetime) -> str:
    if approval.at_time_out == "lapse":
        return _lapse(scope, approval, now)
    day = deciding.day_of(approval.community_id, now)
    people = choose(approval, day=day, below=approval.level)
    if people:
        ask_others(scope, approval, people, reason="time_out", at=now)
        return "passed_on"
    # Nobody is above: nothing falls away by itself, the same people are asked again.
    begin_round(approval, at=now)
    approval.save_changes("round_at", "reminders", "acts_at", "due_at")
    event = events.ApprovalLeftWaiting(
        approval_id=approval.uid, subject_uid=approval.subject_uid, approval_kind=approval.kind,
        asked_ids=tuple(deciding.asked_for(approval)),
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=approval)
    return "left_waiting"


def _lapse(scope: Scope, approval: Approval, now: datetime) -> str:
    approval.state, approval.decided_at, approval.acts_at = rules.LAPSED, now, None
    approval.save_changes("state", "decided_at", "acts_at")
    event = events.ApprovalLapsed(
        approval_id=approval.uid, subject_uid=approval.subject_uid, approval_kind=approval.kind
    )
    record(event, scope=scope, at=now, subject=approval)
    registry.subject_of(approval.subject_kind).decided(scope, approval.subject_uid, False, now)  # noqa: FBT003
    return "lapsed"


def ask_again_where_nobody_may(scope: Scope, *, now: datetime) -> int:
    """Ask others wherever nobody of those asked may still decide: they left, moved, lost the role; how many steps.

    A step that nobody could be asked for is asked again too, so that a budget holder who comes finds it waiting.
    """
    day = deciding.day_of(scope.community_id, now)
    with everywhere(reason="every waiting step of one community is compared with who may decide it"):
        rows = Approval.objects.filter(community=scope.community_id, state=rules.WAITING).order_by("pk")
        found = list(rows.values_list("uid", flat=True))
    return sum(_ask_again(scope, uid, day, now) for uid in found)


@transaction.atomic
def _ask_again(scope: Scope, uid: UUID, day: date, now: datetime) -> bool:
    approval = Approval.objects.within(scope).locked(uid)
    if approval.state != rules.WAITING:
        return False
    asked = set(deciding.asked_for(approval))
    could = {one.person_id: one for one in deciding.could_decide(approval, day=day)}
    still = set(could) if approval.level != rules.FALLBACK_LEVEL else _stead(approval, day, could)
    if asked & still - deciding.never(approval):
        return False
    people = choose(approval, day=day)
    if set(people) == asked:
        return False
    ask_others(scope, approval, people, reason="no_longer", at=now)
    return True


def _stead(approval: Approval, day: date, could: Mapping[int, rules.Decider]) -> set[int]:
    """Who may still decide in a budget holder's stead: nobody once there is a budget holder in time."""
    if rules.asked(list(could.values()), amount_minor=approval.amount_minor, never=deciding.never(approval)):
        return set()
    return {one.person_id for one in deciding.instead(approval, day=day)}
