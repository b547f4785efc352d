"""Story 1: a district that misses three months in a row, recovers, and earns half of the last credit back."""

from datetime import date

import pytest

from samdrift.doors.demo.load import load
from samdrift.doors.demo.performance import STORY_UNIT
from samdrift.foundation.scope import everywhere
from samdrift.partnership.performance import public as performance
from samdrift.registers.parties import public as parties
from tests.memory import forget_everything

pytestmark = pytest.mark.slow


def test_a_year_of_figures_is_frozen_and_comes_out_again_with_the_story_in_it(db: None) -> None:
    forget_everything()
    load(profile="ci")
    with everywhere(reason="a test looks for the story"):
        unit = parties.Unit.objects.get(code=STORY_UNIT)
        rows = performance.ServiceCredit.objects.filter(unit=unit, code="K06").order_by("month")
        told = [(row.month.month, str(row.factor), row.kind, row.state) for row in rows]
        earned = rows.get(kind="earn_back")
        months = performance.KpiPeriod.objects.order_by("month")
        states = [period.state for period in months]
        disputed = performance.KpiResult.objects.get(state="disputed")
        contract_id = months[0].contract_id
    assert told == [
        (2, "1.00", "credit", "invoiced"), (3, "1.25", "credit", "invoiced"), (4, "1.50", "credit", "earned_back"),
        (7, "1.00", "earn_back", "invoiced"),
    ]  # fmt: skip
    assert earned.bills_in == date(2025, 8, 1)
    assert states == ["frozen"] * 11 + ["under_review"]
    assert (disputed.code, disputed.month) == ("K12", date(2025, 12, 1))
    found = performance.recount(unit.community_id)
    assert found.results > 400
    assert found.differences == []
    charges = performance.charges_of_month(contract_id, date(2025, 8, 1))
    assert sum(one.amount_minor for one in charges if one.code == "performance.earn_back") == -earned.net_minor
