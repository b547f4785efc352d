"""The list of reports, one of them with what both parties say, and what comes of making it again."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.foundation.scope import Scope
from samdrift.partnership.reports.commands.drafting import may_be_refreshed, permission_of
from samdrift.partnership.reports.commands.saying import COMMENT
from samdrift.partnership.reports.formats import page as layout
from samdrift.partnership.reports.formats import shown as shower
from samdrift.partnership.reports.models import VIEW, Report, ReportWord
from samdrift.partnership.reports.queries import comparing, reading
from samdrift.partnership.reports.rules import periods, states
from samdrift.partnership.reports.rules.differences import Difference
from samdrift.partnership.reports.web import words
from samdrift.registers.parties import public as parties


@require_safe
def report_list(request: ScopedRequest) -> HttpResponse:
    """The reports one may read, the latest first."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    known = reading.contracts_reported(scope)
    asked = request.GET.get("contract", "")
    if asked and asked not in [str(one.uid) for one in known]:
        raise Http404
    kind = request.GET.get("kind", "")
    chosen = next((one for one in known if str(one.uid) == asked), known[0] if known else None)
    rows = reading.reports(scope, chosen.pk, kind if kind in periods.MONTHS else "")[: reading.MOST] if chosen else []
    context = {
        "contract": chosen, "contracts": known, "kind": kind,
        "rows": [(one, words.kind_word(one.kind), periods.name_of(one.kind, one.first_day), words.state_word(one.state),
                  words.TONES[one.state]) for one in rows],
        "kinds": [(code, words.kind_word(code)) for code in periods.MONTHS],
        "draftable": _draftable(scope), "next": _next_months(scope),
    }  # fmt: skip
    return render(request, "reports/list.html", context)


def _draftable(scope: Scope) -> bool:
    return scope.side in states.SIDES and scope.may(permission_of(periods.MONTHLY))


def _next_months(scope: Scope) -> str:
    """The last month that is over: what a draft is asked for most."""
    today = parties.community_day(scope, now())
    return f"{periods.after(today.replace(day=1), -1):%Y-%m}"


@require_safe
def report_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One report: its sections with the comments of both, and the steps that are left."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    report = reading.report_by_uid(scope, uid)
    data = reading.data_of(report)
    said = reading.words_of(scope, report)
    open_ = report.state != states.FROZEN
    told = layout.laid_out(
        shower.shown(data | {"said": reading.published(report)} if open_ else data, scope.language)
    )  # fmt: skip
    may = _may(scope, report, said)
    context = {
        "report": report, "told": told, "period": periods.name_of(report.kind, report.first_day),
        "kind": words.kind_word(report.kind), "state": words.state_word(report.state),
        "tone": words.TONES[report.state], "versions": reading.versions_of(scope, report), "may": may,
        "sections": [_section(one, told, said, scope.side if may["comment"] else "") for one in told["sections"]],
        "facts": mark_safe(layout.facts(told)),  # noqa: S308 (every value is escaped there)
        "priorities": mark_safe(layout.priorities(told)),  # noqa: S308
        "appendix": mark_safe(layout.appendix(told)),  # noqa: S308
        "own_priorities": [_own(said, "", place, scope.side) for place in range(1, states.PRIORITIES + 1)],
        "steps": _steps(report), "drafts": sum(one.published_at is None for one in said),
        "signed": [
            (words.side_word(one), getattr(report, f"{one}_commented_at"), getattr(report, f"{one}_agreed_at"))
            for one in states.SIDES
        ],
    }  # fmt: skip
    return render(request, "reports/page.html", context)


def _section(section: dict[str, Any], told: dict[str, Any], said: list[ReportWord], side: str) -> dict[str, Any]:
    return {
        "code": section["code"], "title": section["title"],
        "html": mark_safe(layout.blocks(section, told) + layout.comments(section)),  # noqa: S308
        "own": _own(said, section["code"], 0, side) if side else "",
    }  # fmt: skip


def _own(said: list[ReportWord], section: str, place: int, side: str) -> str:
    """What one's own party wrote there last: its draft, else what it published."""
    own = [one for one in said if one.section == section and one.position == place and one.side == side]
    own.sort(key=lambda one: one.published_at is not None)
    return own[0].text if own else ""


def _may(scope: Scope, report: Report, said: list[ReportWord]) -> dict[str, bool]:
    side, contract = scope.side, {"contract": report.contract_id}
    speaks = side in states.SIDES
    agrees = speaks and scope.allows(permission_of(report.kind), **contract)
    commented = speaks and getattr(report, f"{side}_commented_at") is not None
    comments = speaks and scope.allows(COMMENT, **contract) and report.state == states.DRAFT and not commented
    return {
        "comment": comments, "publish": comments and any(one.published_at is None for one in said),
        "done": comments,
        "refresh": agrees and may_be_refreshed(report),
        "agree": agrees and report.state == states.COMMENTED and getattr(report, f"{side}_agreed_at") is None,
        "freeze": agrees and report.state == states.AGREED,
        "correct": agrees and report.state == states.FROZEN,
    }  # fmt: skip


def _steps(report: Report) -> list[tuple[str, str]]:
    place = states.STATES.index(report.state)
    names = (_("Drafted"), _("Commented by both"), _("Agreed by both"), _("Frozen"))
    marks = ["done" if number <= place else "now" if number == place + 1 else "later" for number in range(len(names))]
    return list(zip(names, marks, strict=True))


@require_safe
def compare(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The kept report beside what the rooms tell today, as known when it was made."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    report = reading.report_by_uid(scope, uid)
    compared = comparing.regenerated(report)
    data = reading.data_of(report)
    titles = {one["code"]: one["title"][scope.language] for one in data["sections"]}

    def shown(found: list[Difference]) -> list[tuple[str, ...]]:
        return [
            (titles.get(one.section, one.section), *shower.change_shown(
                {"place": one.place, "kind": one.kind, "before": one.before, "after": one.after}, data, scope.language))
            for one in found
        ]  # fmt: skip

    context = {"report": report, "compared": compared, "rows": shown(compared.found), "worded": shown(compared.worded),
               "since": [one[scope.language] for one in compared.since], "kind": words.kind_word(report.kind),
               "period": periods.name_of(report.kind, report.first_day)}  # fmt: skip
    return render(request, "reports/compare.html", context)
