"""The contract's page, the same for both parties: what came, what it showed, what it cost, and what is noise."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation import pieces
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.kernel.control_charts import FEWEST
from samdrift.partnership.insight.queries import addressing, measures
from samdrift.partnership.insight.queries.delivered import HOURS, SHOWN_BY, accepted_in, delivered_in
from samdrift.partnership.insight.queries.measures import Measured, back
from samdrift.partnership.insight.queries.telling import remembering, tell, whole
from samdrift.partnership.insight.registry import Asked, Cell, figures
from samdrift.partnership.insight.web import measure_words as words
from samdrift.partnership.savings import public as savings
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

VIEW, KPI, SAVINGS = "insight.view", "performance.view", "savings.view"
SPANS = (1, 3, 12)  # months districts are laid beside each other over
TREND = 13
YEARS = range(1990, 2200)  # far enough for any contract, and for the months before and after a month


@require_safe
def contract_list(request: ScopedRequest) -> HttpResponse:
    """The contracts somebody may look at; straight on where it is one."""
    request.scope.require_somewhere(VIEW)
    found = list(contracts.Contract.objects.within(request.scope).order_by("code", "pk")[:50])
    if len(found) == 1:
        return redirect("insight:contract", found[0].uid)
    return render(request, "insight/contracts.html", {"contracts": found})


@require_safe
def contract_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One month of a contract."""
    scope = request.scope
    scope.require_somewhere(VIEW)
    contract = addressing.contract_of(scope, uid)
    with remembering():
        latest = measures.newest_month(scope, contract.pk)
        month = asked_month(request, latest or back(parties.community_day(scope, now()), 1))
        found = measures.measures(scope, contract.pk, month)
        values = {
            "uid": contract.uid, "currency": contract.currency, "month": month, **_around(month, latest),
            "figures": [_in_row(one) for one in found], "counts": _counts(found),
            "tiles": _tiles(scope, contract, month), **_delivered(scope, contract, month),
            **_money(scope, contract, month), "fewest": FEWEST,
        }  # fmt: skip
        means = {one.code: one for one in figures(scope) if one.code in (*SHOWN_BY, HOURS)}
        body = pieces.drawn("insight/contract_body.html", values, {"means": means})
        return render(request, "insight/contract.html", {"contract": contract, "month": month, "body": body})


def _in_row(one: Measured) -> dict[str, Any]:
    """A key figure as the table of them shows it: plain values alone."""
    return {name: value for name, value in shown(one).items() if name != "definition"}


@require_safe
def figure_page(request: ScopedRequest, uid: UUID, code: str) -> HttpResponse:
    """One key figure: its months within the limits they set themselves, and the districts beside each other."""
    scope = request.scope
    scope.require_somewhere(VIEW)
    contract = addressing.contract_of(scope, uid)
    latest = measures.newest_month(scope, contract.pk)
    if latest is None:
        raise Http404
    month = asked_month(request, latest)
    with remembering():
        found = measures.measures(scope, contract.pk, month, code)
        if not found:
            raise Http404
        one, span = found[0], _span(request)
        beside = measures.districts_beside(scope, contract.pk, one.definition, month, span)
        context = {
            "contract": contract, "month": month, **_around(month, latest), "one": shown(one), "code": code,
            "chart": drawn(one), "beside": beside, "rows": [_district(row) for row in beside.rows],
            "scale": _scale(beside), "span": span, "spans": SPANS, "fewest": FEWEST, "few": measures.FEW,
        }  # fmt: skip
        return render(request, "insight/figure.html", context)


def asked_month(request: ScopedRequest, otherwise: date) -> date:
    """The month the address names, as 2025-12.

    Raises:
        Invalid: It names none, or one no contract has.
    """
    typed = request.GET.get("month", "")
    if not typed:
        return otherwise.replace(day=1)
    try:
        month = date.fromisoformat(f"{typed}-01")
    except ValueError:
        month = None
    if month is None or month.year not in YEARS:
        raise Invalid({"month": _("“%(typed)s” is no month. Write one such as 2025-12.") % {"typed": typed[:20]}})
    return month


def _span(request: ScopedRequest) -> int:
    typed = request.GET.get("over", "3")
    if typed not in [str(one) for one in SPANS]:
        raise Http404
    return int(typed)


def _around(month: date, latest: date | None) -> dict[str, date | None]:
    return {"before": back(month, 1), "after": back(month, -1) if latest and month < latest else None}


def shown(one: Measured) -> dict[str, Any]:
    """A key figure as a row."""
    row, definition = one.newest, one.definition
    return {
        "code": definition.code, "name": definition.name, "definition": definition,
        "value": words.with_unit(row.value, definition.unit_word) if row else "", "row": row,
        "target": words.target_word(definition),
        "missed": row is not None and row.band not in ("passed", "not_measured"),
        "signs": [words.sign_word(sign, one.chart.points[-1].up) for sign in one.signs], "better": one.better,
        "enough": one.chart.enough, "trend": [point.value for point in one.chart.points[-TREND:]],
    }  # fmt: skip


