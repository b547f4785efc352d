"""Wrong mergers taken back, one request that was several, and parts of a whole; nothing is lost on the way."""

from datetime import timedelta

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.scope import everywhere
from samdrift.operations.promises.models import Promise
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.queries.tracked import followed
from samdrift.operations.requests.rules.numbers import track_token
from tests.world import NOON

LATER, MUCH_LATER = NOON + timedelta(hours=1), NOON + timedelta(hours=3)


def again(row):
    with everywhere(reason="test"):
        return type(row).objects.get(pk=row.pk)


def clocks(row):
    with everywhere(reason="test"):
        rows = Promise.objects.filter(subject_uid=row.uid).exclude(state="voided")
        return {one.kind: (one.started_at, one.due_at, one.stopped_at) for one in rows}


def merged(world, row, master, at=LATER):
    return requests.mark_duplicate(world.asta.scope, row.uid, expected_version=None, master_uid=master.uid, now=at)


def apart(world, row, at=MUCH_LATER):
    return requests.separate(world.asta.scope, row.uid, expected_version=None, now=at)


def test_a_wrong_merger_is_taken_back_with_the_first_clocks(world, report):
    master, other = report(), report(description="The lamp flickers")
    before = clocks(other)
    merged(world, other, master)
    assert clocks(other) == {}
    row = apart(world, other)
    assert (row.state, row.master_id, row.is_open) == ("submitted", None, True)
    assert clocks(other) == before
    assert again(other).next_due_at == min(due for _start, due, _stop in before.values())
    assert again(master).me_too == 0


def test_what_was_acknowledged_before_stays_acknowledged(world, report):
    master, other = report(), report()
    requests.triage(world.asta.scope, other.uid, expected_version=None, now=NOON + timedelta(minutes=5))
    merged(world, other, master)
    row = apart(world, other)
    assert row.state == "triaged"
    assert clocks(other)["acknowledge"][2] == NOON + timedelta(minutes=5)
    assert clocks(other)["complete"][2] is None


def test_work_that_had_begun_begins_anew_at_the_desk(world, report):
    master, other = report(), report()
    requests.triage(world.asta.scope, other.uid, expected_version=None, now=NOON)
    requests.assign_request(world.asta.scope, other.uid, expected_version=None, team_id=world.team.pk, now=NOON)
    merged(world, other, master)
    deliver_all()
    row = apart(world, other)
    assert (row.state, row.team_id) == ("triaged", None)


def test_words_and_witnesses_are_kept_through_merging_and_back(world, officer, report):
    master, other = report(), report()
    requests.add_comment(world.asta.scope, other.uid, body="It drips into the lamp", now=NOON)
    requests.me_too(world.asta.scope, other.uid, now=NOON, contact="12345678", device_key="k")
    merged(world, other, master)
    assert again(master).me_too == 2
    apart(world, other)
    assert (again(master).me_too, again(other).me_too) == (0, 1)
    with everywhere(reason="test"):
        assert requests.Comment.objects.filter(service_request=other.pk).count() == 1
        assert requests.Witness.objects.filter(service_request=other.pk).count() == 1
        assert requests.Witness.objects.filter(service_request=master.pk).count() == 0


def test_a_merger_of_a_merger_is_one_state_for_whoever_asked_first(world, report, settings):
    first, second, third = report(), report(), report()
    merged(world, first, second)
    merged(world, second, third)
    assert again(first).master_id == third.pk
    assert again(third).me_too == 2
    link = followed(track_token(first.uid, settings.SECRET_KEY))
    assert link is not None
    assert link.master is not None
    assert link.master.pk == third.pk
    apart(world, second)
    assert again(first).master_id == second.pk
    assert again(third).me_too == 0


def test_only_what_was_merged_is_separated_by_those_who_merge(world, report):
    master, other = report(), report()
    with pytest.raises(Refused):
        apart(world, other)
    merged(world, other, master)
    with pytest.raises(NotAllowed):
        requests.separate(world.dan.scope, other.uid, expected_version=None, now=MUCH_LATER)
    with pytest.raises(requests.ServiceRequest.DoesNotExist):
        requests.separate(world.carla.scope, other.uid, expected_version=None, now=MUCH_LATER)


def test_a_part_is_for_the_same_person_at_the_same_place_from_the_same_moment(world, officer, report):
    row = report(description="The tap drips and the lamp is dark")
    part = requests.split_off(
        world.asta.scope, row.uid, request_type="mnt.fault", description="The lamp is dark", now=LATER
    )
    assert (part.parent_id, part.requester_id, part.space_id) == (row.pk, officer.person.pk, world.washroom.pk)
    assert part.received_at == row.received_at
    assert clocks(part) == clocks(row)
    assert again(row).description == "The tap drips and the lamp is dark"
    with pytest.raises(Refused):
        requests.split_off(world.asta.scope, part.uid, request_type="mnt.fault", description="More", now=LATER)
    with pytest.raises(Invalid):
        requests.split_off(world.asta.scope, row.uid, request_type="mnt.fault", description=" ", now=LATER)


def test_a_whole_has_parts_and_a_part_has_none(world, report):
    whole, part, third = report(), report(), report()

    def under(row, parent):
        return requests.put_under(world.asta.scope, row.uid, parent_uid=parent.uid, expected_version=None, now=LATER)

    under(part, whole)
    assert again(part).parent_id == whole.pk
    with pytest.raises(Refused):
        under(third, part)
    with pytest.raises(Refused):
        under(whole, third)
    with pytest.raises(Invalid):
        under(whole, whole)
    requests.take_out(world.asta.scope, part.uid, expected_version=None, now=LATER)
    assert again(part).parent_id is None
    with pytest.raises(Refused):
        requests.take_out(world.asta.scope, part.uid, expected_version=None, now=LATER)


def test_the_desk_does_it_all_by_plain_forms(world, report, client):
    client.force_login(world.asta.person, backend="samdrift.doors.account.backend.PasswordBackend")
    master, other = report(), report()

    def press(row, move, **fields):
        return client.post(
            f"/requests/{row.uid}/{move}/", {"version": again(row).version, **fields}, follow=True
        ).content.decode()

    press(other, "duplicate", master=master.number)
    assert "Not the same after all" in client.get(f"/requests/{other.uid}/").content.decode()
    press(other, "separate")
    assert again(other).state == "submitted"
    assert "The part is request" in press(other, "split", request_type="mnt.fault", description="The lamp")
    press(master, "part-of", parent=other.number)
    assert again(master).parent_id == other.pk
    press(master, "take-out")
    assert again(master).parent_id is None
