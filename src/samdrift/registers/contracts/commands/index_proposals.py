"""Index rules one party proposes and the other accepts, and published values entered many at a time."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import Scope
from samdrift.kernel import indexation
from samdrift.registers.contracts.commands import indexing
from samdrift.registers.contracts.commands.indexing import IndexRuleDraft, rule_as_written
from samdrift.registers.contracts.commands.proposals import INDEX_RULE, contract_of, propose
from samdrift.registers.contracts.commands.volumes import DATA_CLASS
from samdrift.registers.contracts.models import TermsProposal
from samdrift.registers.contracts.queries import indices
from samdrift.registers.parties import public as parties

MOST_VALUES = 600


@transaction.atomic
def propose_index_rule(
    scope: Scope, contract_uid: UUID, draft: IndexRuleDraft, *, now: datetime, note: str = ""
) -> TermsProposal:
    """Propose how prices follow indices: a new rule, or the next version of the one with its code.

    Raises:
        DoesNotExist, NotAllowed: As for `propose_price`.
        Invalid: It begins in the past, names an index nobody keeps, or its numbers fit no formula.
    """
    contract = contract_of(scope, contract_uid)
    check_index_rule(draft, {one.code for one in indices.index_series(contract.community_id)})
    if draft.valid_from < parties.community_day(scope, now):
        raise Invalid({"valid_from": _("Terms begin today or later: what was promised under the old ones stays.")})
    content = {"rule": rule_as_written(draft), "valid_from": draft.valid_from.isoformat()}
    return propose(scope, contract, INDEX_RULE, draft.rule.code, content, note, now, data_class=DATA_CLASS)


def check_index_rule(draft: IndexRuleDraft, series: set[str]) -> None:
    """Raise Invalid unless a run could count by the draft."""
    rule = draft.rule
    wrong: dict[str, Any] = {}
    if not rule.code.strip() or len(rule.code) > 24:
        wrong["code"] = _("A rule has a code of at most 24 characters.")
    if not rule.parts or any(part.series not in series for part in rule.parts):
        wrong["parts"] = _("Name an index that is kept here for each weight.")
    if any(part.weight <= 0 or part.base_value <= 0 for part in rule.parts):
        wrong["parts"] = _("A weight and the value it is compared with are more than 0.")
    if rule.decimals is not None and not 2 <= rule.decimals <= 8:
        wrong["decimals"] = _("The factor keeps 2 to 8 decimals.")
    if any(limit is not None and not 0 <= limit < 1 for limit in (rule.threshold, rule.cap, rule.floor)):
        wrong["threshold"] = _("A limit is a share between 0 and 1.")
    if not 0 <= draft.lag_months <= 24:
        wrong["lag_months"] = _("The index month lies 0 to 24 months before the regulation.")
    if wrong:
        raise Invalid(wrong)


def rule_of(code: str, fixed: Decimal, parts: Sequence[indexation.Part], **limits: Any) -> indexation.Rule:
    """A rule of what somebody typed.

    Raises:
        Invalid: The fixed part and the weights do not make 1.
    """
    try:
        return indexation.Rule(code, tuple(parts), fixed=fixed, **limits)
    except ValueError as wrong:
        raise Invalid({"fixed": _("The fixed part and the weights make 1 together.")}) from wrong


def factor_now(community_id: int, draft: IndexRuleDraft, day: date) -> indexation.Outcome | None:
    """What the rule would come to from the first of this month by what is published; None where nothing is."""
    wanted = day.replace(day=1)
    for _step in range(draft.lag_months):
        wanted = (wanted - (wanted - wanted.replace(day=1)) - date.resolution).replace(day=1)
    values = indices.index_values(community_id, [part.series for part in draft.rule.parts])
    try:
        return indexation.run(draft.rule, values, wanted=wanted, cut_off=day)
    except indexation.NoIndex:
        return None


@transaction.atomic
def publish_values(
    scope: Scope, contract_uid: UUID, series: str, values: Sequence[indexation.Value], *, now: datetime
) -> int:
    """Enter many values as they were published; what is known already is passed over. How many were new.

    Raises:
        DoesNotExist, NotAllowed: As for `propose_price`.
        Invalid: One of them is none, or there are too many.
    """
    contract = contract_of(scope, contract_uid)
    if len(values) > MOST_VALUES:
        raise Invalid({"file": _("At most %(most)s values at a time.") % {"most": MOST_VALUES}})
    new = unknown(contract.community_id, series, values)
    for value in new:
        indexing.publish_value(scope, series, value, now=now)
    return len(new)


def unknown(community_id: int, series: str, values: Sequence[indexation.Value]) -> list[indexation.Value]:
    """Those of the values that are not entered yet, each once."""
    known: Mapping[str, list[indexation.Value]] = indices.index_values(community_id, [series])
    found = set(known[series])
    return [one for one in dict.fromkeys(values) if one not in found]
