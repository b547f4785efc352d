"""What is tallied of planned work: what came due and was decided, and what of it was done in time."""

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.tallies.public import TallySource, register_tally
from samdrift.operations.planning.models import PlanOccurrence
from samdrift.operations.planning.rules import states

TOUCHED = (
    "planning.occurrence_done", "planning.occurrence_missed", "planning.occurrence_waived",
    "planning.certificate_filed",
)  # fmt: skip


def register_tallies() -> None:
    """Announce them; called once, at start-up."""
    statutory = When(statutory=True, then=Value("statutory"))
    register_tally(
        TallySource(
            name="planned.due", word=_("Planned work whose time came"), permission="planning.view",
            rows=occurrences_to_count, counts=Q(state__in=(states.ON_TIME, states.LATE, states.MISSED)),
            # The last day allowed, as the key figures count.
            day="window_to", kind=Case(statutory, default=Value("planned"), output_field=CharField(max_length=9)),
            numerator=Count("pk", filter=Q(state=states.ON_TIME)), amount=Count("pk", filter=Q(state=states.MISSED)),
            touched_by=TOUCHED,
        )
    )  # fmt: skip


def occurrences_to_count() -> QuerySet[PlanOccurrence]:
    """Every time a plan comes due, across the gate."""
    return PlanOccurrence.objects.all()
