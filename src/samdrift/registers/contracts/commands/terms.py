"""Writing terms: contracts, calendar versions and SLA policies. Nothing is edited; a change is a new version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.calendars import CalendarProblem
from samdrift.registers.contracts import queries, rules
from samdrift.registers.contracts.events import CalendarPublished, ContractRecorded, PolicyPublished
from samdrift.registers.contracts.models import Contract, ContractVersion, ServiceCalendar, SlaClock, SlaPolicy
from samdrift.registers.contracts.queries.written import digest_of_calendar, digest_of_rule
from samdrift.registers.contracts.rules import PauseTerms
from samdrift.registers.parties import public as parties


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
    warnings: Sequence[int] = ()


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
    pauses: Mapping[str, PauseTerms] = field(default_factory=dict)


@transaction.atomic
def record_contract(
    scope: Scope, *, code: str, name: Mapping[str, str], customer_id: int, provider_id: int, period: tuple[date, date],
    currency: str, now: datetime, lines: Sequence[str] = (), unit_ids: Sequence[int] = (),
) -> Contract:  # fmt: skip
    """Write down a contract and its first version.

    Args:
        lines: The service lines it covers; none named: all.
        unit_ids: The top units it covers; none named: all.

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
        provider_id=provider_id, starts_on=starts_on, ends_on=ends_on, currency=currency, lines=list(lines),
        unit_ids=list(unit_ids),
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
    """Let a version of a service calendar hold from a day on, over what was written for that day and later.

    Raises:
        Invalid: The definition is not a calendar; the sentence says where and why.
        NotAllowed: The actor may not write terms.
        Refused: It changes the running month or an earlier one: then the other party accepts it first.
    """
    scope.require("contracts.write")
    if rules.needs_a_second_person(valid_from, parties.community_day(scope, now)) and _versions(scope, code).exists():
        raise Refused(
            _("This changes days of the running month or earlier. Propose it, so that the other party accepts.")
        )
    return write_calendar(scope, code=code, name=name, definition=definition, valid_from=valid_from, now=now)


def write_calendar(
    scope: Scope, *, code: str, name: Mapping[str, str], definition: Mapping[str, Any], valid_from: date, now: datetime
) -> ServiceCalendar:
    """Write a calendar version in the caller's transaction; who may is the caller's question.

    Raises:
        Invalid: The definition is not a calendar, or in another time zone than the versions before it.
    """
    check_calendar(scope, code, definition, valid_from)
    versions = _versions(scope, code)
    newest = versions.order_by("-number").first()
    for later in versions.filter(superseded_at__isnull=True, valid_from__gte=valid_from):
        later.superseded_at = now
        later.save_changes("superseded_at")
    last = versions.filter(superseded_at__isnull=True, valid_from__lt=valid_from).order_by("-valid_from").first()
    if last is not None:
        last.valid_to = valid_from - timedelta(days=1)
        last.save_changes("valid_to")
    calendar = ServiceCalendar.objects.create(
        community_id=scope.community_id, code=code, number=newest.number + 1 if newest else 1, name=dict(name),
        definition=dict(definition), valid_from=valid_from, recorded_at=now,
    )  # fmt: skip
    touch_contracts(scope)
    today = parties.community_day(scope, now)
    event = CalendarPublished(
        calendar_uid=calendar.uid, code=code, number=calendar.number, valid_from=valid_from,
        in_running_month=newest is not None and rules.needs_a_second_person(valid_from, today),
        digest=digest_of_calendar(calendar),
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=calendar)
    return calendar


def check_calendar(scope: Scope, code: str, definition: Mapping[str, Any], valid_from: date) -> None:
    """Refuse what is no calendar, or does not fit the versions before it.

    Raises:
        Invalid: With a sentence that says where and why.
    """
    try:
        hours = queries.kernel_calendar(definition)
    except CalendarProblem as problem:
        raise Invalid({"definition": str(problem)}) from problem
    if not any(hours.week) and not any(hours.days.values()):
        raise Invalid({"definition": _("A calendar that never opens would never let a promise fall due.")})
    before = _versions(scope, code).filter(superseded_at__isnull=True, valid_from__lt=valid_from).order_by("pk").first()
    if before is None:
        return
    earlier = queries.kernel_calendar(before.definition)
    if (earlier.timezone, earlier.at_close) != (hours.timezone, hours.at_close):
        raise Invalid({"definition": _("The versions of a calendar share their time zone and their rule at closing.")})


def _versions(scope: Scope, code: str) -> QuerySet[ServiceCalendar]:
    return ServiceCalendar.objects.within(scope).filter(code=code)


