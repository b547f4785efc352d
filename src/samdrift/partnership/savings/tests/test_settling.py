"""Guarantees and shared gains: agreed, calculated, signed by two, approved, on the invoice of a month."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.kernel.gainshare import Quality
from samdrift.partnership.performance import public as performance
from samdrift.partnership.savings import rules
from samdrift.partnership.savings.commands import settling, verifying
from samdrift.partnership.savings.commands.verifying import Found
from samdrift.partnership.savings.models import Scheme, Settlement
from samdrift.partnership.savings.queries import recount, schemes
from samdrift.partnership.savings.queries.charges import charges_of_month
from samdrift.partnership.savings.tests.conftest import LATER, Money

AT: dict[str, Any] = {"now": LATER}
GUARANTEE = {
    "floor_minor": 1_000_000_00, "rate": "0.125", "value_minor": 1_000_000_00, "starts_on": "2025-01-01",
    "profile": ["1", "1", "2"], "caught_up": "offset",
}  # fmt: skip
KEPT = Quality(critical_met=True, satisfaction_met=True)


def agreed(money: Money, kind: str, terms: dict[str, Any]) -> Scheme:
    made = settling.propose_scheme(money.world.bo.scope, money.world.contract.pk, kind, terms, **AT)
    with pytest.raises(NotAllowed):
        settling.agree_to_scheme(money.world.bo.scope, made.uid, expected_version=1, **AT)
    return settling.agree_to_scheme(money.world.dan.scope, made.uid, expected_version=1, **AT)


def saved(money: Money, amount: int) -> None:
    money.agreed()
    money.budget()
    item = money.delivered()
    transfer = money.reduced(amount)
    told = Found(year=2025, amount_minor=amount, evidence="Ledger", transfer_uid=transfer.uid)
    verifying.verify_saving(money.finance.scope, item.uid, told, expected_version=5, **AT)


def test_a_shortfall_is_settled_signed_by_both_approved_and_charged(money: Money) -> None:
    agreed(money, "guarantee", GUARANTEE)
    saved(money, 200_000_00)
    contract = money.world.contract.pk
    row = settling.settle_guarantee(money.finance.scope, contract, 1, **AT)
    assert (row.state, row.charge_minor, row.result["shortfall_minor"]) == ("calculated", -50_000_00, 50_000_00)
    settling.sign_settlement(money.finance.scope, row.uid, expected_version=1, **AT)
    with pytest.raises(Refused):
        settling.sign_settlement(money.finance.scope, row.uid, expected_version=2, **AT)
    with pytest.raises(Refused):
        settling.settle_guarantee(money.finance.scope, contract, 1, **AT)
    row = settling.sign_settlement(money.their_finance.scope, row.uid, expected_version=2, **AT)
    assert row.state == "agreed"
    assert charges_of_month(contract, date(2026, 2, 1)) == []
    with pytest.raises(NotAllowed):
        settling.approve_settlement(money.finance.scope, row.uid, month=date(2026, 2, 1), expected_version=3, **AT)
    settling.approve_settlement(money.steering.scope, row.uid, month=date(2026, 2, 9), expected_version=3, **AT)
    (charge,) = charges_of_month(contract, date(2026, 2, 1))
    assert (charge.kind, charge.amount_minor, charge.reference) == ("gainshare", -50_000_00, str(row.uid))
    assert charge.unit_id == money.world.authority.pk
    assert settling.mark_invoiced(money.their_finance.scope, row.uid, **AT).state == "invoiced"


def test_a_year_that_has_not_ended_is_not_settled(money: Money) -> None:
    agreed(money, "guarantee", GUARANTEE)
    with pytest.raises(Refused, match="has ended"):
        settling.settle_guarantee(money.finance.scope, money.world.contract.pk, 2, **AT)
    with pytest.raises(Refused, match="agreed"):
        settling.settle_gain(
            money.finance.scope, money.world.contract.pk, 2025, quality=KEPT, evidence="KPI report", **AT
        )


def test_a_year_ends_at_midnight_where_the_contract_is(money: Money) -> None:
    """Half past midnight on New Year's Day in Copenhagen is half past eleven the evening before by Greenwich."""
    agreed(money, "guarantee", GUARANTEE)
    eve = datetime(2025, 12, 31, 22, 30, tzinfo=UTC)
    with pytest.raises(Refused, match="has ended"):
        settling.settle_guarantee(money.finance.scope, money.world.contract.pk, 1, now=eve)
    assert settling.settle_guarantee(money.finance.scope, money.world.contract.pk, 1, now=eve.replace(hour=23))


def test_a_gain_is_shared_in_bands_beyond_the_deadband(money: Money) -> None:
    agreed(money, "gainshare", {})
    money.cost(20_000_000_00)
    saved(money, 1_600_000_00)
    contract = money.world.contract.pk
    row = settling.settle_gain(money.finance.scope, contract, 2025, quality=KEPT, evidence="KPI report", **AT)
    assert row.charge_minor == 480_000_00  # T-GS-05
    red = Quality(critical_met=True, satisfaction_met=True, red_lines=1)
    row = settling.settle_gain(money.finance.scope, contract, 2025, quality=red, evidence="KPI report", **AT)
    assert (row.charge_minor, row.facts["gate"]) == (432_000_00, "one_line_red")
    assert row.result["paid_minor"] + row.result["retained_minor"] == row.result["shareable_minor"]
    with pytest.raises(Invalid):
        settling.settle_gain(money.finance.scope, contract, 2025, quality=red, evidence=" ", **AT)


