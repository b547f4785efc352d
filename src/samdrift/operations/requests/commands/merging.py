"""Two that were one after all, one that is really several, and parts that belong to a whole."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import events
from samdrift.operations.requests.commands import loading
from samdrift.operations.requests.commands.submit import Ask, submit_request
from samdrift.operations.requests.models import ServiceRequest, Witness
from samdrift.operations.requests.queries import access
from samdrift.operations.requests.queries.places import place_named
from samdrift.operations.requests.rules import states

MERGED_FROM = "request:"
BACK = ("master", "team", "assignee", "triaged_at")


@transaction.atomic
def separate(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> ServiceRequest:
    """Take back a wrong merger: the request goes on by itself again, with all that was ever said and counted about it.

    Its clocks count from when it first reached us, mergers included: a mistake of the desk is nobody's free time.
    What had begun begins anew at the desk, since whoever worked on it was told to stop.

    Raises:
        DoesNotExist: No such request within the scope.
        NotAllowed: The actor may not merge, so neither take it back.
        Refused: It is not merged, or it waited for an approval that was withdrawn when it was.
    """
    row = loading.locked(scope, uid, expected_version)
    access.require(scope, states.PERMISSION["duplicate"], row)
    if row.state != states.DUPLICATE or row.master_id is None:
        raise Refused(_("This was not merged with another request."))
    before = _state_before(row)
    if before == states.AWAITING_APPROVAL:
        raise Refused(_("It waited for an approval that was withdrawn when it was merged. Please report it anew."))
    with everywhere(reason="the request it was merged with, as the merger wrote it"):
        master = ServiceRequest.objects.get_queryset().locked(_uid_of(row.master_id))
        _take_back(row, master, now)
    standing = _count_again(scope, row, now)
    after = before if before in states.UNTRIAGED else states.TRIAGED
    was = loading.move_to(row, after, at=now)
    row.master, row.team, row.assignee = None, None, None
    row.triaged_at = row.triaged_at if after == states.TRIAGED else None
    loading.take(row, standing)
    loading.tell(scope, row, events.RequestSeparated, at=now, before=was, after=row.state, master_id=master.uid)
    loading.save(row, *BACK)
    return row


@transaction.atomic
def split_off(scope: Scope, uid: UUID, *, request_type: str, description: str, now: datetime) -> ServiceRequest:
    """Make a part of a request a request of its own: same place, same person, counted from the same moment.

    Raises:
        DoesNotExist: No such request within the scope.
        Invalid: There is no such type, or nothing is said.
        NotAllowed: The actor may not merge and split.
        Refused: The request has ended, or is itself a part.
    """
    row = loading.locked(scope, uid, None)
    access.require(scope, states.PERMISSION["duplicate"], row)
    _may_have_parts(row)
    if not description.strip():
        raise Invalid({"description": _("Say what the new request is about.")})
    ask = Ask(
        request_type=request_type, channel=row.channel, description=description, site_id=row.site_id,
        space_id=row.space_id, asset_id=row.asset_id, tag_id=row.tag_id, unit_id=row.unit_id,
        requester_id=row.requester_id, on_behalf_of=row.on_behalf_of, contact=row.contact, device_key=row.device_key,
        language=row.language, described_at=row.described_at,
    )  # fmt: skip
    part = submit_request(scope, ask, received_at=row.received_at, now=now).service_request
    part.parent = row
    part.save_changes("parent")
    loading.tell(scope, row, events.RequestSplit, at=now, part_id=part.uid)
    return part


@transaction.atomic
def put_under(
    scope: Scope, uid: UUID, *, parent_uid: UUID, expected_version: int | None, now: datetime
) -> ServiceRequest:
    """Say that a request is part of a larger one; each keeps its own clocks, comments and files.

    Raises:
        DoesNotExist, NotAllowed, Stale: As ever.
        Invalid: It would be its own part.
        Refused: The larger one has ended or is a part, or this one has parts itself.
    """
    row = loading.locked(scope, uid, expected_version)
    access.require(scope, states.PERMISSION["duplicate"], row)
    whole = loading.locked(scope, parent_uid, None)
    if whole.pk == row.pk:
        raise Invalid({"parent": _("A request cannot be a part of itself.")})
    _may_have_parts(whole)
    with everywhere(reason="whether it has parts, whoever may see them"):
        if ServiceRequest.objects.filter(parent=row.pk).exists():
            raise Refused(_("It has parts of its own, so it cannot be a part."))
    row.parent = whole
    row.changed_at = max(now, row.received_at)
    loading.tell(scope, row, events.RequestPutUnder, at=now, parent_id=whole.uid)
    row.save_changes("parent", "changed_at")
    return row


@transaction.atomic
def take_out(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> ServiceRequest:
    """Say that a request is no part of a larger one after all.

    Raises:
        DoesNotExist, NotAllowed, Stale: As ever.
        Refused: It is no part of one.
    """
    row = loading.locked(scope, uid, expected_version)
    access.require(scope, states.PERMISSION["duplicate"], row)
    if row.parent_id is None:
        raise Refused(_("It is not a part of another request."))
    row.parent = None
    row.changed_at = max(now, row.received_at)
    loading.tell(scope, row, events.RequestPutUnder, at=now, parent_id=None)
    row.save_changes("parent", "changed_at")
    return row


def bring_along(row: ServiceRequest, master: ServiceRequest) -> None:
    """What was merged with `row` earlier follows the new master, so that whoever asked reads one state, not two."""
    with everywhere(reason="earlier mergers follow the request that goes on"):
        ServiceRequest.objects.filter(community=row.community_id, master=row.pk).update(master=master.pk)


def _may_have_parts(whole: ServiceRequest) -> None:
    if not whole.is_open:
        raise Refused(_("The other request has ended, so nothing can be a part of it."))
    if whole.parent_id is not None:
        raise Refused(_("It is a part itself; choose the whole it belongs to."))


def _uid_of(pk: int) -> UUID:
    uid: UUID = ServiceRequest.objects.values_list("uid", flat=True).get(pk=pk)
    return uid


def _state_before(row: ServiceRequest) -> str:
    """The state it had when it was merged, as the book tells."""
    with everywhere(reason="the request's own history, whatever side the actor is on"):
        told = EventRecord.objects.filter(subject_uid=row.uid, kind=events.RequestMerged.kind).order_by("-pk").first()
    return str(told.payload.get("before", states.SUBMITTED)) if told is not None else states.SUBMITTED


def _take_back(row: ServiceRequest, master: ServiceRequest, now: datetime) -> None:
    """The people who came with it follow it again, and what had been merged with it earlier comes back with it."""
    Witness.objects.filter(service_request=master.pk, track_digest=f"{MERGED_FROM}{row.uid.hex}").delete()
    came = Witness.objects.filter(service_request=row.pk, track_digest__startswith=MERGED_FROM)
    uids = [UUID(digest.removeprefix(MERGED_FROM)) for digest in came.values_list("track_digest", flat=True)]
    ServiceRequest.objects.filter(uid__in=uids, master=master.pk).update(master=row.pk)
    master.me_too = max(0, master.me_too - 1 - row.me_too)
    master.changed_at = max(now, master.received_at)
    master.save_changes("me_too", "changed_at")


def _count_again(scope: Scope, row: ServiceRequest, now: datetime) -> promises.Standing:
    place = place_named(scope, site_id=row.site_id, space_id=row.space_id, asset_id=row.asset_id, unit_id=row.unit_id)
    subject = loading.subject_of(row, timezone=place.timezone, site_kind=place.site_kind, unit_ids=place.unit_ids)
    standing = promises.open_promises(scope, subject, priority=row.priority, started_at=row.received_at, at=now)
    if row.triaged_at is not None:
        # That it was acknowledged stays true.
        standing = promises.reach(scope, row.uid, "acknowledged", at=row.triaged_at)
    return standing
