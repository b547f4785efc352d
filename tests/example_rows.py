"""Rows of Asta's community for the examples of tests/addresses.py, made when an address asks for them."""

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from samdrift.foundation.clock import real_now
from samdrift.foundation.events.models import Delivery, EventRecord
from samdrift.foundation.jobs.models import JobRow
from samdrift.foundation.mail.public import IncomingMail, hand_in
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.notice_table import DEFAULT, as_written
from samdrift.operations.approvals.models import Approval
from samdrift.operations.bundles.models import Bundle
from samdrift.operations.desk.commands.answers import Draft, write_answer
from samdrift.operations.desk.commands.outages import Known, declare_outage
from samdrift.operations.desk.models import AnswerTemplate
from samdrift.operations.desk.public import Contact, Opening, Outage, open_contact
from samdrift.operations.dispatch.models import DayProposal
from samdrift.operations.disputes.models import Proposal
from samdrift.operations.exchange.commands.hooks import make_incoming_hook, make_webhook
from samdrift.operations.exchange.models import IncomingHook, Webhook
from samdrift.operations.field.models import PlaceNote
from samdrift.operations.planning.commands.feeding import make_feed
from samdrift.operations.planning.commands.standards import StandardDraft, write_standard
from samdrift.operations.planning.commands.writing import PlanDraft, write_plan
from samdrift.operations.planning.models import CalendarFeed, MaintenancePlan, PlanOccurrence, StandardPlan
from samdrift.operations.planning.rules.terms import Terms
from samdrift.operations.requests.commands.submit import Ask, submit_request
from samdrift.operations.requests.commands.views import save_view
from samdrift.operations.requests.models import SavedView, ServiceRequest
from samdrift.operations.rounds.models import HelpCall, Round, RoundStop, StopMark
from samdrift.operations.work.commands.giving import assign_work
from samdrift.operations.work.commands.linking import LinkDraft, make_list_link
from samdrift.operations.work.commands.quoting import QuoteDraft, submit_quote
from samdrift.operations.work.models import CompanyClearance, Problem, Quote, WorkLink, WorkOrder
from samdrift.operations.workforce.commands.absences import ask_absence
from samdrift.operations.workforce.commands.covering import write_note
from samdrift.operations.workforce.commands.lone import start_watch
from samdrift.operations.workforce.commands.on_call import RosterDraft, set_roster
from samdrift.operations.workforce.models import Absence, Alert, LoneWatch, Roster, RoundNote
from samdrift.partnership.insight.models import TimeReleased
from samdrift.partnership.invoicing.models import (
    BillingParty,
    Invoice,
    InvoiceLine,
    InvoiceRun,
    LineDispute,
    PaymentFile,
)
from samdrift.partnership.joining.models import Accession, EligibleBody, Framework, FrameworkTerms
from samdrift.partnership.performance.models import (
    KpiDefinition,
    KpiPeriod,
    KpiResult,
    RemedyTermsVersion,
    ServiceCredit,
)
from samdrift.partnership.reports.commands.drafting import make_draft
from samdrift.partnership.reports.models import Report
from samdrift.partnership.savings.models import Baseline, SavingItem, Scheme, Settlement
from samdrift.partnership.scaling.models import ChangeOrder, Closure, ScalingTerms, Scenario
from samdrift.registers.catalogue.commands.articles import Draft as ArticleDraft
from samdrift.registers.catalogue.commands.articles import publish_article, write_article
from samdrift.registers.catalogue.models import Article
from samdrift.registers.contracts.commands.proposals import propose_policy_end
from samdrift.registers.contracts.models import ContractFact, PriceItem, TermsProposal
from samdrift.registers.estate.models import BuildingMesh, ModelImport, Space
from samdrift.registers.estate.public import keep_meshes
from samdrift.registers.parties.commands import assign_role, make_token, name_deputy
from samdrift.registers.parties.models import ApiToken, Counterpart, Deputy, Interest, RoleAssignment
from samdrift.registers.tags.commands.rounds import start_round
from samdrift.registers.tags.models import HeldReport, TagRound, WalkPiece
from tests.priced import price_contract, word_contract
from tests.world import NOON, World, words


