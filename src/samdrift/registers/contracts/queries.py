"""Questions about terms: which contract covers a place, which policy applies and why, which calendar counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.prepared import Prepared
from samdrift.foundation.scope import OPEN_CLASSES, Scope, everywhere
from samdrift.kernel.calendar_files import calendar_from
from samdrift.kernel.calendars import ServiceCalendar as KernelCalendar
from samdrift.kernel.holiday_sets import expand_kept
from samdrift.kernel.targets import CalendarDays, Target, WorkingDays, WorkingTime
from samdrift.registers.contracts import rules
from samdrift.registers.contracts.models import Contract, ContractVersion, ServiceCalendar, SlaClock, SlaPolicy


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of a policy, ready for the kernel."""

    id: int
    kind: str
    target: Target
    calendar_code: str
    starts_with: str
    stops_with: str
    pausable: frozenset[str]
    at_risk_percent: int
    at_close: str = "closing"


@dataclass(frozen=True, slots=True)
class PolicyTerms:
    """A policy with its clocks."""

    terms: rules.Terms
    uid: str
    name: Mapping[str, str]
    clause: str
    retarget: str
    clocks: tuple[Clock, ...]


def contracts_of(scope: Scope) -> QuerySet[Contract]:
    """The community's contracts by code."""
    return Contract.objects.within(scope).order_by("code", "pk")


def contracts_shown(scope: Scope) -> QuerySet[Contract]:
    """Contracts whose terms this person may see, with both parties."""
    rows = Contract.objects.within_permission(scope, "contracts.view").select_related("customer", "provider")
    return rows.order_by("code", "pk")


def contract_by_uid(scope: Scope, uid: UUID) -> Contract:
    """A contract whose terms this person may see.

    Raises:
        DoesNotExist: No such contract within the scope.
    """
    return contracts_shown(scope).get(uid=uid)


def versions_of(scope: Scope, contract: Contract) -> list[ContractVersion]:
    """The contract's terms as they were agreed, the newest first."""
    return list(ContractVersion.objects.within(scope).filter(contract=contract).order_by("-number", "pk"))


def policies_of(scope: Scope, contract: Contract) -> list[tuple[SlaPolicy, dict[str, SlaClock]]]:
    """The policies in force with their clocks by kind, by line, type and priority."""
    clocks: dict[int, dict[str, SlaClock]] = {}
    for clock in SlaClock.objects.within(scope).filter(policy__contract=contract).order_by("pk"):
        clocks.setdefault(clock.policy_id, {})[clock.kind] = clock
    rows = SlaPolicy.objects.within(scope).filter(contract=contract, superseded_at__isnull=True)
    ordered = rows.order_by("line_code", "request_type_code", "priority", "code", "pk")
    return [(policy, clocks.get(policy.pk, {})) for policy in ordered]


def calendars_named(scope: Scope, codes: Iterable[str]) -> list[ServiceCalendar]:
    """The calendars of these codes as they stand now, by code and the day they hold from."""
    rows = ServiceCalendar.objects.within(scope).filter(code__in=set(codes), superseded_at__isnull=True)
    return list(rows.order_by("code", "valid_from", "pk"))


_VERSIONS = Prepared(
    lambda community: (
        Contract.objects.filter(community=community)
        .order_by("code", "pk")
        .values_list("pk", "uid", "version", "starts_on", "ends_on")
    ),
    -77_021,
    reason="which contracts a community has, to use what is remembered of them while it holds",
)


@lru_cache(maxsize=256)
def _contracts(versions: tuple[tuple[Any, ...], ...]) -> tuple[Contract, ...]:
    with everywhere(reason="terms are the same for all who share the contract"):
        rows = Contract.objects.filter(pk__in=[version[0] for version in versions]).order_by("code", "pk")
        return tuple(rows)


def contract_for(scope: Scope, *, line_code: str, units: frozenset[int], day: date) -> Contract | None:
    """The contract that covers a line at a place on a day; the one naming units before one that covers all."""
    shared = _contracts(tuple(_VERSIONS.rows(scope.community_id)))
    seen = [c for c in shared if c.data_class in OPEN_CLASSES and c.owner_party_id in (None, scope.party_id)]
    running = [c for c in seen if c.starts_on <= day <= c.ends_on]
    covering = [c for c in running if rules.covers(c.lines, c.unit_ids, line_code=line_code, units=units)]
    return min(covering, key=lambda c: (not c.unit_ids, not c.lines, c.code), default=None)


