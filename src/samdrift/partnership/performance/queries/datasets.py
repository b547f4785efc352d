"""The lists of key figures and of credits, to be asked."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Dataset, page_named, register_dataset, rows_of
from samdrift.partnership.performance.models import VIEW, VIEW_CREDITS, KpiResult, ServiceCredit
from samdrift.registers.catalogue.public import line_column
from samdrift.registers.contracts.public import contract_column
from samdrift.registers.parties.public import unit_column

BANDS = {
    "passed": _("On target"), "minor": _("Minor miss"), "serious": _("Serious miss"), "severe": _("Severe miss"),
    "critical": _("Critical miss"), "not_measured": _("Not measured"),
}  # fmt: skip
STATES = {
    "provisional": _("Provisional"), "agreed": _("Agreed"), "disputed": _("Disputed"), "frozen": _("Frozen"),
    "corrected": _("Corrected"),
}  # fmt: skip
CREDIT_STATES = {
    "calculated": _("Calculated"), "agreed": _("Agreed"), "invoiced": _("Invoiced"), "waived": _("Waived"),
    "earned_back": _("Earned back"),
}  # fmt: skip

register_dataset(
    Dataset(
        code="key-figures", name=_("Key figures"), permission=VIEW, rows=rows_of(KpiResult, latest=True),
        order="-month", page=page_named("performance:result"), data_class="D2",
        meaning=_("What each month came to under each definition; of a corrected figure the last word."),
        columns=(
            Column(code="month", name=_("Month"), kind="day", path="month"),
            Column(code="code", name=_("Key figure"), kind="code", path="code"),
            line_column(), unit_column(),
            Column(code="numerator", name=_("Counted"), kind="number", path="numerator"),
            Column(code="denominator", name=_("Out of"), kind="number", path="denominator"),
            Column(code="value", name=_("Value"), kind="number", path="value"),
            Column(code="band", name=_("Band"), kind="code", path="band", words=BANDS),
            Column(code="state", name=_("State"), kind="code", path="state", words=STATES),
            Column(code="entry", name=_("Entry"), kind="number", path="number", shown=False,
                   meaning=_("From the second on a correction, signed by both parties.")),
            Column(code="judged", name=_("Counts for credits"), kind="yesno", path="judged", shown=False),
            Column(code="run", name=_("Months missed in a row"), kind="number", path="run_failures", shown=False),
            contract_column(),
        ),
    )
)  # fmt: skip

register_dataset(
    Dataset(
        code="credits", name=_("Service credits"), permission=VIEW_CREDITS, rows=rows_of(ServiceCredit),
        order="-month", data_class="D2", uid="",
        meaning=_("What results below target cost, and what was earned back."),
        columns=(
            Column(code="month", name=_("Month"), kind="day", path="month"),
            Column(code="billed", name=_("Billed in"), kind="day", path="bills_in", shown=False),
            Column(code="kind", name=_("Kind"), kind="code", path="kind",
                   words={"credit": _("Credit"), "earn_back": _("Earned back"), "correction": _("Correction")}),
            Column(code="code", name=_("Key figure"), kind="code", path="code"),
            line_column(), unit_column(),
            Column(code="charge", name=_("Measured on"), kind="money", path="charge_minor", data_class="D2"),
            Column(code="gross", name=_("Before caps"), kind="money", path="gross_minor", data_class="D2", shown=False),
            Column(code="net", name=_("Credit"), kind="money", path="net_minor", data_class="D2"),
            Column(code="state", name=_("State"), kind="code", path="state", words=CREDIT_STATES),
            contract_column(),
        ),
    )
)  # fmt: skip
