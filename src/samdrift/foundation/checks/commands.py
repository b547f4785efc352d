"""Taking one turn of a check, and asking for one now."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import transaction

from samdrift.foundation import clock
from samdrift.foundation.checks.events import CheckFound
from samdrift.foundation.checks.models import CheckRun
from samdrift.foundation.checks.registry import Check, Count, Outcome, checks, register
from samdrift.foundation.events.public import record
from samdrift.foundation.jobs.public import enqueue, job
from samdrift.foundation.scope import Scope, everywhere

Work = Callable[[Mapping[str, Any]], None]
KEPT = 50  # findings kept of one turn; the rest are counted
FORGET = timedelta(days=400)
AGAIN = timedelta(hours=20)  # the same findings are told once a day, however often somebody has them counted


class DoesNotHold(RuntimeError):
    """A check found something: shown among failed jobs until somebody looked."""


def nightly_check(
    name: str, *, every: str, title: Any, counted: Any, rules: Mapping[str, Any], invariant: str = "",
    telling: bool = True, make_up_after: int = 0,
) -> Callable[[Count], Work]:  # fmt: skip
    """Let the decorated function be a check of one community, every night and whenever somebody asks for it.

    It takes the community's id and the moment, runs across the gate, counts again and repairs nothing.

    Args:
        every: Five cron fields in UTC. Checks do not begin at the same minute: they read much.
        title, counted, rules, invariant, telling: As on `Check`.

    Returns:
        The job, which takes its payload: what a worker runs.
    """

    def announce(function: Count) -> Work:
        check = Check(name, title, counted, function, rules, invariant, telling)
        register(check)

        @wraps(function)
        def work(payload: Mapping[str, Any]) -> None:
            take_turn(check, int(payload["community_id"]), now=clock.now())

        job(name, every=every, each_community=True, retries=0, make_up_after=make_up_after)(work)
        return work

    return announce


def take_turn(check: Check, community_id: int, *, now: datetime) -> CheckRun:
    """Take one turn of a check, keep what came of it, and fail where something does not hold.

    Raises:
        DoesNotHold: Something was found. The turn is kept first, so that the page shows it.
    """
    began = clock.real_now()
    try:
        with everywhere(reason=f"the nightly check {check.name}"):
            outcome = check.run(community_id, now)
    except Exception as fault:
        _keep(check, community_id, Outcome(0), now, clock.real_now() - began, error=f"{type(fault).__name__}: {fault}")
        raise
    kept = _keep(check, community_id, outcome, now, clock.real_now() - began)
    if outcome.findings:
        named = ", ".join(f"{one.rule} {one.about}" for one in outcome.findings[:10])
        raise DoesNotHold(f"{len(outcome.findings)} things do not hold ({named}).")
    return kept


@transaction.atomic
def _keep(
    check: Check, community_id: int, outcome: Outcome, now: datetime, took: timedelta, *, error: str = ""
) -> CheckRun:
    findings = [{"rule": one.rule, "about": one.about, "page": one.page} for one in outcome.findings[:KEPT]]
    with everywhere(reason="the turns of one check before this one"):
        turns = CheckRun.objects.filter(community=community_id, check_name=check.name)
        turns.filter(began_at__lt=now - FORGET).delete()
        last = turns.order_by("-began_at", "-pk").first()
    row = CheckRun.objects.create(
        community_id=community_id, check_name=check.name, began_at=now, ended_at=now + took, error=error[:300],
        looked_at=outcome.looked_at, found=len(outcome.findings), findings=findings,
    )  # fmt: skip
    told = last is not None and last.findings == findings and now - last.began_at < AGAIN
    if outcome.findings and check.telling and not told:
        event = CheckFound(check=check.name, count=len(outcome.findings))
        record(event, scope=Scope(community_id=community_id), at=now)
    return row


def ask_for_turn(scope: Scope, name: str) -> bool:
    """Have a check take a turn now, once however often it is asked for; whether that was added.

    Raises:
        NotAllowed: The actor may not ask for checks.
        KeyError: There is no such check.
    """
    scope.require("checks.run")
    place = scope.community_id
    return enqueue(checks[name].name, {"community_id": place}, key=f"every:{name}:{place}")
