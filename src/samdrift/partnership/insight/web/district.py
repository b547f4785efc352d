"""The district's page: are we under control? The year's money, quality, what is on its way, places and neighbours."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation import pieces as pieces_of_pages
from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.partnership.insight.queries import district as queries
from samdrift.partnership.insight.queries import places
from samdrift.partnership.insight.queries.district import Overview
from samdrift.partnership.insight.queries.telling import remembering
from samdrift.partnership.insight.registry import Asked, figure, panels
from samdrift.partnership.insight.web import words
from samdrift.registers.parties import public as parties

VIEW = places.VIEW


@require_safe
def district_list(request: ScopedRequest) -> HttpResponse:
    """The districts somebody may look at; straight on where it is one."""
    require_somewhere(request.scope, VIEW)
    found = places.districts(request.scope)
    if len(found) == 1:
        return redirect("insight:district", found[0].uid)
    return render(request, "insight/districts.html", {"units": found})


@require_safe
def district_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One district on one page."""
    scope = request.scope
    place = places.place_of(scope, uid)
    at = now()
    today = parties.community_day(scope, at)
    with remembering():
        years = queries.years_of(scope, place, today)
        year = _year(request, years)
        found = queries.overview(scope, place, year, years, today=today, now=at)
        loaded = [(one.template, one.load(scope, place, found.periods.year)) for one in panels()]
        rows = _rows(request, found)
        pieces = [_piece(template, {"panel": shown}) for template, shown in loaded if shown is not None]
        codes = _shown(found)
        shown = {
            "found": _plain(found), "year": year, "today": today, "hour": at.hour, "codes": codes,
            "known": found.periods.known.since.year, "running": year >= today.year,
            "currency": place.contract.currency, "months": [date(year, number, 1) for number in range(1, 13)],
            "marks": _marks(found, year), "name": in_language(place.unit.name, scope.language),
            "cells": found.cells, "rows": rows, "site_rows": _site_rows(request, found),
            "asks": _asks(request, found), "course": _course(found),
            "panels": pieces,
            "may_scale": scope.may("scaling.view"), "nothing": queries.NOTHING, "chart": _chart(found),
            "compared": [(code, figure(code).kind) for code in _compared(found)], "heads": _heads(found),
        }  # fmt: skip
        body = pieces_of_pages.drawn("insight/district_body.html", shown, _fixed(codes))
        context = {
            "place": place, "year": year, "years": years.shown, "name": shown["name"], "cells": found.cells,
            "others": len(places.districts(scope)) > 1, "may_scale": shown["may_scale"], "body": body,
        }  # fmt: skip
    return render(request, "insight/district.html", context)


def _piece(template: str, values: Mapping[str, Any]) -> str:
    """A panel as it is drawn; what another room shows need not be plain values, and is then drawn each time."""
    try:
        return pieces_of_pages.drawn(template, values)
    except TypeError:
        return mark_safe(render_to_string(template, {**values}))  # noqa: S308 - the panel's own template


def _fixed(codes: list[str]) -> dict[str, Any]:
    """What the page says in the same words for everybody: of the figures their names and definitions."""
    return {"words": words, "figures": {code: figure(code) for code in codes}}


def _plain(found: Overview) -> dict[str, Any]:
    """What is listed, as plain values: of changes on their way only what is shown of them."""
    changes = [
        {"uid": one.uid, "number": one.number, "name": one.name, "first_day": one.first_day,
         "year_minor": one.year_minor}
        for one in found.changes
    ]  # fmt: skip
    return {
        "checks": found.checks, "verdict": found.verdict, "sites": found.sites, "changes": changes,
        "overdue": found.overdue, "oldest": found.oldest, "statutory": found.statutory, "compared": found.compared,
    }  # fmt: skip


def _year(request: ScopedRequest, years: queries.Years) -> int:
    typed = request.GET.get("year", "")
    asked = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == 4 else 0
    return asked if asked in years.shown else years.usual


