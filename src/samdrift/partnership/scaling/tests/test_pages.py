"""The district's pages: what they say, who may open them, and that their queries do not grow with the places."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from samdrift.kernel.fees import VolumeStep
from samdrift.partnership.scaling import commands, queries, registry
from samdrift.partnership.scaling.models import ChangeOrder, Scenario
from samdrift.partnership.scaling.tests.conftest import ask, seen_by, wish
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate.models import Site
from tests.world import NOON, START, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_may(monkeypatch):
    for module in ("districts", "what_if", "basket", "changes", "closures"):
        monkeypatch.setattr(f"samdrift.partnership.scaling.web.{module}.now", lambda: NOON)


@pytest.fixture
def signed_in(client):
    def sign(actor):
        client.force_login(actor.person)
        return client

    return sign


def what_if(district, **given):
    return reverse("scaling:what_if", args=[district.unit.uid], query={"line": "CLN", **given})


def grow(district, many):
    """So many more sites, each with an item of every line."""
    world = district.world
    steps = []
    for number in range(many):
        site = Site.objects.create(
            community=world.community, code=f"G{number}", name=words(f"Site {number}"), unit=world.north,
            kind="station", timezone="Europe/Copenhagen",
        )  # fmt: skip
        for item, setting in (("CLN-PUB", "f5 q3"), ("CLN-OFF", "f5 q3"), ("CAR-HRS", "")):
            steps.append(VolumeStep(item, world.north.pk, site.pk, setting, Decimal(100), START, NOON))
    contracts.add_steps(district.office.scope, world.contract.pk, steps, now=NOON - timedelta(days=90))


def test_the_district_page_tells_the_price_by_service_and_place(district, signed_in):
    text = signed_in(district.fm).get(reverse("scaling:district", args=[district.unit.uid])).content.decode()
    for telling in ("DKK 4,386,000", "DKK 3,956,000.00", "DKK 430,000.00", "Station Nord", "What if…"):
        assert telling in text


def test_the_list_of_districts_tells_each_ones_price_and_the_changes_on_their_way(district, signed_in):
    page = reverse("scaling:districts")
    text = signed_in(district.office).get(page).content.decode()
    assert "DKK 4,386,000" in text
    assert "Budget used" in text
    ask(district, wish(district, 13_800))
    text = signed_in(district.office).get(page).content.decode()
    assert "1 · -DKK 989,000" in text


def test_the_list_of_districts_reads_as_much_for_thirty_places_as_for_one(
    district, signed_in, django_assert_max_num_queries
):
    client = signed_in(district.office)
    client.get(reverse("scaling:districts"))
    with django_assert_max_num_queries(60) as few:
        client.get(reverse("scaling:districts"))
    grow(district, 30)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("scaling:districts"))


def test_a_coordinators_first_page_is_the_district(district, signed_in):
    assert signed_in(district.fm).get("/").url == reverse("insight:districts")


def test_a_what_if_tells_price_first_day_yes_and_what_is_kept(district, signed_in):
    text = signed_in(district.fm).get(what_if(district, by="-4600")).content.decode()
    for telling in (
        "-DKK 989,000", "1 Dec 2025", "budget holder, contract manager, steering committee", "DKK 111,262.50",
        "25.00%", "Ask for it",
    ):  # fmt: skip
        assert telling in text, telling


def test_htmx_gets_the_answer_alone_and_it_follows_the_lever(district, signed_in):
    answer = signed_in(district.fm).get(what_if(district, f="f3"), headers={"HX-Request": "true"}).content.decode()
    assert answer.lstrip().startswith('<section id="effect"')
    assert "-DKK 1,107,680" in answer  # 28 % of 3,956,000
    assert "Visits a week: 5 → 3" in answer


def test_what_cannot_be_read_is_told_and_nothing_is_worked_out(district, signed_in):
    text = signed_in(district.fm).get(what_if(district, percent="a lot")).content.decode()
    assert "Write a number" in text
    assert "Ask for it" not in text


@pytest.mark.parametrize("typed", ["17500", "17.500", "17,500", "17 500", "17500,0"])
def test_each_place_can_be_set_by_itself_however_thousands_are_written(district, signed_in, typed):
    key = f"each-CLN-PUB~{district.unit.pk}~{district.world.site.pk}~f5.q3"
    text = signed_in(district.fm).get(what_if(district, **{key: typed})).content.decode()
    assert "-DKK 193,500" in text


@pytest.mark.parametrize("typed", ["1e5", "NaN", "1.234.5", "9" * 20, "Infinity", "1_000"])
def test_what_is_no_quantity_is_told(district, signed_in, typed):
    text = signed_in(district.fm).get(what_if(district, by=typed)).content.decode()
    assert "Write a number, such as" in text
    assert "Ask for it" not in text


def test_a_scenario_is_kept_compared_and_asked_for(district, signed_in):
    client = signed_in(district.bud)
    seen = json.dumps({f"CLN-PUB {district.unit.pk}": 1})
    keep = reverse("scaling:keep", args=[district.unit.uid])
    for name, query in (("Small", "line=CLN&by=-900"), ("Large", "line=CLN&percent=-25")):
        client.post(keep, {"query": query, "seen": seen, "name": name, "do": "keep"})
    basket = client.get(reverse("scaling:basket", args=[district.unit.uid])).content.decode()
    for telling in ("As it is today", "Small", "Large", "-DKK 193,500", "-DKK 989,000"):
        assert telling in basket
    small = Scenario.objects.within(district.bud.scope).get(name="Small")
    answer = client.post(reverse("scaling:scenario_submit", args=[small.uid]), {"version": small.version})
    order = ChangeOrder.objects.within(district.bud.scope).get()
    assert (answer.url, order.state) == (reverse("scaling:change", args=[order.uid]), "scheduled")
    large = Scenario.objects.within(district.bud.scope).get(name="Large")
    assert (
        "somebody changed the same volume since"
        in client.get(reverse("scaling:basket", args=[district.unit.uid])).content.decode()
    )
    assert (
        client.post(reverse("scaling:scenario_submit", args=[large.uid]), {"version": large.version}).status_code == 409
    )
    client.post(reverse("scaling:scenario_drop", args=[large.uid]), {"version": large.version})
    assert not queries.scenarios_of(district.bud.scope, district.unit.pk)


def test_the_provider_never_sees_what_a_district_only_thinks_of(district):
    commands.save_scenario(
        district.fm.scope, district.unit.uid, name="Secret", wishes=[wish(district, 1_000)], requested_on=NOON.date(),
        seen={}, now=NOON,
    )  # fmt: skip
    assert not Scenario.objects.within(district.provider.scope).exists()
    assert Scenario.objects.within(district.bud.scope).count() == 1


def test_the_change_page_shows_each_their_buttons_and_every_move_works(district, signed_in):
    order = ask(district, wish(district, 16_560))
    page = reverse("scaling:change", args=[order.uid])

    def press(actor, move, **fields):
        version = queries.change_by_uid(actor.scope, order.uid).version
        address = reverse("scaling:act", args=[order.uid, move])
        return signed_in(actor).post(address, {"version": version, **fields}).status_code

    assert "You asked for this yourself" in signed_in(district.fm).get(page).content.decode()
    assert "act/" not in signed_in(district.provider).get(page).content.decode()
    assert press(district.fm, "approve") == 403
    assert press(district.bud, "approve") == 302
    assert press(district.office, "approve") == 302
    text = signed_in(district.provider).get(page).content.decode()
    assert "12 May 2025" in text
    assert "Say why not" in text
    assert press(district.provider, "object", reason="Nobody to move", offered_day="2025-10-01") == 302
    assert "Nobody to move" in signed_in(district.fm).get(page).content.decode()
    assert press(district.fm, "take-offer") == 302
    assert press(district.provider, "accept") == 302
    assert press(district.provider, "nothing") == 404
    assert "agreed" in signed_in(district.fm).get(page).content.decode()


def test_a_closure_is_told_and_taken_back_on_its_page(district, signed_in):
    client = signed_in(district.fm)
    page = reverse("scaling:closures", args=[district.unit.uid])
    fields = {"site": str(district.world.site.uid), "line": "CLN", "first_day": "2025-07-01", "last_day": "2025-07-31"}
    assert client.post(page, fields | {"first_day": "2025-05-06"}).status_code == 422
    assert client.post(page, fields | {"first_day": ""}).status_code == 422
    assert client.post(page, fields).status_code == 302
    closure = queries.closures_of(district.fm.scope, (district.unit.pk,))[0]
    assert "credit" in client.get(page).content.decode()
    answer = client.post(reverse("scaling:closure_withdraw", args=[closure.uid]), {"version": closure.version})
    assert answer.status_code == 302


@pytest.mark.parametrize("name", ["district", "what_if", "basket", "closures"])
def test_pages_cost_the_same_for_one_place_and_for_thirty(district, signed_in, django_assert_max_num_queries, name):
    client = signed_in(district.fm)
    address = reverse(f"scaling:{name}", args=[district.unit.uid], query={"line": "CLN", "percent": "-10"})
    commands.save_scenario(
        district.fm.scope, district.unit.uid, name="One", wishes=[wish(district, 1_000)], requested_on=NOON.date(),
        seen={}, now=NOON,
    )  # fmt: skip
    client.get(address)
    with django_assert_max_num_queries(40) as first:
        client.get(address)
    grow(district, 30)
    with django_assert_max_num_queries(40) as second:
        assert client.get(address).status_code == 200
    assert len(second.captured_queries) == len(first.captured_queries)


def test_lists_cost_the_same_for_one_change_and_for_many(district, signed_in, django_assert_max_num_queries):
    client, page = signed_in(district.fm), reverse("scaling:changes")
    client.get(page)
    counts = []
    for size in (1, 5):
        for number in range(size):
            ask(district, wish(district, 18_300 - 10 * (number + size)))
        with django_assert_max_num_queries(40) as found:
            assert client.get(page).status_code == 200
        counts.append(len(found.captured_queries))
    assert counts[0] == counts[1]


def test_everybody_finds_the_changes_that_wait_for_them(district, signed_in):
    order = ask(district, wish(district, 16_560))
    mine = reverse("scaling:changes", query={"view": "mine"})

    def finds(actor):
        return order.number in signed_in(actor).get(mine).content.decode()

    waiting = [district.fm, district.bud, district.office, district.provider]
    assert [finds(actor) for actor in waiting] == [False, True, False, False]
    for actor in (district.bud, district.office):
        commands.approve_change(actor.scope, order.uid, expected_version=None, now=NOON)
    assert [finds(actor) for actor in waiting] == [False, False, False, True]


def test_who_may_not_see_prices_is_turned_away(district, signed_in):
    page = reverse("scaling:district", args=[district.unit.uid])
    assert signed_in(district.world.someone("USR")).get(page).status_code == 403
    assert signed_in(district.provider).get(page).status_code == 200
    assert signed_in(district.provider).get(what_if(district)).status_code == 403
    assert signed_in(district.world.there.someone("CTR-C")).get(page).status_code == 404


def test_seen_counts_what_is_asked_for_and_agreed(district):
    before = seen_by(district.fm, district.unit)
    ask(district, wish(district, 17_500))
    after = seen_by(district.fm, district.unit)
    key = f"CLN-PUB {district.unit.pk}"
    assert (before[key], after[key]) == (1, 2)
    assert date(2025, 5, 5) == NOON.date()


def test_a_what_if_and_the_basket_are_held_against_budget_and_baseline(district, signed_in, monkeypatch):
    monkeypatch.setitem(registry._measures, "budget", lambda *_asked: 400_000_000)
    monkeypatch.setitem(registry._measures, "baseline", lambda *_asked: 500_000_000)
    client = signed_in(district.fm)
    text = client.get(what_if(district, by="-900")).content.decode()
    assert "Against the baseline, 2026" in text
    assert "DKK 807,500" in text  # 5,000,000 less 4,386,000 less 193,500
    client.post(
        reverse("scaling:keep", args=[district.unit.uid]), {"query": "line=CLN&by=-900", "seen": "{}", "do": "keep"}
    )
    basket = client.get(reverse("scaling:basket", args=[district.unit.uid])).content.decode()
    assert "DKK 4,000,000" in basket
    assert "DKK 5,000,000" in basket


def test_a_correction_is_a_page_with_a_day_gone_by_and_both_parties_say_yes(district, client):
    client.force_login(district.fm.person)
    path = f"/districts/{district.unit.uid}/what-if/"
    query = "line=CLN&back=1&on=2025-04-01&percent=-10"
    page = client.get(f"{path}?{query}").content.decode()
    assert "A correction holds from" in page
    assert "Wrong since" in page
    seen = {f"CLN-PUB {district.unit.pk}": seen_by(district.fm, district.unit).get(f"CLN-PUB {district.unit.pk}", 0)}
    form = {"query": query, "seen": json.dumps(seen), "name": "", "reason": "Measured anew", "do": "submit"}
    assert client.post(f"{path}keep/", form).status_code == 302
    change = ChangeOrder.objects.within(district.fm.scope).get()
    assert (change.kind, change.approvals) == ("correction", ["budget", "contract"])
    assert change.this_year_minor == -29_670_000  # a tenth of 18,400 × 215 for nine of twelve months
    ahead = client.get(f"{path}?line=CLN&back=1&on=2025-06-01&percent=-10").content.decode()
    assert "A correction is about a day gone by" in ahead
