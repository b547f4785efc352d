"""What a change sets off besides notice: staff is asked, prices are talked about, budgets are kept, days are told."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from samdrift.partnership.scaling import commands, notices, queries, registry
from samdrift.partnership.scaling.models import ChangeOrder
from samdrift.partnership.scaling.rules import effects, is_near_cliff, last_day_to_ask
from samdrift.partnership.scaling.rules.levers import Wish
from samdrift.partnership.scaling.tests.conftest import START, TODAY, ask, seen_by, volume, wish
from tests.world import NOON

pytestmark = pytest.mark.django_db


def yes(actor, change):
    return commands.approve_change(actor.scope, change.uid, expected_version=None, now=NOON)


def accept(district, change):
    return commands.accept_change(district.provider.scope, change.uid, expected_version=None, now=NOON)


def posts(district, consult="0.3"):
    """Cleaning is three quarters work at 290 an hour: 900 m² less are 500 hours, 0.3 posts."""
    commands.write_terms(
        district.office.scope, district.world.contract.pk,
        commands.TermsDraft(
            valid_from=START, posts_to_consult=Decimal(consult), labour={"CLN": (Decimal("0.75"), Decimal(290))}
        ), now=NOON,
    )  # fmt: skip


def told(key):
    with everywhere(reason="a test looks"):
        return list(Notice.objects.filter(kind=key).order_by("pk"))


class TestFreedPosts:
    def test_ask_the_joint_committee_before_the_provider_accepts_even_below_every_threshold(self, district):
        posts(district)
        change = ask(district, wish(district, 17_500), actor=district.bud)
        assert (change.approvals, change.consults, change.state) == (["budget"], True, "submitted")
        yes(district.world.someone("BUD"), change)
        with pytest.raises(Refused, match="joint committee"):
            accept(district, change)
        deliver_all()
        assert district.provider.person.pk in {one.receiver_id for one in told("scaling.consult")}
        kept = commands.keep_consultation(
            district.provider.scope, change.uid, expected_version=None, held_on=TODAY, answer="No objection", now=NOON
        )
        assert kept.consultation_says == "No objection"
        assert accept(district, change).state == "scheduled"

    def test_are_answered_by_the_provider_with_a_day_and_words(self, district):
        posts(district)
        change = ask(district, wish(district, 17_500))

        def keep(actor=district.provider, day=TODAY, answer="Fine"):
            return commands.keep_consultation(
                actor.scope, change.uid, expected_version=None, held_on=day, answer=answer, now=NOON
            )

        with pytest.raises(NotAllowed):
            keep(district.office)
        for wrong in ({"answer": " "}, {"day": TODAY + timedelta(days=1)}, {"day": TODAY - timedelta(days=1)}):
            with pytest.raises(Invalid):
                keep(**wrong)
        assert keep().consulted_on == TODAY

    def test_below_the_number_nobody_is_asked(self, district):
        posts(district, "1")
        change = ask(district, wish(district, 17_500), actor=district.bud)
        assert (change.consults, change.state) == (False, "scheduled")
        with pytest.raises(Refused):
            commands.keep_consultation(
                district.provider.scope, change.uid, expected_version=None, held_on=TODAY, answer="x", now=NOON
            )


class TestRenegotiation:
    def test_is_due_when_a_line_falls_below_four_fifths_of_what_was_first_ordered(self, district):
        change = ask(district, wish(district, 13_800))
        assert change.renegotiates == {"CLN": "0.7500"}
        for actor in (district.bud, district.office, district.steering):
            yes(actor, change)
        accept(district, change)
        deliver_all()
        receivers = {one.receiver_id for one in told("scaling.renegotiate")}
        assert {district.office.person.pk, district.world.bo.person.pk} <= receivers  # the other party's Bo, too

    def test_sums_small_steps_over_years(self, district):
        moments = [NOON + timedelta(days=400 * number) for number in range(4)]
        lefts = []
        for number, now in enumerate(moments, start=1):
            change = ask(district, wish(district, 18_400 - 1_000 * number), now=now)
            lefts.append(change.renegotiates)
            for actor in (district.bud, district.office, district.steering)[: len(change.approvals)]:
                commands.approve_change(actor.scope, change.uid, expected_version=None, now=now)
            if len(change.approvals) > 1:
                commands.accept_change(district.provider.scope, change.uid, expected_version=None, now=now)
        assert lefts == [{}, {}, {}, {"CLN": "0.7826"}]

    def test_is_no_matter_of_increases(self, district):
        assert ask(district, wish(district, 18_800)).renegotiates == {}


class TestBudget:
    def test_left_behind_by_an_increase_asks_the_contract_manager_too(self, district, monkeypatch):
        monkeypatch.setitem(registry._measures, "budget", lambda *_args: 500_000_000)
        inside = ask(district, wish(district, 18_800))  # 4.47 million with the caretaker's hours
        assert inside.approvals == ["budget"]
        over = ask(district, wish(district, 21_500), now=NOON + timedelta(hours=1))
        assert over.approvals == ["budget", "contract"]

    def test_is_no_matter_of_reductions(self):
        assert effects.with_budget(("budget",), dearer=False, over_budget=True) == ("budget",)
        assert effects.with_budget(("budget", "contract", "steering"), dearer=True, over_budget=True)[-1] == "steering"


def test_another_specification_at_the_same_price_needs_everybodys_yes(district):
    change = ask(district, wish(district, 18_400, to_setting="q3 f5"))
    assert (change.kind, change.approvals) == ("spec", ["budget", "contract", "steering"])


class TestOneOff:
    def objects(self, district, change, **more):
        given = {"one_off_minor": 4_500_000, "one_off_for": "Taking two machines away", "offered_day": None} | more
        return commands.object_to_change(
            district.provider.scope, change.uid, expected_version=None, reason="It costs us", now=NOON, **given
        )

    def test_is_asked_for_by_the_provider_agreed_by_the_customer_and_stands_once_on_the_invoice(self, district):
        change = ask(district, wish(district, 16_560))
        for actor in (district.bud, district.office):
            yes(actor, change)
        with pytest.raises(Invalid):
            self.objects(district, change, one_off_for="")
        assert self.objects(district, change).one_off_minor == 0
        commands.answer_objection(district.fm.scope, change.uid, expected_version=None, take_offer=True, now=NOON)
        agreed = accept(district, change)
        assert agreed.one_off_minor == 4_500_000
        contract = district.world.contract.pk
        months = [date(2025, month, 1) for month in range(6, 13)]
        billed = [one for month in months for one in queries.charges_of_month(contract, month)]
        assert [(one.code, one.amount_minor) for one in billed] == [("scaling.one_off", 4_500_000)]

    def test_kept_to_as_it_was_the_change_costs_nothing_once(self, district):
        change = ask(district, wish(district, 16_560))
        for actor in (district.bud, district.office):
            yes(actor, change)
        self.objects(district, change)
        commands.answer_objection(district.fm.scope, change.uid, expected_version=None, take_offer=False, now=NOON)
        assert accept(district, change).one_off_minor == 0


class TestCliffs:
    def test_the_last_day_to_ask_lies_the_notice_before_the_first_day(self) -> None:
        assert last_day_to_ask(date(2025, 7, 1), 1) == date(2025, 6, 1)
        assert is_near_cliff(date(2025, 6, 1), date(2025, 5, 18))
        assert not is_near_cliff(date(2025, 6, 1), date(2025, 5, 17))
        assert not is_near_cliff(date(2025, 6, 1), date(2025, 6, 2))

    def test_in_the_basket_are_told_once_a_fortnight_before(self, district):
        wishes = [Wish("CLN-PUB", district.unit.pk, district.world.site.pk, "f5 q3", "f5 q3", Decimal(17_500))]
        commands.save_scenario(
            district.fm.scope, district.unit.uid, name="Less", wishes=wishes, requested_on=TODAY,
            seen=seen_by(district.fm, district.unit), now=NOON,
        )  # fmt: skip
        community = district.world.community.pk
        assert notices.tell_day(community, now=NOON) == 0  # 5 May: until 1 June it holds from 1 July
        later = NOON + timedelta(days=14)
        for _again in range(2):
            assert notices.tell_day(community, now=later) == 1
        found = told("scaling.cliff")
        assert {one.receiver_id for one in found} >= {district.fm.person.pk, district.bud.person.pk}
        assert len(found) == len({one.receiver_id for one in found})
        assert found[0].facts["last"] == "2025-06-01"

    def test_of_what_waits_for_a_yes_are_told_too(self, district):
        ask(district, wish(district, 17_500))
        assert notices.tell_day(district.world.community.pk, now=NOON + timedelta(days=50)) == 1
        assert told("scaling.cliff_order")[0].facts["last"] == "2025-06-30"


class TestTheSameFormSentTwice:
    def test_is_one_change(self, district):
        seen = seen_by(district.bud, district.unit)
        first = ask(district, wish(district, 17_500), actor=district.bud, seen=seen)
        again = ask(district, wish(district, 17_500), actor=district.bud, seen=seen)
        assert first.pk == again.pk
        assert volume(district) == {"f5 q3": Decimal(17_500)}
        assert ChangeOrder.objects.within(district.fm.scope).count() == 1

    def test_of_the_basket_is_one_change(self, district):
        wishes = [Wish("CLN-PUB", district.unit.pk, district.world.site.pk, "f5 q3", "f5 q3", Decimal(17_500))]
        scenario = commands.save_scenario(
            district.fm.scope, district.unit.uid, name="Less", wishes=wishes, requested_on=TODAY,
            seen=seen_by(district.fm, district.unit), now=NOON,
        )  # fmt: skip
        sent = [
            commands.submit_scenario(district.fm.scope, scenario.uid, expected_version=1, reason="", now=NOON).pk
            for _twice in range(2)
        ]
        assert sent[0] == sent[1]
