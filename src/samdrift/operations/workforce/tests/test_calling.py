"""On call: rosters, swaps, alerts that climb, and people who work alone, with the clock."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.operations.workforce import public as workforce
from samdrift.operations.workforce.commands.absences import note_absence
from samdrift.operations.workforce.commands.alerts import climb_alerts, take_alert
from samdrift.operations.workforce.commands.lone import check_in, end_watch, miss_watches, start_watch
from samdrift.operations.workforce.commands.on_call import RosterDraft, close_roster, set_roster
from samdrift.operations.workforce.commands.swaps import SwapWish, answer_swap, ask_swap
from samdrift.operations.workforce.jobs import call_the_next
from samdrift.operations.workforce.models import Alert, AlertCall, LoneWatch
from samdrift.operations.workforce.tests.conftest import MONDAY
from tests.world import NOON, words

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NIGHT = datetime(2025, 5, 6, 0, 30, tzinfo=UTC)


def roster(house, *people, code="TECH", **more):
    members = [one.employment.uid for one in people or (house.sven, house.siri)]
    draft = RosterDraft(code=code, name=words(code), first_day=MONDAY, members=members, **more)
    return set_roster(house.asta.scope, draft, now=NOON)


def alarm(house, **more):
    values = {
        "subject_kind": "requests.servicerequest", "subject_uid": uuid4(), "number": "NPS-2025-1", "title": "Flood",
        "line": "MNT", "priority": 1, "site_id": house.world.site.pk, "unit_id": house.world.north.pk,
        "contract_id": house.world.contract.pk,
    }  # fmt: skip
    return workforce.Alarm(**values | more)


def raised(house, now=NIGHT, **more):
    return workforce.raise_alert(house.asta.scope, alarm(house, **more), now=now)


def called():
    with everywhere(reason="a test looks who was called"):
        return [(one.step, one.person.given_name) for one in AlertCall.objects.order_by("pk").select_related("person")]


def told(kind):
    with everywhere(reason="a test reads the book"):
        return [one.payload for one in EventRecord.objects.filter(kind=kind).order_by("pk")]


def on_call(house, at=NIGHT, **more):
    found = workforce.who_is_on_call(
        house.world.community.pk, **{"line": "MNT", "site_id": None, "priority": 1} | more, at=at
    )
    return found and [house.sven.person.pk, house.siri.person.pk].index(found.people[0])


def test_who_is_on_call_follows_the_turns(house):
    roster(house)
    assert on_call(house) == 0
    assert on_call(house, NIGHT + 7 * DAY) == 1
    assert on_call(house, NIGHT + 14 * DAY) == 0
    assert on_call(house, NIGHT - 2 * DAY) is None


def test_outside_hours_means_while_the_calendar_is_closed(house):
    roster(house, outside="OFFICE")
    assert on_call(house) == 0
    assert on_call(house, NOON) is None  # Monday noon, the office answers
    roster(house, outside="NO-SUCH")
    assert on_call(house, NOON) == 0


def test_who_is_away_is_passed_over(house):
    roster(house)
    note_absence(
        house.vera.scope, house.sven.employment.uid, first_day=MONDAY, last_day=MONDAY + DAY, kind="absent", now=NOON
    )
    assert on_call(house) == 1


def test_a_roster_for_the_site_wins_and_a_closed_one_calls_nobody(house):
    roster(house, lines=["MNT"])
    near = roster(house, house.siri, code="NORTH", site_ids=[house.world.site.pk])
    assert on_call(house, site_id=house.world.site.pk) == 1
    assert on_call(house, line="CLN") is None
    close_roster(house.asta.scope, near.uid, on=MONDAY, expected_version=None, now=NOON)
    assert on_call(house, site_id=house.world.site.pk) == 0


def test_only_planners_write_rosters(house):
    for actor in (house.sven, house.dan, house.bo):
        with pytest.raises(NotAllowed):
            set_roster(
                actor.scope,
                RosterDraft(code="X", name=words("X"), first_day=MONDAY, members=[house.sven.employment.uid]), now=NOON,
            )  # fmt: skip
    with pytest.raises(Invalid) as wrong:
        roster(house, turn_days=0, acknowledge_minutes=0, timezone="Mars/Olympus")
    assert set(wrong.value.fields) == {"turn_days", "acknowledge_minutes", "timezone"}


def test_a_turn_is_swapped_when_both_agree(house):
    made = roster(house)
    second = MONDAY + 7 * DAY
    wish = SwapWish(given_day=second, back_day=second + 7 * DAY, roster_uid=made.uid)
    swap = ask_swap(house.siri.scope, house.sven.employment.uid, wish, now=NOON)
    assert on_call(house, NIGHT + 7 * DAY) == 1
    with pytest.raises(NotAllowed):
        answer_swap(house.siri.scope, swap.uid, answer="agree", expected_version=None, now=NOON)
    answer_swap(house.sven.scope, swap.uid, answer="agree", expected_version=1, now=NOON)
    assert (on_call(house, NIGHT + 7 * DAY), on_call(house, NIGHT + 14 * DAY)) == (0, 1)
    with pytest.raises(Refused):
        answer_swap(house.sven.scope, swap.uid, answer="refuse", expected_version=None, now=NOON)


def test_nobody_gives_away_what_is_not_theirs(house):
    made = roster(house)
    wish = SwapWish(given_day=MONDAY + 14 * DAY, roster_uid=made.uid)  # Sven's
    with pytest.raises(Invalid):
        ask_swap(house.siri.scope, house.sven.employment.uid, wish, now=NOON)
    with pytest.raises(Refused):
        ask_swap(house.sven.scope, house.siri.employment.uid, SwapWish(given_day=MONDAY, roster_uid=made.uid), now=NOON)


def test_a_shift_is_swapped_and_both_days_change(house):
    house.works(house.sven, ["06:00-14:00"] * 5 + ["", ""])
    house.works(house.siri, ["14:00-22:00"] * 5 + ["", ""])
    day, back = MONDAY + 2 * DAY, MONDAY + 5 * DAY
    with pytest.raises(Invalid):  # a Saturday: she has no shift to give back
        ask_swap(house.sven.scope, house.siri.employment.uid, SwapWish(given_day=day, back_day=back), now=NOON)
    swap = ask_swap(house.sven.scope, house.siri.employment.uid, SwapWish(given_day=day), now=NOON)
    answer_swap(house.siri.scope, swap.uid, answer="agree", expected_version=None, now=NOON)
    start = datetime(2025, 5, 7, tzinfo=UTC)
    found = {
        one.person_id: one.spans for one in workforce.available(house.asta.scope, [house.team.pk], start, start + DAY)
    }
    assert found[house.sven.person.pk] == ()
    assert len(found[house.siri.person.pk]) == 2


def test_a_day_that_has_begun_in_its_own_place_is_swapped_no_more(house):
    """Half past midnight in Copenhagen: by Greenwich the day would still be to come."""
    roster(house)
    begun = datetime(2025, 5, 5, 22, 30, tzinfo=UTC)
    wish = SwapWish(given_day=begun.date() + DAY)
    with pytest.raises(Refused, match="to come"):
        ask_swap(house.sven.scope, house.siri.employment.uid, wish, now=begun)


def test_an_emergency_climbs_until_somebody_takes_it(house):
    roster(house)
    alert = raised(house)
    assert called() == [(0, "Sven")]
    assert climb_alerts(now=NIGHT + 9 * MINUTE) == 0
    assert climb_alerts(now=NIGHT + 10 * MINUTE) == 1
    assert climb_alerts(now=NIGHT + 10 * MINUTE) == 0  # a second worker finds nothing to do
    assert climb_alerts(now=NIGHT + 20 * MINUTE) == 1
    assert climb_alerts(now=NIGHT + 30 * MINUTE) == 1
    assert climb_alerts(now=NIGHT + 90 * MINUTE) == 0
    assert called() == [(0, "Sven"), (1, "Siri"), (2, "Asta"), (3, "Bo")]
    assert [one["rung"] for one in told("workforce.alert_called")] == ["on_call", "next", "OPS-M", "CTR-P"]
    alert.refresh_from_db()
    assert (alert.state, alert.next_at) == ("waiting", None)


def test_a_step_a_worker_was_killed_in_is_done_by_the_next_one_once(house, monkeypatch):
    roster(house)
    raised(house)
    with monkeypatch.context() as killed:
        killed.setattr("samdrift.operations.workforce.commands.alerts._tell", _dies)
        with pytest.raises(SystemExit):
            climb_alerts(now=NIGHT + 10 * MINUTE)
    assert called() == [(0, "Sven")]  # nothing is left of the half step
    monkeypatch.setattr("samdrift.operations.workforce.jobs.now", lambda: NIGHT + 10 * MINUTE)
    call_the_next({})
    call_the_next({})
    assert called() == [(0, "Sven"), (1, "Siri")]
    assert len(told("workforce.alert_called")) == len(called())


def _dies(*_arguments):
    raise SystemExit


def test_one_tap_takes_it_and_nobody_else_is_called(house):
    roster(house)
    alert = raised(house)
    for actor in (house.siri, house.dan):
        with pytest.raises((NotAllowed, Alert.DoesNotExist)):
            take_alert(actor.scope, alert.uid, now=NIGHT + MINUTE)
    assert take_alert(house.sven.scope, alert.uid, now=NIGHT + 3 * MINUTE).state == "taken"
    assert take_alert(house.sven.scope, alert.uid, now=NIGHT + 4 * MINUTE).taken_at == NIGHT + 3 * MINUTE
    with pytest.raises(Refused):
        take_alert(house.asta.scope, alert.uid, now=NIGHT + 5 * MINUTE)
    assert climb_alerts(now=NIGHT + 60 * MINUTE) == 0
    assert [(one["minutes"], one["settled"]) for one in told("workforce.alert_taken")] == [(3, False)]


def test_whoever_was_called_later_may_take_it_too(house):
    roster(house)
    alert = raised(house)
    climb_alerts(now=NIGHT + 10 * MINUTE)
    assert take_alert(house.siri.scope, alert.uid, now=NIGHT + 11 * MINUTE).taken_by_id == house.siri.person.pk


def test_a_matter_is_alerted_once_and_settled_when_it_is_in_hand(house):
    roster(house)
    one = alarm(house)
    community = house.world.community.pk
    first = workforce.raise_alert(house.asta.scope, one, now=NIGHT)
    assert workforce.raise_alert(house.asta.scope, one, now=NIGHT + MINUTE).pk == first.pk
    assert workforce.alerted(community, [one.subject_uid, uuid4()]) == {one.subject_uid}
    assert workforce.settle_alert(house.asta.scope, one.subject_uid, now=NIGHT + 2 * MINUTE)
    assert not workforce.settle_alert(house.asta.scope, one.subject_uid, now=NIGHT + 2 * MINUTE)
    assert climb_alerts(now=NIGHT + 60 * MINUTE) == 0
    assert called() == [(0, "Sven")]


def test_without_a_roster_nobody_is_called(house):
    assert raised(house) is None
    roster(house, priorities=[1])
    assert raised(house, priority=2) is None


def test_a_roster_of_one_climbs_to_the_manager_next(house):
    roster(house, house.sven)
    raised(house)
    climb_alerts(now=NIGHT + 10 * MINUTE)
    assert called() == [(0, "Sven"), (2, "Asta")]


def test_what_is_told_of_a_restricted_matter_has_its_class(house):
    roster(house)
    alert = raised(house, data_class="D8")
    with everywhere(reason="a test reads the book"):
        books = {(one.book, one.subject_kind) for one in EventRecord.objects.filter(kind__startswith="workforce.alert")}
    assert books == {("class:D8", "requests.servicerequest")}
    assert not Alert.objects.within(house.dan.scope).filter(pk=alert.pk).exists()


def test_a_sign_of_life_that_is_missing_is_told_to_the_person_the_manager_and_the_control_room(house):
    watch = start_watch(house.sven.scope, every_minutes=30, place="Basement", now=NOON)
    due = NOON + 30 * MINUTE
    assert miss_watches(now=due - MINUTE) == 0
    for moment in (
        due,
        due,
        due + 9 * MINUTE,
        due + 10 * MINUTE,
        due + 10 * MINUTE,
        due + 20 * MINUTE,
        due + 60 * MINUTE,
    ):
        miss_watches(now=moment)
    assert [one["rung"] for one in told("workforce.lone_missed")] == ["self", "OPS-M", "control"]
    check_in(house.sven.scope, watch.uid, now=due + 61 * MINUTE)
    assert miss_watches(now=due + 80 * MINUTE) == 0
    assert miss_watches(now=due + 91 * MINUTE) == 1


def test_after_a_stop_of_the_house_everything_missed_is_told(house):
    start_watch(house.sven.scope, every_minutes=30, now=NOON)
    assert miss_watches(now=NOON + 300 * MINUTE) == 3


def test_a_timer_ends_with_a_tap_and_a_leader_may_end_it(house):
    watch = start_watch(house.sven.scope, every_minutes=30, now=NOON)
    with pytest.raises(Refused):
        start_watch(house.sven.scope, every_minutes=30, now=NOON)
    with pytest.raises(NotAllowed):
        check_in(house.vera.scope, watch.uid, now=NOON)
    end_watch(house.vera.scope, watch.uid, now=NOON + MINUTE)
    assert miss_watches(now=NOON + 300 * MINUTE) == 0
    with pytest.raises(Refused):
        check_in(house.sven.scope, watch.uid, now=NOON + 2 * MINUTE)


def test_who_works_alone_is_seen_by_leaders_and_the_desk(house):
    start_watch(house.sven.scope, every_minutes=30, now=NOON)
    for actor, sees in (
        (house.sven, 1),
        (house.vera, 1),
        (house.asta, 1),
        (house.siri, 0),
        (house.dan, 0),
        (house.carla, 0),
    ):
        assert LoneWatch.objects.within(actor.scope).count() == sees, actor.person.given_name


@pytest.mark.parametrize("minutes", [0, 4, 481])
def test_a_timer_runs_between_five_minutes_and_eight_hours(house, minutes):
    with pytest.raises(Invalid):
        start_watch(house.sven.scope, every_minutes=minutes, now=NOON)


def test_finding_who_is_on_call_costs_the_same_for_many_rosters(house):
    counts = []
    for extra in range(1, 12, 10):
        for number in range(extra):
            roster(house, code=f"R{extra}-{number}", outside="OFFICE", lines=["MNT"])
        on_call(house)
        with CaptureQueriesContext(connection) as seen:
            on_call(house)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 5, counts


def test_the_first_day_of_a_year_has_somebody_on_call(house):
    roster(house)
    assert on_call(house, datetime(2026, 1, 1, 3, tzinfo=UTC)) is not None
