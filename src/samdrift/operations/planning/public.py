"""What other rooms may use of maintenance plans."""

from samdrift.operations.planning.commands.ahead import system_scope
from samdrift.operations.planning.commands.certifying import Paper, file_certificate
from samdrift.operations.planning.commands.doing import order_done, tick_items
from samdrift.operations.planning.commands.following import (
    Rested,
    Resting,
    Visits,
    let_plans_go_on,
    pace_plans,
    rest_plans,
    would_come,
    would_rest,
)
from samdrift.operations.planning.commands.history import Past, Visit, import_past
from samdrift.operations.planning.commands.passing import issue_due, make_firm, miss_overdue, write_on
from samdrift.operations.planning.commands.readings import take_reading
from samdrift.operations.planning.commands.standards import StandardDraft, apply_standards, write_standard
from samdrift.operations.planning.commands.writing import PlanDraft, write_plan, write_plans
from samdrift.operations.planning.events import (
    CertificateFiled,
    OccurrenceDone,
    OccurrenceIssued,
    OccurrenceMissed,
    OccurrenceWaived,
    PlanWritten,
)
from samdrift.operations.planning.models import Certificate, MaintenancePlan, PlanOccurrence, PlanVersion
from samdrift.operations.planning.queries.measuring import completion
from samdrift.operations.planning.queries.occurrences import occurrences_between
from samdrift.operations.planning.rules.measures import percent
from samdrift.operations.planning.rules.terms import Terms

__all__ = [
    "Certificate",
    "CertificateFiled",
    "MaintenancePlan",
    "OccurrenceDone",
    "OccurrenceIssued",
    "OccurrenceMissed",
    "OccurrenceWaived",
    "Paper",
    "Past",
    "PlanDraft",
    "PlanOccurrence",
    "PlanVersion",
    "PlanWritten",
    "Rested",
    "Resting",
    "StandardDraft",
    "Terms",
    "Visit",
    "Visits",
    "apply_standards",
    "completion",
    "file_certificate",
    "import_past",
    "issue_due",
    "let_plans_go_on",
    "make_firm",
    "miss_overdue",
    "occurrences_between",
    "order_done",
    "pace_plans",
    "percent",
    "rest_plans",
    "system_scope",
    "take_reading",
    "tick_items",
    "would_come",
    "would_rest",
    "write_on",
    "write_plan",
    "write_plans",
    "write_standard",
]