def policy_for(contract_id: int, contract_version: int, case: rules.Case) -> tuple[PolicyTerms | None, rules.Choice]:
    """The policy that applies to a case, and the choice that led to it.

    Args:
        contract_version: The contract row's; every change of terms raises it, so remembered terms are never stale.
    """
    policies = _policies(contract_id, contract_version)
    choice = rules.choose((policy.terms for policy in policies.values()), case)
    return (policies[choice.chosen.policy_id] if choice.chosen else None), choice


def calendar_for(community_id: int, code: str, day: date, revision: int) -> tuple[int, KernelCalendar]:
    """The calendar version that holds on a day: its id and its hours.

    Raises:
        LookupError: The community has no such calendar on that day.
    """
    for calendar_id, valid_from, valid_to in _calendar_versions(community_id, code, revision):
        if valid_from <= day and (valid_to is None or day <= valid_to):
            return calendar_id, calendar_by_id(calendar_id)
    raise LookupError(f"There is no service calendar {code} on {day}.")


@lru_cache(maxsize=512)
def calendar_by_id(calendar_id: int) -> KernelCalendar:
    """The hours of one calendar version; a version is never changed, so it is read once a process."""
    with everywhere(reason="terms are the same for all who share the contract"):
        return kernel_calendar(ServiceCalendar.objects.get(pk=calendar_id).definition)


def kernel_calendar(definition: dict[str, Any]) -> KernelCalendar:
    """A calendar definition as the kernel counts with it."""
    return calendar_from(definition, expand_kept)


@lru_cache(maxsize=512)
def _calendar_versions(community_id: int, code: str, revision: int) -> tuple[tuple[int, date, date | None], ...]:
    with everywhere(reason="terms are the same for all who share the contract"):
        rows = ServiceCalendar.objects.filter(community=community_id, code=code, superseded_at__isnull=True)
        return tuple(rows.order_by("-valid_from", "-number").values_list("pk", "valid_from", "valid_to"))


@lru_cache(maxsize=256)
def _policies(contract_id: int, contract_version: int) -> dict[int, PolicyTerms]:
    with everywhere(reason="terms are the same for all who share the contract"):
        clocks: dict[int, list[Clock]] = {}
        for clock in SlaClock.objects.filter(policy__contract=contract_id).order_by("pk"):
            clocks.setdefault(clock.policy_id, []).append(_clock(clock))
        rows = SlaPolicy.objects.filter(contract=contract_id, superseded_at__isnull=True).order_by("code", "pk")
        return {row.pk: _policy(row, tuple(clocks.get(row.pk, ()))) for row in rows}


def _policy(row: SlaPolicy, clocks: tuple[Clock, ...]) -> PolicyTerms:
    terms = rules.Terms(
        policy_id=row.pk,
        code=row.code,
        line_code=row.line_code,
        request_type_code=row.request_type_code,
        priority=row.priority,
        site_kind=row.site_kind,
        sites=frozenset(row.site_ids),
        units=frozenset(row.unit_ids),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
    return PolicyTerms(terms, str(row.uid), row.name, row.clause, row.retarget, clocks)


def _clock(row: SlaClock) -> Clock:
    return Clock(
        id=row.pk,
        kind=row.kind,
        target=target_of(row.unit, row.amount, row.cut_off),
        calendar_code=row.calendar_code,
        starts_with=row.starts_with,
        stops_with=row.stops_with,
        pausable=frozenset(row.pausable),
        at_risk_percent=row.at_risk_percent,
        at_close=row.at_close,
    )


def target_of(unit: str, amount: int, cut_off: time | None) -> Target:
    """A clock's target as the kernel counts it: minutes of working time, calendar days or working days."""
    if unit == "work_minutes":
        return WorkingTime(timedelta(minutes=amount))
    if unit == "calendar_days":
        return CalendarDays(amount)
    seconds = None if cut_off is None else cut_off.hour * 3600 + cut_off.minute * 60 + cut_off.second
    return WorkingDays(amount, cut_off=seconds)


def clocks_of(contract_id: int, contract_version: int) -> dict[int, Clock]:
    """Every clock of a contract's policies by id."""
    return {clock.id: clock for policy in _policies(contract_id, contract_version).values() for clock in policy.clocks}
