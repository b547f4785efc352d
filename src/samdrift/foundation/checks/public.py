"""What every room uses of checks."""

from samdrift.foundation.checks.commands import DoesNotHold, ask_for_turn, nightly_check, take_turn
from samdrift.foundation.checks.events import CheckFound
from samdrift.foundation.checks.models import CheckRun
from samdrift.foundation.checks.queries import Standing, last_states, standings
from samdrift.foundation.checks.registry import Check, Finding, Outcome, checks

__all__ = [
    "Check",
    "CheckFound",
    "CheckRun",
    "DoesNotHold",
    "Finding",
    "Outcome",
    "Standing",
    "ask_for_turn",
    "checks",
    "last_states",
    "nightly_check",
    "standings",
    "take_turn",
]
