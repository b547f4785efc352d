"""Mails that came in: those a person must look at, the others with their fate, and the door to hand them in."""

import hashlib
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now, real_now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.fields import in_language
from samdrift.foundation.files.public import open_file
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.mail import public as mails
from samdrift.foundation.paging import page_by_key
from samdrift.foundation.scope import Scope
from samdrift.operations.desk.commands import mail_held
from samdrift.operations.desk.queries import mail as queries
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.parties import public as parties

MOST = 30
STATES: dict[str, str | Promise] = {
    "held": gettext_lazy("Needs somebody"),
    "taken": gettext_lazy("Taken in"),
    "ignored": gettext_lazy("Written by nobody"),
    "dismissed": gettext_lazy("Needed nothing"),
    "refused": gettext_lazy("Could not be read"),
    "waiting": gettext_lazy("Not read yet"),
}
REASONS: dict[str, str | Promise] = {
    "unknown_sender": gettext_lazy("Nobody here has this address."),
    "other_sender": gettext_lazy("It answers a mail of ours, but from another address than we wrote to."),
    "ended": gettext_lazy("The request it is about has ended."),
    "empty": gettext_lazy("There is nothing in it."),
    "not_possible": gettext_lazy("The rules did not allow what it asks for by itself."),
    "no_mailbox": gettext_lazy("Nobody has said what mails to this address become."),
    "no_sender": gettext_lazy("It does not say who wrote it."),
    "too_many": gettext_lazy("Very many mails came from this address within an hour."),
    "list": gettext_lazy("It came through a mailing list."),
    "machine": gettext_lazy("A machine wrote it."),
    "auto_reply": gettext_lazy("An automatic answer."),
    "bounce": gettext_lazy("A mail that could not be delivered."),
    "duplicate": gettext_lazy("The same mail came before."),
    "own": gettext_lazy("Our own mail came back."),
    "fault": gettext_lazy("Taking it in failed three times. Please tell whoever looks after samdrift."),
    "nested": gettext_lazy("It is nested without end."),
    "no_mail": gettext_lazy("It is no mail."),
    "lost": gettext_lazy("What it said is gone."),
    "request": gettext_lazy("A new request."),
    "answer": gettext_lazy("An answer to a question."),
    "comment": gettext_lazy("A comment on a request."),
    "nobody": gettext_lazy("There is no desk to take it."),
}


@require_safe
def held(request: ScopedRequest) -> HttpResponse:
    """Mails that wait for somebody, the oldest first."""
    request.scope.require_somewhere("mail.view")
    page = page_by_key(
        queries.held_mails(request.scope), order=("arrived_at", "id"), after=request.GET.get("after", ""), size=MOST
    )
    context = {
        "rows": [(row, str(REASONS.get(row.reason, row.reason))) for row in page.rows], "next": page.next,
        "path": request.get_full_path(), "may_set": request.scope.may("desk.audit"),
    }  # fmt: skip
    return render(request, "desk/mail.html", context)


