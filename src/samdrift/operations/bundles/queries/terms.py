"""The terms of a contract as a bundle holds them: every rule and calendar version work may have been promised under."""

from typing import Any
from uuid import UUID

from samdrift.foundation.scope import everywhere
from samdrift.registers.contracts import public as contracts


def contract_as_written(contract: contracts.Contract) -> dict[str, Any]:
    """Who agreed with whom, for how long, for which lines."""
    with everywhere(reason="the terms are the same for both parties"):
        rows = contracts.Contract.objects.select_related("customer", "provider", "community")
        known = rows.get(pk=contract.pk)
    frozen = sorted(contracts.frozen_months(contract.pk))
    return {
        "code": known.code, "name": known.name, "customer": known.customer.name, "provider": known.provider.name,
        "starts_on": known.starts_on.isoformat(), "ends_on": known.ends_on.isoformat(), "currency": known.currency,
        "timezone": known.community.timezone, "lines": sorted(known.lines),
        "frozen_months": [f"{day:%Y-%m}" for day in frozen],
    }  # fmt: skip


def terms_as_written(contract: contracts.Contract) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[UUID]]:
    """The rules, the calendars they name, and the uids by which the book tells of their publication."""
    rules = contracts.rules_as_written(contract.pk)
    codes = {clock["calendar"] for rule in rules for clock in rule["clocks"]}
    calendars = contracts.calendars_as_written(contract.community_id, codes)
    uids = [UUID(rule["rule"]) for rule in rules] + [UUID(calendar["calendar"]) for calendar in calendars]
    # Prices, index factors and volumes are told as the contract's own story.
    return rules, calendars, [*uids, contract.uid]
