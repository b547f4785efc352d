"""What is said of a room: by its own people, once, with both clocks; taken back, made up, reported, helped."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.rounds import public as rounds
from samdrift.operations.rounds.commands import helping, marking
from samdrift.operations.rounds.models import HelpCall, RoundStop
from samdrift.operations.rounds.queries import rounds as queries
from samdrift.operations.rounds.tests.conftest import MONDAY, TAG, Going, at, piece
from samdrift.operations.work.public import Moment
from samdrift.operations.workforce import public as workforce
from samdrift.operations.workforce.models import Cover
from tests.world import NOON

pytestmark = pytest.mark.django_db


def states(going: Going, day: date = MONDAY) -> list[str]:
    return [room.state for room in queries.day_of_round(going.world.asta.scope, going.round.uid, day).rooms]


def test_a_room_is_done_by_scan_or_by_tap_and_only_the_code_of_the_room_proves_it(going: Going) -> None:
    mark, words = marking.mark_done(going.clea.scope, going.of(0, code=TAG), moment=at())
    assert (mark.by_scan, words) == (True, "")
    mark, words = marking.mark_done(going.clea.scope, going.of(1, code=TAG), moment=at(5))
    assert not mark.by_scan
    assert "elsewhere" in words
    assert states(going) == ["done", "done", "left"]


def test_only_whoever_goes_the_round_says_so(going: Going) -> None:
    eli = going.world.someone("SVC-E", name="Eli")
    with pytest.raises(RoundStop.DoesNotExist):
        marking.mark_done(eli.scope, going.of(0), moment=at())
    with pytest.raises(RoundStop.DoesNotExist):
        marking.mark_done(going.world.carla.scope, going.of(0), moment=at())
    for looks in (going.world.asta, going.world.bo, going.leader):
        with pytest.raises(NotAllowed):
            marking.mark_done(looks.scope, going.of(0), moment=at())
    marking.mark_done(going.bea.scope, going.of(0), moment=at())  # of the same team


def test_a_room_left_out_has_one_reason_and_may_be_made_up_the_same_day(going: Going) -> None:
    with pytest.raises(Invalid):
        marking.mark_skipped(going.clea.scope, going.of(0), "tired", moment=at())
    marking.mark_skipped(going.clea.scope, going.of(0), "occupied", moment=at())
    assert states(going)[0] == "skipped"
    marking.mark_done(going.clea.scope, going.of(0), moment=at(30))
    assert states(going)[0] == "done"
    with pytest.raises(Refused):
        marking.mark_skipped(going.clea.scope, going.of(0), "locked", moment=at(40))


def test_taken_back_by_whoever_said_it_what_was_before_counts_again(going: Going) -> None:
    marking.mark_skipped(going.clea.scope, going.of(0), "locked", moment=at())
    mark, _words = marking.mark_done(going.clea.scope, going.of(0), moment=at(1))
    with pytest.raises(NotAllowed):
        marking.undo_mark(going.bea.scope, mark.uid, moment=at(2))
    for _time in range(2):
        marking.undo_mark(going.clea.scope, mark.uid, moment=at(2))
    assert states(going)[0] == "skipped"
    assert len(going.marks()) == 2, "what was taken back stays in the proof"


def test_a_day_on_which_the_round_is_not_gone_takes_nothing(going: Going) -> None:
    for day in (MONDAY + timedelta(days=1), MONDAY - timedelta(days=1), MONDAY - timedelta(days=7)):
        with pytest.raises(Refused):
            marking.mark_done(going.clea.scope, going.of(0, day), moment=at())


def test_a_phone_tells_of_a_whole_shift_late_once_with_both_clocks(going: Going, sent) -> None:
    first, second, third = (stop.uid for stop in going.stops())
    hour = timedelta(hours=1)
    skip = piece("room_skip", stop=second, day=MONDAY, reason="occupied", at=NOON + hour)
    queue = [
        piece("room_done", stop=first, day=MONDAY, code=f"https://example.org/q/{TAG}", at=NOON + hour),
        skip,
        piece("room_undo", stop=second, day=MONDAY, mark=skip.uid, at=NOON + hour),
        piece("room_done", stop=second, day=MONDAY, at=NOON + 2 * hour),
        piece("room_skip", stop=third, day=MONDAY, reason="no_time", at=NOON + 2 * hour),
    ]
    assert [one.outcome for one in sent(*queue, ahead=hour)] == ["done"] * 5
    assert {one.outcome for one in sent(*queue, ahead=hour)} == {"duplicate"}
    assert states(going) == ["done", "done", "skipped"]
    assert len(going.marks()) == 4, "sent twice, said once"
    kept = going.marks()[0]
    assert (kept.by_scan, kept.drift_seconds, kept.device_at) == (True, 3600, NOON + hour)
    assert kept.happened_at == NOON, "the error of the phone's clock is taken out"
    assert kept.received_at == NOON + 3 * hour


def test_what_a_phone_says_wrongly_is_told_in_words(going: Going, sent) -> None:
    stop = going.stops()[0].uid
    told = sent(
        piece("room_done", stop="none", day=MONDAY), piece("room_done", stop=stop, day="someday"),
        piece("room_done", stop=uuid4(), day=MONDAY), piece("room_skip", stop=stop, day=MONDAY, reason="tired"),
        piece("round_help", round=going.round.uid, kind="tea"),
    )  # fmt: skip
    assert [one.outcome for one in told] == ["refused"] * 5
    assert all(one.words for one in told)
    assert not going.marks()


def test_a_picture_becomes_a_report_with_a_photo(going: Going, sent) -> None:
    report = piece("room_report", stop=going.stops()[0].uid, day=MONDAY, deviation="water")
    (told,) = sent(report)
    assert (told.outcome, "Reported" in told.words) == ("done", True)
    with everywhere(reason="a test looks"):
        asked = ServiceRequest.objects.get()
    assert (asked.space_id, asked.requester_id, asked.uid) == (
        going.world.washroom.pk, going.clea.person.pk, report.uid,
    )  # fmt: skip
    with pytest.raises(Invalid):
        marking.report_deviation(going.clea.scope, going.of(0), "ghost", moment=at())


def test_help_is_called_once_and_answered_by_somebody_else(going: Going, sent) -> None:
    call = piece("round_help", round=going.round.uid, kind="come", stop=going.stops()[1].uid)
    sent(call)
    sent(call)
    with everywhere(reason="a test looks"):
        row = HelpCall.objects.get()
    assert row.stop is not None
    with pytest.raises(NotAllowed):
        helping.answer_help(going.clea.scope, row.uid, now=NOON)
    with pytest.raises(NotAllowed):
        helping.answer_help(going.world.bo.scope, row.uid, now=NOON)
    helping.answer_help(going.bea.scope, row.uid, now=NOON)
    answered = helping.answer_help(going.leader.scope, row.uid, now=NOON)
    assert answered.answered_by_id == going.bea.person.pk, "the first to say so is who comes"
    assert not queries.open_calls(going.leader.scope)


def test_a_round_of_somebody_away_is_shown_to_the_team_and_to_whoever_stands_in(going: Going) -> None:
    assert [one.pk for one, _day in queries.my_rounds(going.clea.scope, NOON)] == [going.round.pk]
    assert queries.my_rounds(going.bea.scope, NOON) == []
    sub = going.world.someone("SVC-E", name="Sif")
    Cover.objects.create(
        community=going.world.community, employment=sub.employment, absent=going.clea.employment, first_day=MONDAY,
        last_day=MONDAY, note="The alarm is behind the door", owner_party=going.world.provider,
    )  # fmt: skip
    assert [one.pk for one, _day in queries.my_rounds(sub.scope, NOON)] == [going.round.pk]
    marking.mark_done(sub.scope, going.of(0), moment=at())
    assert queries.my_rounds(sub.scope, NOON + timedelta(days=1)) == []
    plan = going.world.someone("OPS-M").scope
    workforce.note_absence(plan, going.clea.employment.uid, first_day=MONDAY, last_day=MONDAY, kind="leave", now=NOON)
    assert [one.pk for one, _day in queries.my_rounds(going.bea.scope, NOON)] == [going.round.pk]
    (shown,) = queries.rounds_of_day(going.world.asta.scope, MONDAY)
    assert (shown.away, shown.stand_in) == (True, sub.person.pk)


def test_both_parties_read_the_same_and_the_other_community_nothing(going: Going) -> None:
    marking.mark_done(going.clea.scope, going.of(0), moment=Moment(NOON))
    for reader in (going.world.dan, going.world.bo, going.world.asta):
        (shown,) = rounds.rounds_of_day(reader.scope, MONDAY)
        assert shown.progress.done == 1
    assert rounds.rounds_of_day(going.world.carla.scope, MONDAY) == []
