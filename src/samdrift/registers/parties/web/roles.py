"""Pages: who may do what and why one cannot; giving, approving and ending roles."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest, done, require_somewhere, version_of
from samdrift.registers.parties import commands, queries, registry, rules
from samdrift.registers.parties.web.forms import RoleForm
from samdrift.registers.parties.web.words import REACH_WORDS, ROOM_WORDS, employment_line, gap_words


@require_safe
def role_matrix(request: ScopedRequest) -> HttpResponse:
    """Every permission by role, what one has oneself, and why; and the roles that wait for a second person."""
    scope = request.scope
    chosen = [role for role in request.GET.getlist("role") if role in rules.ROLES]
    shown = chosen or list(dict.fromkeys(scope.roles)) or ["USR"]
    answer = queries.explain(scope, request.GET.get("why", ""))
    waiting = queries.roles_waiting(scope) if scope.may("parties.assign_roles") else []
    return render(
        request,
        "parties/roles.html",
        {
            "rooms": [
                (str(ROOM_WORDS.get(room, room.replace("_", " ").capitalize())), lines)
                for room, lines in queries.matrix(scope, shown)
            ],
            "shown": [(role, registry.role_name(role)) for role in shown],
            "all_roles": [(role, registry.role_name(role)) for role in rules.ROLES],
            "chosen": shown,
            "reach_words": REACH_WORDS,
            "answer": answer,
            "role_name": registry.role_name,
            "carriers": ", ".join(map(registry.role_name, answer.roles_with_it)) if answer else "",
            "givers": ", ".join(map(registry.role_name, answer.given_by)) if answer else "",
            "gaps": gap_words(scope, queries.community_day(scope, now())),
            "columns": [{"label": word} for word in (_("What"), _("You"), *map(registry.role_name, shown), _("Why"))],
            "waiting": [
                (one, queries.shown_name(scope, one.employment.person, one.employment.title),
                 registry.role_name(one.role), one.granted_by_id != scope.person_id
                 and one.employment.person_id != scope.person_id)
                for one in waiting
            ],
        },
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def role_give(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Give a person a role, or ask for one that needs two people."""
    scope, moment = request.scope, now()
    person = queries.person_by_uid(scope, uid)
    require_somewhere(scope, "parties.assign_roles")
    held = queries.employments_seen(scope, person)
    choices = [(str(one.uid), employment_line(one, scope.language)) for one in held]
    today = queries.community_day(scope, moment)
    form = RoleForm(scope, choices, request.POST or None, initial={"valid_from": today})
    made = []
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            form,
            lambda: made.append(
                commands.assign_role(scope, UUID(form.cleaned_data["employment_uid"]), **form.arguments(), now=moment)
            ),
        )
    ):
        asked = made[0].state == "asked"
        told = _("The role is asked for; somebody else must agree.") if asked else _("The role is given.")
        messages.success(request, told)
        return redirect("parties:person", uid=person.uid)
    context = {"form": form, "person": person, "name": queries.shown_name(scope, person)}
    return render(request, "parties/role_give.html", context, status=422 if form.is_bound else 200)


@require_POST
def role_answer(request: ScopedRequest, uid: UUID, answer: str) -> HttpResponse:
    """Agree to a privileged role, refuse it, end a role today, or clear its holder for security matters."""
    scope, moment = request.scope, now()
    version = version_of(request)
    if answer == "approve":
        commands.approve_role(scope, uid, expected_version=version, now=moment)
    elif answer == "refuse":
        commands.refuse_role(scope, uid, expected_version=version, now=moment)
    elif answer == "end":
        today = queries.community_day(scope, moment)
        commands.end_role(scope, uid, last_day=today, expected_version=version, now=moment)
    elif answer in ("clear", "unclear"):
        made = commands.set_clearance(scope, uid, cleared=answer == "clear", expected_version=version, now=moment)
        messages.success(request, _("Done."))
        return redirect("parties:person", made.employment.person.uid)
    else:
        raise Http404
    messages.success(request, _("Done."))
    return redirect("parties:roles")
