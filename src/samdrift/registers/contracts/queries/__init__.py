"""Questions about terms: which contract covers a place, which policy applies and why, which calendar counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.prepared import Prepared
from samdrift.foundation.scope import OPEN_CLASSES, Scope, everywhere
from samdrift.kernel.calendar_chain import as_known
from samdrift.kernel.calendar_files import calendar_from
from samdrift.kernel.calendars import Calendar, round_the_clock
from samdrift.kernel.calendars import ServiceCalendar as ServiceHours
from samdrift.kernel.holiday_sets import expand_kept
from samdrift.kernel.targets import Target, WorkingDays, target_of
from samdrift.registers.contracts import rules
from samdrift.registers.contracts.models import (
    Contract,
    ContractMonth,
    ContractVersion,
    ServiceCalendar,
    SlaClock,
    SlaPolicy,
    TermsProposal,
)
from samdrift.registers.contracts.rules import PauseTerms
from samdrift.registers.parties import public as parties

WARNINGS = (50, 75, 90)


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
    warnings: tuple[int, ...] = WARNINGS


@dataclass(frozen=True, slots=True)
class CalendarVersion:
    """Which version of which calendar."""

    id: int
    uid: UUID
    code: str
    number: int


@dataclass(frozen=True, slots=True)
class PolicyTerms:
    """A policy with its clocks."""

    terms: rules.Terms
    uid: str
    name: Mapping[str, str]
    clause: str
    retarget: str
    clocks: tuple[Clock, ...]
    in_force: bool = True  # not superseded; one that is still counts for the work it was chosen for
    pauses: Mapping[str, PauseTerms] = field(default_factory=dict)


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


def calendars_in_force(scope: Scope) -> list[ServiceCalendar]:
    """The newest version of each calendar of the community, by code."""
    newest: dict[str, ServiceCalendar] = {}
    for row in ServiceCalendar.objects.within(scope).order_by("code", "number"):
        newest[row.code] = row
    return list(newest.values())


def calendar_versions(scope: Scope, code: str) -> list[ServiceCalendar]:
    """Every version of a calendar, the newest first.

    Raises:
        DoesNotExist: There is no such calendar.
    """
    rows = list(ServiceCalendar.objects.within(scope).filter(code=code).order_by("-number"))
    if not rows:
        raise ServiceCalendar.DoesNotExist
    return rows


def policy_rows(scope: Scope, contract: Contract, code: str) -> list[tuple[SlaPolicy, list[SlaClock]]]:
    """Every version of a rule with its clocks, the newest first.

    Raises:
        DoesNotExist: The contract has no such rule.
    """
    rows = list(SlaPolicy.objects.within(scope).filter(contract=contract, code=code).order_by("-pk"))
    if not rows:
        raise SlaPolicy.DoesNotExist
    clocks: dict[int, list[SlaClock]] = {}
    for clock in SlaClock.objects.within(scope).filter(policy__in=rows).order_by("pk"):
        clocks.setdefault(clock.policy_id, []).append(clock)
    return [(row, clocks.get(row.pk, [])) for row in rows]


def proposals_of(scope: Scope, contract: Contract) -> list[TermsProposal]:
    """What was proposed for a contract, what waits first, then the newest."""
    rows = TermsProposal.objects.within(scope).filter(contract=contract).select_related("party", "contract")
    waiting = list(rows.filter(standing="open").order_by("-proposed_at", "-pk")[:50])
    return waiting + list(rows.exclude(standing="open").order_by("-proposed_at", "-pk")[:20])


def open_proposals(scope: Scope) -> list[TermsProposal]:
    """Rules and calendars that wait for the other party, of every contract this person may see."""
    rows = TermsProposal.objects.within(scope).filter(standing="open", what__in=("policy", "calendar"))
    return list(rows.select_related("contract").order_by("-proposed_at", "-pk")[:100])


def proposal_by_uid(scope: Scope, uid: UUID) -> TermsProposal:
    """A proposal this person may read, with its contract and who proposed and decided.

    Raises:
        DoesNotExist: No such proposal within the scope.
    """
    rows = TermsProposal.objects.within(scope)
    return rows.select_related("contract", "party", "proposed_by", "decided_by").get(uid=uid)


def frozen_months(contract_id: int) -> frozenset[date]:
    """The first days of the months of a contract that both parties have frozen."""
    with everywhere(reason="what is frozen is the same for all who share the contract"):
        return frozenset(ContractMonth.objects.filter(contract=contract_id).values_list("month", flat=True))


def months_of(scope: Scope, contract: Contract, today: date, many: int) -> list[tuple[date, str]]:
    """The last months that have ended, by their first days, the latest first: frozen, waits or open."""
    frozen = frozen_months(contract.pk)
    proposed = TermsProposal.objects.within(scope).filter(contract=contract, what="month", standing="open")
    waits = set(proposed.values_list("code", flat=True))
    return [
        (month, "frozen" if month in frozen else "waits" if f"{month:%Y-%m}" in waits else "open")
        for month in rules.months_before(today, many)
    ]


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
    choice = rules.choose((policy.terms for policy in policies.values() if policy.in_force), case)
    return (policies[choice.chosen.policy_id] if choice.chosen else None), choice


def policy_of(contract_id: int, contract_version: int, case: rules.Case) -> PolicyTerms | None:
    """The policy that applies to a case, as `policy_for` has it, without why the others do not."""
    policies = _policies(contract_id, contract_version)
    chosen = rules.chosen((policy.terms for policy in policies.values() if policy.in_force), case)
    return policies[chosen.policy_id] if chosen else None


def calendar_for(community_id: int, code: str, day: date, revision: int) -> tuple[int, Calendar]:
    """The calendar as it is known now, for work received on a day: the id of its newest version, and its hours.

    Raises:
        LookupError: The community has no such calendar on that day.
    """
    for calendar_id, first_day in _newest_versions(community_id, code, revision):
        if first_day <= day:
            return calendar_id, calendar_by_id(calendar_id)
    raise LookupError(f"There is no service calendar {code} on {day}.")


@lru_cache(maxsize=512)
def calendar_by_id(calendar_id: int) -> Calendar:
    """The hours of a calendar as they were known with one of its versions; that never changes, so it is read once.

    Where versions follow each other, a clock counts the old hours up to the change and the new ones after it.
    """
    with everywhere(reason="terms are the same for all who share the contract"):
        row = ServiceCalendar.objects.get(pk=calendar_id)
        known = ServiceCalendar.objects.filter(community=row.community_id, code=row.code, number__lte=row.number)
        written = [(one.valid_from, kernel_calendar(one.definition)) for one in known.order_by("number")]
    return as_known(written)


@lru_cache(maxsize=512)
def calendar_version(calendar_id: int) -> CalendarVersion:
    """The code, number and uid of a calendar version."""
    with everywhere(reason="terms are the same for all who share the contract"):
        found = ServiceCalendar.objects.filter(pk=calendar_id).values_list("uid", "code", "number").get()
        return CalendarVersion(calendar_id, *found)


def calendar_versions_by_uid(community_id: int) -> dict[str, int]:
    """The id of every calendar version of a community by its uid: what events name."""
    with everywhere(reason="terms are the same for all who share the contract"):
        rows = ServiceCalendar.objects.filter(community=community_id).order_by("pk").values_list("uid", "pk")
        return {str(uid): pk for uid, pk in rows}


def kernel_calendar(definition: Mapping[str, Any]) -> ServiceHours:
    """A calendar definition as the kernel counts with it."""
    return calendar_from(dict(definition), expand_kept)


@lru_cache(maxsize=512)
def _newest_versions(community_id: int, code: str, revision: int) -> tuple[tuple[int, date], ...]:
    """The newest version and the first day the calendar holds for; none where there is no such calendar."""
    with everywhere(reason="terms are the same for all who share the contract"):
        rows = list(
            ServiceCalendar.objects.filter(community=community_id, code=code)
            .order_by("number")
            .values_list("pk", "valid_from")
        )
    return ((rows[-1][0], min(first_day for _pk, first_day in rows)),) if rows else ()


def forget() -> None:
    """Forget remembered terms; for tests, where the same ids mean other rows each time."""
    for remembered in (calendar_by_id, calendar_version, _newest_versions, _policies, _contracts):
        remembered.cache_clear()


def policies_by_uid(contract_id: int, contract_version: int) -> dict[str, PolicyTerms]:
    """Every policy of a contract by its uid, also those that no longer hold: what events name."""
    return {policy.uid: policy for policy in _policies(contract_id, contract_version).values()}


def policies_by_id(contract_id: int, contract_version: int) -> Mapping[int, PolicyTerms]:
    """Every policy of a contract by its id, also those that no longer hold."""
    return _policies(contract_id, contract_version)


def policies_in_force(contract_id: int, contract_version: int) -> list[PolicyTerms]:
    """The policies that may be chosen today, by code."""
    return [policy for policy in _policies(contract_id, contract_version).values() if policy.in_force]


@lru_cache(maxsize=256)
def _policies(contract_id: int, contract_version: int) -> dict[int, PolicyTerms]:
    with everywhere(reason="terms are the same for all who share the contract"):
        clocks: dict[int, list[Clock]] = {}
        for clock in SlaClock.objects.filter(policy__contract=contract_id).order_by("pk"):
            clocks.setdefault(clock.policy_id, []).append(_clock(clock))
        rows = SlaPolicy.objects.filter(contract=contract_id).order_by("code", "pk")
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
    return PolicyTerms(
        terms, str(row.uid), row.name, row.clause, row.retarget, clocks, in_force=row.superseded_at is None,
        pauses=rules.pause_terms_from(row.pause_terms),
    )  # fmt: skip


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
        warnings=tuple(row.warnings) or WARNINGS,
    )


def clocks_of(contract_id: int, contract_version: int) -> dict[int, Clock]:
    """Every clock of a contract's policies by id, also of those that no longer hold."""
    return {clock.id: clock for policy in _policies(contract_id, contract_version).values() for clock in policy.clocks}


def working_calendar(contract: Contract, at: datetime) -> Calendar:
    """The calendar in which the contract counts its promises of working days, else one that is always open."""
    clocks = clocks_of(contract.pk, contract.version).values()
    counted = sorted(clocks, key=lambda clock: (not isinstance(clock.target, WorkingDays), clock.id))
    if counted:
        return calendar_for(contract.community_id, counted[0].calendar_code, at.date(), contract.version)[1]
    return round_the_clock(contract.community.timezone)


def units_covered(contract_ids: Iterable[int]) -> frozenset[int]:
    """The units some contracts cover, all below included: their top units, or all of the customer's."""
    found: set[int] = set()
    with everywhere(reason="the gate is being made for somebody whose role reaches a contract"):
        for contract in Contract.objects.filter(pk__in=list(contract_ids)).order_by("pk"):
            units = parties.Unit.objects.filter(community=contract.community_id)
            if not contract.unit_ids:
                found.update(units.filter(organisation=contract.customer_id).values_list("pk", flat=True))
                continue
            for path in units.filter(pk__in=contract.unit_ids).values_list("path", flat=True):
                found.update(units.filter(path__startswith=path).values_list("pk", flat=True))
    return frozenset(found)
