"""The list of changes of service, to be asked."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Dataset, page_named, register_dataset, rows_of
from samdrift.partnership.scaling.models import ChangeOrder
from samdrift.registers.contracts.public import contract_column
from samdrift.registers.parties.public import unit_column

STATES = {
    "draft": _("draft"), "impact_assessed": _("worked out"), "submitted": _("asked for"),
    "local_approved": _("approved by the district"), "central_approved": _("approved by the customer"),
    "accepted_by_provider": _("accepted"), "scheduled": _("agreed"), "effective": _("holds"),
    "settled": _("settled"), "rejected": _("refused"), "withdrawn": _("taken back"), "expired": _("expired"),
}  # fmt: skip
KINDS = {
    "scale_up": _("more service"), "scale_down": _("less service"), "both": _("more and less service"),
    "spec": _("another setting"), "correction": _("correction"),
}  # fmt: skip

register_dataset(
    Dataset(
        code="changes", name=_("Changes of service"), permission="scaling.view", rows=rows_of(ChangeOrder),
        order="-requested", page=page_named("scaling:change"), data_class="D2",
        meaning=_("Every change of what is ordered, from the thought to the invoice."),
        columns=(
            Column(code="number", name=_("Number"), kind="text", path="number"),
            Column(code="name", name=_("Name"), kind="text", path="name"),
            Column(code="kind", name=_("Kind"), kind="code", path="kind", words=KINDS),
            Column(code="state", name=_("State"), kind="code", path="state", words=STATES),
            unit_column(),
            Column(code="requested", name=_("Asked for"), kind="day", path="requested_on"),
            Column(code="first_day", name=_("First day"), kind="day", path="first_day"),
            Column(code="year", name=_("A year"), kind="money", path="year_minor", data_class="D2"),
            Column(code="this_year", name=_("This year"), kind="money", path="this_year_minor", data_class="D2",
                   shown=False),
            Column(code="one_off", name=_("Once"), kind="money", path="one_off_minor", data_class="D2", shown=False),
            Column(code="hours", name=_("Hours a year"), kind="number", path="hours", shown=False),
            contract_column(),
        ),
    )
)  # fmt: skip
