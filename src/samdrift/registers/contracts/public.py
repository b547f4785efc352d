"""What other rooms may use of contracts."""

from samdrift.registers.contracts.commands import (
    ClockTerms,
    PolicyDraft,
    publish_calendar,
    publish_policy,
    record_contract,
)
from samdrift.registers.contracts.models import Contract
from samdrift.registers.contracts.queries import (
    Clock,
    PolicyTerms,
    calendar_by_id,
    calendar_for,
    clocks_of,
    contract_for,
    contracts_of,
    kernel_calendar,
    policy_for,
)
from samdrift.registers.contracts.rules import Case, Choice, Considered

__all__ = [
    "Case",
    "Choice",
    "Clock",
    "ClockTerms",
    "Considered",
    "Contract",
    "PolicyDraft",
    "PolicyTerms",
    "calendar_by_id",
    "calendar_for",
    "clocks_of",
    "contract_for",
    "contracts_of",
    "kernel_calendar",
    "policy_for",
    "publish_calendar",
    "publish_policy",
    "record_contract",
]
