"""Change orders from asking to settling: who moves them, what they come to, and what is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.partnership.scaling import commands, queries
from samdrift.partnership.scaling.models import ChangeLine, ChangeOrder
from samdrift.partnership.scaling.tests.conftest import TODAY, ask, order, seen_by, volume, wish
from samdrift.registers.contracts import public as contracts
from samdrift.registers.contracts.models import ContractVersion
from samdrift.registers.parties import public as parties
from tests.world import NOON

pytestmark = pytest.mark.django_db
JUNE, JULY = date(2025, 6, 1), date(2025, 7, 1)


def yes(actor, change, now=NOON):
    return commands.approve_change(actor.scope, change.uid, expected_version=None, now=now)


def accept(actor, change, now=NOON):
    return commands.accept_change(actor.scope, change.uid, expected_version=None, now=now)


def kinds_of(change):
    with everywhere(reason="what the test's change announced"):
        return list(EventRecord.objects.filter(subject_uid=change.uid).order_by("pk").values_list("kind", flat=True))


def fee_of(district, month, item="CLN-PUB"):
    lines = contracts.fees_of_month(district.world.contract.pk, month, unit_ids=[district.unit.pk])
    return sum(line.amount_minor for line in lines if line.item == item)


def test_t_chg_02_a_budget_holders_small_reduction_is_agreed_at_once_and_the_next_months_fee_follows(district):
    change = ask(district, wish(district, 17_500), actor=district.bud)
    assert (change.state, change.approvals, change.first_day) == ("scheduled", ["budget"], JULY)
    assert (fee_of(district, JUNE), fee_of(district, JULY)) == (32_966_667, 31_354_167)
    assert change.month_minor == -1_612_500
    assert kinds_of(change)[-1] == "scaling.change_accepted"


def test_an_agreed_change_is_a_version_of_the_contract_and_its_steps_name_it(district):
    change = ask(district, wish(district, 17_500), actor=district.bud)
    latest = ContractVersion.objects.within(district.fm.scope).filter(contract=district.world.contract).latest("number")
    assert (latest.valid_from, change.number in latest.note) == (JULY, True)
    steps = contracts.volume_steps(district.world.contract.pk, [district.unit.pk])
    assert [step.change for step in steps if step.reference == str(change.uid)] == [Decimal(-900)]


def test_a_coordinators_small_reduction_waits_for_a_budget_holder_who_did_not_ask(district):
    change = ask(district, wish(district, 17_500))
    assert change.state == "submitted"
    both = district.world.someone("LOC-FM", "BUD")
    own = ask(district, wish(district, 900, item="CAR-HRS", setting=""), actor=both)
    assert own.state == "submitted"  # a tenth less needs the contract manager too, so it is not self-service
    with pytest.raises(NotAllowed, match="yourself"):
        yes(both, own)
    with pytest.raises(NotAllowed, match="not yours"):
        yes(district.office, change)
    assert yes(district.bud, change).state == "scheduled"


def test_t_chg_04_a_quarter_less_goes_through_everybody_and_leaves_remanence_on_the_invoice(district):
    change = ask(district, wish(district, 13_800))
    assert (change.approvals, change.first_day) == (["budget", "contract", "steering"], date(2025, 12, 1))
    assert change.kept_minor == 11_126_250
    assert yes(district.bud, change).state == "local_approved"
    assert yes(district.office, change).state == "local_approved"
    approved = yes(district.steering, change)
    assert (approved.state, approved.answer_by) == ("central_approved", date(2025, 5, 12))
    assert accept(district.provider, change).state == "scheduled"
    months = [date(2025, 12, 1), *(date(2026, month, 1) for month in range(1, 7))]
    fees = [
        fee_of(district, month)
        + sum(one.amount_minor for one in queries.charges_of_month(district.world.contract.pk, month))
        for month in months
    ]
    assert fees == [27_197_500] * 3 + [25_961_250] * 3 + [24_725_000]


def test_one_person_gives_one_yes(district):
    change = ask(district, wish(district, 13_800))
    both = district.world.someone("BUD", "CTR-C")
    yes(both, change)
    with pytest.raises(NotAllowed, match="earlier step"):
        yes(both, change)


def test_whoever_declared_an_interest_in_the_provider_gives_no_yes(district):
    change = ask(district, wish(district, 17_500))
    draft = parties.InterestDraft(
        counterpart_uid=district.world.contract.provider.uid, kind="gift", text="A watch", happened_on=TODAY
    )
    parties.declare_interest(district.bud.scope, draft, today=TODAY, now=NOON)
    with pytest.raises(NotAllowed, match="interest"):
        yes(district.bud, change)


def test_t_chg_07_small_steps_are_summed_for_the_step_that_crosses(district):
    rows = []
    for number, day in enumerate((date(2025, 1, 10), date(2025, 3, 10), date(2025, 5, 10), date(2025, 7, 10)), start=1):
        now = NOON.replace(year=day.year, month=day.month, day=day.day)
        change = ask(district, wish(district, 18_400 - 736 * number), now=now)
        rows.append((ChangeLine.objects.within(district.fm.scope).get(order=change).row["code"], len(change.approvals)))
        for actor in (district.bud, district.office, district.steering)[: len(change.approvals)]:
            yes(actor, change, now)
        if len(change.approvals) > 1:
            accept(district.provider, change, now)
    # The caretaker's hours are another service; public areas alone are the whole of cleaning here.
    assert rows == [("small", 1), ("medium", 2), ("medium", 2), ("large", 3)]


def test_t_chg_09_up_and_down_keep_lines_and_days_of_their_own(district):
    order(district.world, ("CLN-OFF", district.world.empty_site, "f5 q3", 2_000))
    change = ask(
        district, wish(district, 17_500), wish(district, 2_300, item="CLN-OFF", site=district.world.empty_site)
    )
    lines = {line.item: line for line in queries.lines_of(district.fm.scope, change)}
    assert change.kind == "both"
    assert lines["CLN-PUB"].share < Decimal("0.04")  # 900 × 215 less 300 × 165, of 4.29 million
    assert lines["CLN-OFF"].row["code"] == "more"
    assert lines["CLN-OFF"].row["up"]


def test_of_two_who_change_the_same_volume_one_wins_and_the_other_is_told(district):
    seen = seen_by(district.fm, district.unit)
    ask(district, wish(district, 17_500), actor=district.bud, seen=seen)
    with pytest.raises(Stale, match="meanwhile"):
        ask(district, wish(district, 18_000), seen=seen)
    assert volume(district) == {"f5 q3": Decimal(17_500)}
    again = ask(district, wish(district, 17_400))
    assert again.state == "submitted"


def test_a_change_that_is_only_asked_for_is_seen_by_the_next_one_too(district):
    seen = seen_by(district.fm, district.unit)
    ask(district, wish(district, 17_500), seen=seen)
    with pytest.raises(Stale):
        ask(district, wish(district, 18_000), seen=seen)


def test_the_provider_objects_once_and_in_time_and_the_customer_may_take_the_day_offered(district):
    change = ask(district, wish(district, 16_560))
    yes(district.bud, change)
    yes(district.office, change)

    def objects(now=NOON, reason="Nobody to move", day=date(2025, 10, 1)):
        return commands.object_to_change(
            district.provider.scope, change.uid, expected_version=None, reason=reason, offered_day=day, now=now
        )

    with pytest.raises(Invalid):
        objects(reason=" ")
    with pytest.raises(Invalid):
        objects(day=date(2025, 8, 1))
    with pytest.raises(Refused, match="five working days"):
        objects(now=NOON + timedelta(days=8))
    assert objects().objection == "Nobody to move"
    with pytest.raises(Refused, match="once"):
        objects()
    answered = commands.answer_objection(
        district.fm.scope, change.uid, expected_version=None, take_offer=True, now=NOON
    )
    assert answered.first_day == date(2025, 10, 1)
    with pytest.raises(Refused, match="once"):
        objects()
    assert accept(district.provider, change).first_day == date(2025, 10, 1)
    assert volume(district, date(2025, 9, 30)) == {"f5 q3": Decimal(18_400)}
    assert volume(district, date(2025, 10, 1)) == {"f5 q3": Decimal(16_560)}


def test_only_the_provider_answers(district):
    change = ask(district, wish(district, 16_560))
    with pytest.raises(Refused, match="does not wait"):
        accept(district.provider, change)
    yes(district.bud, change)
    yes(district.office, change)
    with pytest.raises(NotAllowed):
        accept(district.office, change)


def test_a_change_is_taken_back_by_who_asked_until_it_is_agreed_and_by_both_after(district):
    def take_back(actor, change):
        return commands.withdraw_change(actor.scope, change.uid, expected_version=None, reason="", now=NOON)

    first = ask(district, wish(district, 17_500))
    with pytest.raises(NotAllowed):
        take_back(district.provider, first)
    assert take_back(district.fm, first).state == "withdrawn"
    agreed = ask(district, wish(district, 17_500), actor=district.bud)
    assert take_back(district.fm, agreed).state == "scheduled"
    with pytest.raises(Refused, match="other party"):
        take_back(district.bud, agreed)
    assert take_back(district.provider, agreed).state == "withdrawn"
    assert volume(district) == {"f5 q3": Decimal(18_400)}


def test_a_change_nobody_says_yes_to_expires_after_thirty_days(district):
    change = ask(district, wish(district, 17_500))
    scope = commands.system_scope(change.community_id)
    assert commands.let_time_act(scope, change.uid, now=NOON + timedelta(days=29)) == "submitted"
    later = NOON + timedelta(days=30)
    assert (change.community_id, change.uid) in commands.due_to_act(later)
    assert commands.let_time_act(scope, change.uid, now=later) == "expired"
    with pytest.raises(Refused):
        yes(district.bud, change, later)


def test_a_change_takes_effect_on_its_day_and_is_settled_by_finance_of_both(district):
    change = ask(district, wish(district, 17_500), actor=district.bud)
    scope = commands.system_scope(change.community_id)
    customer, provider = district.world.someone("FIN-C"), district.world.someone("FIN-P")

    def settle(actor):
        return commands.settle_change(actor.scope, change.uid, expected_version=None, now=NOON)

    with pytest.raises(Refused):
        settle(customer)
    assert commands.let_time_act(scope, change.uid, now=NOON.replace(month=7, day=1)) == "effective"
    assert settle(customer).state == "effective"
    with pytest.raises(Refused):
        settle(customer)
    assert settle(provider).state == "settled"


def test_a_refusal_names_its_reason_and_ends_it(district):
    change = ask(district, wish(district, 17_500))
    with pytest.raises(Invalid):
        commands.reject_change(district.bud.scope, change.uid, expected_version=None, reason="", now=NOON)
    refused = commands.reject_change(district.bud.scope, change.uid, expected_version=None, reason="No", now=NOON)
    assert refused.state == "rejected"


def test_a_frequency_moves_the_whole_volume_to_its_new_setting(district):
    change = ask(district, wish(district, 18_400, to_setting="f3 q3"), actor=district.bud)
    assert change.approvals == ["budget", "contract", "steering"]  # 28 % less in money
    for actor in (district.office, district.steering):
        with pytest.raises(NotAllowed):
            yes(actor, change)  # the budget holder comes first, and is not whoever asked
    other = district.world.someone("BUD")
    for actor in (other, district.office, district.steering):
        yes(actor, change)
    accept(district.provider, change)
    assert volume(district) == {"f3 q3": Decimal(18_400)}


def test_leaving_a_site_is_a_row_of_its_own(district):
    order(district.world, ("CLN-OFF", district.world.empty_site, "f5 q3", 60))
    change = ask(district, wish(district, 0, item="CLN-OFF", site=district.world.empty_site))
    line = queries.lines_of(district.fm.scope, change)[0]
    assert (line.row["code"], line.on) == ("closure", date(2025, 9, 1))


@pytest.mark.parametrize(
    ("wanted", "now", "says"),
    [(TODAY - timedelta(days=1), NOON, "today or later"), (date(2029, 12, 10), NOON, "has ended")],
)
def test_a_day_gone_by_or_after_the_contract_is_refused(district, wanted, now, says):
    with pytest.raises(Refused, match=says):
        ask(district, wish(district, 17_500), wanted=wanted, now=now)


def test_what_went_wrong_is_put_right_by_both_parties_and_never_in_a_frozen_month(district):
    asked = commands.Asked(
        wishes=[wish(district, 18_000)], requested_on=date(2025, 4, 1), seen=seen_by(district.fm, district.unit),
        reason="Measured anew",
    )  # fmt: skip
    change = commands.submit_correction(district.fm.scope, district.unit.uid, asked, now=NOON)
    assert (change.kind, change.approvals, change.kept_minor) == ("correction", ["budget", "contract"], 0)
    yes(district.bud, change)
    yes(district.office, change)
    accept(district.provider, change)
    assert volume(district, date(2025, 4, 1)) == {"f5 q3": Decimal(18_000)}


def test_who_may_not_plan_asks_for_nothing(district):
    for actor in (district.provider, district.world.someone("FIN-C")):
        with pytest.raises(NotAllowed):
            ask(district, wish(district, 17_500), actor=actor, seen={})
    with pytest.raises(Invalid):
        ask(district, wish(district, 18_400))
    with pytest.raises(Invalid):
        ask(district, wish(district, 18_400, to_setting="f9 q3"))


def test_another_community_sees_nothing(district):
    change = ask(district, wish(district, 17_500))
    carla = district.world.there.someone("CTR-C")
    with pytest.raises(ChangeOrder.DoesNotExist):
        yes(carla, change)


def test_a_late_acceptance_never_reaches_back(district):
    change = ask(district, wish(district, 16_560))
    yes(district.bud, change)
    yes(district.office, change)
    late = NOON.replace(month=9, day=3)
    assert accept(district.provider, change, late).first_day == date(2025, 10, 1)
