"""Publishing what needs a yes, and up to which amount somebody may say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import CASE_CLASSES, Scope
from samdrift.operations.approvals import events, rules
from samdrift.operations.approvals.models import ApprovalLimit, ApprovalRule
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDraft:
    """A rule to publish. Nothing said of contract, line or type: it holds for every one.

    Attributes:
        steps: In order, each {"kind": budget, security or clinical, "above_minor": minor units or nothing}; none at
            all says that nothing is asked for.
    """

    code: str
    steps: Sequence[Mapping[str, Any]]
    valid_from: date
    contract_id: int | None = None
    line_code: str = ""
    request_type_code: str = ""
    at_time_out: str = "above"


@transaction.atomic
def publish_rule(scope: Scope, draft: RuleDraft, *, now: datetime) -> ApprovalRule:
    """Let a rule hold from a day on; the version before it ends the day before. What waits keeps its old rule.

    Raises:
        Invalid: A step, the line, the type or the end does not fit.
        NotAllowed: The actor may not write these rules.
        Refused: A version already holds from that day or later.
    """
    scope.require("approvals.write_rules")
    _check(scope, draft)
    last = ApprovalRule.objects.within(scope).filter(code=draft.code).order_by("-number").first()
    if last is not None and last.valid_from >= draft.valid_from:
        raise Refused(_("A version of this rule already holds from %(day)s.") % {"day": last.valid_from})
    if last is not None:
        last.valid_to = draft.valid_from - timedelta(days=1)
        last.save_changes("valid_to")
    rule = ApprovalRule.objects.create(
        community_id=scope.community_id, code=draft.code, number=last.number + 1 if last else 1,
        contract_id=draft.contract_id, line_code=draft.line_code, request_type_code=draft.request_type_code,
        steps=[{"kind": one["kind"], "above_minor": one.get("above_minor")} for one in draft.steps],
        at_time_out=draft.at_time_out, valid_from=draft.valid_from, recorded_at=now, recorded_by_id=scope.person_id,
    )  # fmt: skip
    contracts.touch_contracts(scope)
    event = events.ApprovalRulePublished(
        rule_uid=rule.uid, code=rule.code, number=rule.number, from_day=rule.valid_from
    )
    record(event, scope=scope, at=now, subject=rule)
    return rule


def _check(scope: Scope, draft: RuleDraft) -> None:
    wrong: dict[str, object] = {}
    book = catalogue.catalogue_of(scope.community_id)
    if not draft.code.strip():
        wrong["code"] = _("Give the rule a short name.")
    if any(step.get("kind") not in rules.KINDS for step in draft.steps):
        wrong["steps"] = _("A step is about budget, security or clinical matters.")
    amounts = [step.get("above_minor") for step in draft.steps]
    if any(amount is not None and (not isinstance(amount, int) or amount < 0) for amount in amounts):
        wrong["steps"] = _("An amount is zero or more.")
    if draft.at_time_out not in rules.AT_TIME_OUT:
        wrong["at_time_out"] = _("Say whether it then goes to the next above or lapses.")
    if draft.line_code and draft.line_code not in book.lines:
        wrong["line_code"] = _("There is no such service line.")
    named = book.type_by_code(draft.request_type_code) if draft.request_type_code else None
    if draft.request_type_code and named is None:
        wrong["request_type_code"] = _("There is no such thing to ask for.")
    elif named is not None and named.request_class in CASE_CLASSES and draft.steps:
        wrong["request_type_code"] = _("Restricted matters ask nobody: whoever is asked would learn that there is one.")
    known = contracts.contracts_of(scope)
    if draft.contract_id is not None and draft.contract_id not in {one.pk for one in known}:
        wrong["contract_id"] = _("There is no such contract.")
    if wrong:
        raise Invalid(wrong)


@transaction.atomic
def set_limit(
    scope: Scope, *, amount_minor: int, valid_from: date, now: datetime, role: str = "",
    person_id: int | None = None, valid_to: date | None = None,
) -> ApprovalLimit:  # fmt: skip
    """Let a person, or everybody with a role, approve up to an amount from a day on; the amount itself included.

    Raises:
        Invalid: It names neither or both, or the amount or the days do not fit.
        NotAllowed: The actor may not write limits.
        Refused: The actor would set their own limit.
    """
    scope.require("approvals.write_rules")
    if bool(role) == (person_id is not None) or (role and role not in parties.ROLES):
        raise Invalid({"role": _("Say whose limit it is: a role's or a person's.")})
    if person_id is not None and person_id == scope.person_id:
        raise Refused(_("Nobody sets their own limit."))
    if amount_minor < 0:
        raise Invalid({"amount_minor": _("An amount is zero or more.")})
    if valid_to is not None and valid_to < valid_from:
        raise Invalid({"valid_to": _("The last day lies before the first.")})
    if person_id is not None and not _works_here(scope, person_id):
        raise Invalid({"person": _("There is no such person.")})
    _end_earlier(scope, role, person_id, valid_from, now)
    limit = ApprovalLimit.objects.create(
        community_id=scope.community_id, role=role, person_id=person_id, amount_minor=amount_minor,
        valid_from=valid_from, valid_to=valid_to, recorded_at=now, recorded_by_id=scope.person_id,
    )  # fmt: skip
    event = events.ApprovalLimitSet(
        limit_uid=limit.uid, role=role, person_id=person_id, amount_minor=amount_minor, from_day=valid_from
    )
    record(event, scope=scope, at=now, subject=limit)
    return limit


def _works_here(scope: Scope, person_id: int) -> bool:
    return parties.Employment.objects.within(scope).filter(person=person_id).exists()


def _end_earlier(scope: Scope, role: str, person_id: int | None, valid_from: date, now: datetime) -> None:
    """The limit before ends the day before; one that would begin no earlier is superseded."""
    rows = ApprovalLimit.objects.within(scope).filter(role=role, person=person_id, superseded_at__isnull=True)
    for row in rows.order_by("pk"):
        if row.valid_from >= valid_from:
            row.superseded_at = now
            row.save_changes("superseded_at")
        elif row.valid_to is None or row.valid_to >= valid_from:
            row.valid_to = valid_from - timedelta(days=1)
            row.save_changes("valid_to")
