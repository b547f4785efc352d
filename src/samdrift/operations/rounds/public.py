"""What other rooms may use of rounds."""

from samdrift.operations.rounds.commands.following import (
    Followed,
    ServicePace,
    let_rounds_go_on,
    pace_rounds,
    rest_rounds,
    rounds_at,
    would_follow,
)
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
    "Followed",
    "HelpCalled",
    "OfRoom",
    "PastMark",
    "RoomDone",
    "RoomSkipped",
    "Round",
    "RoundDraft",
    "RoundStop",
    "ServicePace",
    "StopDraft",
    "StopMark",
    "Visit",
    "call_help",
    "has_round",
    "import_marks",
    "let_rounds_go_on",
    "mark_done",
    "mark_skipped",
    "pace_rounds",
    "rest_rounds",
    "rounds_at",
    "rounds_of_day",
    "rule_of",
    "set_stops",
    "visits_between",
    "would_follow",
    "write_round",
]
