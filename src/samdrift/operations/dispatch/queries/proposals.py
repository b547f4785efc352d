"""A proposal as its page shows it: each person's route, and what nobody gets to."""

from collections import Counter
from dataclasses import dataclass

from samdrift.foundation.scope import Scope
from samdrift.operations.dispatch.models import DayProposal, ProposedStop
from samdrift.operations.dispatch.queries.orders import Order, told
from samdrift.operations.work import public as work
from samdrift.registers.parties import public as parties

StopRow = tuple[ProposedStop, Order]


@dataclass(frozen=True, slots=True)
class RouteShown:
    """One person's proposed day."""

    person_id: int
    name: str
    stops: list[StopRow]
    states: Counter[str]

    @property
    def metres(self) -> int:
        """The ways to all its stops; not the way home."""
        return sum(stop.travel_metres for stop, _order in self.stops)


def routes_of(scope: Scope, proposal: DayProposal) -> tuple[list[RouteShown], list[StopRow]]:
    """The routes of a proposal and what is left, as far as the reader may see the orders; four reads."""
    stops = list(ProposedStop.objects.within(scope).filter(proposal=proposal).order_by("person", "position", "pk"))
    rows = work.WorkOrder.objects.within_permission(scope, "work.view")
    orders = {order.pk: order for order in told(rows.filter(pk__in=[stop.work_order_id for stop in stops]))}
    names = parties.names_of(scope, {stop.person_id for stop in stops if stop.person_id})
    routes: dict[int, list[StopRow]] = {}
    left: list[StopRow] = []
    for stop in stops:
        if stop.work_order_id not in orders:
            continue
        row = (stop, orders[stop.work_order_id])
        (routes.setdefault(stop.person_id, []) if stop.person_id else left).append(row)
    shown = [
        RouteShown(person, names.get(person, ""), rows, Counter(stop.state for stop, _order in rows))
        for person, rows in routes.items()
    ]
    return sorted(shown, key=lambda one: (one.name, one.person_id)), left
