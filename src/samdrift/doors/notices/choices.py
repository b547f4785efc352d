"""By which ways notices come, and the link in every message that stops its kind."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from samdrift.doors.notices.views import WAYS
from samdrift.foundation.clock import real_now
from samdrift.foundation.http import ScopedRequest, address_of, done
from samdrift.foundation.limits import check_limit
from samdrift.foundation.notices import public as notices


class HoursForm(forms.Form):
    """When to be left alone, and when the digest comes."""

    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    quiet_to = forms.TimeField(
        label=gettext_lazy("Quiet until"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    digest_at = forms.TimeField(
        label=gettext_lazy("The daily digest comes at"), widget=forms.TimeInput(attrs={"type": "time"})
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: ScopedRequest) -> HttpResponse:
    """A table of kinds and ways, and the quiet hours."""
    habits = notices.habits_of(request.scope)
    hours = {name: getattr(habits, name) for name in ("quiet_from", "quiet_to", "digest_at")}
    form = HoursForm(request.POST or None, initial=hours)
    if request.method == "POST" and form.is_valid() and done(form, lambda: _choose(request, form.cleaned_data)):
        messages.success(request, _("Your choices are kept."))
        return redirect("notices:choices")
    offered = [way for way in notices.CHANNELS if way in (notices.APP, notices.MAIL, notices.DIGEST) or _works(way)]
    context = {
        "form": form,
        "push_key": notices.push_key(),
        "token": get_token(request),
        "ways": [(way, str(WAYS[way])) for way in offered],
        "kinds": [
            {"kind": one.kind, "name": str(one.kind.name), "reason": str(one.kind.reason), "ways": one.ways}
            for one in notices.choices_of(request.scope)
        ],
    }
    return render(request, "notices/choices.html", context, status=422 if form.errors else 200)


def _works(way: str) -> bool:
    return notices.configured(way)


def _choose(request: ScopedRequest, hours: dict[str, Any]) -> None:
    offered = {way for way in notices.CHANNELS if way in (notices.APP, notices.MAIL, notices.DIGEST) or _works(way)}
    before = {one.kind.key: one.ways for one in notices.choices_of(request.scope)}
    # Ways that are not offered here stay as they were.
    wanted = {key: (set(request.POST.getlist(key)) & offered) | (ways - offered) for key, ways in before.items()}
    notices.choose_ways(request.scope, {key: ways for key, ways in wanted.items() if ways != before[key]})
    notices.choose_hours(request.scope, **hours)


@login_not_required
@csrf_exempt  # the signed link is the key, and mail programs press it without having seen the page (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def quieten(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one kind for whoever the link was sent to: one press, without signing in."""
    check_limit("notices.quieten", address_of(request), 60, 600, real_now())
    found = notices.read_quieten(token)
    kind = notices.kinds.get(found.kind) if found else None
    whole = found is not None and found.kind == notices.DIGEST
    if found is None or (kind is None and not whole):
        raise Http404
    if request.method == "POST":
        notices.quieten(found.kind, person_id=found.person_id, address=found.address)
    context = {
        "name": str(kind.name) if kind else _("Daily digest"), "must": bool(kind and kind.must),
        "quiet": request.method == "POST", "known": found.person_id,
    }  # fmt: skip
    return render(request, "notices/quieten.html", context)
