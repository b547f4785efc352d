"""Following a request without an account: the secret in the link opens this one request and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samdrift.foundation.scope import CASE_CLASSES, Grant, Scope, everywhere
from samdrift.operations.requests.models import Comment, ServiceRequest, Witness
from samdrift.operations.requests.rules import numbers, states

REQUESTER = frozenset({
    "requests.view", "requests.answer", "requests.comment", "requests.confirm", "requests.rate", "requests.cancel",
})  # fmt: skip
WITNESS = frozenset({"requests.view"})


@dataclass(frozen=True, slots=True)
class Tracked:
    """What a tracking link shows: never who works on it, never the other party's words.

    Attributes:
        scope: Opens exactly this request; pass it to `answer_question`, `confirm_closed`, `reopen`, `rate`, `cancel`.
        master: The request that goes on for this one, when it is a duplicate; its state is what counts.
        question: What the requester is waited for, or None.
        is_requester: Whether the link belongs to whoever asked; a witness only reads state and times.
    """

    scope: Scope
    service_request: ServiceRequest
    master: ServiceRequest | None
    question: Comment | None
    comments: list[Comment]
    is_requester: bool

    @property
    def state(self) -> str:
        """The state that counts for whoever follows."""
        return (self.master or self.service_request).state

    @property
    def due_at(self) -> datetime | None:
        """Until when it is promised to be done."""
        row = self.master or self.service_request
        return row.due_at if row.state in states.UNRESOLVED else None


def number_and_class(community_id: int, uid: UUID) -> tuple[str, str]:
    """The number and the class of a request whose sender sends it again: what they were told the first time."""
    with everywhere(reason="a sender repeats a report; the key proves it is the same sender"):
        rows = ServiceRequest.objects.filter(community=community_id, uid=uid)
        return rows.values_list("number", "data_class").get()


def followed(token: str) -> Tracked | None:
    """What the holder of a tracking link may see, or None when the link opens nothing."""
    if not 20 <= len(token) <= 40:
        return None
    digest = numbers.track_digest(token)
    with everywhere(reason="the secret of the link is the key; what it opens is narrowed to one request"):
        row = ServiceRequest.objects.filter(track_digest=digest).select_related("master", "site").first()
        is_requester = row is not None
        if row is None:
            witness = Witness.objects.filter(track_digest=digest).select_related("service_request__site").first()
            row = witness.service_request if witness else None
            if row is not None and row.data_class in CASE_CLASSES:
                return None  # what became a case exists for those named on it, not for whoever saw it before
    if row is None:
        return None
    scope = _scope(row, REQUESTER if is_requester else WITNESS)
    comments = list(_said(scope, row)) if is_requester else []
    asked = [comment for comment in comments if comment.asks]
    question = asked[-1] if asked and row.waiting_for_requester else None
    return Tracked(scope, row, row.master, question, comments, is_requester)


def _scope(row: ServiceRequest, permissions: frozenset[str]) -> Scope:
    grant = Grant(
        role="track", permissions=permissions, cases=frozenset({row.pk}), data_classes=frozenset({row.data_class})
    )
    return Scope(community_id=row.community_id, grants=(grant,), language=row.language)


def _said(scope: Scope, row: ServiceRequest) -> list[Comment]:
    return list(Comment.objects.within(scope).filter(service_request=row, visibility="all").order_by("said_at", "pk"))
