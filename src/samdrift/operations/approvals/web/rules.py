"""Pages: what needs a yes, from which amount, and up to which amount somebody may say it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.kernel.money import minor
from samdrift.operations.approvals import commands, queries
from samdrift.operations.approvals.web.words import AT_TIME_OUT, KINDS
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

MOST_STEPS = 3


@require_http_methods(["GET", "HEAD", "POST"])
def rule_list(request: ScopedRequest) -> HttpResponse:
    """Every rule and limit with its days; whoever may, publishes a new one."""
    scope = request.scope
    scope.require_somewhere("approvals.view_rules")
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            _publish(scope, request.POST)
        except Invalid as invalid:
            wrong = invalid.fields
        except Refused as refused:
            wrong = {"valid_from": str(refused)}
        else:
            messages.success(request, _("It holds from the day you gave."))
            return redirect("approvals:rules")
    return render(request, "approvals/rules.html", _context(scope, request.POST, wrong), status=422 if wrong else 200)


def _publish(scope: Scope, given: QueryDict) -> None:
    if given.get("what") == "limit":
        email = given.get("person", "").strip().lower()
        person = parties.Person.objects.filter(email=email).first() if email else None
        if email and person is None:
            raise Invalid({"person": _("There is no such person.")})
        commands.set_limit(
            scope, amount_minor=_amount(given.get("amount", ""), "amount"), valid_from=_day(given), now=now(),
            role="" if person else given.get("role", ""), person_id=person.pk if person else None,
        )  # fmt: skip
        return
    numbers = range(1, MOST_STEPS + 1)
    asked = [(given.get(f"kind_{one}", ""), given.get(f"above_{one}", "").strip(), one) for one in numbers]
    steps = [
        {"kind": kind, "above_minor": _amount(above, f"above_{number}") if above else None}
        for kind, above, number in asked if kind
    ]  # fmt: skip
    contract = given.get("contract", "")
    draft = commands.RuleDraft(
        code=given.get("code", "").strip()[:40], steps=steps, valid_from=_day(given),
        contract_id=int(contract) if contract.isascii() and contract.isdecimal() else None,
        line_code=given.get("line", ""), request_type_code=given.get("type", ""),
        at_time_out=given.get("at_time_out", ""),
    )  # fmt: skip
    commands.publish_rule(scope, draft, now=now())


def _amount(text: str, name: str) -> int:
    amount = minor(text)
    if amount is None:
        raise Invalid({name: _("Give an amount, such as 5000 or 5000.50.")})
    return amount


def _day(given: QueryDict) -> date:
    try:
        return date.fromisoformat(given.get("valid_from", ""))
    except ValueError:
        raise Invalid({"valid_from": _("Give a day.")}) from None


def _context(scope: Scope, given: QueryDict, wrong: dict[str, str]) -> dict[str, Any]:
    language, book = scope.language, catalogue.catalogue_of(scope.community_id)
    types = {kind.code: in_language(kind.name, language) for kind in book.types.values()}
    return {
        "rules": [
            (rule, in_language(book.lines[rule.line_code].name, language) if rule.line_code in book.lines else "",
             types.get(rule.request_type_code, rule.request_type_code))
            for rule in queries.rules_of(scope)
        ],
        "limits": [
            (row, row.person.full_name if row.person else parties.role_name(row.role))
            for row in queries.limits_of(scope)
        ],
        "of_types": [
            (types[kind.code], KINDS.get(kind.approval, kind.approval), kind.approval_above_minor)
            for kind in book.types.values() if kind.approval != "none"
        ],
        "contracts": [(str(one.pk), in_language(one.name, language)) for one in contracts.contracts_of(scope)],
        "lines": [(code, in_language(line.name, language)) for code, line in book.lines.items()],
        "types": sorted(types.items(), key=lambda one: one[1]),
        "roles": [(code, parties.role_name(code)) for code in ("BUD", "CTR-C")],
        "kinds": KINDS, "at_time_out": AT_TIME_OUT, "currency": parties.currency_of(scope), "given": given,
        "wrong": wrong, "may": scope.may("approvals.write_rules"), "numbers": range(1, MOST_STEPS + 1),
        "today": parties.community_day(scope, now()),
    }  # fmt: skip
