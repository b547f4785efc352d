"""Pages: the tree of units as it stands or stood, one unit, and how it changes."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, done, require_somewhere, version_of
from samdrift.registers.parties import commands, queries
from samdrift.registers.parties.web.forms import EndForm, MoveForm, UnitForm


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


@require_safe
def unit_tree(request: ScopedRequest) -> HttpResponse:
    """The tree as it stood on a day."""
    scope, today = request.scope, queries.community_day(request.scope, now())
    day = _day(request.GET.get("on", ""), today)
    nodes = queries.tree_on(scope, day)
    return render(
        request,
        "parties/units.html",
        {
            "nodes": [(node, in_language(node.unit.name, scope.language)) for node in nodes],
            "day": day,
            "today": today,
            "may_change": scope.may("parties.manage_units"),
        },
    )


@require_safe
def unit_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One unit: where it stands and stood, and who works in it."""
    scope = request.scope
    unit = queries.unit_by_uid(scope, uid)
    moved, today = queries.placements_of(scope, unit), queries.community_day(scope, now())
    return render(
        request,
        "parties/unit.html",
        {
            "unit": unit,
            "name": in_language(unit.name, scope.language),
            "organisation": in_language(unit.organisation.name, scope.language),
            "parent": in_language(unit.parent.name, scope.language) if unit.parent else "",
            "placements": [
                (row, in_language(row.parent.name, scope.language) if row.parent else _("On top")) for row in moved
            ],
            "may_change": scope.allows("parties.manage_units", unit=unit.pk),
            "move_form": MoveForm(scope, initial={"from_day": today}),
            "close_form": EndForm(initial={"last_day": today}),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def unit_open(request: ScopedRequest) -> HttpResponse:
    """Open a unit."""
    scope, moment = request.scope, now()
    require_somewhere(scope, "parties.manage_units")
    form = UnitForm(scope, request.POST or None, initial={"from_day": queries.community_day(request.scope, moment)})
    made = []
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, lambda: made.append(commands.open_unit(scope, **form.arguments(), now=moment)))
    ):
        return redirect("parties:unit", uid=made[0].uid)
    return render(request, "parties/unit_open.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
def unit_move(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Let a unit stand elsewhere from a day on."""
    scope, moment = request.scope, now()
    unit = queries.unit_by_uid(scope, uid)
    form = MoveForm(scope, request.POST)
    if form.is_valid() and done(
        form,
        lambda: commands.move_unit(
            scope, unit.uid, parent_uid=form.cleaned_data["parent_uid"] or None,
            from_day=form.cleaned_data["from_day"], expected_version=version_of(request),
            today=queries.community_day(scope, moment), now=moment,
        ),
    ):  # fmt: skip
        messages.success(request, _("The unit is moved; earlier days keep the tree as it was."))
    else:
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    return redirect("parties:unit", uid=unit.uid)


@require_POST
def unit_close(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Set a unit's last day."""
    scope = request.scope
    unit = queries.unit_by_uid(scope, uid)
    form = EndForm(request.POST)
    if form.is_valid() and done(
        form,
        lambda: commands.close_unit(
            scope, unit.uid, last_day=form.cleaned_data["last_day"], expected_version=version_of(request), now=now()
        ),
    ):
        messages.success(request, _("The unit's last day is set."))
    else:
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    return redirect("parties:unit", uid=unit.uid)
