"""What one can do with a request, each as one POST: parse, call one command, go back to the page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.files.public import clean_upload
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.kernel.local_time import NoSuchLocalTime, local_moment
from samdrift.operations.requests.commands import (
    appeals,
    assign,
    corrections,
    endings,
    merging,
    pictures,
    progress,
    talk,
    triage,
    views,
)
from samdrift.operations.requests.queries import access
from samdrift.operations.requests.queries.pages import request_by_number

Act = Callable[[ScopedRequest, UUID], Any]


@require_POST
def act(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Make one move and show the request again."""
    make = ACTS.get(move)
    if make is None:
        raise Http404
    done = make(request, uid)
    if access.is_hidden_case(request.scope, uid):
        messages.success(request, _("Done. From now on it exists only for the people named on it."))
        return redirect("requests:list")
    messages.success(request, done if isinstance(done, str) else _("Done."))
    return redirect("requests:mine") if request.POST.get("next") == "mine" else redirect("requests:page", uid)


@require_POST
def save_view(request: ScopedRequest) -> HttpResponse:
    """Keep the list's filters under a name."""
    view = views.save_view(
        request.scope, name=request.POST.get("name", ""), query=request.POST.get("query", ""),
        shared=request.POST.get("shared") == "1",
    )  # fmt: skip
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    answer = redirect("requests:list")
    answer["Location"] += f"?{view.query}"
    return answer


