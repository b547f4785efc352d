"""Rows of the daily work for the examples of tests/addresses.py: requests, orders, rounds, plans, desk, dispatch."""

from datetime import timedelta
from functools import cached_property

from samdrift.foundation.clock import real_now
from samdrift.foundation.datasets.public import (
    Question,
    SavedQuestion,
    SecretLink,
    Subscription,
    follow_question,
    make_link,
    save_question,
)
from samdrift.foundation.events.models import Delivery, EventRecord
from samdrift.foundation.scope import everywhere
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
from samdrift.registers.estate.models import BuildingMesh, Space
from samdrift.registers.estate.public import keep_meshes
from samdrift.registers.parties.models import Team
from tests.example_registers import RegisterRows
from tests.world import NOON, words


class WorkRows(RegisterRows):
    """Rows of the daily work."""

    @cached_property
    def request(self) -> ServiceRequest:
        officer = self.world.someone("USR", name="Olga")
        ask = Ask(
            request_type="mnt.fault", channel="web", description="The tap drips", site_id=self.world.site.pk,
            space_id=self.world.washroom.pk, requester_id=officer.person.pk,
        )  # fmt: skip
        return submit_request(officer.scope, ask, received_at=NOON, now=NOON).service_request

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
    def failed_delivery(self) -> Delivery:
        with everywhere(reason="a test looks for any event"):
            event = EventRecord.objects.filter(subject_uid=self.request.uid).order_by("pk")[0]
        return Delivery.objects.create(
            event=event, community_id=self.world.community.pk, follower="tests.never", failed_at=real_now(),
            due_at=real_now(),
        )  # fmt: skip

    @cached_property
    def kept_question(self) -> SavedQuestion:
        asked = Question(dataset="requests")
        return save_question(self.world.asta.scope, asked, name="Mine", shared=False, now=NOON)

    @cached_property
    def secret_link(self) -> SecretLink:
        return make_link(self.world.asta.scope, kind="wall", name="Hall", now=NOON)[0]

    @cached_property
    def subscription(self) -> Subscription:
        uid = self.kept_question.uid
        return follow_question(self.world.asta.scope, uid, every="week", only_changes=False, today=NOON.date())

    @cached_property
    def view(self) -> SavedView:
        return save_view(self.world.dan.scope, name="Mine", query="state=submitted")

    @cached_property
    def order(self) -> WorkOrder:
        team = self.world.team.pk
        return assign_work(self.world.asta.scope, self.request.uid, expected_version=None, team_id=team, now=NOON)

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
    def firm(self) -> Team:
        return self.world.subcontractor()

    @cached_property
    def work_link(self) -> WorkLink:
        draft = LinkDraft(company_uid=self.firm.organisation.uid)
        return make_list_link(self.world.asta.scope, draft, now=NOON, real_now=real_now())

    @cached_property
    def clearance(self) -> CompanyClearance:
        with everywhere(reason="a test looks for any clearance"):
            return CompanyClearance.objects.filter(organisation=self.firm.organisation).order_by("pk")[0]

    @cached_property
    def approval(self) -> Approval:
        return Approval.objects.create(
            community=self.world.community, subject_kind="request", subject_uid=self.request.uid,
            unit=self.world.north, kind="budget", asked_at=NOON, due_at=NOON, requested_by=self.world.dan.person,
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
    def bundle(self) -> Bundle:
        return Bundle.objects.create(
            community=self.world.community, contract=self.world.contract, month=NOON.date().replace(day=1),
            asked_at=NOON,
        )  # fmt: skip
