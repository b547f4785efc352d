"""The open book of cost: what a service line costs the provider, in the one format there is."""

from samdrift.foundation.scope import Scope
from samdrift.partnership.savings.models import CostSheet

# The one format: what every sheet says, in this order (NAO asks for a common standard).
PARTS = ("labour_minor", "subcontract_minor", "materials_minor", "overhead_minor", "margin_minor")


def sheets_of_year(scope: Scope, contract_id: int, year: int) -> list[CostSheet]:
    """The newest sheet of each service line, by line."""
    newest: dict[str, CostSheet] = {}
    rows = CostSheet.objects.within(scope).filter(contract=contract_id, year=year)
    for row in rows.order_by("line_code", "number"):
        newest[row.line_code] = row
    return list(newest.values())


def total_of(sheet: CostSheet) -> int:
    """What a sheet comes to."""
    return sum(getattr(sheet, part) for part in PARTS)
