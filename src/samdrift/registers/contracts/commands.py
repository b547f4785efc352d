"""Writing terms: contracts, calendar versions and SLA policies. Nothing is edited; a change is a new version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.calendars import CalendarProblem
from samdrift.registers.contracts import queries
from samdrift.registers.contracts.events import CalendarPublished, ContractRecorded, PolicyPublished
from samdrift.registers.contracts.models import Contract, ContractVersion, ServiceCalendar, SlaClock, SlaPolicy


@dataclass(frozen=True, slots=True)
class ClockTerms:
    """One clock as agreed. `unit` is work_minutes, calendar_days or work_days."""

    kind: str
    unit: str
    amount: int
    calendar_code: str
    stops_with: str
    starts_with: str = "received"
    cut_off: time | None = None
    at_close: str = "closing"
    pausable: Sequence[str] = ()
    at_risk_percent: int = 75


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    """A policy as agreed; empty conditions fit everything."""

    code: str
    name: Mapping[str, str]
    clocks: Sequence[ClockTerms]
    valid_from: date
    line_code: str = ""
    request_type_code: str = ""
    priority: int | None = None
    site_kind: str = ""
    site_ids: Sequence[int] = ()
    unit_ids: Sequence[int] = ()
    clause: str = ""
    retarget: str = "from_start"
    valid_to: date | None = field(default=None)


@transaction.atomic
def record_contract(
    scope: Scope, *, code: str, name: Mapping[str, str], customer_id: int, provider_id: int, period: tuple[date, date],
    currency: str, now: datetime,
) -> Contract:  # fmt: skip
    """Write down a contract and its first version.

    Raises:
        NotAllowed: The actor may not write contracts.
        Refused: The period ends before it begins, or the code is taken.
    """
    scope.require("contracts.write")
    starts_on, ends_on = period
    if ends_on < starts_on:
        raise Refused(_("A contract ends after it begins."))
    if Contract.objects.within(scope).filter(code=code).exists():
        raise Refused(_("There is already a contract with the code %(code)s.") % {"code": code})
    contract = Contract.objects.create(
        community_id=scope.community_id, code=code, name=dict(name), customer_id=customer_id,
        provider_id=provider_id, starts_on=starts_on, ends_on=ends_on, currency=currency,
    )  # fmt: skip
    ContractVersion.objects.create(
        community_id=scope.community_id, contract=contract, number=1, valid_from=starts_on, recorded_at=now
    )
    record(ContractRecorded(contract_uid=contract.uid), scope=scope, at=now, subject=contract)
    return contract


@transaction.atomic
def publish_calendar(
    scope: Scope, *, code: str, name: Mapping[str, str], definition: Mapping[str, Any], valid_from: date, now: datetime
) -> ServiceCalendar:
    """Let a version of a service calendar hold from a day on; the version before it ends the day before.

    Raises:
        Invalid: The definition is not a calendar; the sentence says where and why.
        NotAllowed: The actor may not write terms.
        Refused: A later version already holds from an earlier or the same day.
    """
    scope.require("contracts.write")
    try:
        queries.kernel_calendar(dict(definition))
    except CalendarProblem as problem:
        raise Invalid({"definition": str(problem)}) from problem
    earlier = ServiceCalendar.objects.within(scope).filter(code=code, superseded_at__isnull=True).order_by("-number")
    last = earlier.first()
    if last is not None and last.valid_from >= valid_from:
        raise Refused(_("A version of this calendar already holds from %(day)s.") % {"day": last.valid_from})
    if last is not None:
        last.valid_to = valid_from - timedelta(days=1)
        last.save_changes("valid_to")
    calendar = ServiceCalendar.objects.create(
        community_id=scope.community_id, code=code, number=last.number + 1 if last else 1, name=dict(name),
        definition=dict(definition), valid_from=valid_from, recorded_at=now,
    )  # fmt: skip
    _touch_contracts(scope)
    event = CalendarPublished(calendar_uid=calendar.uid, code=code, number=calendar.number)
    record(event, scope=scope, at=now, subject=calendar)
    return calendar


@transaction.atomic
def publish_policy(scope: Scope, contract_id: int, draft: PolicyDraft, *, now: datetime) -> SlaPolicy:
    """Let an SLA policy hold from a day on; one of the same code ends the day before.

    Raises:
        Invalid: A clock names a calendar the community does not have, or no amount.
        NotAllowed: The actor may not write terms of this contract.
    """
    contract = Contract.objects.within(scope).get(pk=contract_id)
    scope.require("contracts.write", contract=contract.pk)
    _check_clocks(scope, draft)
    before = SlaPolicy.objects.within(scope).filter(contract=contract, code=draft.code, superseded_at__isnull=True)
    for policy in before.filter(valid_from__lt=draft.valid_from, valid_to__isnull=True):
        policy.valid_to = draft.valid_from - timedelta(days=1)
        policy.save_changes("valid_to")
    for policy in before.filter(valid_from__gte=draft.valid_from):
        policy.superseded_at = now
        policy.save_changes("superseded_at")
    policy = SlaPolicy.objects.create(
        community_id=scope.community_id, contract=contract, code=draft.code, name=dict(draft.name),
        line_code=draft.line_code, request_type_code=draft.request_type_code, priority=draft.priority,
        site_kind=draft.site_kind, site_ids=list(draft.site_ids), unit_ids=list(draft.unit_ids), clause=draft.clause,
        retarget=draft.retarget, valid_from=draft.valid_from, valid_to=draft.valid_to, recorded_at=now,
    )  # fmt: skip
    SlaClock.objects.bulk_create(_clock_row(scope, policy, clock) for clock in draft.clocks)
    _touch_contracts(scope)
    record(PolicyPublished(policy_uid=policy.uid, code=policy.code), scope=scope, at=now, subject=policy)
    return policy


def _check_clocks(scope: Scope, draft: PolicyDraft) -> None:
    known = set(ServiceCalendar.objects.within(scope).values_list("code", flat=True))
    for clock in draft.clocks:
        if clock.calendar_code not in known:
            raise Invalid({"clocks": _("There is no calendar %(code)s.") % {"code": clock.calendar_code}})
        if clock.amount < 1:
            raise Invalid({"clocks": _("A clock needs at least one minute or day.")})


def _clock_row(scope: Scope, policy: SlaPolicy, clock: ClockTerms) -> SlaClock:
    return SlaClock(
        community_id=scope.community_id, policy=policy, kind=clock.kind, unit=clock.unit, amount=clock.amount,
        cut_off=clock.cut_off, calendar_code=clock.calendar_code, at_close=clock.at_close,
        starts_with=clock.starts_with, stops_with=clock.stops_with, pausable=list(clock.pausable),
        at_risk_percent=clock.at_risk_percent,
    )  # fmt: skip


def _touch_contracts(scope: Scope) -> None:
    """Raise the contracts' versions, so that terms remembered by any process are read anew."""
    with everywhere(reason="every contract of the community may count with the calendar"):
        Contract.objects.filter(community=scope.community_id).update(version=F("version") + 1)
