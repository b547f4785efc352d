"""Change orders: the list, one with its figures, lines and clock, and every move by its button."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.foundation.scope import Scope
from samdrift.kernel import money
from samdrift.kernel.notice_table import row_from
from samdrift.kernel.scaling import kept_minor, remanence_by_month
from samdrift.partnership.scaling import commands, queries, rules
from samdrift.partnership.scaling.models import ChangeDecision, ChangeLine, ChangeOrder
from samdrift.partnership.scaling.rules.effects import minor
from samdrift.partnership.scaling.web import following, words
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

MOST = 100
VIEWS = {
    "open": (*rules.PENDING, rules.ACCEPTED, rules.SCHEDULED),
    "mine": rules.PENDING,
    "all": rules.STATES,
}


@require_safe
def change_list(request: ScopedRequest) -> HttpResponse:
    """Changes asked for, agreed and done, with what they come to together."""
    scope = request.scope
    scope.require_somewhere("scaling.view")
    view = request.GET.get("view", "open")
    states = VIEWS.get(view, VIEWS["open"])
    rows = list(queries.changes_of(scope).filter(state__in=states)[:MOST])
    if view == "mine":
        said = queries.said_of(scope, rows)
        rows = [row for row in rows if _is_mine(scope, row, said[row.pk])]
    context = {
        "rows": rows, "view": view, "states": words.STATES, "tones": words.TONES, "kinds": words.KINDS,
        "together": sum(row.year_minor for row in rows if row.state in rules.COUNTED),
        "districts": len({row.unit_id for row in rows}), "currency": parties.currency_of(scope),
    }  # fmt: skip
    return render(request, "scaling/changes.html", context)


@require_safe
def change_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One change: what it comes to and why, whose move it is and until when, and what was said."""
    scope = request.scope
    order = queries.change_by_uid(scope, uid)
    lines, said = queries.lines_of(scope, order), queries.decisions_of(scope, order)
    standing = queries.standing_of(order, said)
    names = contracts.item_names(order.contract_id)
    today = parties.community_day(scope, now())
    context = {
        "order": order, "name": in_language(order.unit.name, scope.language), "currency": order.contract.currency,
        "lines": [_line(one, names, scope.language) for one in lines], "said": said, "today": today,
        "kept": _kept(lines), "states": words.STATES, "tones": words.TONES, "kinds": words.KINDS, "yeses": words.YESES,
        "said_words": words.SAID, "setting": contracts.setting_words, "who": words.who, "standing": standing,
        "waits_for": rules.waits_for(standing), "missing": rules.missing(standing), "asked_by": _shown(scope, order),
        "renegotiates": words.renegotiates(order.renegotiates, contracts.line_names(scope)),
        "follows": following.of_order(scope, order, lines, today), "invoiced_from": _invoiced_from(order),
        **_may(scope, order, standing, said, today),
    }  # fmt: skip
    return render(request, "scaling/change.html", context)


