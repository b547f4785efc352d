"""One request with all its page shows, in a number of statements that does not grow with what happened."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from samdrift.foundation.events.public import history_of_one
from samdrift.foundation.fields import in_language
from samdrift.foundation.files.public import StoredFile, files_of_one
from samdrift.foundation.questions import Question
from samdrift.foundation.scope import CASE_CLASSES, Scope
from samdrift.operations.approvals import public as approvals
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import registry
from samdrift.operations.requests.models import Comment, ServiceRequest
from samdrift.operations.requests.queries import access, names, story
from samdrift.operations.requests.queries.places import units_on
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

FILES_KIND = "requests.servicerequest"
LIKELIEST, NO_TEAM = 3, 0  # of how many teams the people are offered; what stands where there are fewer


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage:
    """What the page of one request shows to one person.

    Attributes:
        master: The request that goes on for this one, as far as this person may read it.
        moves: What this person may do with it now.
        may: Permissions beside the moves: comment, triage, consent, …
        why: The policy that applies with all that were considered, or None when nothing is promised.
    """

    row: ServiceRequest
    master: ServiceRequest | None
    moves: list[str]
    may: dict[str, bool]
    comments: list[Comment]
    question: Comment | None
    steps: list[story.Step]
    clocks: list[promises.ClockPicture]
    why: contracts.Choice | None
    approvals: list[approvals.Approval]
    photos: list[StoredFile]
    names: names.Names
    people: dict[int, str]
    teams: list[tuple[int, dict[str, str]]]
    colleagues: list[tuple[int, str]]
    panels: list[tuple[registry.Panel, Any]] = field(default_factory=list)


ASIDE = (
    "comment", "redact", "name_people", "triage", "consent", "assign", "take", "agree_decline", "correct_received",
    "answer", "merge", "hold", "decide_appeal",
)  # fmt: skip


def request_page(scope: Scope, uid: UUID, *, now: datetime, language: str) -> RequestPage:
    """The request with its clocks, its story and what this person may do.

    Raises:
        DoesNotExist: No such request within the scope.
    """
    row = request_of(scope, uid)
    comments = comments_on(scope, row)
    events = history_of_one(scope, row.uid, of_case=row.data_class in CASE_CLASSES)
    known = names.names_of(row.community_id)
    people = names.people_named(
        row.community_id,
        [*(e.person_id for e in events), *(c.author_id for c in comments), *_assignees(events),
         row.requester_id, row.assignee_id, row.decline_asked_by_id],
    )  # fmt: skip
    pictures = promises.pictures(scope, row.uid, until=_drawn_until(row, now))
    may = {name: access.may(scope, f"requests.{name}", row) for name in ASIDE}
    asked = [comment for comment in comments if comment.asks]
    waited = any(event.kind == "requests.awaiting_approval" for event in events)
    return RequestPage(
        row=row, master=_master(scope, row), moves=access.moves_for(scope, row), may=may, comments=comments,
        question=asked[-1] if asked and row.waiting_for_requester else None,
        steps=story.steps_of(scope, events, known, people, language), clocks=pictures, why=_why(row, pictures, known),
        approvals=list(approvals.approvals_of(scope, row.uid)) if waited else [],
        photos=photos_of(scope, row), names=known, people=people,
        teams=teams_for(known, row) if may["assign"] else [],
        colleagues=colleagues_of(scope, known, row) if may["assign"] else [],
        panels=[(panel, shown) for panel in registry.panels() if (shown := panel.load(scope, row)) is not None],
    )  # fmt: skip


def request_of(scope: Scope, uid: UUID) -> ServiceRequest:
    """The request with where it is and what it is.

    Raises:
        DoesNotExist: No such request within the scope.
    """
    row = _REQUEST.first(scope, uid)
    if row is None:
        raise ServiceRequest.DoesNotExist
    return row


def _with_all(scope: Scope, uid: UUID) -> QuerySet[ServiceRequest]:
    rows = ServiceRequest.objects.within(scope).filter(uid=uid)
    return rows.select_related("contract", "site", "space", "asset", "request_type")


def comments_on(scope: Scope, row: ServiceRequest) -> list[Comment]:
    """What was said that this person may read, the earliest first; the other side's own words never."""
    return _COMMENTS.rows(scope, row.pk)


