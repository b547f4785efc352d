"""What the room announces: a report drafted, said something of, agreed on and frozen with its fingerprint."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEvent(Event):
    """Something about one report; `digest` is the fingerprint of its data at that moment."""

    report_uid: UUID
    what: str  # monthly, steering
    first_day: date
    number: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDrafted(ReportEvent):
    """A report stands in draft, or its data were made anew before anybody agreed."""

    kind: ClassVar[str] = "reports.drafted"
    says: ClassVar[Sentence] = Sentence(
        _("The contract report from %(first_day)s was drafted."), "document", "info", by="what",
        cases={"steering": Sentence(_("The steering pack from %(first_day)s was drafted."), "document", "info")},
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsPublished(ReportEvent):
    """One party published what it says of a report: how many comments and priorities."""

    kind: ClassVar[str] = "reports.words_published"
    says: ClassVar[Sentence] = Sentence(
        _("The client published %(count)s comments and priorities."), "comment", "info", by="side",
        cases={"provider": Sentence(_("The provider published %(count)s comments and priorities."), "comment", "info")},
    )  # fmt: skip
    side: str
    count: int
    words: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCommented(ReportEvent):
    """One party has said what it wants to say."""

    kind: ClassVar[str] = "reports.commented"
    says: ClassVar[Sentence] = Sentence(
        _("The client has commented on the report from %(first_day)s."), "comment", "ok", by="side",
        cases={
            "provider": Sentence(_("The provider has commented on the report from %(first_day)s."), "comment", "ok")
        },
    )  # fmt: skip
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAgreed(ReportEvent):
    """One party agreed on the report with this fingerprint."""

    kind: ClassVar[str] = "reports.agreed"
    says: ClassVar[Sentence] = Sentence(
        _("The client agreed on the report from %(first_day)s."), "thumb-up", "ok", by="side",
        cases={
            "provider": Sentence(_("The provider agreed on the report from %(first_day)s."), "thumb-up", "ok")
        },
    )  # fmt: skip
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFrozen(ReportEvent):
    """The report stands for ever, with its data and both parties' comments: this fingerprint is that of the whole."""

    kind: ClassVar[str] = "reports.frozen"
    says: ClassVar[Sentence] = Sentence(
        _("The contract report from %(first_day)s was frozen."), "lock", "ok", by="what",
        cases={"steering": Sentence(_("The steering pack from %(first_day)s was frozen."), "lock", "ok")},
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionBegun(ReportEvent):
    """A new version of a frozen report was begun; the earlier one stays."""

    kind: ClassVar[str] = "reports.correction_begun"
    says: ClassVar[Sentence] = Sentence(_("A correction of the report from %(first_day)s was begun."), "edit", "warn")
    side: str
