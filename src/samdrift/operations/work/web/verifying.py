"""What an inspector of the customer walks through: finished orders at their sites, those drawn first."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.files.public import files_of
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.operations.work import queries
from samdrift.operations.work.commands import verifying
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts

PAGE = 50


def to_verify(request: ScopedRequest) -> HttpResponse:
    """Finished orders to verify or send back; whoever decides it says one in how many is drawn."""
    if not request.scope.may("work.set_share"):
        require_somewhere(request.scope, "work.verify")
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            _set_share(request)
        except Invalid as wrong:
            errors = wrong.fields
        else:
            messages.success(request, _("From now on orders are drawn so."))
            return redirect("work:verify")
    scope, language, drawn = request.scope, request.scope.language, request.GET.get("show") == "drawn"
    rows = list(queries.to_verify(scope, drawn_only=drawn)[:PAGE])
    photos = files_of(scope, "work.workorder", [row.uid for row in rows]) if rows else {}
    context = {
        "rows": [(row, queries.place_line(row, language), photos.get(row.uid, [])[:3]) for row in rows],
        "names": queries.doers_of(scope, rows),
        "drawn": drawn, "errors": errors, "may_set": scope.may("work.set_share"), **_choices(request),
    }  # fmt: skip
    return render(request, "work/verify.html", context, status=422 if errors else 200)


def _choices(request: ScopedRequest) -> dict[str, Any]:
    if not request.scope.may("work.set_share"):
        return {"contracts": [], "lines": [], "shares": []}
    language = request.scope.language
    known = catalogue.catalogue_of(request.scope.community_id)
    lines = [(line.code, in_language(line.name, language)) for line in known.lines.values()]
    found = list(contracts.Contract.objects.within(request.scope).order_by("code"))
    shares = [
        (row.code, dict(lines).get(line, _("Every other line")), one_in)
        for row in found[:20] for line, one_in in sorted(queries.shares_of(row.pk).items())
    ]  # fmt: skip
    return {"contracts": [(row.code, row.code) for row in found], "lines": lines, "shares": shares}


def _set_share(request: ScopedRequest) -> None:
    given = request.POST.get("one_in", "").strip()
    found = contracts.Contract.objects.within(request.scope).filter(code=request.POST.get("contract", "")).first()
    if found is None:
        raise Invalid({"contract": _("There is no such contract.")})
    one_in = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else -1
    verifying.set_share(request.scope, found.pk, request.POST.get("line", "")[:8], one_in, now=now())
