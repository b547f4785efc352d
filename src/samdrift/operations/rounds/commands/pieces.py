"""What phones queue about rounds: each kind carried out by the command the pages use."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import Scope
from samdrift.operations.field import public as field
from samdrift.operations.rounds.commands import helping, marking
from samdrift.operations.work import public as work


def _uid(piece: field.Piece, name: str) -> UUID:
    try:
        return UUID(str(piece.body.get(name, "")))
    except ValueError:
        raise Invalid({name: _("It does not say which room it is about.")}) from None


def _of(piece: field.Piece) -> marking.OfRoom:
    try:
        day = date.fromisoformat(piece.text("day", 10))
    except ValueError:
        raise Invalid({"day": _("It does not say which day it is about.")}) from None
    return marking.OfRoom(_uid(piece, "stop"), day, piece.text("code", 200))


def _done(scope: Scope, piece: Any, moment: Any) -> str:
    return marking.mark_done(scope, _of(piece), moment=moment, uid=piece.uid)[1]


def _skip(scope: Scope, piece: Any, moment: Any) -> str:
    return marking.mark_skipped(scope, _of(piece), piece.text("reason", 12), moment=moment, uid=piece.uid)[1]


def _undo(scope: Scope, piece: Any, moment: Any) -> str:
    marking.undo_mark(scope, _uid(piece, "mark"), moment=moment)
    return ""


def _report(scope: Scope, piece: field.Piece, moment: work.Moment) -> str:
    made = marking.report_deviation(scope, _of(piece), piece.text("deviation", 12), moment=moment, uid=piece.uid)
    return _("Reported as %(number)s.") % {"number": made.number}


def _help(scope: Scope, piece: Any, moment: Any) -> str:
    stop = _uid(piece, "stop") if piece.body.get("stop") else None
    helping.call_help(scope, _uid(piece, "round"), piece.text("kind", 8), stop_uid=stop, moment=moment, uid=piece.uid)
    return ""


KINDS = (
    field.PieceKind("room_done", gettext_lazy("Room done"), _done),
    field.PieceKind("room_skip", gettext_lazy("Room left out"), _skip),
    field.PieceKind("room_undo", gettext_lazy("Taken back"), _undo),
    field.PieceKind("room_report", gettext_lazy("Something is wrong"), _report),
    field.PieceKind("round_help", gettext_lazy("Help called"), _help),
)
