"""A saving from its owner's word to finance's: delivered, verified by a budget that fell, and never claimed twice."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from samdrift.partnership.savings.commands import initiatives
from samdrift.partnership.savings.models import SavingItem, Verification
from samdrift.partnership.savings.tests.conftest import LATER, Money
from tests.world import World

pytestmark = [pytest.mark.slow, pytest.mark.browser]
Opens = Callable[..., Any]


@pytest.mark.django_db(transaction=True)
def test_the_owner_delivers_finance_verifies_and_the_second_claim_is_refused(opens: Opens, house: World) -> None:
    people = {role: house.someone(role, name=role) for role in ("FIN-C", "FIN-P", "STEER-C", "CTR-P")}
    money = Money(house, people["FIN-C"], people["FIN-P"], people["STEER-C"], people["CTR-P"])
    money.agreed()
    money.budget()
    transfer = money.reduced()
    first, second = money.noted(), money.noted("The same saving again")
    for item in (first, second):
        initiatives.give_forecast(money.owner.scope, item.uid, amount_minor=50_000_00, expected_version=1, now=LATER)

    page = opens(house.dan, f"/savings/initiatives/{first.uid}/")
    page.get_by_role("button", name="Bind to the baseline").click()
    page.get_by_text("Done.").wait_for()

    page = opens(money.owner, f"/savings/initiatives/{first.uid}/", java_script_enabled=False)
    page.get_by_role("button", name="Begin").click()
    page.locator("[name=evidence]").fill("Changed order 7")
    page.get_by_role("button", name="It is delivered").click()
    page.get_by_text("Done.").wait_for()

    page = opens(house.dan, f"/savings/initiatives/{second.uid}/")
    page.get_by_role("button", name="Bind to the baseline").click()
    page.get_by_text(re.compile("no saving is counted twice")).wait_for()

    page = opens(money.finance, f"/savings/initiatives/{first.uid}/")
    page.locator("[name=year]").fill("2025")
    page.locator("[name=amount]").fill("500.000,00")
    page.locator("[name=transfer]").select_option(str(transfer.uid))
    page.locator("[name=evidence]").fill("Ledger of the year")
    page.get_by_role("button", name="Verify").click()
    page.get_by_text("Done.").wait_for()
    states = dict(SavingItem.objects.within(money.finance.scope).values_list("title", "state"))
    assert states == {"Heat off at night": "verified", "The same saving again": "forecast"}
    assert Verification.objects.within(money.finance.scope).get().amount_minor == 500_000_00
