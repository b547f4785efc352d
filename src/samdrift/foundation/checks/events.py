"""What this room announces."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFound(Event):
    """A nightly check found something that should always hold and does not."""

    kind: ClassVar[str] = "checks.found"
    says: ClassVar[Sentence] = Sentence(
        _("A nightly check (%(check)s) found %(count)s things that do not hold."), "alert", "danger"
    )
    check: str
    count: int
