"""The lists of savings and of budgets, to be asked."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Dataset, page_named, register_dataset, rows_of
from samdrift.partnership.savings.models import BUDGETS, VIEW, Budget, SavingItem
from samdrift.registers.catalogue.public import line_column
from samdrift.registers.contracts.public import contract_column
from samdrift.registers.parties.public import unit_column

STATES = {
    "idea": _("Idea"), "forecast": _("Forecast"), "baseline_agreed": _("Baseline agreed"),
    "in_delivery": _("In delivery"), "delivered": _("Delivered"), "verified": _("Verified"),
    "recurring": _("Recurring"), "lapsed": _("Lapsed"), "rejected": _("Rejected"),
}  # fmt: skip
KINDS = {
    "price": _("Lower price"), "volume": _("Less volume"), "spec": _("Other specification"),
    "process": _("Better process"), "avoidance": _("Avoided cost"),
}  # fmt: skip

register_dataset(
    Dataset(
        code="savings", name=_("Savings"), permission=VIEW, rows=rows_of(SavingItem), order="-created",
        page=page_named("savings:initiative"), data_class="D2",
        meaning=_("Every initiative to save: on what, how much a year, and how far it has come."),
        columns=(
            Column(code="number", name=_("Number"), kind="text", path="number"),
            Column(code="title", name=_("Title"), kind="text", path="title"),
            Column(code="kind", name=_("Kind"), kind="code", path="kind", words=KINDS),
            Column(code="state", name=_("State"), kind="code", path="state", words=STATES),
            line_column(), unit_column(),
            Column(code="forecast", name=_("Forecast a year"), kind="money", path="forecast_minor", data_class="D2"),
            Column(code="cashable", name=_("Lowers a budget"), kind="yesno", path="cashable"),
            Column(code="recurring", name=_("Every year"), kind="yesno", path="recurring", shown=False),
            Column(code="created", name=_("Created"), kind="moment", path="created_at", shown=False),
            Column(code="moved", name=_("Last moved"), kind="moment", path="moved_at", shown=False),
            contract_column(),
        ),
    )
)  # fmt: skip

register_dataset(
    Dataset(
        code="budgets", name=_("Budgets"), permission=BUDGETS, rows=rows_of(Budget), order="-month", uid="",
        data_class="D3", leaves=False,
        meaning=_("What each unit means to spend on a service in a month, as first set."),
        columns=(
            Column(code="month", name=_("Month"), kind="day", path="month"),
            line_column(), unit_column(),
            Column(code="amount", name=_("Amount"), kind="money", path="amount_minor"),
            contract_column(),
        ),
    )
)  # fmt: skip