def drawn(one: Measured) -> dict[str, Any]:
    """What the control chart of a figure shows."""
    times = 100.0 if _is_share(one) else 1.0
    points = [
        {
            "name": f"{row.month:%m/%y}", "value": point.value * times,
            "low": point.low * times if one.chart.enough else None,
            "high": point.high * times if one.chart.enough else None,
            "signal": "; ".join(words.sign_word(sign, point.up) for sign in point.signs),
            "good": measures.better(one.definition, up=point.up),
        }
        for row, point in zip(one.months, one.chart.points, strict=True)
    ]  # fmt: skip
    return {
        "points": points, "centre": one.chart.centre * times if one.chart.enough else None,
        "target": float(one.definition.target), "unit": one.definition.unit_word,
    }  # fmt: skip


def _is_share(one: Measured) -> bool:
    """Whether its chart is of shares of one rather than of values as they are read."""
    points = one.chart.points
    return bool(points) and one.definition.scale == 100 and all(0 <= point.value <= 1 for point in points)


def _counts(found: list[Measured]) -> dict[str, int]:
    measured = [one for one in found if one.newest is not None]
    return {
        "measured": len(measured), "passed": sum(one.newest.band == "passed" for one in measured if one.newest),
        "better": sum(one.better is True for one in measured), "worse": sum(one.better is False for one in measured),
    }  # fmt: skip


def _tiles(scope: Scope, contract: contracts.Contract, month: date) -> list[dict[str, Any]]:
    """Delivered, saved, satisfied: what of it the reader may see."""
    seen = {one.code: one for one in figures(scope)}
    until = back(month, -1)
    wanted = (
        ("planned.done", _("Planned work on time"), Asked(contract_id=contract.pk, since=month, until=until)),
        ("promises.kept", _("Promises kept"), Asked(contract_id=contract.pk, since=month, until=until)),
        ("savings.share", _("Saved against the baseline"),
         Asked(contract_id=contract.pk, since=date(month.year, 1, 1), until=date(month.year + 1, 1, 1))),
        ("requests.satisfaction", _("Satisfaction, three months"),
         Asked(contract_id=contract.pk, since=back(month, 2), until=until)),
    )  # fmt: skip
    return [
        {"label": label, "cell": cell, "kind": seen[code].kind, "href": rows(scope, asked) if rows else ""}
        for code, label, asked in wanted if code in seen
        for cell, rows in ((whole(scope, code, asked), seen[code].rows),)
    ]  # fmt: skip


def _delivered(scope: Scope, contract: contracts.Contract, month: date) -> dict[str, Any]:
    lines = delivered_in(scope, contract.pk, month)
    return {
        "lines": lines, "unshown": [one.name for one in lines if not one.proofs],
        "shown_by": [code for code in SHOWN_BY if any(code in one.proofs for one in lines)],
        "hours": HOURS if any(HOURS in one.proofs for one in lines) else "",
        "accepted": accepted_in(scope, contract.pk, month),
    }  # fmt: skip


def _money(scope: Scope, contract: contracts.Contract, month: date) -> dict[str, Any]:
    """Credits of a year of months, and how the guarantee stands; what of it the reader may see."""
    seen = {one.code for one in figures(scope)}
    since, until = back(month, 11), back(month, -1)
    told: list[Cell] = []
    if "credits.net" in seen:
        told = tell(scope, "credits.net", Asked(contract_id=contract.pk, since=since, until=until), "month")
    by_month = {one.key: one.value or 0 for one in told}
    bars = [(f"{back(until, n):%m/%y}", (float(by_month.get(back(until, n), 0)) / 100,)) for n in range(12, 0, -1)]
    guarantee = savings.guarantee_now(scope, contract.pk, month) if scope.may(SAVINGS) else None
    return {
        "credits": bars if "credits.net" in seen else None, "credits_sum": int(sum(by_month.values())),
        "guarantee": _stands(guarantee) if guarantee else None,
    }  # fmt: skip


def _stands(now: savings.GuaranteeNow) -> dict[str, Any]:
    return {
        "verified_minor": now.verified_minor, "due_minor": now.due_minor, "standing": now.standing,
        "total_minor": now.guarantee.total_minor,
    }  # fmt: skip


def _scale(beside: measures.Beside) -> tuple[float, float]:
    lowest = min([one.low for one in beside.rows], default=0.0)
    highest = max([one.high for one in beside.rows], default=1.0)
    return max(0.0, lowest), min(1.0, highest)


def _district(row: measures.Apart) -> dict[str, Any]:
    told = {1: _("better than all together"), -1: _("worse than all together"), 0: _("not told apart")}
    return {
        "row": row, "verdict": told[row.told], "tone": {1: "ok", -1: "danger", 0: "neutral"}[row.told],
        "value": float(row.cell.value or 0),
    }  # fmt: skip
