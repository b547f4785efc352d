"""Invoices to look at: the list, one with its lines, a line with what stands behind it, and all of it recomputed."""

import re
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.foundation.paging import page_by_key
from samdrift.kernel.fees import NoPrice
from samdrift.partnership.invoicing import rules
from samdrift.partnership.invoicing.models import Invoice
from samdrift.partnership.invoicing.queries import behind, checking, lateness, reading, recomputing
from samdrift.partnership.invoicing.queries.wording import setting_words
from samdrift.partnership.invoicing.web import words
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

VIEW = "invoicing.view"
ROWS = 36
MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
ORDER = ("-month", "unit_id", "pk")


@require_safe
def invoice_list(request: ScopedRequest) -> HttpResponse:
    """Invoices by month and district."""
    require_somewhere(request.scope, VIEW)
    asked = {name: request.GET.get(name, "") for name in ("month", "unit", "state")}
    rows = reading.invoices(
        request.scope, month=month_in(asked["month"]), unit_uid=_uid(asked["unit"]),
        state=asked["state"] if asked["state"] in rules.STATES else "",
    )  # fmt: skip
    page = page_by_key(rows, order=ORDER, after=request.GET.get("after", ""), size=ROWS)
    today = parties.community_day(request.scope, now())
    context = {
        "rows": [_row(one, today) for one in page.rows], "page": page, "asked": asked, "path": request.get_full_path(),
        "units": [(str(one.uid), one.name) for one in reading.units_shown(request.scope)],
        "states": [(code, word) for code, word in words.STATES.items() if code != "issued"],
        "may_run": request.scope.may("invoicing.issue"), "may_receive": request.scope.may("invoicing.match"),
        "may_pay": request.scope.may("invoicing.pay"),
    }  # fmt: skip
    return render(request, "invoicing/list.html", context)


def _row(invoice: Invoice, today: date) -> dict[str, object]:
    return {
        "invoice": invoice, "kind": words.KINDS[invoice.kind], "state": words.STATES[invoice.state],
        "late": invoice.state in rules.OWED and rules.is_late(invoice.due_on, today),
        "sign": -1 if invoice.kind == "credit_note" else 1,
        "was_late": rules.was_late(invoice.due_on, invoice.paid_on),
    }  # fmt: skip


@require_safe
def invoice_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One invoice: who, what, what was found, its lines, its queries, and what comes next."""
    return shown(request, uid)


def shown(request: ScopedRequest, uid: UUID, *, error: str = "", status: int = 200) -> HttpResponse:
    """The page of an invoice, with what could not be done on top."""
    opened = reading.opened(request.scope, uid)
    invoice = opened.invoice
    today = parties.community_day(request.scope, now())
    late = lateness.lateness(invoice, today)
    context = {
        "invoice": invoice, "lines": opened.lines, "kind": words.KINDS[invoice.kind],
        "state": words.STATES[invoice.state], "error": error, "left": reading.left_of(invoice),
        "findings": [(one, words.finding_sentence(one.code, one.values)) for one in opened.findings],
        "disputes": [
            {
                "row": one, "reason": words.REASONS[one.reason], "state": words.DISPUTES[one.state],
                "late": one.state == "open" and not one.answer and today > one.answer_due_on,
            }
            for one in opened.disputes
        ],
        "credit_notes": opened.credit_notes, "supplements": opened.supplements,
        "asks_first": _asks_first(invoice),
        "moves": moves_of(request, invoice), "format": words.FORMATS,
        "unit_words": words.UNITS, "only_ours": invoice.rules == [checking.OURS],
        "may_credit": may(request, invoice, "credit"),
        "may_query": may(request, invoice, "query"),
        "late": invoice.state in rules.OWED and rules.is_late(invoice.due_on, today),
        "lateness": late.found, "no_rate": late,
    }  # fmt: skip
    return render(request, "invoicing/page.html", context, status=status)


def moves_of(request: ScopedRequest, invoice: Invoice) -> list[str]:
    """What the reader may do with the invoice now."""
    found = [move for move in ("issue", "match", "approve", "reject") if may(request, invoice, move)]
    if _asks_first(invoice) and _allows(request, invoice, "invoicing.match"):
        found.append("agree")
    accepts = invoice.accepted_at is None and invoice.state in rules.OWED and invoice.credits_id is None
    if accepts and _allows(request, invoice, "invoicing.accept"):
        found.append("accept")
    return found


def _asks_first(invoice: Invoice) -> bool:
    """Whether the customer has to agree before it is sent."""
    waits = invoice.supplements_id is not None and invoice.agreed_at is None and invoice.state == "prechecked"
    return waits and invoice.buyer is not None and invoice.buyer.asks_first


def may(request: ScopedRequest, invoice: Invoice, move: str) -> bool:
    """Whether the reader may make a move, and the invoice stands where it can be made."""
    return rules.after(invoice.state, move) is not None and _allows(request, invoice, rules.WHO[move])


def _allows(request: ScopedRequest, invoice: Invoice, permission: str) -> bool:
    at = {"contract": invoice.contract_id, "unit": invoice.unit_id, "data_class": invoice.data_class}
    return request.scope.allows(permission, **at)


@require_safe
def line_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One line: price rule, volume and its steps, what was done, and the form to query it."""
    return line_shown(request, uid)


def line_shown(request: ScopedRequest, uid: UUID, *, errors: dict[str, str] | None = None) -> HttpResponse:
    """The page of a line, with what was wrong in the form."""
    line = reading.line_by_uid(request.scope, uid)
    context = {
        "line": line, "invoice": line.invoice, "unit_words": words.UNITS, "behind": behind.behind(request.scope, line),
        "errors": errors or {}, "typed": request.POST, "may_query": may(request, line.invoice, "query"),
        "reasons": list(words.REASONS.items()), "source": words.source_word(line.source),
        "setting": setting_words(line.setting),
        "number": line.invoice.number or words.KINDS[line.invoice.kind],
    }  # fmt: skip
    return render(request, "invoicing/line.html", context, status=422 if errors else 200)


@require_safe
def recompute(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Every line worked out again from price book, volumes and charges: no difference, or each by its name."""
    opened = reading.opened(request.scope, uid)
    try:
        found, problem = recomputing.recomputed(opened.invoice, opened.lines), ""
    except NoPrice as missing:
        found, problem = None, contracts.missing_price_words(missing.code)
    by_position = {line.position: line for line in opened.lines}
    rows = [
        (one, by_position.get(found.positions.get(one.key, 0)), found.names.get(one.key))
        for one in found.differences
    ] if found else []  # fmt: skip
    context = {"invoice": opened.invoice, "found": found, "rows": rows, "problem": problem}
    return render(request, "invoicing/recompute.html", context)


def month_in(text: str) -> date | None:
    """A month typed as 2025-03; None when it is none."""
    return date.fromisoformat(f"{text}-01") if MONTH.fullmatch(text) else None


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
