"""Problems: found by themselves when the same thing fails a third time, then worked on to their cause."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work import events
from samdrift.operations.work.models import Problem, WorkOrder
from samdrift.operations.work.rules import problems as rules
from samdrift.registers.parties import public as parties

SOLVE = "work.solve_problems"
SAID = {"cause": "cause", "act": "action", "close": "outcome"}


@transaction.atomic
def look_for_problem(scope: Scope, order_uid: UUID, *, now: datetime) -> Problem | None:
    """Put a repair under the open problem of its thing, or open one when it is the third. Safe to repeat."""
    with everywhere(reason="repairs of one thing, counted within the event's community"):
        rows = WorkOrder.objects.filter(community=scope.community_id).select_related("service_request__request_type")
        order = rows.filter(uid=order_uid).first()
        about = order.service_request if order else None
        if order is None or about is None or order.asset_id is None or order.site_id is None:
            return None
        if order.kind != "corrective" or order.data_class != "D1" or order.problem_id is not None:
            return order.problem
        code = about.request_type.code
        problem = Problem.objects.filter(asset=order.asset_id, fault_code=code, closed_at=None).first()
        alike = rows.filter(asset=order.asset_id, kind="corrective", service_request__request_type__code=code)
        # A request has one repair, however many orders it takes.
        firsts: dict[int | None, WorkOrder] = {}
        for one in alike.filter(problem=None, created_at__lte=order.created_at).order_by("pk"):
            firsts.setdefault(one.service_request_id, one)
        if problem is None:
            if not rules.is_recurring([one.created_at for one in firsts.values()], order.created_at):
                return None
            problem = _open(scope, order, code, now)
        since = order.created_at - rules.WITHIN
        for one in firsts.values():
            if one.created_at >= since:
                one.problem = problem
                one.save(update_fields=["problem"])  # nobody's open page becomes stale by it
    return problem


def _open(scope: Scope, order: WorkOrder, code: str, now: datetime) -> Problem:
    assert order.asset_id is not None
    assert order.site_id is not None
    year = parties.community_day(scope, now).year
    head, year_text, last = requests.next_number(scope.community_id, year, "D1", kind="problem").rsplit("-", 2)
    problem = Problem.objects.create(
        community_id=order.community_id, data_class=order.data_class, number=f"{head}-{year_text}-P{last}",
        asset_id=order.asset_id, fault_code=code, contract_id=order.contract_id, site_id=order.site_id,
        unit_id=order.unit_id, line_code=order.line_code, opened_at=now, changed_at=now,
    )  # fmt: skip
    record(events.ProblemOpened(problem_id=problem.uid, line=problem.line_code), scope=scope, at=now, subject=problem)
    return problem


@transaction.atomic
def move_problem(
    scope: Scope, uid: UUID, move: str, said: str, *, expected_version: int | None, now: datetime
) -> Problem:
    """Say the cause, what is done about it, or how it ended.

    Args:
        move: cause, act or close.

    Raises:
        DoesNotExist: No such problem within the scope.
        Invalid: Nothing was said.
        NotAllowed: The actor does not work on problems there.
        Refused, Stale: It is not there yet, or somebody changed it since.
    """
    problem = Problem.objects.within(scope).locked(uid, expected_version)
    scope.require(
        SOLVE, contract=problem.contract_id, line=problem.line_code, site=problem.site_id, unit=problem.unit_id,
        data_class=problem.data_class,
    )  # fmt: skip
    state = rules.after(problem.state, move)
    if state is None:
        raise Refused(_("A problem goes from its cause to what is done about it, and from there to its end."))
    if not said.strip():
        raise Invalid({"said": _("Write it down, so that the next one knows.")})
    before, problem.state, problem.changed_at = problem.state, state, now
    setattr(problem, SAID[move], said.strip())
    problem.closed_at = now if state == "closed" else None
    problem.save_changes("state", "changed_at", "closed_at", SAID[move])
    event = events.ProblemMoved(problem_id=problem.uid, line=problem.line_code, before=before, after=state)
    record(event, scope=scope, at=now, subject=problem)
    return problem
