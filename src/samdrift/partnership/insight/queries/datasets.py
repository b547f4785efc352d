"""The list of what auditors read, to be asked by both parties and by auditors themselves."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Dataset, register_dataset, rows_of
from samdrift.partnership.insight.models import AUDIT, AuditRead
from samdrift.registers.parties.public import person_column

KINDS = {"page": _("Page"), "record": _("Record"), "export": _("File taken along"), "api": _("By another program")}

register_dataset(
    Dataset(
        code="audit-reads", name=_("What auditors read"), permission=AUDIT, rows=rows_of(AuditRead), order="-when",
        uid="", leaves=False,
        meaning=_("Each page, record and file an auditor looked at, kept for five years; seen by both parties alike."),
        columns=(
            Column(code="when", name=_("When"), kind="moment", path="read_at"),
            person_column("who", _("Who"), "person_id"),
            Column(code="kind", name=_("What"), kind="code", path="kind", words=KINDS),
            Column(code="room", name=_("Room"), kind="code", path="room"),
            Column(code="address", name=_("Address"), kind="text", path="address"),
        ),
    )
)  # fmt: skip
