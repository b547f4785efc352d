"""Doing the work: accept, refuse, arrive, start, wait, go on, make safe, finish, fail. Each is one tap on a phone."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.files import public as files
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work import events, queries, rules
from samdrift.operations.work.commands import loading, promising
from samdrift.operations.work.commands.fitness import require_fit
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.models import WorkOrder
from samdrift.operations.work.rules import checklists

DO = "work.do"
FILES = "work.workorder"


@transaction.atomic
def accept_order(scope: Scope, uid: UUID, *, expected_version: int | None, moment: Moment) -> WorkOrder:
    """Take the order on: from a team it becomes one's own.

    Raises:
        Refused: The actor lacks a skill or a clearance on the planned day (invariant 4), or the table has no such move.
    """
    order = loading.for_move(scope, uid, expected_version, "accept")
    require_fit(scope, order, scope.person_id, now=moment.happened_at)
    loading.move(scope, order, "accept", moment)
    order.assignee_id = order.assignee_id or scope.person_id
    return loading.save(order, "assignee")


@transaction.atomic
def refuse_order(scope: Scope, uid: UUID, *, expected_version: int | None, reason: str, moment: Moment) -> WorkOrder:
    """Give the order back with a reason; to refuse what is unsafe is always allowed."""
    order = loading.for_move(scope, uid, expected_version, "refuse")
    if reason not in rules.REFUSALS:
        raise Invalid({"reason": _("Choose why you cannot take it.")})
    loading.move(scope, order, "refuse", moment, reason=reason)
    order.assignee_id = None
    return loading.save(order, "assignee")


@transaction.atomic
def confirm_place(scope: Scope, uid: UUID, *, space_id: int | None, asset_id: int | None, moment: Moment) -> bool:
    """Proof of presence: the tag that was scanned stands at the order's place. Gives whether it matches."""
    order = loading.locked(scope, uid)
    loading.require(scope, DO, order)
    matches = (order.asset_id is not None and order.asset_id == asset_id) or (
        order.space_id is not None and order.space_id == space_id
    )
    if matches:
        order.place_confirmed_at = moment.happened_at
        loading.save(order, "place_confirmed_at")
        if order.service_request_id and order.is_open:
            requests.arrive(scope, _of(order), now=moment.happened_at, device_at=moment.device_at)
        elif order.is_open:
            promising.arrive(scope, order, moment.happened_at)
    event = events.PlaceConfirmed(
        work_order_id=order.uid, request_id=loading.request_uid(order), line=order.line_code, matches=matches
    )
    record(event, scope=scope, at=moment.happened_at, subject=order, device_at=moment.device_at)
    return matches


@transaction.atomic
def start_order(
    scope: Scope, uid: UUID, *, expected_version: int | None, moment: Moment, reason: str = "", permit: str = ""
) -> WorkOrder:
    """Begin, after a scan at the place or with a reason for none. Whoever starts has accepted.

    Args:
        reason: Why the tag was not scanned: one of `rules.NO_SCAN`; needless after a scan, and where no tag hangs.
        permit: The number of the permit, where the order takes one.

    Raises:
        Invalid: The scan, its reason or the permit is missing; it says which.
        Refused: The site is not in service, or the actor lacks a skill or a clearance today.
    """
    order = loading.for_move(scope, uid, expected_version, "start")
    require_fit(scope, order, scope.person_id, now=moment.happened_at)
    begin(scope, order, moment, reason=reason, permit=permit)
    order.assignee_id = order.assignee_id or scope.person_id
    loading.save(order, "assignee", *BEGUN)
    row = loading.request_row(order)
    if row is not None and row.state == "assigned":
        requests.start(scope, row.uid, expected_version=None, now=moment.happened_at, device_at=moment.device_at)
    return order


BEGUN = ("start_reason", "permit_number")


