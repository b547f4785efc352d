"""What work orders are called where an event speaks of them."""

from samdrift.foundation.events.public import Rows, register_codes, register_rows
from samdrift.foundation.fields import in_language
from samdrift.operations.work.models import CompanyClearance, WorkLink, WorkOrder
from samdrift.operations.work.queries import STATE_WORDS
from samdrift.operations.work.queries.problems import PROBLEM_WORDS
from samdrift.operations.work.queries.table import KIND_WORDS

__all__ = ["KIND_WORDS", "register"]


def register() -> None:
    """Announce the room's words and rows."""
    register_codes("work_state", STATE_WORDS)
    register_codes("problem_state", PROBLEM_WORDS)
    register_rows("work.workorder", Rows(WorkOrder.objects.within, ("number",), lambda number, _: number, "work:page"))
    for kind, model in (("work.worklink", WorkLink), ("work.companyclearance", CompanyClearance)):
        register_rows(kind, Rows(model.objects.within, ("organisation__name",), in_language))
