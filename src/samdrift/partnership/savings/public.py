"""What other rooms may use of savings, guarantees and budgets."""

from samdrift.partnership.savings.commands.booking import Booked, book_costs, book_month
from samdrift.partnership.savings.commands.bulk import (
    load_baselines,
    load_budgets,
    load_commitments,
    load_costs,
    load_savings,
    load_schemes,
    load_sheets,
    load_transfers,
    load_verifications,
)
from samdrift.partnership.savings.commands.settling import mark_invoiced, settle_gain, settle_guarantee
from samdrift.partnership.savings.events import SettlementMoved
from samdrift.partnership.savings.models import (
    Baseline,
    Budget,
    BudgetTransfer,
    Commitment,
    CostEntry,
    CostSheet,
    SavingItem,
    Scheme,
    Settlement,
    Verification,
)
from samdrift.partnership.savings.queries.budgets import (
    BudgetLine,
    BudgetYear,
    MeantToSpend,
    budget_of_unit,
    budgets_of_year,
    meant_in_year,
    together,
)
from samdrift.partnership.savings.queries.charges import charges_of_month
from samdrift.partnership.savings.queries.figures import Compared, Year, savings_of_unit, year_of
from samdrift.partnership.savings.queries.schemes import GuaranteeNow, guarantee_now
from samdrift.partnership.savings.rules import quality_of

__all__ = [
    "Baseline",
    "Booked",
    "Budget",
    "BudgetLine",
    "BudgetTransfer",
    "BudgetYear",
    "Commitment",
    "Compared",
    "CostEntry",
    "CostSheet",
    "GuaranteeNow",
    "MeantToSpend",
    "SavingItem",
    "Scheme",
    "Settlement",
    "SettlementMoved",
    "Verification",
    "Year",
    "book_costs",
    "book_month",
    "budget_of_unit",
    "budgets_of_year",
    "charges_of_month",
    "guarantee_now",
    "load_baselines",
    "load_budgets",
    "load_commitments",
    "load_costs",
    "load_savings",
    "load_schemes",
    "load_sheets",
    "load_transfers",
    "load_verifications",
    "mark_invoiced",
    "meant_in_year",
    "quality_of",
    "savings_of_unit",
    "settle_gain",
    "settle_guarantee",
    "together",
    "year_of",
]
