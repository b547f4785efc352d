"""What users of other desks complain of, as tests: each names its thread."""

import io

from django.urls import reverse
from PIL import Image

from samdrift.foundation.clock import now
from samdrift.foundation.files.public import attach, clean_upload, files_of
from samdrift.foundation.scope import everywhere
from samdrift.operations.desk.models import Contact
from samdrift.operations.promises.models import Promise
from samdrift.operations.requests.public import (
    Ask,
    ServiceRequest,
    mark_duplicate,
    separate,
    submit_request,
)
from tests.world import NOON


def terms(row):
    with everywhere(reason="test"):
        rows = Promise.objects.filter(subject_uid=row.uid).exclude(state="voided")
        return {(one.kind, one.policy_id, one.clock_id, one.due_at - row.received_at) for one in rows}


def newest():
    with everywhere(reason="test"):
        return ServiceRequest.objects.latest("pk")


def test_every_way_in_makes_the_same_promise(world, desk, words_of_faults):
    """glpi#24650: tickets of the simplified interface had no SLA at all."""
    desk.post(reverse("desk:console"), {"do": "order", "at": f"space:{world.washroom.pk}", "text": "It drips"})
    at_the_desk = newest()
    ask = Ask(
        request_type="mnt.fault", channel="web", description="It drips", site_id=world.site.pk,
        space_id=world.washroom.pk, requester_id=world.dan.person.pk,
    )  # fmt: skip
    made = submit_request(world.dan.scope, ask, received_at=at_the_desk.received_at, now=now()).service_request
    assert terms(made) == terms(at_the_desk) != set()


def test_giving_it_to_a_team_is_one_action(world, desk, reported):
    """glpi#9883: five steps to assign a ticket."""
    row = reported()
    desk.post(reverse("desk:act", args=[row.uid, "assign"]), {"version": row.version, "team": world.team.pk})
    assert newest().state == "assigned"


def test_merging_loses_neither_files_nor_words(world, reported):
    """cmms#138: what became a work order lost its original and its attachments."""
    master, other = reported(), reported(description="The other one")
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "JPEG")
    photo = clean_upload(io.BytesIO(picture.getvalue()), "tap.jpg")
    attach(world.asta.scope, "requests.servicerequest", other.uid, photo, visibility="shared", now=NOON)
    mark_duplicate(world.asta.scope, other.uid, expected_version=None, master_uid=master.uid, now=NOON)
    assert len(files_of(world.asta.scope, "requests.servicerequest", [other.uid])) == 1
    row = separate(world.asta.scope, other.uid, expected_version=None, now=NOON)
    assert (row.description, len(files_of(world.asta.scope, "requests.servicerequest", [row.uid]))) == (
        "The other one",
        1,
    )


def test_reporting_for_somebody_makes_nobody_else_the_requester(world, desk, words_of_faults):
    """fixmystreet#3294: reporting as somebody else left the officer as the reporter."""
    before = world.asta.person.__class__.objects.count()
    desk.post(
        reverse("desk:console"),
        {"do": "order", "at": f"site:{world.site.pk}", "text": "It drips", "name": "Fru Jensen"},
    )  # fmt: skip
    row = newest()
    assert (row.requester_id, row.on_behalf_of) == (None, "Fru Jensen")
    assert world.asta.person.__class__.objects.count() == before


def test_a_wrong_category_is_the_desks_to_put_right_and_costs_the_caller_nothing(world, desk, reported):
    """fixmystreet#1323, #877: the category is the reporter's problem."""
    row = reported()
    desk.post(reverse("desk:act", args=[row.uid, "type"]), {"version": row.version, "request_type": "mnt.fault"})
    assert newest().received_at == row.received_at


def test_one_call_about_two_things_is_one_contact_and_two_requests(world, desk, words_of_faults):
    """Zammad, django-helpdesk: a call is a ticket, so that two matters in one call are lost or counted twice."""
    desk.post(reverse("desk:console"), {"do": "take:phone"})
    with everywhere(reason="test"):
        contact = Contact.objects.get()
    known = {"contact": contact.uid, "at": f"site:{world.site.pk}"}
    desk.post(reverse("desk:console"), {"do": "order:more", "text": "It drips", **known})
    desk.post(reverse("desk:console"), {"do": "order", "text": "It drips there too", **known})
    with everywhere(reason="test"):
        assert (Contact.objects.count(), ServiceRequest.objects.count()) == (1, 2)
