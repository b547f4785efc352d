"""What the room's rows are called where an event speaks of them, and what it adds to a district's page."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Rows, register_rows
from samdrift.foundation.scope import Scope
from samdrift.kernel import savings
from samdrift.partnership.savings.models import BUDGETS, VIEW, Commitment, SavingItem
from samdrift.partnership.savings.queries import budgets, figures
from samdrift.partnership.scaling import public as scaling


def register() -> None:
    """Announce the room's rows and its part of a district's page."""
    register_rows("savings.savingitem", Rows(SavingItem.objects.within, ("title",), _title, "savings:initiative"))
    register_rows("savings.commitment", Rows(Commitment.objects.within, ("title",), _title))
    scaling.register_panel(scaling.Panel("savings.district", "savings/district_panel.html", panel_of, position=10))
    scaling.register_column(scaling.Column("savings.budget", _("Budget used"), budget_used))
    scaling.register_column(scaling.Column("savings.saved", _("Saved last year"), saved_last_year))


def _title(title: str, _language: str) -> str:
    return title


def budget_used(
    scope: Scope, contract: Any, units: Mapping[int, Collection[int]], today: date
) -> dict[int, scaling.Shown]:
    """How much of each district's budget of the running year is spent and promised."""
    if not scope.may(BUDGETS):
        return {}
    found = budgets.budgets_of_year(scope, contract.pk, today.year, sorted(set().union(*units.values())))
    shown = {}
    for top, below in units.items():
        line = budgets.together(one for one in found.lines if one.unit_id in below)
        if line.percent is not None:
            tone = "danger" if 100 in line.alerts else "warn" if line.alerts else ""
            shown[top] = scaling.Shown(line.percent / 100, tone)
    return shown


def saved_last_year(
    scope: Scope, contract: Any, units: Mapping[int, Collection[int]], _today: date
) -> dict[int, scaling.Shown]:
    """What each district saved against its adjusted baseline in the last year of which something is known."""
    years = figures.years_known(scope, contract.pk) if scope.may(VIEW) else []
    if not years:
        return {}
    found = figures.year_of(scope, contract.pk, years[0], sorted(set().union(*units.values())))
    shown = {}
    for top, below in units.items():
        saving = savings.summed(row.saving for row in found.rows if row.unit_id in below).saving
        if saving.has_baseline and saving.percent is not None:
            shown[top] = scaling.Shown(saving.percent / 100)
    return shown


def panel_of(scope: Scope, place: Any, today: date) -> Mapping[str, Any] | None:
    """A district's budget of the running year, and what it saved in the last year of which something is known."""
    contract, units = place.contract, list(place.unit_ids)
    shown: dict[str, Any] = {"currency": contract.currency, "unit_uid": place.unit.uid, "budget_year": today.year}
    found = budgets.budgets_of_year(scope, contract.pk, today.year, units) if scope.may(BUDGETS) else None
    shown["budget"] = found.total if found and found.lines else None
    years = figures.years_known(scope, contract.pk) if scope.may(VIEW) else []
    year = figures.year_of(scope, contract.pk, years[0], units) if years else None
    compared = year is not None and year.total.saving.has_baseline
    shown |= {
        "year": year.year if year else 0, "total": year.total.saving if year and compared else None,
        "verified": sum(row.verified_minor for row in year.rows) if year else 0,
    }  # fmt: skip
    return shown if shown["budget"] or shown["total"] else None
