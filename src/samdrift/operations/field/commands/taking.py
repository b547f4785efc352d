"""Taking what a phone queued, one piece after another: each by the command the pages use, each once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.idempotency import UsedBefore, hash_of, once
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.field import rules
from samdrift.operations.field.commands import pieces
from samdrift.operations.field.commands.pieces import Piece
from samdrift.operations.field.models import FieldAction
from samdrift.operations.field.queries.words import conflict_words
from samdrift.operations.work import public as work

LONGEST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Told:
    """What the phone is told about one piece: done, duplicate, conflict, refused or later."""

    uid: UUID
    outcome: str
    words: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    unknown: bool = False  # no such order of theirs


def take_all(scope: Scope, sent: list[Piece], *, sent_at: datetime, now: Callable[[], datetime]) -> list[Told]:
    """Take pieces in the order they were done. After one that must wait, the rest waits too: order is kept.

    Args:
        now: Our clock, read anew for each piece.
    """
    told: list[Told] = []
    for piece in sent:
        told.append(take(scope, piece, sent_at=sent_at, now=now()))
        if told[-1].outcome == "later":
            break
    return told


def take(
    scope: Scope, piece: Piece, *, sent_at: datetime | None, now: datetime, photo: tuple[BinaryIO, str] | None = None
) -> Told:
    """Take one piece: done now, done before, kept for review, or refused with the reason.

    What is refused is written down as well, and may come again under the same identifier once the reason is gone.
    """
    moment = work.Moment(now, piece.device_at, sent_at)
    asked = hash_of(piece.kind, str(piece.order), piece.body)

    def do() -> dict[str, str]:
        review = _review(scope, piece)
        outcome, words = "done", ""
        match rules.becomes(piece.kind, review):
            case "do":
                words = pieces.do(scope, piece, moment, photo)
            case "keep":
                pieces.keep(scope, piece, moment, review, photo)
                outcome, words = "conflict", conflict_words(review, kept=True)
            case _:
                outcome, words = "conflict", conflict_words(review, kept=False)
        _write_down(scope, piece, moment, outcome, review, words)
        return {"outcome": outcome, "words": words}

    try:
        came, repeated = once(f"field:{scope.community_id}:{scope.person_id}", str(piece.uid), asked, do)
    except OperationalError:
        return Told(piece.uid, "later", _("The server is busy. It is sent again by itself."))
    except UsedBefore:
        return Told(piece.uid, "refused", _("This identifier is already used for something else. Choose a new one."))
    except (Refused, Invalid, NotAllowed, ObjectDoesNotExist) as no:
        words = str(no) if not isinstance(no, ObjectDoesNotExist) else _("There is no such work order of yours.")
        _write_down(scope, piece, moment, "refused", "", words)
        fields = no.fields if isinstance(no, Invalid) else {}
        return Told(piece.uid, "refused", words, fields, unknown=isinstance(no, ObjectDoesNotExist))
    return Told(piece.uid, "duplicate" if repeated else came["outcome"], came["words"])


def _review(scope: Scope, piece: Piece) -> str:
    if piece.order is None or piece.kind in ("new", "report"):
        return ""
    return work.why_review(scope, piece.order, ending=piece.kind in rules.ENDING)


def _write_down(
    scope: Scope, piece: Piece, moment: work.Moment, outcome: str, reason: str, words: str
) -> None:  # fmt: skip
    """Keep what was sent, with both clocks; a piece refused before is the same row."""
    values: dict[str, Any] = {
        "community_id": scope.community_id, "person_id": scope.person_id, "order_id": _pk(scope, piece.order),
        "kind": piece.kind[:12], "body": piece.body, "device_at": piece.device_at, "sent_at": moment.sent_at,
        "received_at": moment.now, "drift_seconds": rules.drift_seconds(moment.sent_at, moment.now),
        "outcome": outcome, "reason": reason, "words": words[:LONGEST_WORDS],
    }  # fmt: skip
    with everywhere(reason="a phone's own piece, sent again after it was refused"):
        rows = FieldAction.objects.filter(uid=piece.uid)
        if rows.exists():
            rows.filter(community=scope.community_id, person=scope.person_id, outcome="refused").update(**values)
        else:
            FieldAction(uid=piece.uid, **values).save(force_insert=True)


def _pk(scope: Scope, uid: UUID | None) -> int | None:
    if uid is None:
        return None
    with everywhere(reason="the order a phone's piece speaks of, of the phone's own community"):
        return work.WorkOrder.objects.filter(uid=uid, community=scope.community_id).values_list("pk", flat=True).first()