class Rows:
    """Rows of Asta's community, made when an address asks for them."""

    def __init__(self, world: World) -> None:
        self.world = world

    @cached_property
    def request(self) -> ServiceRequest:
        officer = self.world.someone("USR", name="Olga")
        ask = Ask(
            request_type="mnt.fault", channel="web", description="The tap drips", site_id=self.world.site.pk,
            space_id=self.world.washroom.pk, requester_id=officer.person.pk,
        )  # fmt: skip
        return submit_request(officer.scope, ask, received_at=NOON, now=NOON).service_request

    @cached_property
    def kpi_definition(self) -> KpiDefinition:
        return KpiDefinition.objects.create(
            community=self.world.community, contract=self.world.contract, number=1, code="K03", name=words("In time"),
            counted=words("Kept of all"), source="promise.complete", target=92, edges=["2", "5", "10"],
            valid_from=NOON.date().replace(day=1), standing="accepted", proposed_at=NOON,
        )  # fmt: skip

    @cached_property
    def kpi_result(self) -> KpiResult:
        month = NOON.date().replace(day=1)
        period = KpiPeriod.objects.create(
            community=self.world.community, contract=self.world.contract, month=month, state="under_review"
        )
        return KpiResult.objects.create(
            community=self.world.community, period=period, contract=self.world.contract, month=month,
            definition=self.kpi_definition, code="K03", numerator=9, denominator=10, value="90", band="passed",
        )  # fmt: skip

    @cached_property
    def service_credit(self) -> ServiceCredit:
        terms = RemedyTermsVersion.objects.create(
            community=self.world.community, contract=self.world.contract, number=1, terms={"model": "B"},
            valid_from=NOON.date(), standing="accepted", proposed_at=NOON, data_class="D2",
        )  # fmt: skip
        return ServiceCredit.objects.create(
            community=self.world.community, contract=self.world.contract, month=self.kpi_result.month,
            bills_in=self.kpi_result.month, result=self.kpi_result, remedy=terms, code="K03", gross_minor=5,
            net_minor=5, calculated_at=NOON, data_class="D2",
        )  # fmt: skip

    @cached_property
    def round(self) -> Round:
        world = self.world
        return Round.objects.create(
            community=world.community, name="Ground floor", contract=world.contract, site=world.site, unit=world.north,
            line_code="MNT", team=world.team, rule="FREQ=DAILY", first_day=NOON.date(), created_at=NOON,
        )  # fmt: skip

    @cached_property
    def round_stop(self) -> RoundStop:
        return RoundStop.objects.create(
            community=self.world.community, round=self.round, space=self.world.washroom, position=1,
            from_day=NOON.date(), tasks=["bins"],
        )  # fmt: skip

    @cached_property
    def stop_mark(self) -> StopMark:
        return StopMark.objects.create(
            community=self.world.community, round=self.round, stop=self.round_stop, day=NOON.date(), kind="done",
            person=self.world.asta.person, happened_at=NOON, received_at=NOON,
        )  # fmt: skip

    @cached_property
    def help_call(self) -> HelpCall:
        return HelpCall.objects.create(
            community=self.world.community, round=self.round, kind="come", person=self.world.asta.person,
            called_at=NOON, received_at=NOON,
        )  # fmt: skip

    @cached_property
    def held(self) -> HeldReport:
        return HeldReport.objects.create(
            community=self.world.community, code="ZZZZZZZZZZZ", reference="2025-X0000001", track_digest="d" * 64,
            received_at=NOON,
        )  # fmt: skip

    @cached_property
    def contact(self) -> Contact:
        opening = Opening(channel="phone", started_at=NOON, unit_id=self.world.north.pk)
        return open_contact(self.world.asta.scope, opening, now=NOON)

    @cached_property
    def deadline_proposal(self) -> Proposal:
        return Proposal.objects.create(
            community=self.world.community, service_request=self.request, kind="closure", reason="Not done",
            side="provider", proposed_at=NOON, answer_by=NOON,
        )  # fmt: skip

    @cached_property
    def day_proposal(self) -> DayProposal:
        return DayProposal.objects.create(
            community=self.world.community, team=self.world.team, day=NOON.date(), asked_at=NOON, state="proposed",
            asked_by=self.world.asta.person,
        )  # fmt: skip

    @cached_property
    def webhook(self) -> Webhook:
        return make_webhook(
            self.world.dan.scope, name="Listener", url="https://a.example/", kinds=["requests.*"], now=NOON
        )[0]

    @cached_property
    def incoming_hook(self) -> IncomingHook:
        return make_incoming_hook(self.world.dan.scope, name="Exchange", now=NOON)[0]

    @cached_property
    def answer(self) -> AnswerTemplate:
        draft = Draft(name=words("Opening hours"), text=words("We open at eight."))
        return write_answer(self.world.asta.scope, draft, now=NOON)

    @cached_property
    def outage(self) -> Outage:
        known = Known(title=words("The lift stands"), text={}, site_id=self.world.site.pk)
        return declare_outage(self.world.asta.scope, known, now=NOON)

    @cached_property
    def pair(self) -> Counterpart:
        """Two people who answer to each other."""
        world = self.world
        return Counterpart.objects.create(
            community=world.community, tier="user", unit=world.north, customer=world.dan.employment,
            provider=world.asta.employment, valid_from=NOON.date(),
        )  # fmt: skip

    @cached_property
    def token(self) -> ApiToken:
        return make_token(self.world.asta.scope, name="Script", permissions=None, expires_at=None, now=NOON)[0]

    @cached_property
    def role(self) -> RoleAssignment:
        first, somebody = self.world.someone("ADMIN"), self.world.someone("USR")
        return assign_role(first.scope, somebody.employment.uid, role="DPO", valid_from=NOON.date(), now=NOON)

    @cached_property
    def failed_job(self) -> JobRow:
        moment = real_now()
        return JobRow.objects.create(
            name="files.clear_orphans", payload={"community_id": self.world.community.pk}, state="failed",
            run_at=moment, enqueued_at=moment, failed_at=moment, last_error="",
        )  # fmt: skip

    @cached_property
    def failed_delivery(self) -> Delivery:
        with everywhere(reason="a test looks for any event"):
            event = EventRecord.objects.filter(subject_uid=self.request.uid).order_by("pk")[0]
        return Delivery.objects.create(
            event=event, community_id=self.world.community.pk, follower="tests.never", failed_at=real_now(),
            due_at=real_now(),
        )  # fmt: skip

    @cached_property
    def interest(self) -> Interest:
        from samdrift.registers.parties.commands import InterestDraft, declare_interest

        holder = self.world.someone("BUD")
        draft = InterestDraft(
            counterpart_uid=self.world.contract.provider.uid, kind="gift", text="A calendar", happened_on=NOON.date()
        )
        return declare_interest(holder.scope, draft, today=NOON.date(), now=NOON)

    @cached_property
    def deputy(self) -> Deputy:
        holder, colleague = self.world.someone("BUD"), self.world.someone("USR")
        return name_deputy(
            holder.scope, holder.employment.uid, colleague.employment.uid, first_day=NOON.date(),
            last_day=NOON.date(), kind="leave", today=NOON.date(), now=NOON,
        )  # fmt: skip

    @cached_property
    def view(self) -> SavedView:
        return save_view(self.world.dan.scope, name="Mine", query="state=submitted")

    @cached_property
    def order(self) -> WorkOrder:
        team = self.world.team.pk
        return assign_work(self.world.asta.scope, self.request.uid, expected_version=None, team_id=team, now=NOON)

    @cached_property
    def tag_round(self) -> TagRound:
        return start_round(self.world.asta.scope, self.world.site.uid, which="all", now=NOON)

    @cached_property
    def walk_piece(self) -> WalkPiece:
        world = self.world
        return WalkPiece.objects.create(
            community=world.community, site=world.site, person=world.asta.person, kind="skip", space=world.washroom,
            device_at=NOON, received_at=NOON, outcome="done", why="locked",
        )  # fmt: skip

    @cached_property
    def place_note(self) -> PlaceNote:
        world = self.world
        return PlaceNote.objects.create(
            community=world.community, site=world.site, kind="key", text="At the guard", written_at=NOON
        )

    @cached_property
    def plan(self) -> MaintenancePlan:
        """A plan of the lift, demanded by law."""
        terms = Terms(rule="FREQ=MONTHLY", anchor=NOON.date(), statutory=True, document="Report", tasks=("Oil",))
        draft = PlanDraft(name="Look after it", line_code="MNT", terms=terms, asset_id=self.world.lift.pk)
        return write_plan(self.world.asta.scope, draft, now=NOON)

    @cached_property
    def occurrence(self) -> PlanOccurrence:
        with everywhere(reason="a test looks for any occurrence of a plan"):
            return PlanOccurrence.objects.filter(plan=self.plan).order_by("due_on")[0]

    @cached_property
    def standard(self) -> StandardPlan:
        terms = Terms(rule="FREQ=YEARLY", anchor=NOON.date())
        draft = StandardDraft(
            code="L-1", name="Lift", asset_kind="lift", line_code="MNT", contract_id=self.world.contract.pk, terms=terms
        )
        return write_standard(self.world.asta.scope, draft, now=NOON)

    @cached_property
    def feed(self) -> CalendarFeed:
        return make_feed(self.world.asta.scope, name="Phone", now=NOON)[0]

    @cached_property
    def problem(self) -> Problem:
        return Problem.objects.create(
            community=self.world.community, number="NPS-2025-P0000001", asset=self.world.lift, fault_code="mnt.fault",
            contract=self.world.contract, site=self.world.site, unit=self.world.north, line_code="MNT", opened_at=NOON,
            changed_at=NOON,
        )  # fmt: skip

    @cached_property
    def quote(self) -> Quote:
        draft = QuoteDraft(
            contract_id=self.world.contract.pk, site_id=self.world.site.pk, line_code="MNT", title="Paint",
            lines=[("Paint", "100")],
        )  # fmt: skip
        return submit_quote(self.world.asta.scope, draft, now=NOON)

    @cached_property
    def work_link(self) -> WorkLink:
        team = self.world.subcontractor()
        draft = LinkDraft(company_uid=team.organisation.uid)
        return make_list_link(self.world.asta.scope, draft, now=NOON, real_now=real_now())

    @cached_property
    def clearance(self) -> CompanyClearance:
        self.world.subcontractor()
        with everywhere(reason="a test looks for any clearance"):
            return CompanyClearance.objects.filter(community=self.world.community).order_by("pk")[0]

    @cached_property
    def approval(self) -> Approval:
        return Approval.objects.create(
            community=self.world.community, subject_kind="request", subject_uid=self.request.uid,
            unit=self.world.north, kind="budget", asked_at=NOON, due_at=NOON, requested_by=self.world.dan.person,
        )  # fmt: skip

    @cached_property
    def model_import(self) -> ModelImport:
        return ModelImport.objects.create(
            community=self.world.community, site=self.world.site, kind="ifc", file_name="x.ifc", digest="0" * 64,
            uploaded_at=NOON, state="diffed",
        )  # fmt: skip

    @cached_property
    def mesh(self) -> BuildingMesh:
        """The model of the site's building: its washroom, raised from an outline."""
        ring = [[0.0, 0.0], [4.0, 0.0], [4.0, 3.0], [0.0, 3.0]]
        with everywhere(reason="a test draws a room"):
            Space.objects.filter(pk=self.world.washroom.pk).update(outline={"rings": [{"outer": ring, "holes": []}]})
        drawing = self.world.someone("UNIT-ADM").scope
        return keep_meshes(drawing, self.world.site, None, source_digest="", now=NOON)[0]

    @cached_property
    def article(self) -> Article:
        words = dict.fromkeys(("en", "da", "sv"), "Help")
        writer = self.world.someone("SD-LEAD").scope
        article = write_article(writer, ArticleDraft(code="walk", title=words, body=words), now=NOON)
        return publish_article(writer, article.uid, expected_version=None, now=NOON)

    @cached_property
    def proposal(self) -> TermsProposal:
        world = self.world
        return propose_policy_end(world.bo.scope, world.contract.uid, "P5", valid_from=NOON.date(), now=NOON)

    @cached_property
    def fact(self) -> ContractFact:
        return word_contract(self.world)

    @cached_property
    def price(self) -> PriceItem:
        return price_contract(self.world)

    @cached_property
    def roster(self) -> Roster:
        mate = self.world.asta.employment.uid
        draft = RosterDraft(code="WALK", name=words("Walk"), first_day=NOON.date(), members=[mate])
        return set_roster(self.world.asta.scope, draft, now=NOON)

    @cached_property
    def alert(self) -> Alert:
        world = self.world
        return Alert.objects.create(
            community=world.community, subject_kind="requests.servicerequest", subject_uid=self.request.uid,
            number=self.request.number, title="The tap drips", site=world.site, unit=world.north,
            contract=world.contract, line_code="MNT", priority=1, roster=self.roster, raised_at=NOON,
        )  # fmt: skip

    @cached_property
    def absence(self) -> Absence:
        first = NOON.date() + timedelta(days=20)
        return ask_absence(self.world.asta.scope, first_day=first, last_day=first, kind="leave", now=NOON)

    @cached_property
    def watch(self) -> LoneWatch:
        return start_watch(self.world.asta.scope, every_minutes=30, now=NOON)

    @cached_property
    def note(self) -> RoundNote:
        return write_note(self.world.asta.scope, site_id=self.world.site.pk, text="Mind the step", now=NOON)

    @cached_property
    def mail(self) -> IncomingMail:
        return hand_in(
            self.world.community.pk, b"From: a@b.example\r\n\r\nThe tap drips", arrived_at=NOON, source="http"
        )[0]

    @cached_property
    def bundle(self) -> Bundle:
        return Bundle.objects.create(
            community=self.world.community, contract=self.world.contract, month=NOON.date().replace(day=1),
            asked_at=NOON,
        )  # fmt: skip

    @cached_property
    def invoice_run(self) -> InvoiceRun:
        world = self.world
        return InvoiceRun.objects.create(
            community=world.community, data_class="D2", contract=world.contract, month=NOON.date().replace(day=1),
            asked_at=NOON, state="ready",
        )  # fmt: skip

    @cached_property
    def invoice(self) -> Invoice:
        world, run = self.world, self.invoice_run
        party = {
            "community": world.community, "data_class": "D2", "contract": world.contract, "cvr": "10203040",
            "street": "A", "building": "1", "city": "B", "postcode": "1", "valid_from": run.month, "recorded_at": NOON,
        }  # fmt: skip
        return Invoice.objects.create(
            community=world.community, data_class="D2", contract=world.contract, unit=world.north, run=run,
            supplier=world.provider, seller=BillingParty.objects.create(name="Seller", account="1", **party),
            buyer=BillingParty.objects.create(name="Buyer", unit=world.north, gln="5798009811578", **party),
            number="NPS-2025-F0000001", number_key="nps-2025-f1", month=run.month, first_day=run.month,
            last_day=run.month.replace(day=28), issued_on=run.month, due_on=run.month, currency="DKK", net_minor=10_000,
            vat_minor=2_500, gross_minor=12_500, state="received", order="PO-17", known_at=NOON, made_at=NOON,
        )  # fmt: skip

    @cached_property
    def invoice_line(self) -> InvoiceLine:
        return InvoiceLine.objects.create(
            community=self.world.community, data_class="D2", invoice=self.invoice, position=1, source="volume",
            reference="CLN-OFF", line_code="CLN", item="CLN-OFF", name=words("Cleaning"), quantity=1, unit_code="MON",
            price=100, amount_minor=10_000, vat_percent=25, evidence=["volume:CLN-OFF"],
            stretches=[["2025-05-01", "2025-05-31", "1", "1200", "1", "1200"]],
        )  # fmt: skip

    @cached_property
    def line_dispute(self) -> LineDispute:
        return LineDispute.objects.create(
            community=self.world.community, data_class="D2", invoice=self.invoice, line=self.invoice_line,
            amount_minor=5_000, reason="price", text="Too dear", opened_at=NOON, answer_due_on=NOON.date(),
        )  # fmt: skip

    @cached_property
    def payment_file(self) -> PaymentFile:
        return PaymentFile.objects.create(
            community=self.world.community, data_class="D2", contract=self.world.contract, number=1,
            pay_on=NOON.date(), amount_minor=12_500, currency="DKK", made_at=NOON,
        )  # fmt: skip

    @cached_property
    def notice(self) -> Notice:
        return Notice.objects.create(
            community=self.world.community, receiver=self.world.dan.person, kind="request.received", cause="walk",
            told_at=NOON,
        )  # fmt: skip

    @cached_property
    def baseline(self) -> Baseline:
        return Baseline.objects.create(
            community=self.world.community, data_class="D2", contract=self.world.contract, unit=self.world.north,
            line_code="MNT", year=2024, number=1, total_minor=100, evidence="Accounts", side="customer",
            proposed_at=NOON,
            cost_lines=[{"code": "MNT-1", "name": "Wages", "unit": "m²", "unit_cost": "1", "driver": "1"}],
        )  # fmt: skip

    @cached_property
    def released(self) -> TimeReleased:
        return TimeReleased.objects.create(
            community=self.world.community, contract=self.world.contract, unit=self.world.north, activity="invoices",
            number=1, hours_before=120, hours_now=40, method="records", how="Counted", evidence="Case 12",
            from_day=NOON.date(), side="customer", proposed_at=NOON,
        )  # fmt: skip

    @cached_property
    def saving(self) -> SavingItem:
        return SavingItem.objects.create(
            community=self.world.community, data_class="D2", contract=self.world.contract, unit=self.world.north,
            line_code="MNT", number="SAV-2025-0001", title="The tap drips less", kind="process", created_at=NOON,
            moved_at=NOON,
        )  # fmt: skip

    @cached_property
    def scheme(self) -> Scheme:
        return Scheme.objects.create(
            community=self.world.community, data_class="D2", contract=self.world.contract, kind="guarantee", number=1,
            side="provider", proposed_at=NOON,
            terms={
                "floor_minor": 100, "rate": "0.1", "value_minor": 100, "starts_on": "2025-01-01", "profile": ["1"],
            },
        )  # fmt: skip

    @cached_property
    def settlement(self) -> Settlement:
        return Settlement.objects.create(
            community=self.world.community, data_class="D2", contract=self.world.contract, scheme=self.scheme, year=1,
            state="calculated", facts={"guaranteed_cum_minor": 1, "verified_cum_minor": 0, "paid_minor": 0},
            result={"shortfall_minor": 1, "due_minor": 1, "carried_minor": 0}, charge_minor=-1,
        )  # fmt: skip

    @cached_property
    def framework(self) -> Framework:
        return Framework.objects.create(
            community=self.world.community, code="FW", name=words("Shared services"), contract=self.world.contract,
            owner=self.world.customer, provider=self.world.provider, currency="DKK", starts_on=NOON.date(),
            ends_on=NOON.date(), ceiling_minor=1, recorded_at=NOON,
        )  # fmt: skip

    @cached_property
    def framework_terms(self) -> FrameworkTerms:
        return FrameworkTerms.objects.create(
            community=self.world.community, data_class="D2", framework=self.framework, kind="tiers", number=1,
            content={"tiers": [["0", "1"]]}, valid_from=NOON.date(), proposed_at=NOON,
        )  # fmt: skip

    @cached_property
    def call_off(self) -> Accession:
        """A joiner's call-off; the joiner is another body than the contract's parties."""
        body = {
            "community": self.world.community, "data_class": "D2", "framework": self.framework,
            "organisation": self.world.customer, "unit": self.world.south,
        }  # fmt: skip
        EligibleBody.objects.create(**body)
        return Accession.objects.create(
            **body, number="FW-01", starts_on=NOON.date(), made_at=NOON, moved_at=NOON, state="exiting",
            notice_on=NOON.date(),
        )  # fmt: skip

    @cached_property
    def report(self) -> Report:
        scope = Scope(community_id=self.world.community.pk)
        return make_draft(scope, self.world.contract.pk, "monthly", date(2025, 3, 1), now=NOON)

    @cached_property
    def change(self) -> ChangeOrder:
        return ChangeOrder.objects.create(
            **self._of_district, number="CHG-2025-0001", kind="scale_down", state="submitted",
            requested_on=NOON.date(), submitted_at=NOON, submitted_on=NOON.date(), first_day=NOON.date(),
            last_first_day=NOON.date(), approvals=["budget"], asked_by=self.world.dan.person,
        )  # fmt: skip

    @cached_property
    def scenario(self) -> Scenario:
        return Scenario.objects.create(
            **self._of_district, name="Less", wishes=[], requested_on=NOON.date(), made_by=self.world.dan.person,
            made_at=NOON,
        )  # fmt: skip

    @cached_property
    def closure(self) -> Closure:
        return Closure.objects.create(
            **self._of_district, site=self.world.site, line_code="CLN", first_day=NOON.date(), last_day=NOON.date(),
            told_at=NOON, working_days=1, settled_by="hours",
        )  # fmt: skip

    @cached_property
    def scaling_terms(self) -> ScalingTerms:
        """Proposed by the provider, for the customer to answer."""
        world = self.world
        return ScalingTerms.objects.create(
            community=world.community, data_class="D2", contract=world.contract, table=as_written(DEFAULT),
            valid_from=NOON.date() + timedelta(days=60), recorded_at=NOON, proposed_at=NOON, standing="open",
            party=world.provider,
        )  # fmt: skip

    @property
    def _of_district(self) -> dict[str, Any]:
        world = self.world
        return {
            "community": world.community, "data_class": "D2", "contract": world.contract, "unit": world.north,
        }  # fmt: skip
