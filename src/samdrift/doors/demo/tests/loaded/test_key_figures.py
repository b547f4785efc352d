"""Story 1: a district that misses three months in a row, recovers, and earns half of the last credit back."""

from datetime import date

import pytest

from samdrift.doors.demo.performance import STORY_UNIT
from samdrift.foundation.scope import everywhere
from samdrift.partnership.performance import public as performance
from samdrift.partnership.reports.models import Report
from samdrift.partnership.reports.queries.comparing import regenerated
from samdrift.partnership.reports.queries.reading import data_of
from samdrift.registers.parties import public as parties
from tests.memory import forget_everything

pytestmark = pytest.mark.slow


def test_a_year_of_figures_is_frozen_and_comes_out_again_with_the_story_in_it(loaded: None, db: None) -> None:
    forget_everything()
    with everywhere(reason="a test looks for the story"):
        unit = parties.Unit.objects.get(code=STORY_UNIT)
        rows = performance.ServiceCredit.objects.filter(unit=unit, code="K06").order_by("month")
        told = [(row.month.month, str(row.factor), row.kind, row.state) for row in rows]
        earned = rows.get(kind="earn_back")
        passed = performance.ServiceCredit.objects.filter(code="K06", result__band="passed", kind="credit")
        lots = [(net, steps) for net, steps in passed.values_list("net_minor", "steps") if len(steps) == 1]
        months = performance.KpiPeriod.objects.filter(community=unit.community_id).order_by("month")
        states = [period.state for period in months]
        settled = performance.KpiResult.objects.get(
            code="K12", month=date(2025, 12, 1), unit=None, latest=True, community=unit.community_id
        )
        disputed = performance.KpiResult.objects.get(state="disputed")
        town = performance.KpiPeriod.objects.get(month=date(2025, 12, 1), community=disputed.community_id)
        contract_id = months[0].contract_id
    assert told == [
        (2, "1.00", "credit", "invoiced"), (3, "1.25", "credit", "invoiced"), (4, "1.50", "credit", "earned_back"),
        (7, "1.00", "earn_back", "invoiced"),
    ]  # fmt: skip
    assert earned.bills_in == date(2025, 8, 1)
    assert states == ["frozen"] * 12
    assert (settled.state, settled.reason) == (
        "frozen", "The operator's log shows 2 callers more who gave up. We count them.",
    )  # fmt: skip
    assert (disputed.code, disputed.month, town.state) == ("K22", date(2025, 12, 1), "under_review")
    found = performance.recount(unit.community_id)
    assert found.results > 400
    assert found.differences == []
    charges = performance.charges_of_month(contract_id, date(2025, 8, 1))
    [back] = [one for one in charges if one.reference == str(earned.uid)]
    assert (back.amount_minor, back.unit_id, back.code) == (-earned.net_minor, unit.pk, "performance.earn_back")
    _reports_come_out_the_same()
    assert lots, "a rejected lot in a month that passed costs its bod"
    assert all(net == steps[0][1] for net, steps in lots)


def _reports_come_out_the_same() -> None:
    """Twelve months and four packs are frozen, December's with both sides' words, and tell the same made again."""
    with everywhere(reason="a test makes reports again"):
        kept = list(Report.objects.filter(state="frozen").select_related("contract").order_by("kind", "first_day"))
        waiting = list(Report.objects.exclude(state="frozen"))
    assert [one.kind for one in kept] == ["monthly"] * 12 + ["steering"] * 4
    assert [one.first_day for one in waiting] == [date(2025, 12, 1)]
    for report in kept:
        made = regenerated(report)
        assert made.whole
        told = [(one.section, one.place["en"], one.before, one.after) for one in made.found]
        assert told == [], f"{report.kind} {report.first_day}"
    for report in (kept[11], kept[15]):
        said = data_of(report)["said"]["comments"]
        assert {one["side"] for one in said} == {"customer", "provider"}, report.kind
    [delivered] = [one for one in data_of(kept[11])["sections"] if one["code"] == "delivered"]
    visits = [row["cells"][2] for row in delivered["blocks"][0]["rows"] if row["cells"][0]["en"] == "Cleaning"]
    assert all(visits), "sums are kept before reports are made of them"