def _shown(found: Overview) -> list[str]:
    """Every figure on the page, in the order their definitions are read."""
    return [*found.cells, *(code for code, _span in queries.COMPARED if code not in found.cells)]


def _rows(request: ScopedRequest, found: Overview) -> dict[str, str]:
    """The address of the rows behind each figure, for those that have one."""
    addresses = {}
    for code, cell in found.cells.items():
        one = figure(code)
        if one.rows is not None and cell.value is not None:
            addresses[code] = one.rows(request.scope, _span(found, code))
    return addresses


OF_SITES = ("promises.kept", "requests.satisfaction", "cost.per_m2")
NO_SITE: frozenset[int] = frozenset()  # of places, none named yet


def _site_rows(request: ScopedRequest, found: Overview) -> dict[str, str]:
    """The lists behind the figures of sites; each is one site's with its code put behind."""
    spans = {code: found.periods.of(span) for code, span in queries.BY_SITE if code in OF_SITES}
    return {
        code: one.rows(request.scope, replace(asked, site_ids=NO_SITE))
        for code, asked in spans.items()
        if request.scope.may((one := figure(code)).permission) and one.rows is not None
    }


def _asks(request: ScopedRequest, found: Overview) -> dict[str, str]:
    """Where one asks on from each figure: the list it counts, narrowed as it is."""
    return {
        code: one.ask(request.scope, _span(found, code)) for code, cell in found.cells.items()
        if (one := figure(code)).ask is not None and cell.value is not None
    }  # fmt: skip


def _span(found: Overview, code: str) -> Asked:
    spans = found.periods
    return spans.of("year" if code in queries.YEAR else "known" if code in queries.SAVED else "recent")


def _course(found: Overview) -> list[tuple[str, list[int | None]]]:
    """The year's lines, amounts added up: baseline, budget, spent, and the forecast where months are still to come."""
    year = found.periods.year.since.year
    months = [date(year, number, 1) for number in range(1, 13)]
    told = {code: [_minor(cells.get(month)) for month in months] for code, cells in found.course.items()}
    actual = {number: amount for number, amount in enumerate(told["cost.actual"]) if amount is not None}
    budget = [amount or 0 for amount in told["cost.budget"]]
    forecast = found.cell("cost.forecast").value
    ahead: list[int | None] = [None] * 12
    if forecast is not None and any(budget):
        ahead = queries.forecast_course(actual, budget, int(forecast))
    return [
        ("before", _added(told["cost.baseline_year"])), ("plan", _added(told["cost.budget"])),
        ("actual", _added(told["cost.actual"])), ("forecast", ahead),
    ]  # fmt: skip


def _marks(found: Overview, year: int) -> list[tuple[int, str]]:
    """When changes on their way take effect within the year."""
    return [
        (one.first_day.month - 1, f"{one.number} {one.name}".strip()) for one in found.changes
        if one.first_day is not None and one.first_day.year == year
    ]  # fmt: skip


def _minor(cell: Any) -> int | None:
    return None if cell is None or cell.value is None else int(cell.value)


def _added(months: list[int | None]) -> list[int | None]:
    """Added up to each month, as far as they are known without a gap."""
    found: list[int | None] = []
    total = 0
    for amount in months:
        if amount is None or (found and found[-1] is None):
            found.append(None)
        else:
            total += amount
            found.append(total)
    return found


def _compared(found: Overview) -> list[str]:
    """The figures districts are compared by of which there is any."""
    return [code for code, _span in queries.COMPARED if any(one.cells.get(code) for one in found.compared)]


def _heads(found: Overview) -> list[dict[str, Any]]:
    short = {"savings.share": _("Saving")}  # a table of seven columns has no room for its full name
    heads = [{"label": short.get(code, figure(code).name), "end": True} for code in _compared(found)]
    return [{"label": _("District")}, *heads]


def _chart(found: Overview) -> list[tuple[date, Decimal]]:
    """The share of promises kept by month, in per cent; of months in which any was decided."""
    return [
        (one.key, one.value * 100) for one in found.trend if isinstance(one.key, date) and one.value is not None
    ]  # fmt: skip
