"""What becomes of a promise; the rule itself lies in the kernel, where the verifier of a bundle finds it."""

from samdrift.kernel.promised import (
    BETWEEN_REOPENINGS,
    IMPLIES,
    MILESTONES,
    ClockFacts,
    Outcome,
    PauseFact,
    TermsChange,
    known_at,
    next_due,
    project,
    stops,
    told,
)

__all__ = [
    "BETWEEN_REOPENINGS",
    "IMPLIES",
    "MILESTONES",
    "ClockFacts",
    "Outcome",
    "PauseFact",
    "TermsChange",
    "known_at",
    "next_due",
    "project",
    "stops",
    "told",
]
