"""What was written down is put right."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Sentence
from samdrift.operations.requests.events.base import RequestEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReceivedAtCorrected(RequestEvent):
    """The moment it reached us was corrected; both stay known."""

    kind: ClassVar[str] = "requests.received_at_corrected"
    says: ClassVar[Sentence] = Sentence(_("The time of receipt was corrected."), "clock", "warn")
    before: datetime
    after: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRedacted(RequestEvent):
    """Personal words were taken out; what they were is kept nowhere."""

    kind: ClassVar[str] = "requests.redacted"
    says: ClassVar[Sentence] = Sentence(_("Personal words were taken out (%(places)s)."), "edit")
    places: int
