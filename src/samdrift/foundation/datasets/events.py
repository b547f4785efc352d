"""What asking announces: who took which list along, and which ways out were opened and closed."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ListExported(Event):
    """Somebody took rows of a list along, as a file."""

    kind: ClassVar[str] = "datasets.exported"
    says: ClassVar[Sentence] = Sentence(
        _("%(rows)s rows of the list “%(dataset)s” were taken along as %(form)s."), "download", "info"
    )
    dataset: str
    form: str
    rows: int
    question: str = ""  # the hash of what was asked, so that two exports can be told apart without its words


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkMade(Event):
    """A secret address was made under which a question or a wall screen is read without signing in."""

    kind: ClassVar[str] = "datasets.link_made"
    says: ClassVar[Sentence] = Sentence(_("A secret link (%(what)s) was made."), "key", "info")
    subject: ClassVar[str] = "link_uid"
    link_uid: UUID
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEnded(Event):
    """A secret address opens nothing any more."""

    kind: ClassVar[str] = "datasets.link_ended"
    says: ClassVar[Sentence] = Sentence(_("A secret link (%(what)s) opens nothing any more."), "key", "neutral")
    subject: ClassVar[str] = "link_uid"
    link_uid: UUID
    what: str