@require_POST
def forget_view(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Forget a saved view."""
    views.forget_view(request.scope, uid)
    return redirect("requests:list")


def _number(request: ScopedRequest, name: str) -> int | None:
    given = request.POST.get(name, "").strip()
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else None


def _text(request: ScopedRequest, name: str) -> str:
    return request.POST.get(name, "")


def _moment(request: ScopedRequest, name: str) -> datetime | None:
    """A local time as a browser sends it (2025-05-05T10:00), on the reader's wall clock.

    Raises:
        Invalid: It is no time, or the clock jumped over it or had it twice.
    """
    given = _text(request, name)
    if not given:
        return None
    try:
        return local_moment(datetime.fromisoformat(given).replace(tzinfo=None), get_current_timezone())
    except NoSuchLocalTime as problem:
        raise Invalid({name: str(problem)}) from problem
    except ValueError as problem:
        raise Invalid({name: _("Give a day and a time.")}) from problem


def _seen(request: ScopedRequest) -> dict[str, Any]:
    return {"expected_version": version_of(request), "now": now()}


def _assign(request: ScopedRequest, uid: UUID) -> Any:
    return assign.assign_request(
        request.scope, uid, team_id=_number(request, "team"), assignee_id=_number(request, "assignee"), **_seen(request)
    )


def _hold(request: ScopedRequest, uid: UUID) -> Any:
    row = progress.put_on_hold(
        request.scope, uid, reason=_text(request, "reason"), note=_text(request, "note"),
        until=_moment(request, "until"), **_seen(request),
    )  # fmt: skip
    return row if row.paused else _("On hold. The clock runs on.")


def _resolve(request: ScopedRequest, uid: UUID) -> Any:
    shown = {code for code in ("photo", "reading", "signature", "scan") if _text(request, f"has_{code}")}
    return progress.resolve(
        request.scope, uid, resolution=_text(request, "resolution"), note=_text(request, "note"),
        evidence=frozenset(shown), **_seen(request),
    )  # fmt: skip


def _resolve_at_once(request: ScopedRequest, uid: UUID) -> Any:
    return progress.resolve_at_once(
        request.scope, uid, resolution=_text(request, "resolution"), note=_text(request, "note"), **_seen(request)
    )


def _confirm(request: ScopedRequest, uid: UUID) -> Any:
    endings.confirm_closed(request.scope, uid, rating=_number(request, "rating"), **_seen(request))
    return _("Thank you. The request is closed.")


def _priority(request: ScopedRequest, uid: UUID) -> Any:
    row = triage.confirm_priority(
        request.scope, uid, impact=_number(request, "impact") or 0, urgency=_number(request, "urgency") or 0,
        safety=_text(request, "safety") == "1", **_seen(request),
    )  # fmt: skip
    return _("The lower priority waits for a yes.") if row.asked_impact is not None else True


def _place(request: ScopedRequest, uid: UUID) -> Any:
    return triage.confirm_place(
        request.scope, uid, site_id=_number(request, "site"), space_id=_number(request, "space"),
        asset_id=_number(request, "asset"), **_seen(request),
    )  # fmt: skip


def _duplicate(request: ScopedRequest, uid: UUID) -> Any:
    return endings.mark_duplicate(request.scope, uid, master_uid=_master(request, "master"), **_seen(request))


def _master(request: ScopedRequest, name: str) -> UUID:
    found = request_by_number(request.scope, _text(request, name))
    if found is None:
        raise Invalid({name: _("There is no request with this number.")})
    uid: UUID = found.uid
    return uid


def _part_of(request: ScopedRequest, uid: UUID) -> Any:
    return merging.put_under(request.scope, uid, parent_uid=_master(request, "parent"), **_seen(request))


def _split(request: ScopedRequest, uid: UUID) -> Any:
    part = merging.split_off(
        request.scope, uid, request_type=_text(request, "request_type"), description=_text(request, "description"),
        now=now(),
    )  # fmt: skip
    return _("The part is request %(number)s now.") % {"number": part.number}


def _received(request: ScopedRequest, uid: UUID) -> Any:
    received_at = _moment(request, "received_at")
    if received_at is None:
        raise Invalid({"received_at": _("Give a day and a time.")})
    return corrections.correct_received_at(
        request.scope, uid, received_at=received_at, reason=_text(request, "reason"), **_seen(request)
    )


def _comment(request: ScopedRequest, uid: UUID) -> Any:
    talk.add_comment(
        request.scope, uid, body=_text(request, "body"), visibility=_text(request, "visibility") or "all", now=now()
    )
    return _("Your comment is there.")


def _answer(request: ScopedRequest, uid: UUID) -> Any:
    talk.answer_question(request.scope, uid, body=_text(request, "body"), now=now())
    return _("Thank you. Work goes on with your answer.")


def _rate(request: ScopedRequest, uid: UUID) -> Any:
    endings.rate(request.scope, uid, rating=_number(request, "rating") or 0, reason=_text(request, "reason"), now=now())
    return _("Thank you.")


def _photo(request: ScopedRequest, uid: UUID) -> Any:
    upload = request.FILES.get("photo")
    if not isinstance(upload, UploadedFile) or upload.file is None:
        raise Invalid({"photo": _("Choose a photo.")})
    # Looked at before the transaction begins: it may take a second.
    cleaned = clean_upload(cast(BinaryIO, upload.file), upload.name or "photo")
    pictures.add_photo(request.scope, uid, cleaned, now=now())
    return _("The photo is there.")


def _plain(command: Callable[..., Any], *texts: str) -> Act:
    """A move that takes the version seen and perhaps some texts."""

    def make(request: ScopedRequest, uid: UUID) -> Any:
        return command(request.scope, uid, **{name: _text(request, name) for name in texts}, **_seen(request))

    return make


def _appeal(request: ScopedRequest, uid: UUID) -> Any:
    return appeals.appeal(request.scope, uid, reason=_text(request, "reason"), now=now())


ACTS: dict[str, Act] = {
    "triage": _plain(triage.triage),
    "type": _plain(triage.confirm_type, "request_type"),
    "place": _place,
    "priority": _priority,
    "danger": _plain(triage.confirm_danger),
    "no-danger": _plain(triage.dismiss_danger),
    "agree-priority": _plain(triage.agree_to_lower_priority),
    "keep-priority": _plain(triage.keep_priority),
    "assign": _assign,
    "take": _plain(assign.take_request),
    "start": _plain(progress.start),
    "hold": _hold,
    "resume": _plain(progress.resume),
    "made-safe": _plain(progress.make_safe),
    "resolve": _resolve,
    "resolve-at-once": _resolve_at_once,
    "confirm": _confirm,
    "reopen": _plain(endings.reopen, "reason"),
    "rate": _rate,
    "cancel": _plain(endings.cancel, "reason"),
    "decline": _plain(endings.ask_to_decline, "reason"),
    "agree-decline": _plain(endings.agree_to_decline),
    "appeal": _appeal,
    "grant-appeal": _plain(appeals.grant_appeal),
    "refuse-appeal": _plain(appeals.refuse_appeal, "reason"),
    "duplicate": _duplicate,
    "separate": _plain(merging.separate),
    "split": _split,
    "part-of": _part_of,
    "take-out": _plain(merging.take_out),
    "received": _received,
    "comment": _comment,
    "ask": _plain(talk.ask_requester, "question"),
    "answer": _answer,
    "photo": _photo,
}