def test_a_disputed_settlement_loses_its_signatures_and_is_calculated_anew(money: Money) -> None:
    agreed(money, "guarantee", GUARANTEE)
    row = settling.settle_guarantee(money.finance.scope, money.world.contract.pk, 1, **AT)
    settling.sign_settlement(money.finance.scope, row.uid, expected_version=1, **AT)
    row = settling.dispute_settlement(
        money.their_finance.scope, row.uid, reason="One saving is missing", expected_version=2, **AT
    )
    assert (row.state, row.customer_signed_id) == ("disputed", None)
    assert settling.settle_guarantee(money.finance.scope, money.world.contract.pk, 1, **AT).state == "calculated"


def test_terms_that_cannot_be_read_are_refused(money: Money) -> None:
    scope, contract = money.world.bo.scope, money.world.contract.pk
    for kind, terms in (("guarantee", {}), ("gainshare", {"bands": [["x", "y"]]}), ("lottery", {})):
        with pytest.raises(Invalid):
            settling.propose_scheme(scope, contract, kind, terms, **AT)


def test_the_guarantee_tells_how_far_behind_it_is_and_what_run_rate_it_takes(money: Money) -> None:
    agreed(money, "guarantee", GUARANTEE)
    saved(money, 200_000_00)
    found = schemes.guarantee_now(money.finance.scope, money.world.contract.pk, date(2026, 1, 15))
    assert found is not None
    assert (found.due_minor, found.verified_minor) == (250_000_00, 200_000_00)
    assert (found.standing.behind_minor, found.standing.needed_a_year_minor) == (50_000_00, 400_000_00)
    assert [year.guaranteed_minor for year in found.years] == [250_000_00, 250_000_00, 500_000_00]


def test_a_district_does_not_see_the_whole_contracts_settlements(money: Money) -> None:
    agreed(money, "guarantee", GUARANTEE)
    settling.settle_guarantee(money.finance.scope, money.world.contract.pk, 1, **AT)
    world = money.world
    north = world.someone("DIST-MGT", unit=world.north, reach_kind="unit", reach_to=[world.north.pk])
    assert not Settlement.objects.within(north.scope).exists()
    assert Settlement.objects.within(world.bo.scope).exists()


GATE = {"gate_figures": {"critical": ["K01"], "satisfaction": ["K12"], "safety": []}}


def frozen(monkeypatch: pytest.MonkeyPatch, months: int = 12, **missed: bool) -> None:
    figures = {
        code: performance.YearFigure(code, line, Decimal("96.10"), missed.get(code, False))
        for code, line in (("K01", "MNT"), ("K12", ""), ("K05", "CLN"))
    }
    year = performance.FrozenYear(months, figures)
    monkeypatch.setattr(performance, "frozen_year", lambda *_asked: year)


def test_a_gate_is_told_by_frozen_key_figures_and_by_nobodys_typing(
    money: Money, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed(money, "gainshare", GATE)
    money.cost(20_000_000_00)
    saved(money, 1_600_000_00)
    scope, contract = money.finance.scope, money.world.contract.pk
    with pytest.raises(Refused, match="nobody types"):
        settling.settle_gain(scope, contract, 2025, quality=KEPT, evidence="KPI report", **AT)
    frozen(monkeypatch, 11)
    with pytest.raises(Refused, match="11 months"):
        settling.settle_gain_by_figures(scope, contract, 2025, **AT)
    for missed, gate, amount in (
        ({}, "met", 480_000_00), ({"K05": True}, "one_line_red", 432_000_00), ({"K01": True}, "not_met", 0),
        ({"K12": True}, "not_met", 0),
    ):  # fmt: skip
        frozen(monkeypatch, **missed)
        row = settling.settle_gain_by_figures(scope, contract, 2025, **AT)
        assert (row.facts["gate"], row.charge_minor) == (gate, amount)
        assert row.facts["figures"]["K01"]["missed"] == missed.get("K01", False)
    assert not recount.differences(money.world.community.pk)


def test_a_figure_nobody_measured_is_not_met() -> None:
    gate = {"critical": ["K01"], "satisfaction": [], "safety": ["K09"]}
    told = rules.quality_of({"K05": ("CLN", False)}, gate)
    assert (told.critical_met, told.satisfaction_met, told.safety_breach_open) == (False, True, True)


@pytest.mark.parametrize("wrong", [["K01"], {"critical": []}, {"trust": ["K01"]}, {"critical": "K01"}])
def test_a_gate_that_names_no_figures_is_refused(money: Money, wrong: Any) -> None:
    with pytest.raises(Invalid):
        settling.propose_scheme(
            money.world.bo.scope, money.world.contract.pk, "gainshare", {"gate_figures": wrong}, **AT
        )
