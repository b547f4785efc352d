"""Tables of shifts and skills in and out."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.workforce import formats
from samdrift.operations.workforce.commands.tables import Taken, import_shifts, import_skills
from samdrift.operations.workforce.queries.tables import shift_rows, skill_rows
from samdrift.operations.workforce.web import given

LARGEST = 5_000_000


@require_http_methods(["GET", "HEAD", "POST"])
def tables(request: ScopedRequest) -> HttpResponse:
    """Bring a table in, or take one out with ?out=shifts or ?out=skills."""
    scope = request.scope
    scope.require_somewhere("workforce.plan")
    out = request.GET.get("out", "")
    if out and request.method != "POST":
        return _out(request, out)
    taken: list[Taken] = []
    acts: dict[str, given.Act] = {"shifts": lambda r: _take(r, taken), "skills": lambda r: _take(r, taken)}
    wrong = given.acted(request, acts) if request.method == "POST" else []
    if wrong is None and not taken[0].faults:
        return redirect("workforce:tables")
    context = {
        "wrong": wrong or [], "taken": taken[0] if taken else None, "shift_columns": formats.SHIFT_COLUMNS,
        "skill_columns": formats.SKILL_COLUMNS,
    }  # fmt: skip
    return render(request, "workforce/tables.html", context, status=422 if wrong else 200)


def _take(request: ScopedRequest, taken: list[Taken]) -> str:
    file, what = request.FILES.get("table"), request.POST["do"]
    if file is None or not file.size or file.size > LARGEST:
        raise Invalid({"table": _("Choose a table of at most 5 MB.")})
    columns = formats.SHIFT_COLUMNS if what == "shifts" else formats.SKILL_COLUMNS
    try:
        lines = formats.read_lines(file.read(), columns)
    except formats.NotATable as wrong:
        column = wrong.args[0]
        missing = _("The column “%(name)s” is missing.") % {"name": column}
        raise Invalid({"table": missing if column else _("This is no table of text in UTF-8.")}) from None
    bring = import_shifts if what == "shifts" else import_skills
    taken.append(bring(request.scope, lines, now=now()))
    used = taken[0].used
    return ngettext("%(count)s line was used.", "%(count)s lines were used.", used) % {"count": used}


def _out(request: ScopedRequest, what: str) -> HttpResponse:
    if what not in ("shifts", "skills"):
        raise Http404
    if what == "shifts":
        text = formats.written(formats.SHIFT_COLUMNS, shift_rows(request.scope))
    else:
        text = formats.written(formats.SKILL_COLUMNS, skill_rows(request.scope))
    headers = {"Content-Disposition": f'attachment; filename="{what}.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
