"""The town and the county have a working year of their own: exact prices, frozen months, credits, invoices, budgets."""

from datetime import date
from typing import Any

import pytest
from django.db.models import F, Sum

from samdrift.doors.demo import county, county_money, joiners, town, town_money
from samdrift.doors.demo.chance import uid
from samdrift.doors.demo.load import AS_OF, SET_UP
from samdrift.foundation.scope import everywhere
from samdrift.partnership.invoicing.formats.official import official
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine
from samdrift.partnership.invoicing.queries import papers, reading
from samdrift.partnership.invoicing.queries.invariants import broken
from samdrift.partnership.invoicing.queries.lateness import lateness
from samdrift.partnership.invoicing.tests.papers import rules_folder, rules_python
from samdrift.partnership.joining import public as joining
from samdrift.partnership.joining.models import CostShare, TierMonth
from samdrift.partnership.performance.models import KpiPeriod
from samdrift.partnership.savings import public as savings
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties


@pytest.fixture
def bought(db: None) -> Any:
    """The town, with the provider it shares with the police."""
    parties.Organisation.objects.create(
        uid=uid("organisation", "SAMSERVICE"), code="SAMSERVICE", kind="provider", country="DK", language="da",
        name=dict.fromkeys(("en", "da", "sv"), "Samservice"),
    )  # fmt: skip
    return town.load_town("full", now=SET_UP)


def test_the_towns_buildings_and_metres_are_those_told(bought: town.Town) -> None:
    assert sum(map(len, bought.areas.values())) == town.BUILDINGS
    assert sum(sum(sites.values()) for sites in bought.areas.values()) == town.AREA_M2
    for profile in ("small", "ci"):
        assert {one.code for one, _number, _area in town.buildings(profile)} == {one.code for one in town.SECTORS}


def test_the_town_has_a_working_year_worth_47_million(bought: town.Town) -> None:
    many = town_money.load_money(bought, set_up=SET_UP)
    with everywhere(reason="test"):
        value = contracts.year_value(bought.contract.pk, date(2025, 3, 1))
        assert {line: minor / 100 for line, minor in value.items()} == town_money.VALUES
        sent = Invoice.objects.filter(contract=bought.contract, kind="invoice")
        assert (many, sent.count(), sent.values("month").distinct().count()) == (72, 72, 12)
        assert set(sent.values_list("state", flat=True)) == {"paid", "matched", "received", "queried", "credited"}
        assert KpiPeriod.objects.filter(contract=bought.contract, state="frozen").count() == 11  # one is in dispute
        credited = InvoiceLine.objects.filter(invoice__in=sent, source="credit", line_code="CLN")
        assert credited.aggregate(total=Sum("amount_minor"))["total"] < 0
        slow = sent.select_related("buyer").get(paid_on__gt=F("due_on"))
        found = lateness(slow, AS_OF.date()).found
        assert found is not None
        assert (slow.unit.code, found.days, found.compensation_minor) == ("BK-KUL", 19, 31_000)
        assert broken(bought.contract.community_id) == []
        assert savings.Budget.objects.filter(contract=bought.contract, month__year=2026).count() == 12 * 12
        assert savings.Verification.objects.filter(contract=bought.contract).count() == 3


@pytest.fixture
def county_there(db: None) -> Any:
    """The county, with a few contacts and its money."""
    for _written in county.load_county("ci", scale=200, now=AS_OF, set_up=SET_UP):
        pass
    county_money.load_money(set_up=SET_UP)
    return county_money.tenant_of(county.CODE)


def test_the_county_has_a_working_year_in_pounds(county_there: Any) -> None:
    contract = county_there.contract
    with everywhere(reason="test"):
        assert sum(contracts.year_value(contract.pk, date(2025, 3, 1)).values()) == 22_000_000_00
        sent = Invoice.objects.filter(contract=contract, kind="invoice")
        assert {one.currency for one in sent} == {"GBP"}
        assert sent.values("month").distinct().count() == 12
        first = sent.order_by("month")[0]
        assert first.vat_minor * 5 == pytest.approx(first.net_minor, abs=5)
        assert KpiPeriod.objects.filter(contract=contract, state="frozen").count() == 12
        assert broken(contract.community_id) == []


@pytest.mark.shared
def test_the_countys_invoices_keep_the_official_rules(county_there: Any) -> None:
    with everywhere(reason="test"), official(rules_folder(), rules_python()) as rules:
        rows = Invoice.objects.filter(contract=county_there.contract)
        related = rows.select_related("contract", "seller", "buyer", "credits").order_by("pk")
        for invoice in (related.filter(kind="invoice")[0], related.get(kind="credit_note")):
            verdict = rules.check(papers.written(invoice, reading.lines_of(invoice)), "peppol")
            assert [(one.rule, one.text) for one in verdict.failed] == []


def test_the_countys_framework_has_a_year_of_months_and_joiners_in_every_state(db: Any) -> None:
    for _written in county.load_county("ci", scale=200, now=AS_OF, set_up=SET_UP):
        pass
    assert joiners.load_joiners() == 10
    with everywhere(reason="test"):
        rows = {one.number: one for one in joining.Accession.objects.order_by("pk")}
        states = [one.state for one in rows.values()]
        months = TierMonth.objects.filter(month__year=2025).order_by("month")
        factors = [f"{one.factor.normalize():f}" for one in months]
        shares = CostShare.objects.filter(month=date(2025, 12, 1), code="OFFICE").order_by("pk")
        ashvale = sum(
            CostShare.objects.filter(accession=rows["HC-SSFW-01"], code="OFFICE", month__gt=date(2025, 7, 1))
            .values_list("amount_minor", flat=True)
        )  # fmt: skip
        lines = InvoiceLine.objects.filter(source="shared", invoice__month=date(2025, 12, 1))
        assert lines.count() == 6  # four of the office, two of the platform; the county's own come with its invoices
        assert broken(rows["HC-SSFW-00"].community_id) == []
    assert states == ["live"] * 3 + ["exiting", "live", "mobilising"] + ["business_case"] * 3 + ["refused"]
    assert factors == ["1", *["0.98"] * 6, *["0.96"] * 5]
    assert sum(one.amount_minor for one in shares) == 70_000_00
    assert ashvale == 6 * 5_519_71  # a twelfth of 66,236.56 each month, August to January (T-FRM-02)
