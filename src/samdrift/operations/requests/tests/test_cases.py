"""Restricted matters: they exist for who asked and for those named on them, and for nobody else."""

import pytest
from django.db import IntegrityError, transaction

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import EventRecord, history_of
from samdrift.foundation.scope import everywhere
from samdrift.foundation.search.public import count_found
from samdrift.operations.approvals.commands import ruling as approvals_ruling
from samdrift.operations.approvals.models import Approval
from samdrift.operations.promises import public as promises
from samdrift.operations.requests.commands import cases, talk, triage
from samdrift.operations.requests.commands.assign import assign_request
from samdrift.operations.requests.commands.endings import me_too
from samdrift.operations.requests.models import Comment, ServiceRequest
from samdrift.operations.requests.queries import lists
from samdrift.operations.requests.queries.tracked import followed
from samdrift.registers.catalogue.models import RequestType
from samdrift.registers.parties.commands import leave_team
from samdrift.registers.parties.models import Team, TeamMember
from samdrift.registers.parties.public import members_of
from tests.world import NOON, words


@pytest.fixture
def payroll(world):
    """A payroll team and a type of its own, whose requests are about persons."""
    team = Team.objects.create(
        community=world.community, code="PAYROLL", name=words("Payroll"), organisation=world.provider, lines=["PAY"]
    )
    RequestType.objects.create(
        community=world.community, service=world.fault.service, line_code="PAY", code="pay.query",
        name=words("Pay query"), audience="user", request_class="D7",
    )  # fmt: skip
    return team


@pytest.fixture
def petra(world, payroll):
    """A case worker of payroll."""
    actor = world.someone("BO-PAY", name="Petra")
    TeamMember.objects.create(community=world.community, team=payroll, employment=actor.employment)
    return actor


@pytest.fixture
def case(payroll, petra, report):
    return report(request_type="pay.query", description="My pay is wrong")


def sees(actor, row):
    return ServiceRequest.objects.within(actor.scope).filter(pk=row.pk).exists()


ROLES = ("SD-AG", "SD-LEAD", "OPS-M", "CTR-C", "CTR-P", "LOC-FM", "SEC-OFF", "AUD", "ADMIN", "DPO", "BUD", "BO-HR")


def test_a_case_exists_for_who_asked_and_for_the_team_of_its_line(world, officer, petra, case):
    assert sees(officer, case)
    assert sees(petra, case)
    assert "-2025-X" in case.number


@pytest.mark.parametrize("role", ROLES)
def test_no_role_and_no_clearance_opens_a_case(world, case, role):
    actor = world.someone(role, cleared_for=["D5", "D6", "D7", "D8", "D9"])
    assert not sees(actor, case)
    assert not promises.promises_of(actor.scope, case.uid)
    assert not EventRecord.objects.within(actor.scope).filter(subject_uid=case.uid)


def test_case_workers_do_their_cases_and_nothing_else(world, officer, petra, case, report):
    fault = report()
    assert not sees(petra, fault)
    row = triage.triage(petra.scope, case.uid, expected_version=None, now=NOON)
    assert row.state == "triaged"
    talk.add_comment(petra.scope, case.uid, body="We look at it", now=NOON)
    assert Comment.objects.within(officer.scope).filter(service_request=case).count() == 1
    assert history_of(petra.scope, case.uid, of_case=True).count() >= 2
    other = world.someone("BO-PAY")
    with pytest.raises(ServiceRequest.DoesNotExist):
        triage.triage(other.scope, case.uid, expected_version=None, now=NOON)


def test_whoever_is_named_reads_and_speaks_but_does_not_act(world, officer, petra, case):
    chief = world.someone("USR", name="Chefen")
    cases.name_person(petra.scope, case.uid, email=chief.person.email, now=NOON)
    assert sees(chief, case)
    talk.add_comment(chief.scope, case.uid, body="I know of it", now=NOON)
    with pytest.raises(NotAllowed):
        triage.triage(chief.scope, case.uid, expected_version=None, now=NOON)
    with pytest.raises(NotAllowed):
        cases.name_person(chief.scope, case.uid, email=world.bo.person.email, now=NOON)


