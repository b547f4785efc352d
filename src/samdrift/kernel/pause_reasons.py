"""Why a clock may stand still: which reasons stop it, on what evidence and for how long, by default."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from samdrift.kernel.calendars import Calendar
from samdrift.kernel.clock import due_at
from samdrift.kernel.targets import WorkingDays

CausedBy = Literal["customer", "provider", "third", "nobody"]
DATED_BACK_FREELY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class PauseReason:
    """A reason to wait, and its terms.

    Attributes:
        stops: Whether the clock stands. Where not, waiting is the provider's own risk.
        evidence: The kind of proof without which the clock runs on; "" where none is asked for.
        limit: How long it stops the clock at most.
        at_limit: What happens then: "resume", or "resolve" as unanswered.
        needs_end: It stops the clock only up to an agreed moment.
        after_make_safe: Only once the place has been made safe.
        needs_other_party: Only when the other party has accepted it.
    """

    code: str
    caused_by: CausedBy
    evidence: str = ""
    stops: bool = True
    limit: WorkingDays | None = None
    at_limit: Literal["", "resume", "resolve"] = ""
    needs_end: bool = False
    after_make_safe: bool = False
    needs_other_party: bool = False


PAUSE_REASONS = {
    reason.code: reason
    for reason in (
        PauseReason("awaiting_requester", "customer", "message", limit=WorkingDays(5), at_limit="resolve"),
        PauseReason("no_access", "customer", "attempt", needs_end=True),
        PauseReason("customer_approval", "customer", "approval"),
        PauseReason("security_hold", "customer", "security"),
        PauseReason("awaiting_parts", "provider", "order", stops=False, limit=WorkingDays(20), at_limit="resume"),
        PauseReason(
            "long_lead_parts", "third", "order", limit=WorkingDays(20), at_limit="resume", after_make_safe=True
        ),
        PauseReason("subcontractor", "provider", stops=False),
        PauseReason("weather", "nobody", "weather"),
        PauseReason("landlord", "third", "landlord"),
        PauseReason("force_majeure", "nobody", "notice", needs_other_party=True),
        PauseReason("workload", "provider", stops=False),
    )
}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known when work is put on hold."""

    evidence: Iterable[str] = ()
    until: datetime | None = None
    made_safe: bool = False
    other_party_accepted: bool = False


def why_it_runs_on(reason: PauseReason, around: Circumstances) -> str | None:
    """None when the clock stands still, otherwise the code of why it does not.

    Returns:
        "never", "no_evidence", "no_agreed_end", "not_made_safe" or "not_accepted".
    """
    if not reason.stops:
        return "never"
    if reason.evidence and reason.evidence not in tuple(around.evidence):
        return "no_evidence"
    if reason.needs_end and around.until is None:
        return "no_agreed_end"
    if reason.after_make_safe and not around.made_safe:
        return "not_made_safe"
    if reason.needs_other_party and not around.other_party_accepted:
        return "not_accepted"
    return None


def ends_by_itself_at(
    reason: PauseReason, begun: datetime, calendar: Calendar, until: datetime | None = None
) -> datetime | None:
    """When the pause ends without anybody ending it: at its limit or the agreed moment, whichever comes first."""
    ends = [] if until is None else [until]
    if reason.limit is not None:
        ends.append(due_at(begun, reason.limit, calendar))
    return min(ends, default=None)


def needs_acceptance(begun: datetime, recorded: datetime) -> bool:
    """Whether the pause was dated back so far that the local FM coordinator has to accept it."""
    return recorded - begun > DATED_BACK_FREELY
