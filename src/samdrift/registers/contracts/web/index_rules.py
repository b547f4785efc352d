"""How prices follow indices, set by both parties: rules proposed, series kept, values read from a table."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.foundation.scope import Scope
from samdrift.kernel.indexation import Part, Value
from samdrift.registers.contracts import queries
from samdrift.registers.contracts.commands import index_proposals, indexing
from samdrift.registers.contracts.commands.indexing import IndexRuleDraft, rule_from, unsaved_rule
from samdrift.registers.contracts.commands.proposals import PROPOSE
from samdrift.registers.contracts.formats.index_values import UnreadableRow, read_values
from samdrift.registers.contracts.models import Contract, IndexRule, TermsProposal
from samdrift.registers.contracts.queries import indices
from samdrift.registers.contracts.web.as_known import day_from, number_from
from samdrift.registers.contracts.web.index import rule_shown
from samdrift.registers.contracts.web.prices import plain, priced_contract
from samdrift.registers.parties import public as parties

PARTS = 3
LIMITS = ("threshold", "cap", "floor")
LONGEST = 60_000
LANGUAGES = ("en", "da", "sv")


@require_http_methods(["GET", "HEAD", "POST"])
def rule_edit(request: ScopedRequest, uid: UUID, code: str = "") -> HttpResponse:
    """A form for a rule or its next version; what it would come to now is looked at before it is proposed."""
    require_somewhere(request.scope, PROPOSE)
    contract = priced_contract(request, uid)
    request.scope.require(PROPOSE, contract=contract.pk)
    versions = [row for row in indices.index_rules(contract.pk) if row.code == code]
    if code and not versions:
        raise IndexRule.DoesNotExist
    today = parties.community_day(request.scope, now())
    typed = request.POST.dict() or _typed(versions[-1] if versions else None, today)
    errors: dict[str, Any] = {}
    shown, outcome = None, None
    if request.method == "POST":
        try:
            draft = _draft(typed, code)
            series = {one.code for one in indices.index_series(contract.community_id)}
            index_proposals.check_index_rule(draft, series)
            shown = rule_shown(unsaved_rule(contract, draft))
            outcome = index_proposals.factor_now(contract.community_id, draft, today)
            if typed.get("do") == "propose":
                made = index_proposals.propose_index_rule(
                    request.scope, uid, draft, now=now(), note=typed.get("note", "")
                )
                messages.success(request, _("Proposed. It holds once the other party has accepted it."))
                return redirect("contracts:proposal", made.uid)
        except Invalid as wrong:
            errors = wrong.fields
    context = {
        "contract": contract, "code": code, "typed": typed, "errors": errors, "shown": shown, "outcome": outcome,
        "series": [(one.code, one.code) for one in indices.index_series(contract.community_id)],
        "numbers": range(1, PARTS + 1), "versions": [rule_shown(row) for row in reversed(versions)],
    }  # fmt: skip
    return render(request, "contracts/index_rule.html", context, status=422 if errors else 200)


@require_POST
def series_record(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Keep a published index."""
    require_somewhere(request.scope, PROPOSE)
    contract = queries.contract_by_uid(request.scope, uid)
    request.scope.require(PROPOSE, contract=contract.pk)
    said = request.POST
    name = {language: said.get(f"name_{language}", "").strip()[:120] for language in LANGUAGES}
    if not all(name.values()):
        raise Invalid({"name_en": _("Write the name in all three languages.")})
    code = said.get("code", "").strip().upper()
    indexing.record_series(request.scope, code=code, name=name, source=said.get("source", ""))
    messages.success(request, _("The index is kept. Enter its values, or read them from a file."))
    return redirect("contracts:values_file", uid)


