"""What the rounds room announces: facts about rooms and rounds, never who did well."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundWritten(Event):
    """A round was made, or its days, its place or its people changed."""

    kind: ClassVar[str] = "rounds.round_written"
    says: ClassVar[Sentence] = Sentence(_("The round was written."), "edit", "info")
    first_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundEnded(Event):
    """After a day the round is gone no more."""

    kind: ClassVar[str] = "rounds.round_ended"
    says: ClassVar[Sentence] = Sentence(_("The round is gone for the last time on %(last_day)s."), "ban")
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StopsSet(Event):
    """Which rooms belong to a round, in which order, from a day on."""

    kind: ClassVar[str] = "rounds.stops_set"
    says: ClassVar[Sentence] = Sentence(_("The round has %(rooms)s rooms from %(from_day)s."), "list-check", "info")
    from_day: date
    rooms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFollowed(Event):
    """A change of service moved the days of a round or of some of its rooms; `source_uid` is the change."""

    kind: ClassVar[str] = "rounds.round_followed"
    says: ClassVar[Sentence] = Sentence(
        _("The round follows a change of service from %(from_day)s."), "calendar", "info"
    )
    from_day: date
    source_uid: UUID
    rule: str = ""
    rooms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRests(Event):
    """A round is not gone from a day to a day, or from a day on; `source_uid` is the change or closure."""

    kind: ClassVar[str] = "rounds.round_rests"
    says: ClassVar[Sentence] = Sentence(_("The round rests from %(from_day)s."), "pause", "info")
    from_day: date
    until_day: date | None
    source_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundGoesOn(Event):
    """What a change or closure had made of the round was taken back."""

    kind: ClassVar[str] = "rounds.round_goes_on"
    says: ClassVar[Sentence] = Sentence(_("The round goes on as it was before a change of service."), "undo")
    source_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomEvent(Event):
    """Something about one room on one day of a round."""

    round_uid: UUID
    stop_uid: UUID
    space_id: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomDone(RoomEvent):
    """A room was done, with or without a scan; perhaps after it had been skipped."""

    kind: ClassVar[str] = "rounds.room_done"
    says: ClassVar[Sentence] = Sentence(_("A room of the round of %(day)s was done."), "check", "ok")
    by_scan: bool
    made_up: bool = False
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSkipped(RoomEvent):
    """A room was left out, with a reason."""

    kind: ClassVar[str] = "rounds.room_skipped"
    says: ClassVar[Sentence] = Sentence(
        _("A room of the round of %(day)s was left out: %(skip_reason)s."), "ban", "warn"
    )
    skip_reason: str
    by_scan: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomUndone(RoomEvent):
    """What had been said about a room was taken back."""

    kind: ClassVar[str] = "rounds.room_undone"
    says: ClassVar[Sentence] = Sentence(_("What was said about a room of the round of %(day)s was taken back."), "undo")
    mark_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationReported(RoomEvent):
    """Something wrong in a room was reported from a round; the request tells the rest."""

    kind: ClassVar[str] = "rounds.deviation_reported"
    says: ClassVar[Sentence] = Sentence(_("Something wrong was reported from the round of %(day)s."), "report", "warn")
    deviation: str
    request_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpCalled(Event):
    """Somebody on a round asks for help."""

    kind: ClassVar[str] = "rounds.help_called"
    says: ClassVar[Sentence] = Sentence(_("Somebody on the round asked for help."), "alert", "danger")
    round_uid: UUID
    call_uid: UUID
    help_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAnswered(Event):
    """Somebody says they come."""

    kind: ClassVar[str] = "rounds.help_answered"
    says: ClassVar[Sentence] = Sentence(_("Somebody answered the call for help."), "check", "ok")
    round_uid: UUID
    call_uid: UUID
