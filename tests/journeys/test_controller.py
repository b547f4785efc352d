"""J6: the client's controller recomputes an invoice, looks behind a line and queries it; the rest is paid in time."""

from typing import Any

import pytest

from samdrift.foundation.scope import everywhere
from samdrift.partnership.invoicing.commands.issuing import issue_run
from samdrift.partnership.invoicing.models import InvoiceLine
from samdrift.partnership.invoicing.tests.conftest import bill, invoice_of, ran
from tests.world import NOON

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def sent(house: Any) -> Any:
    """April's invoices with the customer; one line of the northern district's comes to more than it should."""
    bill(house)
    issue_run(house.fie.scope, ran(house).uid, now=NOON)
    north = invoice_of(house.north)
    with everywhere(reason="a line that is wrong, as a provider's old system might have made it"):
        InvoiceLine.objects.filter(invoice=north, position=2).update(amount_minor=250_000)
    return house


@pytest.mark.parametrize("width", [1440, 390])
def test_recompute_drill_and_query_a_line(opens, sent, faults, width):
    page = opens(sent.finn, "/invoices/", width=width)
    page.get_by_role("link", name="NPS-2025-F0000001").click()
    page.get_by_role("link", name="Recompute").first.click()
    assert "Lines: 3. Differences: 1." in page.locator("main").inner_text()
    assert faults(page) == []
    page.locator("main").get_by_role("link", name="Service desk").click()  # the third click: what stands behind it
    shown = page.locator("main").inner_text()
    assert "DSK-USR" in shown
    assert "Steps of the volume" in shown
    page.get_by_label("Amount without VAT").fill("100,00")
    page.get_by_label("Reason").select_option("price")
    page.get_by_label("Why", exact=True).fill("Eighty users at thirty are 2,400.00")
    page.get_by_role("button", name="Query", exact=True).click()
    shown = page.locator("main").inner_text()
    assert "Eighty users at thirty are 2,400.00" in shown
    assert "queried DKK 125.00" in shown
    page.get_by_role("button", name="Mark as matched").first.click()
    assert "Matched" in page.locator("main").inner_text()
    assert faults(page) == []
    assert page.complaints == []


def test_it_works_without_a_script(opens, sent):
    page = opens(sent.finn, "/invoices/", java_script_enabled=False)
    page.get_by_role("link", name="NPS-2025-F0000001").click()
    page.locator("main").get_by_role("link", name="2. Service desk").click()
    page.get_by_label("Why", exact=True).fill("Too much")
    page.get_by_role("button", name="Query", exact=True).click()
    assert "Too much" in page.locator("main").inner_text()
