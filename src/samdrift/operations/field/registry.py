"""What rooms to the right put on the phone: more kinds of pieces, more to take along, more pages that work offline."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from samdrift.foundation.scope import Scope


@dataclass(frozen=True, slots=True)
class PieceKind:
    """A kind of piece a phone may queue.

    Attributes:
        code: At most twelve letters, for ever: phones hold them for days.
        word: What the piece is called, lazily translated.
        act: Does it by the room's own command; gives what else the phone should say, or "". It gets the scope, the
            piece and the moment (`work.Moment`) and may raise as commands do.
        choices: Where given, an order, and a room of a round, has a button for it: one tap on a choice queues the
            piece with its `code`, and how much where somebody typed it (`quantity`). In a round the piece names no
            order but the room (`stop`). Codes with their words, lazily translated, and drawings.
        icon: The drawing on that button.
        permission: Without it nobody has the button; blank: everybody with a phone has it.
    """

    code: str
    word: object
    act: Callable[[Scope, Any, Any], str]
    choices: tuple[tuple[str, object, str], ...] = ()
    icon: str = "add"
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """A page below /field/ that phones keep, with the files it needs beside those of the field app."""

    path: str
    files: tuple[str, ...]


Read = Callable[[Scope, datetime], Mapping[str, Any]]
_kinds: dict[str, PieceKind] = {}
_parts: dict[str, Read] = {}
_shells: dict[str, Shell] = {}


def register_pieces(*kinds: PieceKind) -> None:
    """Let phones queue these; a code announced twice stops the start-up."""
    for kind in kinds:
        if kind.code in _kinds:
            raise ValueError(f"Pieces of kind {kind.code!r} are announced twice.")
        _kinds[kind.code] = kind


def register_part(name: str, read: Read) -> None:
    """Let phones take this along under `name`."""
    if name in _parts:
        raise ValueError(f"The part {name!r} of a phone's day is announced twice.")
    _parts[name] = read


def register_shell(shell: Shell) -> None:
    """Let phones keep one more page."""
    if shell.path in _shells:
        raise ValueError(f"The page {shell.path} is announced twice.")
    _shells[shell.path] = shell


def piece_kind(code: str) -> PieceKind | None:
    """A kind some room announced, or None."""
    return _kinds.get(code)


def further_kinds() -> list[PieceKind]:
    """Every kind the rooms announced, for the words of the phone's outbox."""
    return list(_kinds.values())


def kinds_for(scope: Scope) -> list[str]:
    """The codes of the kinds with a button of their own that somebody may queue at all."""
    return [one.code for one in _kinds.values() if one.choices and (not one.permission or scope.may(one.permission))]


def parts_of_day(scope: Scope, now: datetime) -> dict[str, Any]:
    """What the rooms add to a phone's day, by name."""
    return {name: read(scope, now) for name, read in _parts.items()}


def shells() -> list[Shell]:
    """The pages phones keep beside the field app's own."""
    return list(_shells.values())
