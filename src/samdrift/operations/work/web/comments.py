"""What is said about an order: the page with its form; each comment with its photos."""

from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import uuid7
from samdrift.foundation.files.public import clean_upload, files_of, open_file, sent
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.operations.work import queries
from samdrift.operations.work.commands import commenting
from samdrift.operations.work.models import OrderComment, WorkOrder
from samdrift.operations.work.queries.comments import comments_of, mentionable
from samdrift.registers.parties import public as parties

SHOWN_ON_ORDER = 3


def comments(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Everything said about an order; whoever may speak says more."""
    order = queries.order_with_all(request.scope, uid)
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            _add(request, uid)
        except Invalid as wrong:
            errors = wrong.fields
        else:
            messages.success(request, _("Said. Whoever you mentioned is told."))
            return redirect("work:comments", uid)
    may = queries.may(request.scope, commenting.COMMENT, order)
    people = mentionable(request.scope, order, now=now()) if may else {}
    context = {
        "order": order, "comments": shown(request.scope, list(comments_of(request.scope, order))), "may": may,
        "people": [(str(pk), name) for pk, name in people.items()], "errors": errors, "typed": request.POST.dict(),
        "key": str(uuid7()),
    }  # fmt: skip
    return render(request, "work/comments.html", context, status=422 if errors else 200)


def _add(request: ScopedRequest, uid: UUID) -> None:
    photos = [
        clean_upload(cast(BinaryIO, one), one.name or "photo")
        for one in request.FILES.getlist("photo")[: commenting.MOST_PHOTOS + 1]
    ]
    named = {int(one) for one in request.POST.getlist("named") if one.isascii() and one.isdecimal() and len(one) < 19}
    try:
        key: UUID | None = UUID(request.POST.get("key", ""))
    except ValueError:
        key = None
    commenting.add_comment(
        request.scope, uid, request.POST.get("body", ""), now=now(), photos=photos, named=named, comment_uid=key
    )  # fmt: skip


def shown(scope: Scope, rows: list[OrderComment]) -> list[dict[str, Any]]:
    """Comments with who said them by the name this reader knows, and their photos; two reads for any number."""
    if not rows:
        return []
    people = {pk for row in rows for pk in (row.author_id, *row.mentioned) if pk is not None}
    names = parties.names_of(scope, people)
    photos = files_of(scope, commenting.FILES, [row.uid for row in rows])
    return [
        {
            "row": row, "who": names.get(row.author_id or 0, ""), "photos": photos.get(row.uid, []),
            "to": [names[pk] for pk in row.mentioned if pk in names],
            "foreign": row.language != scope.language, "spoken": language_word(row.language),
        }
        for row in rows
    ]  # fmt: skip


def language_word(code: str) -> str:
    """A language as readers call it."""
    return {"en": _("English"), "da": _("Danish"), "sv": _("Swedish")}.get(code, code)


def comments_context(scope: Scope, order: WorkOrder) -> dict[str, Any]:
    """What an order's page shows of what was said: the last few, and how many there are."""
    rows = list(comments_of(scope, order))
    return {
        "said": shown(scope, rows[-SHOWN_ON_ORDER:]), "said_count": len(rows), "may_say": scope.may(commenting.COMMENT)
    }  # fmt: skip


@require_safe
def photo(request: ScopedRequest, uid: UUID, comment: UUID, file: UUID) -> FileResponse:
    """A photo of a comment, or with ?small=1 its thumbnail."""
    order = queries.order_with_all(request.scope, uid)
    row = comments_of(request.scope, order).filter(uid=comment).first()
    known = files_of(request.scope, commenting.FILES, [comment]).get(comment, []) if row else []
    if file not in {one.uid for one in known}:
        raise Http404
    return sent(open_file(request.scope, file, thumbnail="small" in request.GET))
