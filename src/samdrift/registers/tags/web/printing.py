"""Making tags and printing their labels, as a PDF, a table or for a roll printer."""

import tempfile
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.http import ScopedRequest
from samdrift.registers.tags.commands import batches
from samdrift.registers.tags.formats.writing import FORMS, write_tags
from samdrift.registers.tags.models import PrintBatch
from samdrift.registers.tags.queries import labels, lists
from samdrift.registers.tags.web.lists import site_choices

SPOOL_BYTES = 4_000_000


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: ScopedRequest) -> HttpResponse:
    """Make blank tags, or one for each room or thing of a site."""
    scope = request.scope
    scope.require("tags.make")
    error, status = "", 200
    if request.method == "POST":
        try:
            batch = _make(request)
        except (Invalid, Refused) as wrong:
            error, status = str(wrong), 422 if isinstance(wrong, Invalid) else 409
        else:
            told = ngettext("%(count)s tag was made.", "%(count)s tags were made.", batch.size)
            messages.success(request, told % {"count": batch.size})
            return redirect(f"/tags/print/?batch={batch.uid}")
    context = {
        "sites": site_choices(scope, (get_language() or "en")[:2], "tags.make"), "error": error,
        "most": batches.MOST, "base_url": settings.SAMDRIFT_BASE_URL, "given": request.POST,
    }  # fmt: skip
    return render(request, "tags/make.html", context, status=status)


def _make(request: ScopedRequest) -> PrintBatch:
    post, base_url = request.POST, settings.SAMDRIFT_BASE_URL
    if post.get("kind") == "site":
        site = _uid(post.get("site", ""))
        if site is None:
            raise Invalid({"site": _("Choose a site.")})
        what = post.get("what", "both")
        return batches.make_tags_for(request.scope, site, what=what, base_url=base_url, now=now())
    given = post.get("count", "").strip()
    count = int(given) if given.isascii() and given.isdecimal() and len(given) < 8 else 0
    return batches.make_batch(request.scope, count, base_url=base_url, note=post.get("note", ""), now=now())


@require_http_methods(["GET", "HEAD", "POST"])
def print_labels(request: ScopedRequest) -> HttpResponse | FileResponse:
    """Choose tags and paper, then get the file; what was printed for the first time is noted."""
    scope = request.scope
    scope.require("tags.make")
    asked = request.POST if request.method == "POST" else request.GET
    site, batch = _uid(asked.get("site", "")), _uid(asked.get("batch", ""))
    states = ("generated",) if asked.get("only") == "new" else labels.PRINTABLE
    tags = labels.printable_tags(scope, site=site, batch=batch, states=states)
    error, status = "", 200
    if request.method == "POST":
        try:
            return _file(request, tags)
        except Invalid as wrong:
            error, status = str(wrong), 422
    context = {
        "count": tags.count(), "site": str(site or ""), "batch": str(batch or ""), "error": error,
        "only": asked.get("only", ""), "sheets": _sheets(), "path": request.get_full_path(),
        "sites": site_choices(scope, (get_language() or "en")[:2], "tags.make"),
        "batches": [(str(b.uid), f"{b.code} · {b.size}") for b in lists.batches_of(scope)[:100]],
    }  # fmt: skip
    return render(request, "tags/print.html", context, status=status)


def _file(request: ScopedRequest, tags: Any) -> FileResponse:
    from samdrift.registers.tags.formats.label import SHEETS, Layout  # brings numpy, which other pages do without

    post = request.POST
    form, sheet = post.get("form", "pdf"), SHEETS.get(post.get("sheet", ""))
    if form not in FORMS or sheet is None:
        raise Invalid({"sheet": _("Choose a paper and a format.")})
    first = post.get("first", "1")
    place = int(first) - 1 if first.isascii() and first.isdecimal() and len(first) < 4 else 0
    ids = list(tags.values_list("pk", flat=True))
    out: BinaryIO = tempfile.SpooledTemporaryFile(SPOOL_BYTES)  # type: ignore[assignment]  # noqa: SIM115
    try:
        layout = Layout(
            sheet, settings.SAMDRIFT_BASE_URL, logo=post.get("logo", "")[:40], first_place=place,
            outlines=post.get("outlines") == "on",
        )  # fmt: skip
        write_tags(labels.labels_of(tags, request.scope.community_id), layout, form, out)
    except ValueError as wrong:
        out.close()
        raise Invalid({"form": _why(wrong, ids)}) from wrong
    batches.note_printed(request.scope, ids, now=now())
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"labels.{form}", content_type=FORMS[form])


def _why(wrong: ValueError, ids: list[int]) -> str:
    """The formats say in English what is wrong; these are the cases a person can meet."""
    if not ids:
        return _("There is no label to print: all of these hang already, or there are none.")
    if "roll" in str(wrong):
        return _("A roll printer prints one label at a time; choose a roll.")
    return _("This does not fit on the paper. Choose another, or begin at another label.")


def _sheets() -> list[tuple[str, str]]:
    from samdrift.registers.tags.formats.label import SHEETS

    return [
        (name, f"{name} · {sheet.labels_a_page} × {sheet.label_width_mm:g} × {sheet.label_height_mm:g} mm")
        for name, sheet in SHEETS.items()
    ]


def _uid(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None
