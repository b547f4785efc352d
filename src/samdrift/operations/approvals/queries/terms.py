"""Which steps something needs: the rule that holds for it, remembered until the contract's terms change."""

from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q

from samdrift.foundation.scope import CASE_CLASSES, Scope, everywhere
from samdrift.operations.approvals import rules
from samdrift.operations.approvals.models import ApprovalLimit, ApprovalRule
from samdrift.registers.contracts import public as contracts

NOTHING_ASKED = rules.Terms(())


def terms_for(
    contract: contracts.Contract, *, line_code: str, request_type_code: str, of_type: rules.Terms, day: date,
    data_class: str = "D1",
) -> rules.Terms:  # fmt: skip
    """What the rules say of a type under a contract on a day; where none speaks of it, what the type itself asks for.

    A case asks nobody (D6, D7): whoever is asked would learn that there is one, and who is not named on it could not
    answer. A rule for its line or contract leaves it out.

    Publishing a rule raises the contract's version, so what a process remembers is never older than the rules.
    """
    if data_class in CASE_CLASSES:
        return NOTHING_ASKED
    case = rules.Case(contract.pk, line_code, request_type_code, day)
    chosen = rules.choose(_rules(contract.uid, contract.version, contract.community_id), case)
    return chosen.terms if chosen else of_type


def rules_of(scope: Scope) -> list[ApprovalRule]:
    """Every version of every rule, the newest of a code first."""
    rows = ApprovalRule.objects.within(scope).filter(superseded_at__isnull=True)
    return list(rows.select_related("contract").order_by("code", "-number"))


def limits_of(scope: Scope) -> list[ApprovalLimit]:
    """The limits that hold or will, by role and person."""
    rows = ApprovalLimit.objects.within(scope).filter(superseded_at__isnull=True)
    return list(rows.select_related("person").order_by("role", "person__folded_name", "-valid_from", "pk"))


def limits_on(community_id: int, day: date) -> tuple[dict[str, int], dict[int, int]]:
    """Up to which amounts roles and people decide on a day, in whole minor units."""
    with everywhere(reason="who may decide is asked for the question, not for a reader"):
        rows = ApprovalLimit.objects.filter(community=community_id, superseded_at__isnull=True, valid_from__lte=day)
        holding = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day)).order_by("valid_from", "pk")
        roles: dict[str, int] = {}
        people: dict[int, int] = {}
        for row in holding:  # the later one of two speaks
            if row.person_id is not None:
                people[row.person_id] = row.amount_minor
            else:
                roles[row.role] = row.amount_minor
        return roles, people


@lru_cache(maxsize=256)
def _rules(contract_uid: UUID, contract_version: int, community_id: int) -> tuple[rules.RuleRow, ...]:
    with everywhere(reason="rules are the same for every member of the community"):
        rows = ApprovalRule.objects.filter(community=community_id, superseded_at__isnull=True).order_by("pk")
        return tuple(
            rules.RuleRow(
                row.pk, row.contract_id, row.line_code, row.request_type_code, row.valid_from, row.valid_to,
                rules.Terms(steps_from(row.steps), row.at_time_out, row.pk),
            )
            for row in rows
        )  # fmt: skip


def steps_from(written: list[dict[str, Any]]) -> tuple[rules.Step, ...]:
    """Steps as a rule's column holds them."""
    return tuple(rules.Step(step["kind"], step.get("above_minor")) for step in written)
