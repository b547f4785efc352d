"""What a district's price is held against on the pages where services are scaled: its budget and its baseline."""

from collections.abc import Collection

from samdrift.foundation.scope import Scope
from samdrift.partnership.savings.queries.budgets import budgets_of_year
from samdrift.partnership.savings.queries.figures import adjusted_minor, holding_baselines


def budget_of_units(scope: Scope, contract_id: int, unit_ids: Collection[int], year: int) -> int | None:
    """The year's budget after transfers; None where there is none one may see."""
    found = budgets_of_year(scope, contract_id, year, unit_ids)
    return found.total.revised_minor if found.lines else None


def baseline_of_units(scope: Scope, contract_id: int, unit_ids: Collection[int], year: int) -> int | None:
    """What the units' services would have cost by the baselines that hold; None where none was agreed."""
    amounts = [adjusted_minor(one, year) for one in holding_baselines(scope, contract_id, unit_ids)]
    return sum(amounts) if amounts else None
