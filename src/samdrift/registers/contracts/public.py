"""What other rooms may use of contracts."""

from samdrift.registers.contracts.commands.proposals import proposed_terms
from samdrift.registers.contracts.commands.terms import (
    ClockTerms,
    PolicyDraft,
    publish_calendar,
    publish_policy,
    record_contract,
    touch_contracts,
)
from samdrift.registers.contracts.events import CalendarPublished
from samdrift.registers.contracts.models import Contract
from samdrift.registers.contracts.queries import (
    CalendarVersion,
    Clock,
    PolicyTerms,
    calendar_by_id,
    calendar_for,
    calendar_version,
    calendar_versions_by_uid,
    clocks_of,
    contract_by_uid,
    contract_for,
    contracts_of,
    contracts_shown,
    kernel_calendar,
    open_proposals,
    policies_by_id,
    policies_by_uid,
    policies_in_force,
    policy_for,
    working_calendar,
)
from samdrift.registers.contracts.registry import register_named_work
from samdrift.registers.contracts.rules import Case, Choice, Considered, PauseTerms, choose

__all__ = [
    "CalendarPublished",
    "CalendarVersion",
    "Case",
    "Choice",
    "Clock",
    "ClockTerms",
    "Considered",
    "Contract",
    "PauseTerms",
    "PolicyDraft",
    "PolicyTerms",
    "calendar_by_id",
    "calendar_for",
    "calendar_version",
    "calendar_versions_by_uid",
    "choose",
    "clocks_of",
    "contract_by_uid",
    "contract_for",
    "contracts_of",
    "contracts_shown",
    "kernel_calendar",
    "open_proposals",
    "policies_by_id",
    "policies_by_uid",
    "policies_in_force",
    "policy_for",
    "proposed_terms",
    "publish_calendar",
    "publish_policy",
    "record_contract",
    "register_named_work",
    "touch_contracts",
    "working_calendar",
]
