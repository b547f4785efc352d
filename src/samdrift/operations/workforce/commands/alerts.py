"""Alerts: whoever is on call is called, then the next one, the manager and the contract manager, until one takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import OPEN_CLASSES, Scope, everywhere
from samdrift.operations.workforce.commands.shared import system_scope
from samdrift.operations.workforce.events import AlertCalled, AlertRaised, AlertTaken
from samdrift.operations.workforce.models import Alert, AlertCall
from samdrift.operations.workforce.queries.on_call import OnCall, who_is_on_call
from samdrift.operations.workforce.rules import calling as rules
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What somebody is called for. `data_class` and `owner_party_id` are those of the row it speaks of."""

    subject_kind: str
    subject_uid: UUID
    number: str
    title: str
    line: str
    priority: int
    site_id: int | None = None
    unit_id: int | None = None
    contract_id: int | None = None
    data_class: str = "D1"
    owner_party_id: int | None = None


@transaction.atomic
def raise_alert(scope: Scope, alarm: Alarm, *, now: datetime) -> Alert | None:
    """Call whoever is on call for a matter; None where no roster is meant for it now.

    Safe to repeat: one matter is alerted once. Asks no permission: the room of the matter calls it for an event.
    """
    community_id = scope.community_id
    with everywhere(reason="whether the matter is alerted already"):
        known = Alert.objects.filter(community=community_id, subject_uid=alarm.subject_uid).first()
    if known is not None:
        return known
    found = who_is_on_call(community_id, line=alarm.line, site_id=alarm.site_id, priority=alarm.priority, at=now)
    if found is None:
        return None
    row = Alert.objects.create(
        community_id=community_id, data_class=alarm.data_class, owner_party_id=alarm.owner_party_id,
        subject_kind=alarm.subject_kind, subject_uid=alarm.subject_uid, number=alarm.number,
        title=alarm.title[:160], site_id=alarm.site_id, unit_id=alarm.unit_id, contract_id=alarm.contract_id,
        line_code=alarm.line, priority=alarm.priority, roster=found.roster, raised_at=now,
    )  # fmt: skip
    system = system_scope(community_id, alarm.owner_party_id)
    _tell(system, row, AlertRaised(**_about(row), roster=found.roster.code), now)
    _call(system, row, 0, found, now)
    return row


def _about(row: Alert) -> Any:
    return {
        "alert_id": row.uid, "line": row.line_code, "site_id": row.site_id, "unit_id": row.unit_id,
        "contract_id": row.contract_id,
    }  # fmt: skip


def _tell(scope: Scope, row: Alert, event: AlertRaised | AlertCalled | AlertTaken, now: datetime) -> None:
    """Write the event into the history of what the alert is about, in that matter's class."""
    record(event, scope=scope, at=now, subject=row)


def _call(scope: Scope, row: Alert, step: int, found: OnCall | None, now: datetime) -> None:
    """Call one rung, or the next one above where it has nobody who was not called yet."""
    with everywhere(reason="who was called already"):
        called = set(AlertCall.objects.filter(alert=row).values_list("person_id", flat=True))
    rung: int | None = step
    people: list[int] = []
    while rung is not None:
        people = [one for one in _on_rung(row, rung, found, now) if one not in called]
        if people:
            break
        rung = rules.next_rung(rung)
    row.step = len(rules.LADDER) - 1 if rung is None else rung
    more = rung is not None and rules.next_rung(rung) is not None
    row.next_at = now + timedelta(minutes=row.roster.acknowledge_minutes) if more else None
    row.save_changes("step", "next_at")
    if rung is None:
        return
    AlertCall.objects.bulk_create(
        AlertCall(community_id=row.community_id, alert=row, person_id=one, step=rung, at=now) for one in people
    )
    event = AlertCalled(**_about(row), step=rung, rung=rules.LADDER[rung], person_ids=tuple(people))
    _tell(scope, row, event, now)


def _on_rung(row: Alert, rung: int, found: OnCall | None, now: datetime) -> Sequence[int]:
    name = rules.LADDER[rung]
    if name in (rules.ON_CALL, rules.NEXT):
        order = [one for one in found.people if _may_know(row, one, now)] if found is not None else []
        return order[:1] if name == rules.ON_CALL else order[1:2]
    holders = parties.holders_of(
        row.community_id, [name], now=now, unit_id=row.unit_id, site_id=row.site_id, contract_id=row.contract_id,
        line=row.line_code,
    )  # fmt: skip
    return [one.person_id for one in holders if _knows(row, one)]


