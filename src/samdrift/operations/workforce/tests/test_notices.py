"""What people are told: emergencies at night, missing signs of life, what runs out; and no protected name."""

from datetime import UTC, datetime, time, timedelta

import pytest

from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.notices import public as notices
from samdrift.foundation.notices.gateways import use_gateway
from samdrift.foundation.notices.models import Notice, Sending
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.notices.ladder import tell_unanswered
from samdrift.operations.workforce.commands.absences import answer_absence, ask_absence
from samdrift.operations.workforce.commands.alerts import climb_alerts
from samdrift.operations.workforce.commands.lone import miss_watches, start_watch
from samdrift.operations.workforce.commands.shifts import change_day
from samdrift.operations.workforce.commands.skills import Having, grant_skill, name_skill, tell_expiries
from samdrift.operations.workforce.tests.conftest import MONDAY
from samdrift.operations.workforce.tests.test_calling import roster
from tests.world import words

NIGHT = datetime(2025, 5, 6, 0, 30, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def clock(monkeypatch):
    """Sets the time it is."""

    def set_to(moment):
        monkeypatch.setattr("samdrift.foundation.clock.now", lambda: moment)
        for module in ("notices", "jobs"):
            monkeypatch.setattr(f"samdrift.operations.workforce.{module}.now", lambda: moment)

    set_to(NIGHT)
    return set_to


def flood(house, priority=1):
    asker = house.world.someone("USR", name="Olga")
    ask = requests.Ask(
        request_type="mnt.fault", channel="phone", title="Flood", description="Water everywhere, somebody is in danger",
        site_id=house.world.site.pk, space_id=house.world.washroom.pk, requester_id=asker.person.pk,
    )  # fmt: skip
    row = requests.submit_request(asker.scope, ask, received_at=NIGHT, now=NIGHT).service_request
    with everywhere(reason="a test sets how urgent it is"):
        requests.ServiceRequest.objects.filter(pk=row.pk).update(priority=priority)
    return row


def told(kind):
    with everywhere(reason="a test looks"):
        rows = Notice.objects.filter(kind=kind).select_related("receiver").order_by("pk")
        return [(row.receiver.given_name, notices.said(row).subject) for row in rows]


def test_an_emergency_calls_whoever_is_on_call_and_climbs(house, clock):
    roster(house)
    row = flood(house)
    deliver_all()
    assert told("on_call.called") == [("Sven", f"Emergency, you are called: {row.number} Flood")]
    clock(NIGHT + 10 * MINUTE)
    climb_alerts(now=NIGHT + 10 * MINUTE)
    deliver_all()
    assert [name for name, _subject in told("on_call.called")] == ["Sven", "Siri"]
    with everywhere(reason="what the job does"):
        assert tell_unanswered(house.world.community.pk, now=NIGHT + 25 * MINUTE) == 0  # nobody is woken twice


class Ways:
    """A way out of the house that keeps what it was given."""

    def __init__(self):
        self.sent = []

    def configured(self):
        return True

    def send(self, row, letter):
        self.sent.append(row.receiver_id)


def test_quiet_hours_hold_a_changed_shift_back_but_no_emergency(house, clock):
    before = {way: use_gateway(way, Ways()) for way in (notices.SMS, notices.PUSH)}
    try:
        house.sven.person.work_phone = "+4511223344"
        house.sven.person.save(update_fields=["work_phone"])
        notices.choose_ways(house.sven.scope, {"shift.changed": [notices.APP, notices.MAIL]})
        quiet = {"quiet_from": time(22), "quiet_to": time(6), "digest_at": time(7)}
        notices.choose_hours(house.sven.scope, **quiet)
        roster(house)
        flood(house)
        change_day(house.vera.scope, house.sven.employment.uid, MONDAY + 2 * DAY, "", now=NIGHT)
        deliver_all()
    finally:
        for way, gateway in before.items():
            use_gateway(way, gateway)
    with everywhere(reason="a test looks"):
        rows = Sending.objects.filter(receiver=house.sven.person).select_related("notice")
        leaves = {(one.notice.kind, one.channel): one.not_before <= NIGHT + MINUTE for one in rows}
    assert leaves["on_call.called", notices.SMS]
    assert not leaves["shift.changed", notices.MAIL]


def test_what_is_not_urgent_wakes_nobody(house, clock):
    roster(house, priorities=[1])
    flood(house, priority=3)
    deliver_all()
    assert told("on_call.called") == []


def test_a_missing_sign_of_life_reaches_the_person_then_the_leader_then_the_control_room(house, clock):
    start_watch(house.sven.scope, every_minutes=30, place="Basement", now=NIGHT)
    for minutes in (30, 40, 50):
        clock(NIGHT + minutes * MINUTE)
        miss_watches(now=NIGHT + minutes * MINUTE)
        deliver_all()
    receivers = [name for name, _subject in told("lone_worker.no_checkin")]
    assert receivers[0] == "Sven"
    assert "Asta" in receivers[1:]
    assert "Bo" in receivers


def test_a_protected_person_is_a_title_in_what_others_are_told(house, clock):
    house.sven.person.protected_identity = True
    house.sven.person.save(update_fields=["protected_identity"])
    house.sven.employment.title = "Technician"
    house.sven.employment.save(update_fields=["title"])
    start_watch(house.sven.scope, every_minutes=30, now=NIGHT)
    clock(NIGHT + 40 * MINUTE)
    miss_watches(now=NIGHT + 40 * MINUTE)
    deliver_all()
    assert all("Sven" not in subject and "Technician" in subject for _name, subject in told("lone_worker.no_checkin"))


def test_what_runs_out_is_told_to_the_person_the_leader_and_for_clearances_the_security_officer(house, clock):
    name_skill(house.hugo.scope, code="DK-SIK", kind="clearance", name=words("Clearance"))
    having = Having(code="DK-SIK", valid_from=MONDAY, valid_to=MONDAY + 7 * DAY)
    grant_skill(house.hugo.scope, house.sven.employment.uid, having, now=NIGHT)
    clock(NIGHT + DAY)
    tell_expiries(house.world.community.pk, now=NIGHT + DAY)
    deliver_all()
    assert {name for name, _subject in told("skill.expiring")} == {"Sven", "Asta", "Hugo"}
    assert "Clearance" in told("skill.expiring")[0][1]


def test_leaders_hear_who_asks_to_be_away_and_the_person_the_answer(house, clock):
    asked = ask_absence(
        house.sven.scope, first_day=MONDAY + 9 * DAY, last_day=MONDAY + 9 * DAY, kind="leave", now=NIGHT
    )
    deliver_all()
    assert [name for name, _subject in told("absence.asked")] == ["Asta"]
    answer_absence(house.vera.scope, asked.uid, answer="refuse", expected_version=None, now=NIGHT)
    deliver_all()
    assert [name for name, _subject in told("absence.refused")] == ["Sven"]
    assert told("absence.granted") == []
