"""What the desk, the exchange and disputes keep about a case exists for those named on it, and for nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.operations.desk.models import Contact, ContactLink
from samdrift.operations.desk.queries.measures import month_at
from samdrift.operations.disputes.commands.proposing import Why, propose_deadline
from samdrift.operations.disputes.models import Proposal
from samdrift.operations.exchange.models import Handover, Jurisdiction, OpenReport, Partner
from samdrift.operations.promises.models import Promise
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import ServiceRequest
from samdrift.registers.catalogue.models import RequestType
from samdrift.registers.parties.models import CaseMember, Team, TeamMember
from tests.world import NOON, words

KEPT = (Contact, ContactLink, Proposal, OpenReport, Handover)


@pytest.fixture
def petra(world):
    """A case worker of payroll, whose team is named on every case of its line."""
    team = Team.objects.create(
        community=world.community, code="PAYROLL", name=words("Payroll"), organisation=world.provider, lines=["PAY"]
    )
    RequestType.objects.create(
        community=world.community, service=world.fault.service, line_code="PAY", code="pay.query",
        name=words("Pay query"), audience="user", request_class="D7",
    )  # fmt: skip
    actor = world.someone("BO-PAY", name="Petra")
    TeamMember.objects.create(community=world.community, team=team, employment=actor.employment)
    return actor


def correct(world, row):
    requests.confirm_type(world.asta.scope, row.uid, expected_version=None, request_type="pay.query", now=NOON)
    with everywhere(reason="a test looks"):
        return ServiceRequest.objects.get(pk=row.pk)


@pytest.fixture
def case(world, petra, reported):
    """Reported as a fault, called about, argued about, handed over; then found to be about somebody's pay."""
    row = reported()
    at = {"community": world.community}
    contact = Contact.objects.create(
        **at, channel="phone", started_at=NOON, service_request=row, site=world.site, unit=world.north, line_code="MNT",
        note="About pay",
    )  # fmt: skip
    ContactLink.objects.create(**at, contact=contact, service_request=row, relation="about", linked_at=NOON)
    with everywhere(reason="a test looks"):
        promise = Promise.objects.get(subject_uid=row.uid, kind="complete")
    ask = {"due_at": NOON + timedelta(days=30), "why": Why(reason="A part is on its way"), "now": NOON}
    propose_deadline(world.someone("CTR-P").scope, promise.uid, **ask)
    town = Jurisdiction.objects.create(
        **at, code="town.example", name=words("Town"), unit=world.north, catch_all=world.site
    )
    OpenReport.objects.create(**at, jurisdiction=town, service_request=row, reported_at=NOON)
    partner = Partner.objects.create(**at, name="Next town", base_url="http://town.example")
    Handover.objects.create(**at, service_request=row, partner=partner, handed_at=NOON)
    return correct(world, row)


def seen(actor, model):
    return model.objects.within(actor.scope).count()


@pytest.mark.parametrize("model", KEPT)
def test_who_is_named_sees_it_and_nobody_else_whatever_role_or_clearance(world, petra, case, model):
    assert seen(petra, model) == 1
    mighty = world.someone(
        "SD-AG", "SD-LEAD", "OPS-M", "CTR-P", "SVC-L", "BO-HR", cleared_for=["D5", "D6", "D7", "D8", "D9"]
    )
    over = world.someone("CTR-C", "LOC-FM", "SEC-OFF", "AUD", "DPO", cleared_for=["D5", "D6", "D7", "D8", "D9"])
    for actor in (mighty, over, world.asta, world.bo, world.dan, world.someone("ADMIN"), world.someone("USR")):
        assert seen(actor, model) == 0, actor.person


@pytest.mark.parametrize("model", KEPT)
def test_an_agent_who_is_named_sees_it_until_they_are_let_go(world, case, model):
    agent = world.someone("SD-AG", name="Agda")
    assert seen(agent, model) == 0
    member = CaseMember.objects.create(
        community=world.community, case_uid=case.uid, employment=agent.employment, named_at=NOON
    )
    assert seen(agent, model) == 1
    member.ended_at = NOON
    member.save()
    assert seen(agent, model) == 0


def test_a_contact_about_two_cases_needs_both(world, petra, case, reported):
    other = correct(world, reported())
    with everywhere(reason="a test looks"):
        contact = Contact.objects.get(note="About pay")
    ContactLink.objects.create(
        community=world.community, contact=contact, service_request=other, relation="about", linked_at=NOON,
        data_class="D7",
    )  # fmt: skip
    agent = world.someone("SD-AG", name="Agda")
    for row, expected in ((case, 0), (other, 1)):
        CaseMember.objects.create(
            community=world.community, case_uid=row.uid, employment=agent.employment, named_at=NOON
        )
        assert seen(agent, Contact) == expected


def test_a_contact_whose_second_request_became_a_case_is_its_people_s(world, petra, reported):
    general, later = reported(), reported()
    contact = Contact.objects.create(
        community=world.community, channel="phone", started_at=NOON, service_request=general, site=world.site,
        unit=world.north, line_code="MNT",
    )  # fmt: skip
    ContactLink.objects.create(
        community=world.community, contact=contact, service_request=later, relation="about", linked_at=NOON
    )
    assert seen(world.asta, Contact) == 1
    correct(world, later)
    assert (seen(world.asta, Contact), seen(petra, Contact)) == (0, 1)


def test_the_case_s_page_shows_its_contacts_and_proposals_to_who_is_named(world, client, petra, case):
    client.force_login(petra.person)
    page = client.get(reverse("requests:page", args=[case.uid])).content.decode()
    assert 'id="contacts"' in page
    assert "A part is on its way" in page


def test_months_count_no_case_not_even_for_who_is_named(world, case):
    lead = world.someone("SD-LEAD")
    CaseMember.objects.create(community=world.community, case_uid=case.uid, employment=lead.employment, named_at=NOON)
    assert month_at(lead.scope, NOON.date()).whole.all == 0
