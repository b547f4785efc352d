"""Credits of frozen months: worked out, agreed by both, waived, earned back, corrected."""

from datetime import UTC, date, datetime, timedelta

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.scope import everywhere
from samdrift.partnership.performance.commands import correcting, crediting
from samdrift.partnership.performance.models import ServiceCredit
from samdrift.partnership.performance.queries import billing
from samdrift.partnership.performance.queries.billing import charges_of_month
from samdrift.partnership.performance.queries.charges import Charged
from samdrift.partnership.performance.rules import periods
from samdrift.partnership.performance.tests.conftest import CHARGE, MARCH, Measured, day

APRIL, AUGUST = date(2025, 4, 1), date(2025, 8, 1)


def months(measured: Measured, first: date, figures: list[tuple[int, int]]) -> list[date]:
    """Months with these readings of K06, each frozen and its credits agreed by both."""
    told, month = [], first
    for part, whole in figures:
        measured.read("K06", part, whole, month)
        measured.freeze(month)
        for actor in (measured.client, measured.provider):
            if any(one.state == "calculated" for one in measured.credits(month=month)):
                crediting.agree_credits(actor.scope, measured.contract.pk, month, now=day(month, 17))
        told.append(month)
        month = periods.next_month(month)
    return told


def test_a_missed_figure_costs_its_weight_of_what_is_at_risk(measured: Measured) -> None:
    measured.read("K06", 88, 100)
    measured.freeze()
    [credit] = measured.credits()
    assert credit.gross_minor == CHARGE * 8 * 10 // 10_000 // 2  # 8 % at risk, weight 10 %, serious
    assert (credit.net_minor, credit.state, credit.bills_in, credit.data_class) == (580_000, "calculated", APRIL, "D2")


def test_the_ratchet_turns_over_frozen_months(measured: Measured) -> None:
    months(measured, MARCH, [(88, 100), (88, 100), (88, 100)])
    assert [str(one.factor) for one in measured.credits()] == ["1.00", "1.25", "1.50"]
    assert [one.net_minor for one in measured.credits()] == [580_000, 725_000, 870_000]


def test_three_months_at_the_stretch_level_earn_half_back_on_the_next_invoice(measured: Measured) -> None:
    months(measured, MARCH, [(88, 100), (88, 100), (96, 100), (97, 100), (96, 100)])
    [earned] = measured.credits(kind="earn_back")
    assert (earned.net_minor, earned.month, earned.bills_in) == (-362_500, date(2025, 7, 1), AUGUST)
    assert [one.state for one in measured.credits(kind="credit")] == ["agreed", "earned_back"]
    months(measured, AUGUST, [(97, 100)])
    assert len(measured.credits(kind="earn_back")) == 1


def test_a_month_under_the_stretch_level_loses_it(measured: Measured) -> None:
    months(measured, MARCH, [(88, 100), (96, 100), (93, 100), (96, 100), (96, 100)])
    assert measured.credits(kind="earn_back") == []


def test_both_parties_agree_on_credits(measured: Measured) -> None:
    measured.read("K06", 88, 100)
    measured.freeze()
    crediting.agree_credits(measured.provider.scope, measured.contract.pk, MARCH, now=day(MARCH, 17))
    assert measured.credits()[0].state == "calculated"
    with pytest.raises(Refused):
        crediting.agree_credits(measured.provider.scope, measured.contract.pk, MARCH, now=day(MARCH, 17))
    crediting.agree_credits(measured.client.scope, measured.contract.pk, MARCH, now=day(MARCH, 17))
    assert measured.credits()[0].state == "agreed"


def test_the_client_waives_a_small_credit_with_a_reason(measured: Measured) -> None:
    measured.read("K06", 88, 100)
    measured.freeze()
    [credit] = measured.credits()
    at = day(MARCH, 17)
    with pytest.raises(Invalid):
        crediting.waive_credit(measured.client.scope, credit.uid, "", expected_version=None, now=at)
    with pytest.raises(NotAllowed):
        crediting.waive_credit(measured.provider.scope, credit.uid, "Please", expected_version=None, now=at)
    crediting.waive_credit(measured.client.scope, credit.uid, "A flood", expected_version=1, now=at)
    assert (measured.credits()[0].state, measured.credits()[0].reason) == ("waived", "A flood")


