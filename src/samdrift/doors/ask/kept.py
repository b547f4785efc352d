"""Keeping a question under a name, opening it again, being told of its answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.doors.ask import page
from samdrift.doors.ask.views import dataset_for, today_here
from samdrift.foundation.clock import now
from samdrift.foundation.datasets import public as datasets
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.http import ScopedRequest


@require_POST
def keep(request: ScopedRequest, code: str) -> HttpResponse:
    """Keep the question of the page under a name."""
    dataset = dataset_for(request.scope, code)
    asked = QueryDict(request.POST.get("query", "")[:4000])
    question = datasets.question_from(dataset, request.scope, dict(asked.lists()))
    try:
        saved = datasets.save_question(
            request.scope, question, name=request.POST.get("name", ""), now=now(),
            shared=bool(request.POST.get("shared")),
        )  # fmt: skip
    except (Invalid, Refused) as fault:
        sentences = list(fault.fields.values()) if isinstance(fault, Invalid) else [str(fault)]
        messages.error(request, " ".join(sentences))
    else:
        messages.success(request, _("“%(name)s” is kept. You find it under “Ask”.") % {"name": saved.name})
    return redirect(page.address(dataset, question))


@require_safe
def open_kept(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Go to the question, as its list answers it today."""
    saved = datasets.kept_question(request.scope, uid)
    dataset = dataset_for(request.scope, saved.dataset)
    return redirect(page.address(dataset, datasets.question_of(saved)))


@require_POST
def forget(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Forget a question of one's own, and all that follows it."""
    datasets.forget_question(request.scope, uid)
    messages.success(request, _("It is forgotten."))
    return redirect(reverse("ask:lists"))


@require_POST
def follow(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Be told of the answer every day, week or month."""
    try:
        datasets.follow_question(
            request.scope, uid, every=request.POST.get("every", ""), today=today_here().day,
            only_changes=bool(request.POST.get("only_changes")),
        )  # fmt: skip
    except Invalid as invalid:
        messages.error(request, " ".join(invalid.fields.values()))
    else:
        messages.success(request, _("You will be told of it."))
    return redirect(reverse("ask:lists"))


@require_POST
def unfollow(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Be told no more."""
    datasets.unfollow_question(request.scope, uid)
    messages.success(request, _("You will not be told of it any more."))
    return redirect(reverse("ask:lists"))
