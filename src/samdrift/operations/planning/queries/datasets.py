"""The list of planned occurrences, to be asked."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Dataset, page_named, register_dataset, rows_of
from samdrift.operations.planning.models import PlanOccurrence
from samdrift.registers.catalogue.public import line_column
from samdrift.registers.contracts.public import contract_column
from samdrift.registers.estate.public import site_column
from samdrift.registers.parties.public import team_column, unit_column

STATES = {
    "forecast": _("Forecast"), "scheduled": _("Scheduled"), "issued": _("Given out"),
    "done_on_time": _("Done in time"), "done_late": _("Done late"), "missed": _("Missed"), "waived": _("Waived"),
}  # fmt: skip
COLUMNS = (
    Column(code="plan", name=_("Plan"), kind="text", path="plan__name"),
    Column(code="number", name=_("Number"), kind="text", path="plan__number", shown=False),
    Column(code="state", name=_("State"), kind="code", path="state", words=STATES),
    Column(code="statutory", name=_("Asked by law"), kind="yesno", path="statutory"),
    line_column(), site_column(), unit_column(), team_column(),
    Column(code="thing", name=_("Thing"), kind="text", path="asset__name", shown=False),
    Column(code="due", name=_("Due"), kind="day", path="due_on"),
    Column(code="last_day", name=_("Last day allowed"), kind="day", path="window_to", shown=False),
    Column(code="nominal", name=_("By the plan"), kind="day", path="nominal_on", shown=False),
    Column(code="done", name=_("Done"), kind="day", path="work_done_on", shown=False),
    Column(code="certified", name=_("Certified"), kind="day", path="certified_on", shown=False),
    Column(code="hours", name=_("Hours"), kind="number", path="hours", shown=False),
    contract_column(),
)  # fmt: skip

register_dataset(
    Dataset(
        code="planned", name=_("Planned work"), permission="planning.view", rows=rows_of(PlanOccurrence),
        columns=COLUMNS, order="-due", page=page_named("planning:occurrence"),
        meaning=_("Each time a maintenance plan comes due, and what became of it."),
    )
)  # fmt: skip
