"""Proposals: those that wait for one's own side, those of a request, and how many waited too long."""

from datetime import datetime

from django.db.models import QuerySet

from samdrift.foundation.questions import Question
from samdrift.foundation.scope import Scope
from samdrift.operations.disputes import rules
from samdrift.operations.disputes.models import Proposal
from samdrift.operations.requests import public as requests

SHOWN = ("service_request__site", "promise", "pause", "proposed_by", "answered_by")
ORDER = ("-proposed_at", "-pk")


def proposals(scope: Scope, *, which: str = "all") -> QuerySet[Proposal]:
    """Proposals one may see.

    Args:
        which: mine (one's own side answers), theirs (the other side answers), answered, or all.
    """
    rows = Proposal.objects.within(scope).select_related(*SHOWN)
    match which:
        case "mine":
            return rows.filter(state=rules.OPEN).exclude(side=scope.side).order_by("answer_by", "pk")
        case "theirs":
            return rows.filter(state=rules.OPEN, side=scope.side).order_by("answer_by", "pk")
        case "answered":
            rows = rows.exclude(state=rules.OPEN)
    return rows.order_by(*ORDER)


def counts(scope: Scope, moment: datetime) -> dict[str, int]:
    """How many wait for one's own side, for the other, and how many of all are overdue; at most a hundred each."""
    waiting = Proposal.objects.within(scope).filter(state=rules.OPEN)
    return {
        "mine": waiting.exclude(side=scope.side)[:100].count(),
        "theirs": waiting.filter(side=scope.side)[:100].count(),
        "overdue": waiting.filter(answer_by__lt=moment)[:100].count(),
    }


def of_request(scope: Scope, row: requests.ServiceRequest) -> list[Proposal]:
    """The proposals about a request, the newest first."""
    return _OF_REQUEST.rows(scope, row.pk)


def _of_request(scope: Scope, request_id: int) -> QuerySet[Proposal]:
    rows = Proposal.objects.within(scope).filter(service_request=request_id)
    return rows.select_related(*SHOWN).order_by(*ORDER)


_OF_REQUEST = Question(_of_request, -77_091)
