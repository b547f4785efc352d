"""The pages, files and API of packs: what they tell to whom, who acts, forms sent twice, and what they cost."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from samdrift.foundation.scope import everywhere
from samdrift.partnership.benchmarking.commands.comparing import compare_asked
from samdrift.partnership.benchmarking.commands.making import make_asked
from samdrift.partnership.benchmarking.models import BenchmarkTerms, Comparison, Making, Pack, PeerValue, PriceFactor
from samdrift.partnership.benchmarking.tests.conftest import FIRST, LATER, Market
from samdrift.partnership.benchmarking.tests.test_stating import HEAD, ROW
from samdrift.registers.contracts import public as contracts
from tests.world import words

DAY = timedelta(days=1)


def seen(client: Client, actor: Any, name: str, *args: Any, **query: Any) -> str:
    client.force_login(actor.person)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.content[:300]
    return str(answer.content.decode())


def sent(client: Client, actor: Any, name: str, *args: Any, **fields: Any) -> Any:
    client.force_login(actor.person)
    return client.post(reverse(name, args=args), fields)


def test_both_parties_and_the_auditor_read_a_pack_and_only_the_parties_act(market: Market, client: Client) -> None:
    market.agreed_terms()
    market.three_peers()
    pack = market.pack()
    for actor in (market.client, market.provider, market.auditor):
        assert "2025" in seen(client, actor, "benchmarking:list")
        page = seen(client, actor, "benchmarking:page", pack.uid)
        assert "1 item costs more than agreed is tolerable: DKK 75,000" in page
        assert "140.00" in page
        assert "Above" in page
        line = seen(client, actor, "benchmarking:line", pack.uid, key="CLN:CLN-OFF")
        assert "Peer 1 (invented)" in line
        assert "too few places to tell" in line
    assert "What your party says of it" not in seen(client, market.auditor, "benchmarking:page", pack.uid)
    assert "What your party says of it" in seen(client, market.provider, "benchmarking:page", pack.uid)
    assert sent(client, market.auditor, "benchmarking:say", pack.uid, text="Hm").status_code == 403
    assert market.said() == []


def test_who_is_not_of_the_contract_finds_nothing(market: Market, client: Client) -> None:
    pack = market.pack()
    client.force_login(market.world.carla.person)
    assert client.get(reverse("benchmarking:page", args=[pack.uid])).status_code in (403, 404)
    client.force_login(market.world.someone("DIST-MGT").person)
    assert client.get(reverse("benchmarking:page", args=[pack.uid])).status_code == 403
    strange = market.world.there.someone("CTR-C", name="Else")
    for name, uid in (("page", pack.uid), ("market", market.contract.uid), ("terms", market.contract.uid)):
        client.force_login(strange.person)
        assert client.get(reverse(f"benchmarking:{name}", args=[uid])).status_code == 404
    assert client.get(reverse("benchmarking:list"), {"contract": str(market.contract.uid)}).status_code == 404
    fields = {"contract": str(market.contract.uid), "first": "2025-01", "last": "2025-12"}
    assert client.post(reverse("benchmarking:make"), fields).status_code == 404


def test_a_pack_is_made_answered_and_frozen_by_buttons(market: Market, client: Client) -> None:
    fields = {"contract": str(market.contract.uid), "first": "2025-01", "last": "2025-03"}
    for _time in (1, 2):  # the same form twice
        asked = sent(client, market.client, "benchmarking:make", **fields)
        assert asked.status_code == 302
        assert "The pack is being made" in client.get(asked["Location"]).content.decode()
    with everywhere(reason="test"):
        (making,) = Making.objects.all()
    make_asked(making.uid, now=LATER)
    with everywhere(reason="test"):
        (pack,) = Pack.objects.all()
    assert client.get(asked["Location"])["Location"] == reverse("benchmarking:page", args=[pack.uid])
    looked = client.get(asked["Location"], headers={"HX-Request": "true"})
    assert "The pack is made" in looked.content.decode()
    sent(client, market.provider, "benchmarking:say", pack.uid, text="Mind the night shift", key="CLN:CLN-OFF")
    assert "Mind the night shift" in seen(client, market.client, "benchmarking:line", pack.uid, key="CLN:CLN-OFF")
    sent(client, market.client, "benchmarking:act", pack.uid, "agree", version=1)
    sent(client, market.provider, "benchmarking:act", pack.uid, "dispute", version=2, reason="The area is too small")
    sent(client, market.client, "benchmarking:act", pack.uid, "freeze", version=3)
    assert market.fresh(pack).state == "frozen"
    assert "The area is too small" in seen(client, market.auditor, "benchmarking:page", pack.uid)
    assert "Make it again and compare" in seen(client, market.auditor, "benchmarking:compare", pack.uid)


@pytest.mark.parametrize("fields", [{"first": "2025-13"}, {"first": "x"}, {"last": ""}, {"contract": "x"}])
def test_a_form_that_says_nothing_is_told_so(market: Market, client: Client, fields: dict[str, str]) -> None:
    whole = {"contract": str(market.contract.uid), "first": "2025-01", "last": "2025-12", **fields}
    assert sent(client, market.client, "benchmarking:make", **whole).status_code == 302
    with everywhere(reason="test"):
        assert not Pack.objects.exists()


def test_figures_are_stated_by_form_with_a_decimal_comma_and_once(market: Market, client: Client) -> None:
    fields = {
        "peer": "Body A", "source": "Price sheet", "year": "2024", "level": "2024", "line": "CLN", "item": "CLN-OFF",
        "unit": "m2_year", "area_basis": "NRA", "quality": "", "currency": "dkk", "value": "1.158,40", "note": "",
    }  # fmt: skip
    for _time in (1, 2):
        assert sent(client, market.client, "benchmarking:market", market.contract.uid, **fields).status_code == 302
    with everywhere(reason="test"):
        (row,) = PeerValue.objects.all()
    assert str(row.value) == "1158.4000"
    wrong = sent(client, market.client, "benchmarking:market", market.contract.uid, **{**fields, "value": "1.158"})
    assert wrong.status_code == 422
    assert "may be a thousand or a decimal" in wrong.content.decode()
    assert "Body A" in seen(client, market.provider, "benchmarking:market", market.contract.uid)
    sent(client, market.client, "benchmarking:withdraw", row.uid, version=1, why="Another area")
    assert "1 figure was taken back" in seen(client, market.auditor, "benchmarking:market", market.contract.uid)


def test_a_file_is_looked_at_first_and_a_wrong_one_keeps_nothing(market: Market, client: Client) -> None:
    uid = market.contract.uid
    file = SimpleUploadedFile("peers.csv", (HEAD + ROW).encode("cp1252"), "text/csv")
    answer = sent(client, market.provider, "benchmarking:import", uid, file=file)
    assert answer.status_code == 200
    assert "State these 1 new figures" in answer.content.decode()
    with everywhere(reason="test"):
        assert not PeerValue.objects.exists()
    for _time in (1, 2):
        assert sent(client, market.provider, "benchmarking:import", uid, table=HEAD + ROW, yes="1").status_code == 302
    with everywhere(reason="test"):
        assert PeerValue.objects.count() == 1
    for table in ("", "a;b\n1;2", HEAD + "only;one"):
        answer = sent(client, market.provider, "benchmarking:import", uid, table=table)
        assert "Nothing is kept" in answer.content.decode() or answer.status_code == 422


def test_a_factor_is_stated_by_form(market: Market, client: Client) -> None:
    fields = {
        "currency": "DKK",
        "level": "2023",
        "to_currency": "",
        "to_level": "2025",
        "value": "1,0512",
        "source": "NPI",
    }
    for _time in (1, 2):
        assert sent(client, market.client, "benchmarking:factor", market.contract.uid, **fields).status_code == 302
    with everywhere(reason="test"):
        (row,) = PriceFactor.objects.all()
    assert f"{row.value:f}" == "1.05120000"
    answer = sent(client, market.client, "benchmarking:factor", market.contract.uid, **{**fields, "to_level": "2023"})
    assert answer.status_code == 422
    sent(client, market.client, "benchmarking:withdraw_factor", row.uid, version=1, why="Provisional")
    assert "No factor is stated" in seen(client, market.client, "benchmarking:market", market.contract.uid)


def test_terms_are_proposed_and_accepted_by_form(market: Market, client: Client) -> None:
    fields = {
        "valid_from": "2025-01-01", "clause": "14.2", "against": "median", "tolerance": "7,5", "fewest_peers": "3",
        "fewest_sites": "5", "sizes": "500 2000", "answer_days": "20", "note": "As in the appendix",
    }  # fmt: skip
    uid = market.contract.uid
    assert sent(client, market.provider, "benchmarking:terms", uid, **{**fields, "sizes": "x"}).status_code == 422
    assert sent(client, market.provider, "benchmarking:terms", uid, **fields).status_code == 302
    with everywhere(reason="test"):
        (row,) = BenchmarkTerms.objects.all()
    assert "As in the appendix" in seen(client, market.client, "benchmarking:terms", uid)
    sent(client, market.client, "benchmarking:terms_answer", row.uid, "accept", version=1)
    page = seen(client, market.auditor, "benchmarking:terms", uid)
    assert "7.5 % above" in page
    assert "Propose the next version" not in page


def test_tables_are_taken_along_with_numbers_as_numbers(market: Market, client: Client) -> None:
    market.three_peers()
    market.stated("1", "=cmd()", unit="visit", area_basis="")
    pack = market.pack()
    client.force_login(market.auditor.person)
    content = client.get(reverse("benchmarking:xlsx", args=[pack.uid])).content
    import io

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert len(book.sheet_names) == 5
    rows = book.get_sheet_by_index(0).to_python()
    assert next(row for row in rows if row[2] == "CLN-OFF")[11] == 165
    csv = client.get(reverse("benchmarking:csv", args=[pack.uid])).content.decode("utf-8-sig")
    assert "Commercial in confidence" in csv
    kept = client.get(reverse("benchmarking:data", args=[pack.uid])).content.decode()
    assert kept == market.fresh(pack).data


def test_the_list_of_what_the_market_pays_can_be_asked(market: Market, client: Client) -> None:
    market.three_peers()
    assert "Peer 2 (invented)" in seen(client, market.provider, "ask:question", "market-values")


def test_the_api_reads_packs_data_and_values(market: Market, client: Client) -> None:
    market.three_peers()
    pack = market.pack()
    client.force_login(market.auditor.person)
    listed = client.get("/api/v1/benchmarks").json()
    assert [one["uid"] for one in listed["items"]] == [str(pack.uid)]
    answer = client.get(f"/api/v1/benchmarks/{pack.uid}")
    assert (answer.json()["digest"], answer.headers["ETag"]) == (pack.digest, '"1"')
    assert client.get(f"/api/v1/benchmarks/{pack.uid}/data").json() == json.loads(pack.data)
    address = f"/api/v1/benchmarks/{pack.uid}/compare"
    assert client.get(address).json() == {"state": "none", "whole": None, "found": [], "done_at": None}
    assert client.post(address).status_code == 202
    assert client.get(address).json()["state"] == "waiting"
    with everywhere(reason="a test carries out what waits"):
        compare_asked(Comparison.objects.get(pack=pack).uid, now=LATER)
    told = client.get(address).json()
    assert (told["state"], told["whole"], told["found"]) == ("done", True, [])
    values = client.get("/api/v1/market-values").json()["items"]
    assert sorted(one["peer"][:6] for one in values) == ["Peer 1", "Peer 2", "Peer 3"]
    client.force_login(market.world.there.someone("CTR-C").person)
    assert client.get(f"/api/v1/benchmarks/{pack.uid}").status_code == 404
    assert client.get("/api/v1/market-values").json()["items"] == []


def test_pages_cost_the_same_for_many(market: Market, client: Client) -> None:
    def cost(pack: Pack) -> list[int]:
        client.force_login(market.client.person)
        found = []
        for name, uid in (("page", pack.uid), ("line", pack.uid), ("market", market.contract.uid), ("list", None)):
            address = reverse(f"benchmarking:{name}", args=[uid] if uid else [])
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(address).status_code == 200
            found.append(len(asked))
        return found

    market.three_peers()
    few = cost(market.pack(last=FIRST.replace(month=3, day=31)))
    more_items(market, 12)
    for number in range(4, 30):
        market.stated(100 + number, f"Peer {number} (invented)")
    pack = market.pack()
    for number in range(9):
        sent(client, market.client, "benchmarking:say", pack.uid, text=f"Word {number}", key="CLN:CLN-OFF")
    assert cost(pack) == few


def test_a_line_with_nothing_to_divide_by_has_a_page(market: Market, client: Client) -> None:
    pack = market.pack()
    data = json.loads(pack.data)
    (row,) = [one for one in data["lines"] if one["key"] == "CLN:CLN-OFF"]
    row |= {"compared": None, "unit_cost": None, "units": "0"}
    pack.data = json.dumps(data)
    pack.save_changes("data")
    assert "Nothing to divide by" in seen(client, market.client, "benchmarking:line", pack.uid, key="CLN:CLN-OFF")
    assert "Nothing to divide by" in seen(client, market.client, "benchmarking:page", pack.uid)


def test_making_a_pack_costs_the_same_for_many_rows(market: Market) -> None:
    def cost(**period: Any) -> int:
        with CaptureQueriesContext(connection) as asked:
            market.pack(**period)
        return len(asked)

    last = FIRST.replace(month=3, day=31)
    cost(last=FIRST.replace(month=1, day=31))  # what is read once for all is read
    few = cost(last=last)
    more_items(market, 12)
    for number in range(20):
        market.stated(100 + number, f"Peer {number} (invented)")
    assert cost(first=FIRST.replace(month=4), last=FIRST.replace(month=6, day=30)) <= few


def more_items(market: Market, count: int) -> None:
    drafts = [
        contracts.PriceDraft(
            code=f"CLN-X{number}", line="CLN", name=words(f"Rooms {number}"), unit="m2_year", price=number + 1,
            valid_from=FIRST, area_basis="NRA",
        )
        for number in range(count)
    ]  # fmt: skip
    contracts.write_prices(market.client.scope, market.contract.pk, drafts, now=LATER)
    for draft in drafts:
        for unit, site in ((market.world.north, market.world.site), (market.world.south, market.world.other_site)):
            market.order(draft.code, "100", unit=unit, site=site)
