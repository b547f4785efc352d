"""What happened elsewhere, taken over by the thousand: rows as they are, inside the caller's transaction."""

from collections.abc import Sequence

from samdrift.foundation.bulk import insert_rows
from samdrift.partnership.savings.models import (
    Baseline,
    Budget,
    BudgetTransfer,
    CostEntry,
    CostSheet,
    SavingItem,
    Scheme,
    Verification,
)


def load_baselines(rows: Sequence[Baseline]) -> Sequence[Baseline]:
    """Baselines agreed elsewhere."""
    return insert_rows(rows)


def load_costs(rows: Sequence[CostEntry]) -> Sequence[CostEntry]:
    """Costs of past months."""
    return insert_rows(rows)


def load_budgets(rows: Sequence[Budget]) -> Sequence[Budget]:
    """Budgets set elsewhere."""
    return insert_rows(rows)


def load_transfers(rows: Sequence[BudgetTransfer]) -> Sequence[BudgetTransfer]:
    """Budgets reduced elsewhere."""
    return insert_rows(rows)


def load_savings(rows: Sequence[SavingItem]) -> Sequence[SavingItem]:
    """Initiatives of the past."""
    return insert_rows(rows)


def load_verifications(rows: Sequence[Verification]) -> Sequence[Verification]:
    """What finance verified elsewhere."""
    return insert_rows(rows)


def load_schemes(rows: Sequence[Scheme]) -> Sequence[Scheme]:
    """Schemes agreed elsewhere."""
    return insert_rows(rows)


def load_sheets(rows: Sequence[CostSheet]) -> Sequence[CostSheet]:
    """Cost sheets published elsewhere."""
    return insert_rows(rows)