@require_POST
def act(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """One move, by its name in the address."""
    known: dict[str, tuple[Callable[[], ChangeOrder], str]] = _moves(request, uid)
    if move not in known:
        raise Http404
    do, told = known[move]
    do()
    messages.success(request, told)
    return redirect("scaling:change", uid)


def _moves(request: ScopedRequest, uid: UUID) -> dict[str, tuple[Callable[[], ChangeOrder], str]]:
    scope, at, reason = request.scope, now(), request.POST.get("reason", "")
    given: dict[str, Any] = {"expected_version": version_of(request), "now": at}
    return {
        "approve": (lambda: commands.approve_change(scope, uid, **given), _("Your yes is given.")),
        "reject": (
            lambda: commands.reject_change(scope, uid, reason=reason, **given), _("Refused; whoever asked reads why.")
        ),
        "accept": (
            lambda: commands.accept_change(scope, uid, **given), _("Accepted. Volumes and prices follow by themselves.")
        ),
        "object": (
            lambda: commands.object_to_change(
                scope, uid, reason=reason, offered_day=_day(request.POST.get("offered_day", ""), "offered_day"),
                one_off_minor=_once(request.POST.get("one_off", "")), one_off_for=request.POST.get("one_off_for", ""),
                **given,
            ),
            _("The customer reads why not, and answers."),
        ),
        "take-offer": (
            lambda: commands.answer_objection(scope, uid, take_offer=True, **given), _("What was offered is taken.")
        ),
        "insist": (
            lambda: commands.answer_objection(scope, uid, take_offer=False, **given),
            _("The change is kept as it was."),
        ),
        "consult": (
            lambda: commands.keep_consultation(
                scope, uid, answer=reason, held_on=_day(request.POST.get("held_on", ""), "held_on") or date.min, **given
            ),
            _("The answer of the joint committee is kept."),
        ),
        "withdraw": (
            lambda: commands.withdraw_change(scope, uid, reason=reason, **given), _("Your side took it back.")
        ),
        "settle": (lambda: commands.settle_change(scope, uid, **given), _("Confirmed.")),
    }  # fmt: skip


def _is_mine(scope: Scope, order: ChangeOrder, said: list[ChangeDecision]) -> bool:
    """Whether the next move of an order is this person's."""
    may = _may(scope, order, queries.standing_of(order, said), said, parties.community_day(scope, now()))
    return any(may[move] for move in ("may_decide", "may_accept", "may_answer"))


def _day(text: str, field: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid({field: _("Write a day.")}) from None


def _once(text: str) -> int:
    if not text.strip():
        return 0
    found = money.minor(text)
    if found is None:
        raise Invalid({"one_off": _("Give a single price above nothing, and what it is for.")})
    return found


def _may(
    scope: Scope, order: ChangeOrder, standing: rules.Standing, said: list[Any], today: date
) -> dict[str, bool]:  # fmt: skip
    """Which buttons are shown; each command asks again."""
    where = {"contract": order.contract_id, "unit": order.unit_id, "data_class": order.data_class}
    waits = rules.waits_for(standing)
    gave = {one.person_id for one in said if one.yes}
    decides = waits in rules.APPROVAL and rules.may_decide(
        scope.person_id, asked_by=order.asked_by_id, on_whose=scope.authorities(rules.APPROVAL[waits], **where),
        gave_before={one for one in gave if one},
    )  # fmt: skip
    plans, answers = scope.allows(rules.PLAN, **where), scope.allows(rules.ANSWER, **where)
    unasked = order.consults and order.consulted_on is None
    in_time = order.answer_by is None or today <= order.answer_by
    undone = {one.party_id for one in said if one.what == "withdraw"}
    both = rules.after(order.state, "withdraw_together") is not None and (plans or answers)
    return {
        "may_decide": decides, "may_accept": answers and waits in ("provider", "customer") and not unasked,
        "may_consult": answers and order.consults and order.state in rules.PENDING,
        "may_object": answers and rules.may_object(standing, in_time=in_time),
        "may_answer": plans and waits == "customer",
        "may_withdraw": (plans and rules.after(order.state, "withdraw") is not None)
        or (both and scope.party_id not in undone and order.first_day is not None and order.first_day > today),
        "may_settle": order.state == rules.EFFECTIVE and scope.allows(rules.SETTLE, **where),
        "own": scope.person_id == order.asked_by_id and waits in rules.APPROVAL,
    }  # fmt: skip


def _line(line: ChangeLine, names: dict[str, dict[str, str]], language: str) -> dict[str, Any]:
    share = None if line.share is None else line.share
    return {
        "line": line, "item": in_language(names.get(line.item), language) or line.item, "share": share,
        "where": in_language(line.site.name, language) if line.site else _("the whole district"),
        "row": words.row_word(row_from(line.row)), "months": line.row["notice_months"],
        "change": minor(line.year_after - line.year_before),
    }  # fmt: skip


def _kept(lines: list[ChangeLine]) -> list[tuple[date, int]]:
    months: dict[date, int] = {}
    for line in lines:
        row, reduction = row_from(line.row), line.year_before - line.year_after
        if row.remanence and reduction > 0:
            slices = remanence_by_month(row, line.on)
            for month in dict.fromkeys(one.month for one in slices):
                months[month] = months.get(month, 0) + kept_minor(reduction, month, slices)
    return sorted(months.items())


def _invoiced_from(order: ChangeOrder) -> date | None:
    """The first month whose fee follows."""
    return order.first_day.replace(day=1) if order.first_day else None


def _shown(scope: Scope, order: ChangeOrder) -> str:
    return parties.names_of(scope, [order.asked_by_id]).get(order.asked_by_id, "") if order.asked_by_id else ""
