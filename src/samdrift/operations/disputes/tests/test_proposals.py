"""Proposals: asked by one side, answered by the other, carried out when accepted, and both deadlines kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.scope import everywhere
from samdrift.operations.disputes import rules
from samdrift.operations.disputes.commands import answering, proposing
from samdrift.operations.disputes.commands.proposing import Why
from samdrift.operations.disputes.models import Proposal
from samdrift.operations.promises.models import Pause, Promise
from samdrift.operations.promises.queries.recount import recount
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.commands.by_itself import correct_standing, system_scope
from samdrift.operations.requests.models import ServiceRequest
from samdrift.registers.contracts.commands import proposals as terms
from tests.world import NOON

WHY = Why(reason="The ferry was cancelled", evidence="Notice 17")
LATER = NOON + timedelta(days=9)


@pytest.fixture
def cap(world):
    """The provider's contract manager; Dan speaks for the customer."""
    return world.someone("CTR-P", name="Cap")


@pytest.fixture
def row(world):
    ask = requests.Ask(request_type="mnt.fault", channel="web", description="x", site_id=world.site.pk)
    return requests.submit_request(world.asta.scope, ask, received_at=NOON, now=NOON).service_request


def promise_of(row, kind="complete"):
    with everywhere(reason="test"):
        return Promise.objects.get(subject_uid=row.uid, kind=kind)


def fresh(row):
    with everywhere(reason="test"):
        return type(row).objects.get(pk=row.pk)


def proposed(actor, row, due_at=LATER, now=NOON):
    return proposing.propose_deadline(actor.scope, promise_of(row).uid, due_at=due_at, why=WHY, now=now)


def accept(actor, made, now=NOON):
    return answering.accept(actor.scope, made.uid, expected_version=None, now=now)


def no_drift(world):
    with everywhere(reason="test"):
        return recount(world.community.pk).differences == []


def test_an_accepted_deadline_stands_beside_the_promised_one(world, cap, row):
    promised = promise_of(row).due_at
    made = proposed(cap, row)
    assert made.promised_due_at == promised
    assert fresh(row).due_at == promised
    accept(world.dan, made)
    assert (promise_of(row).due_at, promise_of(row).agreed_due_at) == (promised, LATER)
    assert fresh(row).due_at == LATER
    assert no_drift(world)
    assert correct_standing(system_scope(world.community.pk)) == 0


def test_a_refused_one_changes_nothing_and_needs_a_reason(world, cap, row):
    made, promised = proposed(cap, row), promise_of(row).due_at
    with pytest.raises(Invalid):
        answering.refuse(world.dan.scope, made.uid, expected_version=None, answer=" ", now=NOON)
    answering.refuse(world.dan.scope, made.uid, expected_version=None, answer="No", now=NOON)
    assert (promise_of(row).agreed_due_at, fresh(row).due_at) == (None, promised)
    assert proposed(cap, row).state == "open"


def test_only_the_other_side_answers_and_only_ones_own_takes_back(world, cap, row):
    made = proposed(cap, row)
    colleague = world.someone("CTR-P")
    for own in (cap, colleague):
        with pytest.raises(NotAllowed):
            accept(own, made)
    with pytest.raises(NotAllowed):
        answering.withdraw(world.dan.scope, made.uid, expected_version=None, now=NOON)
    with pytest.raises(NotAllowed):
        accept(world.someone("DIST-MGT"), made)
    stranger = world.there.someone("CTR-C")
    with pytest.raises(Proposal.DoesNotExist):
        accept(stranger, made)
    assert answering.withdraw(colleague.scope, made.uid, expected_version=None, now=NOON).state == "withdrawn"


def test_two_answers_at_once_the_second_is_told_so(world, cap, row):
    made = proposed(cap, row)
    version = made.version
    answering.accept(world.dan.scope, made.uid, expected_version=version, now=NOON)
    with pytest.raises(Stale):
        answering.refuse(world.dan.scope, made.uid, expected_version=version, answer="No", now=NOON)
    with pytest.raises(Refused):
        accept(world.dan, made)


def test_it_is_answered_by_the_close_of_the_fifth_working_day(world, cap, row):
    friday = datetime(2025, 5, 9, 10, tzinfo=UTC)
    made = proposed(cap, row, due_at=friday + timedelta(days=30), now=friday)
    assert made.answer_by == datetime(2025, 5, 16, 14, tzinfo=UTC)


