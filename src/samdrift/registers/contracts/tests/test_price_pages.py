"""The pages and addresses of prices, volumes and regulations: who sees them, what they say, what they cost."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation import clock
from samdrift.registers.contracts import public as contracts
from samdrift.registers.contracts.models import TermsProposal
from samdrift.registers.contracts.web.as_known import price_read, price_typed
from tests.priced import order, price_contract
from tests.world import NOON, World, words

D = Decimal
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    offset = NOON - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def priced(world: World) -> World:
    price_contract(world)
    return world


def page(name: str, world: World, *more: str) -> str:
    return reverse(f"contracts:{name}", args=[world.contract.uid, *more])


def test_the_price_book_warns_where_more_gets_cheaper(priced: World, client: Client) -> None:
    client.force_login(priced.dan.person)
    text = client.get(page("prices", priced)).content.decode()
    for told in ("Offices", "f3 × 0.70", "More gets cheaper", "all units at the price reached", "8.1"):
        assert told in text
    early = client.get(page("prices", priced), {"known": str(TODAY - timedelta(days=1))}).content.decode()
    assert "No prices are agreed for this day" in early
    assert "Versions" in client.get(page("price", priced, "OFF")).content.decode()
    assert client.get(page("price", priced, "NONE")).status_code == 404


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2025-02-30", "soon"])
@pytest.mark.parametrize("name", ["prices", "volumes"])
def test_a_day_no_contract_knows_is_read_as_none(priced: World, client: Client, name: str, day: str) -> None:
    client.force_login(priced.dan.person)
    assert client.get(f"{page(name, priced)}?day={day}&known={day}").status_code == 200


def test_volumes_by_unit_and_place_by_place(priced: World, client: Client) -> None:
    order(priced, 40, item="BIG")
    client.force_login(priced.dan.person)
    text = client.get(page("volumes", priced)).content.decode()
    assert "159,100" in text  # 1,000 × 215 × 0.70 + 40 × 215
    one = client.get(page("volumes", priced), {"unit": "NORTH"}).content.decode()
    for told in ("Station Nord", "f3", "150,500.00", "by the unit’s total", "Changes"):
        assert told in one
    then = client.get(page("volumes", priced), {"known": str(TODAY - timedelta(days=1))}).content.decode()
    assert "Nothing is ordered yet" in then


def test_prices_are_shown_to_those_who_may_see_them(priced: World, client: Client) -> None:
    agent = priced.someone("SD-AG")
    for actor, status in ((priced.dan, 200), (priced.bo, 200), (agent, 403), (priced.carla, 404)):
        client.force_login(actor.person)
        for name in ("prices", "volumes", "index"):
            assert client.get(page(name, priced)).status_code == status, (name, actor.person.given_name)
        assert client.get(f"/api/v1/contracts/{priced.contract.uid}/prices").status_code == status


def test_a_price_is_proposed_on_the_page_and_accepted(priced: World, client: Client) -> None:
    client.force_login(priced.bo.person)
    said = {
        "code": "win", "line": "WIN", "name_en": "Windows", "name_da": "Vinduer", "name_sv": "Fönster",
        "unit": "visit", "price": "4 500,50", "fixed_share": "0", "valid_from": str(TODAY), "settings": "f3 0,70",
        "bands": "", "band_mode": "incremental",
    }  # fmt: skip
    for wrong in (
        {"price": "much"},
        {"price": "4.500"},
        {"bands": "0 1,250"},
        {"name_da": ""},
        {"bands": "1"},
        {"unit": "box"},
        {"settings": "f3"},
    ):
        assert client.post(page("new_price", priced), said | wrong).status_code == 422, wrong
    made = client.post(page("new_price", priced), said)
    assert made.status_code == 302
    client.force_login(priced.dan.person)
    assert "4,500.50" in client.get(made["Location"]).content.decode()
    proposal = TermsProposal.objects.within(priced.dan.scope).get()
    client.post(reverse("contracts:accept", args=[proposal.uid]), {"version": proposal.version})
    assert contracts.price_book(priced.contract.pk, TODAY)["WIN"].price == D("4500.50")
    client.force_login(priced.asta.person)
    assert client.get(page("new_price", priced)).status_code == 403


def test_a_price_the_form_begins_with_is_read_as_it_was_written() -> None:
    """A price of three decimals is written with a fourth: 1.125 would be refused as a thousand or not."""
    for price in ("1.1250", "215.0000", "0.1250", "4500.5000"):
        wrong: dict[str, Any] = {}
        assert price_read(price_typed(D(price)), "price", wrong) == D(price)
        assert not wrong
    assert (price_typed(D("1.1250")), price_typed(D("215.0000"))) == ("1.1250", "215")


def test_a_regulation_is_looked_at_proposed_and_accepted(priced: World, client: Client) -> None:
    client.force_login(priced.bo.person)
    days = {"rule": "NPI", "effective_from": "2025-04-01", "applies_from": "2025-06-01", "cut_off": str(TODAY)}
    look = client.get(page("index", priced), days).content.decode()
    for told in ("What the run would change", "1.010300", "217.21", "trued up by", "3 %"):
        assert told.replace("3 %", "3.00%") in look, (told, look)
    assert client.get(page("index", priced), days | {"cut_off": "2025-04-01"}).status_code == 422
    made = client.post(page("propose_index", priced), days)
    assert made.status_code == 302
    client.force_login(priced.dan.person)
    assert "What the year comes to" in client.get(made["Location"]).content.decode()
    proposal = TermsProposal.objects.within(priced.dan.scope).get()
    client.post(reverse("contracts:accept", args=[proposal.uid]), {"version": proposal.version})
    text = client.get(page("index", priced), {"run": "1"}).content.decode()
    assert "Trued up by regulation 1" in text
    assert "257.83" in text  # 2.21 × 1,000 × 0.70 × 2 / 12


def test_a_value_is_entered_on_the_page(priced: World, client: Client) -> None:
    client.force_login(priced.bo.person)
    said = {"series": "NPI", "month": "2025-04", "value": "117,9", "published_on": "2025-05-02", "status": "final"}
    assert client.post(page("enter_value", priced), said | {"value": "x"}).status_code == 422
    assert client.post(page("enter_value", priced), said).status_code == 302
    assert "117.9" in client.get(page("index", priced)).content.decode()


def test_other_systems_read_and_propose(priced: World, client: Client) -> None:
    client.force_login(priced.bo.person)
    at = f"/api/v1/contracts/{priced.contract.uid}"
    book = {one["item"]: one for one in client.get(f"{at}/prices").json()}
    assert (D(book["OFF"]["price"]), book["OFF"]["settings"]) == (215, {"f3": "0.70"})
    (volume,) = client.get(f"{at}/volumes", {"unit": str(priced.north.uid)}).json()
    assert (D(volume["quantity"]), volume["seen"], volume["site_uid"]) == (1000, 1, str(priced.site.uid))
    (fee,) = client.get(f"{at}/fees", {"unit": str(priced.north.uid), "month": "2025-04"}).json()
    assert (fee["amount_minor"], len(fee["stretches"])) == (12_541_67, 1)
    assert client.get(f"{at}/fees", {"unit": str(priced.north.uid), "month": "2025-13"}).status_code == 422
    step = {"item": "OFF", "unit_uid": str(priced.north.uid), "site_uid": str(priced.site.uid), "setting": "f3"}
    steps = {"steps": [{**step, "change": "-100.5", "on": "2025-06-01"}]}
    price = {
        "code": "WIN",
        "line": "WIN",
        "name": words("W"),
        "unit": "visit",
        "price": "45.5",
        "valid_from": "2025-06-01",
    }
    run = {"rule": "NPI", "effective_from": "2025-05-01", "applies_from": "2025-05-01", "cut_off": str(TODAY)}
    for path, said, what in (("volumes", steps, "volumes"), ("prices", price, "prices"), ("regulations", run, "index")):
        answer = client.post(f"{at}/{path}", said, content_type="application/json")
        assert (answer.status_code, answer.json().get("what")) == (201, what), answer.content
        shown = client.get(reverse("contracts:proposal", args=[answer.json()["uid"]]))
        assert shown.status_code == 200
    steps["steps"][0]["unit_uid"] = str(priced.site.uid)
    assert client.post(f"{at}/volumes", steps, content_type="application/json").status_code == 422


@pytest.mark.parametrize("name", ["prices", "volumes", "index"])
def test_the_pages_cost_the_same_for_many(
    priced: World, client: Client, django_assert_max_num_queries: Any, name: str
) -> None:
    client.force_login(priced.dan.person)
    client.get(page(name, priced))
    counts = []
    for extra in (1, 30):
        for number in range(extra):
            order(priced, 1, "", site=(priced.site, priced.other_site)[number % 2])
        with django_assert_max_num_queries(40) as seen:
            client.get(page(name, priced), {"unit": "NORTH"})
        counts.append(len(seen))
    assert counts[0] == counts[1]
