"""Pages of one request: for whom a restricted matter exists, and taking personal words out of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.foundation.scope import CASE_CLASSES
from samdrift.operations.requests.commands import cases, redact
from samdrift.operations.requests.queries import access, names, pages, sensitive
from samdrift.registers.parties import public as parties


@require_http_methods(["GET", "HEAD", "POST"])
def case_people(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Who is named on it; somebody more is named by work e-mail, or a team."""
    row = pages.request_of(request.scope, uid)
    access.require(request.scope, "requests.name_people", row)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            _name(request, uid)
        except Invalid as invalid:
            wrong = invalid.fields
        else:
            messages.success(request, _("It exists for them too from now on."))
            return redirect("requests:case_people", uid)
    language, known = request.scope.language, names.names_of(row.community_id)
    context = {
        "row": row, "wrong": wrong, "given": request.POST, "restricted": row.data_class in CASE_CLASSES,
        "members": [(member, _shown(request, member)) for member in parties.members_of(row.uid)],
        "teams": [(pk, in_language(team[0], language)) for pk, team in known.teams.items()],
    }  # fmt: skip
    return render(request, "requests/case_people.html", context, status=422 if wrong else 200)


def _name(request: ScopedRequest, uid: UUID) -> None:
    team = request.POST.get("team", "")
    if team.isascii() and team.isdecimal() and len(team) < 19:
        cases.name_team(request.scope, uid, team_id=int(team), now=now())
    else:
        cases.name_person(request.scope, uid, email=request.POST.get("email", ""), now=now())


def _shown(request: ScopedRequest, member: parties.CaseMember) -> str:
    if member.team is not None:
        return in_language(member.team.name, request.scope.language)
    assert member.employment is not None
    return parties.shown_name(request.scope, member.employment.person, member.employment.title)


@require_POST
def case_let_go(request: ScopedRequest, uid: UUID, member: UUID) -> HttpResponse:
    """Let it no longer exist for somebody."""
    cases.let_go(request.scope, uid, member, now=now())
    messages.success(request, _("It no longer exists for them."))
    seen = access.sees_request(request.scope, uid)
    return redirect("requests:case_people", uid) if seen else redirect("requests:list")


@require_http_methods(["GET", "HEAD", "POST"])
def redact_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """What may be sensitive in it, ticked; what is taken out is kept nowhere."""
    row = pages.request_of(request.scope, uid)
    access.require(request.scope, "requests.redact", row)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        written = request.POST.get("words", "").splitlines()
        words = [*request.POST.getlist("hint"), *written]
        try:
            redact.redact_words(request.scope, uid, words=words, expected_version=version_of(request), now=now())
        except Invalid as invalid:
            wrong = invalid.fields
        else:
            messages.success(request, _("The words are taken out."))
            return redirect("requests:page", uid)
    hints = [
        (hint, sensitive.KINDS[hint.kind]) for hint in sensitive.hints_of(row, pages.comments_on(request.scope, row))
    ]
    context = {"row": row, "hints": hints, "wrong": wrong, "given": request.POST}
    return render(request, "requests/redact.html", context, status=422 if wrong else 200)
