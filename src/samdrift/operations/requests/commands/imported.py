"""Requests of another system's table come in with their history, and what later tables say of them is brought after."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from samdrift.foundation.bulk import insert_rows
from samdrift.foundation.events.public import Happening, import_history
from samdrift.foundation.fields import uuid7
from samdrift.foundation.scope import Scope
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import events
from samdrift.operations.requests.commands import history, loading
from samdrift.operations.requests.commands.submit import index
from samdrift.operations.requests.models import ImportedRequest, ServiceRequest
from samdrift.operations.requests.queries.imported import (
    NEWS,
    OURS,
    Known,
    Meant,
    Reader,
    known_among,
    standing,
)
from samdrift.operations.requests.rules import states

Sorted = tuple[list[Meant], list[tuple[Meant, ImportedRequest, dict[str, str]]]]


class RequestIntake:
    """A table of requests on its way in."""

    def __init__(self, scope: Scope, staged: Any, now: datetime) -> None:
        scope.require_somewhere("requests.import")
        self.scope, self.now, self.import_uid = scope, now, staged.uid
        self.reader = Reader(scope, staged, now)

    def compare(self, rows: Sequence[Any], plan: Any) -> None:
        """Note what these rows would do."""
        self._sorted(rows, plan)

    def bring_in(self, rows: Sequence[Any], plan: Any) -> None:
        """Write what is new with its history, and bring news of what is in already; in the caller's transaction."""
        new, news = self._sorted(rows, plan)
        if new:
            _write(self.scope, new, self.import_uid, self.now)
        for meant, told, changes in news:
            _bring_news(self.scope, meant, told, changes, self.import_uid, self.now)

    def _sorted(self, rows: Sequence[Any], plan: Any) -> Sorted:
        """Which rows are new and which have news; all of them are noted."""
        understood = self.reader.understood(rows, plan)
        known = known_among(self.scope, ((one.system, one.number) for one in understood))
        new: list[Meant] = []
        news: list[tuple[Meant, ImportedRequest, dict[str, str]]] = []
        for one in understood:
            if one.system == OURS:
                _look_at_ours(one, known, plan)
            elif (one.system, one.number) in known.hidden:
                plan.refuse("row_beyond_reach", one.line, value=one.number)
            elif (told := known.rows.get((one.system, one.number))) is None:
                plan.add(one.line, one.number, one.title)
                new.append(one)
            elif changes := _news(one, told, plan):
                news.append((one, told, changes))
        return new, news


def _look_at_ours(one: Meant, known: Known, plan: Any) -> None:
    """A row that was taken along from here: it stands, and is changed on its page, never by a table."""
    if one.number not in known.ours:
        plan.refuse("row_not_ours", one.line, value=one.number)
    else:
        plan.leave()


def _news(one: Meant, told: ImportedRequest, plan: Any) -> dict[str, str]:
    """What the row says that is not known yet, by field: the new text; empty where there is nothing to do."""
    said = {name: text for name, text in one.snapshot().items() if text or name not in ("due_at", "acknowledged_at")}
    here = standing(told.service_request, told)
    fresh = {
        name: text for name, text in said.items() if name in NEWS and text not in (told.meant.get(name), here[name])
    }
    if not fresh:
        plan.leave()
        return {}
    if told.service_request.changed_at != told.kept_at:
        plan.findings.add("warning", "row_lives_here", row=one.line, value=one.number)
        plan.leave()
        return {}
    if not told.service_request.is_open and "state" in fresh:
        plan.findings.add("warning", "row_reopened_there", row=one.line, value=one.number)
        plan.leave()
        return {}
    plan.change(one.line, one.number, one.title, ((name, here[name], text) for name, text in fresh.items()))
    return fresh


def _write(scope: Scope, new: Sequence[Meant], import_uid: UUID, now: datetime) -> None:
    # What was done elsewhere was done by nobody of ours: the book names no actor, least of all whoever imports.
    nobody = replace(scope, person_id=None, employment_id=None)
    rows = history.import_requests(nobody, [_past(one) for one in new], as_of=now)
    insert_rows([_told(one, row, import_uid) for one, row in zip(new, rows, strict=True)])
    came = (
        Happening(
            event=events.RequestBroughtIn(
                request_id=row.uid, line=row.line_code, import_uid=import_uid, table_row=one.line
            ),
            at=now, subject=row,
        )
        for one, row in zip(new, rows, strict=True)
    )  # fmt: skip
    import_history(came, scope=scope)


def _told(one: Meant, row: ServiceRequest, import_uid: UUID) -> ImportedRequest:
    return ImportedRequest(
        community_id=row.community_id, data_class=row.data_class, service_request=row, system=one.system,
        number=one.number, status=one.told["status"][:80], channel=one.told["channel"][:80],
        request_type=one.told["request_type"], latitude=one.point[0] if one.point else None,
        longitude=one.point[1] if one.point else None, told_due_at=one.told_due_at, rest=dict(one.rest),
        meant=one.snapshot(), kept_at=row.changed_at, import_uid=import_uid, line=one.line,
    )  # fmt: skip


