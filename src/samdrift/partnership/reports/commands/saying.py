"""What each party says of a report: drafts of its own, published for both, and the word that it has said all."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.scope import Scope
from samdrift.partnership.reports.commands.drafting import note, speaks
from samdrift.partnership.reports.events import ReportCommented, WordsPublished
from samdrift.partnership.reports.models import Report, ReportWord
from samdrift.partnership.reports.queries.reading import data_of
from samdrift.partnership.reports.rules import states

COMMENT = "reports.comment"


@transaction.atomic
def write_word(
    scope: Scope, uid: UUID, text: str, *, section: str = "", position: int = 0, now: datetime
) -> ReportWord | None:
    """Write one's party's draft of a comment on a section, or of a priority; an empty text takes the draft away.

    Args:
        section: The section's code; "" for a priority.
        position: Of a priority: 1 to 3.

    Raises:
        DoesNotExist: No such report within the scope.
        Invalid: The report has no such section, there is no such priority, or the text is too long.
        NotAllowed: The actor does not speak for a party of this contract.
        Refused: The report is agreed on by one's party, or frozen.
    """
    report = Report.objects.within(scope).locked(uid)
    side = _may_say(scope, report)
    _check(report, text, section, position)
    own = ReportWord.objects.within(scope).filter(
        report=report, section=section, position=position, side=side, published_at__isnull=True
    )
    word = own.first()
    if not text.strip():
        own.delete()
        return None
    if word is None:
        word = ReportWord(
            community_id=report.community_id, data_class="D3", owner_party_id=scope.party_id, report=report,
            section=section, position=position, side=side,
        )  # fmt: skip
    word.text, word.person_id, word.written_at = text.strip(), scope.person_id, now
    word.save()
    return word


@transaction.atomic
def publish_words(scope: Scope, uid: UUID, *, now: datetime) -> int:
    """Publish all one's party has in draft: both read it from now on, and it goes into the report. How many it was.

    Raises: As `write_word`; Refused too where there is nothing to publish.
    """
    report = Report.objects.within(scope).locked(uid)
    side = _may_say(scope, report)
    mine = ReportWord.objects.within(scope).filter(report=report, side=side)
    drafts = list(mine.filter(published_at__isnull=True).order_by("pk"))
    if not drafts:
        raise Refused(_("Your party has nothing in draft."))
    for word in drafts:
        mine.filter(section=word.section, position=word.position, published_at__isnull=False, latest=True).update(
            latest=False
        )
        word.published_at, word.data_class, word.owner_party_id = now, report.data_class, None
        word.save_changes("published_at", "data_class", "owner_party")
    note(WordsPublished, report, scope, now, side=side, count=len(drafts), words=tuple(one.uid for one in drafts))
    return len(drafts)


@transaction.atomic
def finish_comments(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Report:
    """Say that one's party has said what it wants to; with the other's word the report is ready to be agreed on.

    Raises: As `write_word`; Refused too where drafts wait to be published; Stale where it changed meanwhile.
    """
    report = Report.objects.within(scope).locked(uid, expected_version)
    side = _may_say(scope, report)
    drafts = ReportWord.objects.within(scope).filter(report=report, side=side, published_at__isnull=True)
    if drafts.exists():
        raise Refused(_("Your party still has drafts. Publish them or take them away first."))
    setattr(report, f"{side}_commented_at", now)
    if report.customer_commented_at and report.provider_commented_at:
        report.state = states.after(report.state, "comment") or report.state
    report.save_changes("state", f"{side}_commented_at")
    note(ReportCommented, report, scope, now, side=side)
    return report


def _may_say(scope: Scope, report: Report) -> str:
    side = speaks(scope, COMMENT, report.contract_id)
    if report.state != states.DRAFT or getattr(report, f"{side}_commented_at"):
        raise Refused(_("Your party has said all it wants to say of this report."))
    return side


def _check(report: Report, text: str, section: str, position: int) -> None:
    known = {one["code"] for one in data_of(report)["sections"]}
    if (section and section not in known) or not 0 <= position <= states.PRIORITIES or bool(section) == bool(position):
        raise Invalid({"section": _("The report has no such section or priority.")})
    if len(text) > states.LONGEST:
        raise Invalid({"text": _("Say it in at most %(most)s characters.") % {"most": states.LONGEST}})
