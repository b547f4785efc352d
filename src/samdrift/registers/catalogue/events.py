"""What the catalogue announces."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueInstalled(Event):
    """A community took over the standard catalogue."""

    kind: ClassVar[str] = "catalogue.installed"
    says: ClassVar[Sentence] = Sentence(
        _("The standard catalogue was taken over: %(lines)s service lines, %(request_types)s request types."), "list"
    )
    lines: int
    request_types: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPublished(Event):
    """A version of a request type's form is asked from now on."""

    kind: ClassVar[str] = "catalogue.form_published"
    says: ClassVar[Sentence] = Sentence(_("Version %(number)s of a request type’s form was published."), "list")
    request_type_uid: UUID
    number: int
