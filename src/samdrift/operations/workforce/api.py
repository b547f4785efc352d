"""Shifts, absences, qualifications, who is on call, alerts and lone work for other systems."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from samdrift.foundation.api import IdempotencyKey, IfMatch, Moment, repeatable
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.workforce.commands import absences, alerts, lone, shifts, skills
from samdrift.operations.workforce.commands.shared import colleague, require_over
from samdrift.operations.workforce.models import Absence, Alert, LoneWatch, Qualification, ShiftChange, ShiftPattern
from samdrift.operations.workforce.queries import notes as note_queries
from samdrift.operations.workforce.queries import on_call as call_queries
from samdrift.operations.workforce.queries.shifts import available, planned
from samdrift.registers.parties import public as parties

router = Router(tags=["Workforce"])
LONGEST = timedelta(days=62)
Day = Annotated[str, Field(max_length=80)]


class SpanOut(Schema):
    """From when to when somebody is at work."""

    starts_at: Moment
    ends_at: Moment


class AvailableOut(Schema):
    """One member of a team; not rostered: nothing is known of their hours."""

    employment: UUID
    name: str
    rostered: bool
    spans: list[SpanOut]
    away: list[date]


class ShiftOut(Schema):
    """One shift, and whether the day was changed by hand."""

    day: date
    starts_at: Moment
    ends_at: Moment
    pause_minutes: int
    changed: bool
    away: bool


class WeeksIn(Schema):
    """Weeks that repeat: seven texts each, Monday first, such as 06:00-14:00/30; an empty text is a day off."""

    weeks: Annotated[list[list[Day]], Field(min_length=1, max_length=8)]
    valid_from: date
    valid_to: date | None = None
    timezone: Annotated[str, Field(max_length=64)] = ""


class WeeksOut(WeeksIn):
    """Weeks as they are written."""

    uid: UUID
    version: int


class DayIn(Schema):
    """One day that is another than the pattern says."""

    day: date
    windows: Day = ""
    note: Annotated[str, Field(max_length=200)] = ""


class AbsenceIn(Schema):
    """Days away; there is no field for why."""

    first_day: date
    last_day: date
    kind: Literal["leave", "training", "absent"]


class AbsenceOut(AbsenceIn):
    """An absence and how it stands."""

    uid: UUID
    version: int
    state: str
    asked_at: Moment


class AbsenceAnswerIn(Schema):
    """Yes or no."""

    answer: Literal["grant", "refuse"]


class QualificationIn(Schema):
    """What somebody has, until which last day; without sites it holds everywhere."""

    code: Annotated[str, Field(min_length=1, max_length=20)]
    valid_from: date
    valid_to: date | None = None
    number: Annotated[str, Field(max_length=40)] = ""
    site_ids: list[int] = []
    escort: bool = False


class QualificationOut(QualificationIn):
    """What somebody has and whether it still holds."""

    uid: UUID
    version: int
    state: str

    @staticmethod
    def resolve_code(row: Qualification) -> str:
        """The code of what it is."""
        return row.skill.code


class CalledOut(Schema):
    """Somebody to ring, in their turn."""

    name: str
    phone: str


class OnCallOut(Schema):
    """Who is called by a roster now."""

    roster: UUID
    code: str
    in_force: bool
    until: Moment
    people: list[CalledOut]


class AlertOut(Schema):
    """Something urgent somebody is called for."""

    uid: UUID
    version: int
    number: str
    title: str
    priority: int
    state: str
    step: int
    raised_at: Moment
    next_at: Moment | None
    taken_at: Moment | None


class LoneIn(Schema):
    """A timer for working alone."""

    every_minutes: Annotated[int, Field(ge=5, le=480)]
    place: Annotated[str, Field(max_length=120)] = ""


class LoneOut(LoneIn):
    """The timer and when the next sign of life is due."""

    uid: UUID
    state: str
    due_at: Moment
    started_at: Moment


@router.get(
    "/workers/available", response=list[AvailableOut], operation_id="workers_available", summary="Who is at work"
)
def available_list(
    request: ScopedRequest, team: UUID, start: Annotated[datetime, Query(...)], end: Annotated[datetime, Query(...)]
) -> Any:
    """The members of a team and when they work between two moments, at most 62 days apart."""
    request.scope.require_somewhere("workforce.view")
    if start.tzinfo is None or end.tzinfo is None or not timedelta(0) < end - start <= LONGEST:
        raise Invalid({"end": _("Give two moments with their zone, at most 62 days apart.")})
    found = parties.Team.objects.within(request.scope).get(uid=team)
    people = available(request.scope, [found.pk], start, end)
    uids = _uids(request, [one.employment_id for one in people])
    names = parties.names_of(request.scope, [one.person_id for one in people])
    return [
        {
            "employment": uids[one.employment_id], "name": names[one.person_id], "rostered": one.rostered,
            "spans": [{"starts_at": begins, "ends_at": ends} for begins, ends in one.spans], "away": sorted(one.away),
        }
        for one in people
    ]  # fmt: skip


def _uids(request: ScopedRequest, employment_ids: list[int]) -> dict[int, UUID]:
    rows = parties.TeamMember.objects.within(request.scope).filter(employment__in=employment_ids)
    return dict(rows.values_list("employment_id", "employment__uid"))


@router.get("/workers/{uid}/shifts", response=list[ShiftOut], operation_id="workers_shifts", summary="Shifts of a week")
def shift_list(request: ScopedRequest, uid: UUID, first_day: date, last_day: date) -> Any:
    """Somebody's shifts from a day to a day, at most 62 days."""
    employment = colleague(request.scope, uid)
    require_over(request.scope, "workforce.view", employment)
    if not timedelta(0) <= last_day - first_day <= LONGEST:
        raise Invalid({"last_day": _("Give days in their order, at most %(days)s.") % {"days": LONGEST.days}})
    plan = planned(request.scope, [employment.pk], first_day, last_day)
    away = plan.away[employment.pk]
    return [
        {
            "day": one.day, "starts_at": one.starts, "ends_at": one.ends, "pause_minutes": one.pause,
            "changed": one.changed, "away": one.day in away,
        }
        for one in plan.shifts[employment.pk]
    ]  # fmt: skip


