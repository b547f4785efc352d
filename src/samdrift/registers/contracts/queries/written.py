"""Terms written out in full, as bundles hold them and as the book seals them when they are published."""

from collections.abc import Collection
from typing import Any

from samdrift.foundation.scope import everywhere
from samdrift.kernel.bundles.form import digest_of
from samdrift.kernel.bundles.terms import sealed_calendar, sealed_rule
from samdrift.kernel.calendar_files import calendar_as_written
from samdrift.registers.contracts.models import ServiceCalendar, SlaClock, SlaPolicy
from samdrift.registers.contracts.queries import kernel_calendar


def rules_as_written(contract_id: int) -> list[dict[str, Any]]:
    """Every rule of a contract, those that no longer hold included, in the order of writing."""
    with everywhere(reason="terms are the same for all who share the contract"):
        clocks: dict[int, list[SlaClock]] = {}
        for clock in SlaClock.objects.filter(policy__contract=contract_id).order_by("pk"):
            clocks.setdefault(clock.policy_id, []).append(clock)
        rows = list(SlaPolicy.objects.filter(contract=contract_id).order_by("pk"))
    return [_rule(row, clocks.get(row.pk, [])) for row in rows]


def calendars_as_written(community_id: int, codes: Collection[str]) -> list[dict[str, Any]]:
    """Every version of these calendars, in the order of writing; holidays are dates."""
    with everywhere(reason="terms are the same for all who share the contract"):
        rows = ServiceCalendar.objects.filter(community=community_id, code__in=codes).order_by("code", "number")
        return [_calendar(row) for row in rows]


def digest_of_rule(row: SlaPolicy, clocks: Collection[SlaClock]) -> str:
    """What the book seals of a rule that is published."""
    return digest_of(sealed_rule(_rule(row, clocks)))


def digest_of_calendar(row: ServiceCalendar) -> str:
    """What the book seals of a calendar version that is published."""
    return digest_of(sealed_calendar(_calendar(row)))


def _rule(row: SlaPolicy, clocks: Collection[SlaClock]) -> dict[str, Any]:
    return {
        "rule": str(row.uid), "code": row.code, "name": row.name, "clause": row.clause, "line": row.line_code,
        "request_type": row.request_type_code, "priority": row.priority, "site_kind": row.site_kind,
        "sites": sorted(row.site_ids), "units": sorted(row.unit_ids), "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "superseded_at": row.superseded_at.isoformat() if row.superseded_at else None, "retarget": row.retarget,
        "pauses": row.pause_terms, "clocks": [_clock(clock) for clock in clocks],
    }  # fmt: skip


def _clock(row: SlaClock) -> dict[str, Any]:
    return {
        "kind": row.kind, "unit": row.unit, "amount": row.amount,
        "cut_off": row.cut_off.isoformat() if row.cut_off else None, "calendar": row.calendar_code,
        "at_close": row.at_close, "starts_with": row.starts_with, "stops_with": row.stops_with,
        "pausable": sorted(row.pausable), "at_risk_percent": row.at_risk_percent,
    }  # fmt: skip


def _calendar(row: ServiceCalendar) -> dict[str, Any]:
    return {
        "calendar": str(row.uid), "code": row.code, "number": row.number, "valid_from": row.valid_from.isoformat(),
        "definition": calendar_as_written(kernel_calendar(row.definition)),
    }  # fmt: skip
