"""What whoever goes a round says of a room: done, left out, taken back, something is wrong here."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.operations.field import public as field
from samdrift.operations.requests import public as requests
from samdrift.operations.rounds import events, rules
from samdrift.operations.rounds.commands.writing import require_over
from samdrift.operations.rounds.models import RoundStop, StopMark
from samdrift.operations.rounds.queries.rounds import day_at, runs
from samdrift.operations.rounds.queries.words import DEVIATION_WORDS
from samdrift.operations.work import public as work
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.tags import public as tags

DO = "rounds.do"


@dataclass(frozen=True, slots=True)
class OfRoom:
    """Which room on which day, and the code scanned there, "" for none."""

    stop: UUID
    day: date
    code: str = ""


@transaction.atomic
def mark_done(scope: Scope, of: OfRoom, *, moment: work.Moment, uid: UUID | None = None) -> tuple[StopMark, str]:
    """Say that a room is done; one that was left out is made up by it.

    Args:
        uid: Chosen by the phone: said again, it is the same mark.

    Returns:
        The mark, and what else should be told, or "".

    Raises:
        DoesNotExist: No such room within the scope.
        NotAllowed: It is nobody's to go whom the scope stands for.
        Refused: The round is not gone on that day, or the room is not on it.
    """
    return _mark(scope, of, "done", "", moment, uid)


@transaction.atomic
def mark_skipped(
    scope: Scope, of: OfRoom, reason: str, *, moment: work.Moment, uid: UUID | None = None
) -> tuple[StopMark, str]:  # fmt: skip
    """Say that a room is left out, and why; it may be made up later the same day.

    Raises:
        Invalid: There is no such reason.
        DoesNotExist, NotAllowed, Refused: As for a room that is done; or it is done already.
    """
    return _mark(scope, of, "skip", reason, moment, uid)


@transaction.atomic
def undo_mark(scope: Scope, uid: UUID, *, moment: work.Moment) -> StopMark:
    """Take back what one said about a room oneself; what was said before counts again. Safe to repeat.

    Raises:
        DoesNotExist: No such mark within the scope.
        NotAllowed: Somebody else said it.
        Refused: It is too long ago.
    """
    mark = StopMark.objects.within(scope).locked(uid)
    stop = RoundStop.objects.within(scope).select_related("round__site").get(pk=mark.stop_id)
    require_over(scope, DO, stop.round)
    if mark.person_id != scope.person_id:
        raise NotAllowed(_("Only whoever said it takes it back."))
    if rules.too_far(mark.day, day_at(stop.round, moment.now)):
        raise Refused(_("That is too long ago to be taken back."))
    if mark.undone_at is None:
        mark.undone_at = moment.happened_at
        mark.save_changes("undone_at")
        told = events.RoomUndone(
            round_uid=stop.round.uid, stop_uid=stop.uid, space_id=stop.space_id, day=mark.day, mark_uid=mark.uid
        )
        record(told, scope=scope, at=moment.happened_at, device_at=moment.device_at, subject=mark)
    return mark


@transaction.atomic
def report_deviation(
    scope: Scope, of: OfRoom, deviation: str, *, moment: work.Moment, uid: UUID | None = None
) -> requests.ServiceRequest:  # fmt: skip
    """Report what is wrong in a room, by a picture alone: it goes to the desk as any report does.

    Raises:
        Invalid: There is no such deviation.
        DoesNotExist, NotAllowed, Refused: As for a room that is done; or no contract covers it.
    """
    stop = _stop(scope, of, moment)
    if deviation not in rules.DEVIATIONS:
        raise Invalid({"deviation": _("Choose what is wrong.")})
    known = catalogue.catalogue_of(scope.community_id)
    code = next((one for one in rules.DEVIATIONS[deviation] if known.type_by_code(one)), "")
    if not code:
        raise Refused(_("The catalogue has no type for this. Call your leader."))
    ask = requests.Ask(
        request_type=code, channel="app", title=str(DEVIATION_WORDS[deviation]), site_id=stop.round.site_id,
        space_id=stop.space_id, requester_id=scope.person_id, uid=uid, described_at=moment.happened_at,
        language=scope.language,
    )  # fmt: skip
    made = requests.submit_request(scope, ask, received_at=moment.happened_at, now=moment.now)
    told = events.DeviationReported(
        round_uid=stop.round.uid, stop_uid=stop.uid, space_id=stop.space_id, day=of.day, deviation=deviation,
        request_uid=made.service_request.uid,
    )  # fmt: skip
    if not made.repeated:
        record(told, scope=scope, at=moment.happened_at, device_at=moment.device_at, subject=stop)
    return made.service_request


def _mark(
    scope: Scope, of: OfRoom, move: str, reason: str, moment: work.Moment, uid: UUID | None
) -> tuple[StopMark, str]:  # fmt: skip
    stop = _stop(scope, of, moment)
    if scope.person_id is None:
        raise NotAllowed(_("Only people at work can do this."))
    if move == "skip" and reason not in rules.SKIP_REASONS:
        raise Invalid({"reason": _("Choose why the room is left out.")})
    if uid is not None:
        before = StopMark.objects.within(scope).filter(uid=uid, stop=stop, day=of.day, person=scope.person_id).first()
        if before is not None:
            return before, ""
    state = _state(scope, stop, of.day)
    kind = rules.after(state, move)
    if kind is None:
        raise Refused(_("The room is done already. Take that back first."))
    here, words = _scanned(scope, stop, of.code)
    mark = StopMark(
        community_id=stop.community_id, data_class=stop.data_class, round=stop.round, stop=stop, day=of.day, kind=kind,
        reason=reason, by_scan=here, person_id=scope.person_id, happened_at=moment.happened_at,
        device_at=moment.device_at, received_at=moment.now,
        drift_seconds=field.drift_seconds(moment.sent_at, moment.now),
    )  # fmt: skip
    if uid is not None:
        mark.uid = uid
    mark.save(force_insert=True)
    where = {"round_uid": stop.round.uid, "stop_uid": stop.uid, "space_id": stop.space_id, "day": of.day}
    told: events.RoomEvent
    if kind == rules.DONE:
        made_up = state == rules.SKIPPED
        told = events.RoomDone(**where, by_scan=here, made_up=made_up, tasks=tuple(stop.tasks))
    else:
        told = events.RoomSkipped(**where, by_scan=here, skip_reason=reason)
    record(told, scope=scope, at=moment.happened_at, device_at=moment.device_at, subject=mark)
    return mark, words


def _stop(scope: Scope, of: OfRoom, moment: work.Moment) -> RoundStop:
    """The room, when this person may say something about it on this day."""
    stop = RoundStop.objects.within(scope).select_related("round__site", "round__contract__community").get(uid=of.stop)
    require_over(scope, DO, stop.round)
    match rules.too_far(of.day, day_at(stop.round, moment.now)):
        case "early":
            raise Refused(_("This round is for a later day."))
        case "late":
            raise Refused(_("This round was too many days ago. Tell your leader."))
    holds = stop.from_day <= of.day and (stop.until_day is None or of.day <= stop.until_day)
    if not holds or not runs(stop.round, of.day) or not rules.room_is_due(stop.paces, of.day):
        raise Refused(_("This room is not on the round of that day any more."))
    return stop


def _state(scope: Scope, stop: RoundStop, day: date) -> str:
    rows = list(StopMark.objects.within(scope).filter(stop=stop, day=day).order_by("pk"))
    said = (rules.Said(one.kind, one.happened_at, one.pk, one.undone_at is not None) for one in rows)
    last = rules.counts(said)
    return last.kind if last else rules.LEFT


def _scanned(scope: Scope, stop: RoundStop, code: str) -> tuple[bool, str]:
    """Whether the code hangs in the room. Only the code itself proves that somebody stood there."""
    if not code:
        return False, ""
    found = tags.scanned(code)
    if found is not None and found.community_id == scope.community_id and found.space_id == stop.space_id:
        return True, ""
    return False, _("The tag you scanned hangs elsewhere.")
