"""What the catalogue announces."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from samdrift.foundation.events.public import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueInstalled(Event):
    """A community took over the standard catalogue."""

    kind: ClassVar[str] = "catalogue.installed"
    lines: int
    request_types: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPublished(Event):
    """A version of a request type's form is asked from now on."""

    kind: ClassVar[str] = "catalogue.form_published"
    request_type_uid: UUID
    number: int
