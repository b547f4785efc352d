"""The provider's page: today and this week by line, team and district."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation import pieces
from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.partnership.insight.queries import operations as queries
from samdrift.partnership.insight.queries.counting import tops_of
from samdrift.partnership.insight.queries.operations import STANDING
from samdrift.partnership.insight.queries.telling import remembering, tell
from samdrift.partnership.insight.registry import Asked, of_house
from samdrift.partnership.insight.web import measure_words as words
from samdrift.partnership.performance import public as performance
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

VIEW = "insight.operate"
ASKED = "/ask/"  # lists to be asked know units by their codes, others by their keys
FIRST, MANY = 10, 1000  # districts and teams shown at first, and when all are asked for


@require_safe
def operations_page(request: ScopedRequest) -> HttpResponse:
    """What is late, at risk, unassigned and planned today, under one contract."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    known = queries.contracts_seen(scope)
    contract = _asked(request, known)
    if contract is None:
        return render(request, "insight/operations.html", {"contract": None})
    at = now()
    today = parties.community_day(scope, at)
    with remembering():
        lines = queries.standing(scope, contract.pk, today, "line", at=at)
        districts = queries.standing(scope, contract.pk, today, "unit", at=at)
        teams = queries.teams_today(scope, contract.pk, today, at=at)
        rows, lists = _rows(request, contract.pk, today), queries.team_lists(scope, contract.pk, today)
        by_line = _named(lines, contracts.line_names(scope), rows)
        by_district = _districts(request, districts, rows)
        first = MANY if request.GET.get("all") else FIRST
        context = {
            "contract": contract, "contracts": known, "path": request.get_full_path(), "first": first, "today": today,
            "now": at, "teams": teams, "lines": by_line, "districts": by_district, "lists": lists,
            "whole": {code: sum(row.get(code, 0) for row in lines.values()) for code in STANDING},
            "nobody": sum(one.nobody for one in teams), "away": sum(one.away for one in teams),
            "queue": queries.queue(scope, contract.pk),
            "ahead": queries.month_ahead(scope, contract.pk, today, at=at) if scope.may("promises.view") else None,
            "rounds": _rounds(request, contract.pk, today), "rows": rows,
            "pieces": {
                "exposure": _exposure(request, contract, today),
                "week": pieces.drawn("insight/week.html", {"week": queries.week_of(scope, contract.pk, today)}),
                "lines": _standing(_("Service line"), _("What stands open by service line"), by_line),
                "districts": _standing(
                    _("District"), _("What stands open by district"), by_district[:first], linked=True
                ),
                "teams": pieces.drawn(
                    "insight/teams_today.html", {"rows": [_team(one) for one in teams[:first]], "lists": lists}
                ),
            },
        }  # fmt: skip
        return render(request, "insight/operations.html", context)


def _asked(request: ScopedRequest, known: list[contracts.Contract]) -> contracts.Contract | None:
    asked = request.GET.get("contract", "")
    if asked and asked not in [str(one.uid) for one in known]:
        raise Http404
    found = [one for one in known if str(one.uid) == asked] or known[:1]
    return found[0] if found else None


def _standing(first: str, caption: str, rows: "list[Row]", *, linked: bool = False) -> str:
    """What stands open, told by what the first column says."""
    values = {"first": first, "caption": caption, "rows": rows, "linked": linked}
    return pieces.drawn("insight/standing.html", values)


def _team(one: queries.TeamDay) -> dict[str, Any]:
    """A team's day as the table of them shows it: plain values alone."""
    return {
        "code": one.team.code if one.team else "", "name": one.team.name if one.team else None, "open": one.open,
        "late": one.late, "today": one.today, "nobody": one.nobody, "done": one.done, "people": one.people,
        "away": one.away,
    }  # fmt: skip


def _exposure(request: ScopedRequest, contract: contracts.Contract, today: date) -> str:
    """How the month's key figures stand, and what they would cost; nothing for who sees none of the whole contract."""
    found = performance.exposure(request.scope, contract.pk, today, tops_of(request.scope))
    if found is None:
        return ""
    values = {
        "uid": contract.uid, "currency": contract.currency, "minor": found.minor, "holding": found.holding,
        "lines": [_line(one) for one in found.lines], "untold": [one.code for one in found.untold],
        "kept": list(found.kept), "kept_at": found.kept_at,
    }  # fmt: skip
    return pieces.drawn("insight/exposure.html", values)


def _line(one: performance.RunningFigure) -> dict[str, Any]:
    """A figure of the running month as the table of them shows it: plain values alone."""
    return {
        "code": one.definition.code, "name": one.definition.name, "per": one.definition.per,
        "value": words.with_unit(one.judged.value, one.definition.unit_word),
        "target": words.target_word(one.definition), "part": one.so_far.part, "whole": one.so_far.whole,
        "waiting": one.so_far.waiting, "missed": one.missed, "districts": one.districts,
        "stands": one.stake.minor["stands"] if one.stake else 0, "worst": one.stake.minor["worst"] if one.stake else 0,
    }  # fmt: skip


Row = tuple[Any, str, dict[str, int], dict[str, str]]
"""A line or district: what its page is asked by, its name, its numbers, and where the rows behind each are."""


def _named(found: dict[Any, dict[str, int]], names: dict[str, str], rows: dict[str, str]) -> list[Row]:
    told = [
        (key, names.get(key, key), numbers, {code: narrowed(one, line=key) for code, one in rows.items()})
        for key, numbers in found.items()
    ]  # fmt: skip
    return sorted(told, key=_most_late)


def _districts(request: ScopedRequest, found: dict[Any, dict[str, int]], rows: dict[str, str]) -> list[Row]:
    units = parties.Unit.objects.within(request.scope).in_bulk(list(found))
    told = [
        (
            (unit := units[key]).uid, in_language(unit.name, request.scope.language), numbers,
            {code: narrowed(one, unit=unit.code if ASKED in one else key) for code, one in rows.items()},
        )
        for key, numbers in found.items() if key in units
    ]  # fmt: skip
    return sorted(told, key=_most_late)


def _most_late(row: Row) -> tuple[int, int, str]:
    return -row[2].get("requests.overdue", 0), -row[2].get("work.overdue", 0), row[1]


def narrowed(address: str, **by: Any) -> str:
    """The address of a list with one more narrowing."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(by)}"


def _rounds(request: ScopedRequest, contract_id: int, today: Any) -> Any:
    """How far the day's rounds are; None where they are not told."""
    if not of_house(request.scope, ("rounds.delivered",)):
        return None
    asked = Asked(contract_id=contract_id, since=today, until=today + queries.DAY)
    cells = tell(request.scope, "rounds.delivered", asked)
    return cells[0] if cells and cells[0].denominator else None


def _rows(request: ScopedRequest, contract_id: int, today: Any) -> dict[str, str]:
    """Where the rows behind the headlines are."""
    asked = Asked(contract_id=contract_id, since=today, until=today + queries.DAY)
    seen = of_house(request.scope, STANDING)
    return {code: one.rows(request.scope, asked) for code, one in seen.items() if one.rows}
