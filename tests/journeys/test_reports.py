"""J8: both offices comment on a drafted report and name priorities, agree, freeze it, and make it again."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from samdrift.foundation import clock
from samdrift.foundation.scope import Grant, Scope
from samdrift.partnership.performance import public as performance

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MARCH, APRIL_20 = date(2025, 3, 1), datetime(2025, 4, 20, 8, tzinfo=UTC)


@pytest.fixture
def frozen_month(house: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """March's figures are frozen; it is the twentieth of April."""
    offset = APRIL_20 - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)
    grant = Grant("SYS", frozenset({"contracts.write"}), data_classes=frozenset({"D0", "D1", "D2"}))
    scope = Scope(community_id=house.community.pk, grants=(grant,))
    drafts = performance.standard_definitions(date(2025, 1, 1))
    terms = performance.standard_remedies(date(2025, 1, 1))
    performance.agree_at_signing(scope, house.contract.pk, drafts, terms, now=APRIL_20)
    period = performance.compute_month(house.community.pk, house.contract.pk, MARCH, now=APRIL_20)
    assert period is not None
    performance.freeze_month(performance.counting_scope(house.community.pk), period, now=APRIL_20)
    house.carl = house.someone("CTR-C", name="Carl Client", cleared_for=["D2"])
    house.peter = house.someone("CTR-P", name="Peter Provider", cleared_for=["D2"])
    from samdrift.partnership.reports.commands.drafting import make_draft

    house.report = make_draft(Scope(community_id=house.community.pk), house.contract.pk, "monthly", MARCH, now=APRIL_20)
    return house


@pytest.mark.parametrize("width", [390, 1440])
def test_a_report_is_commented_agreed_on_frozen_and_made_again(
    opens: Any, frozen_month: Any, faults: Any, width: int
) -> None:
    address = f"/reports/{frozen_month.report.uid}/"
    for actor, said in ((frozen_month.carl, "The lots were late."), (frozen_month.peter, "A new leader begins.")):
        page = opens(actor, address, width=width)
        page.get_by_label("Priority 1").fill(f"First: {said}")
        page.get_by_role("button", name="Keep as draft").first.click()
        page.get_by_text("Kept as your party's draft.").wait_for()
        page.locator("#kpis summary").first.click()
        page.locator("#kpis textarea").fill(said)
        page.locator("#kpis").get_by_role("button", name="Keep as draft").click()
        page.get_by_role("button", name="Publish your party's 2 drafts").click()
        page.get_by_role("button", name="We have said all").click()
        page.get_by_text("Your party has said all").first.wait_for()
        assert faults(page) == []
    for actor in (frozen_month.carl, frozen_month.peter):
        page = opens(actor, address, width=width)
        assert page.get_by_text("The lots were late.", exact=True).count() == 1
        page.get_by_role("button", name="Agree on this report").click()
        page.get_by_text("Your party has agreed on this report.").wait_for()
    page.get_by_role("button", name="Freeze it").click()
    page.get_by_text("Frozen: the report stands").wait_for()
    page.goto(page.url.split("#")[0] + "compare/")
    page.get_by_text("every figure is the same").wait_for()
    assert faults(page) == []
