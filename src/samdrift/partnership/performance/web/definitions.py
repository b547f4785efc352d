"""What figures mean: every definition with its versions, and proposing the next one to the other party."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.http import ScopedRequest, done, require_somewhere, version_of
from samdrift.foundation.scope import Scope
from samdrift.partnership.performance.commands import defining
from samdrift.partnership.performance.commands.defining import DefinitionDraft
from samdrift.partnership.performance.models import VIEW, VIEW_CREDITS, KpiDefinition, RemedyTermsVersion
from samdrift.partnership.performance.queries import previewing, sources, terms
from samdrift.partnership.performance.queries.previewing import Previewed, Proposed
from samdrift.partnership.performance.rules.remedies import terms_from
from samdrift.partnership.performance.web import words
from samdrift.partnership.performance.web.pages import contract_asked
from samdrift.partnership.performance.web.terms_forms import NextVersionForm
from samdrift.registers.contracts import public as contracts


@require_safe
def definition_list(request: ScopedRequest) -> HttpResponse:
    """Every figure's version in force, what is proposed, and the remedies."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    contract, _known = contract_asked(request)
    rows = list(terms.definitions_shown(scope, contract.pk)) if contract else []
    year = _year(request)
    remedies = list(terms.remedies_shown(scope, contract.pk)) if contract else []
    context = {
        "contract": contract, "year": year, "waiting": _waiting(scope, rows, remedies),
        "definitions": _counted_in(rows, year) if year else _in_force(rows),
        "remedies": [(one, remedies_told(one), words.state_word(one.standing)) for one in remedies],
        "may_define": contract is not None and scope.allows(defining.DEFINE, contract=contract.pk),
    }  # fmt: skip
    return render(request, "performance/definitions.html", context)


def _in_force(rows: Iterable[KpiDefinition]) -> list[dict[str, Any]]:
    found = []
    for code, versions in groupby(rows, key=lambda one: one.code):
        every = list(versions)
        held = [one for one in every if one.standing == "accepted"] or every
        found.append(
            {
                "code": code, "row": held[0], "versions": len(every), "target": words.target_word(held[0]),
                "source": words.source_word(held[0].source),
            }
        )  # fmt: skip
    return found


