"""Every main page, in both themes, wide and on a phone, as the person whose work it is: no violation of WCAG 2.2 AA."""

from typing import Any

import pytest

from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.mail.public import hand_in, read_one
from samdrift.operations.requests import public as requests
from samdrift.operations.work.commands.giving import assign_work
from samdrift.registers.catalogue.commands.articles import Draft, publish_article, write_article
from tests.journeys.conftest import OPEN_TAG, SECURED_TAG
from tests.world import NOON

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Who looks at which pages; {…} is a row of the stocked world.
PAGES: dict[str, tuple[str, ...]] = {
    "": ("/account/sign-in/", f"/q/{OPEN_TAG}", f"/q/{SECURED_TAG}", "{track}"),
    "olga": (
        "/requests/mine/", "/requests/new/", "/requests/{request}/", "/account/", "/notices/", "/help/",
        "/help/{article}/", "/requests/new/?site={site_id}&text=spill+on+the+floor+fault",
    ),
    "lena": (
        "/catalogue/articles/", "/catalogue/articles/new/", "/catalogue/articles/{article}/",
        "/catalogue/articles/{article}/edit/",
    ),
    "asta": (
        "/desk/", "/desk/new/", "/desk/held/", "/desk/console/?at=site:{site_id}", "/desk/outages/",
        "/desk/outages/new/", "/desk/answers/", "/desk/answers/new/", "/desk/queues/", "/desk/board/", "/desk/mail/",
        "/dispatch/", "/dispatch/set-up/",
        "/requests/{request}/where/", "/work/all/", "/work/review/", "/sites/{site}/notes/", "/approvals/",
        "/teams/", "/teams/new/", "/teams/{team}/?q=bo", "/teams/{team}/edit/",
    ),
    "dan": (
        "/requests/", "/requests/board/", "/requests/{request}/", "/search/?q=tap", "/book/", "/people/",
        "/promises/pauses/", "/exchange/", "/exchange/jurisdiction/", "/exchange/partner/", "/exchange/webhooks/",
        "/desk/month/", "/desk/month/contacts/", "/desk/indicators/",
        "/desk/indicators/requests/", "/proposals/", "/proposals/request/{request}/",
        "/approvals/rules/", "/deputies/?text=nps", "/counterparts/", "/counterparts/new/",
    ),
    "bo": (
        "/notices/choices/", "/contracts/{contract}/", "/contracts/{contract}/rules/P3/",
        "/contracts/{contract}/rules/P3/edit/", "/contracts/{contract}/calendars/OFFICE/",
        "/contracts/{contract}/calendars/OFFICE/edit/", "/promises/bench/", "/promises/replay/", "/promises/why/",
        "/promises/recalculated/",
    ),
    "lea": ("/desk/mail/boxes/", "/desk/mail/all/", "/desk/mail/{mail}/", "/notices/sent/"),
    "tea": ("/work/", "/work/done/", "/work/{order}/", "/field/"),
    "ulla": (
        "/sites/", "/sites/{site}/", "/storeys/{storey}/", "/spaces/{space}/", "/assets/{asset}/", "/imports/",
        "/imports/new/", "/tags/", "/tags/make/", "/tags/print/", "/tags/{tag}/", "/tags/walk/",
        "/tags/walk/{storey}/",
    ),
}  # fmt: skip


@pytest.fixture
def stocked(house: Any) -> dict[str, str]:
    """The house with two requests: one asked about, one at work; the rows that addresses name."""
    house.ulla, house.lena = house.someone("UNIT-ADM", name="Ulla"), house.someone("SD-LEAD", name="Lena")
    words = dict.fromkeys(("en", "da", "sv"), "A spill on the floor\n\n- Warn the others\n\n1. Ring us")
    draft = Draft(code="spill", title=dict.fromkeys(words, "A spill"), body=words, request_types=("mnt.fault",))
    article = write_article(house.lena.scope, draft, now=NOON)
    publish_article(house.lena.scope, article.uid, expected_version=None, now=NOON)
    house.ulla = house.someone("UNIT-ADM", name="Ulla")
    house.lea = house.someone("SD-LEAD", name="Lea")
    raw = b"From: Eva <eva@home.example>\r\nTo: desk@fm.example\r\nSubject: The gate\r\n\r\nThe gate squeaks.\r\n"
    held = read_one(hand_in(house.community.pk, raw, arrived_at=NOON, source="http")[0])
    made = []
    for title in ("The tap drips", "The lamp is dark"):
        ask = requests.Ask(
            request_type="mnt.fault", channel="web", title=title, description=title, site_id=house.site.pk,
            space_id=house.washroom.pk, requester_id=house.olga.person.pk,
        )  # fmt: skip
        made.append(requests.submit_request(house.olga.scope, ask, received_at=NOON, now=NOON))
    first = made[0].service_request
    requests.ask_requester(house.asta.scope, first.uid, expected_version=None, question="Which one?", now=NOON)
    second = made[1].service_request
    order = assign_work(house.asta.scope, second.uid, expected_version=None, team_id=house.team.pk, now=NOON)
    deliver_all()
    return {
        "contract": str(house.contract.uid),
        "request": str(first.uid), "order": str(order.uid), "site": str(house.site.uid), "track": track_of(made[0]),
        "storey": str(house.storey.uid), "space": str(house.washroom.uid), "asset": str(house.lift.uid),
        "tag": str(house.tag.uid), "site_id": str(house.site.pk), "team": str(house.team.uid),
        "article": str(article.uid), "mail": str(held.uid),
    }  # fmt: skip


def track_of(made: Any) -> str:
    return f"/track/{made.track_token}"


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("who", PAGES)
def test_pages_can_be_used_by_everybody(opens, house, stocked, live_server, faults, who, width):
    wrong = {}
    for theme in ("light", "dark"):
        page = opens(getattr(house, who) if who else None, PAGES[who][0].format(**stocked), width=width, theme=theme)
        for address in PAGES[who]:
            answer = page.goto(live_server.url + address.format(**stocked))
            if answer.status != 200:
                wrong[address] = [str(answer.status)]
            elif found := faults(page) + page.complaints:
                wrong[f"{address} {theme}"] = found
            page.complaints.clear()
    assert wrong == {}
