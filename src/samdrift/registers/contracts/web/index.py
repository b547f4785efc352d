"""Indexation: the rules, what is published, the runs that hold, and a run looked at before it is proposed."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.foundation.scope import Scope
from samdrift.kernel import indexation
from samdrift.registers.contracts import queries
from samdrift.registers.contracts.commands import indexing
from samdrift.registers.contracts.commands.price_proposals import propose_index
from samdrift.registers.contracts.commands.proposals import PROPOSE
from samdrift.registers.contracts.models import Contract, IndexRule, IndexRun, TermsProposal
from samdrift.registers.contracts.queries import indices
from samdrift.registers.contracts.queries.trueups import Effect, effect_of, true_ups_of
from samdrift.registers.contracts.web.as_known import REASONS, asked, day_from, number_from
from samdrift.registers.contracts.web.prices import priced_contract
from samdrift.registers.parties import public as parties

MONTHS = 24


@require_safe
def index_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Rules, values and runs; `?rule=` with its days shows what a run would change."""
    contract = priced_contract(request, uid)
    when = asked(request)
    rules = {row.code: row for row in indices.index_rules(contract.pk, when.known_at)}
    today = parties.community_day(request.scope, now())
    typed = {"effective_from": _first(today), "applies_from": _first(today), "cut_off": today.isoformat()}
    typed |= {name: str(value) for name, value in request.GET.items() if value}
    shown, errors = _preview(contract, typed) if request.GET.get("rule") and when.known_on is None else (None, {})
    runs = indices.index_runs(contract.pk, when.known_at)
    codes = sorted({part["series"] for row in rules.values() for part in row.parts})
    values = indices.index_values(contract.community_id, codes, when.known_at)
    context = {
        "contract": contract, "rules": [rule_shown(row) for row in rules.values()], "typed": typed, "errors": errors,
        "values": [(code, list(reversed(of_series))[:MONTHS]) for code, of_series in values.items()],
        "runs": [run_shown(run) for run in reversed(runs)], "shown": shown,
        "trued_up": _trued_up(request.scope, contract, runs, request.GET.get("run", "")),
        "may_propose": when.known_on is None and request.scope.allows(PROPOSE, contract=contract.pk), "when": when,
    }  # fmt: skip
    return render(request, "contracts/index.html", context, status=422 if errors else 200)


@require_POST
def index_propose(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Propose the run one has looked at."""
    require_somewhere(request.scope, PROPOSE)
    queries.contract_by_uid(request.scope, uid)
    made = propose_index(
        request.scope, uid, request.POST.get("rule", ""), now=now(), note=request.POST.get("note", ""),
        **_days(request.POST.dict()),
    )  # fmt: skip
    messages.success(request, _("Proposed. It holds once the other party has accepted it."))
    return redirect("contracts:proposal", made.uid)


@require_POST
def value_enter(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Enter a value as it was published."""
    require_somewhere(request.scope, PROPOSE)
    queries.contract_by_uid(request.scope, uid)
    said, wrong = request.POST, {}  # type: ignore[var-annotated]
    month = day_from(f"{said.get('month', '')[:7]}-01", "month")
    value = number_from(said.get("value", ""), "value", wrong)
    old = number_from(said["old_value"], "old_value", wrong) if said.get("old_value") else None
    if wrong:
        raise Invalid(wrong)
    published = indexation.Value(
        month, value, day_from(said.get("published_on", ""), "published_on"),
        status="provisional" if said.get("status") == "provisional" else "final",
        reference=said.get("reference", "").strip()[:24], old_value=old,
    )  # fmt: skip
    indexing.publish_value(request.scope, said.get("series", ""), published, now=now())
    messages.success(request, _("Entered."))
    return redirect("contracts:index", uid)


def rule_shown(row: IndexRule) -> dict[str, Any]:
    """A rule in figures: its parts with weights and bases, and its limits."""
    parts = [(part.series, part.weight, part.base_value, part.base_month) for part in indices.kernel_rule(row).parts]
    return {"row": row, "parts": parts, "fixed": row.fixed, "code": row.code}


def run_shown(run: IndexRun) -> dict[str, Any]:
    """A run in words; `late` where months before it was billed are trued up."""
    return {
        "run": run, "factor": indices.trimmed(run.factor), "reason": REASONS.get(run.reason),
        "late": run.effective_from < run.applies_from,
    }  # fmt: skip


def _trued_up(scope: Scope, contract: Contract, runs: list[IndexRun], number: str) -> dict[str, Any] | None:
    """What the months a run came too late for were trued up by, unit by unit."""
    chosen = next((run for run in runs if str(run.number) == number), None)
    if chosen is None:
        return None
    owed: dict[int, int] = {}
    for unit_id, _site, _line, amount in true_ups_of(contract.pk, chosen):
        owed[unit_id] = owed.get(unit_id, 0) + amount
    units = parties.Unit.objects.within(scope).filter(pk__in=owed).order_by("code")
    return {"run": chosen, "rows": [(unit, owed[unit.pk]) for unit in units], "total": sum(owed.values())}


def beside_index(scope: Scope, proposal: TermsProposal) -> dict[str, Any]:
    """A proposed run as it would be, with what it changes; of a decided one only what was agreed."""
    content = proposal.content
    effect = None
    if proposal.standing == "open":
        days = [date.fromisoformat(content[name]) for name in ("valid_from", "applies_from")]
        effect = effect_of(proposal.contract_id, proposal.code, Decimal(content["factor"]), days[0], days[1])
    return {"shown": {**_told(content), **_effect(effect)}}


def _preview(contract: Contract, typed: dict[str, str]) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    try:
        days = _days(typed)
        outcome, wanted = indexing.checked_run(contract, typed["rule"], now=now(), **days)
    except Invalid as wrong:
        return None, wrong.fields
    except Refused as refused:
        return None, {"applies_from": str(refused)}
    effect = effect_of(contract.pk, typed["rule"], outcome.factor, days["effective_from"], days["applies_from"])
    return {**_told(indexing.content_of(outcome, wanted, **days)), **_effect(effect)}, {}


def _told(content: dict[str, Any]) -> dict[str, Any]:
    return {
        "raw": Decimal(content["raw"]), "factor": Decimal(content["factor"]), "provisional": content["provisional"],
        "reason": REASONS.get(content["reason"]), "held_back": Decimal(content["held_back"]),
        **{name: date.fromisoformat(content[key]) for name, key in (
            ("effective_from", "valid_from"), ("applies_from", "applies_from"), ("cut_off", "cut_off"),
            ("wanted", "wanted"),
        )},
        "used": [
            {**one, "month": date.fromisoformat(one["month"]), "value": Decimal(one["value"]),
             "ratio": Decimal(one["ratio"])}
            for one in content["used"]
        ],
    }  # fmt: skip


def _effect(effect: Effect | None) -> dict[str, Any]:
    if effect is None:
        return {"effect": None}
    lines = [
        (line, before, effect.year_after[line], effect.year_after[line] - before)
        for line, before in effect.year_before.items()
    ]
    return {
        "effect": effect, "lines": lines, "true_up": sum(amount for *_where, amount in effect.true_ups),
        "before": sum(effect.year_before.values()), "after": sum(effect.year_after.values()),
    }  # fmt: skip


def _days(typed: dict[str, str]) -> dict[str, date]:
    return {name: day_from(typed.get(name, ""), name) for name in ("effective_from", "applies_from", "cut_off")}


def _first(day: date) -> str:
    return day.replace(day=1).isoformat()
