"""A contact from ring to wrap-up, and what it is linked to."""

from datetime import timedelta

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.operations.desk import public as desk
from samdrift.operations.desk.commands.forgetting import forget_contents
from samdrift.operations.desk.models import Contact, ContactLink
from samdrift.operations.requests.public import Ask, submit_request
from tests.world import NOON


def rings(world, *, actor=None, at=NOON, **values):
    known = {"channel": "phone", "started_at": at, "caller_handle": "+45 12 34 56 78", "queue": "main"}
    return desk.open_contact((actor or world.asta).scope, desk.Opening(**(known | values)), now=at)


def ends(world, contact, outcome="resolved", *, after=90, **values):
    at = contact.started_at + timedelta(seconds=after)
    return desk.wrap_up(world.asta.scope, contact.uid, desk.WrapUp(outcome=outcome, **values), now=at)


def again(contact):
    with everywhere(reason="test"):
        return Contact.objects.get(pk=contact.pk)


def request_of(world, **values):
    known = {"request_type": "mnt.fault", "channel": "phone", "site_id": world.site.pk, "space_id": world.washroom.pk}
    made = submit_request(world.asta.scope, Ask(**(known | values)), received_at=NOON, now=NOON)
    return made.service_request


def test_a_stranger_leaves_a_hash_and_three_digits_and_no_account(world):
    contact = again(rings(world))
    assert contact.caller_id is None
    assert contact.caller_hint == "…678"
    assert len(contact.caller_key) == 64
    assert "12345678" not in str(vars(contact))


def test_times_run_from_ring_to_answer_to_end_to_wrap_up(world):
    contact = rings(world)
    desk.answer_contact(world.asta.scope, contact.uid, now=NOON + timedelta(seconds=20))
    desk.end_contact(
        world.asta.scope,
        contact.uid,
        at=NOON + timedelta(seconds=110),
        now=NOON + timedelta(seconds=111),
        hold_seconds=15,
    )
    done = desk.wrap_up(
        world.asta.scope,
        contact.uid,
        desk.WrapUp(outcome="resolved", subject="mnt.fault"),
        now=NOON + timedelta(seconds=170),
    )
    times = (done.wait_seconds, done.talk_seconds, done.hold_seconds, done.wrap_seconds)
    assert times == (20, 75, 15, 60)
    assert done.eligible_for_fcr is True
    assert done.agent_id == world.asta.person.pk


def test_who_gives_up_waiting_is_abandoned_once_and_not_asked_about(world):
    contact = rings(world)
    gone = desk.abandon_contact(world.asta.scope, contact.uid, at=NOON + timedelta(seconds=3), now=NOON)
    desk.abandon_contact(world.asta.scope, contact.uid, at=NOON + timedelta(seconds=9), now=NOON)
    assert (gone.outcome, gone.wait_seconds, gone.eligible_for_fcr) == ("abandoned", 3, False)
    assert again(contact).wait_seconds == 3
    with pytest.raises(Refused):
        desk.answer_contact(world.asta.scope, contact.uid, now=NOON)


def test_the_other_system_may_tell_of_a_call_twice(world):
    first, second = rings(world, reference="pbx:77"), rings(world, reference="pbx:77")
    assert first.pk == second.pk
    there = desk.open_contact(
        world.carla.scope, desk.Opening(channel="phone", started_at=NOON, reference="pbx:77"), now=NOON
    )
    assert there.pk != first.pk


def test_the_same_caller_on_the_same_matter_within_seven_days_is_a_repeat_on_any_channel(world):
    first = ends(world, rings(world), subject="mnt.fault")
    second = ends(world, rings(world, at=NOON + timedelta(days=7), channel="sms"), subject="mnt.fault")
    third = ends(world, rings(world, at=NOON + timedelta(days=7, hours=1)), subject="other")
    assert second.repeat_of_id == first.pk
    assert third.repeat_of_id is None


def test_a_withheld_number_is_linked_when_the_person_is_known_later(world):
    # T-CC-07: by person when known, else by number, else not at all.
    first = ends(world, rings(world, caller_id=world.dan.person.pk, caller_handle=""), subject="mnt.fault")
    unknown = ends(world, rings(world, at=NOON + timedelta(days=2), caller_handle=""), subject="mnt.fault")
    assert unknown.repeat_of_id is None
    known = desk.identify_caller(world.asta.scope, unknown.uid, caller_id=world.dan.person.pk, now=NOON)
    assert known.repeat_of_id == first.pk


def test_a_wrong_number_is_nothing_to_come_back_to(world):
    ends(world, rings(world), "wrong_number", subject="mnt.fault")
    assert ends(world, rings(world, at=NOON + timedelta(days=1)), subject="mnt.fault").repeat_of_id is None


