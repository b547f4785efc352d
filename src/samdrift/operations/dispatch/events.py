"""What the room announces."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEvent(Event):
    """Something about the routes proposed for one team's day."""

    proposal_uid: UUID
    team_id: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DayProposed(DayEvent):
    """Routes stand to be looked at."""

    kind: ClassVar[str] = "dispatch.day_proposed"
    says: ClassVar[Sentence] = Sentence(_("Routes were proposed for a day."), "map-pin", "info")
    served: int
    unserved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAccepted(DayEvent):
    """Proposed routes were accepted, whole or some people's; orders changed meanwhile were left alone."""

    kind: ClassVar[str] = "dispatch.day_accepted"
    says: ClassVar[Sentence] = Sentence(_("Proposed routes were accepted."), "check", "ok")
    given: int
    passed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayUndone(DayEvent):
    """Accepted routes were taken back, as far as nobody had gone on from them."""

    kind: ClassVar[str] = "dispatch.day_undone"
    says: ClassVar[Sentence] = Sentence(_("Accepted routes were taken back."), "refresh", "warn")
    returned: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDaySet(Event):
    """Where a team's day begins and its hours were said."""

    kind: ClassVar[str] = "dispatch.team_day_set"
    says: ClassVar[Sentence] = Sentence(_("Where and when a team's day begins was changed."), "clock", "info")
    team_id: int
    site_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysMeasured(Event):
    """A table of measured ways was brought in."""

    kind: ClassVar[str] = "dispatch.ways_measured"
    says: ClassVar[Sentence] = Sentence(_("Measured ways were brought in."), "map-pin", "info")
    count: int
