"""What would be promised, shown before a request is sent."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from samdrift.foundation.scope import Scope
from samdrift.kernel.clock import due_at
from samdrift.kernel.targets import WorkingDays
from samdrift.operations.approvals import public as approvals
from samdrift.operations.requests.queries.around import around
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
    cut_off: time | None = None  # sent later in the day, it counts from the next working day
    price: "Price | None" = None


@dataclass(frozen=True, slots=True)
class Price:
    """What it would cost, and whose yes it would need first.

    Attributes:
        charge: included, quota, price_list or quote, as the catalogue says.
        amount_minor: None where no price is agreed.
        needs: The yeses, in order.
    """

    charge: str
    amount_minor: int | None
    needs: list[approvals.Expected]


def promised(scope: Scope, request_type: catalogue.RequestType, place: Place, *, now: datetime) -> Promised | None:
    """What the contract promises for this type at this place from now, or None when no contract covers it."""
    day = now.astimezone(ZoneInfo(place.timezone)).date()
    contract = contracts.contract_for(scope, line_code=request_type.line_code, units=place.unit_ids, day=day)
    if contract is None:
        return None
    stands = around(place, received_at=now)
    priority, _moved = urgency.priority_of(request_type.impact, request_type.urgency, stands)
    case = contracts.Case(
        line_code=request_type.line_code, request_type_code=request_type.code, priority=priority, day=day,
        site_id=place.site_id, site_kind=place.site_kind, units=place.unit_ids,
    )  # fmt: skip
    policy = contracts.policy_of(contract.pk, contract.version, case)
    if policy is None:
        return Promised(priority, [], "", price=_price(scope, request_type, place, contract, day))
    clocks, cut_offs = [], []
    for clock in policy.clocks:
        _pk, calendar = contracts.calendar_for(scope.community_id, clock.calendar_code, day, contract.version)
        clocks.append((clock.kind, due_at(now, clock.target, calendar)))
        if isinstance(clock.target, WorkingDays) and clock.target.cut_off is not None:
            cut_offs.append(clock.target.cut_off)
    return Promised(
        priority, clocks, policy.clause, cut_off=_time_of(min(cut_offs)) if cut_offs else None,
        price=_price(scope, request_type, place, contract, day),
    )  # fmt: skip


def _time_of(seconds: int) -> time:
    return time(seconds // 3600 % 24, seconds % 3600 // 60)


def _price(
    scope: Scope, request_type: catalogue.RequestType, place: Place, contract: contracts.Contract, day: date
) -> Price:
    data_class = "D8" if place.secured and request_type.request_class == "D1" else request_type.request_class
    terms = approvals.terms_for(
        contract, line_code=request_type.line_code, request_type_code=request_type.code,
        of_type=approvals.of_type(request_type.approval, request_type.approval_above_minor), day=day,
        data_class=data_class,
    )  # fmt: skip
    needs = approvals.who_decides(
        scope, terms, contract=contract, unit_id=place.unit_id, data_class=data_class,
        amount_minor=request_type.price_minor, day=day,
    )  # fmt: skip
    return Price(request_type.charge, request_type.price_minor, needs)
