"""The events of the open book, to be asked: what happened when and where, without what was told of it."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Dataset, register_dataset, rows_of
from samdrift.foundation.events.public import EventRecord
from samdrift.registers.catalogue.public import line_column
from samdrift.registers.contracts.public import contract_column
from samdrift.registers.estate.public import site_column
from samdrift.registers.parties.public import organisation_column, unit_column

register_dataset(
    Dataset(
        code="events", name=_("Events of the open book"), permission="events.view", rows=rows_of(EventRecord),
        order="-recorded", uid="",
        meaning=_("Everything that was written into the book: what, where, when, by which party."),
        columns=(
            Column(code="recorded", name=_("Recorded"), kind="moment", path="recorded_at"),
            Column(code="happened", name=_("Happened"), kind="moment", path="happened_at"),
            Column(code="kind", name=_("Kind"), kind="code", path="kind"),
            Column(code="about", name=_("About"), kind="code", path="subject_kind", shown=False),
            line_column("line"), site_column(), unit_column(),
            organisation_column("party", _("Party"), "party_id"),
            contract_column(),
        ),
    )
)  # fmt: skip
