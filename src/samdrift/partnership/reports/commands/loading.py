"""Reports that were commented on, agreed on and frozen elsewhere or earlier, brought in with their events."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from samdrift.foundation.events.public import Happening, import_history
from samdrift.foundation.scope import Scope
from samdrift.partnership.reports.commands.agreeing import frozen_text
from samdrift.partnership.reports.events import ReportAgreed, ReportDrafted, ReportFrozen
from samdrift.partnership.reports.formats.page import NEWEST
from samdrift.partnership.reports.models import Report, ReportWord
from samdrift.partnership.reports.queries.gathering import contract_of, gathered
from samdrift.partnership.reports.rules import canonical, periods, states


@dataclass(frozen=True, slots=True)
class PastWord:
    """What one side published of a report: of a section, or at a place among its priorities."""

    side: str
    text: str
    section: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class PastReport:
    """A report of the past.

    Attributes:
        people: Who agreed for each side, by person.
        agreed_at: When each side did; both had commented the day before.
        frozen_at: None leaves it in draft with what is said so far.
    """

    kind: str
    first: date
    known_at: datetime
    people: dict[str, int]
    agreed_at: dict[str, datetime]
    frozen_at: datetime | None
    words: Sequence[PastWord] = ()


@transaction.atomic
def import_reports(scope: Scope, contract_id: int, pasts: Iterable[PastReport]) -> list[Report]:
    """Make each of them from what was known then, with both sides' words, and the events that tell of it."""
    contract = contract_of(scope.community_id, contract_id)
    made = []
    for past in pasts:
        text = canonical.written(gathered(contract, past.kind, past.first, past.known_at))
        frozen = past.frozen_at is not None
        report = Report(
            community_id=scope.community_id, data_class="D2", contract=contract, kind=past.kind, first_day=past.first,
            last_day=periods.last_of(past.kind, past.first), data=text, digest=canonical.digest(text),
            known_at=past.known_at, drafted_at=past.known_at,
            state=states.FROZEN if frozen else states.DRAFT, frozen_at=past.frozen_at, template=NEWEST,
        )  # fmt: skip
        for side in states.SIDES if frozen else ():
            setattr(report, f"{side}_commented_at", past.agreed_at[side])
            setattr(report, f"{side}_agreed_at", past.agreed_at[side])
            setattr(report, f"{side}_agreed_by_id", past.people[side])
        report.save()
        _say(report, past)
        drafted = report.digest
        if frozen:
            report.data = frozen_text(report)
            report.digest = canonical.digest(report.data)
            report.save(update_fields=["data", "digest"])
        made.append(report)
        import_history(_told(report, past, drafted), scope=scope)
    return made


def _say(report: Report, past: PastReport) -> None:
    rows = [
        ReportWord(
            community_id=report.community_id, data_class=report.data_class, report=report, section=one.section,
            position=one.position, side=one.side, text=one.text, person_id=past.people[one.side],
            written_at=past.known_at, published_at=past.agreed_at.get(one.side, past.known_at),
        )
        for one in past.words
    ]  # fmt: skip
    ReportWord.objects.bulk_create(rows)


def _told(report: Report, past: PastReport, drafted: str) -> list[Happening]:
    about = {
        "report_uid": report.uid, "what": report.kind, "first_day": report.first_day, "number": report.number,
    }  # fmt: skip
    first = ReportDrafted(digest=drafted, **about)
    found = [Happening(event=first, at=past.known_at, subject=report, recorded_at=past.known_at)]
    for side in states.SIDES if past.frozen_at else ():
        at = past.agreed_at[side]
        agreed = ReportAgreed(side=side, digest=drafted, **about)
        found.append(Happening(event=agreed, at=at, subject=report, recorded_at=at, actor_id=past.people[side]))
    if past.frozen_at is not None:
        last = ReportFrozen(digest=report.digest, **about)
        found.append(Happening(event=last, at=past.frozen_at, subject=report, recorded_at=past.frozen_at))
    return found