@pytest.mark.parametrize("due_at", [NOON, NOON - timedelta(days=1)])
def test_a_deadline_lies_in_the_future(world, cap, row, due_at):
    with pytest.raises(Invalid):
        proposed(cap, row, due_at=due_at)


def test_one_of_a_kind_waits_and_the_desk_speaks_for_nobody(world, cap, row):
    proposed(cap, row)
    with pytest.raises(Refused):
        proposed(world.dan, row)
    with pytest.raises(NotAllowed):
        proposed(world.someone("SD-AG"), row)


def test_relief_needs_a_ground_and_evidence_and_then_the_promise_counts_for_nobody(world, cap, row):
    uid = promise_of(row).uid
    for wrong in ({"relief": "mood"}, {"why": Why(reason="Because")}, {"why": Why(reason=" ", evidence="x")}):
        with pytest.raises(Invalid):
            proposing.claim_relief(cap.scope, uid, **{"relief": "weather", "why": WHY, "now": NOON, **wrong})
    accept(world.dan, proposing.claim_relief(cap.scope, uid, relief="force_majeure", why=WHY, now=NOON))
    assert promise_of(row).excluded == "force_majeure"
    with pytest.raises(Refused):
        proposing.claim_relief(cap.scope, uid, relief="weather", why=WHY, now=NOON)


def test_a_struck_pause_moves_the_clock_back(world, cap, row):
    promised = promise_of(row).due_at
    requests.ask_requester(world.asta.scope, row.uid, expected_version=None, question="Which?", now=NOON)
    with everywhere(reason="test"):
        pause = Pause.objects.get(subject_uid=row.uid)
    day = timedelta(days=1)
    requests.answer_question(world.asta.scope, row.uid, body="That one", now=NOON + day)
    assert promise_of(row).due_at > promised
    accept(cap, proposing.contest_pause(world.dan.scope, pause.uid, why=WHY, now=NOON + day), now=NOON + day)
    assert promise_of(row).due_at == promised
    assert fresh(row).due_at == promised
    assert no_drift(world)
    with pytest.raises(Refused):
        proposing.contest_pause(world.dan.scope, pause.uid, why=WHY, now=NOON + day)


def test_a_contested_closure_reopens_however_long_ago_it_was(world, cap, row):
    with pytest.raises(Refused):
        proposing.contest_closure(world.dan.scope, row.uid, why=WHY, now=NOON)
    requests.assign_request(world.asta.scope, row.uid, expected_version=None, team_id=world.team.pk, now=NOON)
    requests.start(world.asta.scope, row.uid, expected_version=None, now=NOON)
    requests.resolve(world.asta.scope, row.uid, expected_version=None, resolution="repaired", now=NOON)
    requests.confirm_closed(world.dan.scope, row.uid, expected_version=None, now=NOON)
    month = NOON + timedelta(days=40)
    made = proposing.contest_closure(world.dan.scope, row.uid, why=WHY, now=month)
    accept(cap, made, now=month)
    assert (fresh(row).state, fresh(row).reopened) == ("in_progress", 1)
    assert no_drift(world)


def test_what_is_settled_cannot_be_moved(world, cap, row):
    made = proposed(cap, row)
    requests.assign_request(world.asta.scope, row.uid, expected_version=None, team_id=world.team.pk, now=NOON)
    requests.start(world.asta.scope, row.uid, expected_version=None, now=NOON)
    requests.resolve(world.asta.scope, row.uid, expected_version=None, resolution="repaired", now=NOON)
    with pytest.raises(Refused):
        accept(world.dan, made)
    with everywhere(reason="test"):
        assert Proposal.objects.get().state == "open"
    with pytest.raises(Refused):
        proposed(world.dan, row)


