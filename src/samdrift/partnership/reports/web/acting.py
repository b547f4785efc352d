"""What is done with a report: drafted, made anew, commented on, agreed on, frozen, corrected."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.partnership.reports.commands import agreeing, drafting, saying
from samdrift.partnership.reports.models import VIEW, Report
from samdrift.partnership.reports.queries import reading
from samdrift.partnership.reports.rules import periods

SECTION = "section-"
PRIORITY = "priority-"
WAS = "was-"  # before a field's name: what it held when the form was shown


@require_POST
def draft(request: ScopedRequest) -> HttpResponse:
    """Draft the report of a period that is over."""
    require_somewhere(request.scope, VIEW)
    kind = request.POST.get("kind", "")
    try:
        contract_uid = UUID(request.POST.get("contract", ""))
        first = _first(kind, request.POST.get("month", ""))
    except ValueError:
        messages.error(request, _("Choose a contract and a month."))
        return redirect("reports:list")
    try:
        report = drafting.draft_report(request.scope, contract_uid, kind, first, now=now())
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
        return redirect("reports:list")
    messages.success(request, _("The report is drafted. Both parties can comment on it now."))
    return redirect("reports:page", report.uid)


def _first(kind: str, month: str) -> date:
    """The first day of the period a month lies in."""
    first = date.fromisoformat(f"{month}-01")
    return first if kind == periods.MONTHLY else first.replace(month=first.month - (first.month - 1) % 3)


@require_POST
def say(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Keep what one's party writes, all fields of the form that were written in; publish it where asked.

    Two of a party may have the form open at once: what somebody left as it was is not put back over a colleague's
    text, and where both wrote the later one is told, with the words that were not kept.
    """
    require_somewhere(request.scope, VIEW)
    report = reading.report_by_uid(request.scope, uid)
    kept = {(one.section, one.position): one.text for one in reading.words_of(request.scope, report)
            if one.side == request.scope.side}  # fmt: skip
    try:
        for name, text in request.POST.items():
            section = name.removeprefix(SECTION) if name.startswith(SECTION) else ""
            place = int(name.removeprefix(PRIORITY)) if name.startswith(PRIORITY) else 0
            if not (section or place) or not isinstance(text, str):
                continue
            stands = _plain(kept.get((section, place), ""))
            was = _plain(request.POST.get(f"{WAS}{name}", stands))
            if _plain(text) in (stands, was):
                continue
            if was != stands:
                raise Refused(
                    _("A colleague wrote here meanwhile. Yours was not kept: “%(text)s”") % {"text": text.strip()}
                )
            saying.write_word(request.scope, report.uid, text, section=section, position=place, now=now())
        messages.success(request, _("Kept as your party's draft."))
    except (Invalid, Refused, ValueError) as wrong:
        messages.error(request, str(wrong))
    anchor = request.POST.get("at", "")
    where = f"#{anchor}" if anchor.isascii() and anchor.replace("_", "").isalnum() else ""
    return redirect(f"/reports/{report.uid}/{where}")


def _plain(text: str) -> str:
    """A text without what a browser does to its ends and lines."""
    return text.replace("\r\n", "\n").strip()


@require_POST
def act(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """One step of a report."""
    require_somewhere(request.scope, VIEW)
    report = reading.report_by_uid(request.scope, uid)
    if move not in ACTS:
        raise Http404
    do, told = ACTS[move]
    try:
        report = do(request, report)
        messages.success(request, told())
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("reports:page", report.uid)


def _publish(request: ScopedRequest, report: Report) -> Report:
    saying.publish_words(request.scope, report.uid, now=now())
    return report


def _done(request: ScopedRequest, report: Report) -> Report:
    return saying.finish_comments(request.scope, report.uid, expected_version=version_of(request), now=now())


def _agree(request: ScopedRequest, report: Report) -> Report:
    return agreeing.agree_report(request.scope, report.uid, expected_version=version_of(request), now=now())


def _freeze(request: ScopedRequest, report: Report) -> Report:
    return agreeing.freeze_report(request.scope, report.uid, expected_version=version_of(request), now=now())


def _refresh(request: ScopedRequest, report: Report) -> Report:
    return drafting.refresh_report(request.scope, report.uid, expected_version=version_of(request), now=now())


def _correct(request: ScopedRequest, report: Report) -> Report:
    return drafting.correct_report(request.scope, report.uid, request.POST.get("reason", ""), now=now())


Act = Callable[[ScopedRequest, Report], Report]
ACTS: dict[str, tuple[Act, Callable[[], str]]] = {
    "publish": (_publish, lambda: _("Published: both parties read it now.")),
    "done": (_done, lambda: _("Your party has said all. When the other has too, the report can be agreed on.")),
    "agree": (_agree, lambda: _("Your party has agreed on this report.")),
    "freeze": (_freeze, lambda: _("Frozen: the report stands with its figures and comments.")),
    "refresh": (_refresh, lambda: _("Made anew with what is known now.")),
    "correct": (_correct, lambda: _("A new version is begun. It lists every figure that changed.")),
}
