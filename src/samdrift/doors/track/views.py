"""The tracking page: looking, answering, confirming, reopening, rating."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from samdrift.doors.q import flood, tokens
from samdrift.doors.track import page
from samdrift.doors.track.secret import missed, quiet
from samdrift.foundation.clock import now, real_now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused, TooMany
from samdrift.foundation.files.public import attach, clean_upload
from samdrift.foundation.http import address_of
from samdrift.foundation.idempotency import hash_of, once
from samdrift.foundation.scope import Scope
from samdrift.operations.requests import public as requests
from samdrift.registers.catalogue import public as catalogue

NO_FORM: Mapping[str, str] = {}


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a tracking link; what opens nothing answers 404, whatever it looks like."""
    found = page.followed(token)
    if found is None:
        return missed(request)
    errors, status = NO_FORM, 200
    if request.method == "POST":
        try:
            _act(request, token, found, now())
            answer = redirect(f"/track/{token}")
            answer.status_code = 303
            return quiet(answer)
        except (Invalid, Refused, NotAllowed, TooMany) as error:
            errors, status = _sentences(error), _status(error)
    form = {"key": tokens.new_key(), "token": tokens.new_token(_about(token), None), "errors": errors}
    with timezone.override(found.zone):
        new = request.GET.get("new", "") if request.method != "POST" else ""
        told = page.context(found, path=f"/track/{token}", form=form, new=new, now=now())
        return quiet(HttpResponse(render_to_string("q/sent.html", told), status=status))


def _act(request: HttpRequest, token: str, found: page.Followed, moment: datetime) -> None:
    """Do what the form asks.

    Raises:
        Invalid, NotAllowed, Refused, TooMany: It cannot be done; the sentence says why.
    """
    tokens.check_token(request.POST.get("token", ""), _about(token), None)
    digest = requests.track_digest(token)
    flood.hold_back(((flood.FOLLOWING, digest), (flood.ADDRESS, address_of(request))), real_now())
    if found.tracked is None:
        raise Refused(_("Nothing is asked of you at the moment."))
    scope = found.tracked.scope.in_language((get_language() or "en")[:2])
    uid, post = found.tracked.service_request.uid, request.POST
    text = post.get("text", "").strip()[:2000]
    match post.get("action"):
        case "answer":
            _answer(request, scope, found.tracked, digest, text, moment)
        case "confirm":
            requests.confirm_closed(scope, uid, expected_version=None, now=moment)
        case "reopen":
            reason = text or _("It is not solved.")
            requests.reopen(scope, uid, expected_version=None, reason=reason, now=moment)
        case "rate":
            requests.rate(scope, uid, rating=_stars(post.get("stars", "")), reason=text, now=moment)
        case "helped" | "not_helped" as said:
            _say(scope, digest, post.get("article", ""), said, moment)
        case _:
            raise Invalid({"action": _("Choose what you want to do.")})


def _answer(
    request: HttpRequest, scope: Any, tracked: requests.Tracked, digest: str, text: str, moment: datetime
) -> None:
    """Keep the answer and its photo once, however often the phone sends it."""
    row, upload = tracked.service_request, request.FILES.get("photo")
    photo = clean_upload(upload, upload.name or "photo") if upload else None  # type: ignore[arg-type]
    if photo is not None and not text:
        text = _("See the photo.")

    def do() -> str:
        comment = requests.answer_question(scope, row.uid, body=text, now=moment, channel="qr")
        if photo is not None:
            attach(
                scope,
                "requests.servicerequest",
                row.uid,
                photo,
                visibility="shared",
                now=moment,
                data_class=row.data_class,
            )
        return str(comment.uid)

    key = request.POST.get("key", "")[:200] or tokens.new_key()
    once(f"track:{digest[:40]}", key, hash_of("answer", text), do)


def _say(scope: Scope, digest: str, article: str, said: str, moment: datetime) -> None:
    """Count once for a link what its holder says of an article."""
    try:
        uid = UUID(article)
    except ValueError as wrong:
        raise Invalid({"article": _("Choose what you want to do.")}) from wrong

    def do() -> str:
        try:
            catalogue.answer_article(scope, uid, answer=said, channel="qr", now=moment)
        except ObjectDoesNotExist as gone:
            raise Refused(_("This article is no longer there.")) from gone
        return said

    once(f"track:{digest[:40]}", f"article:{uid}", hash_of("article", article), do)


def _stars(given: str) -> int:
    return int(given) if given in {"1", "2", "3", "4", "5"} else 0


def _about(token: str) -> str:
    return f"track-{token}"


def _sentences(error: Exception) -> Mapping[str, str]:
    return error.fields if isinstance(error, Invalid) else {"form": str(error)}


def _status(error: Exception) -> int:
    return {Invalid: 422, NotAllowed: 403, TooMany: 429}.get(type(error), 403 if isinstance(error, NotAllowed) else 409)
