"""Baselines: one with its cost lines and versions, answering one, proposing one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.partnership.savings import rules
from samdrift.partnership.savings.commands import baselines
from samdrift.partnership.savings.commands.budgets import unit_by_uid
from samdrift.partnership.savings.models import Baseline
from samdrift.partnership.savings.queries import figures, ledger
from samdrift.partnership.savings.web import words
from samdrift.partnership.savings.web.chosen import chosen, uid_of, units_to_choose
from samdrift.registers.contracts import public as contracts


@require_safe
def baseline_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """What a unit's service cost before, how it is carried to later years, who agreed, and the versions."""
    rows = Baseline.objects.within(request.scope).select_related("unit", "contract", "author", "decided_by")
    row = rows.get(uid=uid)
    years = sorted({*row.carried, str(row.year)})
    where = {"contract": row.contract_id, "unit": row.unit_id, "line": row.line_code}
    context = {
        "row": row, "versions": ledger.baseline_versions(request.scope, row), "words": words,
        "line_names": contracts.line_names(request.scope), "proposes": request.scope.allows(baselines.PROPOSE, **where),
        "cost_lines": list(zip(row.cost_lines, figures.lines_of(row), strict=True)),
        "years": [(year, figures.saving_of_baseline(row, int(year))) for year in years],
        "answers": row.state == rules.PROPOSED and request.scope.allows(baselines.AGREE, **where) and rules.may_answer(
            proposed_by_side=row.side, side=request.scope.side, proposer=row.author_id, person=request.scope.person_id
        ),
    }  # fmt: skip
    return render(request, "savings/baseline.html", context)


@require_POST
def baseline_answer(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Agree to the other party's baseline, or do not."""
    Baseline.objects.within(request.scope).get(uid=uid)
    version, answer = version_of(request), request.POST.get("answer", "")
    try:
        if request.POST.get("move") == "agree":
            baselines.agree_to_baseline(request.scope, uid, expected_version=version, now=now())
            messages.success(request, _("Agreed. Savings are counted against it from now on."))
        else:
            baselines.refuse_baseline(request.scope, uid, expected_version=version, answer=answer, now=now())
            messages.success(request, _("Refused."))
    except (Invalid, NotAllowed, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("savings:baseline", uid)


@require_http_methods(["GET", "HEAD", "POST"])
def new_baseline(request: ScopedRequest) -> HttpResponse:
    """Propose a baseline, a cost line a line of text."""
    require_somewhere(request.scope, baselines.PROPOSE)
    choice = chosen(request)
    wrong: dict[str, Any] = {}
    if request.method == "POST" and choice.contract:
        try:
            unit = unit_by_uid(request.scope, uid_of(request, "unit"))
            draft = baselines.BaselineDraft(
                contract_id=choice.contract.pk, unit_id=unit.pk, line_code=request.POST.get("line", "")[:8],
                year=_year(request), lines=baselines.lines_in(request.POST.get("lines", "")),
                evidence=request.POST.get("evidence", ""), specification=request.POST.get("specification", ""),
                carried=baselines.carried_in(request.POST.get("carried", "")),
            )  # fmt: skip
            made = baselines.propose_baseline(request.scope, draft, now=now())
        except Invalid as error:
            wrong = error.fields
        except Refused as error:
            wrong = {"": str(error)}
        else:
            messages.success(request, _("Proposed. It holds once the other party has agreed."))
            return redirect("savings:baseline", made.uid)
    context = {
        "choice": choice, "wrong": wrong, "typed": request.POST or _from(request),
        "units": units_to_choose(request.scope), "lines": sorted(contracts.line_names(request.scope).items()),
    }  # fmt: skip
    return render(request, "savings/new_baseline.html", context, status=422 if wrong else 200)


def _from(request: ScopedRequest) -> dict[str, str]:
    """The version a new one is written from, where the address names one."""
    asked = request.GET.get("from", "")
    held = Baseline.objects.within(request.scope).select_related("unit").filter(uid=asked) if _is_uid(asked) else []
    return next((baselines.as_typed(one) for one in held), {})


def _is_uid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _year(request: ScopedRequest) -> int:
    typed = request.POST.get("base_year", "")
    if not (typed.isascii() and typed.isdecimal() and 2000 <= int(typed) <= 2100):
        raise Invalid({"base_year": _("Write a year.")})
    return int(typed)
