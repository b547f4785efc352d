"""The first password of an invited person: a link from whoever invites, and the page it leads to."""

from uuid import UUID

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from samdrift.doors.account.forms import FirstPasswordForm
from samdrift.doors.account.letters import first_links as _links
from samdrift.doors.account.views import BACKEND
from samdrift.foundation.clock import now, real_now
from samdrift.foundation.http import ScopedRequest, address_of
from samdrift.foundation.limits import check_limit
from samdrift.registers.parties import public as parties


@never_cache
@require_POST
@sensitive_variables("link")
def make_link(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The link to hand to somebody who has no password yet; shown to whoever may let them in."""
    person = parties.allow_first_password(request.scope, uid, now=now())
    path = reverse("account:welcome", kwargs={"uid": person.uid, "token": _links.make_token(person)})
    link = settings.SAMDRIFT_BASE_URL.rstrip("/") + path
    return render(request, "account/link.html", {"person": person, "link": link})


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, uid: UUID, token: str) -> HttpResponse:
    """Choose one's first password and be signed in; a link that is wrong, old or used is not there."""
    check_limit("sign_in.welcome", address_of(request), 60, 600, real_now())
    person = parties.Person.objects.filter(uid=uid).first()
    if person is None or not _links.check_token(person, token) or person.has_usable_password():
        raise Http404
    form = FirstPasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = parties.choose_first_password(uid, form.cleaned_data["new_password"], now=now())
        auth.login(request, person, backend=BACKEND)
        return redirect("home")
    context = {"form": form, "person": person}
    return render(request, "account/welcome.html", context, status=422 if form.is_bound else 200)
