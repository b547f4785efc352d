"""What the contract says: clauses with their rules and readings, options with deadlines, facts, obligations."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.foundation.scope import Scope
from samdrift.registers.contracts import queries, rules
from samdrift.registers.contracts.commands import wording as commands
from samdrift.registers.contracts.commands.proposals import CLAUSE, PROPOSE
from samdrift.registers.contracts.commands.wording_proposals import propose_clause, propose_option, propose_reading
from samdrift.registers.contracts.models import Contract, ContractOption, TermsProposal
from samdrift.registers.contracts.queries import wording
from samdrift.registers.contracts.web.as_known import asked, day_from
from samdrift.registers.contracts.web.words import WHAT
from samdrift.registers.parties import public as parties

SIDES = {"customer": gettext_lazy("The customer"), "provider": gettext_lazy("The provider")}


@require_safe
def wording_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Clauses as they hold on a day, options, facts whose sources may differ, and obligations."""
    scope, when = request.scope, asked(request)
    contract = queries.contract_by_uid(scope, uid)
    clauses = wording.clauses_on(scope, contract, when.day, when.known_at)
    today = when.known_on or parties.community_day(scope, now())
    holidays = wording.holidays_of(scope.community_id)
    obligations = [
        {"row": one, "side": SIDES[one.side], "due": due, "late": due is not None and due < today, "kept": kept[:3],
         "mine": scope.party_id == (contract.customer_id if one.side == "customer" else contract.provider_id)}
        for one, due, kept in wording.obligations_of(scope, contract, when.known_at)
    ]  # fmt: skip
    context = {
        "contract": contract, "clauses": clauses, "when": when,
        "facts": wording.facts_of(scope, contract, when.known_at),
        "flagged": wording.not_working(clauses, wording.notes_of(scope, contract, known_at=when.known_at)),
        "obligations": obligations,
        "options": [_option(one, today, holidays) for one in wording.options_of(scope, contract, when.known_at)],
        "may": when.known_on is None and scope.allows(PROPOSE, contract=contract.pk),
        "customer": scope.party_id == contract.customer_id,
        "party": scope.party_id,
    }  # fmt: skip
    return render(request, "contracts/wording.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def clause_page(request: ScopedRequest, uid: UUID, number: str = "") -> HttpResponse:
    """A clause with its editions, the rules that carry it out and how it is read; or a form for a new one."""
    scope = request.scope
    contract = queries.contract_by_uid(scope, uid)
    if not number:
        require_somewhere(scope, PROPOSE)
        scope.require(PROPOSE, contract=contract.pk)
    editions = wording.clause_editions(scope, contract, number) if number else []
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            made = _said(request, contract, number)
        except Invalid as wrong:
            errors = wrong.fields
        else:
            return redirect("contracts:proposal", made.uid) if made else redirect("contracts:clause", uid, number)
    notes = wording.notes_of(scope, contract, number) if number else []
    held = editions[0] if editions else None
    typed = request.POST.dict() or {
        "title": held.title if held else "", "text": held.text if held else "", "number": number,
        "valid_from": parties.community_day(scope, now()).isoformat(),
    }  # fmt: skip
    context = {
        "contract": contract, "number": number, "editions": editions, "held": held, "typed": typed, "errors": errors,
        "readings": [one for one in notes if one.kind == "reading"],
        "reports": [one for one in notes if one.kind != "reading"],
        "flagged": number in wording.not_working(editions[:1], notes),
        "may": scope.allows(PROPOSE, contract=contract.pk),
        "ruled": [(kind, str(WHAT[kind]), code, clause) for kind, code, clause in _ruled(scope, contract, number)],
    }  # fmt: skip
    return render(request, "contracts/clause.html", context, status=422 if errors else 200)


@require_POST
def option_use(request: ScopedRequest, uid: UUID, code: str) -> HttpResponse:
    """Use an option."""
    require_somewhere(request.scope, PROPOSE)
    commands.exercise_option(request.scope, uid, code, expected_version=version_of(request), now=now())
    messages.success(request, _("The option is used: the contract runs until its day."))
    return redirect("contracts:wording", uid)


@require_POST
def fact_state(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Write down what a source states."""
    require_somewhere(request.scope, PROPOSE)
    said = {name: request.POST.get(name, "") for name in ("about", "value", "source")}
    commands.state_fact(request.scope, uid, now=now(), **said)  # type: ignore[arg-type]
    return redirect("contracts:wording", uid)


@require_POST
def fact_verify(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Verify what the other party stated."""
    fact = commands.verify_fact(request.scope, uid, expected_version=version_of(request), now=now())
    return redirect("contracts:wording", fact.contract.uid)


@require_POST
def obligation_keep(request: ScopedRequest, uid: UUID, code: str) -> HttpResponse:
    """Say that an obligation was kept."""
    require_somewhere(request.scope, PROPOSE)
    queries.contract_by_uid(request.scope, uid)
    due = day_from(request.POST.get("due_on", ""), "due_on")
    commands.keep_obligation(request.scope, uid, code, due_on=due, evidence=request.POST.get("evidence", ""), now=now())
    return redirect("contracts:wording", uid)


@require_POST
def option_propose(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Propose an option."""
    require_somewhere(request.scope, PROPOSE)
    queries.contract_by_uid(request.scope, uid)
    said = request.POST
    draft = commands.OptionDraft(
        code=said.get("code", "").strip().upper(), name=said.get("name", "").strip(),
        ends_on=day_from(said.get("ends_on", ""), "ends_on"),
        exercise_by=day_from(said.get("exercise_by", ""), "exercise_by"),
        consequence=said.get("consequence", "").strip()[:600], clause=said.get("clause", "").strip()[:20],
    )  # fmt: skip
    made = propose_option(request.scope, uid, draft, now=now(), note=said.get("note", ""))
    messages.success(request, _("Proposed. It holds once the other party has accepted it."))
    return redirect("contracts:proposal", made.uid)


def beside_option(scope: Scope, proposal: TermsProposal) -> dict[str, Any]:
    """A proposed option."""
    days = {name: date.fromisoformat(proposal.content[name]) for name in ("ends_on", "exercise_by")}
    return {"option": {**proposal.content, **days}}


def beside_wording(scope: Scope, proposal: TermsProposal) -> dict[str, Any]:
    """A proposed clause or reading beside the clause as it stands."""
    held = wording.clauses_on(scope, proposal.contract, date.max)
    before = next((one for one in held if one.number == proposal.code), None)
    is_clause = proposal.what == CLAUSE
    return {"said": proposal.content, "said_before": before, "is_clause": is_clause}


def _said(request: ScopedRequest, contract: Contract, number: str) -> TermsProposal | None:
    """What was sent: a next edition, a reading, or that it does not work."""
    said, moment = request.POST, now()
    if said.get("do") == "report":
        commands.report_clause(request.scope, contract.uid, number, said.get("report", ""), now=moment)
        messages.success(request, _("Reported. Both parties see it until the clause is changed or read anew."))
        return None
    if said.get("do") == "reading":
        made = propose_reading(request.scope, contract.uid, number, said.get("reading", ""), now=moment)
    else:
        draft = commands.ClauseDraft(
            number=number or said.get("number", "").strip(), title=said.get("title", "").strip(),
            text=said.get("text", "").strip(), valid_from=day_from(said.get("valid_from", ""), "valid_from"),
        )  # fmt: skip
        made = propose_clause(request.scope, contract.uid, draft, now=moment, note=said.get("note", ""))
    messages.success(request, _("Proposed. It holds once the other party has accepted it."))
    return made


def _ruled(scope: Scope, contract: Contract, number: str) -> list[tuple[str, str, str]]:
    return wording.ruled_by(scope, contract, number) if number else []


def _option(row: ContractOption, today: date, holidays: frozenset[date]) -> dict[str, Any]:
    last = rules.deadline(row.exercise_by, holidays)
    return {"row": row, "deadline": last, "days": (last - today).days, "passed": last < today}