def _year(request: ScopedRequest) -> int | None:
    """The year whose counted figures are asked for, as the auditor's room does; None: all that hold."""
    typed = request.GET.get("counted", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and typed.startswith("2") and len(typed) == 4 else None


def _counted_in(rows: Iterable[KpiDefinition], year: int) -> list[dict[str, Any]]:
    """The versions both accepted that held last in a year, of figures something in the product counts."""
    held = [one for one in rows if one.standing == "accepted" and one.valid_from < date(year + 1, 1, 1)]
    found = []
    for code, versions in groupby(sorted(held, key=lambda one: one.code), key=lambda one: one.code):
        last = max(versions, key=lambda one: (one.valid_from, one.number))
        if last.source not in sources.LATER:
            found += [one | {"code": code} for one in _in_force([last])]
    return found


def _waiting(scope: Scope, rows: list[KpiDefinition], remedies: list[RemedyTermsVersion]) -> list[dict[str, Any]]:
    every: list[KpiDefinition | RemedyTermsVersion] = [*rows, *remedies]
    return [
        {
            "row": one, "name": one.code if isinstance(one, KpiDefinition) else _("Remedies"),
            "mine": one.party_id == scope.party_id, "counted": getattr(one, "counted", None),
            "target": words.target_word(one) if isinstance(one, KpiDefinition) else "",
        }
        for one in every if one.standing == "open"
    ]  # fmt: skip


def remedies_told(row: RemedyTermsVersion) -> list[tuple[str, str]]:
    """Remedy terms in words."""
    told = terms_from(row.terms)
    shares = ((_("Cap of a figure"), told.cap_kpi), (_("Cap of a service line"), told.cap_line),
              (_("Cap of a month"), told.cap_month), (_("Cap of a year"), told.cap_year))  # fmt: skip
    return [
        (_("Model"), told.model), (_("At risk"), _share(told.at_risk)),
        (_("Multiplied by misses in a row"), " · ".join(words.plain(one) for one in told.ratchet)),
        *((name, _share(value)) for name, value in shares if value is not None),
        (_("Owed in the first months live"), " · ".join(_share(one) for one in told.grace)),
        *((_("Each failure of %(code)s") % {"code": code}, words.plain(Decimal(one) / 100))
          for code, one in told.per_lot.items()),
        *((_("Sessions of %(code)s") % {"code": code},
           _("%(share)s of the yearly charge, %(count)s a day") % {"share": _share(one), "count": a_day})
          for code, (one, a_day) in told.sessions.items()),
        *((_("Fee that stands for visits of %(code)s") % {"code": code}, _share(one))
          for code, one in told.reductions.items()),
        (_("Earned back"), _("%(share)s after %(months)s months at the stretch level") % {
            "share": _share(told.earn_back_share), "months": told.earn_back_months,
        }),
    ]  # fmt: skip


def _share(value: Decimal) -> str:
    return f"{words.plain(value * 100, 1)} %"


@require_http_methods(["GET", "HEAD", "POST"])
def definition_page(request: ScopedRequest, uid: UUID, code: str) -> HttpResponse:
    """One figure's versions, how it is counted, and proposing the next version."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    contract = _contract(request, uid)
    rows = list(terms.versions_of(scope, contract.pk, code))
    if not rows:
        raise Http404
    held = next((one for one in rows if one.standing == "accepted"), rows[0])
    may = scope.allows(defining.DEFINE, contract=contract.pk)
    form = NextVersionForm(request.POST or None, initial=NextVersionForm.of(held))
    looks = "preview" in request.POST
    sent = request.method == "POST" and form.is_valid() and not looks
    if sent and done(form, lambda: _propose(request, contract, held, form)):
        messages.success(request, _("Proposed. It holds once the other party has accepted it."))
        return redirect("performance:definition", uid, code)
    context = {
        "contract": contract, "code": code, "held": held, "form": form, "may_define": may,
        "source": words.source_word(held.source), "target": words.target_word(held),
        "edges": " · ".join(held.edges), "preview": _preview(scope, contract.pk, held, form, looks=looks),
        "versions": [
            {
                "row": one, "target": words.target_word(one), "standing": words.state_word(one.standing),
                "tone": words.STATE_TONES[one.standing], "mine": one.party_id == scope.party_id,
            }
            for one in rows
        ],
    }  # fmt: skip
    return render(request, "performance/definition.html", context, status=422 if form.errors else 200)


def _preview(
    scope: Scope, contract_id: int, held: KpiDefinition, form: NextVersionForm, *, looks: bool
) -> list[Previewed] | None:
    """What the last months would have cost under what is typed, or under the version that waits for an answer."""
    if not scope.allows(VIEW_CREDITS, contract=contract_id, data_class="D2"):
        return None
    if looks and form.is_valid():
        draft = replace(draft_of(held), **form.changes())
        first, second, third = (Decimal(edge) for edge in draft.edges)
        measure = replace(
            terms.measure_of(held), target=draft.target, stretch=draft.stretch, fewest=draft.fewest,
            edges=(first, second, third),
        )  # fmt: skip
        return previewing.preview(scope, contract_id, Proposed(code=held.code, measure=measure, weight=draft.weight))
    waiting = terms.versions_of(scope, contract_id, held.code).filter(standing="open").first()
    if waiting is None:
        return None
    proposed = Proposed(code=waiting.code, measure=terms.measure_of(waiting), weight=waiting.weight)
    return previewing.preview(scope, contract_id, proposed)


def _contract(request: ScopedRequest, uid: UUID) -> contracts.Contract:
    return contracts.Contract.objects.within(request.scope).get(uid=uid)


def _propose(request: ScopedRequest, contract: contracts.Contract, held: KpiDefinition, form: NextVersionForm) -> None:
    given = form.cleaned_data
    draft = replace(draft_of(held), **form.changes())
    defining.propose_definition(request.scope, contract.uid, draft, now=now(), note=given["note"])


def draft_of(row: KpiDefinition) -> DefinitionDraft:
    """A version as a draft to change."""
    first, second, third = row.edges
    return DefinitionDraft(
        code=row.code, name=row.name, counted=row.counted, source=row.source, target=row.target,
        valid_from=date.min, per=row.per, line_code=row.line_code, clause=row.clause,
        lower_is_better=row.lower_is_better, scale=row.scale, unit_word=row.unit_word, edges=(first, second, third),
        stretch=row.stretch, low_volume_under=row.low_volume_under, fewest=row.fewest, weight=row.weight,
        remedy_group=row.remedy_group, earns_back=row.earns_back, published=row.published,
    )  # fmt: skip


@require_POST
def terms_answer(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Accept or refuse what the other party proposed, or take one's own back."""
    require_somewhere(request.scope, VIEW)
    try:
        defining.answer_terms(
            request.scope, uid, move, expected_version=version_of(request), now=now(),
            answer=request.POST.get("answer", ""),
        )  # fmt: skip
        messages.success(request, _("Done."))
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("performance:definitions")
