"""Being away: asked by oneself, answered by a leader; who is ill says so and is away at once."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.workforce.commands.shared import colleague, of_party, own_employment, require_over, who
from samdrift.operations.workforce.events import AbsenceAnswered, AbsenceAsked
from samdrift.operations.workforce.models import Absence
from samdrift.registers.parties import public as parties

KINDS = ("leave", "training", "absent")
AT_ONCE = "absent"
LONGEST_DAYS = 400
STATES = {"grant": "granted", "refuse": "refused"}


@transaction.atomic
def ask_absence(scope: Scope, *, first_day: date, last_day: date, kind: str, now: datetime) -> Absence:
    """Ask to be away, or say that one is: *absent* holds at once, leave and training wait for a leader.

    Raises:
        Invalid: The kind is none, the days are in a wrong order or too many.
        NotAllowed: It is nobody at work.
        Refused: One is away on one of these days already.
    """
    employment = own_employment(scope)
    require_over(scope, "workforce.ask", employment)
    return _written(scope, employment, first_day, last_day, kind, now, granted=kind == AT_ONCE)


@transaction.atomic
def note_absence(
    scope: Scope, employment_uid: UUID, *, first_day: date, last_day: date, kind: str, now: datetime
) -> Absence:
    """Write down that somebody is away: by their leader, who was told by phone. It holds at once.

    Raises:
        DoesNotExist: There is no such colleague.
        Invalid: The kind is none, the days are in a wrong order or too many.
        NotAllowed: The actor does not answer absences of this person.
        Refused: They are away on one of these days already.
    """
    employment = colleague(scope, employment_uid)
    require_over(scope, "workforce.answer_absence", employment)
    return _written(scope, employment, first_day, last_day, kind, now, granted=True)


def _written(
    scope: Scope, employment: parties.Employment, first_day: date, last_day: date, kind: str, now: datetime, *,
    granted: bool,
) -> Absence:  # fmt: skip
    if kind not in KINDS:
        raise Invalid({"kind": _("Choose leave, training or absent.")})
    if last_day < first_day:
        raise Invalid({"last_day": _("The last day lies before the first.")})
    if (last_day - first_day).days >= LONGEST_DAYS:
        raise Invalid({"last_day": _("At most %(days)s days at a time.") % {"days": LONGEST_DAYS}})
    with everywhere(reason="whether these days are taken already, whoever asks"):
        taken = Absence.objects.filter(
            employment=employment, state__in=("asked", "granted"), first_day__lte=last_day, last_day__gte=first_day
        ).exists()
    if taken:
        raise Refused(_("There is an absence on one of these days already."))
    row = Absence.objects.create(
        **of_party(employment), employment=employment, first_day=first_day, last_day=last_day, kind=kind,
        data_class="D4", state="granted" if granted else "asked", asked_at=now, answered_at=now if granted else None,
        answered_by_id=scope.person_id if granted and scope.person_id != employment.person_id else None,
    )  # fmt: skip
    days: Any = {"first_day": first_day, "last_day": last_day}
    record(AbsenceAsked(**who(employment), **days), scope=scope, at=now, subject=row)
    if granted:
        record(AbsenceAnswered(**who(employment), **days, state="granted"), scope=scope, at=now, subject=row)
    return row


@transaction.atomic
def answer_absence(scope: Scope, uid: UUID, *, answer: str, expected_version: int | None, now: datetime) -> Absence:
    """Grant or refuse what somebody asked for.

    Raises:
        DoesNotExist: No such absence within the scope.
        Invalid: The answer is neither grant nor refuse.
        NotAllowed: The actor does not answer for this person, or it is their own.
        Refused: It was answered already.
        Stale: Somebody changed it first.
    """
    row = Absence.objects.within(scope).select_related("employment").locked(uid, expected_version)
    require_over(scope, "workforce.answer_absence", row.employment)
    if row.employment.person_id == scope.person_id:
        raise NotAllowed(_("Nobody answers their own absence. Ask another leader."))
    if answer not in STATES:
        raise Invalid({"answer": _("Say yes or no.")})
    if row.state != "asked":
        raise Refused(_("This absence was answered already."))
    return _moved(scope, row, STATES[answer], now)


@transaction.atomic
def withdraw_absence(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Absence:
    """Take an absence back: by whoever asked, or by a leader who wrote it down wrongly.

    Raises:
        DoesNotExist: No such absence within the scope.
        NotAllowed: It is somebody else's.
        Refused: It is over, or was taken back or refused already.
        Stale: Somebody changed it first.
    """
    row = Absence.objects.within(scope).select_related("employment").locked(uid, expected_version)
    if row.employment.person_id != scope.person_id:
        require_over(scope, "workforce.answer_absence", row.employment)
    if row.state not in ("asked", "granted"):
        raise Refused(_("This absence no longer stands."))
    return _moved(scope, row, "withdrawn", now)


def _moved(scope: Scope, row: Absence, state: str, now: datetime) -> Absence:
    row.state, row.answered_at, row.answered_by_id = state, now, scope.person_id
    row.save_changes("state", "answered_at", "answered_by")
    event = AbsenceAnswered(**who(row.employment), first_day=row.first_day, last_day=row.last_day, state=state)
    record(event, scope=scope, at=now, subject=row)
    return row