def begin(scope: Scope, order: WorkOrder, moment: Moment, *, reason: str, permit: str) -> None:
    """Check what starting demands and make the move, unsaved."""
    if order.site is not None and not rules.may_work_at(order.site.state, order.kind):
        raise Refused(_("The site is not in service: no work is done there before it opens or after it closes."))
    why = rules.start_reason(
        confirmed=order.place_confirmed_at is not None, has_tag=queries.has_tag(order), said=reason
    )
    wrong = {}
    if why is None:
        wrong["start_reason"] = _("Scan the tag at the place, or say why you cannot.")
    if order.permit_kind and not permit.strip():
        wrong["permit"] = _("Write the number of the permit: without it this work is not begun.")
    if wrong:
        raise Invalid(wrong)
    loading.move(scope, order, "start", moment, reason=why or "")
    order.start_reason, order.permit_number = why or "", permit.strip()[:40]


@transaction.atomic
def pause_order(
    scope: Scope, uid: UUID, *, expected_version: int | None, reason: str, moment: Moment, note: str = "",
    until: datetime | None = None,
) -> WorkOrder:  # fmt: skip
    """Let it wait for a reason of the catalogue, which says whether the promise's clock stands."""
    order = loading.for_move(scope, uid, expected_version, "pause")
    loading.move(scope, order, "pause", moment, reason=reason)
    order.pause_reason = reason
    loading.save(order, "pause_reason")
    if order.service_request_id:
        requests.put_on_hold(
            scope, _of(order), expected_version=None, reason=reason, note=note, until=until, now=moment.happened_at,
            device_at=moment.device_at,
        )  # fmt: skip
    else:
        promising.wait(scope, order, reason, note=note, until=until, at=moment.happened_at)
    return order


@transaction.atomic
def resume_order(scope: Scope, uid: UUID, *, expected_version: int | None, moment: Moment) -> WorkOrder:
    """Go on; the request goes on with it when it waited for the same reason."""
    order = loading.for_move(scope, uid, expected_version, "resume")
    loading.move(scope, order, "resume", moment)
    order.pause_reason = ""
    loading.save(order, "pause_reason")
    row = loading.request_row(order)
    if row is not None and row.hold_reason:
        row = requests.resume(scope, row.uid, expected_version=None, now=moment.happened_at, device_at=moment.device_at)
    if row is not None and row.state == "assigned":
        requests.start(scope, row.uid, expected_version=None, now=moment.happened_at, device_at=moment.device_at)
    return order


@transaction.atomic
def make_safe(scope: Scope, uid: UUID, *, expected_version: int | None, moment: Moment) -> WorkOrder:
    """The danger is over; the repair still to come keeps its clock."""
    order = loading.for_move(scope, uid, expected_version, "make_safe")
    loading.move(scope, order, "make_safe", moment)
    order.made_safe_at = moment.happened_at
    loading.save(order, "made_safe_at")
    if order.service_request_id:
        requests.make_safe(scope, _of(order), expected_version=None, now=moment.happened_at, device_at=moment.device_at)
    return order


@transaction.atomic
def finish_order(
    scope: Scope, uid: UUID, *, expected_version: int | None, resolution: str, moment: Moment, note: str = "",
    signature: bool = False, reading: str = "", certificate: str = "",
) -> WorkOrder:  # fmt: skip
    """Say it is done; the last order of a request resolves it.

    Work finished on a phone after the order was cancelled or given away is recorded all the same and put up for
    review: nobody's work is lost (trap 9).

    Raises:
        Invalid: Something closing demands is missing; it says what.
    """
    order = loading.locked(scope, uid)
    review = rules.review_for(order.state, order.assignee_id, scope.person_id) if moment.device_at else ""
    if review:
        return _finished_elsewhere(scope, order, review, resolution, note, moment)
    order = loading.for_move(scope, uid, expected_version, "finish")
    given = proofs(scope, order, signature=signature, reading=reading, certificate=certificate)
    missing = rules.missing_proof(order.evidence, given)
    if missing:
        raise Invalid({proof: MISSING[proof] for proof in missing})
    require_checklist(order)
    loading.move(scope, order, "finish", moment)
    order.done_at, order.resolution_code, order.pause_reason = moment.happened_at, resolution, ""
    order.sampled = drawn(order)
    order.settles_at = settles_at(order)
    order.note = "\n".join(part for part in (note.strip(), reading.strip()) if part)
    order.certificate = certificate.strip()[:80]
    loading.save(order, "done_at", "resolution_code", "note", "certificate", "pause_reason", "settles_at", "sampled")
    if order.service_request_id and not others_open(order):
        requests.resolve(
            scope, _of(order), expected_version=None, resolution=resolution, note=note, evidence=frozenset(given),
            now=moment.happened_at, device_at=moment.device_at,
        )  # fmt: skip
    return order


