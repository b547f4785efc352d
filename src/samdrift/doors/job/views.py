"""The pages behind a subcontractor's link: the list, one order, its photos, and everything one does there."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from samdrift.doors.job import page
from samdrift.doors.job.acts import ACTS, form_of
from samdrift.doors.q import flood, tokens
from samdrift.doors.track.secret import missed, quiet
from samdrift.foundation.clock import now, real_now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale, TooMany
from samdrift.foundation.files.public import open_file, sent
from samdrift.foundation.http import address_of
from samdrift.foundation.idempotency import hash_of, once
from samdrift.operations.work import public as work

LANGUAGES = ("en", "da", "sv")
FAULTS: Mapping[type[Exception], int] = {Invalid: 422, NotAllowed: 403, TooMany: 429, Stale: 409, Refused: 409}


@login_not_required
@require_safe
def job(request: HttpRequest, token: str) -> HttpResponse:
    """The company's list, or the one order the link is for; what opens nothing answers 404, whatever it looks like."""
    opened = work.opened(token, real_now=real_now())
    if opened is None:
        return missed(request)
    with _speaking(request, opened):
        if opened.standing != "open":
            return _gone(request, token)
        work.note_opened(opened.scope, opened.link, now=now())
        if not opened.is_list:
            return _shown(request, token, opened, opened.orders[0], {}, 200)
        cards = [page.card(order, _language(request, opened)) for order in opened.orders]
        told = {"path": f"/job/{token}", "cards": cards, "company": opened.company, "token": token, "now": now()}
        return quiet(HttpResponse(render_to_string("q/jobs.html", told)))


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, token: str, uid: UUID) -> HttpResponse:
    """One order of the link: looking at it, and doing one thing with it.

    Csrf-exempt because its holder has no cookie: the form's own signed token does that work.
    """
    opened = work.opened(token, real_now=real_now())
    if opened is None:
        return missed(request)
    with _speaking(request, opened):
        if opened.standing != "open":
            return _gone(request, token)
        found = next((one for one in opened.orders if one.uid == uid), None)
        if found is None:
            return missed(request)
        if request.method != "POST":
            return _shown(request, token, opened, found, {}, 200)
        try:
            _act(request, token, opened, found)
        except tuple(FAULTS) as error:
            wrong = error.fields if isinstance(error, Invalid) else {"form": str(error)}
            status = next(code for kind, code in FAULTS.items() if isinstance(error, kind))
            return _shown(request, token, opened, found, wrong, status)
        answer = redirect(reverse("job_order", args=[token, uid]) + _kept_language(request))
        answer.status_code = 303
        return quiet(answer)


@login_not_required
@require_safe
def photo(request: HttpRequest, token: str, uid: UUID, file: UUID) -> HttpResponseBase:
    """A photo of an order of the link, or with ?small=1 its thumbnail."""
    opened = work.opened(token, real_now=real_now())
    if opened is None:
        return missed(request)
    found = next((one for one in opened.orders if one.uid == uid), None)
    seen = page.photos_seen(opened, found) if found is not None else {}
    if not any(one.uid == file for some in seen.values() for one in some):
        raise Http404
    there = open_file(opened.scope, file, thumbnail="small" in request.GET)
    answer = sent(there)
    answer["Cache-Control"], answer["Referrer-Policy"] = "private, no-store", "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _act(request: HttpRequest, token: str, opened: work.Opened, found: work.WorkOrder) -> None:
    """Do what the form asks, once however often the phone sends it.

    Raises:
        Invalid, NotAllowed, Refused, Stale, TooMany: It cannot be done; the sentence says why.
    """
    post, digest = request.POST, opened.link.digest
    tokens.check_token(post.get("token", ""), _about(token), None)
    flood.hold_back(((flood.WORKING, digest), (flood.ADDRESS, address_of(request))), real_now())
    action = post.get("action", "")
    act = ACTS.get(action)
    if act is None:
        raise Invalid({"action": _("Choose what you want to do.")})
    form = form_of(request, opened.scope, found, now())
    sent = {name: post.get(name, "") for name in sorted(post) if name not in ("key", "token")}
    asked = hash_of(str(found.uid), sent, form.photo.content if form.photo else b"")

    def do() -> str:
        act(form)
        return action

    once(f"job:{digest[:40]}", post.get("key", "")[:200] or tokens.new_key(), asked, do)


def _shown(
    request: HttpRequest, token: str, opened: work.Opened, found: work.WorkOrder, errors: Mapping[str, str], status: int
) -> HttpResponse:
    language = _language(request, opened)
    with timezone.override(page.zone_of(found)):
        told = {
            **page.context(opened, found, language, now()), "path": reverse("job_order", args=[token, found.uid]),
            "here": reverse("job_order", args=[token, found.uid]) + _kept_language(request), "token": token,
            "list": f"/job/{token}" if opened.is_list else "", "errors": errors, "now": now(),
            "typed": request.POST.dict() if errors else {}, "link_key": tokens.new_key(),
            "link_token": tokens.new_token(_about(token), None),
        }  # fmt: skip
        return quiet(HttpResponse(render_to_string("q/job.html", told), status=status))


def _gone(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody took the link back, or the order went to another: the holder is told that, and nothing else."""
    return quiet(HttpResponse(render_to_string("q/job_gone.html", {"path": f"/job/{token}"}), status=410))


@contextmanager
def _speaking(request: HttpRequest, opened: work.Opened) -> Iterator[None]:
    with translation.override(_language(request, opened)):
        yield


def _language(request: HttpRequest, opened: work.Opened) -> str:
    """The company's language, unless the reader has chosen one on the page."""
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else opened.link.language


def _kept_language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return f"?lang={asked}" if asked in LANGUAGES else ""


def _about(token: str) -> str:
    return f"job-{token}"
