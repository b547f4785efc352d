"""What other rooms may use of rounds."""

from samdrift.operations.rounds.commands.helping import call_help
from samdrift.operations.rounds.commands.history import PastMark, import_marks
from samdrift.operations.rounds.commands.marking import OfRoom, mark_done, mark_skipped
from samdrift.operations.rounds.commands.writing import RoundDraft, StopDraft, set_stops, write_round
from samdrift.operations.rounds.events import HelpCalled, RoomDone, RoomSkipped
from samdrift.operations.rounds.models import Round, RoundStop, StopMark
from samdrift.operations.rounds.queries.delivered import Visit, visits_between
from samdrift.operations.rounds.queries.rounds import has_round, rounds_of_day
from samdrift.operations.rounds.rules import rule_of

__all__ = [
    "HelpCalled",
    "OfRoom",
    "PastMark",
    "RoomDone",
    "RoomSkipped",
    "Round",
    "RoundDraft",
    "RoundStop",
    "StopDraft",
    "StopMark",
    "Visit",
    "call_help",
    "has_round",
    "import_marks",
    "mark_done",
    "mark_skipped",
    "rounds_of_day",
    "rule_of",
    "set_stops",
    "visits_between",
    "write_round",
]
