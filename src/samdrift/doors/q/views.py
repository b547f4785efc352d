"""The scan page: looking (GET) and sending (POST)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from samdrift.doors.q import answers, flood, page, seen, sending, tokens
from samdrift.doors.q.inside import confirm_presence, inside_of
from samdrift.foundation.clock import now, real_now
from samdrift.foundation.errors import Invalid, TooMany
from samdrift.foundation.http import ScopedRequest, address_of
from samdrift.foundation.scope import Scope
from samdrift.registers.tags import public as tags


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: ScopedRequest, typed: str) -> HttpResponse:
    """What somebody gets who scanned a code, or who sends what they wrote there.

    Csrf-exempt because a stranger has no cookie: the form's own signed token does that work.
    """
    found = tags.scanned(typed)
    answer = _sent(request, typed, found) if request.method == "POST" else _looked(request, typed, found)
    answer["Cache-Control"] = "private, no-cache"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    moment = now()
    if request.method != "POST":
        seen.saw(found, moment)
        answer._resource_closers.append(lambda: seen.hand_over(moment))  # type: ignore[attr-defined]
    return answer


def _looked(request: ScopedRequest, typed: str, found: tags.Scanned | None) -> HttpResponse:
    language = (get_language() or "en")[:2]
    known = page.known_at(found)
    person = _person(request)
    if person is None:
        return HttpResponse(page.plain_page(typed, found, known, language=language, now=now()))
    inside = inside_of(person, typed, found, language)
    return HttpResponse(
        page.own_page(typed, found, known, language=language, person_id=person.person_id, inside=inside)
    )


def _sent(request: ScopedRequest, typed: str, found: tags.Scanned | None) -> HttpResponse:
    language, person = (get_language() or "en")[:2], _person(request)
    as_json = "application/json" in request.headers.get("Accept", "")
    try:
        tokens.check_token(request.POST.get("token", ""), typed, person.person_id if person else None)
        if person is not None and request.POST.get("here"):
            return redirect(confirm_presence(person, found, request.POST["here"], now()))
        if request.POST.get("look"):
            return _look(request, typed, found, person)
        _hold_back(request, typed)
        if request.POST.get("helped"):
            return _helped(request, typed, found, person)
        sent = sending.read(request, language)
        receipt = sending.send(typed, found, sent, person=person, photo=request.FILES.get("photo"), now=now())
    except tokens.TooOld as old:
        return _again(request, typed, found, person, {"token": str(old)}, 403, as_json=as_json)
    except Invalid as invalid:
        return _again(request, typed, found, person, invalid.fields, 422, as_json=as_json)
    except TooMany as many:
        return _slow_down(request, many, as_json=as_json)
    track = f"{receipt.track}?new={'no_photo' if receipt.photo_refused else '1'}"
    if as_json:
        told = JsonResponse({"reference": receipt.reference, "track": track}, status=201)
        _count_later(told, found, receipt, sent.key)
        return told
    answer = redirect(track)
    answer.status_code = 303
    _count_later(answer, found, receipt, sent.key)
    return answer


def _look(request: HttpRequest, typed: str, found: tags.Scanned | None, person: Scope | None) -> HttpResponse:
    """What fits what was typed so far: for a script only that part, else the whole page with what was filled in."""
    language, text = (get_language() or "en")[:2], request.POST.get("text", "")
    if "part" in request.POST:
        known = page.known_at(found)
        return HttpResponse(page.offered(found, text, known, path=page.address(typed), language=language))
    filled = replace(_filled(request), look=text, photo_again=bool(request.FILES.get("photo")))
    return HttpResponse(_filled_page(typed, found, person, filled))


def _helped(request: HttpRequest, typed: str, found: tags.Scanned | None, person: Scope | None) -> HttpResponse:
    """Somebody needs nothing sent, because an article helped: counted once for a form, and the page says so."""
    uids = answers.uids_of([request.POST["helped"]])
    if found is not None and found.answer.form == "place":
        answers.count(found, uids, "accepted", key=request.POST.get("key", ""), now=now())
    return HttpResponse(_filled_page(typed, found, person, page.Filled(thanks=True)))


def _count_later(answer: HttpResponse, found: tags.Scanned | None, receipt: sending.Receipt, key: str) -> None:
    """Count the articles somebody sent it in spite of, once the answer has gone: nobody waits for a figure."""
    if found is None or not receipt.passed_over:
        return
    moment = now()
    answer._resource_closers.append(  # type: ignore[attr-defined]
        lambda: answers.count(found, receipt.passed_over, "declined", key=key, now=moment)
    )


def _filled(request: HttpRequest) -> page.Filled:
    post = request.POST
    return page.Filled(post.get("problem", "")[:40], post.get("text", "")[:4000], post.get("contact", "")[:400])


def _filled_page(typed: str, found: tags.Scanned | None, person: Scope | None, filled: page.Filled) -> str:
    return page.own_page(
        typed, found, page.known_at(found), language=(get_language() or "en")[:2],
        person_id=person.person_id if person else None, filled=filled, inside=None,
    )  # fmt: skip


def _again(
    request: HttpRequest, typed: str, found: tags.Scanned | None, person: Scope | None, errors: Mapping[str, str],
    status: int, *, as_json: bool,
) -> HttpResponse:  # fmt: skip
    """The form once more with what was written and why it did not go."""
    if as_json:
        return JsonResponse({"errors": dict(errors)}, status=status)
    return HttpResponse(_filled_page(typed, found, person, replace(_filled(request), errors=errors)), status=status)


def _slow_down(request: HttpRequest, many: TooMany, *, as_json: bool) -> HttpResponse:
    """Nothing is lost by waiting; in danger, one calls."""
    minutes = max(1, round(many.retry_after / 60))
    sentence = _("That was too often in a short time. Wait %(minutes)s min and send it again. In danger, call 112.")
    sentence = sentence % {"minutes": minutes}
    response: HttpResponse
    if as_json:
        response = JsonResponse({"errors": {"limit": sentence}}, status=429)
    else:
        context: dict[str, Any] = {"status": 429, "sentence": sentence}
        response = render(request, "errors/error.html", context, status=429)
    response["Retry-After"] = str(many.retry_after)
    return response


def _hold_back(request: HttpRequest, typed: str) -> None:
    checks = (
        (flood.DEVICE, flood.device_of(request)),
        (flood.ADDRESS, address_of(request)),
        (flood.CODE, typed.upper()[:60]),
    )
    flood.hold_back(checks, real_now())


def _person(request: ScopedRequest) -> Scope | None:
    """The signed-in person's scope; a stranger's request never touches the session."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    return request.scope
