"""What other rooms may use of work."""

from samdrift.operations.work.commands.doing import confirm_place
from samdrift.operations.work.commands.giving import assign_work
from samdrift.operations.work.commands.history import PastOrder, import_orders
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.commands.planning import PlannedWork, make_orders, plan_order
from samdrift.operations.work.commands.slotting import Place, slot_order
from samdrift.operations.work.models import ChecklistVersion, WorkLine, WorkOrder
from samdrift.operations.work.queries import lines_of, my_work, orders_of_request

__all__ = [
    "ChecklistVersion",
    "Moment",
    "PastOrder",
    "Place",
    "PlannedWork",
    "WorkLine",
    "WorkOrder",
    "assign_work",
    "confirm_place",
    "import_orders",
    "lines_of",
    "make_orders",
    "my_work",
    "orders_of_request",
    "plan_order",
    "slot_order",
]
