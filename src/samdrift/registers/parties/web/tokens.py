"""Pages: one's keys for other systems."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samdrift.foundation.clock import real_now
from samdrift.foundation.http import ScopedRequest, done, require_somewhere
from samdrift.registers.parties import commands, queries
from samdrift.registers.parties.web.forms import TokenForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: ScopedRequest) -> HttpResponse:
    """One's keys, and a new one, whose secret is shown this once."""
    scope, moment = request.scope, real_now()
    require_somewhere(scope, "parties.manage_tokens")
    form = TokenForm(scope, request.POST or None)
    made = []
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["days"]
        expires_at = moment + timedelta(days=int(days)) if days else None
        done(
            form,
            lambda: made.append(
                commands.make_token(
                    scope, name=form.cleaned_data["name"], permissions=form.cleaned_data["permissions"] or None,
                    expires_at=expires_at, now=moment,
                )
            ),
        )  # fmt: skip
    context = {
        "form": TokenForm(scope) if made else form,
        "secret": made[0][1] if made else "",
        "rows": [
            (token, queries.shown_name(scope, token.employment.person), token.works_at(moment))
            for token in queries.tokens(scope)
        ],
    }
    return render(request, "parties/tokens.html", context, status=422 if form.is_bound and not made else 200)


@require_POST
def token_revoke(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Let a key open nothing any more."""
    commands.revoke_token(request.scope, uid, now=real_now())
    return redirect("parties:tokens")
