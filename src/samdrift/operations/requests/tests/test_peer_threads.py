"""What users of other desks complain of about requests, as tests: each names the thread that taught it.

The whole list, with those that are tests elsewhere, stands in docs/rooms/desk.md.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.operations.promises.public import promises_of
from samdrift.operations.requests.commands import corrections, progress, talk, triage
from samdrift.operations.requests.commands.submit import Ask, submit_request
from samdrift.registers.catalogue.models import FormVersion
from samdrift.registers.contracts.models import SlaPolicy
from samdrift.registers.contracts.queries import forget
from tests.world import NOON, Actor, World


def clock(world: World, row, kind="acknowledge"):
    return promises_of(world.asta.scope, row.uid).get(kind=kind)


def test_what_is_said_later_does_not_touch_the_first_answer(world, report):
    """zammad#5177: the time of the next update overruled the time of the first response."""
    row = report()
    triage.triage(world.asta.scope, row.uid, expected_version=None, now=NOON + timedelta(minutes=5))
    first = clock(world, row)
    talk.add_comment(world.asta.scope, row.uid, body="We are on our way.", now=NOON + timedelta(days=20))
    again = clock(world, row)
    assert (again.stopped_at, again.due_at, again.state) == (first.stopped_at, first.due_at, "met")


def test_going_on_after_a_long_wait_is_not_late_at_once(world, report):
    """Zammad's documentation: a ticket that was pending "may instantly escalate"."""
    row = report()
    talk.ask_requester(world.asta.scope, row.uid, expected_version=None, question="Which tap?", now=NOON)
    months = NOON + timedelta(days=120)
    talk.answer_question(world.dan.scope, row.uid, body="The left one", now=months)
    complete = clock(world, row, "complete")
    assert (complete.state, complete.breached_at) == ("open", None)
    assert complete.due_at > months


def test_a_type_without_a_form_can_be_asked_for(world, officer, client: Client):
    """glpi#25162: the simplified interface cannot make a ticket without a form."""
    with everywhere(reason="a type nobody made a form for"):
        FormVersion.objects.all().delete()
    client.force_login(officer.person)
    said = {"site": world.site.pk, "type": "mnt.fault", "description": "The tap drips"}
    assert client.post(reverse("requests:new"), said).status_code == 302


def test_when_it_was_received_changes_only_with_a_reason_and_both_times_stay(world, report):
    """glpi#21155: the opening date can be edited, and nobody sees that it was."""
    row = report()
    earlier = NOON - timedelta(hours=2)
    with pytest.raises(Invalid):
        corrections.correct_received_at(
            world.asta.scope, row.uid, expected_version=None, received_at=earlier, reason="", now=NOON
        )
    corrections.correct_received_at(
        world.asta.scope,
        row.uid,
        expected_version=None,
        received_at=earlier,
        reason=next(iter(corrections.REASONS)),
        now=NOON,
    )
    with everywhere(reason="a test looks"):
        told = EventRecord.objects.get(subject_uid=row.uid, kind="requests.received_at_corrected").payload
    assert (told["before"][:19], told["after"][:19]) == (NOON.isoformat()[:19], earlier.isoformat()[:19])


def test_a_priority_the_contract_is_silent_about_promises_nothing_rather_than_something(world, officer: Actor):
    """Frappe helpdesk#2405: custom priorities were given other priorities' times."""
    with everywhere(reason="a contract that says nothing of P4"):
        SlaPolicy.objects.filter(code="P4").update(valid_to=NOON.date() - timedelta(days=30))
    world.contract.version += 1
    world.contract.save(update_fields=["version"])
    forget()
    ask = Ask(
        request_type="mnt.fault", channel="web", description="It drips", site_id=world.site.pk,
        requester_id=officer.person.pk,
    )  # fmt: skip
    row = submit_request(officer.scope, ask, received_at=NOON, now=NOON).service_request
    assert (row.priority, row.due_at, list(promises_of(world.asta.scope, row.uid))) == (4, None, [])
    forget()


def test_the_link_shows_strangers_nobodys_address(world, client: Client):
    """django-helpdesk#579: the public side shows the e-mail address of whoever asked."""
    ask = Ask(
        request_type="mnt.fault", channel="qr", description="It drips", site_id=world.site.pk,
        contact="kim@example.org", on_behalf_of="Kim Holm",
    )  # fmt: skip
    made = submit_request(world.asta.scope, ask, received_at=NOON, now=NOON)
    shown = client.get(f"/track/{made.track_token}").content.decode()
    assert made.service_request.number in shown
    assert "kim@example.org" not in shown


def test_a_wait_for_what_the_provider_lacks_stops_nothing(world, report):
    """osTicket#6524 asks for a pause by status: whether a wait stops the clock is its reason to say, not its state."""
    row = report()
    triage.triage(world.asta.scope, row.uid, expected_version=None, now=NOON)
    due = clock(world, row, "complete").due_at
    progress.put_on_hold(world.asta.scope, row.uid, expected_version=None, reason="workload", now=NOON)
    held = clock(world, row, "complete")
    assert (held.paused, held.due_at) == (False, due)