def test_the_pages_propose_answer_and_cost_the_same_for_many(world, client, cap, row):
    client.force_login(cap.person)
    page = client.get(reverse("disputes:propose", args=[row.uid]))
    assert page.status_code == 200
    sent = {
        "kind": "deadline", "promise": promise_of(row).uid, "due_at": "2099-05-20T12:00", "reason": "Parts",
    }  # fmt: skip
    assert client.post(reverse("disputes:propose", args=[row.uid]), {**sent, "due_at": "soon"}).status_code == 422
    assert client.post(reverse("disputes:propose", args=[row.uid]), {**sent, "kind": "mood"}).status_code == 422
    assert client.post(reverse("disputes:propose", args=[row.uid]), sent).status_code == 302
    assert "Propose or contest" in client.get(reverse("requests:page", args=[row.uid])).content.decode()
    with everywhere(reason="test"):
        made = Proposal.objects.get()
    assert made.asked_due_at == datetime(2099, 5, 20, 10, tzinfo=UTC)
    client.force_login(world.dan.person)
    assert "Another deadline" in client.get(reverse("disputes:list")).content.decode()
    fields = {"move": "refuse", "version": made.version, "answer": ""}
    told = client.post(reverse("disputes:answer", args=[made.uid]), fields, follow=True)
    assert "Say why." in told.content.decode()
    client.post(reverse("disputes:answer", args=[made.uid]), {**fields, "move": "accept"})
    assert fresh(made).state == "accepted"
    costs = []
    for more in (1, 20):
        for _ in range(more):
            ask = requests.Ask(request_type="mnt.fault", channel="web", description="x", site_id=world.site.pk)
            other = requests.submit_request(world.asta.scope, ask, received_at=NOON, now=NOON).service_request
            proposed(cap, other, due_at=NOON + timedelta(days=90))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("disputes:list"))
        costs.append(len(asked))
    assert costs[0] == costs[1]


@given(st.sampled_from(["customer", "provider", "auditor", ""]), st.sampled_from(["customer", "provider"]),
       st.integers(1, 3), st.integers(1, 3))  # fmt: skip
def test_nobody_answers_their_own_side_or_themselves(side, by, proposer, person):
    allowed = rules.may_answer(proposed_by_side=by, side=side, proposer=proposer, person=person)
    assert allowed == (side in rules.SIDES and side != by and proposer != person)


def test_an_answered_proposal_stays_as_it_is():
    for state in (rules.ACCEPTED, rules.REFUSED, rules.WITHDRAWN):
        assert all(rules.after(state, move) is None for move in ("accept", "refuse", "withdraw"))


def test_requests_without_a_promise_of_that_kind_are_not_found(world, cap, row):
    with pytest.raises(Promise.DoesNotExist):
        proposing.propose_deadline(cap.scope, row.uid, due_at=LATER, why=WHY, now=NOON)
    with pytest.raises(ServiceRequest.DoesNotExist):
        proposing.contest_closure(world.there.someone("CTR-C").scope, row.uid, why=WHY, now=NOON)


JUNE = datetime(2025, 6, 10, 12, tzinfo=UTC)
FROZEN = "May 2025 is frozen: both parties agreed on it. What changes now is a correction in a later month."


def freeze_may(world):
    made = terms.propose_freeze(world.dan.scope, world.contract.uid, date(2025, 5, 1), now=JUNE)
    terms.accept_terms(world.bo.scope, made.uid, expected_version=None, now=JUNE)


def test_nothing_about_a_frozen_month_is_proposed(world, cap, row):
    """Invariant 5: a promise belongs to the month of its due moment, a closure to that of its resolution."""
    paused = Pause.objects.create(
        community=world.community, subject_kind="requests.servicerequest", subject_uid=row.uid,
        contract=world.contract, reason_code="no_access", caused_by="customer", kinds=["complete"], started_at=NOON,
        ended_at=NOON,
    )  # fmt: skip
    other = requests.resolve_at_once(
        world.asta.scope,
        requests.submit_request(
            world.asta.scope, requests.Ask(request_type="mnt.fault", channel="web", site_id=world.site.pk),
            received_at=NOON, now=NOON,
        ).service_request.uid,
        expected_version=None, resolution="repaired", now=NOON,
    )  # fmt: skip
    freeze_may(world)
    complete = promise_of(row)
    scope = cap.scope
    acts = (
        lambda: proposing.propose_deadline(scope, complete.uid, due_at=JUNE + timedelta(days=9), why=WHY, now=JUNE),
        lambda: proposing.claim_relief(scope, complete.uid, relief="weather", why=WHY, now=JUNE),
        lambda: proposing.contest_pause(scope, paused.uid, why=WHY, now=JUNE),
        lambda: proposing.contest_closure(scope, other.uid, why=WHY, now=JUNE),
    )
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert str(refused.value) == FROZEN
    assert not Proposal.objects.within(scope).exists()


def test_what_was_proposed_before_the_month_was_frozen_is_no_longer_accepted(world, cap, row):
    made = proposed(cap, row, due_at=JUNE + timedelta(days=9))
    freeze_may(world)
    with pytest.raises(Refused, match="May 2025 is frozen"):
        accept(world.dan, made, now=JUNE)
    assert promise_of(row).agreed_due_at is None
    answering.refuse(world.dan.scope, made.uid, expected_version=None, answer="Too late", now=JUNE)