@require_http_methods(["GET", "HEAD", "POST"])
def values_file(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Values of an index from a table that was pasted or sent: looked at first, then entered."""
    require_somewhere(request.scope, PROPOSE)
    contract = priced_contract(request, uid)
    request.scope.require(PROPOSE, contract=contract.pk)
    series = [one.code for one in indices.index_series(contract.community_id)]
    typed = request.POST.dict()
    chosen = typed.get("series", "") if typed.get("series") in series else (series[0] if series else "")
    text, errors = _text(request), {}
    new: list[Value] = []
    known = 0
    if request.method == "POST":
        try:
            read = _read(text)
            new = index_proposals.unknown(contract.community_id, chosen, read)
            known = len(read) - len(new)
            if typed.get("do") == "enter":
                many = index_proposals.publish_values(request.scope, uid, chosen, read, now=now())
                told = ngettext("%(count)s value entered.", "%(count)s values entered.", many) % {"count": many}
                messages.success(request, told)
                return redirect("contracts:index", uid)
        except Invalid as wrong:
            errors = wrong.fields
    context = {
        "contract": contract, "series": [(one, one) for one in series], "chosen": chosen, "text": text, "new": new,
        "known": known, "errors": errors,
    }  # fmt: skip
    return render(request, "contracts/index_values.html", context, status=422 if errors else 200)


def beside_rule(scope: Scope, proposal: TermsProposal) -> dict[str, Any]:
    """A proposed rule beside the version that holds."""
    contract: Contract = proposal.contract
    held = indices.index_rule_on(contract.pk, proposal.code, date.max)
    other = held if held is not None and str(held.uid) != str(proposal.result_uid) else None
    return {
        "index_rule": rule_shown(unsaved_rule(contract, rule_from(proposal.content["rule"]))),
        "index_rule_before": rule_shown(other) if other else None,
    }


def _text(request: ScopedRequest) -> str:
    sent = request.FILES.get("file")
    if sent is None or isinstance(sent, list):
        return request.POST.get("text", "")[:LONGEST]
    return (sent.read(LONGEST) or b"").decode("utf-8", errors="replace")


def _read(text: str) -> list[Value]:
    if not text.strip():
        raise Invalid({"text": _("Paste a table or choose a file.")})
    try:
        return read_values(text)
    except UnreadableRow as wrong:
        told = _("Row %(number)s is no value: write month, value, day of publication, and final or provisional.")
        raise Invalid({"text": told % {"number": wrong.number}}) from wrong


def _typed(row: IndexRule | None, today: date) -> dict[str, str]:
    """What the form shows at first: the newest version, or the usual."""
    if row is None:
        return {"decimals": "4", "lag_months": "1", "fixed": "0", "valid_from": today.isoformat()}
    typed = {
        "clause": row.clause, "fixed": plain(row.fixed), "lag_months": str(row.lag_months),
        "decimals": "" if row.decimals is None else str(row.decimals), "valid_from": today.isoformat(),
        "one_way": "yes" if row.one_way else "", "carry": "yes" if row.carry else "",
        **{name: plain(getattr(row, name)) for name in LIMITS if getattr(row, name) is not None},
    }  # fmt: skip
    for number, part in enumerate(row.parts[:PARTS], start=1):
        typed |= {
            f"series{number}": part["series"], f"weight{number}": part["weight"],
            f"base{number}": part["base_value"], f"month{number}": (part["base_month"] or "")[:7],
        }  # fmt: skip
    return typed


def _draft(said: Mapping[str, str], code: str) -> IndexRuleDraft:
    wrong: dict[str, Any] = {}
    parts = []
    for number in range(1, PARTS + 1):
        if said.get(f"weight{number}", "").strip():
            month = said.get(f"month{number}", "")[:7]
            parts.append(
                Part(
                    said.get(f"series{number}", ""), number_from(said[f"weight{number}"], "parts", wrong),
                    number_from(said.get(f"base{number}", ""), "parts", wrong),
                    day_from(f"{month}-01", "parts") if month else None,
                )
            )  # fmt: skip
    limits: dict[str, Decimal | None] = {
        name: number_from(said[name], name, wrong) if said.get(name, "").strip() else None for name in LIMITS
    }
    fixed = number_from(said.get("fixed", ""), "fixed", wrong)
    whole = {name: said.get(name, "").strip() for name in ("decimals", "lag_months")}
    for name, typed in whole.items():
        if typed and not (typed.isascii() and typed.isdigit() and len(typed) <= 2):
            wrong[name] = _("Write a whole number from 0.")
    if wrong:
        raise Invalid(wrong)
    rule = index_proposals.rule_of(
        code or said.get("code", "").strip().upper()[:25], fixed, parts,
        decimals=int(whole["decimals"]) if whole["decimals"] else None,
        threshold=limits["threshold"] or Decimal(0), cap=limits["cap"], floor=limits["floor"],
        one_way=bool(said.get("one_way")), carry=bool(said.get("carry")),
    )  # fmt: skip
    return IndexRuleDraft(
        rule=rule, valid_from=day_from(said.get("valid_from", ""), "valid_from"),
        lag_months=int(whole["lag_months"] or 0), clause=said.get("clause", "").strip()[:80],
    )  # fmt: skip
