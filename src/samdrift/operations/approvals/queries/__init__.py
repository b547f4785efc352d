"""Every read about approvals."""

from samdrift.operations.approvals.queries.deciding import asked_for
from samdrift.operations.approvals.queries.deciding import never as never_of
from samdrift.operations.approvals.queries.reading import (
    Expected,
    approvals_of,
    asked_instead_of,
    decided_by_me,
    people_of,
    shown_subjects,
    waiting_for_me,
    who_decides,
)
from samdrift.operations.approvals.queries.terms import limits_of, rules_of, terms_for

__all__ = [
    "Expected",
    "approvals_of",
    "asked_for",
    "asked_instead_of",
    "decided_by_me",
    "limits_of",
    "never_of",
    "people_of",
    "rules_of",
    "shown_subjects",
    "terms_for",
    "waiting_for_me",
    "who_decides",
]
