"""Taking personal words out of a request: what they were is kept nowhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.notices.public import forget_told
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.requests import events
from samdrift.operations.requests.commands import loading
from samdrift.operations.requests.commands.submit import index
from samdrift.operations.requests.models import Comment, ImportedRequest, ServiceRequest
from samdrift.operations.requests.queries import access
from samdrift.operations.requests.rules import sensitive

SHORTEST, MOST = 2, 50
_LENGTHS = {"title": 160, "description": None, "on_behalf_of": 120}


@transaction.atomic
def redact_words(
    scope: Scope, uid: UUID, *, words: Sequence[str], expected_version: int | None, now: datetime
) -> ServiceRequest:
    """Black these words out wherever they stand in a request: title, description, answers, names, comments, search.

    What was told of it is forgotten too, since it repeats the title.

    Raises:
        DoesNotExist: No such request within the scope.
        Invalid: No word is given, one is too short, or none of them stands there.
        NotAllowed: The actor may not take words out here.
        Stale: Somebody changed the request first.
    """
    row = loading.locked(scope, uid, expected_version)
    access.require(scope, "requests.redact", row)
    wanted = [word.strip() for word in words if word.strip()]
    if not wanted or len(wanted) > MOST or any(len(word) < SHORTEST for word in wanted):
        raise Invalid({"words": _("Give the words to take out, each of two letters at least.")})
    places = _in_request(row, wanted) + _in_comments(row, wanted) + _in_what_was_told(row, wanted)
    if not places:
        raise Invalid({"words": _("None of these words stands there.")})
    row.changed_at = max(now, row.received_at)
    loading.tell(scope, row, events.RequestRedacted, at=now, places=places)
    loading.save(row, "answers", *_LENGTHS)
    index(row)
    forget_told(row.uid)
    return row


def _in_request(row: ServiceRequest, words: Sequence[str]) -> int:
    places = 0
    for column, longest in _LENGTHS.items():
        text, times = sensitive.without(getattr(row, column), words)
        setattr(row, column, text[:longest])
        places += times
    answers: dict[str, Any] = {}
    for name, value in row.answers.items():
        answers[name], times = sensitive.without(value, words) if isinstance(value, str) else (value, 0)
        places += times
    row.answers = answers
    return places


def _in_comments(row: ServiceRequest, words: Sequence[str]) -> int:
    places = 0
    with everywhere(reason="personal words are taken out of what either side said, whoever may read it"):
        for comment in Comment.objects.filter(service_request=row).order_by("pk"):
            comment.body, times = sensitive.without(comment.body, words)
            if times:
                comment.save_changes("body")
                places += times
    return places


def _in_what_was_told(row: ServiceRequest, words: Sequence[str]) -> int:
    """What another system's table said of it, kept beside the request."""
    if not row.brought_in:
        return 0
    places = 0
    with everywhere(reason="personal words are taken out of what was brought in with the request, whoever may read it"):
        for told in ImportedRequest.objects.filter(service_request=row):
            for column in ("rest", "meant"):
                kept = dict(getattr(told, column))
                for name, value in kept.items():
                    kept[name], times = sensitive.without(value, words) if isinstance(value, str) else (value, 0)
                    places += times
                setattr(told, column, kept)
            told.save_changes("rest", "meant")
    return places
