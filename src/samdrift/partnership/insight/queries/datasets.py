"""The list of what auditors read, to be asked by both parties and by auditors themselves."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Dataset, register_dataset, rows_of
from samdrift.partnership.insight.models import AUDIT, AuditRead
from samdrift.registers.parties.public import person_column

KINDS = {"page": _("Page"), "record": _("Record"), "export": _("File taken along"), "api": _("By another program")}

ROOMS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Approvals"), ("approvals", "approval-rules")),
    (_("Ask the data"), ("ask", "datasets", "tables")),
    (_("Background jobs"), ("jobs", "workers")),
    (_("Changes of service"), ("scaling", "changes", "scaling-terms", "districts")),
    (_("Contracts"), ("contracts", "term-proposals")),
    (_("Dispatch"), ("dispatch", "day-plans")),
    (_("Frameworks"), ("joining", "frameworks", "call-offs")),
    (_("Imports"), ("imports",)),
    (_("Invoices"), ("invoicing", "invoices", "invoice-lines", "late-dues")),
    (_("Key figures"), ("performance", "kpi-periods", "kpi-results", "kpi-terms", "service-credits")),
    (_("Nightly checks"), ("checks",)),
    (_("Notices"), ("notices",)),
    (_("On the phone, without signal"), ("field",)),
    (_("Open book"), ("events", "books")),
    (_("Open book of a period"), ("bundles",)),
    (_("Other systems"), ("exchange",)),
    (_("Overview"), ("insight", "figures", "time-released")),
    (
        _("People and units"),
        (
            "parties", "people", "units", "teams", "counterparts", "deputies", "interests", "tokens",
            "company-clearances",
        ),
    ),
    (_("Planned work"), ("planning", "plans", "plan-occurrences")),
    (_("Promises"), ("promises",)),
    (_("Proposals"), ("disputes",)),
    (_("QR tags"), ("tags", "tag-batches", "tag-claims", "tag-health", "tag-rounds", "walk")),
    (_("Reports"), ("reports",)),
    (_("Requests"), ("requests", "request-types", "closures")),
    (_("Rounds"), ("rounds", "round-marks", "round-stops")),
    (_("Savings"), ("savings", "baselines", "settlements")),
    (_("Service catalogue"), ("catalogue", "articles")),
    (_("Service desk"), ("desk", "desk-queues", "contacts", "held-reports", "outages", "answer-templates")),
    (_("Shifts and people"), ("workforce", "absences", "on-call", "lone-watches", "help-calls", "alerts")),
    (_("Sites"), ("estate", "sites")),
    (
        _("Work orders"),
        (
            "work", "work-orders", "orders-to-verify", "checklists", "problems", "quotes", "subcontractors",
            "subcontractor-links",
        ),
    ),
    (_("Your account"), ("account", "me", "shell")),
)  # fmt: skip
"""What a read is called by the room of its page, or by the first word of its address in the API."""
ROOM_WORDS = {code: name for name, codes in ROOMS for code in codes}

register_dataset(
    Dataset(
        code="audit-reads", name=_("What auditors read"), permission=AUDIT, rows=rows_of(AuditRead), order="-when",
        uid="", leaves=False,
        meaning=_("Each page, record and file an auditor looked at, kept for five years; seen by both parties alike."),
        columns=(
            Column(code="when", name=_("When"), kind="moment", path="read_at"),
            person_column("who", _("Who"), "person_id"),
            Column(code="kind", name=_("What"), kind="code", path="kind", words=KINDS),
            Column(code="room", name=_("Room"), kind="code", path="room", words=ROOM_WORDS),
            Column(code="address", name=_("Address"), kind="text", path="address"),
        ),
    )
)  # fmt: skip
