"""Work done without signal on an order that was cancelled, given away or finished meanwhile: kept, then looked at."""

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import EventRecord, record
from samdrift.foundation.files.public import StoredFile, attach, clean_upload
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work import events, rules
from samdrift.operations.work.commands import doing, loading, spending
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.models import WorkLine, WorkOrder

REVIEW = "work.review"
WHY = "an order that was this person's when the phone lost its signal"
TOWARDS_DONE = ("finish", "start", "resume", "accept")


def why_review(scope: Scope, uid: UUID, *, ending: bool) -> str:
    """Why what a phone did on an order needs a second look, or "" when the order is still this person's to do.

    Args:
        ending: Whether the phone says that the work is over; time and photos may follow an end, a second end may not.

    Raises:
        DoesNotExist: There is no such order, or it never was this person's.
    """
    with everywhere(reason=WHY):
        order = WorkOrder.objects.get(uid=uid, community=scope.community_id)
    mine = WorkOrder.objects.within_permission(scope, doing.DO).filter(pk=order.pk).exists()
    if not mine and not _was_given(scope, order):
        raise WorkOrder.DoesNotExist
    review = rules.review_for(order.state, order.assignee_id, scope.person_id)
    if not review and not mine:
        return "done_after_reassigning"
    if not review and ending and order.state in ("done", "verified", "closed"):
        return "done_twice"
    return review


@transaction.atomic
def keep_mark(scope: Scope, uid: UUID, *, review: str, moment: Moment) -> WorkOrder:
    """Put an order up for review: somebody worked on it who could not know."""
    return _kept(scope, uid, review, moment)


@transaction.atomic
def keep_line(
    scope: Scope, uid: UUID, spent: spending.Spent, *, review: str, moment: Moment, line_uid: UUID
) -> WorkLine:
    """Keep time or material: the cost of work that was done stays.

    Raises:
        Invalid: No time, more than a day, or no quantity.
    """
    spending.check(spent)
    return spending.write_kept(scope, _kept(scope, uid, review, moment), spent, moment.happened_at, line_uid=line_uid)


def keep_photo(
    scope: Scope, uid: UUID, stream: BinaryIO, name: str, *, review: str, moment: Moment
) -> StoredFile:  # fmt: skip
    """Keep a photo of the work."""
    cleaned = clean_upload(stream, name)
    with transaction.atomic():
        order = _kept(scope, uid, review, moment)
        return attach(
            scope, doing.FILES, order.uid, cleaned, visibility="shared", now=moment.now, data_class=order.data_class
        )


@transaction.atomic
def keep_end(scope: Scope, uid: UUID, *, review: str, moment: Moment, resolution: str, note: str) -> WorkOrder:
    """Keep that the work was finished, how and when; the order stays where others have put it."""
    order = _kept(scope, uid, review, moment)
    order.done_at = order.done_at or moment.happened_at
    order.resolution_code = order.resolution_code or resolution
    order.note = "\n".join(part for part in (order.note, note.strip()) if part)
    return loading.save(order, "done_at", "resolution_code", "note")


def _kept(scope: Scope, uid: UUID, review: str, moment: Moment) -> WorkOrder:
    why_review(scope, uid, ending=False)  # raises for orders that never were theirs
    with everywhere(reason=WHY):
        order = WorkOrder.objects.filter(community=scope.community_id).select_for_update(of=("self",)).get(uid=uid)
    if order.for_review:
        return order
    order.for_review, order.changed_at = review, moment.now
    event = events.ReviewAsked(
        work_order_id=order.uid, request_id=loading.request_uid(order), line=order.line_code, reason=review
    )
    record(event, scope=scope, at=moment.happened_at, subject=order, device_at=moment.device_at)
    return loading.save(order, "for_review")


def _was_given(scope: Scope, order: WorkOrder) -> bool:
    """Whether the book says that the order was given to this person or one of their teams, or that they moved it."""
    with everywhere(reason=WHY):
        told = EventRecord.objects.filter(
            subject_uid=order.uid, kind__in=(events.OrderDispatched.kind, events.OrderMoved.kind)
        )
        rows = list(told.values_list("kind", "person_id", "payload"))
    return any(
        person == scope.person_id
        or payload.get("assignee_id") == scope.person_id
        or payload.get("team_id") in scope.team_ids
        for _kind, person, payload in rows
        if payload and scope.person_id is not None
    )


@transaction.atomic
def count_work(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> WorkOrder:
    """The work counts: its cost stays, and an order still open is done by it where the phone said it was finished.

    Raises:
        DoesNotExist: No such order within the scope.
        NotAllowed: The actor may not decide this here.
        Refused, Stale: There is nothing to decide any more.
    """
    order = _for_decision(scope, uid, expected_version)
    moment = Moment(now)
    while order.is_open and order.done_at is not None and order.resolution_code:
        step = next((name for name in TOWARDS_DONE if rules.after(order.state, name)), None)
        if step is None:
            break
        loading.move(scope, order, step, moment, reason=order.for_review)
    _settle(scope, order, counted=True, now=now)
    if order.state == "done" and order.service_request_id:
        _end_request(scope, order, now)
    return order


@transaction.atomic
def discount_work(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> WorkOrder:
    """The work does not count: what was written from the phone is taken back, and the order goes on as it stands."""
    order = _for_decision(scope, uid, expected_version)
    with everywhere(reason="what the person under review wrote on an order the actor may decide about"):
        asked = EventRecord.objects.filter(subject_uid=order.uid, kind=events.ReviewAsked.kind).order_by("-pk").first()
        rows = WorkLine.objects.filter(work_order=order, corrects__isnull=True)
        taken = set(WorkLine.objects.filter(work_order=order).values_list("corrects_id", flat=True))
        lines = list(rows.filter(person_id=asked.person_id or 0, written_at__gte=asked.happened_at)) if asked else []
    for line in lines:
        if line.pk not in taken:
            spending.write_back(scope, order, line, now)
    return _settle(scope, order, counted=False, now=now)


def _for_decision(scope: Scope, uid: UUID, expected_version: int | None) -> WorkOrder:
    order = loading.locked(scope, uid, expected_version)
    loading.require(scope, REVIEW, order)
    if not order.for_review:
        raise Refused(_("Somebody has decided about this already."))
    return order


def _settle(scope: Scope, order: WorkOrder, *, counted: bool, now: datetime) -> WorkOrder:
    event = events.ReviewSettled(
        work_order_id=order.uid, request_id=loading.request_uid(order), line=order.line_code, reason=order.for_review,
        counted=counted,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=order)
    order.for_review, order.changed_at = "", now
    return loading.save(order, "for_review")


def _end_request(scope: Scope, order: WorkOrder, now: datetime) -> None:
    """Resolve the order's request by the work that was done on it, when no other order of it is open."""
    row = loading.request_row(order)
    if row is None or doing.others_open(order):
        return
    if row.state == "on_hold":
        row = requests.resume(scope, row.uid, expected_version=None, now=now)
    if row.state == "assigned":
        row = requests.start(scope, row.uid, expected_version=None, now=now)
    if row.state in ("in_progress", "made_safe"):
        given = doing.proofs(scope, order, signature=False, reading="")
        requests.resolve(
            scope, row.uid, expected_version=None, resolution=order.resolution_code, note="", now=now,
            evidence=frozenset(given),
        )  # fmt: skip
