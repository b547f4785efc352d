"""Asking for a day's routes, keeping what the solver found, and putting it aside."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.jobs.public import enqueue
from samdrift.foundation.scope import Scope
from samdrift.operations.dispatch.events import DayProposed
from samdrift.operations.dispatch.models import DayProposal, ProposedStop
from samdrift.operations.dispatch.queries.day import TeamsDay, day_to_plan
from samdrift.operations.dispatch.rules import proposing
from samdrift.operations.dispatch.rules.checking import faults
from samdrift.operations.dispatch.rules.figures import as_it_stands, as_planned
from samdrift.operations.dispatch.rules.solving import Effort, Unplannable, plan_of
from samdrift.operations.dispatch.rules.values import DayPlan
from samdrift.registers.parties import public as parties

JOB = "dispatch.plan_day"


@transaction.atomic
def ask_for_plan(
    scope: Scope, team: parties.Team, day: date, *, now: datetime, seconds: int = 10, seed: int = 1
) -> DayProposal:  # fmt: skip
    """Have a team's day planned; while one is being planned already, that one.

    Raises:
        Invalid: The search is to take less than a second or more than a minute.
        NotAllowed: The actor plans no days.
    """
    scope.require_somewhere("dispatch.plan")
    if not 1 <= seconds <= proposing.MOST_SECONDS:
        raise Invalid({"seconds": _("A search takes between 1 and 60 seconds.")})
    waiting = DayProposal.objects.within(scope).filter(team=team, day=day, state="waiting").order_by("-pk").first()
    if waiting is not None:
        return waiting
    made = DayProposal.objects.create(
        community_id=scope.community_id, team=team, day=day, seconds=seconds, seed=seed, asked_by_id=scope.person_id,
        asked_for_id=scope.employment_id, asked_at=now,
    )  # fmt: skip
    enqueue(JOB, {"proposal": str(made.uid)})
    return made


def propose(
    scope: Scope, proposal: DayProposal, *, now: datetime, only: Collection[int] | None = None,
    effort: Effort | None = None,
) -> DayProposal:  # fmt: skip
    """Search for routes and keep them when the checker finds no fault; safe to repeat.

    The search runs outside any transaction; what it found is written in one.

    Args:
        only: Of what nobody has, these orders alone; None: all there is.
        effort: How long to search, where it is not the seconds that were asked for.
    """
    if proposal.state != "waiting":
        return proposal
    todays = day_to_plan(scope, proposal.team, proposal.day, now=now, only=only)
    if not todays.orders or not todays.members:
        return _fail(scope, proposal, "nobody" if not todays.members else "nothing_to_plan", now)
    try:
        plan = plan_of(todays.day, effort or Effort(seconds=proposal.seconds, seed=proposal.seed))
    except Unplannable:
        return _fail(scope, proposal, "under_way", now)
    if faults(todays.day, plan):
        return _fail(scope, proposal, "faulty", now)
    return _keep(scope, proposal, todays, plan, now)


@transaction.atomic
def dismiss_proposal(
    scope: Scope, proposal: DayProposal, *, expected_version: int | None, now: datetime
) -> DayProposal:
    """Put a proposal aside.

    Raises:
        NotAllowed: The actor plans no days.
        Refused, Stale: It is past that, or somebody else decided meanwhile.
    """
    scope.require_somewhere("dispatch.plan")
    row = moved(scope, proposal, "dismiss", expected_version)
    row.save_changes("state")
    return row


def moved(scope: Scope, proposal: DayProposal, move: str, expected_version: int | None) -> DayProposal:
    """The locked proposal after a move, unsaved.

    Raises:
        Refused, Stale: The table does not have the move, or somebody else made one.
    """
    row = DayProposal.objects.within(scope).locked(proposal.uid, expected_version)
    state = proposing.after(row.state, move)
    if state is None:
        raise Refused(_("This proposal has been decided already."))
    row.state = state
    return row


@transaction.atomic
def _fail(scope: Scope, proposal: DayProposal, reason: str, now: datetime) -> DayProposal:
    row = moved(scope, proposal, "fail", None)
    row.failure, row.ready_at = reason, now
    row.save_changes("state", "failure", "ready_at")
    return row


@transaction.atomic
def _keep(scope: Scope, proposal: DayProposal, todays: TeamsDay, plan: DayPlan, now: datetime) -> DayProposal:
    row = moved(scope, proposal, "propose", None)
    row.ready_at = now
    row.stands, row.gives = asdict(as_it_stands(todays.day, todays.lists)), asdict(as_planned(todays.day, plan))
    row.save_changes("state", "ready_at", "stands", "gives")
    stops = [*_served(row, todays, plan), *_unserved(row, todays, plan)]
    ProposedStop.objects.bulk_create(stops)
    event = DayProposed(
        proposal_uid=row.uid, team_id=row.team_id, day=row.day, served=len(stops) - len(plan.unserved),
        unserved=len(plan.unserved),
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=row)
    return row


def _served(row: DayProposal, todays: TeamsDay, plan: DayPlan) -> list[ProposedStop]:
    places = {stop.key: stop.place for stop in todays.day.stops}
    workers = {worker.key: worker for worker in todays.day.workers}
    made = []
    for route in plan.routes:
        worker = workers[route.worker]
        place = worker.start
        for position, visit in enumerate(route.visits):
            made.append(
                _stop(
                    row, todays, visit.stop, person_id=route.worker, position=position,
                    begins_at=proposing.at_second(todays.first, visit.begins),
                    ends_at=proposing.at_second(todays.first, visit.ends),
                    travel_metres=todays.day.metres[place][places[visit.stop]], fixed=visit.stop in worker.fixed,
                )
            )  # fmt: skip
            place = places[visit.stop]
    return made


def _unserved(row: DayProposal, todays: TeamsDay, plan: DayPlan) -> list[ProposedStop]:
    return [_stop(row, todays, key, reason=reason) for key, reason in plan.unserved]


def _stop(row: DayProposal, todays: TeamsDay, key: int, **values: object) -> ProposedStop:
    order = todays.orders[key]
    return ProposedStop(
        community_id=row.community_id, data_class="D8" if order.secured else "D1", proposal=row, work_order_id=key,
        order_version=order.version, **values,
    )  # fmt: skip
