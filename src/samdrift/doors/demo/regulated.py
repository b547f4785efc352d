"""Planted story 16: the index of December 2024 is published late, so prices of 2025 begin provisional and are trued up.

The values are invented, on the scale of a net price index. In January 2026 the next regulation waits for the customer.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from samdrift.doors.demo.people import Parties
from samdrift.doors.demo.prices import INDEX_RULE
from samdrift.doors.demo.terms import STARTS
from samdrift.foundation.scope import Scope
from samdrift.kernel.indexation import Part, Rule, Value
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

BASE_MONTH, BASE = date(2023, 12, 1), "117.2"
# Month by month from December 2023; what is published on another day than the tenth of the month after is told below.
VALUES = (
    "117.2", "117.3", "117.5", "117.6", "117.8", "117.9", "118.0", "118.2", "118.1", "118.3", "118.4", "118.6",
    "119.1", "119.0", "119.2", "119.4", "119.6", "119.7", "119.9", "120.0", "120.1", "120.3", "120.4", "120.6",
    "121.0",
)  # fmt: skip
LATE = {date(2024, 12, 1): date(2025, 2, 10)}
FIRST, BILLED, NEXT = date(2025, 1, 1), date(2025, 3, 1), date(2026, 1, 1)
PROVISIONAL = datetime(2025, 1, 6, 9, tzinfo=UTC)
FINAL = datetime(2025, 2, 14, 9, tzinfo=UTC)
WAITS = datetime(2026, 1, 14, 9, 30, tzinfo=UTC)
ANSWERED_AFTER = timedelta(days=2)


def write_rule(scope: Scope, contract_id: int, *, now: datetime) -> None:
    """The index and how the contract follows it: four decimals, the month before, at most five per cent in one run."""
    name = {"en": "Net price index", "da": "Nettoprisindeks", "sv": "Nettoprisindex"}
    contracts.record_series(
        scope, code=INDEX_RULE, name=name, source="Demonstration figures, not a statistics office's"
    )
    rule = Rule(INDEX_RULE, (Part(INDEX_RULE, Decimal(1), Decimal(BASE), BASE_MONTH),), cap=Decimal("0.05"))
    draft = contracts.IndexRuleDraft(rule=rule, valid_from=STARTS, clause="9.2")
    contracts.write_index_rule(scope, contract_id, draft, now=now)


def tell_the_story(made: Parties, contract: contracts.Contract) -> None:
    """Two years of values as they came, the provisional and the final run of 2025, and the run that waits."""
    events = [(at, month, value) for month, value in _months() for at in (_published(month),) if at < WAITS]
    steps = {PROVISIONAL: (FIRST, FIRST), FINAL: (FIRST, BILLED), WAITS: (NEXT, NEXT)}
    for moment in sorted({*(at for at, _month, _value in events), *steps}):
        for at, month, value in events:
            if at == moment:
                found = Value(month, Decimal(value), at.date())
                contracts.publish_value(_as(made, "CTR-C", at), INDEX_RULE, found, now=at)
        if moment in steps:
            _regulated(made, contract, moment, *steps[moment])


def _regulated(
    made: Parties, contract: contracts.Contract, moment: datetime, effective_from: date, applies_from: date
) -> None:
    proposal = contracts.propose_index(
        _as(made, "CTR-P", moment), contract.uid, INDEX_RULE, effective_from=effective_from,
        applies_from=applies_from, cut_off=moment.date(), now=moment,
    )  # fmt: skip
    if moment != WAITS:
        later = moment + ANSWERED_AFTER
        contracts.accept_terms(_as(made, "CTR-C", later), proposal.uid, expected_version=None, now=later)


def _months() -> list[tuple[date, str]]:
    return [
        (date(BASE_MONTH.year + (11 + many) // 12, (11 + many) % 12 + 1, 1), value)
        for many, value in enumerate(VALUES)
    ]  # fmt: skip


def _published(month: date) -> datetime:
    after = date(month.year + month.month // 12, month.month % 12 + 1, 10)
    day = LATE.get(month, after)
    return datetime(day.year, day.month, day.day, 8, tzinfo=UTC)


def _as(made: Parties, role: str, moment: datetime) -> Scope:
    found = parties.scope_at(made.faces[role], None, now=moment)
    assert found is not None
    return found
