"""Wall screens: figures and kept questions in big type, one after another, without a keyboard, a script or a name."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samdrift.doors.ask import page, secret, wall_figures
from samdrift.doors.ask.answers import Told, told
from samdrift.doors.ask.words import measured
from samdrift.doors.track.secret import missed, quiet
from samdrift.foundation.clock import now
from samdrift.foundation.datasets import public as datasets
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.notices.public import absolute
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import public as parties

SECONDS = (10, 20, 30, 60)
MOST, LINES = 12, 6


@require_http_methods(["GET", "HEAD", "POST"])
def walls(request: ScopedRequest) -> HttpResponse:
    """One's wall screens, and a new one; its address is shown this once."""
    scope = request.scope
    scope.require_somewhere(datasets.LINK)
    kept = datasets.kept_questions(scope)
    wrong = ""
    offered = wall_figures.choices(scope)
    if request.method == "POST":
        chosen = [str(one.uid) for one in kept if str(one.uid) in request.POST.getlist("shows")][:MOST]
        seconds = next((n for n in SECONDS if str(n) == request.POST.get("seconds")), 20)
        try:
            figures = wall_figures.chosen(request.POST, offered)
            if not chosen and figures is None:
                raise Invalid({"shows": _("Choose at least one figure or question to show.")})
            shows = {"saved": chosen, "seconds": seconds, **({"figures": figures} if figures else {})}
            name = request.POST.get("name", "")
            link, token = datasets.make_link(scope, kind="wall", name=name, shows=shows, now=now())
        except Invalid as invalid:
            wrong = " ".join(invalid.fields.values())
        else:
            address = absolute(reverse("wall", args=[token]))
            return render(request, "ask/link.html", {"link": link, "address": address, "wall": True})
    links = list(datasets.links_of(scope, "wall"))
    context = {"kept": kept, "links": links, "wrong": wrong, "seconds": SECONDS, "offered": offered}
    return render(request, "ask/walls.html", context, status=422 if wrong else 200)


@login_not_required
@require_safe
def wall(request: HttpRequest, token: str) -> HttpResponse:
    """The screen under a secret address: one question at a time; the page itself asks for the next one."""
    found = secret.opened(token, "wall", now=now())
    if found is None:
        return missed(request)
    saved = [str(uid) for uid in found.link.shows.get("saved", [])][:MOST]
    shown: list[Any] = [*wall_figures.screens(found.link.shows), *saved]
    seconds = int(found.link.shows.get("seconds", 20))
    at = request.GET.get("at", "")
    place = int(at) % len(shown) if shown and at.isascii() and at.isdecimal() and len(at) < 6 else 0
    with translation.override(found.language), timezone.override(found.today.zone):
        answer = _shown(found, shown[place]) if shown else None
        context = {
            "name": found.link.name, "day": found.today.now.astimezone(found.today.zone), "count": len(shown),
            "place": place, "next": f"{seconds};url={reverse('wall', args=[token])}?at={place + 1}",
            "answer": answer, "language": found.language,
        }  # fmt: skip
        return quiet(render(request, "ask/wall.html", context))


def _shown(found: secret.Opened, one: Any) -> dict[str, Any] | None:
    """One screen: tiles of figures, or the answer to a question."""
    return wall_figures.shown(found, one) if isinstance(one, list) else _answer(found, one)


def _answer(found: secret.Opened, uid: str) -> dict[str, Any] | None:
    """What a question shows on a wall: one big figure and a picture or a few lines."""
    kept = datasets.SavedQuestion.objects.within(found.scope).filter(uid=uid).first()
    answer = told(found.scope, kept, found.today, most=LINES, people=False) if kept else None
    if kept is None or answer is None or _names_people(answer):
        return None
    grouped = answer.grouped
    chart = page.chart_of(grouped, kept.name) if grouped is not None else ""
    return {
        "title": kept.name, "figure": _figure(found.scope, answer), "lines": answer.lines, "chart": chart,
        "what": str(answer.dataset.name),
    }  # fmt: skip


def _names_people(answer: Told) -> bool:
    return answer.grouped is not None and any(group.column.people for group in answer.grouped.groups)


def _figure(scope: Scope, answer: Told) -> str:
    if answer.grouped is None:
        return answer.headline
    total = answer.grouped.total
    return "" if total is None else measured(answer.grouped.measured, total.value, parties.currency_of(scope))
