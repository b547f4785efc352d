"""A forgotten password: ask for a link, and choose a new one by it.

The answer to asking is the same for every address, and costs the same: one job is written down, and what it finds
is nobody's business but the mailbox's.
"""

from uuid import UUID

from django import forms
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from samdrift.doors.account.forms import FirstPasswordForm
from samdrift.doors.account.letters import CHANGED, forgotten_links, send_letter
from samdrift.doors.account.views import BACKEND
from samdrift.foundation.clock import now, real_now
from samdrift.foundation.http import address_of
from samdrift.foundation.jobs.public import enqueue
from samdrift.foundation.limits import check_limit
from samdrift.foundation.notices import public as notices
from samdrift.registers.parties import public as parties

JOB = "account.forgotten"


class ForgottenForm(forms.Form):
    """The address one signs in with."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )  # fmt: skip


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link; whether there is such an account is told to nobody."""
    form = ForgottenForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    if asked:
        email = form.cleaned_data["email"].strip().lower()
        moment = real_now()
        check_limit("forgotten.address", address_of(request), 20, 600, moment)
        check_limit("forgotten.name", email, 5, 3600, moment)
        enqueue(JOB, {"email": email})
    context = {"form": form, "asked": asked, "works": notices.configured(notices.MAIL)}
    return render(request, "account/forgotten.html", context, status=422 if form.errors else 200)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, uid: UUID, token: str) -> HttpResponse:
    """Choose a new password; a link that is wrong, older than an hour or used is not there."""
    check_limit("sign_in.welcome", address_of(request), 60, 600, real_now())
    person = parties.Person.objects.filter(uid=uid).first()
    if person is None or not person.is_active or not forgotten_links.check_token(person, token):
        raise Http404
    form = FirstPasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = parties.replace_password(uid, form.cleaned_data["new_password"], before=person.password, now=now())
        send_letter(person.pk, CHANGED)
        request.session.flush()
        auth.login(request, person, backend=BACKEND)
        return redirect("home")
    context = {"form": form, "person": person}
    return render(request, "account/new_password.html", context, status=422 if form.is_bound else 200)