@router.post(
    "/workers/{uid}/shifts", response={201: WeeksOut}, operation_id="workers_set_shifts", summary="Write shifts"
)
def shifts_set(request: ScopedRequest, uid: UUID, said: WeeksIn, key: IdempotencyKey = None) -> Any:
    """Write somebody's weeks from a day on."""

    def do() -> str:
        return str(shifts.set_shifts(request.scope, uid, shifts.Weeks(**said.dict()), now=now()).uid)

    return Status(201, ShiftPattern.objects.within(request.scope).get(uid=repeatable(request, key, do)))


@router.post("/workers/{uid}/days", response={201: DayIn}, operation_id="workers_change_day", summary="Change a day")
def day_change(request: ScopedRequest, uid: UUID, said: DayIn, key: IdempotencyKey = None) -> Any:
    """Let somebody work something else on one day, or nothing."""

    def do() -> str:
        row = shifts.change_day(request.scope, uid, said.day, said.windows, note=said.note, now=now())
        return str(row.uid)

    return Status(201, ShiftChange.objects.within(request.scope).get(uid=repeatable(request, key, do)))


@router.post(
    "/workers/{uid}/qualifications", response={201: QualificationOut}, operation_id="workers_grant",
    summary="Write down a qualification",
)  # fmt: skip
def qualification_grant(request: ScopedRequest, uid: UUID, said: QualificationIn, key: IdempotencyKey = None) -> Any:
    """Write down that somebody has a skill or qualification, or for security officers a clearance."""

    def do() -> str:
        having = skills.Having(**{**said.dict(), "site_ids": tuple(said.site_ids)})
        return str(skills.grant_skill(request.scope, uid, having, now=now()).uid)

    rows = Qualification.objects.within(request.scope).select_related("skill")
    return Status(201, rows.get(uid=repeatable(request, key, do)))


