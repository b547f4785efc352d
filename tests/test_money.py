"""Whatever the parties do with their money in whatever order, it stays balanced, sourced, frozen and known (§2.22).

A machine orders, scales, closes, indexes, prices, measures, disputes, freezes, corrects, credits, invoices, queries
and settles at random through the rooms' own commands, and asks after each step what must always hold.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.scope import everywhere
from samdrift.kernel.fees import VolumeStep as Step
from samdrift.kernel.gainshare import Quality
from samdrift.kernel.indexation import FINAL, PROVISIONAL, Value
from samdrift.partnership.invoicing.commands import disputing, matching, paying
from samdrift.partnership.invoicing.commands.issuing import issue_run
from samdrift.partnership.invoicing.commands.running import ask_run, make_run
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine, LineDispute
from samdrift.partnership.performance import jobs as measuring
from samdrift.partnership.performance.commands import correcting, crediting, reviewing
from samdrift.partnership.performance.models import KpiPeriod, KpiResult, ResultWord, ServiceCredit
from samdrift.partnership.savings import jobs as booking
from samdrift.partnership.savings.commands import settling
from samdrift.partnership.savings.models import Settlement
from samdrift.partnership.scaling import commands as scaling
from samdrift.partnership.scaling import queries as districts
from samdrift.partnership.scaling.models import ChangeOrder, Closure
from samdrift.partnership.scaling.rules.levers import Wish
from samdrift.registers.contracts import public as contracts
from samdrift.registers.contracts.commands import price_proposals, proposals
from samdrift.registers.contracts.models import TermsProposal
from tests.memory import forget_everything
from tests.money_holds import complaints, frozen_rows, known
from tests.money_world import BEGINS, KEPT, partnership
from tests.world import World, words

WHO = ("bea", "carl", "cecilie", "stine", "peter")  # whose yes a change may need, in order
NO = (Refused, Invalid, Stale, NotAllowed)
some = st.integers(0, 10**6)  # which of the rows there are
parts = st.sampled_from(["0", "0.5", "0.8", "0.97", "1.1", "1.6"])


class Money(RuleBasedStateMachine):
    """Two parties, two districts, and everything that moves money between them."""

    made: SimpleNamespace

    def __init__(self) -> None:
        super().__init__()
        forget_everything()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.now, self.said = BEGINS, 0
        self.frozen: dict[str, str] = {}
        self.past: list[tuple[Any, date, str]] = []

    def teardown(self) -> None:
        """Everything still holds, and what was known on past days still is; then nothing has happened."""
        try:
            assert list(complaints(self.made, self.back(1), whole=True)) == []
            for at, month, told in self.past[:: max(1, len(self.past) // 8)]:
                assert known(self.contract.pk, month, at) == told, f"What was known at {at} is otherwise now."
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @property
    def contract(self) -> Any:
        """The contract it is all about."""
        return self.made.contract

    @property
    def month(self) -> date:
        """The running month."""
        return self.now.date().replace(day=1)

    def back(self, many: int) -> date:
        """The first day of the month so many before the running one; below nothing after it."""
        months = self.month.year * 12 + self.month.month - 1 - many
        return date(months // 12, months % 12 + 1, 1)

    def does(self, what: Callable[..., Any], *args: Any, **told: Any) -> Any:
        """Let somebody do something; what the rules refuse has not happened."""
        self.now += timedelta(minutes=1)
        try:
            with transaction.atomic():
                found = what(*args, **told, now=self.now)
        except NO:
            return None
        self.said += 1
        return found

    def one(self, model: Any, which: int, *related: str, **narrow: Any) -> Any:
        """One of the rows there are."""
        with everywhere(reason="test"):
            rows = list(model.objects.filter(**narrow).select_related(*related).order_by("pk"))
        return rows[which % len(rows)] if rows else None

    # Time

    @rule(days=st.integers(6, 24))
    def days_pass(self, days: int) -> None:
        """What time does by itself: changes take effect or expire, months are measured and frozen, costs are booked."""
        self.now += timedelta(days=days)
        community = self.made.world.community.pk
        for place, uid in scaling.due_to_act(self.now):
            scaling.let_time_act(scaling.system_scope(place), uid, now=self.now)
        measuring.move_months(community, self.now)
        booking.take_over(community, self.now)

    # Volumes

    @rule(which=some, part=parts, lead=st.integers(0, 200), yeses=st.sampled_from([0, 1, 5, 5]))
    def somebody_scales(self, which: int, part: str, lead: int, yeses: int) -> None:
        """A coordinator asks for more or less of something ordered; some or all say yes."""
        world = self.made.world
        held = sorted(
            contracts.volumes(self.contract.pk, self.now.date(), [world.north.pk, world.south.pk]).items(), key=repr
        )
        (item, unit_id, site_id, setting), quantity = held[which % len(held)]
        unit = world.north if unit_id == world.north.pk else world.south
        to = (quantity * Decimal(part)).quantize(Decimal("0.001"))
        seen = districts.known(self.made.carl, districts.district(self.made.carl, unit.uid), self.now.date()).seen
        wish = Wish(item, unit_id, site_id, setting, setting, to)
        asked = scaling.Asked(
            wishes=[wish], requested_on=self.now.date() + timedelta(days=lead), reason="Moves", seen=seen
        )
        by = self.made.frida if unit_id == world.north.pk else self.made.cecilie
        order = self.does(scaling.submit_change, by, unit.uid, asked)
        for who in WHO[:yeses] if order is not None else ():
            self.says_yes(who, order)

    def says_yes(self, who: str, order: Any) -> None:
        """The next yes, the customer's or the provider's."""
        answer = scaling.accept_change if who == "peter" else scaling.approve_change
        self.does(answer, getattr(self.made, who), order.uid, expected_version=None)

    @rule(which=some, who=st.sampled_from(WHO))
    def somebody_answers_a_change(self, which: int, who: str) -> None:
        """The next yes, the customer's or the provider's."""
        order = self.one(ChangeOrder, which)
        if order is not None:
            self.says_yes(who, order)

    @rule(which=some, how=st.sampled_from(["object", "insist", "withdraw", "together", "settle"]))
    def somebody_changes_their_mind(self, which: int, how: str) -> None:
        """Objections, insisting, and taking back: alone before it is agreed, together after."""
        order = self.one(ChangeOrder, which)
        if order is None:
            return
        told = {"expected_version": None}
        if how == "object":
            self.does(scaling.object_to_change, self.made.peter, order.uid, reason="No", offered_day=None, **told)
        elif how == "insist":
            self.does(scaling.answer_objection, self.made.carl, order.uid, take_offer=False, **told)
        elif how == "settle":
            for by in (self.made.finn, self.made.fie):
                self.does(scaling.settle_change, by, order.uid, **told)
        else:
            for by in (self.made.carl, self.made.peter) if how == "together" else (self.made.carl,):
                self.does(scaling.withdraw_change, by, order.uid, reason="Stays", **told)

    @rule(which=some, change=st.sampled_from(["-2000", "-200.5", "33.333", "700"]), days=st.integers(-70, 70))
    def volumes_are_measured_anew(self, which: int, change: str, days: int) -> None:
        """One party proposes what was measured, also from a day gone by; the other accepts."""
        steps = contracts.volume_steps(self.contract.pk)
        before = steps[which % len(steps)]
        new = Step(
            before.item, before.unit_id, before.site_id, before.setting, Decimal(change),
            self.now.date() + timedelta(days=days), self.now, "measured",
        )  # fmt: skip
        self.proposed(price_proposals.propose_volumes, [new])

    @rule(
        north=st.booleans(),
        line=st.sampled_from(["CLN", "MNT", "CAR"]),
        first=st.integers(5, 60),
        long=st.integers(1, 40),
    )
    def a_place_closes_for_a_while(self, north: bool, line: str, first: int, long: int) -> None:
        """Short closures move hours, longer ones give a credit."""
        world = self.made.world
        unit, site = (world.north, world.site) if north else (world.south, world.other_site)
        begins = self.now.date() + timedelta(days=first)
        self.does(
            scaling.tell_closure, self.made.carl, unit.uid, site_uid=site.uid, line=line,
            days=(begins, begins + timedelta(days=long)), reason="Painters",
        )  # fmt: skip

    @rule(which=some)
    def a_place_stays_open_after_all(self, which: int) -> None:
        """A closure is taken back before it begins."""
        closure = self.one(Closure, which)
        if closure is not None:
            self.does(scaling.withdraw_closure, self.made.carl, closure.uid, expected_version=None)

    # Prices

    @rule(back=st.integers(0, 4), value=st.integers(1100, 1290), final=st.booleans())
    def an_index_is_published(self, back: int, value: int, final: bool) -> None:
        """A value of a month, provisional or final, first or revised."""
        told = Value(self.back(back), Decimal(value) / 10, self.now.date(), FINAL if final else PROVISIONAL)
        self.does(contracts.publish_value, self.made.carl, "NPI", told)

    @rule(since=st.integers(-2, 4), late=st.integers(0, 4))
    def prices_are_regulated(self, since: int, late: int) -> None:
        """A run, from a month on, billed from the same or a later one; the months between are trued up."""
        self.proposed(
            price_proposals.propose_index, "NPI", effective_from=self.back(since), applies_from=self.back(since - late),
            cut_off=self.now.date(),
        )  # fmt: skip

    @rule(price=st.integers(7000, 21000), days=st.integers(0, 90), bands=st.booleans())
    def a_price_is_agreed_anew(self, price: int, days: int, bands: bool) -> None:
        """A new version of an item from today on or later."""
        amount = Decimal(price) / 100
        draft = contracts.PriceDraft(
            code="MNT-ARE" if bands else "CLN-OFF", line="MNT" if bands else "CLN", name=words("Anew"), unit="m2_year",
            price=amount, valid_from=self.now.date() + timedelta(days=days), index_rule="NPI",
            bands=((Decimal(0), amount), (Decimal(800), amount - 5)) if bands else (),
            settings={} if bands else {"f5": Decimal(1), "f3": Decimal("0.7")},
        )  # fmt: skip
        self.proposed(price_proposals.propose_price, draft)

    def proposed(self, what: Callable[..., Any], *args: Any, **told: Any) -> None:
        """One party proposes terms, the other accepts them."""
        made = self.does(what, self.made.carl, self.contract.uid, *args, **told)
        if (
            made is not None
            and self.does(proposals.accept_terms, self.made.peter, made.uid, expected_version=None) is None
        ):
            waiting = TermsProposal.objects.within(self.made.carl).get(pk=made.pk)
            self.does(proposals.withdraw_terms, self.made.carl, waiting.uid, expected_version=None)

    # Key figures and credits

    @rule(code=st.sampled_from(KEPT), back=st.integers(0, 3), good=st.integers(0, 100))
    def somebody_counts(self, code: str, back: int, good: int) -> None:
        """A figure counted by hand."""
        self.does(
            correcting.record_reading, self.made.peter, self.contract.pk, code, self.back(back), (good, 100),
            evidence="Control",
        )  # fmt: skip

    @rule(which=some, numbers=st.integers(0, 100), settles=st.booleans())
    def somebody_disputes_a_figure(self, which: int, numbers: int, settles: bool) -> None:
        """One party says no, the other answers with numbers of its own, and the first settles on them or not."""
        row = self.one(KpiResult, which, latest=True, state__in=("provisional", "agreed", "disputed"))
        if row is None:
            return
        self.does(reviewing.dispute, self.made.carl, row.uid, "No", expected_version=None)
        self.does(reviewing.answer, self.made.peter, row.uid, "So", numbers=(numbers, 100), expected_version=None)
        if settles:
            self.does(reviewing.settle, self.made.carl, row.uid, expected_version=None)

    @rule(which=some)
    def both_agree_on_a_month(self, which: int) -> None:
        """Both parties say yes to what nobody disputes."""
        period = self.one(KpiPeriod, which)
        for by in (self.made.carl, self.made.peter) if period is not None else ():
            self.does(reviewing.agree_month, by, period.uid, expected_version=None)

    @rule(which=some, numbers=st.integers(0, 100), signs=st.booleans())
    def a_frozen_figure_is_corrected(self, which: int, numbers: int, signs: bool) -> None:
        """A new entry both sign; the frozen one stands."""
        row = self.one(KpiResult, which, latest=True, state="frozen")
        if row is None:
            return
        told = {"expected_version": None}
        self.does(correcting.ask_correction, self.made.carl, row.uid, (numbers, 100), "Miscounted", **told)
        if signs and self.one(ResultWord, 0, result=row, kind="correct", signed_at=None):
            self.does(correcting.sign_correction, self.made.peter, row.uid, **told)

    @rule(which=some, waive=st.booleans())
    def credits_are_agreed_or_waived(self, which: int, waive: bool) -> None:
        """Both agree on the credits of a month, or the client lets one go."""
        credit = self.one(ServiceCredit, which, state="calculated")
        if credit is None:
            return
        if waive:
            self.does(crediting.waive_credit, self.made.carl, credit.uid, "Storm", expected_version=None)
        for by in (self.made.carl, self.made.peter):
            self.does(crediting.agree_credits, by, self.contract.pk, credit.month)

    # Invoices

    @rule(back=st.integers(1, 3), send=st.integers(0, 3))
    def a_month_is_invoiced(self, back: int, send: int) -> None:
        """A run, whose invoices are sent or stay drafts."""
        run = self.does(ask_run, self.made.fie, self.contract.uid, self.back(back))
        if run is not None:
            self.does(make_run, run.uid)
            if send:
                self.does(issue_run, self.made.fie, run.uid)

    @rule(which=some, share=st.integers(1, 100), how=st.sampled_from(["credit", "keep", "withdraw", "wait"]))
    def somebody_queries_a_line(self, which: int, share: int, how: str) -> None:
        """Part of a line is split off, and credited, kept or withdrawn."""
        line = self.one(InvoiceLine, which, invoice__state__in=("received", "matched", "queried", "approved"))
        if line is not None:
            amount = f"{abs(line.amount_minor) * share // 100 / 100:.2f}"
            told = {"reason": "price", "text": "Why?", "expected_version": None}
            self.does(disputing.query_line, self.made.finn, line.uid, amount=amount, **told)
        dispute = self.one(LineDispute, which, state="open")
        if dispute is None or how == "wait":
            return
        if how == "withdraw":
            self.does(disputing.withdraw_query, self.made.finn, dispute.uid, expected_version=None)
        else:
            answer = disputing.credit_query if how == "credit" else disputing.keep_query
            self.does(answer, self.made.fie, dispute.uid, answer="Yes", expected_version=None)

    @rule(which=some, how=st.sampled_from(["accept", "match", "approve", "reject", "pay", "all"]))
    def somebody_deals_with_an_invoice(self, which: int, how: str) -> None:
        """Accepting what was delivered, matching, approving by a third person, paying, sending back."""
        invoice = self.one(Invoice, which, origin="written")
        if invoice is None:
            return
        steps = {
            "accept": (matching.accept_delivery, self.made.bea), "match": (matching.match_invoice, self.made.finn),
            "approve": (matching.approve_invoice, self.made.aage), "reject": (matching.reject_invoice, self.made.finn),
        }  # fmt: skip
        for name in ("accept", "match", "approve") if how == "all" else (how,):
            if name in steps:
                move, by = steps[name]
                self.does(move, by, invoice.uid, expected_version=None)
        if how in ("pay", "all"):
            day = self.now.date() + timedelta(days=30)
            self.does(paying.make_payments, self.made.finn, self.contract.uid, pay_on=day)

    # Savings

    @rule(kind=st.sampled_from(["guarantee", "gainshare"]), late=st.integers(-1, 2))
    def a_year_is_settled(self, kind: str, late: int) -> None:
        """Calculated, signed by finance of both, approved for a month that is still open."""
        by, told = self.made.money.finance.scope, {"critical_met": True, "satisfaction_met": True}
        if kind == "guarantee":
            self.does(settling.settle_guarantee, by, self.contract.pk, 1)
        else:
            self.does(settling.settle_gain, by, self.contract.pk, 2025, quality=Quality(**told), evidence="Report")
        row = self.one(Settlement, 0, scheme__kind=kind)
        for who in (by, self.made.money.their_finance.scope) if row is not None else ():
            row = self.one(Settlement, 0, pk=row.pk)
            self.does(settling.sign_settlement, who, row.uid, expected_version=row.version)
        if row is not None:
            row = self.one(Settlement, 0, pk=row.pk)
            who = self.made.money.steering.scope
            self.does(settling.approve_settlement, who, row.uid, month=self.back(late), expected_version=row.version)

    # What must hold

    @invariant()
    def it_all_holds(self) -> None:
        """Balanced and sourced; what was frozen is as it was; what was known then is known now."""
        month, whole = self.back(len(self.past) % 3), len(self.past) % 6 == 5
        assert list(complaints(self.made, month, whole=whole)) == []
        now_frozen = frozen_rows()
        changed = [row for row, told in self.frozen.items() if now_frozen.get(row) != told]
        assert changed == []
        self.frozen = now_frozen
        for at, of, told in self.past[-1:]:
            assert known(self.contract.pk, of, at) == told, f"What was known at {at} is otherwise now."
        self.past.append((self.now, month, known(self.contract.pk, month, self.now)))


def walk(world: World, *, examples: int, steps: int) -> None:
    """Let the machine walk; each walk begins in the same world and leaves it as it was."""
    Money.made = partnership(world)
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True, database=None,
            suppress_health_check=checks, print_blob=False, report_multiple_bugs=False,
        ),
    )  # fmt: skip


def test_nothing_the_parties_do_unbalances_their_money(world: World) -> None:
    walk(world, examples=2, steps=30)


@pytest.mark.one_database
@pytest.mark.slow(15)
def test_nothing_they_do_for_long_does_either(world: World) -> None:
    walk(world, examples=8, steps=40)