def _may_know(row: Alert, person_id: int, now: datetime) -> bool:
    """Whether somebody on call may know of the matter: of a restricted one nobody hears who is not cleared for it."""
    if row.data_class in OPEN_CLASSES:
        return True
    one = parties.employed_here(row.community_id, person_id, now=now)
    return one is not None and _knows(row, one)


def _knows(row: Alert, one: parties.Holder) -> bool:
    return row.owner_party_id in (None, one.scope.party_id) and one.scope.allows(
        "workforce.view_alerts", contract=row.contract_id, site=row.site_id, unit=row.unit_id, line=row.line_code,
        data_class=row.data_class, assigned=True,
    )  # fmt: skip


@transaction.atomic
def take_alert(scope: Scope, uid: UUID, *, now: datetime) -> Alert:
    """Say that one takes it: one tap. Safe to repeat.

    Raises:
        DoesNotExist: No such alert within the scope.
        NotAllowed: The actor was not called and does not answer for the place.
        Refused: Somebody else has taken it.
    """
    row = Alert.objects.within(scope).locked(uid)
    with everywhere(reason="whether the actor was called"):
        called = AlertCall.objects.filter(alert=row, person=scope.person_id).exists()
    scope.require(
        "workforce.take_alerts", contract=row.contract_id, site=row.site_id, unit=row.unit_id, line=row.line_code,
        data_class=row.data_class, assigned=called,
    )  # fmt: skip
    if row.state == rules.TAKEN and row.taken_by_id == scope.person_id:
        return row
    if row.state != rules.WAITING:
        raise Refused(_("Somebody has taken it already."))
    row.state, row.taken_by_id, row.taken_at, row.next_at = rules.TAKEN, scope.person_id, now, None
    row.save_changes("state", "taken_by", "taken_at", "next_at")
    _tell(scope, row, AlertTaken(**_about(row), minutes=_minutes(row, now)), now)
    return row


def _minutes(row: Alert, now: datetime) -> int:
    return max(0, int((now - row.raised_at).total_seconds() // 60))


@transaction.atomic
def settle_alert(scope: Scope, subject_uid: UUID, *, now: datetime) -> bool:
    """Call nobody any more, because the matter is in hand or over; whether an alert waited. Safe to repeat.

    Asks no permission: the room of the matter calls it for an event.
    """
    community_id = scope.community_id
    with everywhere(reason="the alert of a matter that has moved"):
        waiting = Alert.objects.filter(community=community_id, subject_uid=subject_uid, state=rules.WAITING)
        found = waiting.values_list("uid", "owner_party_id").first()
    if found is None:
        return False
    uid, party = found
    system = system_scope(community_id, party)
    row = Alert.objects.within(system).locked(uid)
    if row.state != rules.WAITING:
        return False
    row.state, row.next_at = rules.SETTLED, None
    row.save_changes("state", "next_at")
    _tell(system, row, AlertTaken(**_about(row), minutes=_minutes(row, now), settled=True), now)
    return True


def climb_alerts(*, now: datetime, most: int = 200) -> int:
    """Call the next rung of every alert nobody took in time, each in its own transaction; how many. Safe to repeat."""
    with everywhere(reason="alerts wait in every community; each climbs within its own"):
        due = Alert.objects.filter(state=rules.WAITING, next_at__lte=now).order_by("next_at", "pk")
        found = list(due.values_list("community_id", "owner_party_id", "uid")[:most])
    return sum(_climb(system_scope(community_id, party), uid, now) for community_id, party, uid in found)


@transaction.atomic
def _climb(scope: Scope, uid: UUID, now: datetime) -> int:
    row = Alert.objects.within(scope).select_related("roster").locked(uid)
    step = rules.next_rung(row.step)
    if row.state != rules.WAITING or row.next_at is None or row.next_at > now or step is None:
        return 0  # Another worker was faster, or somebody took it meanwhile.
    found = who_is_on_call(
        row.community_id, line=row.line_code, site_id=row.site_id, priority=row.priority, at=row.raised_at
    )
    _call(scope, row, step, found, now)
    return 1
