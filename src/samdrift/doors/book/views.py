"""The open book as pages: events newest first, and its signed heads to look at and to keep."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation.events.public import (
    EventRecord,
    HeadOf,
    history_of_book,
    kinds,
    last_verdicts,
    rows_spoken_of,
    signed_heads,
    tell,
    title_of_kind,
)
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.paging import page_by_key
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import public as parties

PAGE = 50


@require_safe
def book(request: ScopedRequest) -> HttpResponse:
    """What happened, newest first, of one kind or about one thing."""
    request.scope.require_somewhere("events.view")
    kind, subject = request.GET.get("kind", ""), request.GET.get("subject", "").strip()
    rows = history_of_book(request.scope, kind=kind if kind in kinds else "", subject=uid_or_none(subject))
    page = page_by_key(rows, order=("-happened_at", "-pk"), after=request.GET.get("after", ""), size=PAGE)
    context = {
        "rows": shown(request.scope, list(page.rows), (get_language() or "en")[:2]),
        "next": page.next,
        "kinds": kinds_in_words(),
        "kind": kind,
        "kind_title": title_of_kind(kind) if kind in kinds else kind,
        "subject": subject,
        "subject_error": [_("That is not an id.")] if subject and uid_or_none(subject) is None else [],
        "path": request.get_full_path(),
    }
    return render(request, "book/list.html", context)


def shown(scope: Scope, rows: Sequence[EventRecord], language: str) -> list[dict[str, Any]]:
    """The rows as sentences, with the names this reader may know and the pages they may open."""
    names = parties.names_of(scope, {row.person_id for row in rows if row.person_id})
    by_link = parties.names_by_link((row.person_id, row.party_id) for row in rows)
    about = rows_spoken_of(scope, rows, language)
    return [
        {
            "uid": row.uid,
            "kind": row.kind,
            "text": told.text,
            "icon": told.icon,
            "tone": told.tone,
            "happened_at": row.happened_at,
            "recorded_at": row.recorded_at if row.recorded_at != row.happened_at else None,
            "device_at": row.device_at,
            "by": names.get(row.person_id or 0, "") if row.person_id else by_link.get(row.party_id or 0, ""),
            "subject": row.subject_uid,
            "about": about.get(row.subject_uid) if row.subject_uid else None,
            "book": row.book,
            "facts": facts_of(row),
        }
        for row, told in zip(rows, tell(scope, rows, language), strict=True)
    ]


def facts_of(row: EventRecord) -> list[tuple[str, str]]:
    """The payload as names and values, without what is empty, the subject's id again, or not for every reader."""
    subject, quiet = str(row.subject_uid), getattr(kinds.get(row.kind), "quiet", ())
    return [
        (name, str(value)) for name, value in row.payload.items()
        if value not in (None, "", [], subject) and name not in quiet
    ]  # fmt: skip


def kinds_in_words() -> list[tuple[str, str]]:
    """Every kind there is with what it says, room by room in the order of the alphabet."""
    return sorted(((kind, title_of_kind(kind)) for kind in kinds), key=lambda one: (one[0].split(".")[0], one[1]))


def uid_or_none(text: str) -> UUID | None:
    """The id somebody typed or pasted, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
def heads(request: ScopedRequest) -> HttpResponse:
    """Where each book this person may read stood on each day, and whether its last check held."""
    request.scope.require_somewhere("events.view")
    context = {"heads": signed_heads(request.scope, most=100), "verdicts": last_verdicts(request.scope)}
    return render(request, "book/heads.html", context)


@require_safe
def heads_file(request: ScopedRequest) -> JsonResponse:
    """The signed heads to keep: with them a party proves later what the book held."""
    request.scope.require_somewhere("events.view")
    written = {"algorithm": "Ed25519", "heads": [as_json(head) for head in signed_heads(request.scope)]}
    return JsonResponse(written, headers={"Content-Disposition": 'attachment; filename="samdrift-heads.json"'})


def as_json(head: HeadOf) -> dict[str, Any]:
    """A head as text: bytes in hex, and the statement that was signed."""
    return {
        "book": head.book,
        "day": head.day.isoformat(),
        "position": head.position,
        "head": head.head.hex(),
        "signature": head.signature.hex(),
        "public_key": head.public_key.hex(),
        "statement": head.statement().decode(),
    }
