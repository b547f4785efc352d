"""Making a round: its name, place, people and days; and its rooms, which change from a day on and never backwards."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.operations.rounds import events, rules
from samdrift.operations.rounds.models import Round, RoundStop, days_of
from samdrift.operations.rounds.queries.rounds import day_at, days_now, has_begun
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

PLAN = "rounds.plan"
ONE_DAY = timedelta(days=1)
LONGEST_MINUTES = 480


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundDraft:
    """What a round is.

    Attributes:
        rule: An RRULE of days; weeks are counted from `first_day`.
        off_days: "skip" or "keep" what falls on a weekday nobody works.
        starts_minute: Minutes after midnight at the site.
        team, person, buddy: By uid, of the actor's own employer; a team or a person at least.
    """

    name: str
    site: UUID
    line: str
    rule: str
    first_day: date
    last_day: date | None = None
    off_days: str = "skip"
    starts_minute: int = 360
    team: UUID | None = None
    person: UUID | None = None
    buddy: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopDraft:
    """A room of a round, what is to be done there, and in how many minutes (1 to 480)."""

    space: UUID
    tasks: Sequence[str] = field(default_factory=tuple)
    minutes: int = 5
    note: str = ""


@transaction.atomic
def write_round(scope: Scope, draft: RoundDraft, *, now: datetime, uid: UUID | None = None) -> Round:
    """Make a round; its rooms come after.

    Raises:
        DoesNotExist: No such site, team or person within the scope.
        Invalid: Something in it does not fit; the sentences say what.
        NotAllowed: The actor makes no rounds there.
        Refused: No contract covers the line at the site.
    """
    one = Round(community_id=scope.community_id, created_at=now)
    if uid is not None:
        one.uid = uid
    _fill(scope, one, draft)
    one.save(force_insert=True)
    record(events.RoundWritten(first_day=one.first_day), scope=scope, at=now, subject=one)
    return one


@transaction.atomic
def change_round(scope: Scope, uid: UUID, draft: RoundDraft, *, expected_version: int | None, now: datetime) -> Round:
    """Change what a round is, but not where it is: its rooms would be elsewhere.

    Raises:
        DoesNotExist, Invalid, NotAllowed, Refused, Stale: As when it is made.
    """
    one = _locked(scope, uid, expected_version)
    site, before = one.site_id, days_now(one)
    held = rules.rule_on(before.rule, one.paces, day_at(one, now))
    _fill(scope, one, draft)
    if one.rule == held:  # as the form showed it: a change of service has made it so
        one.rule = before.rule
    if one.site_id != site:
        raise Invalid({"site": _("A round stays at its site. Make another one there.")})
    _keep_days(one, before, now)
    one.save_changes(
        "name", "contract", "unit", "line_code", "team", "person", "buddy", "rule", "first_day", "last_day", "off_days",
        "starts_minute", "earlier", "paces",
    )  # fmt: skip
    record(events.RoundWritten(first_day=one.first_day), scope=scope, at=now, subject=one)
    return one


@transaction.atomic
def end_round(scope: Scope, uid: UUID, *, last_day: date, expected_version: int | None, now: datetime) -> Round:
    """Say the last day on which a round is gone.

    Raises:
        DoesNotExist, NotAllowed, Stale: As when it is changed.
        Invalid: The day lies before its first one.
    """
    one = _locked(scope, uid, expected_version)
    if last_day < one.first_day:
        raise Invalid({"last_day": _("The last day cannot lie before the first.")})
    before = days_now(one)
    one.last_day = last_day
    _keep_days(one, before, now)
    one.save_changes("last_day", "earlier")
    record(events.RoundEnded(last_day=last_day), scope=scope, at=now, subject=one)
    return one


def _keep_days(one: Round, before: rules.Days, now: datetime) -> None:
    """What was ordered of the days behind stays ordered: figures and invoices were counted from it."""
    today = day_at(one, now)
    until = today if has_begun(one, today) else today - ONE_DAY
    if before != days_now(one) and before.first_day <= until:
        one.earlier = [*one.earlier, rules.kept(before, until)]
    if before.rule != one.rule:  # other days by hand hold over what changes of service had made of them by now
        one.paces = [{**pace, "until": pace.get("until") or until.isoformat()}
                     if pace["from"] <= today.isoformat() else pace for pace in one.paces]  # fmt: skip


@transaction.atomic
def set_stops(
    scope: Scope, uid: UUID, stops: Sequence[StopDraft], *, expected_version: int | None, now: datetime
) -> date:  # fmt: skip
    """Say which rooms a round has, in their order: from today, or from tomorrow when today's has begun.

    What was done before keeps the rooms, tasks and minutes it was done by.

    Returns:
        The day from which it holds.

    Raises:
        DoesNotExist: No such round or room within the scope.
        Invalid: A room is of another site or stands twice, or something about it does not fit.
        NotAllowed, Stale: As when it is changed.
    """
    one = _locked(scope, uid, expected_version)
    today = day_at(one, now)
    from_day = max(today + ONE_DAY if has_begun(one, today) else today, one.first_day)
    rows = _rows(scope, one, stops, from_day)
    paces = {stop.space_id: stop.paces for stop in RoundStop.objects.within(scope).filter(days_of(from_day), round=one)}
    for row in rows:  # what a change of service left a room holds on in another order of rooms
        row.paces = paces.get(row.space_id, [])
    # What was meant for later and never held is no history.
    RoundStop.objects.within(scope).filter(round=one, from_day__gte=from_day).delete()
    held = RoundStop.objects.within(scope).filter(days_of(from_day), round=one)
    held.update(until_day=from_day - ONE_DAY)
    RoundStop.objects.bulk_create(rows)
    one.save_changes()
    record(events.StopsSet(from_day=from_day, rooms=len(rows)), scope=scope, at=now, subject=one)
    return from_day


def _locked(scope: Scope, uid: UUID, expected_version: int | None) -> Round:
    Round.objects.within(scope).locked(uid, expected_version)
    one = Round.objects.within(scope).select_related("site", "contract__community").get(uid=uid)
    require_over(scope, PLAN, one)
    return one


def require_over(scope: Scope, permission: str, one: Round, *, mine: bool = True) -> None:
    """Raise NotAllowed unless the scope may use a permission on this round."""
    scope.require(
        permission, contract=one.contract_id, site=one.site_id, unit=one.unit_id, line=one.line_code, assigned=mine,
        data_class=one.data_class,
    )  # fmt: skip


def _fill(scope: Scope, one: Round, draft: RoundDraft) -> None:
    site = estate.Site.objects.within(scope).select_related("unit").get(uid=draft.site)
    wrong = _wrong(scope, draft)
    team = parties.Team.objects.within(scope).filter(uid=draft.team).first() if draft.team else None
    person, buddy = _worker(scope, draft.person), _worker(scope, draft.buddy)
    if (draft.team and team is None) or (draft.person and person is None):
        wrong["person"] = _("There is no such team or person.")
    if team is None and person is None:
        wrong.setdefault("person", _("Choose a team or a person."))
    if wrong:
        raise Invalid(wrong)
    units = frozenset(int(part) for part in site.unit.path.split("/") if part)
    contract = contracts.contract_for(scope, line_code=draft.line, units=units, day=draft.first_day)
    if contract is None:
        raise Refused(_("No contract covers this service at this site."))
    one.contract_id, one.site, one.unit_id, one.line_code = contract.pk, site, site.unit_id, draft.line
    one.name, one.rule, one.off_days = draft.name.strip(), draft.rule, draft.off_days
    one.first_day, one.last_day, one.starts_minute = draft.first_day, draft.last_day, draft.starts_minute
    one.team_id = team.pk if team else None
    one.person_id, one.buddy_id = person, buddy
    require_over(scope, PLAN, one)


def _wrong(scope: Scope, draft: RoundDraft) -> dict[str, object]:
    wrong: dict[str, object] = {}
    if not 1 <= len(draft.name.strip()) <= 120:
        wrong["name"] = _("Give the round a name of at most 120 letters.")
    if draft.line not in catalogue.catalogue_of(scope.community_id).lines:
        wrong["line"] = _("Choose a service.")
    if len(draft.rule) > 200 or not rules.is_rule(draft.rule):
        wrong["weekdays"] = _("Choose the weekdays.")
    if draft.last_day is not None and draft.last_day < draft.first_day:
        wrong["last_day"] = _("The last day cannot lie before the first.")
    if draft.off_days not in ("skip", "keep"):
        wrong["off_days"] = _("Choose what happens on holidays.")
    if not 0 <= draft.starts_minute < 24 * 60:
        wrong["starts"] = _("Give a time of day.")
    return wrong


def _worker(scope: Scope, uid: UUID | None) -> int | None:
    """Somebody employed by the actor's own side, by the person's uid."""
    if uid is None:
        return None
    mates = parties.TeamMember.objects.within(scope).filter(employment__person__uid=uid)
    if scope.party_id is not None:
        mates = mates.filter(employment__organisation=scope.party_id)
    return mates.values_list("employment__person_id", flat=True).first()


def _rows(scope: Scope, one: Round, stops: Sequence[StopDraft], from_day: date) -> list[RoundStop]:
    if len(stops) > rules.MOST_STOPS:
        raise Invalid({"stops": _("A round has at most %(count)s rooms.") % {"count": rules.MOST_STOPS}})
    wanted = [stop.space for stop in stops]
    if len(set(wanted)) < len(wanted):
        raise Invalid({"stops": _("A room stands twice.")})
    rows = estate.Space.objects.within(scope).filter(uid__in=wanted, site=one.site_id)
    spaces = {space.uid: space for space in rows}
    if len(spaces) < len(wanted):
        raise Invalid({"stops": _("A room is not at this site.")})
    if any(not set(stop.tasks) <= set(rules.TASKS) for stop in stops):
        raise Invalid({"tasks": _("Choose what is to be done.")})
    if any(not 1 <= stop.minutes <= LONGEST_MINUTES for stop in stops):
        raise Invalid({"minutes": _("Give between 1 and %(most)s minutes.") % {"most": LONGEST_MINUTES}})
    return [
        RoundStop(
            community_id=one.community_id, round=one, space=spaces[stop.space], position=place, minutes=stop.minutes,
            tasks=[task for task in rules.TASKS if task in stop.tasks], note=stop.note.strip()[:200], from_day=from_day,
            data_class="D8" if "secured" in (one.site.zone, spaces[stop.space].zone) else "D1",
        )
        for place, stop in enumerate(stops, 1)
    ]  # fmt: skip
