"""A question's answer as an Atom feed, under a secret address its follower's reader keeps asking."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.doors.ask import secret
from samdrift.doors.ask.answers import Told, told
from samdrift.doors.ask.telling import tell_stopped
from samdrift.doors.track.secret import missed, quiet
from samdrift.foundation.clock import now
from samdrift.foundation.datasets import public as datasets
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.notices.public import absolute

MOST = 50


@require_POST
def make(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """A new feed of a kept question; its address is shown this once."""
    saved = datasets.kept_question(request.scope, uid)
    link, token = datasets.make_link(request.scope, kind="feed", name=saved.name, saved_uid=uid, now=now())
    context = {"link": link, "address": absolute(reverse("ask:feed", args=[token])), "wall": False}
    return render(request, "ask/link.html", context)


@require_POST
def end(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Let a feed or a wall screen open nothing any more."""
    datasets.end_link(request.scope, uid, now=now())
    messages.success(request, _("The link opens nothing any more."))
    return redirect(reverse("ask:lists"))


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed under a secret address: the rows, the newest first, or today's figures as one entry."""
    found = secret.opened(token, "feed", now=now())
    if found is None or found.link.saved is None:
        return missed(request)
    with translation.override(found.language), timezone.override(found.today.zone):
        answer = told(found.scope, found.link.saved, found.today, most=MOST, people=False)
        if answer is None:
            tell_stopped(found.link, found.link.saved, found.scope, found.today.now)
            return missed(request)
        text = _written(found, answer)
    sent = quiet(HttpResponse(text, content_type="application/atom+xml; charset=utf-8"))
    sent["Cache-Control"] = "private, max-age=300"
    return sent


def _written(found: secret.Opened, answer: Told) -> str:
    saved = found.link.saved
    made = Atom1Feed(
        title=saved.name if saved else "", link=absolute(reverse("ask:lists")), description=answer.headline,
        language=found.language, feed_guid=f"urn:uuid:{found.link.uid}",
    )  # fmt: skip
    here = absolute(reverse("ask:kept", args=[saved.uid])) if saved else ""
    if answer.listed is None:
        text = "\n".join(f"{what}: {value}" for what, value in answer.lines)
        made.add_item(
            title=f"{answer.headline} · {found.today.day.isoformat()}", link=here, description=text,
            unique_id=f"urn:uuid:{found.link.uid}:{answer.digest[:16]}", updateddate=found.today.now,
        )  # fmt: skip
        return made.writeString("utf-8")
    for (uid, _values), (what, value) in zip(answer.listed.rows, answer.lines, strict=True):
        page = answer.dataset.page(uid) if answer.dataset.page and answer.dataset.uid else ""
        made.add_item(
            title=what, link=absolute(page) if page else here, description=value,
            unique_id=f"urn:uuid:{uid}" if answer.dataset.uid else f"urn:uuid:{found.link.uid}:{uid}",
            updateddate=found.today.now,
        )  # fmt: skip
    return made.writeString("utf-8")
