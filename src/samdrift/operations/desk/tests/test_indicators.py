"""Signs that promises are kept on paper: each counts what its definition says, for both parties alike."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.kernel import gaming
from samdrift.kernel.gaming import Sign
from samdrift.operations.desk.queries import indicators
from samdrift.operations.desk.queries.indicators import Period
from samdrift.operations.disputes.commands.proposing import Why, propose_deadline
from samdrift.operations.promises.models import Promise
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.queries.names import forget
from samdrift.operations.work.models import WorkOrder
from samdrift.registers.catalogue.models import RequestType
from samdrift.registers.catalogue.queries.known import forget as forget_catalogue
from samdrift.registers.contracts.models import SlaClock, SlaPolicy
from tests.world import NOON, START, words

MAY = Period(datetime(2025, 5, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC))
PAGE = "?month=2025-05"


@pytest.fixture
def manager(world):
    return world.someone("CTR-P")


def due_of(row, kind="complete"):
    with everywhere(reason="a test looks"):
        return Promise.objects.get(subject_uid=row.uid, kind=kind).due_at


def done(world, row, at=NOON + timedelta(hours=2)):
    return requests.resolve_at_once(world.asta.scope, row.uid, expected_version=None, resolution="repaired", now=at)


def sign(manager, code):
    return indicators.counted(manager.scope, MAY)[code]


def shown(manager, code):
    return {row.uid for row in indicators.rows_behind(manager.scope, MAY, code)}


def test_done_in_the_last_five_minutes_is_counted_beside_just_after(world, manager, reported):
    early, edge, last, late = (reported() for _ in range(4))
    due = due_of(early)
    done(world, early, due - timedelta(minutes=6))
    done(world, edge, due - timedelta(minutes=5))
    done(world, last, due)
    done(world, late, due + timedelta(minutes=5))
    assert sign(manager, "last_minutes") == Sign(2, 4)
    assert shown(manager, "last_minutes") == {edge.uid, last.uid}
    assert indicators.just_missed(manager.scope, MAY) == 1


def test_the_agreed_deadline_is_the_one_in_force(world, manager, reported):
    row = reported()
    done(world, row, due_of(row))
    with everywhere(reason="a test sets a deadline"):
        Promise.objects.filter(subject_uid=row.uid, kind="complete").update(agreed_due_at=due_of(row) + gaming.AGAIN)
    assert sign(manager, "last_minutes") == Sign(0, 1)


def test_what_was_reopened_is_counted_among_what_was_done(world, manager, reported):
    back, stayed = reported(), reported()
    done(world, back)
    done(world, stayed)
    later = NOON + timedelta(hours=5)
    requests.reopen(world.dan.scope, back.uid, expected_version=None, reason="It still drips", now=later)
    assert sign(manager, "reopened") == Sign(1, 2)
    assert shown(manager, "reopened") == {back.uid}


def test_the_same_reported_again_within_seven_days_at_the_same_place(world, manager, reported):
    ended, other_place = reported(), reported(space_id=None, asset_id=world.lift.pk)
    done(world, ended)
    done(world, other_place)
    reported(at=NOON + timedelta(days=8))
    assert sign(manager, "again") == Sign(0, 2)
    reported(at=NOON + timedelta(days=7))
    assert sign(manager, "again") == Sign(1, 2)
    assert shown(manager, "again") == {ended.uid}


def test_cancelled_and_reported_again_is_the_same_sign(world, manager, reported):
    row = reported()
    requests.cancel(world.asta.scope, row.uid, expected_version=None, now=NOON + timedelta(hours=1))
    reported(at=NOON + timedelta(hours=2))
    assert sign(manager, "again") == Sign(1, 1)


def hold(world, row, at):
    asta = world.asta.scope
    with everywhere(reason="a test looks"):
        state = ServiceRequest.objects.get(uid=row.uid).state
    if state == "submitted":
        requests.triage(asta, row.uid, expected_version=None, now=NOON)
        requests.take_request(asta, row.uid, expected_version=None, now=NOON)
        requests.start(asta, row.uid, expected_version=None, now=NOON)
    requests.put_on_hold(asta, row.uid, expected_version=None, reason="awaiting_requester", now=at)


def go_on(world, row, at=NOON + timedelta(hours=1)):
    requests.resume(world.asta.scope, row.uid, expected_version=None, now=at)


def test_a_pause_in_the_last_tenth_is_a_sign_and_one_when_late_is_not(world, manager, reported):
    """Trap 11: "awaiting user" at 74 % is one story, at 95 % another."""
    soon, late, near = reported(), reported(), reported()
    due = due_of(soon)
    hold(world, soon, NOON + timedelta(hours=1))
    hold(world, near, due - timedelta(minutes=30))
    hold(world, late, due + timedelta(hours=1))
    assert sign(manager, "paused_late") == Sign(1, 3)
    assert shown(manager, "paused_late") == {near.uid}


def test_a_pause_before_it_is_left_out_of_the_share(world, manager, reported):
    row = reported()
    hold(world, row, NOON + timedelta(minutes=10))
    go_on(world, row, NOON + timedelta(days=14))
    # Two weeks later hardly any of the time is used.
    hold(world, row, NOON + timedelta(days=14, minutes=10))
    assert sign(manager, "paused_late") == Sign(0, 1)
    assert sign(manager, "loops") == Sign(1, 1)


def test_waiting_for_the_requester_once_is_no_loop(world, manager, reported):
    hold(world, reported(), NOON + timedelta(minutes=10))
    assert sign(manager, "loops") == Sign(0, 1)


def lower(world, row, at):
    requests.confirm_priority(world.dan.scope, row.uid, expected_version=None, impact=4, urgency=4, now=at)


def test_a_priority_lowered_late_is_a_sign_and_one_lowered_at_once_is_not(world, manager, reported):
    at_once, late = reported(), reported()
    lower(world, at_once, NOON + timedelta(minutes=5))
    lower(world, late, due_of(late) - timedelta(hours=1))
    assert sign(manager, "lowered") == Sign(1, 2)
    assert shown(manager, "lowered") == {late.uid}


def test_another_type_with_more_time_is_a_sign(world, manager, reported):
    for code in ("mnt.slow", "mnt.same"):
        RequestType.objects.create(
            community=world.community, service=world.fault.service, line_code="MNT", code=code, name=words(code)
        )
    easy = SlaPolicy.objects.create(
        community=world.community, contract=world.contract, code="SLOW", name=words("Slow"), valid_from=START,
        request_type_code="mnt.slow", recorded_at=NOON,
    )  # fmt: skip
    SlaClock.objects.create(
        community=world.community, policy=easy, kind="complete", unit="work_days", amount=60, calendar_code="OFFICE",
        stops_with="resolved",
    )  # fmt: skip
    world.contract.version += 1
    world.contract.save(update_fields=["version"])
    forget_catalogue(world.community.pk)
    eased, same = reported(), reported()
    later = NOON + timedelta(minutes=1)
    for row, code in ((same, "mnt.same"), (eased, "mnt.slow")):
        requests.confirm_type(world.asta.scope, row.uid, expected_version=None, request_type=code, now=later)
    assert sign(manager, "retyped") == Sign(1, 2)
    assert shown(manager, "retyped") == {eased.uid}


def test_done_without_a_visit_and_with_nothing_to_show(world, manager, reported):
    world.fault.evidence = ["photo"]
    world.fault.version += 1
    world.fault.save(update_fields=["evidence", "version"])
    forget_catalogue(world.community.pk)
    bare, visited = reported(), reported()
    for row, started in ((bare, None), (visited, NOON)):
        done(world, row)
        WorkOrder.objects.create(
            community=world.community, number=f"W-{row.pk}", service_request=row, contract=world.contract,
            site=world.site, unit=world.north, line_code="MNT", title="x", started_at=started,
            place_confirmed_at=started, created_at=NOON, changed_at=NOON,
        )  # fmt: skip
    assert sign(manager, "not_begun") == Sign(1, 2)
    assert sign(manager, "nothing_to_show") == Sign(1, 2)
    assert shown(manager, "nothing_to_show") == {bare.uid}


def test_another_deadline_asked_for_when_late_is_a_sign(world, manager, reported):
    late, early = reported(), reported()
    for row, at in ((late, due_of(late) + timedelta(hours=1)), (early, NOON + timedelta(hours=1))):
        with everywhere(reason="a test looks"):
            promise = Promise.objects.get(subject_uid=row.uid, kind="complete")
        asked = {"due_at": at + timedelta(days=20), "why": Why(reason="A part is on its way"), "now": at}
        propose_deadline(manager.scope, promise.uid, **asked)
    assert sign(manager, "asked_when_late") == Sign(1, 2)


def test_receipt_moved_to_later_is_a_sign(world, manager, reported):
    for offset in (-30, 30):
        row = reported()
        moment, said = NOON + timedelta(hours=2), NOON + timedelta(minutes=offset)
        requests.correct_received_at(
            world.asta.scope, row.uid, expected_version=None, received_at=said, reason="call_recorded", now=moment
        )
    assert sign(manager, "received_later") == Sign(1, 2)


def test_both_parties_read_the_same_and_restricted_matters_are_in_none(world, manager, reported):
    row, hidden = reported(), reported()
    for one in (row, hidden):
        done(world, one, due_of(one))
    with everywhere(reason="a test hides a request"):
        ServiceRequest.objects.filter(pk=hidden.pk).update(data_class="D8")
    customer = world.someone("CTR-C")
    mine, theirs = (indicators.counted(who.scope, MAY) for who in (manager, customer))
    assert mine == theirs
    assert mine["last_minutes"] == Sign(1, 1)


def test_the_other_community_and_another_month_are_not_counted(world, manager, reported):
    row = reported()
    done(world, row, due_of(row))
    june = Period(MAY.end, MAY.end + timedelta(days=30))
    assert all(found.whole == 0 for found in indicators.counted(manager.scope, june).values())
    assert all(found.whole == 0 for found in indicators.counted(world.carla.scope, MAY).values())


def test_people_are_named_to_their_own_side_only_and_never_for_a_few(world, client, manager, reported):
    world.asta.person.family_name = "Steenstrup"
    world.asta.person.save(update_fields=["family_name"])
    forget()
    rows = [reported(description="The lamp blinks") for _ in range(gaming.FEWEST)]
    for row in rows:
        hold(world, row, NOON + timedelta(minutes=5))
        go_on(world, row)
        done(world, row)
    page = reverse("desk:indicators") + PAGE

    def names(role):
        client.force_login(world.someone(role).person)
        return "Steenstrup" in client.get(page).content.decode().split("<main", 1)[1]

    assert names("CTR-P")
    assert not names("CTR-C")
    everybody = Sign(gaming.FEWEST, gaming.FEWEST)
    told = indicators.groups(manager.scope, MAY, "assignee")
    assert [(one.key, one.paused, one.reopened.part) for one in told] == [(world.asta.person.pk, everybody, 0)]
    with everywhere(reason="a test gives one to nobody"):
        ServiceRequest.objects.filter(pk=rows[0].pk).update(assignee=None)
    assert not names("CTR-P")


def test_the_page_costs_the_same_for_many_and_says_no_percentage_of_few(world, client, manager, reported):
    client.force_login(manager.person)
    page = reverse("desk:indicators") + PAGE
    costs = []
    for extra in (1, gaming.FEWEST - 1, gaming.FEWEST):
        for _ in range(extra):
            row, moved = reported(), reported()
            hold(world, row, NOON + timedelta(minutes=10))
            go_on(world, row)
            done(world, row, due_of(row))
            lower(world, moved, NOON + timedelta(minutes=5))
        forget()
        with CaptureQueriesContext(connection) as asked:
            html = client.get(page).content.decode()
        costs.append(len(asked))
        assert ("100.0 %" in html) == (extra > 1)
    assert costs[1] == costs[2], costs


def test_each_figure_opens_to_its_requests_and_nonsense_to_nothing(world, client, manager, reported):
    row = reported()
    done(world, row, due_of(row))
    client.force_login(manager.person)
    for code in indicators.SIGNS:
        assert client.get(reverse("desk:indicator") + PAGE + f"&sign={code}").status_code == 200, code
    told = client.get(reverse("desk:indicator") + PAGE + "&sign=last_minutes").content.decode()
    assert row.number in told
    assert client.get(reverse("desk:indicator") + PAGE + "&sign=nonsense").status_code == 404


def test_the_page_is_for_both_contract_managers_and_auditors(world, client):
    for role, status in (("CTR-C", 200), ("CTR-P", 200), ("AUD", 200), ("SD-AG", 403), ("SVC-E", 403), ("USR", 403)):
        client.force_login(world.someone(role).person)
        assert client.get(reverse("desk:indicators")).status_code == status, role
