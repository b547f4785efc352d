"""What in a request may be about somebody's health, crime or identity, so that a person looks (domain.md trap 32)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.scope import OPEN_CLASSES
from samdrift.foundation.search.public import fold
from samdrift.operations.requests.models import Comment, ServiceRequest
from samdrift.operations.requests.rules import sensitive

KINDS = {
    "health": _("health"),
    "crime": _("crime"),
    "belief": _("belief, union or background"),
    "identity": _("a personal number"),
}


def hints_in(text: str) -> tuple[sensitive.Hint, ...]:
    """What in a text may be sensitive."""
    return sensitive.hints(text, [fold(word.strip(sensitive.EDGES)) for word in text.split()])


def hints_of(row: ServiceRequest, said: Iterable[Comment]) -> tuple[sensitive.Hint, ...]:
    """What in a request and in what was said about it may be sensitive; a case is the place for such words."""
    if row.data_class not in OPEN_CLASSES:
        return ()
    answers = [str(value) for value in row.answers.values() if isinstance(value, str)]
    return hints_in("\n".join([row.title, row.description, *answers, *(comment.body for comment in said)]))