def _said(scope: Scope, pk: int) -> QuerySet[Comment]:
    return Comment.objects.within(scope).filter(service_request=pk).order_by("said_at", "pk")


_REQUEST, _COMMENTS = Question(_with_all, UUID(int=77_051)), Question(_said, -77_052)


def photos_of(scope: Scope, row: ServiceRequest) -> list[StoredFile]:
    """The photos of a request, the oldest first."""
    return files_of_one(scope, FILES_KIND, row.uid)


def request_by_number(scope: Scope, number: str) -> ServiceRequest | None:
    """The request with a number as people write it, or None when there is none to see."""
    return ServiceRequest.objects.within(scope).filter(number=number.strip().upper()).first()


def teams_for(known: names.Names, row: ServiceRequest) -> list[tuple[int, dict[str, str]]]:
    """Teams by id and name, those that serve this line and site first."""

    def far(team: list[Any]) -> tuple[bool, bool]:
        _name, _party, lines, sites = team
        return bool(lines) and row.line_code not in lines, bool(sites) and row.site_id not in sites

    ordered = sorted(known.teams.items(), key=lambda item: (far(item[1]), item[0]))
    return [(pk, team[0]) for pk, team in ordered]


def colleagues_of(scope: Scope, known: names.Names, row: ServiceRequest) -> list[tuple[int, str]]:
    """The people of the three likeliest teams, by name."""
    teams = [pk for pk, _name in teams_for(known, row)[:LIKELIEST]]
    found = _MEMBERS.rows(scope, *teams, *[NO_TEAM] * (LIKELIEST - len(teams)))
    people = {pk: f"{given} {family}".strip() for pk, given, family in found}
    return sorted(people.items(), key=lambda one: one[1])


def _members(scope: Scope, *teams: int) -> QuerySet[Any, tuple[int, str, str]]:
    rows = parties.TeamMember.objects.within(scope).filter(team__in=teams).order_by("employment__person_id")
    return rows.values_list(*(f"employment__person{part}" for part in ("_id", "__given_name", "__family_name")))


_MEMBERS = Question(_members, *range(-77_053, -77_053 - LIKELIEST, -1))


def words_for_approval(scope: Scope, uids: list[UUID]) -> dict[UUID, approvals.Shown]:
    """What approvals show of requests: what, where and when it is promised for, as far as the approver may see them."""
    rows = ServiceRequest.objects.within(scope).filter(uid__in=uids).select_related("site", "space", "asset")
    return {
        row.uid: approvals.Shown(
            f"{row.number} · {row.title}", f"/requests/{row.uid}/", place_words(row, scope.language), row.due_at
        )
        for row in rows
    }


def place_words(row: ServiceRequest, language: str) -> str:
    """Where it is, as people say it: site, room, thing."""
    parts = [
        in_language(row.site.name, language) if row.site else "",
        " ".join(filter(None, (row.space.number, row.space.name))) if row.space else "",
        row.asset.name if row.asset else "",
    ]
    return " · ".join(filter(None, parts))


def _master(scope: Scope, row: ServiceRequest) -> ServiceRequest | None:
    """The master through its own gate: whoever asked for a duplicate may not read what another one wrote."""
    if row.master_id is None:
        return None
    return ServiceRequest.objects.within(scope).filter(pk=row.master_id).first()


def _drawn_until(row: ServiceRequest, now: datetime) -> datetime:
    """Up to when clocks are drawn: two weeks of being late say as much as two years."""
    return min(now, max(row.due_at or row.received_at, row.received_at + timedelta(days=30)) + timedelta(days=14))


def _assignees(events: list[Any]) -> list[int | None]:
    return [event.payload.get("assignee_id") for event in events]


def _why(row: ServiceRequest, pictures: list[promises.ClockPicture], known: names.Names) -> contracts.Choice | None:
    if not pictures:
        return None
    zone = ZoneInfo(row.site.timezone if row.site else "UTC")
    unit = known.units.get(row.unit_id or 0)
    case = contracts.Case(
        line_code=row.line_code, request_type_code=row.request_type.code, priority=row.priority,
        day=row.received_at.astimezone(zone).date(), site_id=row.site_id,
        site_kind=row.site.kind if row.site else "", units=units_on(unit[1]) if unit else frozenset(),
    )  # fmt: skip
    return contracts.policy_for(row.contract_id, row.contract.version, case)[1]
