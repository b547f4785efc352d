"""The desk at work: a report arrives, is put right in single actions, and a question stops the clock."""

import pytest

from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.scope import everywhere
from samdrift.operations.promises.models import Promise
from samdrift.registers.catalogue.models import RequestType
from samdrift.registers.catalogue.queries.known import forget
from tests.journeys.conftest import newest
from tests.world import words

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def lamps(house):
    """A second type to correct to."""
    kind = RequestType.objects.create(
        community=house.community, service=house.fault.service, line_code="MNT", code="mnt.light", name=words("Light"),
        hint=words("Dark"), audience="public",
    )  # fmt: skip
    house.here.form.__class__.objects.create(
        community=house.community, request_type=kind, schema={"type": "object", "properties": {}}
    )
    forget(house.community.pk)
    return kind


def paused():
    with everywhere(reason="a journey looks at the clocks"):
        return {p.kind: p.paused for p in Promise.objects.filter(stopped_at=None)}


def test_what_arrives_is_put_right_one_action_each(opens, house, lamps, reported, faults):
    row, _phone = reported()
    page = opens(house.asta, "/desk/", width=1440)
    card = page.locator(f"#r-{row.uid}")
    assert row.number in card.inner_text()
    card.get_by_text("Type or question").click()
    card.locator("select[name=request_type]").select_option("mnt.light")
    card.get_by_role("button", name="Set the type").click()
    assert newest().request_type.code == "mnt.light"
    page.locator(f"#r-{row.uid}").get_by_role("button", name="P2", exact=True).click()
    assert newest().priority == 2
    page.locator(f"#r-{row.uid}").get_by_role("link", name="Correct the place").click()
    page.locator("main").get_by_role("button", name="0.14").click()
    assert newest().space.number == "0.14"
    page.goto(page.url.partition("/requests/")[0] + "/desk/")
    page.locator(f"#r-{row.uid}").get_by_role("button", name="Assign").click()
    page.get_by_role("status").first.wait_for()
    assert (newest().state, newest().team_id) == ("assigned", house.team.pk)
    assert (faults(page), page.complaints) == ([], [])


def test_a_question_pauses_the_clock_and_the_answer_starts_it_again(opens, house, reported):
    row, phone = reported()
    page = opens(house.asta, "/desk/", width=1440)
    card = page.locator(f"#r-{row.uid}")
    card.get_by_text("Type or question").click()
    card.locator("textarea[name=question]").fill("Which of the two taps?")
    card.get_by_role("button", name="Ask the requester").click()
    deliver_all()
    assert newest().waiting_for_requester
    assert paused()["complete"]
    phone.reload()
    assert "Which of the two taps?" in phone.locator("main").inner_text()
    phone.locator("#answer").fill("The left one")
    phone.get_by_role("button", name="Send the answer").click()
    phone.get_by_text("The left one").wait_for()
    deliver_all()
    assert not newest().waiting_for_requester
    assert not paused()["complete"]
    page.goto(page.url.partition("/desk/")[0] + f"/requests/{row.uid}/")
    assert "The left one" in page.locator("#comments").inner_text()