def test_whoever_asked_may_bring_somebody_and_let_them_go(world, officer, petra, case):
    friend = world.someone("USR", name="Tillid")
    member = cases.name_person(officer.scope, case.uid, email=friend.person.email, now=NOON)
    with pytest.raises(Invalid, match="already"):
        cases.name_person(officer.scope, case.uid, email=friend.person.email, now=NOON)
    with pytest.raises(Invalid):
        cases.name_person(officer.scope, case.uid, email="nobody@example.org", now=NOON)
    cases.let_go(officer.scope, case.uid, member.uid, now=NOON)
    assert not sees(friend, case)


def test_somebody_is_always_left(world, officer, petra, case):
    (team,) = members_of(case.uid)
    with pytest.raises(Invalid, match="Somebody must be left"):
        cases.let_go(petra.scope, case.uid, team.uid, now=NOON)


def test_whoever_leaves_the_team_leaves_its_cases(world, petra, case):
    asta = world.asta
    leave_team(asta.scope, Team.objects.within(asta.scope).get(code="PAYROLL").uid, petra.employment.uid, now=NOON)
    assert not sees(petra, case)


def test_whoever_gets_the_work_is_named(world, petra, case):
    helper = world.someone("BO-PAY", name="Hjalp")
    triage.triage(petra.scope, case.uid, expected_version=None, now=NOON)
    assign_request(petra.scope, case.uid, expected_version=None, assignee_id=helper.person.pk, now=NOON)
    assert sees(helper, case)


def test_a_clinical_case_is_for_clinicians_only_and_reading_it_is_noted(world, payroll, petra, report):
    kind = RequestType.objects.within(world.dan.scope).get(code="pay.query")
    kind.request_class, kind.line_code = "D6", "OHS"
    kind.save_changes("request_class", "line_code")
    with pytest.raises(Refused, match="Nobody is named"):
        report(request_type="pay.query")
    clinic = Team.objects.create(
        community=world.community, code="OH", name=words("Clinic"), organisation=world.provider, lines=["OHS"]
    )
    nurse = world.someone("OH-CLIN", name="Nanna")
    TeamMember.objects.create(community=world.community, team=clinic, employment=nurse.employment)
    nurse.person.grants_version += 1
    nurse.person.save(update_fields=["grants_version"])
    row = report(request_type="pay.query")
    assert sees(nurse, row)
    with pytest.raises(Invalid, match="clinicians"):
        cases.name_person(nurse.scope, row.uid, email=petra.person.email, now=NOON)
    cases.note_read(nurse.scope, row, now=NOON)
    with everywhere(reason="a test looks"):
        read = EventRecord.objects.filter(kind="requests.clinical_read").get()
    assert (read.subject_uid, read.person_id, read.book) == (row.uid, nurse.person.pk, "class:D6")


def test_without_anybody_to_receive_it_nothing_is_taken_in(world, payroll, report):
    payroll.lines = []
    payroll.save_changes("lines")
    with pytest.raises(Refused, match="Nobody is named"):
        report(request_type="pay.query")


def test_a_general_request_that_becomes_a_case_vanishes_for_those_who_had_seen_it(world, officer, petra, report):
    row = report(description="Unpaid wages of a colleague")
    old = row.number
    talk.add_comment(world.dan.scope, row.uid, body="Is this ours?", now=NOON)
    assert sees(world.dan, row)
    assert count_found(world.asta.scope, "unpaid")
    before = EventRecord.objects.within(world.dan.scope).filter(subject_uid=row.uid).count()
    assert before
    triage.confirm_type(world.asta.scope, row.uid, expected_version=None, request_type="pay.query", now=NOON)
    for actor in (world.asta, world.bo, world.dan):
        assert not sees(actor, row)
        assert not Comment.objects.within(actor.scope).filter(service_request=row)
        assert not promises.promises_of(actor.scope, row.uid)
        assert not EventRecord.objects.within(actor.scope).filter(subject_uid=row.uid)
        assert not count_found(actor.scope, "unpaid")
        assert not lists.open_requests(actor.scope).filter(number=old)
    hidden = ServiceRequest.objects.within(petra.scope).get(pk=row.pk)
    assert hidden.number != old
    assert "-2025-X" in hidden.number
    assert Comment.objects.within(petra.scope).filter(service_request=row).count() == 1
    assert history_of(petra.scope, row.uid, of_case=True).count() > before
    assert promises.promises_of(petra.scope, row.uid)
    assert sees(officer, row)