def test_a_warm_transfer_is_one_matter_asked_about_once(world):
    contact = rings(world)
    desk.answer_contact(world.asta.scope, contact.uid, now=NOON)
    later = NOON + timedelta(seconds=60)
    goes_on = desk.hand_over(
        world.asta.scope, contact.uid, queue="payroll", note="Asks about overtime in May", now=later
    )
    first = again(contact)
    assert (first.outcome, first.eligible_for_fcr) == ("transferred", True)
    assert (goes_on.continues_id, goes_on.queue, goes_on.note) == (first.pk, "payroll", "Asks about overtime in May")
    assert goes_on.caller_key == first.caller_key
    done = desk.wrap_up(world.asta.scope, goes_on.uid, desk.WrapUp(outcome="resolved", subject="x"), now=later)
    assert done.eligible_for_fcr is False
    assert done.repeat_of_id is None


def test_nobody_is_handed_over_without_a_word(world):
    with pytest.raises(Invalid):
        desk.hand_over(world.asta.scope, rings(world).uid, queue="payroll", note=" ", now=NOON)
    with pytest.raises(Invalid):
        desk.hand_over(world.asta.scope, rings(world).uid, note="Overtime", now=NOON)


def test_a_contact_may_be_about_several_requests(world):
    contact, one, two = rings(world), request_of(world), request_of(world, description="The lamp too")
    for _twice in range(2):
        desk.link_contact(world.asta.scope, contact.uid, request_uid=one.uid, relation="created", now=NOON)
        desk.link_contact(world.asta.scope, contact.uid, request_uid=two.uid, relation="created", now=NOON)
    linked = again(contact)
    assert (linked.service_request_id, linked.subject, linked.unit_id) == (one.pk, "mnt.fault", world.north.pk)
    with everywhere(reason="test"):
        assert [link.service_request_id for link in ContactLink.objects.all()] == [two.pk]


def test_what_is_said_about_a_restricted_matter_is_restricted(world):
    world.fault.request_class = "D7"
    world.fault.save(update_fields=["request_class"])
    world.receive_cases()
    officer = world.someone("HR-C")
    contact, row = rings(world), request_of(world)
    with everywhere(reason="test"):
        assert row.data_class == "D7"
    with pytest.raises(row.DoesNotExist):
        desk.link_contact(world.asta.scope, contact.uid, request_uid=row.uid, relation="about", now=NOON)
    assert again(contact).data_class == "D1"
    assert officer.scope.community_id == world.community.pk


def test_others_do_not_see_it_and_lookers_take_none(world):
    contact = rings(world)
    with pytest.raises(Contact.DoesNotExist):
        desk.wrap_up(world.carla.scope, contact.uid, desk.WrapUp(outcome="resolved"), now=NOON)
    with pytest.raises(NotAllowed):
        rings(world, actor=world.bo)
    assert not Contact.objects.within(world.bo.scope).exists()


def test_how_it_ended_is_said_once_and_corrected_by_those_who_answer_for_the_desk(world):
    contact = ends(world, rings(world), "spam", subject="mnt.fault")
    with pytest.raises(Refused):
        ends(world, contact)
    agent = world.someone("SD-AG")
    with pytest.raises(NotAllowed):
        desk.correct_outcome(agent.scope, contact.uid, outcome="resolved", reason="No", now=NOON)
    right = desk.correct_outcome(
        world.asta.scope, contact.uid, outcome="request_created", reason="It was real", now=NOON
    )
    assert right.eligible_for_fcr is True
    with everywhere(reason="test"):
        told = EventRecord.objects.get(kind="desk.contact_outcome_corrected")
    assert (told.payload["before"], told.payload["after"]) == ("spam", "request_created")
    assert "real" not in str(told.payload)


@pytest.mark.parametrize("outcome", ["", "abandoned", "vanished"])
def test_only_an_outcome_of_the_list_is_one(world, outcome):
    with pytest.raises(Invalid):
        ends(world, rings(world), outcome)


def test_words_and_number_are_forgotten_after_ninety_days_and_the_figures_stay(world):
    contact = ends(world, rings(world, note="The tap drips"), subject="mnt.fault")
    assert forget_contents(NOON + timedelta(days=89)) == 0
    assert forget_contents(NOON + timedelta(days=90, seconds=1)) == 1
    kept = again(contact)
    assert (kept.note, kept.caller_key, kept.caller_hint) == ("", "", "")
    assert (kept.outcome, kept.subject, kept.talk_seconds) == ("resolved", "mnt.fault", 90)
