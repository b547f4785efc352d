"""A pack: what it tells of a year's fees and peers, who makes it, what both answer, and that it comes out the same."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.partnership.benchmarking.commands import packs, stating
from samdrift.partnership.benchmarking.models import Pack
from samdrift.partnership.benchmarking.queries.comparing import made_again
from samdrift.partnership.benchmarking.rules.facts import StatedFactor
from samdrift.partnership.benchmarking.tests.conftest import EARLY, FIRST, LAST, LATER, Market
from samdrift.partnership.reports import public as reports
from samdrift.registers.contracts import public as contracts
from samdrift.registers.contracts.models import IndexRule, IndexRun
from samdrift.registers.estate.models import Site, Space
from tests.world import words

DAY = timedelta(days=1)


def data_of(pack: Pack) -> dict:
    return json.loads(pack.data)


def line(pack: Pack, key: str) -> dict:
    return next(one for one in data_of(pack)["lines"] if one["key"] == key)


def test_a_year_of_offices_costs_its_price_for_one_square_metre_and_lies_over_the_peers(market: Market) -> None:
    market.agreed_terms()
    market.three_peers()
    pack = market.pack()
    offices = line(pack, "CLN:CLN-OFF")
    assert (offices["cost_minor"], offices["units"], offices["unit_cost"]) == (1_650_000_00, "10000", "165")
    assert (offices["quality"], offices["area_basis"], offices["average"]) == ("q3", "NRA", "10000")
    assert offices["compared"]["verdict"] == "above"
    assert offices["compared"]["limit_high"] == "157.5"  # 150 and five per cent
    assert offices["compared"]["over_minor"] == 75_000_00
    data = data_of(pack)
    assert (pack.above, data["above"], data["over_minor"]) == (1, 1, 75_000_00)
    assert data["terms"]["clause"] == "14.2"


def test_meals_and_parts_of_a_year_are_divided_by_what_was_had(market: Market) -> None:
    pack = market.pack(first=date(2025, 1, 1), last=date(2025, 3, 31))
    meals, offices = line(pack, "RES:RES-MEA"), line(pack, "CLN:CLN-OFF")
    assert (meals["units"], meals["unit_cost"], meals["cost_minor"]) == ("3000", "40", 120_000_00)
    assert (offices["units"], offices["unit_cost"]) == ("2500", "165")
    assert pack.level == "2025-03"


def test_a_line_that_cost_nothing_and_had_nothing_divides_by_nothing(market: Market) -> None:
    market.order("FLT-VEH", "3", on=date(2025, 3, 1))
    market.order("FLT-VEH", "-3", on=date(2025, 3, 2))
    vehicles = line(market.pack(), "FLT:FLT-VEH")
    assert Decimal(vehicles["units"]) > 0
    market.order("FLT-VEH", "5", on=date(2026, 3, 1))
    pack = market.pack(first=date(2025, 5, 1), last=date(2025, 6, 30))
    assert not [one for one in data_of(pack)["lines"] if one["item"] == "FLT-VEH"]


def test_every_krone_of_a_line_stands_in_its_items(market: Market) -> None:
    data = data_of(market.pack())
    for one in data["apart"]:
        of_items = [row for row in data["lines"] if row["line"] == one["line"] and row["item"]]
        assert one["fees_minor"] == sum(row["cost_minor"] for row in of_items)
        for row in of_items:
            told = [cell for cell in row["by_unit"] if not cell["hidden"]]
            if len(told) == len(row["by_unit"]):
                assert sum(cell["cost_minor"] for cell in told) == row["cost_minor"]


def test_what_index_brought_is_stated_apart(market: Market) -> None:
    dearer = contracts.PriceDraft(
        code="CLN-OFF", line="CLN", name=words("Offices"), unit="m2_year", price=Decimal(165), valid_from=FIRST,
        area_basis="NRA", settings={"f5": Decimal(1), "q3": Decimal(1)}, index_rule="NPI",
    )  # fmt: skip
    contracts.write_prices(market.client.scope, market.contract.pk, [dearer], now=EARLY)
    with everywhere(reason="test"):
        at = {"community": market.world.community, "contract": market.contract, "recorded_at": EARLY}
        IndexRule.objects.create(
            **at, code="NPI", number=1, fixed=0, decimals=4, valid_from=FIRST,
            parts=[{"series": "NPI", "weight": "1", "base_value": "100", "base_month": "2024-01-01"}],
        )  # fmt: skip
        IndexRun.objects.create(
            **at, number=1, rule_code="NPI", rule_number=1, factor=Decimal("1.1"), raw=Decimal("1.1"),
            effective_from=FIRST, applies_from=date(2025, 7, 1), wanted=FIRST, cut_off=FIRST,
        )  # fmt: skip
    pack = market.pack()
    offices, data = line(pack, "CLN:CLN-OFF"), data_of(pack)
    assert offices["index_minor"] == 1_650_000_00 // 20  # a tenth in half of the year
    assert offices["unit_cost"] == "173.25"
    assert next(one for one in data["apart"] if one["line"] == "CLN")["indexed_minor"] == offices["index_minor"]
    assert data["followed"][0]["factors"] == [["2025-01-01", "1"], ["2025-07-01", "1.1"]]
    assert data["followed"][0]["parts"] == [["NPI", "2024-01-01", "100"]]


def test_districts_of_few_places_are_not_told_nor_found_by_subtraction(market: Market) -> None:
    """Both districts have one place: with the usual five nobody is told; with one both are."""
    hidden = line(market.pack(), "CLN:CLN-OFF")["by_unit"]
    assert [one["hidden"] for one in hidden] == [True, True]
    assert all(one["cost_minor"] is None and one["sites"] is None and one["unit_cost"] is None for one in hidden)
    market.agreed_terms(fewest_sites=1)
    told = line(market.pack(first=date(2025, 1, 1), last=date(2025, 6, 30)), "CLN:CLN-OFF")["by_unit"]
    assert sorted((one["sites"], one["unit_cost"], one["units"]) for one in told) == [
        (1, "165", "2000"),
        (1, "165", "3000"),
    ]


def test_sizes_of_sites_are_told_by_the_rooms_they_have(market: Market) -> None:
    with everywhere(reason="test"):
        Space.objects.filter(pk=market.world.washroom.pk).update(area_m2=700)
        site = Site.objects.get(pk=market.world.other_site.pk)
        Space.objects.create(community=market.world.community, site=site, number="1", area_m2=90)
    market.agreed_terms(fewest_sites=1, sizes=[500])
    cells = line(market.pack(), "CLN:CLN-OFF")["by_size"]
    assert [(one["key"], one["sites"], one["units"]) for one in cells] == [("0", 1, "4000"), ("1", 1, "6000")]


def test_whole_lines_are_divided_by_what_is_known_and_by_nobody_few(market: Market) -> None:
    whole = [one for one in data_of(market.pack())["lines"] if not one["item"]]
    by_area = next(one for one in whole if one["key"] == "CLN::m2_year")
    assert by_area["units"] == "17"  # the rooms of the register
    assert {one["unit"] for one in whole} == {
        "m2_year"
    }  # fewer than five people are told to nobody; nothing was reported


def test_the_pack_says_the_product_group_and_cpv_where_the_catalogue_has_them(market: Market) -> None:
    from samdrift.registers.catalogue.models import Service, ServiceLine
    from samdrift.registers.catalogue.queries.known import forget

    at = {"community": market.world.community}
    cleaning = ServiceLine.objects.create(**at, code="CLN", name=words("Cleaning"), cpv="90910000")
    Service.objects.create(**at, line=cleaning, code="CLN-DAILY", name=words("Daily"), product_group="2100")
    forget(0)
    offices = line(market.pack(), "CLN:CLN-OFF")
    assert (offices["group"], offices["cpv"]) == ("2100", "90910000")


def test_a_fact_of_something_nobody_ordered_is_listed_and_counts_nowhere(market: Market) -> None:
    row = market.stated("4000", item="FLT-VEH", line="FLT", unit="vehicle_year", area_basis="", quality="")
    assert data_of(market.pack())["strangers"] == [str(row.uid)]


def test_the_other_party_may_state_a_factor_and_a_conflicting_value(market: Market) -> None:
    market.three_peers()
    market.stated("170", "Peer 2 (invented)", by=market.provider, source="Their own accounts, invented")
    stating.state_factor(
        market.provider.scope, market.contract.uid,
        StatedFactor(currency="DKK", level="2023", to_currency="DKK", to_level="2025", value=Decimal("1.05"),
                     source="Invented index 2023–2025"), now=LATER,
    )  # fmt: skip
    market.stated("150", "Peer 4 (invented)", level="2023", year=2023)
    compared = line(market.pack(), "CLN:CLN-OFF")["compared"]
    assert compared["peers"] == 4
    conflicting = [one for one in compared["facts"] if one["conflicts"]]
    assert sorted(one["values"] for one in conflicting) == [["150"], ["170"]]
    assert ["157.5"] in [one["values"] for one in compared["facts"]]
    assert (compared["spread"]["median_low"], compared["spread"]["median_high"]) == ("153.75", "157.75")


def test_made_again_it_is_identical_also_after_facts_changed(market: Market) -> None:
    market.three_peers()
    pack = market.fresh(market.pack())
    row = market.stated("90", "Peer 9 (invented)")
    stating.withdraw_value(market.client.scope, row.uid, "Wrong body", expected_version=1, now=LATER + DAY)
    with everywhere(reason="test"):
        from samdrift.partnership.benchmarking.models import PeerValue

        one = PeerValue.objects.filter(peer="Peer 1 (invented)").get()
    stating.withdraw_value(market.client.scope, one.uid, "Another unit", expected_version=1, now=LATER + DAY)
    again = made_again(pack)
    assert again.whole
    # The fact stated at the very moment of the pack is the only difference there could be: it was recorded with it.
    assert [place for place, _before, _after in again.found if "Peer 1" in place] == []


def test_frozen_it_stands_with_words_and_answers_and_is_still_made_again(market: Market) -> None:
    market.three_peers()
    pack = market.pack()
    packs.say(market.provider.scope, pack.uid, "The night shift is in it.", key="CLN:CLN-OFF", now=LATER + DAY)
    pack = packs.answer_pack(market.client.scope, pack.uid, "agreed", expected_version=1, now=LATER + DAY)
    assert pack.state == "draft"
    pack = packs.answer_pack(
        market.provider.scope, pack.uid, "disputed", expected_version=2, now=LATER + DAY, reason="Peer 2 is no peer"
    )
    assert pack.state == "disputed"
    drafted = pack.digest
    pack = packs.freeze_pack(market.client.scope, pack.uid, expected_version=3, now=LATER + 2 * DAY)
    data = data_of(pack)
    assert [(one["side"], one["key"], one["text"]) for one in data["said"]] == [
        ("provider", "CLN:CLN-OFF", "The night shift is in it."), ("provider", "", "Peer 2 is no peer"),
    ]  # fmt: skip
    assert [(one["side"], one["answer"], one["digest"]) for one in data["answers"]] == [
        ("customer", "agreed", drafted), ("provider", "disputed", drafted),
    ]  # fmt: skip
    assert pack.digest == reports.canonical.digest(pack.data)
    again = made_again(market.fresh(pack))
    assert (again.whole, again.found) == (True, [])
    with pytest.raises(Refused):
        packs.say(market.client.scope, pack.uid, "Too late", now=LATER + 3 * DAY)
    with pytest.raises(Refused):
        packs.answer_pack(market.client.scope, pack.uid, "disputed", expected_version=4, now=LATER, reason="No")
    assert market.pack(now=LATER + 3 * DAY).number == 2


def test_answers_are_told_in_the_book_with_the_fingerprint(market: Market) -> None:
    pack = market.pack()
    packs.answer_pack(market.client.scope, pack.uid, "agreed", expected_version=1, now=LATER + DAY)
    with everywhere(reason="test"):
        kinds = dict(EventRecord.objects.filter(kind__startswith="benchmarking.pack").values_list("kind", "payload"))
    assert kinds["benchmarking.pack_answered"]["digest"] == pack.digest == kinds["benchmarking.pack_made"]["digest"]


def test_a_party_may_change_its_answer_until_it_is_frozen(market: Market) -> None:
    pack = market.pack()
    scope = market.client.scope
    packs.answer_pack(scope, pack.uid, "disputed", expected_version=1, now=LATER, reason="The area")
    with pytest.raises(Refused):
        packs.answer_pack(scope, pack.uid, "disputed", expected_version=2, now=LATER, reason="The area")
    packs.answer_pack(scope, pack.uid, "agreed", expected_version=2, now=LATER)
    assert packs.answer_pack(market.provider.scope, pack.uid, "agreed", expected_version=3, now=LATER).state == "agreed"


def test_the_same_words_twice_are_said_once(market: Market) -> None:
    pack = market.pack()
    for _time in (1, 2):
        packs.say(market.client.scope, pack.uid, "Why so dear?", now=LATER)
    assert len(market.said()) == 1


def test_the_same_pack_twice_is_refused_while_the_first_is_open(market: Market) -> None:
    market.pack()
    with pytest.raises(Refused, match="not frozen yet"):
        market.pack()


def test_it_is_made_anew_until_somebody_answers(market: Market) -> None:
    pack = market.pack()
    market.three_peers()
    pack = packs.refresh_pack(market.provider.scope, pack.uid, expected_version=1, now=LATER + DAY)
    assert pack.above == 1
    with pytest.raises(Stale):
        packs.refresh_pack(market.client.scope, pack.uid, expected_version=1, now=LATER + DAY)
    packs.answer_pack(market.client.scope, pack.uid, "agreed", expected_version=2, now=LATER + DAY)
    with pytest.raises(Refused):
        packs.refresh_pack(market.provider.scope, pack.uid, expected_version=3, now=LATER + DAY)


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2025, 1, 2), LAST), (FIRST, date(2025, 12, 30)), (LAST, FIRST), (date(2020, 1, 1), date(2020, 12, 31)),
     (FIRST, date(2028, 12, 31))],
)  # fmt: skip
def test_only_whole_months_of_the_contract_are_compared(market: Market, first: date, last: date) -> None:
    with pytest.raises(Invalid):
        market.pack(first=first, last=last)


def test_months_that_are_not_over_wait(market: Market) -> None:
    with pytest.raises(Refused):
        market.pack(last=date(2026, 2, 28))


def test_a_dispute_says_what_it_disputes_and_freezing_waits_for_both(market: Market) -> None:
    pack = market.pack()
    with pytest.raises(Invalid):
        packs.answer_pack(market.client.scope, pack.uid, "disputed", expected_version=1, now=LATER, reason=" ")
    with pytest.raises(Invalid):
        packs.answer_pack(market.client.scope, pack.uid, "maybe", expected_version=1, now=LATER)
    with pytest.raises(Refused):
        packs.freeze_pack(market.client.scope, pack.uid, expected_version=1, now=LATER)
    with pytest.raises(Invalid):
        packs.say(market.client.scope, pack.uid, "Of what?", key="CLN:NO-SUCH", now=LATER)


def test_auditors_read_and_write_nothing_and_strangers_find_nothing(market: Market) -> None:
    pack = market.pack()
    for do in (
        lambda scope: packs.answer_pack(scope, pack.uid, "agreed", expected_version=1, now=LATER),
        lambda scope: packs.make_pack(scope, market.contract.uid, FIRST, LAST, now=LATER),
        lambda scope: packs.say(scope, pack.uid, "Hm", now=LATER),
    ):
        with pytest.raises((NotAllowed, Pack.DoesNotExist)):
            do(market.auditor.scope)
        with pytest.raises((Pack.DoesNotExist, contracts.Contract.DoesNotExist)):
            do(market.world.carla.scope)


def test_another_contracts_pack_and_facts_are_not_seen(market: Market) -> None:
    """A manager of another contract of the same community reads neither."""
    other = contracts.Contract.objects.create(
        community=market.world.community, code="NPS-2", name=words("Other"), customer=market.world.customer,
        provider=market.world.provider, starts_on=FIRST, ends_on=date(2029, 12, 31), currency="DKK",
    )  # fmt: skip
    manager = market.world.someone("CTR-C", name="Olga", reach_kind="contract", reach_to=[other.pk])
    pack = market.pack()
    row = market.stated("99")
    with pytest.raises(Pack.DoesNotExist):
        packs.answer_pack(manager.scope, pack.uid, "agreed", expected_version=1, now=LATER)
    with pytest.raises(contracts.Contract.DoesNotExist):
        stating.looked_at(manager.scope, market.contract.uid, "peer")
    with pytest.raises(type(row).DoesNotExist):
        stating.withdraw_value(manager.scope, row.uid, "Mine?", expected_version=1, now=LATER)
