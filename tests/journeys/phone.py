"""A technician's phone in a journey: given work, with and without signal, its sheets and its outbox."""

from collections.abc import Iterator
from typing import Any

import pytest

from samdrift.foundation.scope import everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work.commands.giving import assign_work
from samdrift.operations.work.models import WorkOrder
from tests.world import NOON

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
def phone(opens: Any, house: Any) -> Iterator[Any]:
    """Tea's phone at 390 pixels, loaded with signal."""
    given(house, "A pipe has burst")
    page = opens(house.tea, "/field/", width=390)
    ready(page)
    yield page
    quiet(page.context)


def quiet(context: Any) -> None:
    """Let the server end what a phone has asked for, before its tables are emptied."""
    for page in context.pages:
        page.goto("about:blank")
        page.wait_for_timeout(400)


def press(page: Any, what: str) -> None:
    """Press a button: of the sheet that is open, else of the screen."""
    sheet = page.locator(f"dialog[open] [data-do={what}]:visible")
    (sheet if sheet.count() else page.locator(f"main [data-do={what}]:visible")).first.click()


def opened_sheet(page: Any) -> None:
    """The sheet is there."""
    page.locator("#sheet[open]").wait_for()


def settled(page: Any) -> None:
    """Everything in the outbox is sent."""
    for _time in range(60):
        states = [state for _kind, state in queued(page)]
        if states and "waiting" not in states:
            return
        page.wait_for_timeout(250)
    pytest.fail(f"still waiting: {queued(page)}")


def queued(page: Any) -> list[tuple[str, str]]:
    """What is in the outbox: kind and state, in the order it was done."""
    return [
        tuple(one)
        for one in page.evaluate("samdriftField.queue().then((all) => all.map((one) => [one.kind, one.state]))")
    ]


def away(page: Any) -> None:
    """No signal: the phone says so, and nothing answers, the worker's requests included."""
    page.context.set_offline(True)
    page.context.route("**/*", lambda route: route.abort())


def near(page: Any) -> None:
    """Signal again."""
    page.context.unroute("**/*")
    page.context.set_offline(False)


def code_typed(page: Any, code: str) -> None:
    """The letters under the picture typed: what the camera would read."""
    page.locator("#scan input[name=code]").fill(code)
    page.locator("#scan button[value=ok]").click()
