"""Requests as other systems get them: uids and codes, never our own numbers for rows."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.promises import public as promises
from samdrift.operations.requests.events import RequestRated
from samdrift.operations.requests.models import Comment, ServiceRequest
from samdrift.operations.requests.queries import ratings
from samdrift.operations.requests.queries.names import names_of
from samdrift.registers.parties import public as parties

RELATED = ("site", "space", "asset", "unit", "team", "assignee", "requester", "request_type", "contract", "master")


def request_told(scope: Scope, uid: UUID, *, written: bool = False) -> dict[str, Any]:
    """One request by its uid.

    Args:
        written: The caller has just changed it, and is told how it is even where the change took it out of sight.

    Raises:
        DoesNotExist: No such request within the scope.
    """
    row = ServiceRequest.objects.within(scope).filter(uid=uid).select_related(*RELATED).first()
    if row is None and written:
        with everywhere(reason="the row the caller has just changed through its gate"):
            rows = ServiceRequest.objects.filter(uid=uid, community=scope.community_id)
            row = rows.select_related(*RELATED).first()
    if row is None:
        raise ServiceRequest.DoesNotExist
    return request_out(scope, row)


def request_out(scope: Scope, row: ServiceRequest) -> dict[str, Any]:
    """One request, its stars only for who answers or gave them; give it rows with RELATED selected."""
    return {
        "uid": row.uid, "version": row.version, "number": row.number, "title": row.title,
        "description": row.description, "answers": row.answers, "language": row.language, "state": row.state,
        "priority": row.priority, "impact": row.impact, "urgency": row.urgency,
        "request_type": row.request_type.code, "line": row.line_code, "channel": row.channel,
        "contract": row.contract.code, "entitlement": row.entitlement,
        "site": row.site.uid if row.site else None, "space": row.space.uid if row.space else None,
        "asset": row.asset.uid if row.asset else None, "unit": row.unit.uid if row.unit else None,
        "team": row.team.uid if row.team else None, "assignee": row.assignee.uid if row.assignee else None,
        "requester": row.requester.uid if row.requester else None, "master": row.master.uid if row.master else None,
        "received_at": row.received_at, "triaged_at": row.triaged_at, "resolved_at": row.resolved_at,
        "closed_at": row.closed_at, "changed_at": row.changed_at, "next_due_at": row.next_due_at,
        "due_at": row.due_at, "paused": row.paused, "hold_reason": row.hold_reason,
        "waiting_for_requester": row.waiting_for_requester, "resolution": row.resolution_code,
        "rating": row.rating if ratings.may_read(scope, row) else None, "me_too": row.me_too, "reopened": row.reopened,
        "danger_waits": row.danger_waits,
    }  # fmt: skip


def comment_out(comment: Comment) -> dict[str, Any]:
    """One comment; give it rows with the author selected."""
    return {
        "uid": comment.uid, "visibility": comment.visibility, "body": comment.body, "language": comment.language,
        "asks": comment.asks, "by_requester": comment.by_requester,
        "author": comment.author.uid if comment.author else None, "said_at": comment.said_at,
    }  # fmt: skip


def types_out(community_id: int, language: str) -> Iterable[dict[str, str]]:
    """What can be asked for, by code and name."""
    for code, name, line in names_of(community_id).types.values():
        yield {"code": code, "name": in_language(name, language), "line": line}


def promise_out(promise: promises.Promise) -> dict[str, Any]:
    """One promise; give it rows with the policy selected."""
    return {
        "kind": promise.kind, "state": promise.state, "priority": promise.priority, "policy": promise.policy.code,
        "clause": promise.policy.clause, "started_at": promise.started_at, "due_at": promise.due_at,
        "stopped_at": promise.stopped_at, "paused": promise.paused, "paused_seconds": promise.paused_seconds,
    }  # fmt: skip


def step_out(event: EventRecord, *, stars: bool) -> dict[str, Any]:
    """One event of the book; `stars`: of a rating also how many."""
    facts = event.payload
    if not stars and event.kind == RequestRated.kind:
        facts = {name: value for name, value in facts.items() if name != "rating"}
    return {
        "uid": event.uid, "kind": event.kind, "happened_at": event.happened_at, "recorded_at": event.recorded_at,
        "facts": facts,
    }  # fmt: skip


def case_member_out(scope: Scope, member: parties.CaseMember) -> dict[str, Any]:
    """Somebody named on a case, as the API tells it."""
    with everywhere(reason="the names of those on a case whose gate the caller has passed"):
        if member.team is not None:
            name = in_language(member.team.name, scope.language)
        else:
            assert member.employment is not None
            name = parties.shown_name(scope, member.employment.person, member.employment.title)
    return {"uid": member.uid, "name": name, "team": member.team_id is not None}