def test_a_large_credit_is_for_the_steering_committee_to_waive(measured: Measured) -> None:
    measured.read("K06", 10, 100)
    months(measured, MARCH, [(10, 100), (10, 100), (10, 100), (10, 100)])
    measured.read("K06", 10, 100, AUGUST)
    credit = measured.credits(month=date(2025, 6, 1))[0]
    assert credit.net_minor == 2_320_000
    crediting.ServiceCredit.objects._rows().filter(pk=credit.pk).update(net_minor=5_000_001, state="calculated")
    with pytest.raises(NotAllowed):
        crediting.waive_credit(measured.client.scope, credit.uid, "x", expected_version=None, now=day(MARCH))
    steering = measured.world.someone("STEER-C", cleared_for=["D2"])
    assert crediting.waive_credit(steering.scope, credit.uid, "x", expected_version=None, now=day(MARCH)).state == (
        "waived"
    )


def test_a_correction_is_a_new_entry_signed_by_both_and_its_credit_too(measured: Measured) -> None:
    months(measured, MARCH, [(88, 100)])
    before, at = measured.row("K06"), day(APRIL, 20)
    correcting.ask_correction(measured.provider.scope, before.uid, (92, 100), "Lots", expected_version=None, now=at)
    with pytest.raises(Refused):
        correcting.ask_correction(measured.client.scope, before.uid, (1, 2), "Lots", expected_version=None, now=at)
    with pytest.raises(NotAllowed):
        correcting.sign_correction(measured.provider.scope, before.uid, expected_version=None, now=at)
    made = correcting.sign_correction(measured.client.scope, before.uid, expected_version=None, now=at)
    assert (made.number, made.numerator, made.band, made.state) == (2, 92, "passed", "frozen")
    with pytest.raises(Refused):
        correcting.sign_correction(measured.client.scope, before.uid, expected_version=None, now=at)
    first, second = measured.credits()
    assert (first.net_minor, second.net_minor, second.kind) == (580_000, -580_000, "correction")
    assert second.bills_in == date(2025, 5, 1)


def test_two_misses_by_one_event_cost_the_larger(measured: Measured) -> None:
    from samdrift.foundation.scope import everywhere
    from samdrift.partnership.performance.models import KpiDefinition

    with everywhere(reason="test"):
        KpiDefinition.objects.filter(code__in=("K06", "K19")).update(remedy_group="waste")
    measured.read("K06", 88, 100)
    measured.read("K19", 40, 100)
    measured.freeze()
    told = {one.code: (one.net_minor, one.steps) for one in measured.credits()}
    assert told == {"K06": (580_000, []), "K19": (0, [["group", 0]])}


def test_a_credit_comes_off_the_next_invoice_shared_out_over_the_districts(
    measured: Measured, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = measured.world
    charged = Charged(CHARGE, {}, {world.north.pk: 100_000_001, world.south.pk: 44_999_999})
    monkeypatch.setattr(billing, "charged_in", lambda *_args: charged)
    months(measured, MARCH, [(88, 100)])
    assert charges_of_month(measured.contract.pk, MARCH) == []
    told = charges_of_month(measured.contract.pk, APRIL)
    assert {one.unit_id for one in told} == {world.north.pk, world.south.pk}
    assert sum(one.amount_minor for one in told) == -580_000
    assert {one.kind for one in told} == {"credit"}
    with everywhere(reason="test"):
        agreed = ServiceCredit.objects.get().customer_agreed_at
    assert charges_of_month(measured.contract.pk, APRIL, agreed - timedelta(days=3)) == []
    assert len(charges_of_month(measured.contract.pk, APRIL, agreed + timedelta(days=3))) == 2


def test_a_credit_of_figures_that_are_not_frozen_is_known(measured: Measured) -> None:
    months(measured, MARCH, [(88, 100)])
    with everywhere(reason="test"):
        credit = ServiceCredit.objects.select_related("result").get()
        assert billing.unfrozen_of([credit.uid]) == set()
        credit.result.state = "disputed"
        credit.result.save_changes("state")
    assert billing.unfrozen_of([credit.uid]) == {credit.uid}


def test_credits_agreed_at_night_are_of_the_day_where_the_contract_is(measured: Measured) -> None:
    measured.read("K06", 88, 100)
    measured.freeze()
    may_begins = datetime(2025, 4, 30, 22, 30, tzinfo=UTC)  # half past midnight in Copenhagen
    for actor in (measured.provider, measured.client):
        crediting.agree_credits(actor.scope, measured.contract.pk, MARCH, now=may_begins)
    assert [one.bills_in for one in measured.credits()] == [date(2025, 5, 1)]


def test_what_is_not_agreed_or_waived_is_on_no_invoice(measured: Measured) -> None:
    measured.read("K06", 88, 100)
    measured.freeze()
    assert charges_of_month(measured.contract.pk, APRIL) == []
