"""J5: the district's FM coordinator sees the price before asking; the budget holder and the provider answer."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from samdrift.kernel.fees import VolumeStep
from samdrift.partnership.scaling import public as scaling
from samdrift.registers.contracts import public as contracts
from samdrift.registers.contracts.public import PriceDraft
from tests.world import NOON, START, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def priced(house: Any) -> Any:
    """The north buys cleaning of 18,400 m² at one place; four people may move a change of it."""
    office = house.someone("CTR-C", name="Cecilie")
    draft = PriceDraft(
        code="CLN-PUB", line="CLN", unit="m2_year", price=Decimal(215), name=words("Public areas"), valid_from=START,
        settings={"f5": Decimal(1), "f3": Decimal("0.72"), "q3": Decimal(1), "q4": Decimal("1.12")},
    )  # fmt: skip
    before = NOON - timedelta(days=100)
    contracts.write_prices(office.scope, house.contract.pk, [draft], now=before)
    step = VolumeStep("CLN-PUB", house.north.pk, house.site.pk, "f5 q3", Decimal(18_400), START, before)
    contracts.add_steps(office.scope, house.contract.pk, [step], now=before)
    reach = {"reach_kind": "unit", "reach_to": [house.north.pk]}
    house.frida = house.someone("LOC-FM", name="Frida", **reach)
    house.berit = house.someone("BUD", name="Berit", **reach)
    house.cecilie, house.per = office, house.someone("CTR-P", name="Per")
    return house


@pytest.mark.parametrize("width", [1440, 390])
def test_a_coordinator_sees_the_price_as_she_types_and_the_provider_accepts(
    opens: Callable[..., Any], priced: Any, faults: Any, width: int
) -> None:
    page = opens(priced.frida, "/", width=width)
    page.wait_for_url("**/overview/district/*/")
    page.get_by_role("link", name="Prices and levers").first.click()
    page.wait_for_url("**/districts/*/")
    assert "DKK 3,956,000" in page.locator("main").inner_text()
    assert faults(page) == []
    page.get_by_role("link", name="What if…").first.click()
    page.fill("[name=percent]", "-10")  # nothing is pressed: the answer follows
    figures = page.locator("#figures")
    figures.get_by_text("-DKK 395,600").first.wait_for()
    assert "contract manager" in figures.inner_text()
    figures.locator("summary").first.click()
    assert "18,400 → 16,560" in figures.inner_text()
    assert faults(page) == []
    page.fill("[name=name]", "A tenth less")
    page.get_by_role("button", name="Put it in the basket").click()
    page.wait_for_url("**/basket/")
    assert "DKK 3,956,000" in page.locator("main").inner_text()
    assert faults(page) == []
    page.get_by_role("button", name="Ask for it").click()
    page.wait_for_url("**/changes/*/")
    address = page.url.partition("/changes/")[2]
    assert "It waits for: budget holder" in page.locator("main").inner_text()
    for actor, press in ((priced.berit, "Approve"), (priced.cecilie, "Approve"), (priced.per, "Accept")):
        page = opens(actor, f"/changes/{address}", width=width)
        assert faults(page) == []
        page.get_by_role("button", name=press, exact=True).click()
        page.get_by_text("agreed" if press == "Accept" else "Your yes is given.").first.wait_for()
    held = contracts.volumes(priced.contract.pk, NOON.date().replace(year=2026), [priced.north.pk])
    assert list(held.values()) == [Decimal(16_560)]
    assert scaling.changes_of(priced.frida.scope).get().state == "scheduled"
    assert page.complaints == []


def test_the_what_if_works_without_a_script(opens: Callable[..., Any], priced: Any) -> None:
    page = opens(priced.frida, "/districts/", java_script_enabled=False)
    page.get_by_role("link", name="What if…").first.click()
    page.select_option("[name=f]", "f3")
    page.get_by_role("button", name="Work it out").click()
    assert "-DKK 1,107,680" in page.locator("#figures").inner_text()
    page.get_by_role("button", name="Ask for it").click()
    assert "It waits for: budget holder" in page.locator("main").inner_text()


def test_notice_and_thresholds_are_proposed_looked_at_and_accepted(
    opens: Callable[..., Any], priced: Any, faults: Any
) -> None:
    address = f"/scaling/terms/{priced.contract.uid}/"
    page = opens(priced.per, address, width=390)
    assert "No version is written down" in page.locator("main").inner_text()
    page.fill("[name=row0-notice_months]", "4")
    page.fill("[name=valid_from]", "2025-09-01")
    page.fill("[name=note]", "Rosters are made eight weeks ahead")
    page.get_by_role("button", name="Show what it would have done").click()
    page.get_by_text("Nothing was asked for in the last twelve months.").wait_for()
    assert faults(page) == []
    page.get_by_role("button", name="Propose", exact=True).click()
    page.get_by_text("Proposed. It holds once the other party has accepted it.").wait_for()
    assert page.get_by_role("button", name="Accept").count() == 0  # not what one's own side proposed
    page = opens(priced.cecilie, address, width=1440)
    assert "Rosters are made eight weeks ahead" in page.locator("main").inner_text()
    assert faults(page) == []
    page.get_by_role("button", name="Accept", exact=True).click()
    page.get_by_text("Done.").wait_for()
    held = scaling.terms_on(priced.contract.pk, date(2025, 9, 1))
    assert held is not None
    assert held.table["rows"][0]["notice_months"] == 4
    assert page.complaints == []