def test_a_witness_of_a_request_that_became_a_case_finds_no_link(world, petra, report):
    row = report()
    _witness, token = me_too(world.asta.scope, row.uid, now=NOON, contact="w@example.org", device_key="w")
    assert followed(token)
    triage.confirm_type(world.asta.scope, row.uid, expected_version=None, request_type="pay.query", now=NOON)
    assert followed(token) is None


def test_the_pages_name_people_and_let_them_go(world, officer, petra, case, client):
    friend = world.someone("USR", name="Tillid")
    client.force_login(officer.person)
    address = f"/requests/{case.uid}/people/"
    assert "Payroll" in client.get(address).content.decode()
    assert client.post(address, {"email": "nobody@example.org"}).status_code == 422
    assert client.post(address, {"email": friend.person.email}).status_code == 302
    assert sees(friend, case)
    member = next(one for one in members_of(case.uid) if one.employment_id == friend.employment.pk)
    assert client.post(f"{address}{member.uid}/end/").status_code == 302
    assert not sees(friend, case)
    client.force_login(world.asta.person)
    assert client.get(address).status_code == 404


def test_other_systems_name_people_too(world, officer, petra, case, client):
    client.force_login(officer.person)
    address = f"/api/v1/requests/{case.uid}/people"
    assert [one["name"] for one in client.get(address).json()] == ["Payroll"]
    made = client.post(address, {"email": world.bo.person.email}, content_type="application/json")
    assert (made.status_code, made.json()["team"]) == (201, False)
    assert sees(world.bo, case)


def test_whoever_corrects_the_type_is_told_that_it_is_gone(world, petra, report, client):
    row = report()
    client.force_login(world.asta.person)
    answer = client.post(
        f"/requests/{row.uid}/type/", {"request_type": "pay.query", "version": row.version}, follow=True
    )
    assert answer.status_code == 200
    assert "exists only for the people named" in answer.content.decode()


def rule_for(world, **values):
    return approvals_ruling.publish_rule(
        world.dan.scope,
        approvals_ruling.RuleDraft(code="ALL", steps=[{"kind": "budget"}], valid_from=NOON.date(), **values), now=NOON,
    )  # fmt: skip


def test_a_case_waits_for_nobody_although_everything_needs_a_yes(world, petra, report):
    rule_for(world)
    row = report(request_type="pay.query", description="My pay is wrong")
    assert row.state == "submitted"
    with everywhere(reason="a test looks"):
        assert not Approval.objects.filter(subject_uid=row.uid).exists()


def test_what_waits_for_a_yes_and_turns_out_to_be_a_case_stops_waiting(world, petra, report):
    rule_for(world)
    row = report(description="My pay is wrong")
    assert row.state == "awaiting_approval"
    triage.confirm_type(world.asta.scope, row.uid, expected_version=None, request_type="pay.query", now=NOON)
    row = ServiceRequest.objects.within(petra.scope).get(pk=row.pk)
    assert (row.state, row.paused, row.data_class) == ("submitted_approved", False, "D7")
    with everywhere(reason="a test looks"):
        assert set(Approval.objects.filter(subject_uid=row.uid).values_list("state", flat=True)) == {"withdrawn"}


def test_no_rule_and_no_type_lets_a_restricted_matter_ask_anybody(world, payroll):
    with pytest.raises(Invalid, match="Restricted matters ask nobody"):
        rule_for(world, request_type_code="pay.query")
    with everywhere(reason="a test writes past the commands"), pytest.raises(IntegrityError), transaction.atomic():
        RequestType.objects.filter(code="pay.query").update(approval="budget")
