"""Pages of signing in and out, the account, and the choice of employment."""

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from samdrift.doors.account import oidc
from samdrift.doors.account.forms import PasswordForm, SignInForm
from samdrift.doors.pages.shell import address
from samdrift.foundation.clock import now, real_now
from samdrift.foundation.http import ScopedRequest, address_of
from samdrift.foundation.limits import check_limit
from samdrift.foundation.notices import public as notices
from samdrift.registers.parties import public as parties

BACKEND = "samdrift.doors.account.backend.PasswordBackend"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with e-mail and password; the demonstration also offers its people."""
    wanted = _next_of(request)
    if request.user.is_authenticated and request.method != "POST":
        return redirect(wanted or "home")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        _hold_back(email, address_of(request))
        person = auth.authenticate(request, email=email, password=form.cleaned_data["password"])
        if person is not None:
            auth.login(request, person, backend=BACKEND)
            return redirect(wanted or "home")
        form.add_error(None, _("The e-mail or the password is not right, or the account is closed."))
    status = 422 if form.is_bound else 200
    return render(request, "account/sign_in.html", _sign_in_page(form, wanted), status=status)


def _sign_in_page(form: SignInForm, wanted: str) -> dict[str, object]:
    people = parties.faces_of_the_demonstration() if settings.SAMDRIFT_DEMO else []
    return {
        "form": form,
        "next": wanted,
        "people": [
            {"key": one.key, "name": one.name, "role": one.roles, "side": one.side, "community": one.community}
            for one in people
        ],
        "demo_url": reverse("account:be_one_of_the_people") if people else "",
        "oidc": oidc.ways_in(wanted),
        "forgotten": notices.configured(notices.MAIL),
    }


def _hold_back(email: str, caller: str) -> None:
    """Guessing is slow: by name from one address, by name from everywhere, and from one address.

    Raises:
        TooMany: Whether or not there is such a name.
    """
    # One after the other: whoever is refused at one address must not spend what the person has everywhere, or a
    # single machine could lock anybody out.
    moment = real_now()
    check_limit("sign_in.address", caller, 300, 600, moment)
    check_limit("sign_in.name", f"{email} {caller}", 10, 900, moment)
    check_limit("sign_in.name_everywhere", email, 100, 3600, moment)


def _next_of(request: HttpRequest) -> str:
    """Where to go afterwards, when it is one of our pages."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else ""


@login_not_required
@never_cache
@require_POST
def be_one_of_the_people(request: HttpRequest) -> HttpResponse:
    """Sign in as a person of the demonstration, without a password; elsewhere there is no such page."""
    if not settings.SAMDRIFT_DEMO:
        raise Http404
    chosen = request.POST.get("person", "")
    found = next((one for one in parties.faces_of_the_demonstration() if one.key == chosen), None)
    if found is None:
        raise Http404
    request.session.flush()
    auth.login(request, found.person, backend=BACKEND)
    return redirect(_next_of(request) or "home")


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; what this browser knew of the person is forgotten."""
    auth.logout(request)
    return redirect("account:sign_in")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: ScopedRequest) -> HttpResponse:
    """Change one's own password; other browsers of the same person are signed out by it."""
    person = request.user
    assert isinstance(person, parties.Person)
    form = PasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        check_limit("sign_in.password", str(person.pk), 10, 900, real_now())
        if person.check_password(form.cleaned_data["old_password"]):
            parties.change_password(request.scope, form.cleaned_data["new_password"], now=now())
            person.refresh_from_db()
            auth.update_session_auth_hash(request, person)
            messages.success(request, _("Your password is changed."))
            return redirect("account:page")
        form.add_error("old_password", _("This is not your password now."))
    return render(request, "account/password.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
def account(request: ScopedRequest) -> HttpResponse:
    """Who one is here: name, employments, roles, language, keys for other systems."""
    person = request.user
    assert isinstance(person, parties.Person)
    return render(
        request,
        "account/account.html",
        {
            "person": person,
            "employments": parties.employments_of(person, now=now()),
            "acting": request.scope.employment_id,
            "roles": [parties.role_name(role) for role in request.scope.roles],
            "has_password": person.has_usable_password(),
            "tokens_url": address("parties:tokens"),
        },
    )


@require_POST
def employment(request: ScopedRequest) -> HttpResponse:
    """Act for another of one's employments from now on, and never for two at once."""
    person = request.user
    assert isinstance(person, parties.Person)
    wanted = request.POST.get("employment", "")
    found = next((one for one in parties.employments_of(person, now=now()) if str(one.uid) == wanted), None)
    if found is None:
        raise Http404
    request.session["employment"] = found.pk
    request.session.cycle_key()
    return redirect("home")
