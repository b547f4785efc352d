"""W1, W2: a technician's phone takes an order from accepted to proven; the requester says yes in one tap, or no."""

from typing import Any

import pytest

from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work.commands.giving import assign_work
from samdrift.operations.work.models import WorkLine, WorkOrder
from tests.journeys.conftest import newest, picture
from tests.world import NOON

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def burst(house: Any) -> Any:
    """Olga's burst pipe, urgent, given to the technicians."""
    ask = requests.Ask(
        request_type="mnt.fault", channel="web", title="A pipe has burst", site_id=house.site.pk,
        space_id=house.washroom.pk, requester_id=house.olga.person.pk,
    )  # fmt: skip
    made = requests.submit_request(house.olga.scope, ask, received_at=NOON, now=NOON).service_request
    requests.confirm_priority(house.asta.scope, made.uid, expected_version=None, impact=2, urgency=2, now=NOON)
    return assign_work(house.asta.scope, made.uid, expected_version=None, team_id=house.team.pk, now=NOON)


def order_now() -> WorkOrder:
    with everywhere(reason="a journey looks at what became of the order"):
        return WorkOrder.objects.latest("pk")


def press(page: Any, label: str) -> None:
    """Press the one that shows: the phone's bar and the page below it may both have it."""
    page.locator("button:visible, a.button:visible").filter(has_text=label).first.click()
    page.wait_for_load_state()


def start(page: Any) -> None:
    """Begin without a scan, and say why."""
    press(page, "Start")
    page.locator("#start label", has_text="I cannot scan here").click()
    page.locator("#start").get_by_role("button", name="Start").click()
    page.wait_for_load_state()


def finish(page: Any) -> None:
    form = page.locator("#finish form")
    form.locator("label", has_text="Repaired").first.click()
    form.locator("input[type=file]").set_input_files(picture())
    form.locator("input[name=minutes]").fill("40")
    form.get_by_role("button", name="Finish", exact=True).click()
    page.wait_for_url("**/work/")


def test_from_my_work_to_a_proven_end(opens, house, burst, faults):
    page = opens(house.tea, "/work/", width=390)
    page.get_by_role("link", name="A pipe has burst").click()
    press(page, "Accept")
    assert order_now().assignee_id == house.tea.person.pk
    start(page)
    press(page, "Made safe")
    assert order_now().made_safe_at is not None
    spent = page.locator("#spent")
    spent.locator("input[name=text]").fill("Pipe clamp")
    spent.locator("input[name=quantity]").fill("2")
    spent.get_by_role("button", name="Write the material").click()
    page.locator("#spent").get_by_text("Pipe clamp").wait_for()
    assert faults(page) == []
    finish(page)
    assert (order_now().state, newest().state) == ("done", "resolved")
    with everywhere(reason="a journey counts what was spent"):
        assert sorted(WorkLine.objects.values_list("kind", flat=True)) == ["material", "time"]
    assert page.complaints == []


def test_on_hold_with_a_reason_and_on_again(opens, house, burst):
    page = opens(house.tea, f"/work/{burst.uid}/", width=390)
    press(page, "Accept")
    start(page)
    page.locator("summary", has_text="Put on hold").click()
    page.locator("select[name=reason]").first.select_option("awaiting_parts")
    page.locator("form[action$='/pause/'] button").click()
    page.wait_for_load_state()
    assert (order_now().state, newest().state) == ("paused", "on_hold")
    press(page, "Go on")
    assert (order_now().state, newest().state) == ("started", "in_progress")


@pytest.mark.parametrize("solved", [True, False])
def test_who_asked_says_yes_in_one_tap_with_stars_or_no(opens, house, burst, solved):
    phone = opens(house.tea, f"/work/{burst.uid}/", width=390)
    press(phone, "Accept")
    start(phone)
    finish(phone)
    deliver_all()
    page = opens(house.olga, "/requests/mine/", width=390)
    if solved:
        page.get_by_role("button", name="Done, 4 of 5 stars").click()
        page.wait_for_load_state()
        assert (newest().state, newest().rating) == ("closed", 4)
    else:
        page.get_by_role("link", name="No, reopen it").click()
        page.locator("#reopen textarea").fill("It drips again")
        page.locator("#reopen button").click()
        page.wait_for_load_state()
        assert newest().reopened == 1
