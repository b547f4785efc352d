"""J3: a technician's shift on a phone without signal, killed in between, and everything arrives once."""

from typing import Any

import pytest

from samdrift.foundation.scope import everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work.commands.giving import assign_work
from samdrift.operations.work.models import WorkOrder
from tests.world import NOON

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TAG = "7K3M9PQRS2N"


def given(house: Any, title: str) -> WorkOrder:
    """An order of the technicians at the washroom; urgent, so that it can be made safe."""
    ask = requests.Ask(
        request_type="mnt.fault", channel="web", title=title, site_id=house.site.pk, space_id=house.washroom.pk,
        requester_id=house.olga.person.pk,
    )  # fmt: skip
    made = requests.submit_request(house.olga.scope, ask, received_at=NOON, now=NOON).service_request
    requests.confirm_priority(house.asta.scope, made.uid, expected_version=None, impact=2, urgency=2, now=NOON)
    return assign_work(house.asta.scope, made.uid, expected_version=None, team_id=house.team.pk, now=NOON)


def order_now(uid: Any) -> WorkOrder:
    with everywhere(reason="a journey looks at what became of the order"):
        return WorkOrder.objects.get(uid=uid)


def ready(page: Any) -> None:
    """The app stands and its worker has everything that works without signal."""
    page.locator("[data-f=loaded]").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


@pytest.fixture
def phone(opens: Any, house: Any) -> Any:
    """Tea's phone at 390 pixels, loaded with signal."""
    given(house, "A pipe has burst")
    page = opens(house.tea, "/field/", width=390)
    ready(page)
    return page


def press(page: Any, what: str) -> None:
    page.locator(f"main [data-do={what}]:visible, dialog[open] [data-do={what}]:visible").first.click()


def test_the_app_opens_and_an_order_is_accepted_in_one_tap(phone, house):
    press(phone, "next")
    phone.locator(".chip", has_text="Accepted").wait_for()
    phone.wait_for_function("samdriftField.queue().then((all) => all.every((one) => one.state === 'done'))")
    with everywhere(reason="a journey looks at what became of the order"):
        assert WorkOrder.objects.latest("pk").assignee_id == house.tea.person.pk
    assert phone.complaints == []
