"""W15: a subcontractor's phone, with no account and no script, takes an order from yes to done by a link."""

import re
from typing import Any

import pytest
from django.conf import settings

from samdrift.foundation import clock
from samdrift.foundation.scope import everywhere
from samdrift.operations.work import public as work
from samdrift.operations.work.models import WorkLine, WorkLink, WorkOrder
from tests.journeys.conftest import picture
from tests.world import NOON

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def order(house: Any) -> WorkOrder:
    wanted = work.PlannedWork(
        contract_id=house.contract.pk, line_code="MNT", title="Two sockets", site_id=house.site.pk, due_at=NOON,
        instructions="In the corridor",
    )  # fmt: skip
    return work.plan_order(house.asta.scope, wanted, now=NOON)


def press(page: Any, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).first.click()
    page.wait_for_load_state()


def state(order: WorkOrder) -> str:
    with everywhere(reason="a journey looks at what became of the order"):
        return WorkOrder.objects.get(pk=order.pk).state


def test_handed_over_on_the_page_and_worked_by_the_link(opens, house, order, faults):
    house.subcontractor()
    desk = opens(house.asta, f"/work/{order.uid}/")
    desk.get_by_text("Give it to a subcontractor").click()
    desk.locator("#subcontractor select[name=company]").select_option(label="Lynx El 1")
    desk.locator("#subcontractor").get_by_role("button", name="Give it and make a link").click()
    desk.wait_for_load_state()
    address = desk.locator("#link-1").input_value()
    path = re.sub(r"^https?://[^/]*", "", address)
    page = opens(None, f"{path}?lang=en", width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    press(page, "Accept")
    press(page, "Start")
    page.locator("#f-text").fill("Socket")
    press(page, "Write the material")
    page.get_by_text("1.00 × Socket").wait_for()
    assert faults(page) == []
    page.locator("#f-end").select_option("repaired")
    page.locator("#f-photo-end").set_input_files(picture())
    page.locator("#f-minutes-end").fill("40")
    press(page, "Finish")
    page.locator("#state", has_text="Done").wait_for()
    assert state(order) == "done"
    with everywhere(reason="a journey counts what was spent"):
        assert sorted(WorkLine.objects.values_list("kind", flat=True)) == ["material", "time"]
    desk.reload()
    desk.get_by_text("Opened first").wait_for()
    assert page.complaints == []


def test_without_scripts_and_gone_when_withdrawn(opens, house, order):
    firm = house.subcontractor()
    draft = work.LinkDraft(company_uid=firm.organisation.uid, language="da")
    work.hand_over(
        house.asta.scope, order.uid, draft, expected_version=None, now=NOON, real_now=clock.real_now()
    )  # fmt: skip
    with everywhere(reason="a journey reads the link"):
        link = WorkLink.objects.get()
    path = f"/job/{work.link_rules.token_of(link.uid, settings.SECRET_KEY)}"
    page = opens(None, path, width=390, java_script_enabled=False)
    press(page, "Tag imod")
    assert state(order) == "accepted"
    work.withdraw_link(house.asta.scope, link.uid, now=NOON)
    page.goto(page.url)
    page.get_by_text("Dette arbejde er ikke længere dit").first.wait_for()