@require_safe
def everything(request: ScopedRequest) -> HttpResponse:
    """All mails that came, newest first, with what became of each."""
    request.scope.require_somewhere("mail.view")
    state = request.GET.get("state", "")
    rows = queries.mails_of(request.scope, state=state if state in STATES else "")
    page = page_by_key(rows, order=queries.ORDER, after=request.GET.get("after", ""), size=MOST)
    context = {
        "rows": [(row, str(STATES[row.state]), str(REASONS.get(row.reason, ""))) for row in page.rows],
        "states": [(code, str(word)) for code, word in STATES.items()], "state": state, "next": page.next,
        "path": request.get_full_path(),
    }  # fmt: skip
    return render(request, "desk/mail_all.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One mail: what it says, and what can be made of it."""
    row = queries.mails_of(request.scope).get(uid=uid)
    request.scope.require_somewhere("mail.view")
    errors: dict[str, str] = {}
    if request.method == "POST":
        request.scope.require_somewhere("desk.take")
        try:
            return _settled(request, uid)
        except Invalid as wrong:
            errors = wrong.fields
        except (Refused, NotAllowed) as wrong:
            messages.error(request, str(wrong))
            return redirect("desk:mail")
    mail = _read(row)
    text = mail.text if mail else ""
    context = {
        "row": row, "mail": mail, "text": text, "reason": str(REASONS.get(row.reason, "")), "errors": errors,
        "state": str(STATES[row.state]), "types": _types(request.scope, text), "given": request.POST,
        "may_take": request.scope.may("desk.take"),
    }  # fmt: skip
    return render(request, "desk/mail_one.html", context, status=422 if errors else 200)


def _read(row: mails.IncomingMail) -> mails.ReadMail | None:
    try:
        return mails.read_mail(mails.content_of(row))
    except (mails.Unreadable, FileNotFoundError):
        return None


def _types(scope: Scope, text: str) -> list[tuple[str, str]]:
    language = (get_language() or "en")[:2]
    book = catalogue.catalogue_of(scope.community_id)
    likely = catalogue.types_suggested_by(book, text) if text else []
    rest = sorted((kind for kind in book.types.values() if kind not in likely), key=lambda kind: kind.code)
    return [(kind.code, f"{kind.line_code} · {in_language(kind.name, language)}") for kind in (*likely, *rest)]


def _settled(request: ScopedRequest, uid: UUID) -> HttpResponse:
    scope, given, moment = request.scope, request.POST, now()
    if given.get("do") == "add":
        about = mail_held.add_to_request(scope, uid, number=given.get("number", "")[:40], now=moment)
        messages.success(request, _("It is written down on %(number)s.") % {"number": about.number})
        return redirect(f"/requests/{about.uid}/")
    if given.get("do") == "dismiss":
        mail_held.dismiss(scope, uid, now=moment)
        messages.success(request, _("Nothing comes of it."))
        return redirect("desk:mail")
    taken = mail_held.begin_request(
        scope, uid, request_type=given.get("type", "")[:64], site_code=given.get("site", "")[:40], now=moment
    )
    messages.success(request, _("It is now request %(number)s.") % {"number": taken.number})
    return redirect(f"/requests/{taken.request_uid}/")


@require_safe
def raw(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The mail as it came, to be opened in a mail program."""
    row = queries.mails_of(request.scope).get(uid=uid)
    file = mails.file_of(request.scope, row.uid)
    opened = open_file(request.scope, file.uid)
    with opened.stream as stream:
        return HttpResponse(stream.read(), content_type="application/octet-stream", headers=opened.headers)


@require_http_methods(["GET", "HEAD", "POST"])
def boxes(request: ScopedRequest) -> HttpResponse:
    """What mails to our addresses become."""
    request.scope.require_somewhere("desk.audit")
    given = {name: request.POST.get(name, "")[:254] for name in ("address", "type", "site")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            mail_held.set_mailbox(
                request.scope, address=given["address"], request_type=given["type"], site_code=given["site"]
            )
        except Invalid as wrong:
            errors = wrong.fields
        else:
            messages.success(request, _("Mails to this address become requests of this type."))
            return redirect("desk:mailboxes")
    context = {
        "rows": queries.mailboxes(request.scope), "types": _types(request.scope, ""), "given": given, "errors": errors,
        "works": bool(settings.SAMDRIFT_IMAP_URL),
    }  # fmt: skip
    return render(request, "desk/mailboxes.html", context, status=422 if errors else 200)


@login_not_required
@csrf_exempt  # another machine hands it in with a key, and has no session that somebody could ride on
@never_cache
@require_POST
def hand_in(request: HttpRequest) -> HttpResponse:
    """Take a mail over from a mail server that delivers it here: the raw mail as body, an API key as bearer."""
    scope = _scope_of_key(request)
    if scope is None:
        return JsonResponse(
            {"title": _("This token is not valid.")}, status=401, headers={"WWW-Authenticate": "Bearer"}
        )
    if not scope.may("mail.hand_in"):
        return JsonResponse({"title": _("This key may not hand in mails.")}, status=403)
    said = request.headers.get("Content-Length", "")
    if not said.isdecimal() or int(said) > mails.most_bytes():
        return JsonResponse({"title": _("The mail is too large, or does not say how large it is.")}, status=413)
    content = request.read(mails.most_bytes() + 1)
    try:
        row, new = mails.hand_in(scope.community_id, content, arrived_at=now(), source="http")
    except mails.TooLarge as wrong:
        return JsonResponse({"title": str(wrong)}, status=413)
    return JsonResponse({"uid": str(row.uid), "new": new}, status=202 if new else 200)


def _scope_of_key(request: HttpRequest) -> Scope | None:
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    found = parties.token_by_digest(hashlib.sha256(secret.strip().encode()).hexdigest()) if kind == "Bearer" else None
    return parties.token_scope(found, now=now(), real_now=real_now()) if found else None
