"""Dan proposes a price, Bo says why not, Dan proposes a better one, Bo accepts it, and both read it in the book."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from samdrift.registers.contracts import public as contracts
from tests.priced import price_contract

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("width", [390, 1440])
def test_a_price_is_proposed_refused_proposed_anew_and_agreed(opens: Any, house: Any, faults: Any, width: int) -> None:
    price_contract(house)
    book = f"/contracts/{house.contract.uid}/prices/"

    def proposes(price: str, why: str) -> str:
        page = opens(house.dan, f"{book}OFF/", width=width)
        page.get_by_label("Price", exact=True).fill(price)
        page.get_by_label("Holds from").fill("2025-07-01")
        page.get_by_label("Why").fill(why)
        page.get_by_role("button", name="Propose", exact=True).click()
        page.get_by_text("Proposed. It holds once the other party has accepted it.").wait_for()
        assert page.get_by_role("button", name="Accept").count() == 0  # not what one's own side proposed
        return "/contracts/proposals/" + page.url.partition("/contracts/proposals/")[2]

    address = proposes("180", "Fewer visitors")
    page = opens(house.bo, address, width=width)
    page.get_by_text("Fewer visitors").wait_for()
    assert faults(page) == []
    page.locator("summary", has_text="Do not accept").click()
    page.get_by_label("Why not").fill("Wages rose")
    page.get_by_role("button", name="Do not accept").click()
    page.get_by_text("Wages rose").wait_for()

    address = proposes("210.50", "Half way")
    page = opens(house.bo, address, width=width)
    page.get_by_text("As it stands now").wait_for()
    page.get_by_role("button", name="Accept", exact=True).click()
    page.get_by_text("Accepted").first.wait_for()
    for who in (house.dan, house.bo):
        page = opens(who, f"{book}OFF/", width=width)
        page.get_by_text("210.50").first.wait_for()
    assert page.complaints == []
    before, after = (
        contracts.price_book(house.contract.pk, day)["OFF"] for day in (date(2025, 6, 30), date(2025, 7, 1))
    )
    assert (before.base_price, after.base_price) == (Decimal(215), Decimal("210.50"))
