"""What a body would bear of shared cost, and what promises it would take over, before it joins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from samdrift.foundation.scope import everywhere
from samdrift.kernel.framework import key_share_minor
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.models import Accession, EligibleBody, Framework
from samdrift.partnership.joining.queries import terms
from samdrift.registers.contracts import public as contracts


@dataclass(frozen=True, slots=True)
class Expected:
    """A body's part of a shared cost in a year, with the key that explains it; amounts in hundredths."""

    name: Mapping[str, Any]
    key: str
    own_key: int
    all_keys: int
    year_minor: int
    part_minor: int


def expected(framework: Framework, held: terms.Held, body: EligibleBody, day: date) -> list[Expected]:
    """What a body would bear if it were in beside those who are now."""
    with everywhere(reason="sums of the keys of those who are in, which the framework tells all"):
        live = Accession.objects.filter(framework=framework, state__in=(rules.LIVE, rules.EXITING))
        rows = EligibleBody.objects.filter(framework=framework, organisation__in=live.values("organisation"))
        others = [one for one in rows if one.pk != body.pk]
    found = []
    for cost in held.costs(day):
        own = getattr(body, cost.key)
        together = own + sum(getattr(one, cost.key) for one in others)
        part = key_share_minor(cost.year_minor, own, together) if together else 0
        found.append(Expected(cost.name, cost.key, own, together, cost.year_minor, part))
    return found


def rules_offered(framework: Framework, draft: Any, items: Mapping[str, rules.Item]) -> int:
    """How many promise rules a call-off of these items would take over from the framework's own contract."""
    lines = {items[one.item].line for one in draft.wishes}
    with everywhere(reason="the promise rules a framework offers to who joins"):
        contract = contracts.Contract.objects.get(pk=framework.contract_id)
    held = contracts.policies_in_force(contract.pk, contract.version)
    return sum(
        not one.terms.sites and not one.terms.units and (not one.terms.line_code or one.terms.line_code in lines)
        for one in held
    )
