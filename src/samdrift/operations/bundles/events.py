"""What the room announces."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleMade(Event):
    """The open book of a month or a year was made; from now on the book itself knows by which fingerprint."""

    kind: ClassVar[str] = "bundles.made"
    says: ClassVar[Sentence] = Sentence(
        _("The open book of %(period)s was made."), "book", "info", by="period",
        cases={None: Sentence(_("The open book of the month from %(month)s was made."), "book", "info")},
    )  # fmt: skip
    bundle_uid: UUID
    month: date
    fingerprint: str
    period: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleTaken(Event):
    """Somebody took a bundle along."""

    kind: ClassVar[str] = "bundles.taken"
    says: ClassVar[Sentence] = Sentence(
        _("The open book of %(period)s was downloaded."), "download", by="period",
        cases={None: Sentence(_("The open book of the month from %(month)s was downloaded."), "download")},
    )  # fmt: skip
    bundle_uid: UUID
    month: date
    period: str = ""
