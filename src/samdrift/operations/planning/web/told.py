"""What plans and occurrences are called where an event speaks of them."""

from samdrift.foundation.events.public import Rows, register_rows
from samdrift.operations.planning.models import MaintenancePlan, PlanOccurrence


def register() -> None:
    """Announce the room's rows."""
    register_rows(
        "planning.maintenanceplan",
        Rows(
            MaintenancePlan.objects.within,
            ("number", "name"),
            lambda number, name, _: f"{number} {name}",
            "planning:plan",
        ),
    )
    register_rows(
        "planning.planoccurrence",
        Rows(
            PlanOccurrence.objects.within, ("plan__number", "key"), lambda number, key, _: f"{number} {key}",
            "planning:occurrence",
        ),
    )  # fmt: skip
