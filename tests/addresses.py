"""An example for every address: which row of the small world it shows, so that the walk can knock on each door.

A new address fails tests/test_every_address.py until it stands here (or needs nothing), or in OPEN with its reason.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver

from samdrift.foundation.clock import real_now
from samdrift.foundation.events.models import Delivery, EventRecord
from samdrift.foundation.jobs.models import JobRow
from samdrift.foundation.mail.public import IncomingMail, hand_in
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from samdrift.operations.approvals.models import Approval
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
from samdrift.operations.work.commands.giving import assign_work
from samdrift.operations.work.commands.quoting import QuoteDraft, submit_quote
from samdrift.operations.work.models import Problem, Quote, WorkOrder
from samdrift.operations.workforce.commands.absences import ask_absence
from samdrift.operations.workforce.commands.covering import write_note
from samdrift.operations.workforce.commands.lone import start_watch
from samdrift.operations.workforce.commands.on_call import RosterDraft, set_roster
from samdrift.operations.workforce.models import Absence, Alert, LoneWatch, Roster, RoundNote
from samdrift.registers.catalogue.commands.articles import Draft as ArticleDraft
from samdrift.registers.catalogue.commands.articles import publish_article, write_article
from samdrift.registers.catalogue.models import Article
from samdrift.registers.contracts.commands.proposals import propose_policy_end
from samdrift.registers.contracts.models import TermsProposal
from samdrift.registers.estate.models import ModelImport
from samdrift.registers.parties.commands import assign_role, make_token, name_deputy
from samdrift.registers.parties.models import ApiToken, Counterpart, Deputy, RoleAssignment
from samdrift.registers.tags.models import HeldReport
from tests.world import NOON, World, words

# Addresses anybody may call, and why.
OPEN = {
    "account:sign_in": "how else would one get in",
    "account:be_one_of_the_people": "the demonstration's way in; elsewhere it answers 404",
    "account:welcome": "the link is the key; without it there is no such page",
    "notices:quieten": "the signed link is the key; mail programs press it without a session",
    "desk:mail_in": "a mail server comes with a key of its own, and without one is turned away",
    "account:forgotten": "who has forgotten the password cannot sign in; the answer is the same for every address",
    "account:new_password": "the link is the key; without it there is no such page",
    "account:sign_out": "harmless for a stranger, and a form that is too old still works",
    "shell:language": "strangers read the scan page in their language",
    "shell:theme": "strangers have eyes too",
    "shell:service_worker": "the scan page keeps reports without signal",
    "field:app": "the shell a phone keeps: words and scripts, nobody's data; what is personal comes by the API",
    "field:worker": "a list of files; the worker of the shell",
    "field:manifest": "browsers fetch it without cookies",
    "shell:manifest": "browsers fetch it without cookies",
    "shell:offline": "shown when there is no signal, so without anybody's data",
    "shell:style": "components with invented data, in the demonstration only",
    "shell:scan_sample": "the same",
    "shell:sample": "the same",
    "api:openapi-json": "the description of the API holds no data",
    "api:api-root": "names the description",
    "api-nothing": "says there is no such address",
    "healthz": "asked by machines that watch us",
    "readyz": "asked by machines that watch us; says yes or no",
    "robots": "read by crawlers",
    "scan": "the code on the wall is for everybody; the gate narrows it to one place",
    "planning:feed": "the secret in the address is the key; it shows what its maker may see",
    "track": "the token is the key",
    "exchange:discovery": "names the methods, as Open311 asks",
    "exchange:services": "the catalogue a body offers to other systems, as Open311 asks",
    "exchange:service": "the same",
    "exchange:requests": "the api_key in the call is the key; without it only what a body publishes",
    "exchange:request": "the same",
    "exchange:token": "the token is the key",
    "exchange:receive": "the signature is the key",
    "allauth": "the identity provider's way in, when one is configured",
}


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
    def notice(self) -> Notice:
        return Notice.objects.create(
            community=self.world.community, receiver=self.world.dan.person, kind="request.received", cause="walk",
            told_at=NOON,
        )  # fmt: skip


Example = Callable[[Rows], dict[str, Any]]


def _occurrence(rows: Rows) -> dict[str, Any]:
    return {"uid": rows.occurrence.uid}


def _plan(rows: Rows) -> dict[str, Any]:
    return {"uid": rows.plan.uid}


def _person(rows: Rows) -> dict[str, Any]:
    return {"uid": rows.world.dan.person.uid}


def _unit(rows: Rows) -> dict[str, Any]:
    return {"uid": rows.world.north.uid}


def _request(rows: Rows) -> dict[str, Any]:
    return {"uid": rows.request.uid}


def _order(rows: Rows) -> dict[str, Any]:
    return {"uid": rows.order.uid}


def _rule(rows: Rows) -> dict[str, Any]:
    return {"uid": rows.world.contract.uid, "code": "P3"}


def _proposal(rows: Rows) -> dict[str, Any]:
    return {"uid": rows.proposal.uid}


def _at(name: str) -> Example:
    return lambda rows: {"uid": getattr(rows.world, name).uid}


# Pages with something in their address.
EXAMPLES: dict[str, Example] = {
    "account:link": _person,
    "parties:person": _person,
    "parties:person_edit": _person,
    "parties:role_give": _person,
    "parties:person_move": lambda rows: {**_person(rows), "move": "suspend"},
    "parties:employment_end": lambda rows: {"uid": rows.world.dan.employment.uid},
    "parties:role_answer": lambda rows: {"uid": rows.role.uid, "answer": "approve"},
    "parties:unit": _unit,
    "parties:unit_move": _unit,
    "parties:unit_close": _unit,
    "parties:team": _at("team"),
    "parties:team_edit": _at("team"),
    "parties:team_act": lambda rows: {"uid": rows.world.team.uid, "move": "close"},
    "parties:counterparts_end": lambda rows: {"uid": rows.pair.uid},
    "parties:token_revoke": lambda rows: {"uid": rows.token.uid},
    "requests:page": _request,
    "requests:where": _request,
    "requests:forget_view": lambda rows: {"uid": rows.view.uid},
    "requests:case_people": _request,
    "requests:case_let_go": lambda rows: {**_request(rows), "member": uuid4()},
    "requests:redact": _request,
    "requests:photo": lambda rows: {**_request(rows), "file": uuid4()},
    "planning:plan": _plan,
    "planning:edit": _plan,
    "planning:end": _plan,
    "planning:occurrence": _occurrence,
    "planning:act": lambda rows: {**_occurrence(rows), "move": "issue"},
    "planning:certificate": lambda rows: {"uid": uuid4(), "file": uuid4()},
    "planning:reading": _at("lift"),
    "planning:standard_end": lambda rows: {"uid": rows.standard.uid},
    "planning:feed_end": lambda rows: {"uid": rows.feed.uid},
    "work:page": _order,
    "work:act": lambda rows: {**_order(rows), "move": "accept"},
    "work:checklist": _order,
    "work:problem": lambda rows: {"uid": rows.problem.uid},
    "work:quote": lambda rows: {"uid": rows.quote.uid},
    "work:quote_withdraw": lambda rows: {"uid": rows.quote.uid},
    "work:answer": lambda rows: {**_order(rows), "key": "s1"},
    "work:photo": lambda rows: {**_order(rows), "file": uuid4()},
    "field:decide": lambda rows: {**_order(rows), "decision": "count"},
    "field:notes": lambda rows: {"site": rows.world.site.uid},
    "field:end_note": lambda rows: {"uid": rows.place_note.uid},
    "parties:deputy_end": lambda rows: {"uid": rows.deputy.uid},
    "approvals:approve": lambda rows: {"uid": rows.approval.uid},
    "approvals:refuse": lambda rows: {"uid": rows.approval.uid},
    "desk:act": lambda rows: {**_request(rows), "move": "confirm"},
    "desk:outage": lambda rows: {"uid": rows.outage.uid},
    "desk:answer": lambda rows: {"uid": rows.answer.uid},
    "desk:settle": lambda rows: {"uid": rows.held.uid},
    "estate:site": _at("site"),
    "estate:cobie": _at("site"),
    "contracts:page": _at("contract"),
    "contracts:new_rule": _at("contract"),
    "contracts:rule": _rule,
    "contracts:edit_rule": _rule,
    "contracts:end_rule": _rule,
    "contracts:calendar": lambda rows: {"uid": rows.world.contract.uid, "code": "OFFICE"},
    "contracts:edit_calendar": lambda rows: {"uid": rows.world.contract.uid, "code": "OFFICE"},
    "contracts:freeze": lambda rows: {"uid": rows.world.contract.uid, "month": "2025-03"},
    "contracts:proposal": _proposal,
    "contracts:accept": _proposal,
    "contracts:refuse": _proposal,
    "contracts:withdraw": _proposal,
    "estate:storey": _at("storey"),
    "estate:space": _at("washroom"),
    "estate:zone": _at("washroom"),
    "estate:asset": _at("lift"),
    "estate:import": lambda rows: {"uid": rows.model_import.uid},
    "estate:import_act": lambda rows: {"uid": rows.model_import.uid, "move": "apply"},
    "tags:walk_storey": lambda rows: {"storey": rows.world.storey.uid},
    "tags:claim": lambda rows: {"code": rows.world.tag.code},
    "tags:tag": _at("tag"),
    "tags:act": lambda rows: {"uid": rows.world.tag.uid, "move": "report"},
    **dict.fromkeys(
        ("catalogue:help_article", "catalogue:help_answer", "catalogue:article", "catalogue:article_edit"),
        lambda rows: {"uid": rows.article.uid},
    ),
    "catalogue:article_act": lambda rows: {"uid": rows.article.uid, "move": "review"},
    "jobs:job": lambda rows: {"job": rows.failed_job.pk, "decision": "retry"},
    "jobs:delivery": lambda rows: {"delivery": rows.failed_delivery.pk, "decision": "retry"},
    "exchange:hand_over": _request,
    "disputes:propose": _request,
    "disputes:answer": lambda rows: {"uid": rows.deadline_proposal.uid},
    "exchange:webhook": lambda rows: {"uid": rows.webhook.uid},
    "exchange:webhook_set": lambda rows: {"uid": rows.webhook.uid},
    "exchange:incoming_end": lambda rows: {"uid": rows.incoming_hook.uid},
    "workforce:person": lambda rows: {"uid": rows.world.asta.employment.uid},
    "workforce:roster": lambda rows: {"uid": rows.roster.uid},
    "workforce:alert": lambda rows: {"uid": rows.alert.uid},
    "workforce:note_photo": lambda rows: {"uid": rows.note.uid, "file": uuid4()},
    "requests:act": lambda rows: {**_request(rows), "move": "confirm"},
    "desk:mail_one": lambda rows: {"uid": rows.mail.uid},
    "desk:mail_raw": lambda rows: {"uid": rows.mail.uid},
    "dispatch:proposal": lambda rows: {"uid": rows.day_proposal.uid},
    "dispatch:decide": lambda rows: {"uid": rows.day_proposal.uid, "move": "dismiss"},
    "notices:open": lambda rows: {"uid": rows.notice.uid},
}

# For the API: what stands after /api/v1/ → whose uid belongs into the braces.
API_ROWS: dict[str, Callable[[Rows], Any]] = {
    "people": lambda rows: rows.world.dan.employment.uid,
    "units": lambda rows: rows.world.north.uid,
    "deputies": lambda rows: rows.deputy.uid,
    "tokens": lambda rows: rows.token.uid,
    "teams": lambda rows: rows.world.team.uid,
    "counterparts": lambda rows: rows.pair.uid,
    "requests": lambda rows: rows.request.uid,
    "workers": lambda rows: rows.world.asta.employment.uid,
    "absences": lambda rows: rows.absence.uid,
    "alerts": lambda rows: rows.alert.uid,
    "lone-watches": lambda rows: rows.watch.uid,
    "sites": lambda rows: rows.world.site.uid,
    "imports": lambda rows: rows.model_import.uid,
    "approvals": lambda rows: rows.approval.uid,
    "field": lambda rows: rows.order.uid,
    "work-orders": lambda rows: rows.order.uid,
    "quotes": lambda rows: rows.quote.uid,
    "problems": lambda rows: rows.problem.uid,
    "dispatch": lambda rows: rows.order.uid,
    "day-plans": lambda rows: rows.day_proposal.uid,
    "plans": lambda rows: rows.plan.uid,
    "plan-occurrences": lambda rows: rows.occurrence.uid,
    "tags": lambda rows: rows.world.tag.uid,
    "desk": lambda rows: rows.request.uid,
    "held-reports": lambda rows: rows.held.uid,
    "contacts": lambda rows: rows.contact.uid,
    "outages": lambda rows: rows.outage.uid,
    "answer-templates": lambda rows: rows.answer.uid,
    "notices": lambda rows: rows.notice.uid,
    "articles": lambda rows: rows.article.uid,
}

# What everybody signed in may read, whatever their role: nothing there belongs to anybody.
FOR_ALL = {
    "parties:unit": "names of units are the community's",
    "api:read_unit": "names of units are the community's",
}

# Addresses that show one's own things by something that is not a row's uid, or answer alike for everybody.
NO_EXAMPLE: dict[str, str] = {}


def addresses() -> list[tuple[str, URLPattern]]:
    """Every address with its full name."""
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, above: str) -> Any:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _walk(each, above + (f"{each.namespace}:" if each.namespace else ""))
        else:
            yield above + (each.name or each.lookup_str.rpartition(".")[2]), each
