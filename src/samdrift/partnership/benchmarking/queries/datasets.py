"""The market's figures as a list, to be asked and taken along."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Dataset, register_dataset, rows_of
from samdrift.partnership.benchmarking.models import VIEW, PeerValue
from samdrift.registers.catalogue.public import line_column
from samdrift.registers.contracts.public import contract_column

SIDES = {"customer": _("The client"), "provider": _("The provider")}

register_dataset(
    Dataset(
        code="market-values", name=_("What the market pays"), permission=VIEW, rows=rows_of(PeerValue),
        order="-recorded", data_class="D2",
        meaning=_("Every figure of comparable bodies that a party stated, with its source, also those taken back."),
        columns=(
            Column(code="peer", name=_("Peer"), kind="text", path="peer"),
            Column(code="source", name=_("Source"), kind="text", path="source"),
            Column(code="side", name=_("Stated by"), kind="code", path="side", words=SIDES),
            Column(code="year", name=_("Year"), kind="number", path="year"),
            Column(code="level", name=_("Price level"), kind="text", path="level"),
            line_column(),
            Column(code="item", name=_("Item"), kind="text", path="item"),
            Column(code="unit", name=_("Unit"), kind="text", path="unit"),
            Column(code="area_basis", name=_("Area basis"), kind="text", path="area_basis"),
            Column(code="quality", name=_("Quality"), kind="text", path="quality"),
            Column(code="currency", name=_("Currency"), kind="text", path="currency"),
            Column(code="value", name=_("Value"), kind="number", path="value", data_class="D2"),
            Column(code="recorded", name=_("Stated"), kind="moment", path="recorded_at", shown=False),
            Column(code="withdrawn", name=_("Taken back"), kind="moment", path="withdrawn_at", shown=False),
            contract_column(),
        ),
    )
)  # fmt: skip