@router.get(
    "/workers/{uid}/qualifications", response=list[QualificationOut], operation_id="workers_qualifications",
    summary="What somebody has",
)  # fmt: skip
def qualification_list(request: ScopedRequest, uid: UUID) -> Any:
    """What somebody has, what runs out first on top."""
    employment = colleague(request.scope, uid)
    rows = Qualification.objects.within(request.scope).filter(employment=employment, state="held")
    return list(rows.select_related("skill").order_by("valid_to", "pk"))


@router.post("/absences", response={201: AbsenceOut}, operation_id="absences_ask", summary="Be away")
def absence_ask(request: ScopedRequest, said: AbsenceIn, key: IdempotencyKey = None) -> Any:
    """Ask to be away, or say that one is."""

    def do() -> str:
        return str(absences.ask_absence(request.scope, **said.dict(), now=now()).uid)

    return Status(201, Absence.objects.within(request.scope).get(uid=repeatable(request, key, do)))


@router.post(
    "/absences/{uid}/answer", response=AbsenceOut, operation_id="absences_answer", summary="Answer who asks to be away"
)
def absence_answer(request: ScopedRequest, uid: UUID, said: AbsenceAnswerIn, version: IfMatch) -> Any:
    """Grant or refuse what somebody asked for."""
    return absences.answer_absence(request.scope, uid, answer=said.answer, expected_version=version, now=now())


@router.get("/on-call", response=list[OnCallOut], operation_id="on_call_now", summary="Who is on call now")
def on_call_list(request: ScopedRequest) -> Any:
    """Every roster with the people to ring in their order."""
    scope = request.scope
    scope.require_somewhere("workforce.view_on_call")
    found = call_queries.on_call_now(scope, now())
    people = call_queries.people_of(scope, [one for call, _on in found for one in call.employments])
    return [
        {
            "roster": call.roster.uid, "code": call.roster.code, "in_force": on, "until": call.until,
            "people": [
                {"name": people[one][0], "phone": people[one][1]} for one in call.employments if one in people
            ],
        }
        for call, on in found
    ]  # fmt: skip


@router.get("/alerts", response=list[AlertOut], operation_id="alerts_list", summary="Alerts of the last week")
def alert_list(request: ScopedRequest) -> Any:
    """Alerts nobody has taken, and those of the last week."""
    request.scope.require_somewhere("workforce.view_alerts")
    return list(note_queries.alerts_of(request.scope, now() - timedelta(days=7))[:100])


@router.post("/alerts/{uid}/take", response=AlertOut, operation_id="alerts_take", summary="Take an alert")
def alert_take(request: ScopedRequest, uid: UUID) -> Any:
    """Say that one takes it; nobody else is called. Safe to repeat."""
    alerts.take_alert(request.scope, uid, now=now())
    return Alert.objects.within(request.scope).get(uid=uid)


@router.post("/lone-watches", response={201: LoneOut}, operation_id="lone_watches_start", summary="Work alone")
def lone_start(request: ScopedRequest, said: LoneIn, key: IdempotencyKey = None) -> Any:
    """Start a timer: a sign of life is due before it ends."""

    def do() -> str:
        made = lone.start_watch(request.scope, every_minutes=said.every_minutes, place=said.place, now=now())
        return str(made.uid)

    return Status(201, LoneWatch.objects.within(request.scope).get(uid=repeatable(request, key, do)))


@router.post(
    "/lone-watches/{uid}/check-in", response=LoneOut, operation_id="lone_watches_check_in", summary="A sign of life"
)
def lone_check_in(request: ScopedRequest, uid: UUID) -> Any:
    """Give a sign of life; the timer begins anew. Safe to repeat."""
    return lone.check_in(request.scope, uid, now=now())


@router.post("/lone-watches/{uid}/end", response=LoneOut, operation_id="lone_watches_end", summary="No longer alone")
def lone_end(request: ScopedRequest, uid: UUID) -> Any:
    """End the timer."""
    return lone.end_watch(request.scope, uid, now=now())
