"""The lists of work orders and of the hours written on them, to be asked."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Dataset, page_named, register_dataset, rows_of
from samdrift.operations.work.models import WorkLine, WorkOrder
from samdrift.operations.work.queries import FAILURE_WORDS, STATE_WORDS
from samdrift.registers.catalogue.public import line_column
from samdrift.registers.contracts.public import contract_column
from samdrift.registers.estate.public import site_column
from samdrift.registers.parties.public import person_column, team_column, unit_column

COLUMNS = (
    Column(code="number", name=_("Number"), kind="text", path="number"),
    Column(code="title", name=_("Title"), kind="text", path="title"),
    Column(code="state", name=_("State"), kind="code", path="state", words=STATE_WORDS),
    Column(code="open", name=_("Open"), kind="yesno", path="is_open", shown=False),
    Column(code="kind", name=_("Kind"), kind="code", path="kind", shown=False),
    Column(code="priority", name=_("Priority"), kind="code", path="priority", words={n: f"P{n}" for n in range(1, 6)}),
    line_column(), site_column(), unit_column(),
    Column(code="room", name=_("Room"), kind="text", path="space__number", shown=False),
    Column(code="thing", name=_("Thing"), kind="text", path="asset__name", shown=False),
    team_column(),
    person_column("assignee", _("Assigned to"), "assignee_id"),
    Column(code="created", name=_("Created"), kind="moment", path="created_at"),
    Column(code="due", name=_("Due"), kind="moment", path="due_at"),
    Column(code="planned", name=_("Planned"), kind="moment", path="planned_from", shown=False),
    Column(code="started", name=_("Begun"), kind="moment", path="started_at", shown=False),
    Column(code="done", name=_("Done"), kind="moment", path="done_at", shown=False),
    Column(code="verified", name=_("Verified"), kind="moment", path="verified_at", shown=False),
    Column(code="failure", name=_("Why it could not be done"), kind="code", path="failure_reason", words=FAILURE_WORDS,
           shown=False),
    Column(code="estimate", name=_("Estimate"), kind="minutes", path="estimated_minutes", shown=False),
    Column(code="awaits_material", name=_("Waits for material"), kind="yesno", path="awaits_material", shown=False),
    Column(code="sampled", name=_("Drawn as a sample"), kind="yesno", path="sampled", shown=False),
    contract_column(),
)  # fmt: skip

register_dataset(
    Dataset(
        code="work", name=_("Work orders"), permission="work.view", rows=rows_of(WorkOrder), columns=COLUMNS,
        order="-created", page=page_named("work:page"),
        meaning=_("What was done or is to be done, by whom and until when."),
    )
)  # fmt: skip

HOURS = (
    Column(code="day", name=_("Day"), kind="day", path="worked_on"),
    Column(code="minutes", name=_("Minutes"), kind="minutes", path="minutes"),
    Column(code="number", name=_("Work order"), kind="text", path="work_order__number"),
    Column(code="title", name=_("Title"), kind="text", path="work_order__title"),
    line_column("work_order__line_code"), site_column("work_order__site_id"), unit_column("work_order__unit_id"),
    team_column("work_order__team_id", shown=False),
    Column(code="kind", name=_("Kind"), kind="code", path="work_order__kind", shown=False),
    Column(code="written", name=_("Written"), kind="moment", path="written_at", shown=False),
    contract_column("work_order__contract_id"),
)  # fmt: skip

register_dataset(
    Dataset(
        code="hours", name=_("Hours of work"), permission="work.view", rows=rows_of(WorkLine, kind="time"),
        columns=HOURS, order="-day", uid="work_order__uid", page=page_named("work:page"),
        meaning=_("Each time somebody wrote working time on a work order; of whom is not told."),
    )
)  # fmt: skip
