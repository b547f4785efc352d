"""Searching for routes in the background: it takes seconds, and nobody waits at a page for it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from samdrift.foundation.clock import now
from samdrift.foundation.jobs.public import job
from samdrift.foundation.scope import everywhere
from samdrift.operations.dispatch.commands import planning_ahead
from samdrift.operations.dispatch.commands.proposing import JOB, propose
from samdrift.operations.dispatch.models import DayProposal
from samdrift.registers.parties import public as parties


@job(JOB, retries=1)
def plan_day(payload: Mapping[str, Any]) -> None:
    """Plan a day with what the person who asked may see and do now, and nothing more."""
    with everywhere(reason="the proposal this job was given, in its own community"):
        proposal = DayProposal.objects.select_related("team", "asked_by").get(uid=UUID(payload["proposal"]))
    asker = proposal.asked_by
    scope = parties.scope_at(asker, proposal.asked_for_id, now=now()) if asker else None
    if scope is None or scope.community_id != proposal.community_id or not scope.may("dispatch.plan"):
        return
    propose(scope, proposal, now=now())


@job(planning_ahead.JOB, retries=1)
def plan_ahead(payload: Mapping[str, Any]) -> None:
    """Plan days ahead with what the person who asked may see and do now, and nothing more."""
    uids = [UUID(one) for one in payload["proposals"]]
    with everywhere(reason="the proposals this job was given, in their own community"):
        rows = DayProposal.objects.select_related("team", "asked_by").filter(uid__in=uids, state="waiting")
        proposals = list(rows.order_by("day"))
    asker = proposals[0].asked_by if proposals else None
    scope = parties.scope_at(asker, proposals[0].asked_for_id, now=now()) if asker else None
    if scope is None or scope.community_id != proposals[0].community_id or not scope.may("dispatch.plan"):
        return
    planning_ahead.plan_days(scope, proposals, now=now())
