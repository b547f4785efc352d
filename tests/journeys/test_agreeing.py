"""Carl disputes a figure of the month, Peter answers with what he found, Carl settles, and both agree on the month."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from samdrift.foundation import clock
from samdrift.foundation.scope import Grant, Scope
from samdrift.partnership.performance import public as performance

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MARCH, APRIL_8 = date(2025, 3, 1), datetime(2025, 4, 8, 8, tzinfo=UTC)


@pytest.fixture
def month(house: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """March's figures stand for review on the eighth of April; one lot of three was somebody else's."""
    offset = APRIL_8 - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)
    grant = Grant("SYS", frozenset({"contracts.write"}), data_classes=frozenset({"D0", "D1", "D2"}))
    scope = Scope(community_id=house.community.pk, grants=(grant,))
    drafts = performance.standard_definitions(date(2025, 1, 1))
    terms = performance.standard_remedies(date(2025, 1, 1))
    performance.agree_at_signing(scope, house.contract.pk, drafts, terms, now=APRIL_8)
    performance.record_reading(
        house.bo.scope, house.contract.pk, "K06", MARCH, (23, 24), unit_id=house.north.pk, evidence="Controls",
        now=APRIL_8,
    )  # fmt: skip
    performance.compute_month(house.community.pk, house.contract.pk, MARCH, now=APRIL_8)
    house.carl, house.peter = house.dan, house.bo
    return house


@pytest.mark.parametrize("width", [390, 1440])
def test_a_row_is_disputed_answered_and_settled_and_the_month_agreed(
    opens: Any, month: Any, faults: Any, width: int
) -> None:
    page = opens(month.carl, "/performance/", width=width)
    page.get_by_role("link", name="Cleaning lots accepted").click()
    page.get_by_role("link", name="NORTH").click()
    page.locator("summary", has_text="Dispute this figure").click()
    page.get_by_label("What is not right, and why").fill("Three lots were rejected, not one.")
    page.get_by_role("button", name="Dispute", exact=True).click()
    page.get_by_text("Disputed. The other party is told").wait_for()
    address = page.url.partition("/performance/")[2]
    assert faults(page) == []

    page = opens(month.peter, f"/performance/{address}", width=width)
    page.get_by_label("Your answer").fill("Two of them, we agree.")
    page.locator("#answer-part").fill("22")
    page.locator("#answer-whole").fill("24")
    page.get_by_role("button", name="Answer", exact=True).click()
    page.get_by_text("Offers 22 of 24").wait_for()
    assert page.get_by_role("button", name="Settle on the answer").count() == 0

    page = opens(month.carl, f"/performance/{address}", width=width)
    page.get_by_role("button", name="Settle on the answer").click()
    page.get_by_text("Settled: both parties agree").wait_for()
    for who in (month.carl, month.peter):
        page = opens(who, "/performance/", width=width)
        page.get_by_role("button", name="Agree on the month").click()
        page.get_by_text("Your party has agreed on this month.").wait_for()
    assert page.complaints == []
    row = performance.result_of(month.bo.scope, month.contract.pk, MARCH, "K06", month.north.pk)
    assert (row.numerator, row.denominator, row.state) == (22, 24, "agreed")
    assert performance.period_of(month.bo.scope, month.contract.pk, MARCH).state == "agreed"
