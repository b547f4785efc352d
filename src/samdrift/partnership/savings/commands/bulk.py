"""What happened elsewhere, taken over by the thousand: rows as they are, and what the book says of them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from samdrift.foundation.bulk import insert_rows
from samdrift.foundation.events.public import Event, Happening, import_history
from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.partnership.savings import rules
from samdrift.partnership.savings.commands.baselines import digest_of
from samdrift.partnership.savings.events import BaselineMoved, SavingMoved, SchemeMoved
from samdrift.partnership.savings.models import (
    Baseline,
    Budget,
    BudgetTransfer,
    Commitment,
    CostEntry,
    CostSheet,
    SavingItem,
    Scheme,
    Verification,
)
from samdrift.partnership.savings.queries import telling
from samdrift.partnership.savings.queries.figures import COMMITMENT


def load_baselines(rows: Sequence[Baseline]) -> Sequence[Baseline]:
    """Baselines agreed elsewhere."""
    made = insert_rows(rows)
    _tell(
        [
            (
                BaselineMoved(
                    baseline_uid=_uid(row), state=row.state, number=row.number, digest=digest_of(row),
                    written=(telling.baseline_told(row),) if row.state == rules.AGREED else (),
                ),
                row.decided_at or row.proposed_at, row, row.decided_by_id or row.author_id,
            )
            for row in made
        ]
    )  # fmt: skip
    return made


def load_costs(rows: Sequence[CostEntry]) -> Sequence[CostEntry]:
    """Costs of past months."""
    return insert_rows(rows)


def load_commitments(rows: Sequence[Commitment]) -> Sequence[Commitment]:
    """What was promised elsewhere, and what is left of it among the costs."""
    made = insert_rows(rows)
    insert_rows(
        [
            CostEntry(
                community_id=row.community_id, data_class=row.data_class, owner_party_id=row.owner_party_id,
                contract_id=row.contract_id, unit_id=row.unit_id, line_code=row.line_code, month=row.month,
                kind=COMMITMENT, amount_minor=row.left_minor, reference=row.reference, recorded_at=row.recorded_at,
            )
            for row in made if row.left_minor
        ]
    )  # fmt: skip
    return made


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
    made = insert_rows(rows)
    _tell(
        [
            (
                SavingMoved(
                    saving_uid=_uid(row.item), number=row.item.number, state=row.item.state, year=row.year,
                    amount_minor=row.amount_minor, written=(telling.verification_told(row),),
                ),
                row.verified_at, row.item, row.verified_by_id,
            )
            for row in made
        ]
    )  # fmt: skip
    return made


def load_schemes(rows: Sequence[Scheme]) -> Sequence[Scheme]:
    """Schemes agreed elsewhere."""
    made = insert_rows(rows)
    _tell(
        [
            (
                SchemeMoved(
                    scheme_uid=_uid(row), about=row.kind, state=row.state, written=(telling.scheme_told(row),)
                ),
                row.decided_at or row.proposed_at, row, row.decided_by_id or row.proposed_by_id,
            )
            for row in made
        ]
    )  # fmt: skip
    return made


def load_sheets(rows: Sequence[CostSheet]) -> Sequence[CostSheet]:
    """Cost sheets published elsewhere."""
    return insert_rows(rows)


def _tell(told: Sequence[tuple[Event, datetime, ScopedModel, int | None]]) -> None:
    """Tell the book of rows that came in, at their own moments."""
    if told:
        happenings = [
            Happening(event=event, at=at, subject=row, recorded_at=at, actor_id=who) for event, at, row, who in told
        ]
        import_history(happenings, scope=Scope(community_id=told[0][2].community_id))


def _uid(row: ScopedModel) -> UUID:
    return UUID(str(row.uid))
