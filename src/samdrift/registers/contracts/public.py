"""What other rooms may use of contracts."""

from samdrift.registers.contracts.commands.months import refuse_if_frozen
from samdrift.registers.contracts.commands.proposals import (
    accept_terms,
    propose_calendar,
    propose_rates,
    proposed_terms,
)
from samdrift.registers.contracts.commands.standard import standard_rules
from samdrift.registers.contracts.commands.terms import (
    ClockTerms,
    PolicyDraft,
    publish_calendar,
    publish_policy,
    record_contract,
    touch_contracts,
)
from samdrift.registers.contracts.events import CalendarPublished, MonthFrozen
from samdrift.registers.contracts.models import Contract
from samdrift.registers.contracts.queries import (
    CalendarVersion,
    Clock,
    PolicyTerms,
    calendar_by_id,
    calendar_for,
    calendar_version,
    calendar_versions_by_uid,
    calendars_in_force,
    clocks_of,
    contract_by_uid,
    contract_for,
    contracts_of,
    contracts_shown,
    forget,
    frozen_months,
    kernel_calendar,
    open_proposals,
    policies_by_id,
    policies_by_uid,
    policies_in_force,
    policy_for,
    working_calendar,
)
from samdrift.registers.contracts.queries.rates import RatesOn, currency_of, rates_on
from samdrift.registers.contracts.queries.written import calendars_as_written, rules_as_written
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
    "MonthFrozen",
    "PauseTerms",
    "PolicyDraft",
    "PolicyTerms",
    "RatesOn",
    "accept_terms",
    "calendar_by_id",
    "calendar_for",
    "calendar_version",
    "calendar_versions_by_uid",
    "calendars_as_written",
    "calendars_in_force",
    "choose",
    "clocks_of",
    "contract_by_uid",
    "contract_for",
    "contracts_of",
    "contracts_shown",
    "currency_of",
    "forget",
    "frozen_months",
    "kernel_calendar",
    "open_proposals",
    "policies_by_id",
    "policies_by_uid",
    "policies_in_force",
    "policy_for",
    "propose_calendar",
    "propose_rates",
    "proposed_terms",
    "publish_calendar",
    "publish_policy",
    "rates_on",
    "record_contract",
    "refuse_if_frozen",
    "register_named_work",
    "rules_as_written",
    "standard_rules",
    "touch_contracts",
    "working_calendar",
]
