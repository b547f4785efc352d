"""A request came in from another system's table."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Sentence
from samdrift.operations.requests.events.base import RequestEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBroughtIn(RequestEvent):
    """It was brought in with its history; what happened before is as the other system told it."""

    kind: ClassVar[str] = "requests.brought_in"
    says: ClassVar[Sentence] = Sentence(
        _("Brought in from another system’s table, row %(table_row)s."), "import", "info"
    )
    import_uid: UUID
    table_row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestToldAnew(RequestEvent):
    """A later table said something else of it: the names of what is another."""

    kind: ClassVar[str] = "requests.told_anew"
    says: ClassVar[Sentence] = Sentence(
        _("Another system’s table had news of it, row %(table_row)s."), "import", "info"
    )
    import_uid: UUID
    table_row: int
    fields: list[str]
