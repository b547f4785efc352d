"""What other rooms may use of rounds."""

from samdrift.operations.rounds.commands.helping import call_help
from samdrift.operations.rounds.commands.marking import OfRoom, mark_done, mark_skipped
from samdrift.operations.rounds.commands.writing import RoundDraft, StopDraft, set_stops, write_round
from samdrift.operations.rounds.events import HelpCalled, RoomDone, RoomSkipped
from samdrift.operations.rounds.models import Round, StopMark
from samdrift.operations.rounds.queries.rounds import has_round, rounds_of_day
from samdrift.operations.rounds.rules import rule_of

__all__ = [
    "HelpCalled",
    "OfRoom",
    "RoomDone",
    "RoomSkipped",
    "Round",
    "RoundDraft",
    "StopDraft",
    "StopMark",
    "call_help",
    "has_round",
    "mark_done",
    "mark_skipped",
    "rounds_of_day",
    "rule_of",
    "set_stops",
    "write_round",
]
