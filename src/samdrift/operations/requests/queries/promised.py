"""What would be promised, shown before a request is sent."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from samdrift.foundation.scope import Scope
from samdrift.kernel.clock import due_at
from samdrift.operations.requests.queries.places import Place
from samdrift.operations.requests.rules import urgency
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts


@dataclass(frozen=True, slots=True)
class Promised:
    """The clocks a request of this kind would get now, as (kind, due), and where the contract says so."""

    priority: int
    clocks: list[tuple[str, datetime]]
    clause: str


def promised(scope: Scope, request_type: catalogue.RequestType, place: Place, *, now: datetime) -> Promised | None:
    """What the contract promises for this type at this place from now, or None when no contract covers it."""
    day = now.astimezone(ZoneInfo(place.timezone)).date()
    contract = contracts.contract_for(scope, line_code=request_type.line_code, units=place.unit_ids, day=day)
    if contract is None:
        return None
    around = urgency.Circumstances(availability_weight=place.availability_weight, criticality=place.criticality)
    priority, _moved = urgency.priority_of(request_type.impact, request_type.urgency, around)
    case = contracts.Case(
        line_code=request_type.line_code, request_type_code=request_type.code, priority=priority, day=day,
        site_id=place.site_id, site_kind=place.site_kind, units=place.unit_ids,
    )  # fmt: skip
    policy, _choice = contracts.policy_for(contract.pk, contract.version, case)
    if policy is None:
        return Promised(priority, [], "")
    clocks = []
    for clock in policy.clocks:
        _pk, calendar = contracts.calendar_for(scope.community_id, clock.calendar_code, day, contract.version)
        clocks.append((clock.kind, due_at(now, clock.target, calendar)))
    return Promised(priority, clocks, policy.clause)