def _past(one: Meant) -> history.PastRequest:
    course, kind = one.course, one.request_type
    values: dict[str, Any] = {
        "uid": uuid7(), "contract_id": one.contract_id, "site_id": one.place.site_id, "unit_id": one.place.unit_id,
        "line_code": kind.line_code, "title": one.title, "description": one.description, "language": "en",
        "channel": one.channel, "requester_id": one.requester_id, "on_behalf_of": one.on_behalf_of,
        "contact": one.contact, "impact": kind.impact, "urgency": kind.urgency, "priority": one.priority,
        "data_class": "D1", "state": course.state, "received_at": course.received_at,
        "triaged_at": course.acknowledged_at, "resolved_at": course.resolved_at, "closed_at": course.closed_at,
        "changed_at": course.last_at, "brought_in": True,
    }  # fmt: skip
    return history.PastRequest(
        values=values, request_type=kind, moves=list(_moves(one)), milestones=course.milestones,
        timezone=one.place.timezone, site_kind=one.place.kind, unit_ids=one.place.unit_ids, agreed_due_at=one.due_at,
        gaps=True,
    )  # fmt: skip


def _moves(one: Meant) -> Iterable[tuple[type[events.RequestEvent], datetime, int | None, dict[str, Any]]]:
    """What the table tells of its course; steps nobody noted are not made up."""
    course, kind, stood = one.course, one.request_type, states.SUBMITTED
    yield events.RequestSubmitted, course.received_at, None, {
        "channel": one.channel, "request_type": kind.code, "priority": one.priority, "impact": kind.impact,
        "urgency": kind.urgency, "received_at": course.received_at, "modifiers": [],
    }  # fmt: skip
    if course.acknowledged_at:
        yield events.RequestTriaged, course.acknowledged_at, None, {
            "before": stood, "after": states.TRIAGED, "priority": one.priority, "entitlement": "included",
        }  # fmt: skip
        stood = states.TRIAGED
    if course.started_at and course.state in (states.RESOLVED, states.CLOSED):
        yield events.RequestStarted, course.started_at, None, {"before": stood, "after": states.IN_PROGRESS}
        stood = states.IN_PROGRESS
    if course.resolved_at:
        yield events.RequestResolved, course.resolved_at, None, {"before": stood, "after": states.RESOLVED}
    if course.closed_at:
        yield events.RequestClosed, course.closed_at, None, {
            "before": states.RESOLVED, "after": states.CLOSED, "reason": "elsewhere",
        }  # fmt: skip
    if course.ended_at:
        ended = events.RequestCancelled if course.state == states.CANCELLED else events.RequestDeclined
        yield ended, course.ended_at, None, {"before": stood, "after": course.state, "reason": "elsewhere"}


def _bring_news(
    scope: Scope, one: Meant, told: ImportedRequest, changes: dict[str, str], import_uid: UUID, now: datetime
) -> None:
    """Take over what a later table says of a request nobody has touched here."""
    # The gate of `known_among` let it through for bringing in, which is more than reading it.
    row = ServiceRequest.objects.within_permission(scope, "requests.import").locked(told.service_request.uid)
    row.title, row.description = one.title, one.description
    if "due_at" in changes and one.due_at is not None:
        _agree(scope, row, one.due_at, now)
    if "state" in changes or "acknowledged_at" in changes:
        _move_on(scope, row, one, now)
    row.changed_at = max(row.changed_at, one.course.last_at)
    loading.save(row, "title", "description", "triaged_at", "resolved_at", "closed_at")
    loading.tell(
        scope, row, events.RequestToldAnew, at=now, import_uid=import_uid, table_row=one.line, fields=sorted(changes)
    )
    index(row)
    told.meant, told.kept_at, told.rest = one.snapshot(), row.changed_at, dict(one.rest)
    told.status, told.told_due_at = one.told["status"][:80], one.told_due_at
    told.save_changes("meant", "kept_at", "rest", "status", "told_due_at")


def _agree(scope: Scope, row: ServiceRequest, due_at: datetime, now: datetime) -> None:
    final = [promise for promise in promises.standing_of(row.uid).promises if promise.kind == "complete"]
    if final:
        loading.take(row, promises.agree_deadline(scope, final[0].uid, due_at, at=now))


def _move_on(scope: Scope, row: ServiceRequest, one: Meant, now: datetime) -> None:
    course, before = one.course, row.state
    for milestone, at in sorted(course.milestones.items(), key=lambda pair: pair[1]):
        loading.take(row, promises.reach(scope, row.uid, milestone, at=at))
    if course.ended_at:
        loading.take(row, promises.void(scope, row.uid, at=course.ended_at, reason=course.state))
    loading.move_to(row, course.state, at=course.last_at)
    row.triaged_at, row.resolved_at, row.closed_at = course.acknowledged_at, course.resolved_at, course.closed_at
    if row.resolved_at:
        row.next_due_at = None
    submitted = {events.RequestSubmitted}
    for kind, at, _actor, values in _moves(one):
        if kind not in submitted and not (kind is events.RequestTriaged and before != states.SUBMITTED):
            loading.tell(scope, row, kind, at=at, **values)
