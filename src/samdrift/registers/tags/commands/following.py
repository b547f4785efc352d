"""Tags go with their room when it becomes others; where it is not sure which, they wait for somebody to look."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.estate import public as estate
from samdrift.registers.tags import events, rules
from samdrift.registers.tags.commands import loading
from samdrift.registers.tags.models import Tag
from samdrift.registers.tags.queries.scanning import SECURED

DOUBT_COLUMNS = ("doubt_since", "doubt_spaces", "looked_at")


@transaction.atomic
def follow_spaces(scope: Scope, room: int, successors: Sequence[int], *, now: datetime) -> int:
    """Lead the tags of a room that was merged, split or replaced to what took over; how many moved.

    For followers of the estate's events: within the community, not for a person. A tag on a thing goes where the thing
    stands. A tag on a wall of a room that became several stays with the likeliest and waits for somebody to look.

    Args:
        room: The id of the room as it was; it may be one of the successors.
        successors: Ids of the rooms there are afterwards, the likeliest first.
    """
    if not successors or list(successors) == [room]:
        return 0
    moved = 0
    with everywhere(reason="tags follow their room, whoever changed it"):
        rows = estate.Space.objects.filter(pk__in=successors, community=scope.community_id).select_related("site")
        spaces = {space.pk: space for space in rows}
        tags = Tag.objects.filter(community=scope.community_id, space_id=room).exclude(state__in=sorted(rules.ENDED))
        for tag in list(tags.select_related("asset").order_by("pk")):
            if tag.looked_at is None or tag.looked_at < now:
                moved += _follow(scope, tag, room, spaces, successors, now)
    return moved


def _follow(
    scope: Scope, tag: Tag, room: int, spaces: Mapping[int, estate.Space], successors: Sequence[int], now: datetime
) -> bool:
    likeliest = room if room in spaces else successors[0]
    standing = tag.asset.space_id if tag.asset is not None else None
    target = spaces[standing if standing in spaces and standing is not None else likeliest]
    moves = target.pk != room
    if moves:
        secured = tag.disclosure == SECURED
        loading.bind(scope, tag, loading.Place(target.site, target, tag.asset), reason="room_changed", now=now)
        if secured:  # what somebody closed to strangers stays closed
            tag.disclosure = SECURED
        tag.save_changes(*loading.BOUND_COLUMNS)
        loading.tell(
            scope, tag, events.TagMoved, at=now, reason="room_changed", space_id=tag.space_id, asset_id=tag.asset_id
        )
    if len(successors) > 1 and tag.asset is None and tag.state in rules.BOUND:
        _doubt(scope, tag, successors, now)
    return moves


def _doubt(scope: Scope, tag: Tag, spaces: Sequence[int], now: datetime) -> None:
    if tag.doubt_since is None or tag.doubt_spaces != list(spaces):
        tag.doubt_since, tag.doubt_spaces = now, list(spaces)
        tag.save_changes("doubt_since", "doubt_spaces")
        loading.tell(scope, tag, events.TagDoubted, at=now)


@transaction.atomic
def doubt_tags_of(scope: Scope, room: int, *, now: datetime) -> int:
    """Let the tags of a room that is no more, and became no other, wait for somebody to look; how many."""
    with everywhere(reason="tags of a room that is no more, whoever took it away"):
        tags = Tag.objects.filter(community=scope.community_id, space_id=room, state__in=sorted(rules.BOUND))
        waiting = [tag for tag in tags.order_by("pk") if tag.looked_at is None or tag.looked_at < now]
        for tag in waiting:
            _doubt(scope, tag, (), now)
    return len(waiting)


@transaction.atomic
def say_where(scope: Scope, uid: UUID, space_uid: UUID, *, expected_version: int | None, now: datetime) -> Tag:
    """Say in which of the rooms a tag hangs that waited for somebody to look.

    Raises:
        DoesNotExist: No such tag or room within the scope.
        Invalid: It is none of the rooms its own became.
        NotAllowed: The actor may not mount tags there.
        Refused: The tag waits for nobody.
    """
    tag = loading.locked(scope, uid, expected_version)
    place = loading.place_named(scope, "space", space_uid)
    scope.require("tags.mount", **place.where, data_class=tag.data_class)
    if tag.doubt_since is None:
        raise Refused(_("Nobody needs to look at this tag. If it hangs elsewhere, move it."))
    if place.space is None or place.space.pk not in tag.doubt_spaces:
        raise Invalid({"space": _("Choose one of the rooms the tag's room became.")})
    if place.space.pk != tag.space_id:
        secured = tag.disclosure == SECURED
        loading.bind(scope, tag, place, reason="looked_at", now=now)
        tag.disclosure = SECURED if secured else tag.disclosure
        loading.tell(scope, tag, events.TagMoved, at=now, reason="looked_at", space_id=tag.space_id)
    settle_doubt(tag, now)
    tag.save_changes(*loading.BOUND_COLUMNS, *DOUBT_COLUMNS)
    loading.tell(scope, tag, events.TagLookedAt, at=now)
    return tag


def settle_doubt(tag: Tag, now: datetime) -> None:
    """Note that somebody saw where the tag is; the caller saves `DOUBT_COLUMNS`."""
    tag.doubt_since, tag.doubt_spaces, tag.looked_at = None, [], now
