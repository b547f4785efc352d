"""Facts about the market: kept once with a source, refused where nothing could be compared, taken back by their own."""

from decimal import Decimal

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.partnership.benchmarking.commands import stating
from samdrift.partnership.benchmarking.models import PeerValue, PriceFactor
from samdrift.partnership.benchmarking.rules.facts import StatedFactor
from samdrift.partnership.benchmarking.tests.conftest import LATER, Market, statement

HEAD = "peer;source;year;price level;line;item;unit;area basis;quality;currency;value;note\n"
ROW = "Peer 1 (invented);Price sheet;2024;2024;CLN;CLN-OFF;m2_year;NRA;q3;dkk;158,40;x\n"


def count() -> int:
    with everywhere(reason="test"):
        return PeerValue.objects.filter(withdrawn_at__isnull=True).count()


def test_the_same_statement_twice_is_one_and_each_party_has_its_own(market: Market) -> None:
    assert market.stated("158.40").pk == market.stated("158.4000").pk
    assert market.stated("158.40", by=market.provider).side == "provider"
    assert count() == 2


def test_sources_that_differ_both_stand(market: Market) -> None:
    market.stated("158.40")
    market.stated("161.00", source="The annual accounts")
    assert count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"peer": " "}, "peer"), ({"source": ""}, "source"), ({"year": 24}, "year"), ({"level": "last year"}, "level"),
     ({"line": "XXX"}, "line"), ({"item": "RES-MEA"}, "item"), ({"unit": "hectare"}, "unit"),
     ({"unit": "head_year", "area_basis": ""}, "unit"), ({"area_basis": ""}, "area_basis"),
     ({"unit": "visit"}, "area_basis"), ({"currency": "kroner"}, "currency"), ({"note": "x" * 401}, "note"),
     ({"quality": "as good as ours"}, "quality")],
)  # fmt: skip
def test_what_could_be_compared_with_nothing_is_refused(market: Market, changes: dict, field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        stating.state_value(market.client.scope, market.contract.uid, statement("1", **changes), now=LATER)
    assert field in wrong.value.fields


@pytest.mark.parametrize("value", ["0", "-3", "0.00001", "NaN", "Infinity", "1000000000000"])
def test_a_value_is_a_number_above_nothing(market: Market, value: str) -> None:
    with pytest.raises(Invalid):
        market.stated(value)


def test_a_table_is_looked_at_and_then_stated_once(market: Market) -> None:
    scope, uid = market.client.scope, market.contract.uid
    (row,) = stating.looked_at(scope, uid, HEAD + ROW)
    assert (row.wrong, row.known, row.stated.currency, row.stated.value) == ({}, False, "DKK", Decimal("158.40"))
    assert count() == 0
    assert stating.import_values(scope, uid, HEAD + ROW, now=LATER) == 1
    assert stating.import_values(scope, uid, HEAD + ROW, now=LATER) == 0
    assert stating.looked_at(scope, uid, HEAD + ROW)[0].known
    with everywhere(reason="test"):
        (told,) = EventRecord.objects.filter(kind="benchmarking.market_stated")
    assert (told.payload["count"], told.payload["side"]) == (1, "customer")


def test_a_table_with_one_wrong_row_keeps_nothing_and_names_it(market: Market) -> None:
    wrong_row = ROW.replace("CLN-OFF", "NO-ITEM")
    with pytest.raises(Invalid, match="3: Name an item"):
        stating.import_values(market.client.scope, market.contract.uid, HEAD + ROW + wrong_row, now=LATER)
    assert count() == 0


def test_a_row_twice_in_a_table_is_told(market: Market) -> None:
    rows = stating.looked_at(market.client.scope, market.contract.uid, HEAD + ROW + ROW)
    assert [bool(one.wrong) for one in rows] == [False, True]


@pytest.mark.parametrize("text", ["", "a;b\n1;2", '"never ends', "\x00", HEAD.replace("value", "worth") + ROW])
def test_what_is_no_table_says_so(market: Market, text: str) -> None:
    with pytest.raises(Invalid) as wrong:
        stating.import_values(market.client.scope, market.contract.uid, text, now=LATER)
    assert "table" in wrong.value.fields


def test_only_the_party_that_stated_it_takes_it_back_with_a_reason(market: Market) -> None:
    row = market.stated("120")
    with pytest.raises(NotAllowed):
        stating.withdraw_value(market.provider.scope, row.uid, "No", expected_version=1, now=LATER)
    with pytest.raises(Invalid):
        stating.withdraw_value(market.client.scope, row.uid, " ", expected_version=1, now=LATER)
    stating.withdraw_value(market.client.scope, row.uid, "Another area", expected_version=1, now=LATER)
    with pytest.raises(Refused):
        stating.withdraw_value(market.client.scope, row.uid, "Again", expected_version=2, now=LATER)
    assert count() == 0
    assert market.stated("120").pk != row.pk  # stated anew


def factor(**changes) -> StatedFactor:
    told = {"currency": "DKK", "level": "2023", "to_currency": "DKK", "to_level": "2025", "value": Decimal("1.0512"),
            "source": "Net price index, invented"}  # fmt: skip
    return StatedFactor(**{**told, **changes})


def test_a_factor_is_kept_once_and_leads_somewhere(market: Market) -> None:
    scope, uid = market.provider.scope, market.contract.uid
    first, again = (stating.state_factor(scope, uid, factor(), now=LATER) for _time in (1, 2))
    assert first.pk == again.pk
    for changes in ({"to_level": "2023"}, {"value": Decimal(0)}, {"value": Decimal("NaN")}, {"source": ""},
                    {"level": "x"}, {"to_currency": "kr"}):  # fmt: skip
        with pytest.raises(Invalid):
            stating.state_factor(scope, uid, factor(**changes), now=LATER)
    stating.withdraw_factor(scope, first.uid, "Provisional", expected_version=1, now=LATER)
    with everywhere(reason="test"):
        assert PriceFactor.objects.filter(withdrawn_at__isnull=False).count() == 1


def test_auditors_state_nothing(market: Market) -> None:
    with pytest.raises(NotAllowed):
        market.stated("1", by=market.auditor)
