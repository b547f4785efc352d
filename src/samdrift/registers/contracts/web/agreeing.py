"""Writing a promise rule, seeing what it would be chosen over, and deciding on what the other party proposed."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest, done, require_somewhere, version_of
from samdrift.foundation.scope import Scope
from samdrift.kernel.targets import target_of
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import queries, rules
from samdrift.registers.contracts.commands import proposals
from samdrift.registers.contracts.commands.terms import ClockTerms, PolicyDraft
from samdrift.registers.contracts.models import Contract, TermsProposal
from samdrift.registers.contracts.queries.rates import price_list_on
from samdrift.registers.contracts.web import words
from samdrift.registers.contracts.web.calendars import drawn
from samdrift.registers.contracts.web.index import beside_index
from samdrift.registers.contracts.web.index_rules import beside_rule
from samdrift.registers.contracts.web.prices import beside_price
from samdrift.registers.contracts.web.rates import rate_rows
from samdrift.registers.contracts.web.rule_form import CLOCKS, LANGUAGES, RuleForm, initial_of
from samdrift.registers.contracts.web.volumes import beside_volumes
from samdrift.registers.contracts.web.wording import beside_option, beside_wording
from samdrift.registers.parties import public as parties

BESIDE = {
    proposals.PRICES: beside_price,
    proposals.VOLUMES: beside_volumes,
    proposals.INDEX: beside_index,
    proposals.INDEX_RULE: beside_rule,
    proposals.CLAUSE: beside_wording,
    proposals.READING: beside_wording,
    proposals.OPTION: beside_option,
}


@require_safe
def rule_page(request: ScopedRequest, uid: UUID, code: str) -> HttpResponse:
    """A rule in words, what it is chosen over, and the versions it had."""
    contract = queries.contract_by_uid(request.scope, uid)
    rows = queries.policy_rows(request.scope, contract, code)
    draft = proposals.draft_of(*rows[0])
    context = {
        "contract": contract, "told": told(request.scope, contract, draft), "name": draft.name, "code": code,
        "versions": [(row, words.dates(proposals.terms_of_draft(proposals.draft_of(row, clocks))))
                     for row, clocks in rows],
        "may_propose": request.scope.allows(proposals.PROPOSE, contract=contract.pk),
    }  # fmt: skip
    return render(request, "contracts/rule.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_edit(request: ScopedRequest, uid: UUID, code: str = "") -> HttpResponse:
    """Write a rule: look first at what it would be chosen over, then propose it."""
    scope, moment = request.scope, now()
    require_somewhere(scope, proposals.PROPOSE)
    contract = queries.contract_by_uid(scope, uid)
    scope.require(proposals.PROPOSE, contract=contract.pk)
    before = proposals.draft_of(*queries.policy_rows(scope, contract, code)[0]) if code else None
    shown: dict[str, Any] = {"told": None}
    if request.method == "POST":
        form = RuleForm(scope, request.POST)
        fits = form.is_valid() and done(form, lambda: shown.update(_looked_at(scope, contract, form)))
        sends = fits and request.POST.get("do") == "propose"
        if sends and done(form, lambda: _propose(request, contract, form)):
            messages.success(request, _("Proposed. It holds once the other party has accepted it."))
            return redirect("contracts:page", contract.uid)
    else:
        form = RuleForm(scope, initial=initial_of(scope, contract, before, parties.community_day(scope, moment)))
    context = {
        "form": form, "contract": contract, "code": code, "clocks": [(kind, words.CLOCKS[kind]) for kind in CLOCKS],
        "languages": LANGUAGES, **shown,
    }  # fmt: skip
    return render(request, "contracts/rule_edit.html", context, status=422 if form.errors else 200)


def _looked_at(scope: Scope, contract: Contract, form: RuleForm) -> dict[str, Any]:
    draft = form.draft()
    if not draft.clocks:
        raise Invalid({"complete_amount": _("A rule promises at least one thing.")})
    return {"told": told(scope, contract, draft)}


def _propose(request: ScopedRequest, contract: Contract, form: RuleForm) -> None:
    note = form.cleaned_data["note"]
    proposals.propose_policy(request.scope, contract.uid, form.draft(), now=now(), note=note)


@require_POST
def rule_end(request: ScopedRequest, uid: UUID, code: str) -> HttpResponse:
    """Propose that a rule no longer holds from a day on."""
    require_somewhere(request.scope, proposals.PROPOSE)
    queries.contract_by_uid(request.scope, uid)
    try:
        valid_from = date.fromisoformat(request.POST.get("valid_from", ""))
    except ValueError as wrong:
        raise Invalid({"valid_from": _("Write a day.")}) from wrong
    proposals.propose_policy_end(request.scope, uid, code, valid_from=valid_from, now=now())
    messages.success(request, _("Proposed. It holds once the other party has accepted it."))
    return redirect("contracts:page", uid)


@require_POST
def freeze(request: ScopedRequest, uid: UUID, month: str) -> HttpResponse:
    """Propose to freeze a month that has ended."""
    require_somewhere(request.scope, proposals.PROPOSE)
    queries.contract_by_uid(request.scope, uid)
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as wrong:
        raise Invalid({"month": _("Write a month, such as 2025-03.")}) from wrong
    proposals.propose_freeze(request.scope, uid, first, now=now())
    messages.success(request, _("Proposed. The month is frozen once the other party has accepted it."))
    return redirect("contracts:page", uid)


@require_safe
def proposal_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """What is proposed, beside what holds now; the other party accepts or not, one's own side may take it back."""
    scope = request.scope
    proposal = queries.proposal_by_uid(scope, uid)
    mine = proposal.party_id == scope.party_id
    may = proposal.standing == "open" and scope.allows(proposals.PROPOSE, contract=proposal.contract_id)
    context = {
        "proposal": proposal, "what": words.WHAT[proposal.what], "standing": words.STANDINGS[proposal.standing],
        "may_decide": may and not mine, "may_withdraw": may and mine, "valid_from": proposal.content["valid_from"],
        **_beside(scope, proposal),
    }  # fmt: skip
    return render(request, "contracts/proposal.html", context)


