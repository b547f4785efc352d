"""Taking what a phone did on a walk, one piece after another: each by the command the pages use, each once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.idempotency import UsedBefore, hash_of, once
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.estate import public as estate
from samdrift.registers.tags import events, rules
from samdrift.registers.tags.commands import rounds
from samdrift.registers.tags.commands.claiming import take_back_claim
from samdrift.registers.tags.commands.hanging import Astray, hang_tag, skip_place
from samdrift.registers.tags.commands.life import report_trouble
from samdrift.registers.tags.models import Tag, WalkPiece

LONGEST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing done on a walk of a site, as the phone sends it.

    `body` has, by kind: hang (code, at, place, second), undo (of: the piece), skip (at, place, reason), report (tag,
    trouble), check (round and code; or round, tag and trouble). `at` says which kind of place `place` names.
    """

    uid: UUID
    kind: str
    site: UUID
    device_at: datetime
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """What the phone is told: done, duplicate, conflict, refused or later; `why` in one word for its next step."""

    uid: UUID
    outcome: str
    words: str = ""
    why: str = ""


@dataclass(slots=True)
class _Done:
    """What came of a piece."""

    outcome: str = "done"
    words: str = ""
    why: str = ""
    tag: Tag | None = None
    space_id: int | None = None
    asset_id: int | None = None


def take_all(scope: Scope, sent: list[Piece], *, sent_at: datetime, now: Callable[[], datetime]) -> list[Told]:
    """Take pieces in the order they were done. After one that must wait, the rest waits too: order is kept."""
    told: list[Told] = []
    for piece in sent:
        told.append(take(scope, piece, sent_at=sent_at, now=now()))
        if told[-1].outcome == "later":
            break
    return told


def take(scope: Scope, piece: Piece, *, sent_at: datetime | None, now: datetime) -> Told:
    """Take one piece: done, done before, in conflict with what others did meanwhile, or refused with the reason.

    A conflict changes no tag; it is kept for whoever looks after the tags, and told again when it is sent again.
    """
    asked = hash_of(piece.kind, str(piece.site), piece.body)

    def do() -> dict[str, str]:
        site = estate.Site.objects.within(scope).get(uid=piece.site)
        scope.require("tags.mount", site=site.pk, unit=site.unit_id)
        try:
            with transaction.atomic():
                came = _do(scope, piece, sent_at, now)
        except Astray as astray:
            if piece.kind == "check":
                rounds.tell_astray(scope, astray, now=now)
            came = _Done("conflict", str(astray), astray.why, astray.tag, *_place_ids(scope, piece))
        _write_down(scope, piece, site, came, sent_at, now)
        return {"outcome": came.outcome, "words": came.words, "why": came.why}

    try:
        came, repeated = once(f"walk:{scope.community_id}:{scope.person_id}", str(piece.uid), asked, do)
    except OperationalError:
        return Told(piece.uid, "later", _("The server is busy. It is sent again by itself."))
    except UsedBefore:
        return Told(piece.uid, "refused", _("This identifier is already used for something else. Choose a new one."))
    except (Refused, Invalid, NotAllowed) as no:
        return Told(piece.uid, "refused", str(no), "refused")
    except (ObjectDoesNotExist, ValueError):
        return Told(piece.uid, "refused", _("What this was about is no longer there."), "gone")
    outcome = "duplicate" if repeated and came["outcome"] == "done" else came["outcome"]
    return Told(piece.uid, outcome, came["words"], came["why"])


@transaction.atomic
def settle_walk_piece(scope: Scope, uid: UUID, *, now: datetime) -> WalkPiece:
    """Say that somebody looked at what could not be done on a walk. Safe to repeat.

    Raises:
        DoesNotExist: No such piece within the scope.
        NotAllowed: The actor may not mount tags there.
    """
    piece = WalkPiece.objects.within(scope).select_related("site").get(uid=uid)
    scope.require("tags.mount", site=piece.site_id, unit=piece.site.unit_id)
    if piece.looked_at is None:
        piece.looked_at = now
        piece.save_changes("looked_at")
        told = events.WalkPieceSettled(piece_id=piece.uid, site_id=piece.site_id)
        record(told, scope=scope, at=now, subject=piece)
    return piece


def _do(scope: Scope, piece: Piece, sent_at: datetime | None, now: datetime) -> _Done:
    body = piece.body
    match piece.kind:
        case "hang":
            tag = hang_tag(
                scope, str(body.get("code", "")), kind=str(body.get("at", "space")), place_uid=_uid(body, "place"),
                second=body.get("second") is True, now=now,
            )  # fmt: skip
            return _Done(tag=tag, space_id=tag.space_id, asset_id=tag.asset_id)
        case "undo":
            return _undo(scope, _uid(body, "of"), rules.done_at(piece.device_at, sent_at, now), now)
        case "skip":
            why = str(body.get("reason", ""))
            place = skip_place(
                scope, kind=str(body.get("at", "space")), place_uid=_uid(body, "place"), why=why, now=now
            )
            return _Done("done", "", why, None, *place.ids[1:])
        case "report":
            tag = report_trouble(scope, _uid(body, "tag"), str(body.get("trouble", "")), now=now)
            return _Done(tag=tag, space_id=tag.space_id, asset_id=tag.asset_id)
        case "check":
            found = _uid(body, "round")
            if body.get("code"):
                return _Done(tag=rounds.check_scanned(scope, found, str(body["code"]), now=now))
            trouble = str(body.get("trouble", ""))
            return _Done(tag=rounds.check_troubled(scope, found, _uid(body, "tag"), trouble, now=now))
    raise Invalid({"kind": _("A walk does not know this kind of thing.")})


def _undo(scope: Scope, uid: UUID, done_at: datetime, now: datetime) -> _Done:
    """Take back what an earlier piece of the same person hung; one that was not done needs no undoing."""
    with everywhere(reason="a person's own earlier piece of a walk"):
        before = WalkPiece.objects.filter(uid=uid, community=scope.community_id, person=scope.person_id).first()
        tag = Tag.objects.get(pk=before.tag_id) if before and before.outcome == "done" and before.tag_id else None
    if tag is None or before is None:
        return _Done()
    return _Done(tag=take_back_claim(scope, tag.uid, now=now, done_at=done_at))


def _write_down(
    scope: Scope, piece: Piece, site: estate.Site, came: _Done, sent_at: datetime | None, now: datetime
) -> None:
    kept = WalkPiece(
        uid=piece.uid, community_id=scope.community_id, site=site, person_id=scope.person_id, kind=piece.kind[:8],
        body=piece.body, tag=came.tag, space_id=came.space_id, asset_id=came.asset_id, device_at=piece.device_at,
        sent_at=sent_at, received_at=now, outcome=came.outcome, why=came.why[:16], words=came.words[:LONGEST_WORDS],
        data_class=came.tag.data_class if came.tag else site.data_class,
    )  # fmt: skip
    kept.save(force_insert=True)


def _place_ids(scope: Scope, piece: Piece) -> tuple[int | None, int | None]:
    """The room and the thing a piece speaks of, where it names one."""
    place, kind = piece.body.get("place"), piece.body.get("at", "space")
    if not place:
        return None, None
    if kind == "asset":
        thing = estate.Asset.objects.within(scope).get(uid=place)
        return thing.space_id, thing.pk
    return (estate.Space.objects.within(scope).get(uid=place).pk if kind == "space" else None), None


def _uid(body: dict[str, Any], name: str) -> UUID:
    try:
        return UUID(str(body.get(name, "")))
    except ValueError:
        raise Invalid({name: _("It does not say what it is about.")}) from None