def require_checklist(order: WorkOrder) -> None:
    """Raise Invalid when a required step of the order's checklist has no answer."""
    missing = checklists.missing_steps(queries.steps_of(order), queries.answers_of(order))
    if missing:
        sentence = ngettext(
            "One step of the checklist is left.", "%(count)s steps of the checklist are left.", len(missing)
        )
        raise Invalid({"checklist": sentence % {"count": len(missing)}})


MISSING = {
    "photo": gettext_lazy("Take a photo of the finished work first."),
    "scan": gettext_lazy("Scan the tag at the place first."),
    "reading": gettext_lazy("Write the reading first."),
    "signature": gettext_lazy("A signature is needed first."),
    "certificate": gettext_lazy("Write the number of the certificate: without it this work is not done."),
}


def proofs(scope: Scope, order: WorkOrder, *, signature: bool, reading: str, certificate: str = "") -> set[str]:
    """What there is to show for the work."""
    given = set()
    if files.files_of(scope, FILES, [order.uid]):
        given.add("photo")
    if order.place_confirmed_at is not None:
        given.add("scan")
    if reading.strip():
        given.add("reading")
    if signature:
        given.add("signature")
    if certificate.strip():
        given.add("certificate")
    return given


@transaction.atomic
def fail_order(
    scope: Scope, uid: UUID, *, expected_version: int | None, reason: str, note: str, moment: Moment,
    attempted_at: datetime | None = None,
) -> WorkOrder:  # fmt: skip
    """It could not be done: no access, a part missing, unsafe, not found. Operations plan it anew.

    Args:
        attempted_at: When somebody tried to get in, where that was before it was told; never later than now.
    """
    order = loading.for_move(scope, uid, expected_version, "fail")
    if reason not in rules.FAILURES:
        raise Invalid({"reason": _("Choose why it could not be done.")})
    if reason == "no_access" and not note.strip():
        raise Invalid({"note": _("Write whom you tried to reach and how.")})
    loading.move(scope, order, "fail", moment, reason=reason)
    order.failure_reason, order.note, order.pause_reason = reason, note.strip(), ""
    if reason == "no_access":
        order.attempted_at = min(attempted_at or moment.happened_at, moment.now)
    order.assignee_id = order.assignee_id or scope.person_id
    return loading.save(order, "failure_reason", "note", "pause_reason", "attempted_at", "assignee")


def drawn(order: WorkOrder) -> bool:
    """Whether somebody of the customer is to verify this order."""
    one_in = rules.share_for(order.line_code, queries.shares_of(order.contract_id))
    return rules.is_drawn(order.uid, one_in=one_in, secret=settings.SECRET_KEY)


def settles_at(order: WorkOrder) -> datetime | None:
    """When finished work nobody asked for verifies itself; None: whoever asked, or who verifies, has the last word."""
    if order.service_request_id is not None or order.sampled or order.done_at is None:
        return None
    return order.done_at + timedelta(days=rules.SETTLES_AFTER_DAYS)


def _finished_elsewhere(
    scope: Scope, order: WorkOrder, review: str, resolution: str, note: str, moment: Moment
) -> WorkOrder:
    order.for_review, order.done_at = review, moment.happened_at
    order.resolution_code, order.note = resolution, note.strip()
    order.changed_at = moment.now
    event = events.ReviewAsked(
        work_order_id=order.uid, request_id=loading.request_uid(order), line=order.line_code, reason=review
    )
    record(event, scope=scope, at=moment.happened_at, subject=order, device_at=moment.device_at)
    return loading.save(order, "for_review", "done_at", "resolution_code", "note")


def others_open(order: WorkOrder) -> bool:
    """Whether the request has other orders still open."""
    with everywhere(reason="whether the request has other orders still open"):
        others = WorkOrder.objects.filter(service_request=order.service_request_id, is_open=True)
        return others.exclude(pk=order.pk).exists()


def _of(order: WorkOrder) -> UUID:
    uid = loading.request_uid(order)
    assert uid is not None
    return uid
