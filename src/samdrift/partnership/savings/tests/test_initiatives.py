"""Initiatives from idea to verified: who moves them, and that nothing is counted twice."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.partnership.savings import rules
from samdrift.partnership.savings.commands import initiatives, verifying
from samdrift.partnership.savings.commands.verifying import Found
from samdrift.partnership.savings.models import SavingItem, Verification
from samdrift.partnership.savings.queries import ledger
from samdrift.partnership.savings.tests.conftest import LATER, Money

AT: dict[str, Any] = {"now": LATER}


def found(transfer: Any = None, amount: int = 500_000_00, year: int = 2025) -> Found:
    uid = transfer.uid if transfer else None
    return Found(year=year, amount_minor=amount, evidence="Ledger 2025", transfer_uid=uid)


def test_every_move_of_the_table_leads_to_a_state_there_is_and_is_somebodys() -> None:
    assert set(rules.MOVES.values()) <= set(rules.STATES)
    assert {move for _state, move in rules.MOVES} == set(rules.PERMISSIONS)
    assert rules.after("idea", "verify") is None
    assert rules.after("rejected", "reject") is None
    assert rules.moves_from("verified") == ("recur", "lapse")


def test_a_saving_goes_from_idea_to_verified(money: Money) -> None:
    money.agreed()
    money.budget()
    item = money.delivered()
    assert item.number == "SAV-2026-0001"
    made = verifying.verify_saving(money.finance.scope, item.uid, found(money.reduced()), expected_version=5, **AT)
    assert (made.amount_minor, made.counts, made.cashable) == (500_000_00, True, True)
    item = initiatives.let_recur(money.finance.scope, item.uid, expected_version=6, **AT)
    assert item.state == "recurring"
    lapsed = initiatives.let_lapse(money.finance.scope, item.uid, reason="Site sold", expected_version=7, **AT)
    assert (lapsed.state, lapsed.reason) == ("lapsed", "Site sold")


def test_only_finance_verifies_and_never_the_baselines_author(money: Money) -> None:
    money.budget()
    transfer = money.reduced()
    both = money.world.someone("FIN-C", "CTR-C", name="Both")
    made = money.draft()
    from samdrift.partnership.savings.commands import baselines

    proposed = baselines.propose_baseline(both.scope, made, now=LATER)
    baselines.agree_to_baseline(money.world.bo.scope, proposed.uid, expected_version=1, now=LATER)
    item = money.delivered()
    for actor in (money.world.bo, money.world.dan, money.their_finance):
        with pytest.raises(NotAllowed):
            verifying.verify_saving(actor.scope, item.uid, found(transfer), expected_version=5, **AT)
    with pytest.raises(Refused, match="wrote the baseline"):
        verifying.verify_saving(both.scope, item.uid, found(transfer), expected_version=5, **AT)
    assert verifying.verify_saving(money.finance.scope, item.uid, found(transfer), expected_version=5, **AT)


def test_t_sav_06_a_second_claim_on_a_cost_line_is_refused_or_split_by_agreement(money: Money) -> None:
    baseline = money.agreed()
    first = money.delivered()
    second = money.noted("The same saving again")
    initiatives.give_forecast(money.owner.scope, second.uid, amount_minor=1, expected_version=1, **AT)
    with pytest.raises(Refused, match="no saving is counted twice"):
        initiatives.bind_to_baseline(money.world.dan.scope, second.uid, cost_line="MNT-1", expected_version=2, **AT)
    shares = {first.uid: Decimal(60), second.uid: Decimal(40)}
    with pytest.raises(Refused):
        initiatives.split_cost_line(
            money.world.dan.scope, baseline.uid, cost_line="MNT-1", shares={second.uid: Decimal(100)}, **AT
        )
    initiatives.split_cost_line(money.world.dan.scope, baseline.uid, cost_line="MNT-1", shares=shares, **AT)
    bound = initiatives.bind_to_baseline(
        money.world.dan.scope, second.uid, cost_line="MNT-1", percent=Decimal(40), expected_version=3, **AT
    )
    assert bound.state == "baseline_agreed"


def test_without_a_baseline_nothing_can_be_saved(money: Money) -> None:
    item = money.noted()
    initiatives.give_forecast(money.owner.scope, item.uid, amount_minor=1, expected_version=1, **AT)
    with pytest.raises(Refused, match="No baseline"):
        initiatives.bind_to_baseline(money.world.dan.scope, item.uid, cost_line="MNT-1", expected_version=2, **AT)


def test_cash_is_verified_by_a_budget_that_was_reduced_by_as_much(money: Money) -> None:
    money.agreed()
    money.budget()
    item = money.delivered()
    with pytest.raises(Refused, match="name the transfer"):
        verifying.verify_saving(money.finance.scope, item.uid, found(), expected_version=5, **AT)
    small = money.reduced(100_000_00)
    with pytest.raises(Refused, match="not reduced by as much"):
        verifying.verify_saving(money.finance.scope, item.uid, found(small), expected_version=5, **AT)
    assert not Verification.objects.within(money.finance.scope).exists()


def test_avoided_cost_is_shown_but_counts_to_no_guarantee(money: Money) -> None:
    money.agreed()
    item = money.delivered(kind="avoidance", cashable=False)
    made = verifying.verify_saving(money.finance.scope, item.uid, found(), expected_version=5, **AT)
    assert not made.counts


def test_nobody_saves_more_than_the_adjusted_baseline(money: Money) -> None:
    money.agreed()
    money.budget(2_000_000_00)
    item = money.delivered(cashable=False)
    more = found(amount=12_976_392_01)
    with pytest.raises(Refused, match="adjusted baseline"):
        verifying.verify_saving(money.finance.scope, item.uid, more, expected_version=5, **AT)
    exactly = found(amount=12_976_392_00)
    assert verifying.verify_saving(money.finance.scope, item.uid, exactly, expected_version=5, **AT)


def test_the_owner_alone_begins_and_delivers(money: Money) -> None:
    money.agreed()
    item = money.noted()
    initiatives.give_forecast(money.owner.scope, item.uid, amount_minor=1, expected_version=1, **AT)
    initiatives.bind_to_baseline(money.world.dan.scope, item.uid, cost_line="MNT-1", expected_version=2, **AT)
    with pytest.raises(NotAllowed):
        initiatives.begin_delivery(money.world.dan.scope, item.uid, expected_version=3, **AT)
    initiatives.begin_delivery(money.owner.scope, item.uid, expected_version=3, **AT)
    with pytest.raises(Invalid):
        initiatives.deliver_saving(money.owner.scope, item.uid, evidence="", expected_version=4, **AT)


def test_a_year_is_verified_once_and_a_recurring_saving_again_next_year(money: Money) -> None:
    money.agreed()
    item = money.delivered(cashable=False)
    verifying.verify_saving(money.finance.scope, item.uid, found(), expected_version=5, **AT)
    initiatives.let_recur(money.finance.scope, item.uid, expected_version=6, **AT)
    with pytest.raises(Refused, match="verified already"):
        verifying.verify_saving(money.finance.scope, item.uid, found(), expected_version=7, **AT)
    assert verifying.verify_saving(money.finance.scope, item.uid, found(year=2026), expected_version=7, **AT)


def test_who_rejects_says_why_and_the_cost_line_is_free_again(money: Money) -> None:
    money.agreed()
    first = money.delivered()
    with pytest.raises(Invalid):
        initiatives.reject_saving(money.finance.scope, first.uid, reason="", expected_version=5, **AT)
    initiatives.reject_saving(money.finance.scope, first.uid, reason="Not seen", expected_version=5, **AT)
    assert money.delivered("Another").state == "delivered"
    assert SavingItem.objects.within(money.finance.scope).get(uid=first.uid).state == "rejected"


def test_an_initiatives_year_is_told_by_months_with_its_pace(money: Money, client: Client) -> None:
    money.agreed()
    item = money.delivered()
    money.cost(5_000_000_00, months=5)
    course = ledger.course_of(money.finance.scope, ledger.initiative(money.finance.scope, item.uid), 2025)
    assert course is not None
    saved = [one.saved_minor for one in course.months]
    assert (course.known, saved[5:]) == (5, [None] * 7)
    # 12,976,392.00 by twelfths less a million a month; one cost line holds all of the baseline
    assert sum(one or 0 for one in saved) == course.months[4].saved_cum_minor == 5 * 1_081_366_00 - 5_000_000_00
    assert course.pace_minor == 12 * 81_366_00
    assert sum(one.forecast_minor for one in course.months) == 500_000_00
    client.force_login(money.finance.person)
    page = client.get(f"/savings/initiatives/{item.uid}/").content.decode()
    assert "Month by month, 2025" in page
    assert "976,392" in page


def test_an_initiative_without_a_cost_line_has_no_months(money: Money) -> None:
    money.cost()
    item = money.noted()
    assert ledger.course_of(money.finance.scope, ledger.initiative(money.finance.scope, item.uid), 2025) is None