@transaction.atomic
def publish_policy(scope: Scope, contract_id: int, draft: PolicyDraft, *, now: datetime) -> SlaPolicy:
    """Let an SLA policy hold from a day on; one of the same code ends the day before.

    Raises:
        Invalid: A clock names a calendar the community does not have, or no amount.
        NotAllowed: The actor may not write terms of this contract.
    """
    contract = Contract.objects.within(scope).get(pk=contract_id)
    scope.require("contracts.write", contract=contract.pk)
    return write_policy(scope, contract, draft, now=now)


def write_policy(scope: Scope, contract: Contract, draft: PolicyDraft, *, now: datetime) -> SlaPolicy:
    """Write a policy in the caller's transaction; who may is the caller's question.

    Raises:
        Invalid: As for `publish_policy`.
    """
    check_policy(scope, draft)
    end_policy(scope, contract, draft.code, valid_from=draft.valid_from, now=now)
    policy = SlaPolicy.objects.create(
        community_id=scope.community_id, contract=contract, code=draft.code, name=dict(draft.name),
        line_code=draft.line_code, request_type_code=draft.request_type_code, priority=draft.priority,
        site_kind=draft.site_kind, site_ids=list(draft.site_ids), unit_ids=list(draft.unit_ids), clause=draft.clause,
        retarget=draft.retarget, valid_from=draft.valid_from, valid_to=draft.valid_to, recorded_at=now,
        pause_terms=rules.pause_terms_as_written(draft.pauses),
    )  # fmt: skip
    clocks = SlaClock.objects.bulk_create(_clock_row(scope, policy, clock) for clock in draft.clocks)
    touch_contracts(scope)
    event = PolicyPublished(policy_uid=policy.uid, code=policy.code, digest=digest_of_rule(policy, clocks))
    record(event, scope=scope, at=now, subject=policy)
    return policy


def end_policy(scope: Scope, contract: Contract, code: str, *, valid_from: date, now: datetime) -> int:
    """Let the policies of a code hold until the day before; later ones never begin. How many there were."""
    before = SlaPolicy.objects.within(scope).filter(contract=contract, code=code, superseded_at__isnull=True)
    ended = list(before.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from), valid_from__lt=valid_from))
    for policy in ended:
        policy.valid_to = valid_from - timedelta(days=1)
        policy.save_changes("valid_to")
    replaced = list(before.filter(valid_from__gte=valid_from))
    for policy in replaced:
        policy.superseded_at = now
        policy.save_changes("superseded_at")
    if ended or replaced:
        touch_contracts(scope)
    return len(ended) + len(replaced)


def check_policy(scope: Scope, draft: PolicyDraft) -> None:
    """Refuse a draft that could not be counted with.

    Raises:
        Invalid: A clock names no amount or an unknown calendar, or the last day lies before the first.
    """
    if draft.valid_to is not None and draft.valid_to < draft.valid_from:
        raise Invalid({"valid_to": _("The last day lies before the first.")})
    if not draft.clocks:
        raise Invalid({"clocks": _("A rule promises at least one thing.")})
    known = set(ServiceCalendar.objects.within(scope).values_list("code", flat=True))
    for clock in draft.clocks:
        if clock.calendar_code not in known:
            raise Invalid({"clocks": _("There is no calendar %(code)s.") % {"code": clock.calendar_code}})
        if not 1 <= clock.at_risk_percent <= 100 or any(not 1 <= share <= 100 for share in clock.warnings):
            raise Invalid({"clocks": _("A share of the time is 1 to 100 per cent.")})
        if clock.amount < 1:
            raise Invalid({"clocks": _("A clock needs at least one minute or day.")})


def _clock_row(scope: Scope, policy: SlaPolicy, clock: ClockTerms) -> SlaClock:
    return SlaClock(
        community_id=scope.community_id, policy=policy, kind=clock.kind, unit=clock.unit, amount=clock.amount,
        cut_off=clock.cut_off, calendar_code=clock.calendar_code, at_close=clock.at_close,
        starts_with=clock.starts_with, stops_with=clock.stops_with, pausable=list(clock.pausable),
        at_risk_percent=clock.at_risk_percent, warnings=list(clock.warnings),
    )  # fmt: skip


def touch_contracts(scope: Scope) -> None:
    """Raise the contracts' versions, so that terms remembered by any process are read anew."""
    with everywhere(reason="every contract of the community may count with the calendar"):
        Contract.objects.filter(community=scope.community_id).update(version=F("version") + 1)
