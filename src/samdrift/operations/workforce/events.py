"""What the room announces: facts with ids and codes. Why somebody is away is never among them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence

WHO = {"person_id": "assignee_id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEvent(Event):
    """Something about one person at work."""

    person_id: int
    employment_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftsSet(PersonEvent):
    """Somebody's weeks were written, from a day on."""

    kind: ClassVar[str] = "workforce.shifts_set"
    says: ClassVar[Sentence] = Sentence(
        _("The weekly shifts of %(person_id)s were set from %(valid_from)s."), "calendar", "info", reads=WHO
    )
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftChanged(PersonEvent):
    """One day is another than the pattern says."""

    kind: ClassVar[str] = "workforce.shift_changed"
    says: ClassVar[Sentence] = Sentence(
        _("The shift of %(person_id)s on %(day)s was changed."), "calendar", "info", reads=WHO
    )
    day: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceAsked(PersonEvent):
    """Somebody asks to be away, or says that they are."""

    kind: ClassVar[str] = "workforce.absence_asked"
    says: ClassVar[Sentence] = Sentence(
        _("%(person_id)s asked to be away from %(first_day)s to %(last_day)s."), "calendar", "info", reads=WHO
    )
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceAnswered(PersonEvent):
    """The absence holds, was refused or was taken back."""

    kind: ClassVar[str] = "workforce.absence_answered"
    says: ClassVar[Sentence] = Sentence(
        _("The absence of %(person_id)s from %(first_day)s to %(last_day)s holds."), "calendar", "ok", reads=WHO,
        by="state",
        cases={
            "refused": Sentence(_("The absence asked for was refused."), "ban", "warn"),
            "withdrawn": Sentence(_("The absence was taken back."), "undo", "info"),
        },
    )  # fmt: skip
    first_day: date
    last_day: date
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillEvent(PersonEvent):
    """Something about what somebody can do or may do."""

    skill: str
    skill_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillGranted(SkillEvent):
    """Somebody has it from now on, or for longer."""

    kind: ClassVar[str] = "workforce.skill_granted"
    says: ClassVar[Sentence] = Sentence(_("%(person_id)s has “%(skill)s”."), "check", "ok", reads=WHO)
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillExpiring(SkillEvent):
    """It runs out in so many days."""

    kind: ClassVar[str] = "workforce.skill_expiring"
    says: ClassVar[Sentence] = Sentence(
        _("“%(skill)s” of %(person_id)s runs out in %(days)s days."), "hourglass", "warn", reads=WHO
    )
    days: int
    valid_to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillEnded(SkillEvent):
    """It holds no longer from a day on: run out, or withdrawn. Work that needs it is given to somebody else."""

    kind: ClassVar[str] = "workforce.skill_ended"
    says: ClassVar[Sentence] = Sentence(_("“%(skill)s” of %(person_id)s holds no longer."), "ban", "danger", reads=WHO)
    from_day: date
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyMoved(PersonEvent):
    """A key went into a hand, was confirmed there, or came back."""

    kind: ClassVar[str] = "workforce.key_moved"
    says: ClassVar[Sentence] = Sentence(
        _("A key was handed to %(person_id)s."), "key", "info", reads=WHO, by="move",
        cases={
            "confirm": Sentence(_("%(person_id)s confirmed having the key."), "key", "ok", reads=WHO),
            "return": Sentence(_("%(person_id)s gave the key back."), "key", "ok", reads=WHO),
        },
    )  # fmt: skip
    holding_id: UUID
    move: str
    site_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverNamed(PersonEvent):
    """A substitute was named for somebody who is away."""

    kind: ClassVar[str] = "workforce.cover_named"
    says: ClassVar[Sentence] = Sentence(
        _("%(person_id)s covers from %(first_day)s to %(last_day)s."), "handshake", "info", reads=WHO
    )
    cover_id: UUID
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Event):
    """What matters at a place was written down, or put aside."""

    kind: ClassVar[str] = "workforce.note_written"
    says: ClassVar[Sentence] = Sentence(
        _("What matters at the place was written down."), "edit", "info", by="retired",
        cases={True: Sentence(_("A note about the place was put aside."), "trash", "info")},
    )  # fmt: skip
    note_id: UUID
    site_id: int
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterSet(Event):
    """A roster of who is on call was written or closed."""

    kind: ClassVar[str] = "workforce.roster_set"
    says: ClassVar[Sentence] = Sentence(_("The on-call roster %(code)s was set."), "phone", "info")
    code: str
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapEvent(PersonEvent):
    """Something about a swap; `other_id` is the colleague asked."""

    swap_id: UUID
    other_id: int
    given_day: date
    back_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapAsked(SwapEvent):
    """One asks a colleague to take a shift or a turn."""

    kind: ClassVar[str] = "workforce.swap_asked"
    says: ClassVar[Sentence] = Sentence(_("%(person_id)s asked a colleague to swap."), "share", "info", reads=WHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapAnswered(SwapEvent):
    """Both agree, or it came to nothing."""

    kind: ClassVar[str] = "workforce.swap_answered"
    says: ClassVar[Sentence] = Sentence(
        _("Both agreed to swap."), "handshake", "ok", by="state",
        cases={
            "refused": Sentence(_("The swap was refused."), "ban", "warn"),
            "withdrawn": Sentence(_("The swap was taken back."), "undo", "info"),
        },
    )  # fmt: skip
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEvent(Event):
    """Something about an alert; it lies with what the alert is about."""

    alert_id: UUID
    line: str = ""
    site_id: int | None = None
    unit_id: int | None = None
    contract_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRaised(AlertEvent):
    """Somebody on call is called from now on."""

    kind: ClassVar[str] = "workforce.alert_raised"
    says: ClassVar[Sentence] = Sentence(_("The people on call are alerted (roster %(roster)s)."), "bell", "warn")
    roster: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCalled(AlertEvent):
    """One rung of the ladder was called: who is on call, the next one, the managers."""

    kind: ClassVar[str] = "workforce.alert_called"
    says: ClassVar[Sentence] = Sentence(
        _("Whoever is on call was called."), "phone", "warn", by="rung",
        cases={
            "next": Sentence(_("Nobody answered; the next on the roster was called."), "phone", "warn"),
            "OPS-M": Sentence(_("Nobody answered; the operations manager was called."), "phone", "danger"),
            "CTR-P": Sentence(_("Nobody answered; the provider’s contract manager was called."), "phone", "danger"),
        },
    )  # fmt: skip
    step: int
    rung: str
    person_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertTaken(AlertEvent):
    """Somebody took it, or it needed nobody any more."""

    kind: ClassVar[str] = "workforce.alert_taken"
    says: ClassVar[Sentence] = Sentence(
        _("Somebody on call has taken it after %(minutes)s minutes."), "check", "ok", by="settled",
        cases={True: Sentence(_("Nobody needs to be called any more."), "check", "info")},
    )  # fmt: skip
    minutes: int
    settled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LoneMoved(PersonEvent):
    """Somebody began working alone, gave a sign of life, or is done."""

    kind: ClassVar[str] = "workforce.lone_moved"
    says: ClassVar[Sentence] = Sentence(
        _("%(person_id)s works alone and gives a sign of life."), "user", "info", reads=WHO, by="move",
        cases={
            "start": Sentence(_("%(person_id)s began working alone."), "user", "info", reads=WHO),
            "end": Sentence(_("%(person_id)s is no longer alone."), "user", "ok", reads=WHO),
        },
    )  # fmt: skip
    watch_id: UUID
    move: str
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoneMissed(PersonEvent):
    """A sign of life is missing; the next in line is told."""

    kind: ClassVar[str] = "workforce.lone_missed"
    says: ClassVar[Sentence] = Sentence(
        _("No sign of life from %(person_id)s."), "help", "danger", reads=WHO, by="rung",
        cases={"self": Sentence(_("%(person_id)s was reminded to give a sign of life."), "bell", "warn", reads=WHO)},
    )  # fmt: skip
    watch_id: UUID
    rung: str
    due_at: datetime
