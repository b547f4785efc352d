"""From a promise to the work it is about, whatever room keeps that."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from samdrift.foundation.events.public import rows_spoken_of
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.promises.models import Promise


@require_safe
def about(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """On to the page of the work that promises of this uid are about.

    Raises:
        Http404: No promise this reader may see is about it, or the work is not theirs to see.
    """
    request.scope.require_somewhere("promises.view")
    found = Promise.objects.within(request.scope).filter(subject_uid=uid).order_by("pk")[:1]
    shown = rows_spoken_of(request.scope, found, request.scope.language).get(uid)
    if shown is None or not shown.url:
        raise Http404
    return redirect(shown.url)
