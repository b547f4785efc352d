"""Models on their way in: uploaded, looked at, approved where areas carry prices, applied."""

from collections.abc import Callable
from datetime import date
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.foundation.paging import page_by_key
from samdrift.registers.estate import rules
from samdrift.registers.estate.commands import importing, streamed
from samdrift.registers.estate.commands.keeping import keep_table, keep_upload
from samdrift.registers.estate.formats.findings import SENTENCES
from samdrift.registers.estate.models import ModelImport, Site
from samdrift.registers.estate.queries import places
from samdrift.registers.estate.queries.streamed import all_kinds
from samdrift.registers.estate.registry import keeper_of
from samdrift.registers.estate.web import mapping, words
from samdrift.registers.parties import public as parties

IMPORT = "estate.import"
LEVELS = ("error", "warning", "info")


@require_safe
def import_list(request: ScopedRequest) -> HttpResponse:
    """Every import one may see, the newest first."""
    _kinds(request)
    page = page_by_key(places.imports(request.scope), order=("-uploaded_at", "-pk"), after=request.GET.get("after", ""))
    state_words = {code: str(name) for code, name in words.IMPORT_STATES.items()}
    tables = [
        (code, str(words.FILE_KINDS[code])) for code in all_kinds() if request.scope.may(rules.export_permission(code))
    ]  # fmt: skip
    context = {"rows": page.rows, "next": page.next, "state_words": state_words, "tables": tables}
    return render(request, "estate/imports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: ScopedRequest) -> HttpResponse:
    """Upload a model for a site, or a table."""
    kinds = _kinds(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return redirect("estate:import", _upload(request).uid)
        except Invalid as wrong:
            errors = wrong.fields
    scope = request.scope
    rows = Site.objects.within_permission(scope, "estate.import").order_by("code")
    needed = {rules.import_permission(code) for code in kinds}
    units = [
        u for u in parties.Unit.objects.within(scope).order_by("path")
        if any(scope.allows(permission, unit=u.pk) for permission in needed)
    ]  # fmt: skip
    asked = request.POST or request.GET
    context = {
        "sites": [(str(s.uid), f"{s.code} {in_language(s.name, scope.language)}") for s in rows],
        "units": [(str(u.uid), in_language(u.name, scope.language)) for u in units],
        "kinds": [(code, str(words.FILE_KINDS[code])) for code in kinds], "errors": errors,
        "has_models": "model" in kinds, "mappings": mapping.saved_names(scope, kinds),
        "chosen": {"site": asked.get("site", ""), "unit": asked.get("unit", ""), "kind": asked.get("kind", kinds[0]),
                   "mapping": asked.get("mapping", "")},
    }  # fmt: skip
    return render(request, "estate/import_new.html", context, status=422 if errors else 200)


def _kinds(request: ScopedRequest) -> list[str]:
    """The kinds of files the person may bring in somewhere.

    Raises:
        NotAllowed: None at all.
    """
    scope = request.scope
    kinds = [code for code in words.FILE_KINDS if scope.may(rules.import_permission(code))]
    if not kinds:
        require_somewhere(scope, IMPORT)
    return kinds


def _upload(request: ScopedRequest) -> ModelImport:
    kind = request.POST.get("kind", "model")
    name = "site" if kind == "model" else "unit"
    otherwise = _("Choose the site the model is of.") if kind == "model" else _("Choose the unit the table is of.")
    given = request.POST.get(name, "")
    try:
        place = UUID(given) if given or kind not in rules.IMPORT_PERMISSIONS else None
    except ValueError as unknown:
        raise Invalid({name: otherwise}) from unknown
    file = request.FILES.get("file")
    if file is None:
        raise Invalid({"file": _("Choose a file first.")})
    stream = cast(BinaryIO, file)
    if kind == "model" and place is not None:
        return keep_upload(request.scope, place, stream, file.name or "", now=now())
    meant = mapping.chosen(request.scope, kind, request.POST.get("mapping", ""))
    return keep_table(request.scope, place, stream, file.name or "", kind=kind, now=now(), mapping=meant)


@require_safe
def import_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """What a model is, what it would change, what was odd about it, and what can be done with it now."""
    staged = places.import_by_uid(request.scope, uid)
    scope = request.scope
    where = {"site": staged.site_id, "unit": staged.unit_id}
    busy = staged.state in ("uploaded", "validated") or (0 < staged.progress < 100)
    context = {
        "staged": staged, "site": staged.site, "busy": busy, "state": words.word(words.IMPORT_STATES, staged.state),
        "groups": _groups(staged), "by_row": keeper_of(staged.kind) is not None,
        "mapping": mapping.form_of(scope, staged, busy=busy), "counts": staged.changes.get("counts", {}),
        "findings": _findings(staged.findings), "facts": staged.facts, "kind_word": _kind_word,
        "lineage": [
            (words.word(words.LINEAGE, one["kind"]), one.get("from_numbers", []), one.get("to_numbers", []))
            for one in staged.changes.get("lineage", [])
        ],
        "walls": words.word(words.WALLS, staged.facts["walls"]) if "walls" in staged.facts else "",
        "file_kind": words.word(words.FILE_KINDS, staged.kind if staged.kind in words.FILE_KINDS else "model"),
        "may_apply": staged.state in ("diffed", "approved") and not busy
        and scope.allows(rules.import_permission(staged.kind), **where),
        "may_approve": scope.allows("estate.approve_areas", **where)
        and staged.state == "diffed" and staged.changes.get("needs_approval", False)
        and staged.uploaded_by_id != scope.person_id,
        "waits": staged.changes.get("needs_approval", False) and staged.state == "diffed",
        "today": parties.community_day(scope, now()),
    }  # fmt: skip
    return render(request, "estate/import.html", context)


@require_POST
def act(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Approve, apply or put an import aside."""
    make = ACTS.get(move)
    if make is None:
        raise Http404
    messages.success(request, make(request, uid))
    return redirect("estate:import", uid)


def _approve(request: ScopedRequest, uid: UUID) -> str:
    importing.approve_import(request.scope, uid, expected_version=version_of(request), now=now())
    return _("The changed areas are approved.")


def _apply(request: ScopedRequest, uid: UUID) -> str:
    given = request.POST.get("effective_on", "")
    try:
        day = date.fromisoformat(given)
    except ValueError as wrong:
        raise Invalid({"effective_on": _("Write the day from which it holds.")}) from wrong
    importing.ask_to_apply(request.scope, uid, expected_version=version_of(request), effective_on=day)
    return _("It is being applied.")


def _map(request: ScopedRequest, uid: UUID) -> str:
    staged = places.import_by_uid(request.scope, uid)
    streamed.map_table(
        request.scope, uid, mapping.read(staged, request.POST), expected_version=version_of(request), now=now(),
        save_as=request.POST.get("save_as", ""),
    )  # fmt: skip
    return _("It is being read and compared anew.")


def _reject(request: ScopedRequest, uid: UUID) -> str:
    importing.reject_import(request.scope, uid, expected_version=version_of(request))
    return _("The import is put aside. Nothing has changed.")


ACTS: dict[str, Callable[[ScopedRequest, UUID], str]] = {
    "approve": _approve,
    "apply": _apply,
    "reject": _reject,
    "map": _map,
}


def _groups(staged: ModelImport) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """The changes as lists a person reads: new, changed, moved, gone."""
    keeper, groups = keeper_of(staged.kind), []
    named = {**words.FIELDS, **keeper.fields} if keeper else words.FIELDS
    for code, name in words.MOVES.items():
        rows = [_row(row, named) for row in staged.changes.get(code, [])]
        if rows:
            groups.append((code, str(name), rows))
    return groups


def _row(row: dict[str, Any], named: dict[str, words.Word]) -> dict[str, Any]:
    fields = [(words.word(named, change["field"]), change["old"], change["new"]) for change in row.get("fields", [])]
    return {**row, "kind_word": _kind_word(row["kind"]), "fields": fields}


def _kind_word(kind: str) -> str:
    return words.word(words.KINDS, kind)


def _findings(findings: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What the reader found, the worst first, in the reader's language."""
    ordered = sorted(findings, key=lambda one: LEVELS.index(one["level"]) if one["level"] in LEVELS else 9)
    return [(one["level"], _(SENTENCES[one["code"]]) % one["params"]) for one in ordered if one["code"] in SENTENCES]