def _beside(scope: Scope, proposal: TermsProposal) -> dict[str, Any]:
    """The proposed terms and those that hold now, in the same words."""
    shown: dict[str, Any] = dict.fromkeys(
        (
            "rates",
            "rates_before",
            "told",
            "told_before",
            "calendar",
            "calendar_before",
            "item",
            "item_before",
            "steps",
            "shown",
            "said",
            "index_rule",
            "option",
        )
    )
    if proposal.what in BESIDE:
        return {**shown, **BESIDE[proposal.what](scope, proposal)}
    if proposal.what == proposals.CALENDAR:
        shown["calendar"] = drawn(proposal.content["definition"])
        if _has_calendar(scope, proposal.code):
            shown["calendar_before"] = drawn(queries.calendar_versions(scope, proposal.code)[0].definition)
        return shown
    contract = proposal.contract
    if proposal.what == proposals.RATES:
        now_held = price_list_on(contract.pk, parties.community_day(scope, now()))
        return {
            **shown, "rates": rate_rows(proposal.content["rates"]),
            "rates_before": rate_rows(now_held.rates) if now_held else [],
        }  # fmt: skip
    if any(one.terms.code == proposal.code for one in queries.policies_in_force(contract.pk, contract.version)):
        row, clocks = queries.policy_rows(scope, contract, proposal.code)[0]
        shown["told_before"] = told(scope, contract, proposals.draft_of(row, clocks))
    if proposal.what == proposals.POLICY:
        shown["told"] = told(scope, contract, proposals.draft_from(proposal.content))
    return shown


def _has_calendar(scope: Scope, code: str) -> bool:
    return any(one.code == code for one in queries.calendars_in_force(scope))


@require_POST
def proposal_accept(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Say yes."""
    proposals.accept_terms(request.scope, uid, expected_version=version_of(request), now=now())
    messages.success(request, _("Agreed. It holds from the day it names."))
    return redirect("contracts:proposal", uid)


@require_POST
def proposal_refuse(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Say no, and why."""
    answer = request.POST.get("answer", "")
    proposals.refuse_terms(request.scope, uid, expected_version=version_of(request), answer=answer, now=now())
    return redirect("contracts:proposal", uid)


@require_POST
def proposal_withdraw(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Take it back."""
    proposals.withdraw_terms(request.scope, uid, expected_version=version_of(request), now=now())
    return redirect("contracts:proposal", uid)


def told(scope: Scope, contract: Contract, draft: PolicyDraft) -> dict[str, Any]:
    """A rule in words: for what, by when, in which hours, what may stop the clocks, and what it is chosen over."""
    known = catalogue.catalogue_of(scope.community_id)
    terms = proposals.terms_of_draft(draft)
    others = [policy.terms for policy in queries.policies_in_force(contract.pk, contract.version)]
    return {
        "for": words.conditions(terms, known, scope.language), "dates": words.dates(terms), "clause": draft.clause,
        "retarget": words.RETARGET[draft.retarget],
        "clocks": [(words.CLOCKS[one.kind], words.long(_target(one)), one.calendar_code,
                    words.chosen(words.STOPS, one.stops_with),
                    " ".join(f"{share} %" for share in one.warnings or queries.WARNINGS)) for one in draft.clocks],
        "pauses": _pauses(draft, known, scope.language),
        "wins": words.which_wins(draft.code, rules.overlaps(terms, others)),
    }  # fmt: skip


def _target(clock: ClockTerms) -> Any:
    return target_of(clock.unit, clock.amount, clock.cut_off)


def _pauses(draft: PolicyDraft, known: catalogue.Catalogue, language: str) -> list[tuple[str, list[str]]]:
    pausable = sorted({code for clock in draft.clocks for code in clock.pausable})
    return [(words.reason(code, known, language), words.pause(draft.pauses.get(code))) for code in pausable]
