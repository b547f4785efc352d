"""Writing shifts and absences, and who is there for others to plan with."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.operations.workforce import public as workforce
from samdrift.operations.workforce.commands.absences import (
    answer_absence,
    ask_absence,
    note_absence,
    withdraw_absence,
)
from samdrift.operations.workforce.commands.shifts import change_day, undo_day, warned_of
from samdrift.operations.workforce.models import Absence, ShiftPattern
from samdrift.operations.workforce.tests.conftest import MONDAY, OFFICE
from tests.world import NOON

DAY = timedelta(days=1)
MORNING, EVENING = datetime(2025, 5, 5, 4, tzinfo=UTC), datetime(2025, 5, 5, 20, tzinfo=UTC)


def there(house, scope=None, start=MORNING, end=EVENING):
    found = workforce.available(scope or house.asta.scope, [house.team.pk], start, end)
    return {one.person_id: one for one in found}


def test_a_leader_writes_shifts_and_the_dispatcher_sees_who_is_there(house):
    house.works(house.sven)
    found = there(house)
    at_work = (datetime(2025, 5, 5, 6, tzinfo=UTC), datetime(2025, 5, 5, 14, tzinfo=UTC))
    assert found[house.sven.person.pk].spans == (at_work,)
    assert found[house.sven.person.pk].rostered
    assert not found[house.siri.person.pk].rostered


def test_only_leaders_of_the_same_employer_write_shifts(house):
    for actor in (house.sven, house.bo, house.dan):
        with pytest.raises(NotAllowed):
            change_day(actor.scope, house.siri.employment.uid, MONDAY, "08:00-12:00", now=NOON)


def test_the_other_community_knows_nobody_here(house):
    house.works(house.sven)
    with pytest.raises(house.sven.employment.DoesNotExist):
        change_day(house.carla.scope, house.sven.employment.uid, MONDAY, "", now=NOON)
    assert not ShiftPattern.objects.within(house.carla.scope).exists()
    assert not ShiftPattern.objects.within(house.dan.scope).exists()


def test_new_weeks_end_what_held_before(house):
    first = house.works(house.sven)
    house.works(house.sven, ["06:00-10:00"] * 7, valid_from=date(2025, 6, 2))
    first.refresh_from_db()
    assert first.valid_to == date(2025, 6, 1)


def test_weeks_with_a_last_day_lie_over_what_goes_on_afterwards(house):
    house.works(house.sven)
    house.works(house.sven, ["", "", "", "", "", "", ""], valid_from=MONDAY + DAY, valid_to=MONDAY + 2 * DAY)
    assert there(house, start=MORNING + DAY, end=EVENING + DAY)[house.sven.person.pk].spans == ()
    assert there(house, start=MORNING + 3 * DAY, end=EVENING + 3 * DAY)[house.sven.person.pk].spans != ()


def test_a_shift_nobody_understands_is_refused_with_the_text(house):
    with pytest.raises(Invalid) as wrong:
        house.works(house.sven, ["half past"] * 7)
    assert "half past" in wrong.value.fields["weeks"]


def test_one_day_is_changed_and_put_back(house):
    house.works(house.sven)
    change_day(house.vera.scope, house.sven.employment.uid, MONDAY, "", now=NOON)
    assert there(house)[house.sven.person.pk].spans == ()
    undo_day(house.vera.scope, house.sven.employment.uid, MONDAY, now=NOON)
    assert there(house)[house.sven.person.pk].spans != ()


def test_rest_that_is_too_short_is_told_and_not_refused(house):
    house.works(house.sven)
    change_day(house.vera.scope, house.sven.employment.uid, MONDAY, "15:00-23:00", now=NOON)
    assert [one.code for one in warned_of(house.vera.scope, house.sven.employment, MONDAY)] == ["rest"]


def test_who_is_ill_is_away_at_once_and_leave_waits_for_a_leader(house):
    house.works(house.sven)
    asked = ask_absence(house.sven.scope, first_day=MONDAY, last_day=MONDAY, kind="leave", now=NOON)
    assert there(house)[house.sven.person.pk].spans != ()
    answer_absence(house.vera.scope, asked.uid, answer="grant", expected_version=1, now=NOON)
    found = there(house)[house.sven.person.pk]
    assert (found.spans, found.away) == ((), {MONDAY})
    ill = ask_absence(house.siri.scope, first_day=MONDAY, last_day=MONDAY, kind="absent", now=NOON)
    assert ill.state == "granted"


def test_nobody_answers_for_themselves_and_colleagues_answer_for_nobody(house):
    mine = ask_absence(house.vera.scope, first_day=MONDAY, last_day=MONDAY, kind="leave", now=NOON)
    with pytest.raises(NotAllowed):
        answer_absence(house.vera.scope, mine.uid, answer="grant", expected_version=None, now=NOON)
    with pytest.raises(NotAllowed):
        note_absence(
            house.sven.scope, house.siri.employment.uid, first_day=MONDAY, last_day=MONDAY, kind="leave", now=NOON
        )


def test_why_somebody_is_away_is_for_them_and_their_leaders_only(house):
    note_absence(
        house.vera.scope, house.sven.employment.uid, first_day=MONDAY, last_day=MONDAY, kind="absent", now=NOON
    )
    for actor, sees in (
        (house.sven, True), (house.vera, True), (house.asta, True), (house.siri, False), (house.bo, False),
        (house.dan, False), (house.hugo, False), (house.carla, False),
    ):  # fmt: skip
        assert Absence.objects.within(actor.scope).exists() is sees, actor.person.given_name
    assert MONDAY in there(house, house.siri.scope)[house.sven.person.pk].away  # that, and no more
    with everywhere(reason="a test reads the book"):
        told = EventRecord.objects.filter(kind__startswith="workforce.absence")
        assert not [one for one in told if "absent" in str(one.payload)]


def test_days_are_taken_once_and_given_back(house):
    one = ask_absence(house.sven.scope, first_day=MONDAY, last_day=MONDAY + 3 * DAY, kind="leave", now=NOON)
    with pytest.raises(Refused):
        ask_absence(house.sven.scope, first_day=MONDAY + DAY, last_day=MONDAY + DAY, kind="training", now=NOON)
    withdraw_absence(house.sven.scope, one.uid, expected_version=None, now=NOON)
    with pytest.raises(Refused):
        withdraw_absence(house.sven.scope, one.uid, expected_version=None, now=NOON)
    assert ask_absence(house.sven.scope, first_day=MONDAY, last_day=MONDAY, kind="leave", now=NOON).state == "asked"


@pytest.mark.parametrize(
    ("last", "kind", "field"),
    [(MONDAY - DAY, "leave", "last_day"), (MONDAY + 500 * DAY, "leave", "last_day"), (MONDAY, "flu", "kind")],
)
def test_an_absence_that_makes_no_sense_is_refused(house, last, kind, field):
    with pytest.raises(Invalid) as wrong:
        ask_absence(house.sven.scope, first_day=MONDAY, last_day=last, kind=kind, now=NOON)
    assert field in wrong.value.fields


def test_who_is_there_costs_the_same_for_many(house):
    counts = []
    for extra in (1, 20):
        for _ in range(extra):
            house.works(house.world.join_team(house.world.someone("SVC-E")), OFFICE)
        scope = house.asta.scope
        with CaptureQueriesContext(
            connection,
        ) as seen:
            there(house, scope)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 5
