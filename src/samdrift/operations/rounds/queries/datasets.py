"""The list of visits to rooms, to be asked."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Dataset, register_dataset, rows_of
from samdrift.operations.rounds.models import VIEW, StopMark
from samdrift.operations.rounds.queries.words import SKIP_WORDS
from samdrift.registers.catalogue.public import line_column
from samdrift.registers.contracts.public import contract_column
from samdrift.registers.estate.public import site_column
from samdrift.registers.parties.public import person_column, unit_column

COLUMNS = (
    Column(code="day", name=_("Day"), kind="day", path="day"),
    Column(code="round", name=_("Round"), kind="text", path="round__name"),
    line_column("round__line_code"), site_column("round__site_id"), unit_column("round__unit_id"),
    Column(code="room", name=_("Room"), kind="text", path="stop__space__number"),
    Column(code="what", name=_("What became of it"), kind="code", path="kind",
           words={"done": _("Done"), "skipped": _("Left out")}),
    Column(code="reason", name=_("Why it was left out"), kind="code", path="reason", words=SKIP_WORDS, shown=False),
    Column(code="scanned", name=_("Scanned there"), kind="yesno", path="by_scan", shown=False),
    Column(code="happened", name=_("When"), kind="moment", path="happened_at", shown=False),
    person_column("person", _("Who"), "person_id", shown=False),
    contract_column("round__contract_id"),
)  # fmt: skip

register_dataset(
    Dataset(
        code="visits", name=_("Visits on rounds"), permission=VIEW, columns=COLUMNS, order="-day", uid="",
        rows=rows_of(StopMark, undone_at__isnull=True),
        meaning=_("What was said about each room on each day's round: done, or left out and why."),
    )
)  # fmt: skip
