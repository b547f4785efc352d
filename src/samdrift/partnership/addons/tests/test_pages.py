"""The pages and the API: what they say, who may open them, and that their queries do not grow with the rows."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.partnership.addons.commands.deciding import decide
from samdrift.partnership.addons.commands.looking import look_everywhere
from samdrift.partnership.addons.models import AddOn, AddOnTerms
from samdrift.partnership.addons.queries.terms import terms_on
from samdrift.partnership.addons.tests.conftest import TODAY, hours, noted
from tests.world import NOON

pytestmark = pytest.mark.django_db
LIST = reverse("addons:list")


@pytest.fixture(autouse=True)
def in_may(monkeypatch):
    for module in ("web.listing", "web.noting", "web.deciding", "web.terms", "api"):
        monkeypatch.setattr(f"samdrift.partnership.addons.{module}.now", lambda: NOON)


@pytest.fixture
def signed_in(client):
    def sign(actor):
        client.force_login(actor.person)
        return client

    return sign


def text_of(answer):
    return answer.content.decode()


def page(row, move=""):
    return reverse("addons:act", args=[row.uid, move]) if move else reverse("addons:page", args=[row.uid])


def shown(beyond, row):
    return decide(beyond.manager.scope, row.uid, "put_forward", expected_version=None, now=NOON)


def test_one_tap_from_the_order_is_enough(beyond, signed_in):
    client = signed_in(beyond.technician)
    order = reverse("work:page", args=[beyond.order.uid])
    assert reverse("addons:note", query={"order": beyond.order.uid}) in text_of(client.get(order))
    form = text_of(client.get(reverse("addons:note", query={"order": beyond.order.uid})))
    assert 'name="code" value="extra_area"' in form
    answer = client.post(
        reverse("addons:note"), {"order": beyond.order.uid, "code": "extra_area", "asked_by": "user", "times": "1"}
    )
    assert answer.url == order
    assert AddOn.objects.within(beyond.technician.scope).get().code == "extra_area"


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(beyond, signed_in):
    given = {"order": beyond.order.uid, "code": "extra_area", "quantity": "10" * 15, "asked_by": "user", "text": "Hall"}
    answer = signed_in(beyond.technician).post(reverse("addons:note"), given)
    assert answer.status_code == 422
    assert "Write a quantity above 0 and below ten million." in text_of(answer)
    assert 'value="Hall"' in text_of(answer)


@pytest.mark.parametrize(
    ("typed", "first"),
    [("2025-13-45", "31 Mar 2024"), ("2024-12-31", "1 Jan 2025"), ("2025-05-06", "1 Jan 2025")],
)
def test_a_wrong_day_names_the_field_and_the_days_that_may_be(beyond, signed_in, typed, first):
    client = signed_in(beyond.manager)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "da"
    sent = {"site": str(beyond.world.site.uid), "line": "CLN", "code": "extra_area", "times": "1", "on": typed}
    answer = client.post(reverse("addons:note"), sent, headers={"Accept-Language": "da"})
    assert answer.status_code == 422
    assert f"Udført den: skriv en dag fra {first} til 5 Maj 2025." in unescape(text_of(answer)).replace("\xa0", " ")
    assert 'href="#f-on"' in text_of(answer)


def test_the_list_tells_what_informal_work_is_worth_by_district_and_line(beyond, signed_in):
    for day in (1, 31, 61):
        noted(beyond, quantity="1000", happened_on=TODAY - timedelta(days=day))
    hours(beyond)
    look_everywhere(beyond.world.community.pk, now=NOON)
    text = text_of(signed_in(beyond.manager).get(LIST))
    for telling in ("DKK 3,126", "The same add-on (More area) 3 times", "NORTH", "To be decided", "DKK 826.92"):
        assert telling in text, telling


def test_a_sign_of_repeated_add_ons_opens_to_those_and_is_not_noted_once_more(beyond, signed_in):
    rows = [noted(beyond, happened_on=TODAY - timedelta(days=day)) for day in (1, 31, 61)]
    hours(beyond)
    look_everywhere(beyond.world.community.pk, now=NOON)
    client = signed_in(beyond.manager)
    text = text_of(client.get(LIST))
    assert "?sign=" not in text
    (address,) = {unescape(one) for one in re.findall(r'href="(/ask/add-ons/[?][^"]*code=extra_area[^"]*)"', text)}
    listed = text_of(client.get(address))
    assert [str(row.uid) in listed for row in rows] == [True] * 3
    assert listed.count('href="/add-ons/0') == 3


def test_an_address_somebody_typed_shows_the_list_all_the_same(beyond, signed_in):
    noted(beyond, text="Behind the counter")
    for asked in ({"line": "ZZZ"}, {"line": "\0"}, {"view": "none"}, {"line": ""}):
        answer = signed_in(beyond.manager).get(LIST, asked)
        assert answer.status_code == 200
        assert "Behind the counter" in text_of(answer)


def test_only_what_can_be_ordered_can_be_proposed_as_a_change(beyond, signed_in):
    client = signed_in(beyond.manager)
    assert "/propose/" in text_of(client.get(page(noted(beyond))))
    assert "/propose/" not in text_of(client.get(page(hours(beyond))))


def test_signs_cost_the_list_the_same_however_many(beyond, signed_in):
    client = signed_in(beyond.manager)
    counts = []
    for code in ("extra_area", "extra_frequency", "other_service"):
        for day in (1, 31, 61):
            noted(beyond, code=code, happened_on=TODAY - timedelta(days=day))
        look_everywhere(beyond.world.community.pk, now=NOON)
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_the_customer_sees_nothing_of_it_before_it_is_put_forward(beyond, signed_in):
    row = noted(beyond, text="Behind the counter")
    client = signed_in(beyond.fm)
    assert "Behind the counter" not in text_of(client.get(LIST, {"view": "all"}))
    assert client.get(page(row)).status_code == 404
    shown(beyond, row)
    assert "Behind the counter" in text_of(client.get(LIST, {"view": "all"}))


def test_who_sees_no_prices_is_told_none(beyond, signed_in):
    row = noted(beyond)
    text = text_of(signed_in(beyond.technician).get(page(row)))
    assert "16.54" not in text
    assert "16.54" in text_of(signed_in(beyond.manager).get(page(row)))


def test_a_reason_is_asked_for_and_a_button_twice_is_one_decision(beyond, signed_in):
    row = shown(beyond, noted(beyond))
    client = signed_in(beyond.fm)
    assert client.post(page(row, "stop"), {"version": row.version, "reason": ""}).status_code == 422
    for _press in range(2):
        assert (
            client.post(page(row, "stop"), {"version": row.version, "reason": "Ordered from June"}).status_code == 302
        )
    assert "Ordered from June" in text_of(client.get(page(row)))
    signed_in(beyond.manager)
    assert client.post(page(row, "forgive"), {"version": row.version, "reason": "Late"}).status_code == 409


def test_an_offer_is_made_from_the_page_for_several_at_once(beyond, signed_in):
    first, second = noted(beyond), noted(beyond, happened_on=TODAY - timedelta(days=1))
    client = signed_in(beyond.manager)
    assert f"{second.uid}:{second.version}" in text_of(client.get(page(first)))
    client.post(page(first, "charge"), {"version": first.version, "also": f"{second.uid}:{second.version}"})
    with everywhere(reason="a test looks"):
        quotes = set(AddOn.objects.values_list("quote__amount_minor", flat=True))
    assert quotes == {3308}


@pytest.mark.parametrize("also", ["x", "x:1", "00000000-0000-0000-0000-000000000000", ":"])
def test_a_form_that_is_not_ours_is_told(beyond, signed_in, also):
    row = noted(beyond)
    answer = signed_in(beyond.manager).post(page(row, "charge"), {"version": row.version, "also": also})
    assert answer.status_code in (404, 422)


def test_proposing_opens_the_district_s_basket_with_the_volume_filled_in(beyond, signed_in):
    row = shown(beyond, noted(beyond))
    answer = signed_in(beyond.fm).post(page(row, "propose"), {"version": row.version})
    assert answer.url == reverse("scaling:basket", args=[beyond.unit.uid])
    assert "Add-on NPS-2025-A0000001" in text_of(signed_in(beyond.fm).get(answer.url))


def test_the_list_reads_as_much_for_thirty_rows_as_for_three(beyond, signed_in, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(beyond.manager)
    for day in range(3):
        noted(beyond, happened_on=TODAY - timedelta(days=day))
    look_everywhere(beyond.world.community.pk, now=NOON)
    client.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(LIST)
    for day in range(30):
        noted(beyond, happened_on=TODAY - timedelta(days=day))
    with django_assert_num_queries(len(few)):
        client.get(LIST)


def test_terms_are_proposed_by_one_party_and_accepted_by_the_other(beyond, signed_in):
    here = reverse("addons:terms", args=[beyond.world.contract.uid])
    client = signed_in(beyond.manager)
    given = {"repeats": "2", "small_minor": "1.000,50", "codes": ["extra_area"], "valid_from": TODAY.isoformat()}
    assert client.post(here, {**given, "repeats": "1,5"}).status_code == 422
    assert client.post(here, {**given, "within_days": "9" * 30}).status_code == 422
    assert client.post(here, given).status_code == 302
    with everywhere(reason="a test looks"):
        row = AddOnTerms.objects.get()
    answer = reverse("addons:terms_answer", args=[row.uid, "accept"])
    assert client.post(answer, {"version": row.version}).status_code == 403
    assert terms_on(beyond.world.contract.pk, TODAY).repeats == 3
    assert signed_in(beyond.office).post(answer, {"version": row.version}).status_code == 302
    held = terms_on(beyond.world.contract.pk, TODAY)
    assert (held.repeats, held.small_minor, [one.code for one in held.codes]) == (2, 100_050, ["extra_area"])


def test_the_api_notes_lists_and_decides_by_the_same_commands(beyond, signed_in):
    client = signed_in(beyond.manager)

    def send(path, body, **headers):
        return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)

    made = send("add-ons", {"code": "extra_hours", "order_uid": str(beyond.order.uid), "quantity": "1,5"})
    assert (made.status_code, made.json()["worth_minor"], made.json()["state"]) == (201, 64_500, "noted")
    uid = made.json()["uid"]
    assert [one["uid"] for one in client.get("/api/v1/add-ons", {"state": "noted"}).json()["items"]] == [uid]
    decided = send(f"add-ons/{uid}/decide", {"move": "charge"}, **{"If-Match": '"1"'})
    assert (decided.status_code, decided.json()["state"]) == (200, "offered")
    assert client.get("/api/v1/add-on-signs").json() == []


def test_the_whole_list_can_be_asked_and_taken_as_a_file(beyond, signed_in):
    noted(beyond)
    answer = signed_in(beyond.manager).get(reverse("ask:question", args=["add-ons"]))
    assert answer.status_code == 200
    assert "More area" in text_of(answer)
