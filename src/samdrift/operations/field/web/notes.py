"""Keys, ways and dangers of a site: what a technician's phone takes along."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.field import rules
from samdrift.operations.field.commands import notes
from samdrift.operations.field.queries import words
from samdrift.operations.field.queries.notes import notes_of
from samdrift.registers.estate import public as estate


@require_http_methods(["GET", "HEAD", "POST"])
def notes_page(request: ScopedRequest, site: UUID) -> HttpResponse:
    """The notes of a site, and a form for one more where one may write."""
    found = estate.Site.objects.within(request.scope).get(uid=site)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            notes.write_note(
                request.scope, site, kind=request.POST.get("kind", ""), text=request.POST.get("text", ""),
                space_uid=_uid(request.POST.get("space", "")), now=now(),
            )  # fmt: skip
        except Invalid as wrong:
            errors = dict(wrong.fields)
        else:
            messages.success(request, _("The note goes along to everybody who works there."))
            return redirect("field:notes", site)
    return render(
        request, "field/notes.html",
        {
            "site": found, "name": in_language(found.name, request.scope.language),
            "notes": [(note, words.note_word(note.kind)) for note in notes_of(request.scope, found)],
            "kinds": [(kind, words.note_word(kind)) for kind in rules.NOTE_KINDS],
            "spaces": _spaces(request, found), "errors": errors, "typed": request.POST.dict() if errors else {},
            "may_write": request.scope.allows(notes.WRITE, unit=found.unit_id, site=found.pk),
        },
        status=422 if errors else 200,
    )  # fmt: skip


def _spaces(request: ScopedRequest, site: estate.Site) -> list[tuple[str, str]]:
    rows = estate.Space.objects.within(request.scope).filter(site=site, state="active").order_by("number", "pk")
    return [(str(uid), f"{number} {name}".strip()) for uid, number, name in rows.values_list("uid", "number", "name")]


def _uid(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None


@require_POST
def end(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The note no longer holds."""
    note = notes.end_note(request.scope, uid, now=now())
    return redirect("field:notes", note.site.uid)
