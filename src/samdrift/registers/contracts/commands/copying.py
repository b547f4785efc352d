"""Promise rules of one contract taken over by another: what a call-off begins with."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.contracts import rules
from samdrift.registers.contracts.commands.terms import ClockTerms, PolicyDraft, publish_policy
from samdrift.registers.contracts.models import SlaClock, SlaPolicy


@transaction.atomic
def copy_rules(
    scope: Scope, from_contract: int, to_contract: int, *, lines: Collection[str], valid_from: date, now: datetime
) -> int:
    """Let the promise rules of a contract hold for another from a day on; how many there were.

    Rules of lines the other does not cover stay behind, and those that name places or units: they are somebody else's.

    Raises:
        NotAllowed: The actor may not write terms of the other contract.
    """
    scope.require("contracts.write", contract=to_contract)
    with everywhere(reason="the rules a call-off takes over from the framework's own contract"):
        rows = SlaPolicy.objects.filter(contract=from_contract, superseded_at__isnull=True, valid_from__lte=valid_from)
        held = list(rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)).order_by("pk"))
        clocks: dict[int, list[SlaClock]] = {}
        for clock in SlaClock.objects.filter(policy__in=held).order_by("pk"):
            clocks.setdefault(clock.policy_id, []).append(clock)
    taken = [
        row for row in held
        if not row.site_ids and not row.unit_ids and (not row.line_code or row.line_code in lines)
    ]  # fmt: skip
    for row in taken:
        publish_policy(scope, to_contract, _draft(row, clocks.get(row.pk, []), valid_from), now=now)
    return len(taken)


def _draft(row: SlaPolicy, clocks: Collection[SlaClock], valid_from: date) -> PolicyDraft:
    return PolicyDraft(
        code=row.code, name=row.name, valid_from=valid_from, line_code=row.line_code,
        request_type_code=row.request_type_code, priority=row.priority, site_kind=row.site_kind, clause=row.clause,
        retarget=row.retarget, valid_to=row.valid_to, pauses=rules.pause_terms_from(row.pause_terms),
        clocks=[
            ClockTerms(
                kind=one.kind, unit=one.unit, amount=one.amount, calendar_code=one.calendar_code,
                stops_with=one.stops_with, starts_with=one.starts_with, cut_off=one.cut_off, at_close=one.at_close,
                pausable=one.pausable, at_risk_percent=one.at_risk_percent, warnings=one.warnings,
            )
            for one in clocks
        ],
    )  # fmt: skip
