"""The list of add-ons, to be asked."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Dataset, page_named, register_dataset, rows_of
from samdrift.partnership.addons.models import VIEW, AddOn
from samdrift.partnership.addons.queries.terms import ASKED_BY, CODES, STATES
from samdrift.registers.catalogue.public import line_column
from samdrift.registers.contracts.public import contract_column
from samdrift.registers.estate.public import site_column
from samdrift.registers.parties.public import unit_column

register_dataset(
    Dataset(
        code="add-ons", name=_("Add-ons"), permission=VIEW, rows=rows_of(AddOn), order="-happened",
        page=page_named("addons:page"),
        meaning=_("What was done beyond what the contract orders: where, how much, what it is worth and what became "
                  "of it."),
        columns=(
            Column(code="number", name=_("Number"), kind="text", path="number"),
            Column(code="happened", name=_("Done on"), kind="day", path="happened_on"),
            Column(code="code", name=_("Kind"), kind="code", path="code", words=CODES),
            Column(code="state", name=_("State"), kind="code", path="state", words=STATES),
            line_column(), site_column(), unit_column(),
            Column(code="item", name=_("Item"), kind="text", path="item", shown=False),
            Column(code="quantity", name=_("Quantity"), kind="number", path="quantity"),
            Column(code="times", name=_("Times"), kind="number", path="times", shown=False),
            Column(code="asked_by", name=_("Asked for by"), kind="code", path="asked_by", words=ASKED_BY),
            Column(code="worth", name=_("Worth"), kind="money", path="price_minor", data_class="D2",
                   permission="work.view_prices"),
            Column(code="noted", name=_("Noted"), kind="moment", path="noted_at", shown=False),
            Column(code="decided", name=_("Decided"), kind="moment", path="decided_at", shown=False),
            contract_column(),
        ),
    )
)  # fmt: skip
