"""Pages: webhooks and the addresses other systems post to."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import real_now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import kinds, title_of_kind
from samdrift.foundation.http import ScopedRequest, done, require_somewhere
from samdrift.operations.exchange.commands import hooks as commands
from samdrift.operations.exchange.queries import hooks as queries

MANAGE = "exchange.manage"


class WebhookForm(forms.Form):
    """An address that hears of events."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    url = forms.URLField(label=gettext_lazy("Address"), max_length=500, assume_scheme="https")
    kinds = forms.MultipleChoiceField(label=gettext_lazy("Events"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = sorted({kind.split(".")[0] for kind in kinds})
        every = [(f"{room}.*", _("Everything of %(room)s") % {"room": room}) for room in rooms]
        single = sorted((kind, f"{kind}: {title_of_kind(kind)}") for kind in kinds if kind.startswith("requests."))
        self.fields["kinds"].choices = [*every, *single]  # type: ignore[attr-defined]


class NameForm(forms.Form):
    """A name."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def webhook_list(request: ScopedRequest) -> HttpResponse:
    """Webhooks, and a new one, whose secret is shown this once."""
    require_somewhere(request.scope, MANAGE)
    form = WebhookForm(request.POST or None)
    made: list[tuple[Any, str]] = []
    if request.method == "POST" and form.is_valid():
        done(form, lambda: made.append(commands.make_webhook(request.scope, **form.cleaned_data, now=real_now())))
    rows = list(queries.webhooks(request.scope))
    context = {
        "rows": rows, "counts": queries.counts_of(request.scope, rows), "form": WebhookForm() if made else form,
        "secret": made[0][1] if made else "", "incoming": list(queries.incoming_hooks(request.scope)),
        "name_form": NameForm(), "posts_to": "", "words": STATE_WORDS,
    }  # fmt: skip
    return render(request, "exchange/hooks.html", context, status=422 if form.is_bound and not made else 200)


@never_cache
@require_POST
def incoming_make(request: ScopedRequest) -> HttpResponse:
    """A new address to post to; its secret is shown this once."""
    require_somewhere(request.scope, MANAGE)
    form = NameForm(request.POST)
    made: list[tuple[Any, str]] = []
    if form.is_valid():
        done(form, lambda: made.append(commands.make_incoming_hook(request.scope, **form.cleaned_data, now=real_now())))
    rows = list(queries.webhooks(request.scope))
    address = settings.SAMDRIFT_BASE_URL + reverse("exchange:receive", args=[made[0][0].uid]) if made else ""
    context = {
        "rows": rows, "counts": queries.counts_of(request.scope, rows), "form": WebhookForm(),
        "secret": made[0][1] if made else "", "incoming": list(queries.incoming_hooks(request.scope)),
        "name_form": NameForm() if made else form, "posts_to": address, "words": STATE_WORDS,
    }  # fmt: skip
    return render(request, "exchange/hooks.html", context, status=200 if made else 422)


@require_POST
def incoming_end(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Take no more messages there."""
    commands.end_incoming_hook(request.scope, uid, now=real_now())
    return redirect("exchange:webhooks")


@require_safe
def webhook_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One webhook with its newest messages."""
    require_somewhere(request.scope, MANAGE)
    row, found = queries.messages_of(request.scope, uid)
    context = {"row": row, "messages_shown": found, "words": STATE_WORDS}
    return render(request, "exchange/webhook.html", context)


@require_POST
def webhook_set(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Pause, resume, end, or send again what was sent."""
    try:
        if request.POST.get("state") == "again":
            count = commands.send_again(request.scope, uid, after=_place(request), now=real_now())
            messages.success(request, _("%(count)s messages are sent again.") % {"count": count})
        else:
            commands.set_webhook_state(request.scope, uid, state=request.POST.get("state", ""), now=real_now())
            messages.success(request, _("Saved."))
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("exchange:webhook", uid)


def _place(request: ScopedRequest) -> int:
    given = request.POST.get("after", "")
    if not (given.isascii() and given.isdecimal() and len(given) < 16):
        raise Invalid({"after": _("Give the place in the book after which to begin.")})
    return int(given)


STATE_WORDS = {
    "active": lambda: _("Active"), "paused": lambda: _("Paused"), "ended": lambda: _("Ended"),
    "waiting": lambda: _("Waiting"), "sent": lambda: _("Arrived"), "failed": lambda: _("Failed"),
}  # fmt: skip
