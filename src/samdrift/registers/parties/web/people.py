"""Pages: looking people up, inviting them, and one person with employments, roles and account."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest, done, require_somewhere, version_of
from samdrift.foundation.paging import page_by_key
from samdrift.registers.parties import commands, queries, rules
from samdrift.registers.parties.web.forms import EndForm, InviteForm, PersonForm, unit_choices
from samdrift.registers.parties.web.words import STATE_WORDS, employment_line, gap_words, role_line

MOVES = {
    "activate": commands.activate_person,
    "suspend": commands.suspend_person,
    "restore": commands.restore_person,
}


@require_safe
def people_list(request: ScopedRequest) -> HttpResponse:
    """People by name, found by the beginnings of their names, narrowed to a unit."""
    scope, text = request.scope, request.GET.get("q", "").strip()[:100]
    unit_uid = request.GET.get("unit", "")
    choices = unit_choices(scope)
    path = queries.unit_by_uid(scope, UUID(unit_uid)).path if unit_uid in dict(choices) else ""
    rows = queries.people(scope, text=text, unit_path=path)
    page = page_by_key(rows, order=queries.PEOPLE_ORDER, after=request.GET.get("after", ""), size=50)
    return render(
        request,
        "parties/people.html",
        {
            "rows": [
                (row, queries.shown_name(scope, row.person, row.title), STATE_WORDS[row.person.state])
                for row in page.rows
            ],
            "text": text,
            "unit_uid": unit_uid,
            "unit_choices": choices,
            "next": page.next,
            "path": request.get_full_path(),
            "may_invite": scope.may("parties.manage_people"),
            "gaps": gap_words(scope, queries.community_day(scope, now())),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def person_invite(request: ScopedRequest) -> HttpResponse:
    """Invite somebody."""
    scope = request.scope
    require_somewhere(scope, "parties.manage_people")
    moment = now()
    today = queries.community_day(scope, moment)
    form = InviteForm(scope, request.POST or None, initial={"starts_on": today, "language": scope.language})
    made = []
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, lambda: made.append(commands.invite_person(scope, **form.arguments(), now=moment)))
    ):
        messages.success(request, _("%(name)s is invited.") % {"name": made[0].person.full_name})
        return redirect("parties:person", uid=made[0].person.uid)
    return render(request, "parties/invite.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
def person_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One person: who they are, what they work as, which roles they have."""
    scope = request.scope
    person = queries.person_by_uid(scope, uid)
    employments, day = queries.employments_seen(scope, person), queries.community_day(scope, now())
    title = employments[0].title if employments else ""
    manages = any(scope.allows("parties.manage_people", unit=one.unit_id) for one in employments)
    moves = [move for move in MOVES if manages and rules.after(person.state, move) and person.pk != scope.person_id]
    return render(
        request,
        "parties/person.html",
        {
            "person": person,
            "name": queries.shown_name(scope, person, title),
            "known": queries.shown_name(scope, person) == person.full_name,
            "state_word": STATE_WORDS[person.state],
            "employments": [
                (employment_line(one, scope.language), one, manages and one.ends_on is None) for one in employments
            ],
            "roles": [(role_line(one), one) for one in queries.roles_seen(scope, person)],
            "clears": "SEC-OFF" in scope.roles and person.pk != scope.person_id,
            "clearable": [role for role in rules.ROLES if rules.may_be_cleared(role)],
            "moves": moves,
            "manages": manages,
            "may_link": manages and person.state in ("invited", "active") and not person.has_usable_password(),
            "may_give": scope.may("parties.assign_roles") and person.pk != scope.person_id,
            "today": day,
            "yesterday_form": EndForm(initial={"last_day": day}),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Correct a person."""
    scope = request.scope
    person = queries.person_by_uid(scope, uid)
    require_somewhere(scope, "parties.manage_people")
    names = ("given_name", "family_name", "work_phone", "protected_identity")
    form = PersonForm(request.POST or None, initial={name: getattr(person, name) for name in names})
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, lambda: commands.change_person(scope, person.uid, **form.cleaned_data, now=now()))
    ):
        return redirect("parties:person", uid=person.uid)
    context = {"form": form, "person": person, "name": queries.shown_name(scope, person)}
    return render(request, "parties/person_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
def person_move(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Let a person in, keep them out, or let them in again."""
    if move not in MOVES:
        raise Http404
    person = queries.person_by_uid(request.scope, uid)
    MOVES[move](request.scope, person.uid, now=now())
    return redirect("parties:person", uid=person.uid)


@require_POST
def employment_end(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Set an employment's last day."""
    form = EndForm(request.POST)
    person = queries.person_by_uid(request.scope, uid)
    if not form.is_valid():
        messages.error(request, _("Give the last day."))
        return redirect("parties:person", uid=person.uid)
    last_day = form.cleaned_data["last_day"]
    commands.end_employment(request.scope, uid, last_day=last_day, expected_version=version_of(request), now=now())
    messages.success(request, _("The employment ends on %(day)s, and its roles with it.") % {"day": last_day})
    return redirect(reverse("parties:person", kwargs={"uid": person.uid}))
